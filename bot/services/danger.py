"""Whom somebody can call whose words sound like danger. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.db.tx import Tx
from bot.search.hearing import hear
from flows.regions.hotlines import in_danger


def danger_in(tx: Tx, region: str | None, *said: str) -> dict[str, Any] | None:
    """The numbers for what any of these texts sounds like (``in_danger``); None where there is no danger."""
    return calls_for(tx, region, [kind for text in said for kind in hear(text)])


def calls_for(tx: Tx, region: str | None, kinds: Sequence[str]) -> dict[str, Any] | None:
    """The numbers for these kinds of danger."""
    return in_danger(tx.world.regions.hotlines, region, tuple(dict.fromkeys(kinds)))
