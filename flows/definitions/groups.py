"""Working groups: what a group solves and who takes part. Its roadmap and reports are in ``groups_plan``.

All who work in the region read it (transparency is an agreed principle); a coordinator makes a group, and she
or whoever leads it changes it. The order of the first stages is the region's own. Given, from a notice:
``group``, or nothing.
"""

from __future__ import annotations

from flows.definitions.groups_plan import PLAN, REPORTS
from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import All, Filled, Has, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Bullets,
    Choose,
    Flow,
    Note,
    Option,
    Part,
    Put,
    Route,
    Rows,
    Step,
    Title,
    When,
    Write,
)
from flows.engine.message import M
from flows.rules.working import HEADED, PROBLEM_FIRST

_HERE = "facts.group"
_OPEN = Filled(_HERE)
_CHANGES = Is(f"{_HERE}.changes")
_MEMBER = "answers.member_row"
_HEADED = Has("facts.region.practices", HEADED)

_NOTES: tuple[Part, ...] = (
    note("described", M("groups.described", "Проблему і причину записано.")),
    note("given", M("groups.given", "Записано: групу веде інша людина. Її сповіщено.")),
    note("started", M("groups.started", "Спільні дії почалися. Про кожен строк нагадаємо зранку.")),
    note("reported", M("groups.reported", "Звіт збережено. Його бачать усі, хто працює в області.")),
    note(
        "gone",
        M(
            "groups.gone",
            "Нічого не змінено: групу завершено, цього вже немає або змінювати це можуть інші.",
        ),
    ),
)

_LIST: tuple[Step, ...] = (
    Branch("begin", (Route("group", Filled("answers.group")), Route("list"))),
    Choose(
        "list",
        (
            note("denied", M("groups.denied", "Ця дія Вам тут недоступна. Нічого не змінено.")),
            Title(M("groups.title", "Робочі групи")),
            When(
                Not(Filled("facts.groups")),
                M("groups.empty", "Тут будуть групи, які разом розв'язують спільну проблему."),
            ),
        ),
        (
            Option(
                "new",
                M("groups.new", "Створити групу"),
                "title",
                All(Has("facts.me.roles", "coordinator"), Has("facts.region.practices", "working_groups")),
                sets=CALM,
            ),
            Rows("groups.rows"),
            Option(
                "principles",
                M("groups.principles", "Правила, про які домовилися"),
                "principles",
                Filled("facts.region.principles"),
                sets=CALM,
            ),
            Option("done", M("groups.done", "Готово"), END),
        ),
        to="calm",
        saves="group",
    ),
    Put("calm", CALM, "group"),
    Choose(
        "principles",
        (
            Title(M("groups.principles", "Правила, про які домовилися")),
            Bullets("facts.region.principles"),
        ),
        (Option("list", M("groups.list", "До всіх груп"), "list", style="primary"),),
        saves="did",
    ),
    Write(
        "title",
        (
            Title(M("groups.name", "Як назвати групу?")),
            M("groups.name_how", "Коротко, про справу. Наприклад: місця в дитсадках для дітей-переселенців."),
        ),
        "reason",
        "make",
        (Option("no", M("groups.name_no", "Не створювати"), "list"),),
    ),
    Act(
        "make",
        "group_made",
        {"title": "answers.title"},
        {"made": "made", "not_permitted": "note_denied"},
    ),
    Put("made", {"group": "answers.make.group"}, "first"),
    Branch("first", (Route("problem", Has("facts.region.practices", PROBLEM_FIRST)), Route("members"))),
    noted("denied", "list"),
)

