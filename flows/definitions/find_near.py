"""What is near: a shared location is looked along once, and let go of before the answer is shown."""

from __future__ import annotations

from flows.engine.conditions import Either, Filled, Is, Not
from flows.engine.flow import (
    PLACE,
    Branch,
    Choose,
    Const,
    Derive,
    Note,
    Option,
    Put,
    Route,
    Rows,
    Step,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_NO_OTHER = {
    "query": Const(None),
    "need": Const(None),
    "situation": Const(None),
    "place": Const(None),
    "skip": Const(None),
}
_SHARES = Either(Is("facts.me.channel", "telegram"), Is("facts.me.channel", "viber"))

NEAR: tuple[Step, ...] = (
    Write(
        "near",
        (
            Title(M("find.near", "Де Ви зараз?")),
            When(
                _SHARES,
                M(
                    "find.near_share",
                    "Надішліть своє місце: скріпка внизу, далі «Геопозиція». Або напишіть громаду.",
                ),
                Note(
                    M(
                        "find.near_rounded",
                        "Місце одразу заокруглюємо приблизно до кілометра й після відповіді не зберігаємо.",
                    )
                ),
            ),
            When(
                Not(_SHARES),
                M("find.near_typed", "Напишіть громаду, місто чи село: покажемо, що там є."),
            ),
        ),
        PLACE,
        "spotted",
        (Option("no", M("find.otherwise", "Шукати інакше"), "start"),),
        saves="spot",
    ),
    Branch("spotted", (Route("at_spot", Filled("answers.spot.lat")), Route("at_place"))),
    Put("at_place", {**_NO_OTHER, "place": "answers.spot", "heading": "answers.spot"}, "look"),
    Put("at_spot", {**_NO_OTHER, "near": "answers.spot", "heading": Const(None)}, "nearest"),
    Derive("nearest", "find.nearest", "forget"),
    Put("forget", {"near": Const(None), "spot": Const(None)}, "anything_near"),
    Branch("anything_near", (Route("nearby", Filled("answers.nearest")), Route("far"))),
    Choose(
        "nearby",
        (
            Title(M("find.nearby", "Найближче до Вас")),
            Note(
                M(
                    "find.nearby_forgotten",
                    "Де саме Ви були, ми вже не пам'ятаємо: лишився тільки цей перелік.",
                )
            ),
        ),
        (
            Rows("find.nearest_rows", "opened"),
            Option(
                "otherwise",
                M("find.otherwise", "Шукати інакше"),
                "start",
                sets={"nearest": Const(None), "typed_row": Const(None)},
            ),
        ),
        saves="typed",
    ),
    Choose(
        "far",
        (
            Title(M("find.far", "Поруч нічого не знайшлося")),
            M("find.far_why", "Не в кожного запису є місце на мапі. Пошукайте за словами або за громадою."),
        ),
        (
            Option("otherwise", M("find.otherwise", "Шукати інакше"), "start", style="primary"),
            Option("hotlines", M("find.hotlines", "Гарячі лінії"), "hotlines"),
        ),
        saves="did",
    ),
)
