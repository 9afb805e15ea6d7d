"""From a region's terms to moments: what is due when, and who hears of it before.

Pure: the terms (``flows.policy.grades.Terms``), the recipient's hours and the moment of creation go in, due
moments and planned nudges come out. Due moments are elapsed time and do not move with the clocks; nudges of
terms with quiet hours go out before those begin.

How a row of the table of deadlines becomes rows of the database:

    kind         begins                due
    acknowledge  at creation           its span in the recipient's working hours, or by the clock; with
                                       ``duty_only`` none at all where nobody is on duty
    contact      at creation, or on    its span, never later than the outer limit counted from creation; until
                 acknowledgement       an acknowledgement that starts it: the outer limit
    signoff      at creation           its span
    asked        at creation           the moment when the person is asked, once, whether she got there
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.calendar import KYIV, WorkingHours, before_quiet
from flows.policy.duration import Duration
from flows.policy.grades import At, Stage, Terms

Kind: TypeAlias = Literal["acknowledge", "contact", "signoff", "asked"]
Whom: TypeAlias = Literal["lead", "deputy", "coordinator", "specialist", "person"]

CLOSING_LEAD = timedelta(hours=1)
"""«Before the last closing time»: there is still an hour in which somebody can be phoned."""

UNWATCHED = (
    Stage("outer", "coordinator", At(percent=50)),
    Stage("outer", "coordinator", At(point="breach")),
)
"""Who hears of an outer limit that runs alone (nobody was on duty) where the region's ladder names nobody:
a limit that passes in silence would be no promise."""

_WHOM: dict[str, Whom] = {
    "duty": "lead",
    "lead": "lead",
    "deputy": "deputy",
    "coordinator": "coordinator",
    "specialist": "specialist",
    "person": "person",
}


@dataclass(frozen=True, slots=True)
class Due:
    """By when something must have happened; both moments in UTC."""

    kind: Kind
    started_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PlannedNudge:
    """Who hears of which deadline, and when (UTC). ``whom`` is ``lead`` also where the terms say «duty»: the
    recipient's lead, or who is on duty for it. ``stage``: «created», «50%», «closing», «breach», «15min» …
    A rung moved out of quiet hours may come before its name: «breach» then speaks of tonight.
    ``urgent``: also at night. ``repeat``: and again after so many minutes, until somebody acknowledges;
    0: once."""

    kind: Kind
    stage: str
    whom: Whom
    at: datetime
    urgent: bool
    repeat: int = 0


def due(
    terms: Terms,
    created_at: datetime,
    hours: WorkingHours,
    *,
    staffed: bool,
    acknowledged_at: datetime | None = None,
) -> tuple[Due, ...]:
    """What is due. ``staffed``: the recipient's roster covers ``created_at``. With ``acknowledged_at``: what
    is still due once somebody has taken the case."""
    running = _running(terms, created_at, hours, staffed=staffed, acknowledged_at=acknowledged_at)
    return tuple(one for term, one in running.items() if term != "outer" or "first_contact" not in running)


def plan(
    terms: Terms,
    created_at: datetime,
    hours: WorkingHours,
    *,
    staffed: bool,
    acknowledged_at: datetime | None = None,
    zone: str = KYIV,
) -> tuple[PlannedNudge, ...]:
    """The ladder, in order of time; of two rungs for the same person at the same moment only the first.

    Where nobody is on duty for terms that need it, the coordinator still hears at creation and the rest of
    the acknowledgement falls away. With ``acknowledged_at`` the ladder holds what begins then and what is
    still to come. What follows a «no» of the person is ``plan_said_no``.
    """
    running = _running(terms, created_at, hours, staffed=staffed, acknowledged_at=acknowledged_at)
    stages = terms.ladder
    if "first_contact" not in running and not any(one.of == "outer" for one in stages):
        stages = (*stages, *UNWATCHED)
    if acknowledged_at is None and "acknowledgement" not in running:
        stages = tuple(_off_duty(stage, running) for stage in stages)
    rungs = [rung for stage in stages if (rung := _rung(stage, running, hours, urgent=not terms.quiet))]
    if asked := running.get("asked"):
        rungs.append(PlannedNudge("asked", "asked", "person", asked.due_at, urgent=False))
    if sign_off := running.get("sign_off"):
        # no region says who hears: the sender, who can remind the head, and in the end the coordinator
        half = sign_off.started_at + (sign_off.due_at - sign_off.started_at) / 2
        rungs.append(PlannedNudge("signoff", "50%", "specialist", half, urgent=False))
        rungs.append(PlannedNudge("signoff", "breach", "coordinator", sign_off.due_at, urgent=False))
    since = acknowledged_at or created_at
    return tuple(_told([rung for rung in rungs if rung.at >= since], since, zone))


def plan_said_no(terms: Terms, at: datetime, zone: str = KYIV) -> tuple[PlannedNudge, ...]:
    """Who hears that the person did not get there; ``at``: when she said so. At night it waits."""
    told = [
        PlannedNudge("asked", "said_no", _WHOM[stage.whom], at, not terms.quiet, _minutes(stage.every))
        for stage in terms.ladder
        if stage.at.point == "said_no"
    ]
    return tuple(_told(told, at, zone))


def _running(
    terms: Terms,
    created_at: datetime,
    hours: WorkingHours,
    *,
    staffed: bool,
    acknowledged_at: datetime | None,
) -> dict[str, Due]:
    """The terms that run, by the words that stages of the ladder use for them."""
    running: dict[str, Due] = {}

    def run(term: str, kind: Kind, span: Duration | None, start: datetime | None = created_at) -> None:
        if span and start:
            running[term] = Due(kind, start, _after(start, span, hours))

    if acknowledged_at is None:
        run("acknowledgement", "acknowledge", terms.acknowledge if staffed or not terms.duty_only else None)
        run("sign_off", "signoff", terms.sign_off)
        run("asked", "asked", terms.ask_after)
    run("outer", "contact", terms.outer)
    starts = acknowledged_at if terms.starts == "acknowledged" else created_at
    run("first_contact", "contact", terms.first_contact, starts)
    if "outer" in running and "first_contact" in running:
        first = running["first_contact"]
        running["first_contact"] = replace(first, due_at=min(first.due_at, running["outer"].due_at))
    return running


def _off_duty(stage: Stage, running: dict[str, Due]) -> Stage:
    """Where no acknowledgement runs, what was to be told at creation is told all the same: of the contact."""
    if stage.of != "acknowledgement" or stage.at.point != "created" or stage.whom == "duty":
        return stage
    return Stage("outer" if "outer" in running else "first_contact", stage.whom, stage.at)


def _rung(stage: Stage, running: dict[str, Due], hours: WorkingHours, *, urgent: bool) -> PlannedNudge | None:
    """The stage as a nudge, if its term runs."""
    one = running.get(stage.of)
    at = _moment(stage, one, hours) if one else None
    if one is None or at is None:
        return None
    name = _name(stage)
    if stage.of == "outer" and "first_contact" in running and name != "created":
        name = f"outer {name}"
    return PlannedNudge(one.kind, name, _WHOM[stage.whom], at, urgent, _minutes(stage.every))


def _moment(stage: Stage, one: Due, hours: WorkingHours) -> datetime | None:
    at = stage.at
    if at.percent is not None:
        return one.started_at + (one.due_at - one.started_at) * at.percent / 100
    if at.after is not None:
        return _after(one.started_at, at.after, hours)
    if at.point == "last_closing":
        closing = hours.last_closing_before(one.due_at)
        told = closing and closing - CLOSING_LEAD
        return told if told and told > one.started_at else None
    if at.point == "said_no":
        return None  # nobody knows yet: see plan_said_no
    return one.started_at if at.point == "created" else one.due_at


def _name(stage: Stage) -> str:
    at = stage.at
    if at.percent is not None:
        return f"{at.percent}%"
    if at.after is not None:
        return f"{at.after.minutes}min"
    return "closing" if at.point == "last_closing" else str(at.point)


def _after(start: datetime, span: Duration, hours: WorkingHours) -> datetime:
    if span.counts == "working":
        return hours.add_working(start, span.minutes / 60)
    return start + timedelta(minutes=span.minutes)


def _minutes(every: Duration | None) -> int:
    return every.minutes if every else 0


def _told(rungs: list[PlannedNudge], since: datetime, zone: str) -> Iterator[PlannedNudge]:
    """The rungs by time, moved out of quiet hours but never before ``since``, and none told twice at once."""
    seen: set[tuple[Kind, Whom, datetime]] = set()
    moved = []
    for rung in sorted(rungs, key=lambda one: one.at):
        at = rung.at if rung.urgent else before_quiet(rung.at, not_before=since, zone=zone)
        if (rung.kind, rung.whom, at) not in seen:
            seen.add((rung.kind, rung.whom, at))
            moved.append(replace(rung, at=at))
    yield from sorted(moved, key=lambda one: one.at)
