"""The coordinator's team: invite, move to a new phone, each by a one-time link; deputise, close access."""

from __future__ import annotations

from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import Filled, Has, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Choose,
    Const,
    Copy,
    Flow,
    Note,
    Option,
    Part,
    Put,
    Route,
    Rows,
    Step,
    Tell,
    Tick,
    Title,
    When,
)
from flows.engine.message import M

_ROW = "answers.staff_row"

_NOTES: tuple[Part, ...] = (
    note("deputy", M("team.deputy_set", "Заміну записано.")),
    note(
        "revoked",
        M("team.revoked", "Доступ закрито. Якщо лишилися справи цієї людини, передайте їх у «Строках»."),
    ),
    note(
        "self",
        M("team.self", "Закрити доступ самим собі не можна: попросіть іншу координаторку чи координатора."),
    ),
    note("denied", M("team.denied", "Ця дія Вам тут недоступна. Нічого не змінено.")),
)

_LIST: tuple[Step, ...] = (
    Choose(
        "team",
        (
            *_NOTES,
            Title(M("team.title", "Команда")),
            When(
                Not(Filled("facts.team")),
                M("team.empty", "Тут будуть люди, яких Ви запросите."),
            ),
        ),
        (
            Option("invite", M("team.invite", "Запросити людину"), "where", style="primary", sets=CALM),
            Rows("team.rows"),
            Option(
                "ways",
                M("team.ways", "Установи без Telegram"),
                "ways",
                Filled("facts.institutions"),
                sets=CALM,
            ),
            Option("done", M("team.done", "Готово"), END, sets=CALM),
        ),
        to="calm",
        saves="staff",
    ),
    Put("calm", CALM, "member"),
    *(noted(word, "team") for word in ("deputy", "revoked", "self", "denied")),
)

_WAYS: tuple[Step, ...] = (
    Choose(
        "ways",
        (
            Title(M("team.ways_title", "Хто працює без Telegram?")),
            M(
                "team.ways_how",
                "Натисніть установу, щоб позначити її або зняти позначку. Позначена працює на вебсторінці:"
                " робочі сповіщення в Telegram її людям не надходять. Свою установу позначають на сторінці.",
            ),
        ),
        (Rows("team.ways"), Option("done", M("team.ways_done", "До команди"), "team")),
        to="switch",
        saves="institution",
    ),
    Act(
        "switch",
        "telegram_switched",
        {"institution": "answers.institution"},
        {"ok": "ways"},
    ),
)

_INVITE: tuple[Step, ...] = (
    Choose(
        "where",
        (
            Title(M("team.where", "До якої установи запрошуєте?")),
            When(
                Not(Filled("facts.institutions")),
                M(
                    "team.where_empty",
                    "У Вашій області ще немає жодної установи. Її додає адміністраторка чи адміністратор.",
                ),
            ),
        ),
        (Rows("team.institutions"), Option("no", M("team.where_no", "Не запрошувати"), "team")),
        to="fresh",
        saves="institution",
    ),
    # roles ticked for the one invited before are not hers
    Put("fresh", {"roles?": Const([])}, "roles"),
    Tick(
        "roles",
        (
            Title(M("team.roles", "Що ця людина робитиме?")),
            M(
                "team.roles_how",
                "Позначте все, що підходить. Людина бачитиме лише те, що потрібно для цих ролей.",
            ),
        ),
        (
            Option("specialist", M("team.specialist", "Приймає людей і направляє")),
            Option("dispatcher", M("team.dispatcher", "Приймає дзвінки й записує звернення")),
            Option("lead", M("team.lead", "Веде справи")),
            Option("head", M("team.head", "Підписує направлення установи")),
            Option("coordinator", M("team.coordinator", "Координує, стежить за строками")),
            Option("editor", M("team.editor", "Веде довідник послуг")),
        ),
        to="chosen",
        none=M("team.no_role", "Жодної"),
        skip=None,
    ),
    Branch("chosen", (Route("invite", Filled("answers.roles")), Route("no_roles"))),
    Choose(
        "no_roles",
        (
            Title(M("team.no_roles", "Без ролі запросити не можна")),
            M("team.no_roles_next", "Оберіть хоча б одну: від неї залежить, що людина побачить."),
        ),
        (
            Option("again", M("team.again", "Обрати роль"), "roles", style="primary"),
            Option("no", M("team.where_no", "Не запрошувати"), "team"),
        ),
        saves="did",
    ),
    Act(
        "invite",
        "invited",
        {"institution": "answers.institution", "roles": "answers.roles"},
        {"made": "invited", "not_permitted": "note_denied"},
    ),
    Tell(
        "invited",
        (
            Title(M("team.invited", "Посилання для запрошення")),
            *(When(Filled(f"answers.invite.links.{n}"), Copy(f"answers.invite.links.{n}")) for n in range(3)),
            M("team.until", "Діє один раз, до {until}.", until="answers.invite.until"),
            Note(
                M(
                    "team.hand",
                    "Надішліть його особисто тій людині. Хто відкриє посилання, той і приєднається.",
                )
            ),
        ),
        to="forget",
    ),
    # the link is a key to the team: it stays in the message, not in the conversation's memory
    Put("forget", {"invite": Const(None)}, "team"),
)

