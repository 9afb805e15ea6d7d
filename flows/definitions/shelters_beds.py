"""For how many people a place is needed: asked wherever beds are kept or taken."""

from __future__ import annotations

from flows.engine.flow import Const, Note, Option, Title, Write
from flows.engine.message import M


def how_many(id: str, to: str, *options: Option) -> Write:  # noqa: A002 - "id" is the word
    """Choose or type a number; it is saved as ``beds``."""
    return Write(
        id,
        (
            Title(M("shelters.beds", "На скількох людей потрібне місце?")),
            Note(M("shelters.beds_how", "Оберіть або напишіть число, щонайбільше 12.")),
        ),
        "count",
        to,
        (
            *(
                Option(f"n{number}", M(f"shelters.n{number}", str(number)), sets={"beds": Const(number)})
                for number in (1, 2, 3, 4)
            ),
            *options,
        ),
        saves="beds",
    )
