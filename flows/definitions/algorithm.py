"""The region's algorithm in the pocket: phases, steps, what each asks of the community and of the region, a
button from a step straight to its action; pages of what else the algorithm settles.

Given: ``referral`` (then the algorithm is the one its case goes by, and the step the case is at is marked),
or nothing.
"""

from __future__ import annotations

from flows.definitions.in_common import GROUPS_HERE, OVERVIEW_HERE, PUBLICATIONS_HERE, WELLBEING_HERE
from flows.definitions.modes import FIRST_LINE
from flows.engine.conditions import All, Condition, Filled, Has, Is, Not
from flows.engine.flow import (
    END,
    Branch,
    Bullets,
    Call,
    Choose,
    Const,
    Derive,
    Flow,
    Lines,
    Note,
    Option,
    Part,
    Put,
    Route,
    Rows,
    Step,
    Title,
    When,
)
from flows.engine.message import M

_TITLE = M("algorithm.title", "Алгоритм області")
_HEAD = "answers.head"
_TOLD = "answers.told"
_THERE = Filled(_TOLD)
_IN_CASE = Filled("answers.referral")
_TO_TOP = M("algorithm.to_top", "До всього алгоритму")

_AWAY: tuple[Part, ...] = (
    Title(M("algorithm.away", "Порядок цієї справи Вам зараз недоступний")),
    M("algorithm.away_why", "Її могли передати, завершити, або згоду на доступ відкликано."),
)


def _origin(path: str) -> tuple[Part, ...]:
    """Where a value comes from, in words."""
    return (
        When(Is(path, "seed"), Note(M("algorithm.origin_seed", "Так записано в алгоритмі області."))),
        When(
            Is(path, "odesa"),
            Note(M("algorithm.origin_odesa", "Типовий порядок: за найповнішим текстом.")),
        ),
        When(
            Is(path, "product"),
            Note(M("algorithm.origin_product", "У текстах цього немає: так встановила програма.")),
        ),
        When(Is(path, "local"), Note(M("algorithm.origin_local", "Так вирішили у Вашій області."))),
        When(
            Is(path, "mixed"),
            Note(
                M(
                    "algorithm.origin_mixed",
                    "Звідки це: {parts}.",
                    parts=f"{path.rpartition('.')[0]}.parts",
                )
            ),
        ),
    )


_TOP: tuple[Step, ...] = (
    Derive("head", "algorithm.head", to="top"),
    Choose(
        "top",
        (
            When(Not(Filled(_HEAD)), *_AWAY),
            When(
                Filled(_HEAD),
                Title(M("algorithm.head", "{title}", title=f"{_HEAD}.title")),
                When(Filled(f"{_HEAD}.aim"), M("algorithm.aim", "{aim}", aim=f"{_HEAD}.aim")),
                When(
                    Filled(f"{_HEAD}.now"),
                    M("algorithm.now", "Зараз ця справа тут:"),
                    Bullets(f"{_HEAD}.now"),
                ),
                When(
                    All(_IN_CASE, Not(Filled(f"{_HEAD}.now"))),
                    M("algorithm.now_none", "На цьому етапі в алгоритмі окремого кроку немає."),
                ),
                When(
                    Filled(f"{_HEAD}.older"),
                    Note(
                        M(
                            "algorithm.older",
                            "Справа йде за порядком, що діяв на {day}.",
                            day=f"{_HEAD}.older",
                        )
                    ),
                ),
                When(
                    Not(Is(f"{_HEAD}.own")),
                    Note(
                        M("algorithm.default", "Власного алгоритму область ще не має: діє типовий порядок.")
                    ),
                ),
            ),
        ),
        (
            Rows("algorithm.top"),
            Option(
                "pages",
                M("algorithm.pages", "Хто веде, хто стежить, строки…"),
                "pages",
                Filled(_HEAD),
            ),
            Option(
                "procedures",
                M("algorithm.procedures", "Покрокові списки"),
                "procedures",
                Filled("facts.procedures"),
            ),
            Option("done", M("algorithm.done", "Готово"), END),
        ),
        to="chosen",
        saves="part",
    ),
    Branch("chosen", (Route("phase", Filled("answers.part_row.phase")), Route("direct"))),
    Put("direct", {"number": "answers.part_row.step"}, "told"),
    Choose(
        "phase",
        (
            Title(
                M(
                    "algorithm.phase",
                    "{number}. {title}",
                    number="answers.part_row.phase",
                    title="answers.part_row.title",
                )
            ),
            When(
                Filled("answers.part_row.aim"),
                M("algorithm.phase_aim", "Навіщо: {aim}", aim="answers.part_row.aim"),
            ),
        ),
        (Rows("algorithm.phase"), Option("top", _TO_TOP, "head")),
        to="picked",
        saves="of_phase",
    ),
    Put("picked", {"number": "answers.of_phase_row.step"}, "told"),
    Derive("told", "algorithm.step", to="step"),
)


