"""The level of a case after the screening: raising needs a reason, lowering a reason and a second person.

A level that is being asked about stays as it is until somebody else than the asker has decided. Deadlines
follow the level (``deadlines.replan``); an emergency waits for nobody's signature (algorithms.md, the core).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from bot.db.models import Case, Institution, LevelChange, Referral, Staff
from bot.db.tx import Tx
from bot.services import audit, deadlines, found, timeline
from bot.services.access import Actor, actor_of, permitted
from bot.services.directory import CLOSED
from bot.services.grades import grade_of
from bot.services.hearers import About, Hearers, coordinators_of
from bot.services.lines import colour
from bot.services.sending import heads_of, send
from bot.services.versions import region_of_case
from bot.services.watching import alert_coordinators, to_hear_of
from flows.engine.message import M
from flows.engine.said import Happened
from flows.policy.grades import Grade
from flows.regions.region import Region

RAISED = M("desk.line_raised", "{colour} {code}: рівень підвищено, перевірте строк")

NOT_PERMITTED = Happened("not_permitted")


def level_raised(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """At once, by one person; everybody who works on the case hears of it."""
    case = found.case(tx, data["case"])
    if case is None or case.state != "open" or not permitted(tx, actor, "level_raised", case):
        return NOT_PERMITTED
    region = region_of_case(tx, case)
    grade = _step(tx, case, data["level"])
    if grade is None or not _graver(region, grade, grade_of(tx, case)):
        return NOT_PERMITTED
    change = _change(tx, actor, case, grade, data["reason"], state="done")
    change.decided_by = actor.staff_id
    refused = _refuse_waiting(tx, case)
    case.level = grade.id
    _noted(tx, actor, case, "level_raised", level=grade.id)
    unsigned = _send_unsigned(tx, case) if grade.emergency else 0
    deadlines.replan(tx, case, raised=True)
    _tell_of_raise(tx, actor, case, grade)
    if unsigned:
        _tell_heads(tx, actor, case)
    if refused is not None:
        _tell_asker(tx, actor, case, refused)
    return Happened("ok")


def level_lowering_asked(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The level stays; a second person is asked. Only one question about a case waits at a time."""
    case = found.case(tx, data["case"])
    if case is None or case.state != "open" or not permitted(tx, actor, "level_lowering_asked", case):
        return NOT_PERMITTED
    region = region_of_case(tx, case)
    grade = _step(tx, case, data["level"])
    if grade is None or _graver(region, grade, grade_of(tx, case)):
        return NOT_PERMITTED
    if _waiting(tx, case) is not None:
        return Happened("asked")
    _change(tx, actor, case, grade, data["reason"], state="asked")
    _noted(tx, actor, case, "level_lowering_asked", level=grade.id)
    others = [one for one in coordinators_of(tx, case) if one.id != actor.staff_id]
    for one in others or _who_works_on(tx, actor, case):
        tx.tell(one.person_id, "lowering_asked", code=case.code)
    return Happened("asked")


