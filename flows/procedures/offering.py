"""Which lists are offered to whom, and whose the ticks are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.procedures.procedure import Procedure

_WORKING = ("specialist", "dispatcher", "head", "lead")
_ROLES = {
    "specialist": _WORKING,
    "community": (*_WORKING, "coordinator"),
    "region": ("coordinator",),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A list and for whom it is told. ``key`` names it on a button and in an event."""

    procedure: Procedure
    reader: str

    @property
    def key(self) -> str:
        return f"{self.procedure.id}.{self.reader}"

    @property
    def shared(self) -> bool:
        """The institution's work: its staff ticks one list together."""
        return self.reader in ("community", "region")


def offered(
    procedures: Sequence[Procedure], roles: frozenset[str], *, staff: bool, in_case: bool
) -> Iterator[Offered]:
    """The lists for whoever asks: a person's are hers alone, a case has those of whoever helps, the rest
    belongs to the work of an institution."""
    for procedure in procedures:
        for reader in procedure.who:
            if not staff:
                fits = reader == "person" and not in_case
            elif in_case:
                fits = reader == "specialist"
            else:
                fits = not roles.isdisjoint(_ROLES.get(reader, ()))
            if fits:
                yield Offered(procedure, reader)
