"""The region's working groups, for whoever works there: what each solves, who takes part, how far it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, select

from bot.db.common_work import GroupMember, GroupReport, GroupTask, WorkingGroup
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services.access import Actor, permitted
from bot.services.groups import PRACTICE
from bot.services.lines import when
from bot.services.practising import practised
from bot.services.roadmaps import called, composed, roadmap, state_of
from bot.services.screenings import region_of
from flows.engine.message import Json, M, Text
from flows.policy.bodies import BODIES
from flows.rules.working import AHEAD, DONE, HEADED, LATE, PROBLEM_FIRST, lacks, stage, words

_ROWS: Mapping[str, M] = {
    "prepared": M("groups.row_prepared", "{title} · готується"),
    "planned": M("groups.row_planned", "{title} · складає план"),
    "acting": M("groups.row_acting", "{title} · діє"),
    "closed": M("groups.row_closed", "{title} · завершено"),
}
_TASKS: Mapping[str, M] = {
    DONE: M("groups.task_done", "{what} · виконано"),
    LATE: M("groups.task_late", "{what} · прострочено, було до {due}"),
    AHEAD: M("groups.task_ahead", "{what} · до {due}"),
}
_KINDS: Mapping[str, M] = {
    "interim": M("groups.interim_row", "Проміжний звіт, {at}"),
    "final": M("groups.final_row", "Підсумковий звіт, {at}"),
}
_HEAD = M("groups.member_head", "{name} · очолює")
_COORDINATES = M("groups.member_coordinates", "{name} · координує")
_ANY = M("groups.any_body", "Будь-яка установа: {name}")

LABEL = 40
"""Letters of something typed that a button shows."""


def groups(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """All of the region, those at work first."""
    if not practised(tx, actor, PRACTICE):
        return []
    order = case({"acting": 0, "planned": 1, "prepared": 1}, value=WorkingGroup.state, else_=2)
    rows = tx.db.scalars(
        select(WorkingGroup)
        .where(WorkingGroup.region == actor.region)
        .order_by(order, WorkingGroup.opened_at.desc(), WorkingGroup.id)
    )
    return [
        {"id": one.id, "label": _ROWS[one.state].json(title=_short(one.title))}
        for one in rows
        if permitted(tx, actor, "groups", one)
    ]


def group(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """``answers.group`` whole; None where it is not of her region."""
    one = tx.db.get(WorkingGroup, answers.get("group") or "")
    if one is None or not practised(tx, actor, PRACTICE) or not permitted(tx, actor, "group", one):
        return None
    region = tx.world.regions.facts_of(region_of(tx, actor))
    members = _members(tx, one.id)
    lines = roadmap(tx, one.id)
    states = [state_of(tx, task) for task, _, _ in lines]
    described = bool(one.problem and one.cause)
    number = stage(
        one.state,
        described=described,
        joined=bool(members),
        lines=states,
        problem_first=PROBLEM_FIRST in region["practices"],
    )
    called_, does = words(number, region["steps"])
    busy = {task.member_id for task, _, _ in lines}
    heads = [called(member, name) for member, name in members if member.heads]
    head = _HEAD if HEADED in region["practices"] else _COORDINATES
    lead = tx.db.get(Staff, one.led_by)
    return {
        "id": one.id,
        "title": one.title,
        "problem": one.problem,
        "cause": one.cause,
        "number": number,
        "stage": called_,
        "does": does,
        "closed": one.state == "closed",
        "acting": one.state == "acting",
        "described": described,
        "changes": one.state != "closed" and permitted(tx, actor, "group_described", one),
        "gives": one.state != "closed" and permitted(tx, actor, "group_lead_given", one),
        "lead": tx.unseal(lead, "name") if lead is not None and lead.revoked_at is None else None,
        "head": heads[0] if heads else None,
        "council": any(member.body == "council" for member, _ in members),
        "names": [_named(member, name, head) for member, name in members],
        "members": [
            {
                "id": member.id,
                "label": _named(member, name, head),
                "name": called(member, name),
                "heads": member.heads,
                "busy": member.id in busy,
            }
            for member, name in members
        ],
        "tasks": [
            {
                "id": task.id,
                "label": _TASKS[state].json(what=_short(task.what), due=when(task.due_at)),
            }
            for (task, _, _), state in zip(lines, states, strict=True)
        ],
        "all": len(lines),
        "done": states.count(DONE),
        "late": states.count(LATE),
        "ahead": states.count(AHEAD),
        "lacks": lacks(
            described=described,
            members=len(members),
            lines=len(lines),
            headed=bool(heads),
            practices=region["practices"],
        ),
        "facts": composed(tx, one),
        "reports": [
            {"id": report.id, "label": _KINDS[report.kind].json(at=when(report.at))}
            for report in tx.db.scalars(
                select(GroupReport)
                .where(GroupReport.group_id == one.id)
                .order_by(GroupReport.at.desc(), GroupReport.id)
            )
        ],
    }


def group_task(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """``answers.task``: one line of a roadmap, as it is now; None where it is gone."""
    task = tx.db.get(GroupTask, answers.get("task") or "")
    group_ = tx.db.get(WorkingGroup, task.group_id) if task is not None else None
    if task is None or group_ is None or not practised(tx, actor, PRACTICE):
        return None
    if not permitted(tx, actor, "group_task", group_):
        return None
    member = tx.db.get_one(GroupMember, task.member_id)
    place = tx.db.get(Institution, member.institution_id) if member.institution_id else None
    return {
        "what": task.what,
        "who": called(member, place.name if place is not None else None),
        "indicator": task.indicator,
        "due": when(task.due_at),
        "done_at": when(task.done_at),
        "state": state_of(tx, task),
        "changes": group_.state != "closed" and permitted(tx, actor, "group_task_done", group_),
    }


def group_report(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """``answers.report``: what it said when it was written."""
    report = tx.db.get(GroupReport, answers.get("report") or "")
    group_ = tx.db.get(WorkingGroup, report.group_id) if report is not None else None
    if report is None or group_ is None or not practised(tx, actor, PRACTICE):
        return None
    if not permitted(tx, actor, "group_report", group_):
        return None
    body = json.loads(report.body)
    return {
        "title": _KINDS[report.kind].json(at=when(report.at)),
        "lines": body["lines"],
        "words": body["words"],
    }


def group_bodies(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """Who could still join ``answers.group``: the council of displaced people first, institutions of the
    region, then any body of a kind."""
    one = tx.db.get(WorkingGroup, answers.get("group") or "")
    if one is None or not practised(tx, actor, PRACTICE) or not permitted(tx, actor, "group_bodies", one):
        return []
    members = _members(tx, one.id)
    places = {member.institution_id for member, _ in members}
    kinds = {member.body for member, _ in members if member.institution_id is None}
    rows = tx.db.execute(
        select(Institution.id, Institution.name, Institution.kind)
        .where(Institution.region == one.region)
        .order_by(Institution.name, Institution.id)
    )
    any_of = [
        {
            "id": f"b_{kind}",
            "label": name.json() if kind == "council" else _ANY.json(name=name.json()),
            "body": kind,
            "institution": None,
        }
        for kind, name in BODIES.items()
        if kind not in kinds
    ]
    named = [
        {"id": f"i_{id_}", "label": name, "body": kind, "institution": id_}
        for id_, name, kind in rows
        if id_ not in places
    ]
    any_of.sort(key=lambda one: one["body"] != "council")
    first = [one for one in any_of if one["body"] == "council"]
    return [*first, *named, *any_of[len(first) :]]


def _members(tx: Tx, group_id: str) -> list[tuple[GroupMember, str | None]]:
    rows = tx.db.execute(
        select(GroupMember, Institution.name)
        .outerjoin(Institution, Institution.id == GroupMember.institution_id)
        .where(GroupMember.group_id == group_id)
        .order_by(GroupMember.at, GroupMember.id)
    )
    return [(member, name) for member, name in rows]


def _named(member: GroupMember, name: str | None, head: M) -> Text:
    return head.json(name=called(member, name)) if member.heads else called(member, name)


def _short(words_: str) -> str:
    return words_ if len(words_) <= LABEL else words_[: LABEL - 1].rstrip() + "…"
