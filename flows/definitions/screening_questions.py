"""The questions of a screening: the same for everybody, worded for who answers."""

from __future__ import annotations

from flows.definitions.modes import SELF, STAFF
from flows.engine.conditions import All, Either, Filled, Has, Is, Not
from flows.engine.flow import (
    END,
    SKIP,
    Branch,
    Call,
    Choose,
    Const,
    Derive,
    Note,
    Option,
    Put,
    Route,
    Rows,
    Step,
    Tick,
    Title,
    When,
)
from flows.engine.message import M
from flows.rules.signals import HELD_OTHER, HELD_SELF, MINORS_OTHER, MINORS_SELF

_SIGNS_OF_FAMILY = Either(
    Has("answers.vulnerability", "v2"), Has("answers.vulnerability", "v4"), Is("answers.need", "child")
)
_ASKED = Is("answers.minors_asked")

TWO_AUTHORITIES = All(STAFF, Filled("facts.region.authorities"), Not(Filled("answers.authority")))
"""Two authorities stand side by side, and nobody has said yet which of them the case is for."""

NO_DOCUMENTS_ASKED = When(
    Has("facts.region.practices", "no_documents_asked"),
    Note(M("screening.no_documents", "Найнеобхідніше дають без документів: показувати їх не треба.")),
)

