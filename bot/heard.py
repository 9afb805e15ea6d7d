"""Numbers on whatever screen answers words of danger: the net under every place where a person types.

Where the conversation itself shows whom to call (the search, the live talk), nothing is added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flows.definitions.danger_first import danger_first
from flows.engine.conditions import Scope
from flows.engine.screen import blocks
from flows.engine.turn import Say

_FIRST = danger_first("facts.danger")


def beside(says: Sequence[Say], danger: Mapping[str, Any] | None) -> list[Say]:
    """What is said, with the numbers (``flows.regions.hotlines.in_danger``) first on the present screen, if
    they do not stand on it already."""
    at = next((at for at in reversed(range(len(says))) if not says[at].kept), None)
    if danger is None or at is None or _shows(says[at], danger):
        return list(says)
    first = blocks(_FIRST, Scope({}, {"danger": danger}, {}))
    return [*says[:at], replace(says[at], blocks=(*first, *says[at].blocks)), *says[at + 1 :]]


def _shows(say: Say, danger: Mapping[str, Any]) -> bool:
    """Whether whoever reads the screen finds there whom to call, and who listens."""
    shown = {phone["number"] for block in say.blocks if block.kind == "phones" for phone in block.content}
    listening = {phone["number"] for phone in danger["listen"]}
    return shown.issuperset(phone["number"] for phone in danger["calls"]) and (
        not listening or not listening.isdisjoint(shown)
    )
