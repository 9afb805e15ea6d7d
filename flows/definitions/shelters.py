"""Places to live: who meets people looks for a free bed and keeps it for some hours; who works there, and the
region's coordinators, keep the register true.

What a place must be fit for is asked, never anything about the person. What is not open yet is offered to
nobody. May be given: ``referral`` (beds are kept for its case), ``shelter`` or ``hold`` (from a notice).
"""

from __future__ import annotations

from flows.definitions.noted import CALM, note, noted
from flows.definitions.shelters_beds import how_many
from flows.definitions.shelters_keeping import KEEPING, STAMP, STANDS
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Bullets,
    Choose,
    Const,
    Flow,
    Given,
    Note,
    Option,
    Part,
    Put,
    Route,
    Rows,
    Step,
    Tick,
    Title,
    When,
)
from flows.engine.message import M

_ALL = "facts.shelters"
_ONE = "facts.shelter"
_KEPT = "facts.shelters_kept"
_OPEN = "facts.holds.open"
_HOLDER = Filled(_ALL)
_FOUND = Filled(_ONE)
_FITS = Filled(f"{_ALL}.rows")
_MINE = Filled("facts.holds.rows")
_ANEW: Given = {
    **CALM,
    "wants": Const([]),
    "wants?": Const([]),
    "community": Const(None),
    "community_row": Const(None),
}
_TO_LIST = Option("list", M("shelters.to_list", "До вільних місць"), "list", _HOLDER, sets=CALM)
_TO_HOME = Option("home", M("shelters.to_home", "До місць проживання"), "home", sets=CALM)

_PRIORITY: tuple[Part, ...] = (
    When(
        Filled(f"{_ALL}.note"),
        M("shelters.note", "{note}", note=f"{_ALL}.note"),
    ),
    When(
        Filled(f"{_ALL}.first"),
        Note(
            M(
                "shelters.first",
                "Область селить першими тих, кому потрібне місце: {first}.",
                first=f"{_ALL}.first",
            )
        ),
    ),
)

_HOME: tuple[Step, ...] = (
    Branch(
        "begin",
        (
            Route("hold", Filled("answers.hold")),
            Route("look", Filled("answers.shelter")),
            Route("wants", All(Filled("answers.referral"), _HOLDER)),
            Route("home"),
        ),
    ),
    Choose(
        "home",
        (
            Title(M("shelters.title", "Місця проживання")),
            When(
                Filled(f"{_ALL}.count"),
                M(
                    "shelters.counts",
                    "Вільно зараз: {free}. Відкритих місць проживання: {count}.",
                    free=f"{_ALL}.free",
                    count=f"{_ALL}.count",
                ),
            ),
            When(
                All(_HOLDER, Not(Filled(f"{_ALL}.count"))),
                M("shelters.nothing", "У реєстрі області поки немає відкритих місць проживання."),
            ),
            When(
                All(Not(_HOLDER), Not(Filled(_KEPT))),
                M("shelters.not_yours", "Реєстр місць бачать ті, хто приймає людей або дбає про місця."),
            ),
        ),
        (
            Option(
                "find",
                M("shelters.find", "Знайти вільне місце"),
                "wants",
                Filled(f"{_ALL}.count"),
                "primary",
                _ANEW,
            ),
            Option("mine", M("shelters.mine", "Що я притримую"), "mine", _MINE, sets=CALM),
            Option(
                "own",
                M("shelters.own", "Наші місця: оновити"),
                "own",
                All(Filled(_KEPT), Not(Is(f"{_KEPT}.watches"))),
                sets=CALM,
            ),
            Option(
                "all",
                M("shelters.all", "Усі місця області"),
                "own",
                Is(f"{_KEPT}.watches"),
                sets=CALM,
            ),
            Option("done", M("shelters.done", "Готово"), END, sets=CALM),
        ),
        saves="did",
    ),
)