QUESTIONS: tuple[Step, ...] = (
    Tick(
        "danger",
        (
            When(SELF, Title(M("screening.danger", "Чи є зараз небезпека?"))),
            When(STAFF, Title(M("screening.danger_other", "Чи є безпосередня небезпека?"))),
            When(
                SELF,
                Note(M("screening.danger_how", "Позначте те, що підходить. Пояснювати нічого не треба.")),
            ),
            When(
                STAFF,
                Note(M("screening.danger_how_other", "Позначте, що бачите або чуєте. Доказів не треба.")),
            ),
        ),
        (Rows("screening.danger"),),
        to="danger_told",
        stage=2,
        protect=True,
    ),
    Branch(
        "danger_told",
        (
            Route("danger_again", Is("answers.danger", None)),
            Route("hurry", Filled("answers.danger")),
            Route("long"),
        ),
    ),
    Tick(
        "danger_again",
        (
            Title(M("screening.danger_again", "Запитаємо ще раз, якщо можна")),
            When(
                SELF,
                M(
                    "screening.danger_again_why",
                    "Без цієї відповіді ми не знаємо, чи Ви в безпеці. Не хочеться відповідати — це теж"
                    " нормально.",
                ),
            ),
            When(
                STAFF,
                M(
                    "screening.danger_again_other",
                    "Без цієї відповіді не видно, чи людина в безпеці. Запитайте м'яко ще раз або позначте"
                    " те, що бачите.",
                ),
            ),
        ),
        (Rows("screening.danger"),),
        to="danger_told_again",
        saves="danger",
        stage=2,
        protect=True,
        skip=M("screening.danger_skip", "Лишити без відповіді"),
    ),
    Branch(
        "danger_told_again",
        (
            Route("unclear", Is("answers.danger", None)),
            Route("hurry", Filled("answers.danger")),
            Route("long"),
        ),
    ),
    Choose(
        "unclear",
        (
            When(
                SELF,
                Title(M("screening.unclear", "Добре, не будемо про це")),
                M(
                    "screening.unclear_offer",
                    "З Вами можуть поговорити фахівці. Розповідати їм подробиці не обов'язково.",
                ),
            ),
            When(
                STAFF,
                Title(M("screening.unclear_other", "Безпека лишилася під питанням")),
                M(
                    "screening.unclear_level",
                    "Тому рівень не буде найнижчим. Далі це з'ясують ті, хто вестиме справу.",
                ),
            ),
        ),
        (
            Option("more", M("screening.more", "Відповісти на інші запитання"), to="long", style="primary"),
            Option("person", M("screening.person", "Хай зі мною зв'яжуться"), to="hurry", when=SELF),
            Option("result", M("screening.to_result", "Перейти до результату"), to="hurry", when=STAFF),
            Option("leave", M("screening.unclear_leave", "Завершити"), to=END),
        ),
    ),
    Put("long", {"short": Const(value=False)}, to="whose"),
    Branch("whose", (Route("two", TWO_AUTHORITIES), Route("own_first"))),
    # What is asked and how grave it is depends on which of two authorities the case is for.
    Put("two", {"authorities": "facts.region.authorities"}, to="authority"),
    Choose(
        "authority",
        (
            Title(M("screening.authority", "Хто відповідатиме за справу?")),
            M(
                "screening.authority_why",
                "Місто й область допомагають окремо. Від цього залежать установи, порядок і строки.",
            ),
        ),
        (Rows("own.authorities"),),
        to="authority_told",
        stage=2,
    ),
    Branch("authority_told", (Route("found", Filled("answers.found")), Route("own_first"))),
    Call(
        "own_first",
        "asking",
        to="own_begun",
        give={
            "mode": "answers.mode",
            "authority": "answers.authority",
            "asked": Const("first"),
            "need": Const(None),
            "answered": "answers.own",
            "done": Const(()),
            "over": Const(value=False),
        },
    ),
    Put("own_begun", {"own": "answers.own_first.answered"}, to="discrimination"),
    Tick(
        "discrimination",
        (
            When(SELF, Title(M("screening.discrimination", "Чи ставилися до Вас гірше, ніж до інших?"))),
            When(
                STAFF,
                Title(M("screening.discrimination_other", "Чи ставилися до людини гірше, ніж до інших?")),
            ),
            Note(
                M(
                    "screening.discrimination_how",
                    "У роботі, навчанні чи послугах. Позначте все, що підходить.",
                )
            ),
        ),
        (Rows("screening.discrimination"),),
        to="exploitation",
        stage=3,
        protect=True,
    ),
    Tick(
        "exploitation",
        (
            When(SELF, Title(M("screening.exploitation", "Чи є щось таке в роботі або там, де Ви живете?"))),
            When(
                STAFF, Title(M("screening.exploitation_other", "Чи є щось таке в роботі чи в житлі людини?"))
            ),
            Note(M("screening.exploitation_how", "Позначте все, що підходить.")),
        ),
        (Rows("screening.exploitation"),),
        to="exploitation_told",
        stage=4,
        protect=True,
    ),
    Branch(
        "exploitation_told",
        (Route("held", Has("answers.exploitation", "e6")), Route("not_held")),
    ),
    Choose(
        "held",
        (
            When(SELF, Title(HELD_SELF)),
            When(STAFF, Title(HELD_OTHER)),
        ),
        (
            Option("yes", M("screening.held_yes", "Так")),
            Option("no", M("screening.held_no", "Ні")),
            Option(
                "unsure",
                M("screening.held_unsure", "Важко сказати"),
                sets={"held": Const(None)},
                means="skip",
            ),
        ),
        to="held_told",
        stage=4,
        protect=True,
    ),
    Branch("held_told", (Route("hurry", Is("answers.held", "yes")), Route("vulnerability"))),
    Put("not_held", {"held": Const(None)}, to="vulnerability"),
    Tick(
        "vulnerability",
        (
            When(SELF, Title(M("screening.vulnerability", "Що зараз ускладнює життя?"))),
            When(STAFF, Title(M("screening.vulnerability_other", "Що зараз ускладнює людині життя?"))),
            Note(
                M(
                    "screening.vulnerability_how",
                    "Позначте все, що підходить. Так ми зрозуміємо, яка підтримка потрібна.",
                )
            ),
        ),
        (Rows("screening.vulnerability"),),
        to="need",
        stage=5,
        protect=True,
    ),
    Choose(
        "need",
        (
            When(SELF, Title(M("screening.need", "Що потрібно найперше?"))),
            When(STAFF, Title(M("screening.need_other", "Яка потреба головна?"))),
            NO_DOCUMENTS_ASKED,
        ),
        (
            Rows("screening.needs"),
            Option("skip", SKIP, sets={"need": Const(None)}),
        ),
        to="in_danger",
        stage=6,
    ),
    Derive("in_danger", "screening.in_danger", to="own_last"),
    Call(
        "own_last",
        "asking",
        to="own_ended",
        give={
            "mode": "answers.mode",
            "authority": "answers.authority",
            "asked": Const("last"),
            "need": "answers.need",
            "answered": "answers.own",
            "done": Const(()),
            "over": "answers.in_danger",
        },
    ),
    Put("own_ended", {"own": "answers.own_last.answered"}, to="family"),
    Branch("family", (Route("minors", All(_SIGNS_OF_FAMILY, Not(_ASKED))), Route("found"))),
    # Danger is known, or a person was asked for: the other lists can wait.
    Put("hurry", {"short": Const(value=True)}, to="found"),
    Choose(
        "minors",
        (
            When(SELF, Title(MINORS_SELF)),
            When(STAFF, Title(MINORS_OTHER)),
        ),
        (
            Option("yes", M("screening.minors_yes", "Так"), to="child"),
            Option(
                "me",
                M("screening.minors_me", "Мені ще немає 18"),
                to="child",
                when=SELF,
                sets={"minors": Const("yes")},
            ),
            Option("no", M("screening.minors_no", "Ні"), sets={"child": Const(None)}),
            Option("skip", SKIP, sets={"minors": Const(None), "child": Const(None)}),
        ),
        to="minors_told",
        protect=True,
    ),
    Choose(
        "child",
        (
            When(SELF, Title(M("screening.child", "Чи є поруч дорослі, яким Ви чи дитина довіряєте?"))),
            When(STAFF, Title(M("screening.child_other", "Хто зараз дбає про дитину?"))),
        ),
        (
            Option("adult", M("screening.child_adult", "Так, є"), when=SELF),
            Option("carer", M("screening.child_carer", "Дорослі, яким дитина довіряє"), when=STAFF),
            Option("alone", M("screening.child_alone", "Таких дорослих поруч немає")),
            Option("parent", M("screening.child_parent", "Небезпечно через батьків чи опікунів")),
            Option("skip", SKIP, sets={"child": Const(None)}),
        ),
        to="minors_told",
        protect=True,
    ),
    Put("minors_told", {"minors_asked": Const(value=True)}, to="found"),
)
