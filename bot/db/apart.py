"""One thing of a transaction by itself: where it fails, nothing of it is left and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from bot.db.tx import Tx

T = TypeVar("T")

GATHERED = ("told", "handed", "clears", "audited", "last", "erased")
"""What a ``Tx`` gathers in lists until its end."""


class SpoiltError(Exception):
    """What was to be done failed by a fault of its own. ``kind``: the fault's class; nothing else of it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def apart(tx: Tx, do: Callable[[], T]) -> T:
    """``do`` in a savepoint of its own.

    Raises SpoiltError where it fails; then neither the database nor ``tx`` keeps anything of it. What the
    database itself refuses (others in the way, the server gone) comes out as it is: the whole transaction is
    tried again (``bot.db.engine``)."""
    before = {name: list(getattr(tx, name)) for name in GATHERED}
    moved, day_keys = (tx.moved_to, tx.moved_in), dict(tx.day_keys)
    try:
        with tx.db.begin_nested():
            return do()
    except DBAPIError:
        raise
    except Exception as fault:  # noqa: BLE001 - any fault of what was to be done, told by its class
        for name, gathered in before.items():
            getattr(tx, name)[:] = gathered
        tx.moved_to, tx.moved_in = moved
        tx.day_keys.clear()
        tx.day_keys.update(day_keys)
        raise SpoiltError(type(fault).__name__) from None
