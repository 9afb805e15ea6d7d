"""The roadmap of a working group: its lines, the days they are due, and the reports made from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.calendar import before_quiet
from bot.db.common_work import GroupMember, GroupReport, GroupTask, WorkingGroup
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services import audit
from bot.services.access import Actor
from bot.services.directory import here
from bot.services.found import FRESH
from bot.services.groups import GONE, OK, ClosedError, held
from bot.services.lines import when
from flows.engine.message import M, Text
from flows.engine.said import Happened
from flows.policy.bodies import BODIES
from flows.rules.working import AHEAD, DONE, LATE

KINDS = ("interim", "final")
LONGEST = 366  # days
UNTIL = time(18)
"""A line is due on its day until this hour; whoever leads the group hears of it that morning."""

MORNING = timedelta(hours=9)
AT_ONCE = 200

_COUNTS = M(
    "groups.report_counts",
    "Кроків: {all}. Виконано: {done}, прострочено: {late}, попереду: {ahead}.",
)
_LINES: Mapping[str, M] = {
    DONE: M("groups.report_done", "Виконано {at}: {what} ({who}). Показник успіху: {indicator}."),
    LATE: M("groups.report_late", "Прострочено, мало бути до {due}: {what} ({who})."),
    AHEAD: M("groups.report_ahead", "Попереду, до {due}: {what} ({who})."),
}


def group_task_planned(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """A line: what, which member answers, how its success shows, in how many days."""
    try:
        group = held(tx, actor, "group_task_planned", data["group"])
    except ClosedError:
        return GONE
    member = tx.db.get(GroupMember, data["member"] or "", populate_existing=True)
    if member is None or member.group_id != group.id or not 1 <= data["days"] <= LONGEST:
        return GONE
    task = GroupTask(
        id=tx.new_id(),
        group_id=group.id,
        member_id=member.id,
        what=data["what"],
        indicator=data["indicator"],
        due_at=due_in(tx, data["days"]),
    )
    tx.db.add(task)
    if group.state == "prepared":
        group.state = "planned"
    tx.db.flush()
    audit.record(tx, actor, "group_task_planned", detail=task.id)
    return OK


def group_task_done(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """A line is done, or is not after all."""
    try:
        task = _task(tx, actor, "group_task_done", data["task"])
    except ClosedError:
        return GONE
    task.done_at = (task.done_at or tx.now) if data["done"] else None
    audit.record(tx, actor, "group_task_done", detail=task.id)
    return OK


def group_task_moved(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Another day, so many days from now; it is told of anew."""
    try:
        task = _task(tx, actor, "group_task_moved", data["task"])
    except ClosedError:
        return GONE
    if not 1 <= data["days"] <= LONGEST:
        return GONE
    task.due_at, task.told_at = due_in(tx, data["days"]), None
    audit.record(tx, actor, "group_task_moved", detail=task.id)
    return OK