def level_decided(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The second person agrees or not. A level that was changed meanwhile leaves nothing to decide."""
    what = found.change_and_case(tx, data["change"])
    if what is None:
        return Happened("gone")
    change, case = what
    if not permitted(tx, actor, "level_decided", change):
        return NOT_PERMITTED
    if change.state != "asked" or case.state != "open":
        return Happened("gone")
    if change.asked_by == actor.staff_id:  # nobody is offered her own question; here it is refused
        return NOT_PERMITTED
    change.decided_by = actor.staff_id
    if case.level != change.old:
        change.state = "refused"
        return Happened("gone")
    agreed = data["agreed"] is True
    change.state = "done" if agreed else "refused"
    if agreed:
        case.level = change.new
        _noted(tx, actor, case, "level_lowered", level=change.new)
        deadlines.replan(tx, case, raised=False)
    else:
        _noted(tx, actor, case, "level_kept")
    _tell_asker(tx, actor, case, change)
    return Happened("ok")


def _step(tx: Tx, case: Case, level: str) -> Grade | None:
    """The other grade that is asked for, or None where it is none."""
    grades = region_of_case(tx, case).levels.grades
    return next((one for one in grades if one.id == level != grade_of(tx, case).id), None)


def _graver(region: Region, grade: Grade, than: Grade) -> bool:
    order = [one.id for one in region.levels.grades]
    return order.index(grade.id) > order.index(than.id)


def _change(tx: Tx, actor: Actor, case: Case, grade: Grade, reason: str, *, state: str) -> LevelChange:
    change = LevelChange(
        id=tx.new_id(),
        case_id=case.id,
        person_id=case.person_id,
        old=case.level,
        new=grade.id,
        asked_by=actor.staff_id,
        state=state,
        at=tx.now,
    )
    tx.seal(change, "reason", reason)
    tx.db.add(change)
    tx.db.flush()
    return change


def _waiting(tx: Tx, case: Case) -> LevelChange | None:
    query = select(LevelChange).where(LevelChange.case_id == case.id, LevelChange.state == "asked")
    return tx.db.scalars(query).first()


def _refuse_waiting(tx: Tx, case: Case) -> LevelChange | None:
    """A raised level answers a question about lowering it."""
    waiting = _waiting(tx, case)
    if waiting is not None:
        waiting.state = "refused"
    return waiting


def _tell_asker(tx: Tx, actor: Actor, case: Case, change: LevelChange) -> None:
    """Whoever asked hears what was decided, if the case is still hers to know; not whom this transaction has
    told of the case already."""
    asker = found.staff(tx, change.asked_by)
    if asker is None or asker.id == actor.staff_id:
        return
    if not permitted(tx, actor_of(tx, asker.person_id), "card", case):
        return
    if any(one.person_id == asker.person_id and one.give.get("code") == case.code for one in tx.told):
        return
    referrals = tx.db.scalars(select(Referral).where(Referral.case_id == case.id)).all()
    opens = min(
        referrals, key=lambda one: (one.lead_id != asker.id, not one.leads, one.sent_at), default=None
    )
    tx.tell(
        asker.person_id,
        "lowering_decided",
        code=case.code,
        colour=colour(tx, case),
        lowered=change.state == "done",
        referral=opens.id if opens is not None else None,
    )


def _send_unsigned(tx: Tx, case: Case) -> int:
    """What waited for a head's signature goes out now; how many referrals that were."""
    waiting = tx.db.scalars(
        select(Referral).where(Referral.case_id == case.id, Referral.state == "waiting")
    ).all()
    for referral in waiting:
        referral.state = "sent"
        deadlines.signoff_met(tx, referral)
        send(tx, case, referral)
    return len(waiting)


def _tell_heads(tx: Tx, actor: Actor, case: Case) -> None:
    """The heads who were asked to sign hear that it went without them; not whom this transaction has told
    already."""
    sender = tx.db.get(Staff, case.opened_by) if case.opened_by else None
    told = {one.person_id for one in tx.told if one.give.get("code") == case.code} | {actor.person_id}
    for head in heads_of(tx, sender.institution_id) if sender is not None else ():
        if head.person_id not in told:
            tx.tell(head.person_id, "head_told", code=case.code, colour=colour(tx, case))


def _around(tx: Tx, case: Case) -> tuple[Hearers, list[About]]:
    rows = tx.db.execute(
        select(Referral, Institution)
        .join(Institution, Institution.id == Referral.institution_id)
        .where(Referral.case_id == case.id, Referral.state.not_in((*CLOSED, "waiting", "returned")))
    ).all()
    about = [About(case, referral, institution) for referral, institution in rows]
    return Hearers.of(tx, about or [About(case, None, None)]), about


def _who_works_on(tx: Tx, actor: Actor, case: Case) -> list[Any]:
    """The leads of the case, or who stands in for them, and whoever referred; without the one who acts."""
    hearers, about = _around(tx, case)
    ones = {}
    for one in about:
        people, watching = hearers.of_rung("lead", one)
        ones.update({each.id: each for each in people if not watching})
    sender = found.staff(tx, case.opened_by)
    if sender is not None:
        ones[sender.id] = sender
    return [one for id_, one in ones.items() if id_ != actor.staff_id]


def _tell_of_raise(tx: Tx, actor: Actor, case: Case, grade: Grade) -> None:
    """The leads, and in an emergency the coordinators; not whom this transaction has told already."""
    hearers, about = _around(tx, case)
    line = RAISED.json(colour=colour(tx, case), code=case.code)
    told = {one.person_id for one in tx.told if one.give.get("code") == case.code} | {actor.person_id}
    for one in about:
        people, watching = hearers.of_rung("lead", one)
        for staff in people:
            if watching or staff.person_id in told:
                continue
            told.add(staff.person_id)
            if grade.emergency and one.referral is not None:
                row = to_hear_of(tx, one.referral)
                tx.tell(
                    staff.person_id,
                    "sender_alert" if one.outside else "urgent_alert",
                    lines=[line],
                    count=1,
                    code=case.code,
                    referral=one.referral.id,
                    deadline=row.id if row is not None else None,
                )
            else:
                notice = "sender_reminder" if one.outside else "lead_reminder"
                tx.tell(staff.person_id, notice, lines=[line], count=1)
    if grade.emergency:
        alert_coordinators(tx, case, about[0].referral if about else None, but=told)


def _noted(tx: Tx, actor: Actor, case: Case, kind: str, **data: str) -> None:
    timeline.note(tx, actor, case.id, kind, **data)
    audit.record(tx, actor, kind, case.id, data.get("level", ""))
