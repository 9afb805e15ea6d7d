"""Telling the rungs that have come: who hears is decided at that moment, and each rung is told once.

A rung whose deadline was met, or of which a coordinator has heard, is told to nobody. What one person is to
hear at one tick comes as one notice; only a new case, when it is the only one, and an emergency come by
themselves. Two processes may tick at once: the rows are claimed first (``FOR UPDATE SKIP LOCKED``; on SQLite
a tick is the only writer).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import select, update

from bot.calendar import before_quiet
from bot.db.models import Case, Consent, Deadline, Identity, Institution, Nudge, Person, Referral, Staff
from bot.db.tx import Tx
from bot.services import lines
from bot.services.contacts import allowed_from
from bot.services.directory import CLOSED
from bot.services.found import FRESH
from bot.services.hearers import About, Hearers
from bot.services.reach import hearing
from flows.engine.message import Text

log = structlog.get_logger()

AT_ONCE = 200
"""Rungs of one tick; the rest waits for the next one, seconds later."""

NOBODY_YET = timedelta(hours=1)
"""Where nobody at all can hear, it is tried again after so long."""

WHOM = ("person", "lead", "deputy", "specialist", "coordinator")

QUESTIONS = {"claimed": "contact_claimed"}
"""Stage of a question to the person → its notice; any other is the question whether she got there."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung that has come, and what it is about. ``shut``: the recipient may not know of it any more."""

    nudge: Nudge
    deadline: Deadline
    about: About
    shut: bool


@dataclass(slots=True)
class _Heard:
    """What one member of staff hears at this tick: by deadline, what comes by itself by case and deadline.
    ``sent``: as the one who referred."""

    staff: Staff
    new: dict[str, Rung] = field(default_factory=dict)
    due: dict[str, Rung] = field(default_factory=dict)
    sent: dict[str, Rung] = field(default_factory=dict)
    watched: dict[str, Rung] = field(default_factory=dict)
    urgent: dict[str, dict[str, Rung]] = field(default_factory=dict)
    opened: dict[str, dict[str, Rung]] = field(default_factory=dict)


def tick(tx: Tx) -> int:
    """Tell the rungs whose moment has come by ``tx.now``; how many notices there are."""
    told = tell(tx, claim(tx))
    tx.db.flush()
    return told


def waiting(tx: Tx) -> list[str]:
    """The rungs that have come, by id, for ``tick_one``."""
    come = select(Nudge.id).where(Nudge.told_at.is_(None), Nudge.at <= tx.now)
    return list(tx.db.scalars(come.order_by(Nudge.at, Nudge.id).limit(AT_ONCE)))


def tick_one(tx: Tx, rung: str) -> int:
    """``tick`` for a single rung, where telling them together has failed."""
    told = tell(tx, claim(tx, Nudge.id == rung))
    tx.db.flush()
    return told


def put_off(tx: Tx, rung: str) -> None:
    """A rung that can't be told by a fault of ours: tried again later, so that it stands before no other."""
    tx.db.execute(update(Nudge).where(Nudge.id == rung).values(at=tx.now + NOBODY_YET))


def over(tx: Tx, deadlines: Collection[str]) -> bool:
    """Whether nothing is due any more of what a message tells of."""
    due = select(Deadline.id).where(Deadline.id.in_(deadlines), Deadline.met_at.is_(None)).limit(1)
    return tx.db.scalar(due) is None


def unheard(tx: Tx, person_id: str, deadlines: Collection[str]) -> None:
    """What could not be brought to somebody the next one hears, at the next tick: of a question to the person
    the one who referred, of all else the coordinators. Where those were told of it just now, and in vain
    perhaps, again in ``NOBODY_YET``."""
    if not deadlines:
        return
    rows = tx.db.execute(
        select(Deadline, Case.person_id)
        .join(Case, Case.id == Deadline.case_id)
        .where(Deadline.id.in_(deadlines), Deadline.met_at.is_(None))
    ).all()
    rungs = tx.db.scalars(select(Nudge).where(Nudge.deadline_id.in_(deadlines))).all()
    for deadline, client in rows:
        asked = client == person_id
        if asked and deadline.stage in QUESTIONS:
            continue  # it was she who was to be asked
        whom = "specialist" if asked else "coordinator"
        mine = [one for one in rungs if one.deadline_id == deadline.id]
        if any(one.whom == whom and one.told_at is None and one.at <= tx.now + NOBODY_YET for one in mine):
            continue  # they are about to hear
        lately = any(one.whom == whom and one.told_at and one.told_at > tx.now - NOBODY_YET for one in mine)
        rung = Nudge(
            id=tx.new_id(),
            deadline_id=deadline.id,
            stage=deadline.stage,
            whom=whom,
            at=tx.now + NOBODY_YET if lately else tx.now,
            urgent=any(one.urgent for one in mine),
        )
        tx.db.add(rung)