def _leads(action: str, *more: Condition) -> Condition:
    return All(_THERE, Is(f"{_TOLD}.action", action), *more)


_ACTIONS: tuple[tuple[Option, Step], ...] = (
    (
        Option(
            "screening",
            M("algorithm.screening", "Почати скринінг"),
            "screening",
            _leads("screening", FIRST_LINE, Not(_IN_CASE)),
            "primary",
        ),
        Call("screening", "screening", to="told", give={"mode": Const("beside")}),
    ),
    (
        Option("sent", M("algorithm.sent", "Мої направлення"), "sent", _leads("sent", FIRST_LINE), "primary"),
        Call("sent", "sent", to="told"),
    ),
    (
        Option(
            "signoff",
            M("algorithm.signoff", "На підпис"),
            "signoff",
            _leads("signoff", Has("facts.me.roles", "head")),
            "primary",
        ),
        Call("signoff", "signoff", to="told"),
    ),
    (
        Option(
            "work",
            M("algorithm.work", "Мої справи"),
            "work",
            _leads("work", Has("facts.me.roles", "lead")),
            "primary",
        ),
        Call("work", "work", to="told"),
    ),
    (
        Option(
            "desk",
            M("algorithm.desk", "Строки"),
            "desk",
            _leads("desk", Has("facts.me.roles", "coordinator")),
            "primary",
        ),
        Call("desk", "desk", to="told"),
    ),
    (
        Option(
            "groups", M("menu.groups", "Робочі групи"), "groups", _leads("groups", GROUPS_HERE), "primary"
        ),
        Call("groups", "groups", to="told"),
    ),
    (
        Option(
            "publications",
            M("menu.publications", "Спільні правила області"),
            "publications",
            _leads("publications", PUBLICATIONS_HERE),
            "primary",
        ),
        Call("publications", "publications", to="told"),
    ),
    (
        Option(
            "overview",
            M("menu.overview", "Строки громад"),
            "overview",
            _leads("overview", OVERVIEW_HERE),
            "primary",
        ),
        Call("overview", "overview", to="told"),
    ),
    (
        Option(
            "wellbeing",
            M("menu.wellbeing", "Як Ви?"),
            "wellbeing",
            _leads("wellbeing", WELLBEING_HERE),
            "primary",
        ),
        Call("wellbeing", "wellbeing", to="told"),
    ),
    (
        Option("danger", M("algorithm.danger", "Екстрені номери"), "danger", _leads("danger"), "danger"),
        Call("danger", "danger", to="told"),
    ),
    (
        Option(
            "lists",
            M("algorithm.procedures", "Покрокові списки"),
            "lists",
            _leads("procedures", Filled("facts.procedures")),
            "primary",
        ),
        Call(
            "lists",
            "procedure",
            to="told",
            give={"referral": "answers.referral", "code": "facts.card.code"},
        ),
    ),
)