_GROUP: tuple[Step, ...] = (
    Choose(
        "group",
        (
            *_NOTES,
            When(Not(_OPEN), Title(M("groups.nowhere", "Цієї групи тут немає"))),
            When(
                _OPEN,
                Title(M("groups.one", "{title}", title=f"{_HERE}.title")),
                When(
                    Not(Is(f"{_HERE}.closed")),
                    M(
                        "groups.stage",
                        "Етап {number} з 6: {stage}",
                        number=f"{_HERE}.number",
                        stage=f"{_HERE}.stage",
                    ),
                    When(Filled(f"{_HERE}.does"), Note(M("groups.does", "{does}", does=f"{_HERE}.does"))),
                ),
                When(Is(f"{_HERE}.closed"), M("groups.closed", "Роботу завершено, підсумковий звіт є.")),
                When(
                    Is(f"{_HERE}.described"),
                    M("groups.problem_is", "Проблема: {problem}", problem=f"{_HERE}.problem"),
                    M("groups.cause_is", "Причина: {cause}", cause=f"{_HERE}.cause"),
                ),
                When(
                    Filled(f"{_HERE}.names"),
                    M("groups.members_are", "У групі:"),
                    Bullets(f"{_HERE}.names"),
                ),
                When(
                    Filled(f"{_HERE}.all"),
                    M(
                        "groups.counts",
                        "Кроків: {all}. Виконано: {done}, прострочено: {late}, попереду: {ahead}.",
                        all=f"{_HERE}.all",
                        done=f"{_HERE}.done",
                        late=f"{_HERE}.late",
                        ahead=f"{_HERE}.ahead",
                    ),
                ),
                When(
                    All(_CHANGES, Not(Is(f"{_HERE}.acting")), Filled(f"{_HERE}.lacks")),
                    M("groups.lacks", "Щоб почати спільні дії, бракує:"),
                    Bullets(f"{_HERE}.lacks"),
                ),
                When(Filled(f"{_HERE}.lead"), M("groups.lead", "Веде: {lead}.", lead=f"{_HERE}.lead")),
            ),
        ),
        (
            Option(
                "start",
                M("groups.start", "Почати спільні дії"),
                "start",
                All(_CHANGES, Not(Is(f"{_HERE}.acting")), Not(Filled(f"{_HERE}.lacks"))),
                "primary",
                CALM,
            ),
            Option("problem", M("groups.describe", "Проблема і причина"), "problem", _CHANGES, sets=CALM),
            Option("members", M("groups.members", "Хто в групі"), "members", _CHANGES, sets=CALM),
            Option("plan", M("groups.plan", "Дорожня карта"), "plan", _OPEN, sets=CALM),
            Option(
                "report",
                M("groups.report", "Написати звіт"),
                "kind",
                All(_CHANGES, Is(f"{_HERE}.acting")),
                sets=CALM,
            ),
            Option("reports", M("groups.reports", "Звіти"), "reports", Filled(f"{_HERE}.reports"), sets=CALM),
            Option("give", M("groups.give", "Хто веде групу"), "give", Is(f"{_HERE}.gives"), sets=CALM),
            Option("list", M("groups.list", "До всіх груп"), "list", sets=CALM),
        ),
        saves="did",
    ),
    Act(
        "start",
        "group_started",
        {"group": "answers.group"},
        {"ok": "note_started", "gone": "note_gone"},
    ),
    *(noted(word, "group") for word in ("described", "given", "started", "reported", "gone")),
)

_PROBLEM: tuple[Step, ...] = (
    Write(
        "problem",
        (
            Title(M("groups.problem", "Яку проблему розв'язуєте?")),
            M("groups.problem_how", "Що саме не так, кого це стосується і де. Без імен та історій людей."),
            When(
                Is(f"{_HERE}.described"),
                Note(M("groups.problem_now", "Зараз записано: {problem}", problem=f"{_HERE}.problem")),
            ),
        ),
        "text",
        "cause",
        (Option("no", M("groups.problem_no", "Поки не описувати"), "group"),),
    ),
    Write(
        "cause",
        (
            Title(M("groups.cause", "Чому ця проблема є?")),
            M("groups.cause_how", "Причина, на яку можна вплинути, і що саме потрібно, щоб її усунути."),
        ),
        "text",
        "describe",
    ),
    Act(
        "describe",
        "group_described",
        {"group": "answers.group", "problem": "answers.problem", "cause": "answers.cause"},
        {"ok": "described", "gone": "note_gone"},
    ),
    Branch("described", (Route("members", Not(Filled(f"{_HERE}.members"))), Route("note_described"))),
)