_FINDING: tuple[Step, ...] = (
    Tick(
        "wants",
        (
            Title(M("shelters.wants", "Яким має бути місце?")),
            M(
                "shelters.wants_how",
                "Позначте лише те, без чого жити там не вийде. Про саму людину не питаємо.",
            ),
            *_PRIORITY,
        ),
        (Rows("shelters.needed"),),
        "where",
        none=M("shelters.wants_none", "Підійде будь-яке"),
        skip=None,
    ),
    Branch("where", (Route("community", Filled(f"{_ALL}.communities")), Route("many"))),
    Choose(
        "community",
        (Title(M("shelters.community", "У якій громаді шукати?")),),
        (
            Rows("shelters.communities"),
            Option(
                "anywhere",
                M("shelters.anywhere", "У будь-якій"),
                sets={"community": Const(None), "community_row": Const(None)},
            ),
        ),
        to="many",
    ),
    how_many("many", "list"),
    Choose(
        "list",
        (
            note("large", M("shelters.hold_many", "Разом можна притримати щонайбільше 12 місць.")),
            note(
                "enough",
                M(
                    "shelters.enough",
                    "Ви вже притримуєте п'ять місць без звернення. Спершу відпустіть котресь або позначте, що"
                    " людина вселилася.",
                ),
            ),
            note("taken", M("shelters.taken", "Щойно хтось узяв це місце раніше. Ось що вільно зараз.")),
            note(
                "unfit", M("shelters.unfit", "Це місце вже не підходить: його змінили. Ось що вільно зараз.")
            ),
            note(
                "gone",
                M("shelters.gone", "Це місце вже змінено або воно Вам недоступне. Нічого не записано."),
            ),
            Title(M("shelters.list", "Вільні місця")),
            When(
                _FITS,
                M("shelters.list_how", "Спершу число вільних місць. «?» — числа не оновлювали понад добу."),
            ),
            When(
                Not(_FITS),
                M(
                    "shelters.none",
                    "Такого вільного місця зараз немає. Пошукайте в іншій громаді або зателефонуйте на гарячу"
                    " лінію.",
                ),
            ),
            When(
                Is(f"{_ALL}.cut"),
                Note(M("shelters.cut", "Тут перші 40. Решта — якщо вибрати громаду чи умови.")),
            ),
            When(
                Filled(f"{_ALL}.opening"),
                M("shelters.opening", "Ще не відкрито, туди не скеровуйте:"),
                Bullets(f"{_ALL}.opening"),
            ),
        ),
        (
            Rows("shelters.free"),
            Option("other", M("shelters.other", "Шукати інакше"), "wants", sets=CALM),
            _TO_HOME,
        ),
        to="calm",
        saves="shelter",
    ),
    Put("calm", CALM, "card"),
    Choose(
        "card",
        (
            When(
                Not(Is(f"{_ONE}.holds")),
                M("shelters.not_now", "Зараз тут немає вільного місця, яке можна притримати."),
            ),
            *STANDS,
            STAMP,
            When(
                All(_FOUND, Is(f"{_ONE}.stale")),
                M("shelters.call_first", "Число давнє: спершу зателефонуйте туди."),
            ),
            When(
                Is(f"{_ONE}.holds"),
                Note(
                    M(
                        "shelters.hold_how",
                        "Притримати можна на {hours}, далі місце звільниться саме.",
                        hours=f"{_ONE}.hours",
                    )
                ),
            ),
        ),
        (
            Option("hold", M("shelters.hold", "Притримати"), "rather", Is(f"{_ONE}.holds"), "primary"),
            _TO_LIST,
        ),
        saves="did",
    ),
    Branch("rather", (Route("sure", Filled(f"{_ONE}.rather")), Route("keep_it"))),
    Choose(
        "sure",
        (
            Title(M("shelters.sure", "Чи немає поки іншого місця?")),
            M("shelters.sure_why", "Це місце область тримає насамперед: {first}.", first=f"{_ONE}.rather"),
        ),
        (
            Option("yes", M("shelters.sure_yes", "Іншого немає, притримати"), "keep_it"),
            Option("no", M("shelters.sure_no", "Подивитися інші"), "list", style="primary", sets=CALM),
        ),
        saves="did",
    ),
    Act(
        "keep_it",
        "place_held",
        {
            "place": "answers.shelter",
            "beds": "answers.beds",
            "referral": "answers.referral",
            "wants": "answers.wants",
        },
        {
            "held": "held",
            "taken": "note_taken",
            "unfit": "note_unfit",
            "too_many": "note_large",
            "enough": "note_enough",
            "gone": "note_gone",
        },
    ),
    noted("taken", "list"),
    noted("unfit", "list"),
    noted("large", "list"),
    noted("enough", "list"),
    noted("gone", "list"),
    Choose(
        "held",
        (
            Title(M("shelters.held", "Місце притримано")),
            M(
                "shelters.held_until",
                "{name}: місць {beds}, до {until}.",
                name=f"{_ONE}.name",
                beds="answers.beds",
                until="answers.keep_it.until",
            ),
            M(
                "shelters.held_next",
                "За годину до кінця нагадаємо. Коли людина вселиться або передумає, позначте це.",
            ),
        ),
        (
            Option("mine", M("shelters.mine", "Що я притримую"), "mine", style="primary"),
            Option("done", M("shelters.done", "Готово"), END),
        ),
        saves="did",
    ),
)