_STEP: tuple[Step, ...] = (
    Choose(
        "step",
        (
            When(
                Not(_THERE),
                Title(M("algorithm.lost", "Цього кроку тут уже немає")),
                M("algorithm.lost_why", "Алгоритм змінили або справу закрито для Вас."),
            ),
            When(
                _THERE,
                When(
                    Is(f"{_TOLD}.now"),
                    Title(
                        M(
                            "algorithm.step_now",
                            "Зараз: крок {number}. {title}",
                            number=f"{_TOLD}.number",
                            title=f"{_TOLD}.title",
                        )
                    ),
                ),
                When(
                    Not(Is(f"{_TOLD}.now")),
                    Title(
                        M(
                            "algorithm.step",
                            "Крок {number}. {title}",
                            number=f"{_TOLD}.number",
                            title=f"{_TOLD}.title",
                        )
                    ),
                ),
                When(
                    Filled(f"{_TOLD}.community"),
                    M("algorithm.community", "Громада: {does}", does=f"{_TOLD}.community"),
                ),
                When(
                    Filled(f"{_TOLD}.region"),
                    M("algorithm.region", "Область: {does}", does=f"{_TOLD}.region"),
                ),
                When(
                    Filled(f"{_TOLD}.responsible"),
                    M("algorithm.responsible", "Відповідає: {who}", who=f"{_TOLD}.responsible"),
                ),
                When(
                    Filled(f"{_TOLD}.why"),
                    M("algorithm.why", "{why}", why=f"{_TOLD}.why"),
                ),
                *_origin(f"{_TOLD}.origin"),
            ),
        ),
        (*(option for option, _ in _ACTIONS), Option("top", _TO_TOP, "head")),
        saves="did",
    ),
    *(call for _, call in _ACTIONS),
)

_PAGES: tuple[Step, ...] = (
    Choose(
        "pages",
        (Title(M("algorithm.pages_title", "Що показати?")),),
        (
            Rows("algorithm.pages"),
            Option("tracks", M("algorithm.tracks", "Напрями допомоги"), "tracks"),
            Option("top", _TO_TOP, "head"),
        ),
        to="written",
        saves="page",
    ),
    Derive("written", "algorithm.page", to="page_read"),
    Choose(
        "page_read",
        (
            When(
                Filled("answers.written.lines"),
                Title(M("algorithm.page", "{title}", title="answers.written.title")),
                Lines("answers.written.lines"),
                *_origin("answers.written.origin"),
            ),
            When(Not(Filled("answers.written.lines")), *_AWAY),
        ),
        (Option("pages", M("algorithm.to_pages", "До переліку"), "pages", style="primary"),),
        saves="did",
    ),
    Choose(
        "tracks",
        (Title(M("algorithm.tracks", "Напрями допомоги")),),
        (Rows("algorithm.tracks"), Option("pages", M("algorithm.to_pages", "До переліку"), "pages")),
        to="track",
        saves="way",
    ),
    Choose(
        "track",
        (
            Title(M("algorithm.track", "{name}", name="answers.way_row.name")),
            M("algorithm.track_for", "{purpose}", purpose="answers.way_row.purpose"),
            Bullets("answers.way_row.does"),
            When(
                Filled("answers.way_row.result"),
                M("algorithm.track_result", "Що буде: {result}", result="answers.way_row.result"),
            ),
            M("algorithm.track_bodies", "Хто допомагає: {bodies}.", bodies="answers.way_row.names"),
        ),
        (Option("tracks", M("algorithm.to_tracks", "До напрямів"), "tracks", style="primary"),),
        saves="did",
    ),
    Call(
        "procedures",
        "procedure",
        to="head",
        give={"referral": "answers.referral", "code": "facts.card.code"},
    ),
)

ALGORITHM = Flow(
    "algorithm",
    1,
    _TITLE,
    (*_TOP, *_STEP, *_PAGES),
    may_take=frozenset({"referral"}),
)