_MEMBERS: tuple[Step, ...] = (
    Choose(
        "members",
        (
            note("joined", M("groups.joined", "Додано до групи.")),
            note("left", M("groups.left", "Більше не в групі.")),
            note("busy", M("groups.busy", "Спершу передайте іншим кроки цієї установи в дорожній карті.")),
            note("heads", M("groups.heads", "Записано, чия це робота насамперед.")),
            Title(M("groups.members", "Хто в групі")),
            M("groups.members_how", "Покличте всіх, хто може допомогти. Кожна установа — один раз."),
            When(
                Not(Is(f"{_HERE}.council")),
                Note(
                    M(
                        "groups.council",
                        "Покличте й Раду ВПО: про тих, хто переселився, — разом із ними.",
                    )
                ),
            ),
        ),
        (
            Option("add", M("groups.add", "Додати установу"), "body", style="primary", sets=CALM),
            Rows("groups.members"),
            Option("group", M("groups.to_group", "До групи"), "group", sets=CALM),
        ),
        to="member_calm",
        saves="member",
    ),
    Put("member_calm", CALM, "member"),
    Choose(
        "body",
        (Title(M("groups.body", "Кого додати?")),),
        (Rows("groups.bodies"), Option("no", M("groups.body_no", "Нікого"), "members")),
        to="join",
        saves="body",
    ),
    Act(
        "join",
        "group_member_added",
        {
            "group": "answers.group",
            "body": "answers.body_row.body",
            "institution": "answers.body_row.institution",
        },
        {"ok": "note_joined", "gone": "note_gone"},
    ),
    Choose(
        "member",
        (
            Title(M("groups.member", "{name}", name=f"{_MEMBER}.name")),
            When(All(Is(f"{_MEMBER}.heads"), _HEADED), M("groups.is_head", "Очолює роботу групи.")),
            When(
                All(Is(f"{_MEMBER}.heads"), Not(_HEADED)),
                M("groups.coordinates", "Координує роботу групи."),
            ),
        ),
        (
            Option(
                "head",
                M("groups.head", "Очолює роботу"),
                "head",
                All(Not(Is(f"{_MEMBER}.heads")), _HEADED),
            ),
            Option(
                "coordinate",
                M("groups.coordinate", "Координує роботу"),
                "head",
                All(Not(Is(f"{_MEMBER}.heads")), Not(_HEADED)),
            ),
            Option("leave", M("groups.leave", "Прибрати з групи"), "leave"),
            Option("members", M("groups.to_members", "До складу групи"), "members"),
        ),
        saves="did",
    ),
    Act(
        "head",
        "group_head_chosen",
        {"member": "answers.member"},
        {"ok": "note_heads", "gone": "note_gone"},
    ),
    Act(
        "leave",
        "group_member_removed",
        {"member": "answers.member"},
        {"ok": "note_left", "busy": "note_busy", "gone": "note_gone"},
    ),
    *(noted(word, "members") for word in ("joined", "left", "busy", "heads")),
)

_LEAD: tuple[Step, ...] = (
    Choose(
        "give",
        (
            Title(M("groups.who_leads", "Хто вестиме групу?")),
            M(
                "groups.who_leads_how",
                "Ця людина зможе змінювати групу й отримає нагадування про строки.",
            ),
        ),
        (Rows("team.rows"), Option("no", M("groups.same_lead", "Не змінювати"), "group")),
        to="hand",
        saves="staff",
    ),
    Act(
        "hand",
        "group_lead_given",
        {"group": "answers.group", "staff": "answers.staff"},
        {"ok": "note_given", "gone": "note_gone"},
    ),
)

GROUPS = Flow(
    "groups",
    1,
    M("groups.title", "Робочі групи"),
    (*_LIST, *_GROUP, *_PROBLEM, *_MEMBERS, *_LEAD, *PLAN, *REPORTS),
    may_take=frozenset({"group"}),
)
