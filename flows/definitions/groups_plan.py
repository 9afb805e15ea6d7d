"""The roadmap of a working group, line by line, and its reports: the program states the facts, whoever writes
adds words of her own."""

from __future__ import annotations

from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    SKIP,
    Act,
    Bullets,
    Choose,
    Const,
    Note,
    Option,
    Put,
    Rows,
    Step,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_HERE = "facts.group"
_TASK = "facts.group_task"
_CHANGES = Is(f"{_HERE}.changes")

_DAYS = tuple(
    Option(f"d{days}", words, sets={"days": Const(days)})
    for days, words in (
        (7, M("groups.d7", "За тиждень")),
        (14, M("groups.d14", "За 2 тижні")),
        (30, M("groups.d30", "За місяць")),
        (90, M("groups.d90", "За 3 місяці")),
        (180, M("groups.d180", "За пів року")),
    )
)

PLAN: tuple[Step, ...] = (
    Choose(
        "plan",
        (
            note("planned", M("groups.planned", "Крок додано.")),
            note("marked", M("groups.marked", "Записано.")),
            note("moved", M("groups.moved", "Строк змінено.")),
            note("dropped", M("groups.dropped", "Крок прибрано.")),
            Title(M("groups.plan", "Дорожня карта")),
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
                Not(Filled(f"{_HERE}.all")),
                M("groups.plan_empty", "Кроків ще немає. У кожного буде відповідальна установа й строк."),
            ),
            When(
                All(_CHANGES, Not(Filled(f"{_HERE}.members"))),
                Note(M("groups.plan_members", "Спершу додайте тих, хто відповідатиме: «Хто в групі».")),
            ),
        ),
        (
            Option(
                "add",
                M("groups.add_task", "Додати крок"),
                "what",
                All(_CHANGES, Filled(f"{_HERE}.members")),
                "primary",
                CALM,
            ),
            Rows("groups.tasks"),
            Option("group", M("groups.to_group", "До групи"), "group", sets=CALM),
        ),
        to="task_calm",
        saves="task",
    ),
    Put("task_calm", CALM, "task"),
    Write(
        "what",
        (
            Title(M("groups.what", "Що треба зробити?")),
            M("groups.what_how", "Один конкретний крок, одним реченням."),
        ),
        "reason",
        "who",
        (Option("no", M("groups.what_no", "Не додавати"), "plan"),),
    ),
    Choose(
        "who",
        (Title(M("groups.who", "Хто за це відповідає?")),),
        (Rows("groups.members"),),
        to="indicator",
    ),
    Write(
        "indicator",
        (
            Title(M("groups.indicator", "Як буде видно, що вдалося?")),
            M("groups.indicator_how", "Те, що можна побачити чи порахувати. Наприклад: 40 нових місць."),
        ),
        "reason",
        "by",
    ),
    Choose("by", (Title(M("groups.by", "Коли має бути готово?")),), _DAYS, to="plan_it", saves="did"),
    Act(
        "plan_it",
        "group_task_planned",
        {
            "group": "answers.group",
            "member": "answers.who",
            "what": "answers.what",
            "indicator": "answers.indicator",
            "days": "answers.days",
        },
        {"ok": "note_planned", "gone": "note_gone"},
    ),
    Choose(
        "task",
        (
            When(
                Not(Filled(_TASK)),
                Title(M("groups.task_gone", "Цього кроку вже немає")),
            ),
            When(
                Filled(_TASK),
                Title(M("groups.task", "{what}", what=f"{_TASK}.what")),
                M("groups.task_who", "Відповідає: {who}.", who=f"{_TASK}.who"),
                M("groups.task_indicator", "Показник успіху: {indicator}", indicator=f"{_TASK}.indicator"),
                When(
                    Is(f"{_TASK}.state", "done"),
                    M("groups.task_was_done", "Виконано {at}.", at=f"{_TASK}.done_at"),
                ),
                When(
                    Is(f"{_TASK}.state", "late"),
                    M("groups.task_was_due", "Прострочено: мало бути до {due}.", due=f"{_TASK}.due"),
                ),
                When(
                    Is(f"{_TASK}.state", "ahead"),
                    M("groups.task_due", "Строк: до {due}.", due=f"{_TASK}.due"),
                ),
            ),
        ),
        (
            Option(
                "done",
                M("groups.mark_done", "Виконано"),
                "mark",
                All(Is(f"{_TASK}.changes"), Not(Is(f"{_TASK}.state", "done"))),
                "primary",
                {"done": Const(value=True)},
            ),
            Option(
                "undone",
                M("groups.mark_undone", "Ще не виконано"),
                "mark",
                All(Is(f"{_TASK}.changes"), Is(f"{_TASK}.state", "done")),
                sets={"done": Const(value=False)},
            ),
            Option(
                "move",
                M("groups.move", "Змінити строк"),
                "until",
                All(Is(f"{_TASK}.changes"), Not(Is(f"{_TASK}.state", "done"))),
            ),
            Option("drop", M("groups.drop", "Прибрати крок"), "sure", Is(f"{_TASK}.changes")),
            Option("plan", M("groups.to_plan", "До дорожньої карти"), "plan"),
        ),
        saves="did",
    ),
    Act(
        "mark",
        "group_task_done",
        {"task": "answers.task", "done": "answers.done"},
        {"ok": "note_marked", "gone": "note_gone"},
    ),
    Choose(
        "until",
        (Title(M("groups.until", "Коли тепер має бути готово?")),),
        (*_DAYS, Option("no", M("groups.until_no", "Не змінювати"), "task")),
        to="move",
        saves="did",
    ),
    Act(
        "move",
        "group_task_moved",
        {"task": "answers.task", "days": "answers.days"},
        {"ok": "note_moved", "gone": "note_gone"},
    ),
    Choose(
        "sure",
        (
            Title(M("groups.sure", "Прибрати крок із дорожньої карти?")),
            M("groups.sure_what", "{what}", what=f"{_TASK}.what"),
            Note(M("groups.sure_note", "У збережених звітах він лишиться.")),
        ),
        (
            Option("yes", M("groups.sure_yes", "Так, прибрати"), "drop", style="danger"),
            Option("no", M("groups.sure_no", "Ні, лишити"), "task"),
        ),
        saves="did",
    ),
    Act(
        "drop",
        "group_task_dropped",
        {"task": "answers.task"},
        {"ok": "note_dropped", "gone": "note_gone"},
    ),
    *(noted(word, "plan") for word in ("planned", "marked", "moved", "dropped")),
)

