"""Which step of the algorithm a case is at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

_BEFORE = MappingProxyType(
    {
        "waiting": "screening",
        "sent": "waiting",
        "accepted": "sent",
        "silent": "accepted",
        "contacted": "accepted",
        "working": "contacted",
        "returned": "sent",
    }
)
"""A state and the one before it: where the algorithm names no step for a state, the case is still at the step
before. A referral that was handed back waits for somebody to take it, as a sent one does."""


def at(steps: Sequence[Mapping[str, Any]], state: str | None) -> tuple[str, ...]:
    """The numbers of the steps at which a case of that referral state is (``region.Step.at``); none for one
    that is over and that no step speaks of."""
    while state is not None:
        found = tuple(step["number"] for step in steps if state in step["at"])
        if found:
            return found
        state = _BEFORE.get(state)
    return ()