_MINE_NOW: tuple[Step, ...] = (
    Choose(
        "mine",
        (
            note("used", M("shelters.used", "Записано: людина вже там.")),
            note("released", M("shelters.released", "Місце знову вільне.")),
            note("longer", M("shelters.longer", "Час продовжено.")),
            note(
                "lives",
                M(
                    "shelters.lives",
                    "За записами людина живе в іншому місці. Спершу запишіть, що воно вільне.",
                ),
            ),
            note(
                "over", M("shelters.over", "Це місце вже не притримано: час минув або його позначили раніше.")
            ),
            Title(M("shelters.mine_title", "Що я притримую")),
            When(Not(_MINE), M("shelters.mine_none", "Зараз Ви нічого не притримуєте.")),
        ),
        (Rows("shelters.holds"), _TO_HOME),
        to="hold",
        saves="hold",
    ),
    Choose(
        "hold",
        (
            When(
                Not(Filled(_OPEN)),
                Title(M("shelters.hold_over", "Це місце вже не притримано")),
                M(
                    "shelters.hold_over_why",
                    "Час минув, і місце знову вільне. За потреби притримайте його ще раз.",
                ),
            ),
            When(
                Filled(_OPEN),
                Title(M("shelters.hold_title", "{name}", name=f"{_OPEN}.name")),
                M(
                    "shelters.hold_until",
                    "Місць: {beds}, до {until}.",
                    beds=f"{_OPEN}.beds",
                    until=f"{_OPEN}.until",
                ),
                When(
                    Filled(f"{_OPEN}.code"),
                    M("shelters.hold_code", "Для справи {code}.", code=f"{_OPEN}.code"),
                ),
            ),
        ),
        (
            Option("used", M("shelters.hold_used", "Людина вже там"), "use", Filled(_OPEN), "primary"),
            Option(
                "longer",
                M("shelters.hold_longer", "Продовжити ще на {hours}", hours=f"{_OPEN}.hours"),
                "prolong",
                Is(f"{_OPEN}.longer"),
            ),
            Option("release", M("shelters.hold_release", "Більше не потрібне"), "release", Filled(_OPEN)),
            Option("mine", M("shelters.to_mine", "До всіх притриманих"), "mine", sets=CALM),
        ),
        saves="did",
    ),
    Act(
        "use",
        "hold_used",
        {"hold": "answers.hold"},
        {"ok": "note_used", "lives": "note_lives", "gone": "note_over"},
    ),
    Act("prolong", "hold_longer", {"hold": "answers.hold"}, {"ok": "note_longer", "gone": "note_over"}),
    Act("release", "hold_released", {"hold": "answers.hold"}, {"ok": "note_released", "gone": "note_over"}),
    *(noted(word, "mine") for word in ("used", "lives", "longer", "released", "over")),
)

SHELTERS = Flow(
    "shelters",
    1,
    M("shelters.title", "Місця проживання"),
    (*_HOME, *_FINDING, *_MINE_NOW, *KEEPING),
    may_take=frozenset({"referral", "shelter", "hold"}),
)
