"""Whom to call, first on a screen where somebody's words sound like danger; what she asked for follows."""

from __future__ import annotations

from flows.engine.conditions import Filled, Is
from flows.engine.flow import Part, Phones, Title, When
from flows.engine.message import M


def danger_first(path: str) -> tuple[Part, ...]:
    """The numbers found at the path (``flows.regions.hotlines.in_danger``); nothing where there is None."""
    calls, listen = Phones(f"{path}.calls"), Phones(f"{path}.listen")
    return (
        When(
            Is(f"{path}.first", "calls"),
            Title(M("find.danger", "Якщо зараз небезпечно")),
            calls,
            When(Filled(f"{path}.listen"), M("danger.lines", "Вислухають і порадять:"), listen),
        ),
        When(
            Is(f"{path}.first", "listen"),
            Title(M("danger.not_alone", "Ви не самі з цим")),
            M("danger.speak", "Зателефонуйте, будь ласка. Тут вислухають:"),
            listen,
            M("danger.life", "Якщо життю щось загрожує просто зараз:"),
            calls,
        ),
    )
