"""The same table a second time within one statement."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy.orm import aliased

T = TypeVar("T")


def another(table: type[T], role: str) -> type[T]:
    """The table once more, in that role; the same roles of one statement must differ.

    Made once for the life of the program: an alias repeats every column, and making it costs more than most
    questions it is for.
    """
    return cast("type[T]", _made(cast("Any", table), role))


@cache
def _made(table: Any, role: str) -> Any:
    del role
    return aliased(table)
