"""Which tracks open, in what order and why (algorithms.md, Odesa's four tracks and the corridors).

With any risk of exploitation, discrimination or violence the protection tracks open before the others. In an
emergency only what keeps a person safe opens now: 102 and 103, the crisis service, the children's service;
legal and psychological help, papers and work come once things are calm.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flows.policy.grades import Grade
from flows.policy.leading import Track
from flows.policy.words import PROTECTION, SIGNALS
from flows.rules.needs import NEEDS
from flows.rules.signals import HELD, MINORS

LEGAL = frozenset((*SIGNALS["discrimination"], "e1", "e2", "e3", "e4", "e6", "e7"))
"""Unequal treatment, fraud, breaches of rights: a lawyer."""

LABOUR = frozenset(("e1", "e3", "e4", "e5"))
"""Unregistered, unpaid, unsafe or forced work: the institution that answers for labour rights."""

PSYCHOLOGICAL = frozenset(("v5", "v6", "e7"))
"""Strong strain or fear, earlier violence, harassment: an offer, never a condition."""

NOW_IN_AN_EMERGENCY = ("emergency", "children", "social")
WORK = "employment"
WORK_FIRST = "work_first"
ANSWERED = "answer"
"""The reason of what an answer to the region's own questions opened."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A track that opens. ``later``: once things are calm. ``parallel``: beside the leading one. ``reasons``
    are signals' ids, reason words and ``need.<id>``."""

    track: str
    bodies: tuple[str, ...]
    reasons: tuple[str, ...]
    later: bool = False
    parallel: bool = False

    def json(self) -> dict[str, Any]:
        return {
            "track": self.track,
            "bodies": list(self.bodies),
            "reasons": list(self.reasons),
            "later": self.later,
            "parallel": self.parallel,
        }


@dataclass(frozen=True, slots=True)
class Tracks:
    """The way of this case: the corridor, and its tracks, first things first. ``protection_first`` says that
    protection stands before what was asked for."""

    corridor: str
    opened: tuple[Opened, ...]
    protection_first: bool

    def json(self) -> dict[str, Any]:
        return {
            "corridor": self.corridor,
            "opened": [one.json() for one in self.opened],
            "protection_first": self.protection_first,
        }


def route(
    grade: Grade,
    reasons: Iterable[str],
    need: str | None,
    tracks: Sequence[Track],
    *,
    children: bool = False,
    also: Iterable[str] = (),
    work_first: bool = False,
) -> Tracks:
    """The tracks for a case of this grade.

    ``reasons`` and ``children`` come from the verdict; ``tracks`` are the region's, in its order; ``also``:
    tracks that answers to the region's own questions opened. ``work_first``: where nobody is in danger, work
    is looked for in every case, before all but protection (Ternopil). An unknown need, or None, counts as
    «other».
    """
    given = tuple(reasons)
    asked = NEEDS.get(need or "other", NEEDS["other"])
    work_first = work_first and not grade.emergency
    found = _found(grade, given, asked.track, asked.id, children=children, also=also)
    if work_first:
        found.setdefault(WORK, (WORK_FIRST,))
    risky = grade.emergency or any(
        one in SIGNALS["exploitation"] or one in SIGNALS["discrimination"] for one in given
    )
    order = {track.id: place for place, track in enumerate(tracks)}
    known = [track for track in tracks if track.id in found]
    if work_first:
        known.sort(key=lambda track: (track.id not in PROTECTION, track.id != WORK, order[track.id]))
    elif risky:
        known.sort(key=lambda track: (track.id not in PROTECTION, order[track.id]))
    if grade.emergency:
        known.sort(key=lambda track: (track.id not in NOW_IN_AN_EMERGENCY, track.id not in PROTECTION))
    accompanied = grade.corridor != "standard"
    opened = tuple(
        Opened(
            track.id,
            track.bodies,
            found[track.id],
            later=grade.emergency and track.id not in NOW_IN_AN_EMERGENCY,
            parallel=accompanied and track.id == WORK,
        )
        for track in known
    )
    return Tracks(grade.corridor, opened, risky)


def _found(
    grade: Grade,
    reasons: tuple[str, ...],
    asked_track: str,
    asked_need: str,
    *,
    children: bool,
    also: Iterable[str],
) -> dict[str, tuple[str, ...]]:
    """Track → why it opens."""
    found: dict[str, list[str]] = {asked_track: [f"need.{asked_need}"]}

    def add(track: str, *why: str) -> None:
        found.setdefault(track, []).extend(one for one in why if one not in found[track])

    for signal in reasons:
        for track, signals in (("legal", LEGAL), ("labour", LABOUR), ("psychological", PSYCHOLOGICAL)):
            if signal in signals:
                add(track, signal)
    if any(one in SIGNALS["vulnerability"] for one in reasons) or grade.corridor != "standard":
        add("social", *(one for one in reasons if one in SIGNALS["vulnerability"]), *_level(grade))
    if grade.emergency:
        dangers = [one for one in reasons if one in SIGNALS["danger"] or one == HELD] or _level(grade)
        add("emergency", *dangers)
        add("legal", *dangers)
        add("psychological", *dangers)
    if MINORS in reasons or (children and grade.emergency):
        add("children", MINORS)
    for track in also:
        add(track, ANSWERED)
    return {track: tuple(why) for track, why in found.items()}


def _level(grade: Grade) -> tuple[str, ...]:
    return () if grade.corridor == "standard" else (f"level.{grade.id}",)
