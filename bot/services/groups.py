"""Working groups: bodies that solve one problem together, by a roadmap (Kyiv region, Poltava).

    prepared ──first line of the roadmap──> planned ──group_started──> acting ──final report──> closed

Who works in the region reads all of it; coordinators and whoever leads a group change it, until it is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update

from bot.db.common_work import GroupMember, GroupTask, WorkingGroup
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.services import audit, found
from bot.services.access import Actor, permitted
from bot.services.found import FRESH
from bot.services.practising import practised
from bot.services.screenings import region_of
from flows.engine.said import Happened
from flows.policy.bodies import BODIES
from flows.rules.working import lacks

PRACTICE = "working_groups"

OK = Happened("ok")
GONE = Happened("gone")
NOT_PERMITTED = Happened("not_permitted")


class ClosedError(Exception):
    """It can't be changed: closed, no longer there, or not by whoever asks."""


def group_made(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """A new group, led by whoever makes it; ``made`` carries its id."""
    place = tx.db.get(Institution, actor.institution_id) if actor.institution_id else None
    if place is None or not practised(tx, actor, PRACTICE) or not permitted(tx, actor, "group_made", place):
        return NOT_PERMITTED
    group = WorkingGroup(
        id=tx.new_id(),
        region=place.region,
        led_by=actor.staff_id,
        title=data["title"],
        problem="",
        cause="",
        state="prepared",
        opened_at=tx.now,
    )
    tx.db.add(group)
    tx.db.flush()
    audit.record(tx, actor, "group_made", detail=group.id)
    return Happened("made", {"group": group.id})


def group_described(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The problem and its cause, in words about things."""
    try:
        group = held(tx, actor, "group_described", data["group"])
    except ClosedError:
        return GONE
    group.problem, group.cause = data["problem"], data["cause"]
    audit.record(tx, actor, "group_described", detail=group.id)
    return OK


def group_lead_given(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Somebody else of the region leads the group from now on, and hears of it."""
    try:
        group = held(tx, actor, "group_lead_given", data["group"])
    except ClosedError:
        return GONE
    staff = found.staff(tx, data["staff"])
    place = tx.db.get(Institution, staff.institution_id) if staff is not None else None
    if staff is None or place is None or place.region != group.region:
        return GONE
    if group.led_by != staff.id:
        group.led_by = staff.id
        audit.record(tx, actor, "group_lead_given", detail=group.id)
        if staff.id != actor.staff_id:
            tx.tell(staff.person_id, "group_given", group=group.id)
    return OK


def group_member_added(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """An institution of the region, or any body of a kind; one that takes part does so once."""
    try:
        group = held(tx, actor, "group_member_added", data["group"])
    except ClosedError:
        return GONE
    place = tx.db.get(Institution, data["institution"]) if data["institution"] else None
    body = place.kind if place is not None else data["body"]
    if body not in BODIES or (place is None and data["institution"]):
        return GONE
    if place is not None and place.region != group.region:
        return GONE
    same = select(GroupMember.id).where(
        GroupMember.group_id == group.id,
        GroupMember.body == body,
        GroupMember.institution_id.is_(None) if place is None else GroupMember.institution_id == place.id,
    )
    if tx.db.scalar(same) is not None:
        return OK
    member = GroupMember(
        id=tx.new_id(),
        group_id=group.id,
        body=body,
        institution_id=place and place.id,
        heads=False,
        at=tx.now,
    )
    tx.db.add(member)
    tx.db.flush()
    audit.record(tx, actor, "group_member_added", detail=member.id)
    return OK


def group_member_removed(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """``busy``: lines of the roadmap are its own; they go to somebody else first."""
    try:
        member = member_of(tx, actor, "group_member_removed", data["member"])
    except ClosedError:
        return GONE
    if tx.db.scalar(select(GroupTask.id).where(GroupTask.member_id == member.id).limit(1)) is not None:
        return Happened("busy")
    tx.db.delete(member)
    tx.db.flush()
    audit.record(tx, actor, "group_member_removed", detail=member.id)
    return OK


def group_head_chosen(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The member that leads the process; there is one."""
    try:
        member = member_of(tx, actor, "group_head_chosen", data["member"])
    except ClosedError:
        return GONE
    tx.db.execute(
        update(GroupMember)
        .where(GroupMember.group_id == member.group_id)
        .values(heads=GroupMember.id == member.id)
    )
    audit.record(tx, actor, "group_head_chosen", detail=member.id)
    return OK


def group_started(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The joint steps begin, unless something is missing (``flows.rules.working``)."""
    try:
        group = held(tx, actor, "group_started", data["group"])
    except ClosedError:
        return GONE
    if group.state == "acting":
        return OK
    lines = select(func.count(GroupTask.id)).where(GroupTask.group_id == group.id)
    heads = tx.db.scalars(select(GroupMember.heads).where(GroupMember.group_id == group.id)).all()
    if lacks(
        described=bool(group.problem and group.cause),
        members=len(heads),
        lines=tx.db.scalar(lines) or 0,
        headed=any(heads),
        practices=tx.world.regions.region(region_of(tx, actor)).practices,
    ):
        return GONE
    group.state = "acting"
    audit.record(tx, actor, "group_started", detail=group.id)
    return OK


# Finding what is to be changed, and holding it --------------------------------------------------------------


def held(tx: Tx, actor: Actor, action: str, group_id: str | None) -> WorkingGroup:
    """The group, held until the transaction ends. Raises ClosedError."""
    query = select(WorkingGroup).where(WorkingGroup.id == (group_id or "")).with_for_update()
    group = tx.db.scalars(query, execution_options=FRESH).one_or_none()
    if group is None or not practised(tx, actor, PRACTICE) or not permitted(tx, actor, action, group):
        raise ClosedError
    if group.state == "closed":
        raise ClosedError
    return group


def member_of(tx: Tx, actor: Actor, action: str, member_id: str | None) -> GroupMember:
    """The member, its group held. Raises ClosedError."""
    query = select(GroupMember).where(GroupMember.id == (member_id or ""))
    member = tx.db.scalars(query).one_or_none()
    held(tx, actor, action, member.group_id if member is not None else None)
    member = tx.db.scalars(query.with_for_update(), execution_options=FRESH).one_or_none()
    if member is None:  # removed before the group was held
        raise ClosedError
    return member