def group_task_dropped(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """A line that the plan no longer holds."""
    try:
        task = _task(tx, actor, "group_task_dropped", data["task"])
    except ClosedError:
        return GONE
    tx.db.delete(task)
    tx.db.flush()
    audit.record(tx, actor, "group_task_dropped", detail=task.id)
    return OK


def group_reported(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """A report, kept as it is: what the roadmap says today, and the writer's words. The final one closes the
    group."""
    try:
        group = held(tx, actor, "group_reported", data["group"])
    except ClosedError:
        return GONE
    if data["kind"] not in KINDS:
        return GONE
    body = {"lines": composed(tx, group), "words": data["words"]}
    report = GroupReport(
        id=tx.new_id(),
        group_id=group.id,
        kind=data["kind"],
        body=json.dumps(body, ensure_ascii=False),
        staff_id=actor.staff_id,
        at=tx.now,
    )
    tx.db.add(report)
    if report.kind == "final":
        group.state, group.closed_at = "closed", tx.now
    tx.db.flush()
    audit.record(tx, actor, "group_reported", detail=report.id)
    return Happened("ok", {"report": report.id})


# What a roadmap says ----------------------------------------------------------------------------------------


def state_of(tx: Tx, task: GroupTask) -> str:
    """Whether a line is done, late or ahead."""
    if task.done_at is not None:
        return DONE
    return LATE if task.due_at <= tx.now else AHEAD


def roadmap(tx: Tx, group_id: str) -> Sequence[tuple[GroupTask, GroupMember, str | None]]:
    """The lines in the order of their days, with who answers and its institution's name."""
    rows = tx.db.execute(
        select(GroupTask, GroupMember, Institution.name)
        .join(GroupMember, GroupMember.id == GroupTask.member_id)
        .outerjoin(Institution, Institution.id == GroupMember.institution_id)
        .where(GroupTask.group_id == group_id)
        .order_by(GroupTask.due_at, GroupTask.id)
    )
    return [(task, member, name) for task, member, name in rows]


def called(member: GroupMember, institution: str | None) -> Text:
    """A member by its name, or by the kind of body."""
    return institution or (BODIES[member.body].json() if member.body in BODIES else member.body)


def composed(tx: Tx, group: WorkingGroup) -> list[Text]:
    """The facts of a report, as the roadmap has them now."""
    lines = roadmap(tx, group.id)
    states = [state_of(tx, task) for task, _, _ in lines]
    counts = {one: states.count(one) for one in (DONE, LATE, AHEAD)}
    return [
        _COUNTS.json(all=len(lines), **counts),
        *(
            _LINES[state].json(
                what=task.what,
                who=called(member, name),
                indicator=task.indicator,
                due=when(task.due_at),
                at=when(task.done_at),
            )
            for (task, member, name), state in zip(lines, states, strict=True)
        ),
    ]


def due_in(tx: Tx, days: int) -> datetime:
    """The hour until which something is due in so many days."""
    day = tx.now.astimezone(tx.world.zone).date() + timedelta(days=days)
    return datetime.combine(day, UNTIL, tx.world.zone)


# The clock --------------------------------------------------------------------------------------------------


def due(tx: Tx) -> int:
    """Tell whoever leads a group, once, that the day of a line has come; how many were told. Nobody in quiet
    hours. Where she is away: her deputy, else the region's coordinators."""
    if before_quiet(tx.now, not_before=tx.now, zone=tx.world.zone.key) > tx.now:
        return 0
    rows = tx.db.execute(
        select(GroupTask, WorkingGroup)
        .join(WorkingGroup, WorkingGroup.id == GroupTask.group_id)
        .where(*_waits(), GroupTask.due_at <= tx.now + MORNING)
        .order_by(GroupTask.due_at, GroupTask.id)
        .limit(AT_ONCE)
        .with_for_update(of=GroupTask, skip_locked=True),
        execution_options=FRESH,
    ).all()
    counted: dict[str, int] = {}
    groups: dict[str, WorkingGroup] = {}
    for task, group in rows:
        task.told_at = tx.now
        counted[group.id] = counted.get(group.id, 0) + 1
        groups[group.id] = group
    told = 0
    staff = _staff(tx, groups.values()) if groups else []
    for id_, count in counted.items():
        for one in _hearers(tx, groups[id_], staff):
            tx.tell(one.person_id, "group_due", group=id_, count=count)
            told += 1
    return told


def next_due(tx: Tx) -> datetime | None:
    """When ``due`` will have something to tell; None: nothing waits."""
    first = tx.db.scalar(
        select(func.min(GroupTask.due_at))
        .join(WorkingGroup, WorkingGroup.id == GroupTask.group_id)
        .where(*_waits())
    )
    if first is None:
        return None
    at = max(first - MORNING, tx.now)
    return before_quiet(at, not_before=at, zone=tx.world.zone.key)


def _waits() -> tuple[Any, ...]:
    return GroupTask.done_at.is_(None), GroupTask.told_at.is_(None), WorkingGroup.state == "acting"


def _staff(tx: Tx, groups: Any) -> Sequence[tuple[Staff, str]]:
    """Everybody who works in these groups' regions, with the region."""
    rows = tx.db.execute(
        select(Staff, Institution.region)
        .join(Institution, Institution.id == Staff.institution_id)
        .where(Institution.region.in_({one.region for one in groups}), Staff.revoked_at.is_(None))
        .order_by(Staff.joined_at, Staff.id)
    )
    return [(one, region) for one, region in rows]


def _hearers(tx: Tx, group: WorkingGroup, staff: Sequence[tuple[Staff, str]]) -> list[Staff]:
    known = {one.id: one for one, region in staff if region == group.region}
    leads = known.get(group.led_by)
    deputy = known.get(leads.deputy_id or "") if leads is not None else None
    for one in (leads, deputy):
        if one is not None and here(one, tx.now):
            return [one]
    coordinators = [one for one in known.values() if "coordinator" in one.roles]
    return [one for one in coordinators if here(one, tx.now)] or coordinators


def _task(tx: Tx, actor: Actor, action: str, task_id: str | None) -> GroupTask:
    """The line, its group held. Raises ClosedError."""
    query = select(GroupTask).where(GroupTask.id == (task_id or ""))
    task = tx.db.scalars(query).one_or_none()
    held(tx, actor, action, task.group_id if task is not None else None)
    task = tx.db.scalars(query.with_for_update(), execution_options=FRESH).one_or_none()
    if task is None:
        raise ClosedError
    return task
