"""What a person may do with all that is known about her: have it in a file, and have it erased.

Erasing destroys her key, so that whatever was sealed with it stays shut for good; empties what can be
emptied, also what was never sealed: danger signs, need, steps; takes her addresses away. What is left tells
nothing of her: that there was a case of some level, which institutions had it by which consent, and when. A
report by law stays as a report, of nobody. A restored backup replays the list of erasures (``replay``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, null, or_, select, update

from bot.db.common_work import ProcedureMark, ProcedureRun
from bot.db.directory import Hold, Talk, TalkLine
from bot.db.logins import LoginSession, StaffLogin
from bot.db.models import (
    Aid,
    Base,
    Case,
    CaseEvent,
    CaseNote,
    Consent,
    ContactAttempt,
    Conversation,
    DutyReport,
    Erasure,
    Exclusion,
    Identity,
    JointPlan,
    Letter,
    LevelChange,
    Onward,
    Outbox,
    Person,
    Placement,
    PlanTask,
    Referral,
    ReturnCode,
    SafeContact,
    Screening,
    Staff,
)
from bot.db.tx import Tx
from bot.db.ways import OneTimeLink
from bot.services import audit, doubts, talk_ends
from bot.services.access import Actor
from bot.services.case_work import close_if_over
from bot.services.found import FRESH
from bot.services.own_copy import written
from bot.services.people import move
from bot.services.sending import stop
from flows.engine.message import M
from flows.engine.said import Happened
from handlers.shown import Attachment

FILE = M("own_data.file", "Тут усе, що Дорожник знає про Вас.")

# Rows that are nothing without what is sealed in them, and those that only point at her.
GOES = (
    TalkLine,
    Talk,
    SafeContact,
    Letter,
    PlanTask,
    CaseNote,
    LevelChange,
    Onward,
    Placement,
    Exclusion,
    ReturnCode,
    OneTimeLink,
)


def data_exported(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:  # noqa: ARG001 - it carries nothing
    """A text file that a person can read on any phone; its name says nothing."""
    content = written(tx, actor).encode("utf-8-sig")  # without the mark old phones show another alphabet
    tx.hand(actor.person_id, Attachment("data.txt", "text/plain; charset=utf-8", content), FILE.json())
    audit.record(tx, actor, "data_exported")
    return Happened("made")


def erased(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:  # noqa: ARG001 - it carries nothing
    """Erase everything now. The address she speaks from begins a blank page (``tx.moved_to``), so that she
    can be told; nothing ties it to what was. Who works here, or did, loses what concerns her as a client:
    for the work the institution answers."""
    person = tx.db.get_one(Person, actor.person_id, with_for_update=True, populate_existing=True)
    audit.record(tx, actor, "erased")
    if tx.db.scalar(select(Staff.id).where(Staff.person_id == person.id)) is not None:
        _end_cases(tx, actor, person.id)
        _empty(tx, person.id, staying=(Staff, StaffLogin, Identity, Conversation))
        _note(tx, person.id)
        return Happened("ok")
    here = tx.db.get(Identity, actor.identity_id) if actor.identity_id else None
    if here is not None:
        blank = tx.new_person(language=person.language)
        tx.db.execute(delete(Outbox).where(Outbox.identity_id == here.id))
        move(tx, here, blank)
        tx.moved_to = blank.id
        tx.clears.append(blank.id)
        tx.db.flush()
    erase(tx, person, actor)
    return Happened("ok")


def erase(tx: Tx, person: Person, actor: Actor | None = None) -> None:
    """Destroy the person's key, empty her rows, take her addresses away, note the erasure."""
    _destroy(tx, person, actor)
    _note(tx, person.id)


def replay(tx: Tx, listed: Mapping[str, datetime]) -> int:
    """Erase again whom a restored backup has brought back: of these persons those whose erasure (at that
    moment) the database does not know. How many there were. Their leads have heard of it long ago."""
    known = {one.person_id: one.at for one in tx.db.scalars(_among(Erasure, Erasure.person_id, listed))}
    lost = {id_: at for id_, at in listed.items() if id_ not in known or known[id_] < at}
    working = set(tx.db.scalars(select(Staff.person_id).where(Staff.person_id.in_(list(lost)))))
    people = tx.db.scalars(_among(Person, Person.id, lost).with_for_update(), execution_options=FRESH).all()
    for person in people:
        if person.id in working:
            _end_cases(tx, None, person.id)
            _empty(tx, person.id, staying=(Staff, StaffLogin, Identity, Conversation))
        else:
            _destroy(tx, person, None)
    for id_, at in lost.items():
        tx.db.merge(Erasure(person_id=id_, at=at))
    tx.db.flush()
    tx.told.clear()
    return len(people)