def tell_now(tx: Tx, referral: Referral) -> int:
    """Tell what one referral has to tell at once, in the transaction that made it."""
    tx.db.flush()
    return tell(tx, claim(tx, Deadline.referral_id == referral.id))


def claim(tx: Tx, *conditions: Any) -> list[Rung]:
    """Rungs that have come and that nobody else is telling; from here on they count as told."""
    rows = tx.db.execute(
        select(Nudge, Deadline, Case, Referral, Institution, Consent)
        .join(Deadline, Deadline.id == Nudge.deadline_id)
        .join(Case, Case.id == Deadline.case_id)
        .outerjoin(Referral, Referral.id == Deadline.referral_id)
        .outerjoin(Institution, Institution.id == Referral.institution_id)
        .outerjoin(Consent, Consent.id == Referral.consent_id)
        .where(Nudge.told_at.is_(None), Nudge.at <= tx.now, *conditions)
        .order_by(Nudge.at, Nudge.id)
        .limit(AT_ONCE)
        .with_for_update(of=Nudge, skip_locked=True),
        execution_options=FRESH,
    ).all()
    rungs = []
    for nudge, deadline, case, referral, institution, consent in rows:
        nudge.told_at = tx.now
        shut = referral is not None and referral.state == "returned"
        shut = shut or (consent is not None and (consent.withdrawn_at is not None or consent.until <= tx.now))
        rungs.append(Rung(nudge, deadline, About(case, referral, institution), shut))
    return rungs


def tell(tx: Tx, rungs: Iterable[Rung]) -> int:
    """Say these rungs to whoever hears of them now; how many notices there are."""
    wanted = sorted((one for one in rungs if _still(one)), key=_order)
    if not wanted:
        return 0
    hearers = Hearers.of(tx, (one.about for one in wanted))
    people = _people(tx, [one for one in wanted if one.nudge.whom == "person"])
    at_once = hearing(tx, people) if people else set()
    heard: dict[str, _Heard] = {}
    asked = 0
    morning = before_quiet(tx.now, not_before=tx.now, zone=tx.world.zone.key)
    for rung in wanted:
        nudge = rung.nudge
        person_id = rung.about.case.person_id
        if nudge.whom == "person" and (
            person_id in at_once or (nudge.stage in QUESTIONS and person_id in people)
        ):
            asked += _ask(tx, rung)
        elif nudge.whom == "person" and nudge.stage in QUESTIONS:
            continue  # she has no channel, and it was she who was to be asked
        elif morning > tx.now and not nudge.urgent:
            nudge.told_at, nudge.at = None, morning  # quiet hours: nobody's staff is woken
        elif nudge.whom == "person" and person_id in people:  # a page that nobody has open asks nobody
            if once := _ask(tx, rung):
                asked += once
                _hear(tx, rung, "specialist", hearers, heard)
        else:
            _hear(tx, rung, "specialist" if nudge.whom == "person" else nudge.whom, hearers, heard)
    return asked + sum(_say(tx, one) for one in heard.values())


def _still(rung: Rung) -> bool:
    """Whether there is still something to hear: an answer is wanted also after the recipient has finished;
    that there is a new case whoever leads has to know, even where a coordinator has heard of it meanwhile."""
    referral, deadline, nudge = rung.about.referral, rung.deadline, rung.nudge
    if deadline.met_at is not None:
        return False
    if referral is not None and (nudge.whom, nudge.stage) == ("lead", "created"):
        return referral.accepted_at is None and referral.state not in CLOSED
    if deadline.heard_at is not None:
        return False
    if referral is None or deadline.kind == "asked":
        return referral is None or referral.state != "withdrawn"
    return referral.state not in CLOSED


def _order(rung: Rung) -> tuple[Any, ...]:
    """Nearest deadlines first, who works on a case before who watches over it."""
    due_at = rung.deadline.due_at
    return (WHOM.index(rung.nudge.whom), due_at is None, due_at, rung.about.case.code, rung.nudge.at)


def _people(tx: Tx, rungs: Sequence[Rung]) -> set[str]:
    """Of the persons to be asked, those who can be: not erased, and with a channel that reaches them."""
    wanted = {one.about.case.person_id for one in rungs}
    if not wanted:
        return set()
    found = tx.db.scalars(
        select(Person.id)
        .join(Identity, Identity.person_id == Person.id)
        .where(Person.id.in_(wanted), Person.erased_at.is_(None), Identity.reachable)
    )
    return set(found)