REPORTS: tuple[Step, ...] = (
    Choose(
        "kind",
        (
            Title(M("groups.kind", "Який звіт?")),
            M("groups.kind_how", "Цифри й кроки програма візьме з дорожньої карти. Ви додасте свої слова."),
        ),
        (
            Option("interim", M("groups.interim", "Проміжний"), "words"),
            Option("final", M("groups.final", "Підсумковий: завершити групу"), "words"),
            Option("no", M("groups.kind_no", "Ніякий"), "group"),
        ),
    ),
    Write(
        "words",
        (
            Title(M("groups.words", "Що додати від себе?")),
            M("groups.words_how", "Що вийшло, що заважає, що далі. Без імен людей, яким допомагали."),
        ),
        "text",
        "preview",
        (Option("skip", SKIP, "preview"),),
    ),
    Choose(
        "preview",
        (
            When(Is("answers.kind", "interim"), Title(M("groups.preview", "Зберегти проміжний звіт?"))),
            When(
                Not(Is("answers.kind", "interim")),
                Title(M("groups.preview_final", "Зберегти підсумковий звіт?")),
                M("groups.preview_closes", "Після нього групу буде завершено: змінити вже нічого не можна."),
            ),
            Bullets(f"{_HERE}.facts"),
            When(Filled("answers.words"), M("groups.said", "Від групи: {words}", words="answers.words")),
        ),
        (
            Option("yes", M("groups.preview_yes", "Зберегти"), "tell", style="primary"),
            Option("no", M("groups.preview_no", "Не зберігати"), "group"),
        ),
        saves="did",
    ),
    Act(
        "tell",
        "group_reported",
        {"group": "answers.group", "kind": "answers.kind", "words": "answers.words"},
        {"ok": "note_reported", "gone": "note_gone"},
    ),
    Choose(
        "reports",
        (Title(M("groups.reports", "Звіти")),),
        (Rows("groups.reports"), Option("group", M("groups.to_group", "До групи"), "group")),
        to="report",
        saves="report",
    ),
    Choose(
        "report",
        (
            Title(M("groups.report_title", "{title}", title="facts.group_report.title")),
            Bullets("facts.group_report.lines"),
            When(
                Filled("facts.group_report.words"),
                M("groups.said", "Від групи: {words}", words="facts.group_report.words"),
            ),
        ),
        (Option("reports", M("groups.to_reports", "До звітів"), "reports", style="primary"),),
        saves="did",
    ),
)