_MEMBER: tuple[Step, ...] = (
    Choose(
        "member",
        (
            Title(M("team.member", "{name}", name=f"{_ROW}.label")),
            When(
                Filled(f"{_ROW}.institution"),
                M("team.institution", "Установа: {name}.", name=f"{_ROW}.institution"),
            ),
            When(Has(f"{_ROW}.roles", "specialist"), M("team.specialist", "Приймає людей і направляє")),
            When(
                Has(f"{_ROW}.roles", "dispatcher"),
                M("team.dispatcher", "Приймає дзвінки й записує звернення"),
            ),
            When(Has(f"{_ROW}.roles", "lead"), M("team.lead", "Веде справи")),
            When(Has(f"{_ROW}.roles", "head"), M("team.head", "Підписує направлення установи")),
            When(
                Has(f"{_ROW}.roles", "coordinator"),
                M("team.coordinator", "Координує, стежить за строками"),
            ),
            When(Has(f"{_ROW}.roles", "editor"), M("team.editor", "Веде довідник послуг")),
            When(Filled(f"{_ROW}.deputy"), M("team.deputy_now", "Замінює: {name}.", name=f"{_ROW}.deputy")),
            When(Filled(f"{_ROW}.away"), Note(M("team.away", "Зараз цієї людини немає на роботі."))),
        ),
        (
            Option("deputy", M("team.deputy", "Обрати заміну"), "deputy"),
            Option("anew", M("team.anew", "Новий телефон: дати посилання"), "anew"),
            Option("revoke", M("team.revoke", "Закрити доступ"), "sure", style="danger"),
            Option("team", M("team.list", "До команди"), "team"),
        ),
        saves="did",
    ),
    Act(
        "anew",
        "invited_anew",
        {"staff": "answers.staff"},
        {"made": "link", "not_permitted": "note_denied"},
    ),
    Tell(
        "link",
        (
            Title(M("team.link", "Посилання для нового телефону")),
            M("team.sure_who", "{name}", name=f"{_ROW}.label"),
            *(When(Filled(f"answers.anew.links.{n}"), Copy(f"answers.anew.links.{n}")) for n in range(3)),
            M("team.until", "Діє один раз, до {until}.", until="answers.anew.until"),
            M(
                "team.link_moves",
                "Де його відкриють, туди перейдуть справи й ролі цієї людини. На старому пристрої доступ"
                " одразу закриється.",
            ),
            Note(
                M(
                    "team.link_hand",
                    "Перевірте, що про це просить саме ця людина, і передайте посилання особисто. Якщо"
                    " телефон загублено, хай відкриє його якнайшвидше.",
                )
            ),
        ),
        to="forget_anew",
    ),
    Put("forget_anew", {"anew": Const(None)}, "team"),
    Choose(
        "deputy",
        (
            Title(M("team.who_deputy", "Хто замінює цю людину?")),
            M("team.who_deputy_how", "Коли її немає, нагадування про справи отримуватиме заміна."),
        ),
        (
            Rows("team.deputies"),
            Option("nobody", M("team.no_deputy", "Ніхто"), sets={"deputy": Const(None)}),
            Option("same", M("team.same_deputy", "Не змінювати"), "member"),
        ),
        to="set_deputy",
    ),
    Act(
        "set_deputy",
        "deputy_set",
        {"staff": "answers.staff", "deputy": "answers.deputy"},
        {"ok": "note_deputy", "not_permitted": "note_denied"},
    ),
    Choose(
        "sure",
        (
            Title(M("team.sure", "Закрити доступ?")),
            M("team.sure_who", "{name}", name=f"{_ROW}.label"),
            M(
                "team.sure_next",
                "Доступ до справ закриється одразу. Щоб повернути його, потрібне нове запрошення.",
            ),
        ),
        (
            Option("yes", M("team.sure_yes", "Так, закрити доступ"), "close", style="danger"),
            Option("no", M("team.sure_no", "Ні, лишити"), "member"),
        ),
        saves="did",
    ),
    Act(
        "close",
        "revoked",
        {"staff": "answers.staff"},
        {"ok": "note_revoked", "self": "note_self", "not_permitted": "note_denied"},
    ),
)

TEAM = Flow("team", 1, M("team.title", "Команда"), (*_LIST, *_WAYS, *_INVITE, *_MEMBER))