def _ask(tx: Tx, rung: Rung) -> int:
    """Ask the person, in her safe hours."""
    case, nudge = rung.about.case, rung.nudge
    free = allowed_from(tx, case.person_id)
    if free > tx.now:
        nudge.told_at, nudge.at = None, free
        return 0
    rung.deadline.stage = nudge.stage
    notice = QUESTIONS.get(nudge.stage, "asked_arrived")
    about = [rung.deadline.id]
    tx.tell(case.person_id, notice, about=about, referral=rung.deadline.referral_id, code=case.code)
    return 1


def _hear(tx: Tx, rung: Rung, whom: str, hearers: Hearers, heard: dict[str, _Heard]) -> None:
    """Find who hears of a rung; one that repeats comes again."""
    nudge, deadline = rung.nudge, rung.deadline
    groups = hearers.in_time(
        "coordinator" if rung.shut else whom,
        rung.about,
        on_duty_only=nudge.urgent and whom in ("lead", "deputy"),
    )
    people = [(one, watching) for ones, watching in groups for one in ones]
    if not people:
        log.warning("nudging.nobody_to_tell")
        nudge.told_at, nudge.at = None, tx.now + NOBODY_YET
        return
    deadline.stage = nudge.stage
    for staff, watching in people:
        mine = heard.setdefault(staff.id, _Heard(staff))
        if nudge.stage == "created" and watching:
            mine.opened.setdefault(deadline.case_id, {})[deadline.id] = rung
        elif nudge.stage == "created":
            mine.new[deadline.id] = rung
        elif nudge.urgent:
            mine.urgent.setdefault(deadline.case_id, {})[deadline.id] = rung
        elif watching:
            mine.watched[deadline.id] = rung
        else:
            (mine.sent if whom == "specialist" or rung.about.outside else mine.due)[deadline.id] = rung
    if nudge.repeat:
        again = Nudge(
            id=tx.new_id(),
            deadline_id=deadline.id,
            stage=nudge.stage,
            whom=nudge.whom,
            at=tx.now + timedelta(minutes=nudge.repeat),
            urgent=nudge.urgent,
            repeat=nudge.repeat,
        )
        tx.db.add(again)


def _say(tx: Tx, heard: _Heard) -> int:
    """One member of staff's notices; how many."""
    to = heard.staff.person_id
    before = len(tx.told)
    calm = [one for one in heard.new.values() if not one.nudge.urgent]
    if len(calm) > 1 or (calm and heard.due):
        heard.due = {one.deadline.id: one for one in calm} | heard.due
        heard.new = {id_: one for id_, one in heard.new.items() if one.nudge.urgent}
    for rungs in heard.urgent.values():
        outside = all(one.about.outside for one in rungs.values())
        _alert(tx, to, "sender_alert" if outside else "urgent_alert", list(rungs.values()))
    for rung in heard.new.values():
        _alert(tx, to, "lead_alert", [rung])
    for rungs in heard.opened.values():
        _alert(tx, to, "coordinator_alert", list(rungs.values()))
    for notice, rungs in (("lead_reminder", heard.due), ("sender_reminder", heard.sent)):
        if rungs:  # «Справи чекають на Вас», «Ваші направлення чекають на Вас»
            cases = {one.deadline.case_id for one in rungs.values()}
            tx.tell(to, notice, about=rungs, lines=_lines(tx, rungs.values()), count=len(cases))
    if watched := _lines(tx, heard.watched.values()):  # «Строки, що потребують Вашої уваги»
        tx.tell(to, "coordinator_due", about=heard.watched, lines=watched, count=len(watched))
    return len(tx.told) - before


def _lines(tx: Tx, rungs: Iterable[Rung]) -> list[Text]:
    """A line each; two referrals of one case that read the same are one."""
    told: list[Text] = []
    for one in rungs:
        line = lines.due(tx, one.about.case, one.deadline)
        if line not in told:
            told.append(line)
    return told


def _alert(tx: Tx, to: str, notice: str, rungs: Sequence[Rung]) -> None:
    """One case by itself: code, colour and deadline only. Several recipients of one case are one alert, and
    hearing of it is hearing of all that it stands for (``also``)."""
    first, *others = rungs
    case, deadline = first.about.case, first.deadline
    also = [one.deadline.id for one in others]
    for one in tx.told:
        said = (one.person_id, one.notice, one.give.get("code"))
        if notice == "coordinator_alert" and said == (to, notice, case.code):
            one.give["also"].extend([deadline.id, *also])
            one.about.extend([deadline.id, *also])
            return
    tx.tell(
        to,
        notice,
        about=[deadline.id, *also],
        code=case.code,
        colour=lines.colour(tx, case),
        due=lines.when(deadline.due_at),
        lines=_lines(tx, rungs),
        count=1,
        referral=deadline.referral_id,
        deadline=deadline.id,
        also=also,
    )