def _among(table: type[Base], column: Any, ids: Iterable[str]) -> Any:
    return select(table).where(column.in_(list(ids)))


def _note(tx: Tx, person_id: str) -> None:
    """That somebody was erased stands in the database, and outside it: a backup knows nothing of later."""
    tx.db.merge(Erasure(person_id=person_id, at=tx.now))
    tx.db.flush()
    tx.erased.append(person_id)


def _destroy(tx: Tx, person: Person, actor: Actor | None) -> None:
    _end_cases(tx, actor, person.id)
    addresses = select(Identity.id).where(Identity.person_id == person.id)
    tx.db.execute(
        delete(Outbox).where((Outbox.person_id == person.id) | Outbox.identity_id.in_(addresses)),
        execution_options={"synchronize_session": False},
    )
    tx.db.execute(delete(Identity).where(Identity.person_id == person.id))
    for table in (LoginSession, StaffLogin):
        tx.db.execute(delete(table).where(table.person_id == person.id))
    _empty(tx, person.id, staying=(Staff, Identity))
    tx.forget_key(person)
    person.region, person.onboarded_at, person.discreet, person.erased_at = None, None, False, tx.now
    person.language = tx.world.languages[0]
    tx.db.flush()


def _end_cases(tx: Tx, actor: Actor | None, person_id: str) -> None:
    """Nobody works for her through the program any more; leads hear that by code alone."""
    talk_ends.erased_with(tx, person_id)
    rows = tx.db.execute(
        select(Referral, Case)
        .join(Case, Case.id == Referral.case_id)
        .where(Referral.person_id == person_id, Referral.closed_at.is_(None))
    ).all()
    for referral, _ in rows:
        stop(tx, referral, "erased", actor)
    for case in {case.id: case for _, case in rows}.values():
        close_if_over(tx, actor, case)
    open_ = Consent.person_id == person_id, Consent.withdrawn_at.is_(None)
    tx.db.execute(update(Consent).where(*open_).values(withdrawn_at=tx.now))


def _bare_cases(tx: Tx, person_id: str) -> None:
    """What a case says of her without being sealed: signs, need, how and whether she was reached, step by
    step."""
    cases = select(Case.id).where(Case.person_id == person_id)
    referrals = select(Referral.id).where(Referral.person_id == person_id)
    runs = select(ProcedureRun.id).where(
        or_(ProcedureRun.person_id == person_id, ProcedureRun.case_id.in_(cases))
    )
    for statement in (
        update(Case)
        .where(Case.person_id == person_id)
        .values(ground=null(), need=None, screening_id=None, priority=False),
        update(Screening)
        .where(Screening.person_id == person_id)
        .values(person_id=None, signals={}, need=None, by_staff_id=None),
        update(DutyReport).where(DutyReport.case_id.in_(cases)).values(case_id=None),
        delete(Hold).where(Hold.case_id.in_(cases), Hold.state != "held"),
        update(Hold).where(Hold.case_id.in_(cases)).values(case_id=None),  # she may be on her way there
        delete(CaseEvent).where(CaseEvent.case_id.in_(cases)),
        delete(Aid).where(Aid.case_id.in_(cases)),
        delete(JointPlan).where(JointPlan.case_id.in_(cases)),
        delete(ProcedureMark).where(ProcedureMark.run_id.in_(runs)),
        delete(ProcedureRun).where(ProcedureRun.id.in_(runs)),
        delete(ContactAttempt).where(ContactAttempt.referral_id.in_(referrals)),
    ):
        tx.db.execute(statement, execution_options={"synchronize_session": "fetch"})


def _empty(tx: Tx, person_id: str, staying: tuple[type[Base], ...]) -> None:
    """Delete the rows that are only about her; of the others, empty every sealed column and what else tells
    of her."""
    tx.db.flush()
    _bare_cases(tx, person_id)
    doubts.forget(tx, person_id)
    for table in GOES:
        tx.db.execute(delete(table).where(table.person_id == person_id))
    for mapper in Base.registry.mappers:
        table = mapper.class_
        sealed = [name for name in dict(mapper.columns) if name.endswith("_sealed")]
        if not sealed or table in (*GOES, *staying, Outbox):
            continue
        hers = table.id if table is Person else getattr(table, "person_id", None)
        if hers is not None:
            tx.db.execute(update(table).where(hers == person_id).values(dict.fromkeys(sealed, None)))
