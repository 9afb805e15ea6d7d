"""Guided lists: who is offered which, and whose ticks are whose.

A person's list is hers alone. A list for a case belongs to the case: whoever works with it by a consent to
know the need or the plan goes on with the same ticks. The work of an institution is ticked by its staff
together; what a specialist follows for nobody by name is hers. No event names a run: each finds
the one that belongs to who asks, so that nobody can reach another's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from bot.db.common_work import ProcedureMark, ProcedureRun
from bot.db.models import Base, Case, Institution, Person, Referral, Staff
from bot.db.tx import Tx
from bot.services import audit, versions
from bot.services.access import Actor, fields_open, permitted
from bot.services.found import FRESH
from bot.services.screenings import region_of
from flows.engine.said import Happened
from flows.procedures.offering import Offered, offered
from flows.procedures.procedure import Step
from flows.regions.region import Region

OK = Happened("ok")
GONE = Happened("gone")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where lists are asked for: in which region, and for which case, if it is for one."""

    region: Region
    case: Case | None


def setting(tx: Tx, actor: Actor, referral_id: str | None) -> Setting | None:
    """None where it is for a case whose lists the actor may not see, or that is gone."""
    if referral_id is None:
        return Setting(tx.world.regions.region(region_of(tx, actor)), None)
    referral = tx.db.get(Referral, referral_id)
    if referral is None or referral.consent_id is None:  # a tick tells more than a duty to report carries
        return None
    if not permitted(tx, actor, "procedure_of_case", referral):
        return None
    if not fields_open(tx, actor, referral) & {"need", "plan"}:
        return None
    case = tx.db.get_one(Case, referral.case_id)
    return Setting(versions.region_of_case(tx, case), case)


def offers(tx: Tx, actor: Actor, where: Setting) -> list[Offered]:
    """The lists that the region names, for whoever asks, in the region's order."""
    named = (tx.world.regions.procedures.of(where.region.id, one) for one in where.region.procedures)
    known = [one for one in named if one is not None]
    staff = actor.staff_id is not None
    return list(offered(known, actor.roles, staff=staff, in_case=where.case is not None))


def offer(tx: Tx, actor: Actor, where: Setting, key: str | None) -> Offered | None:
    """The list of that key, where it is offered."""
    return next((one for one in offers(tx, actor, where) if one.key == key), None)


def runs(tx: Tx, actor: Actor, where: Setting, lists: Sequence[Offered]) -> dict[str, ProcedureRun]:
    """List key → the newest run of those it belongs to; a list that nobody began is not there."""
    newest: dict[tuple[str, bool], ProcedureRun] = {}
    ids = {one.procedure.id for one in lists}
    if ids:
        query = select(ProcedureRun).where(ProcedureRun.procedure.in_(ids), _theirs(actor, where))
        order = ProcedureRun.started_at, ProcedureRun.finished_at.is_(None), ProcedureRun.id
        for run in tx.db.scalars(query.order_by(*order), execution_options=FRESH):
            newest[run.procedure, run.institution_id is not None and run.case_id is None] = run
    return {
        one.key: newest[one.procedure.id, one.shared]
        for one in lists
        if (one.procedure.id, one.shared) in newest
    }


def ticked(tx: Tx, found: Sequence[ProcedureRun]) -> dict[str, set[str]]:
    """Run id → the steps that are ticked."""
    marks: dict[str, set[str]] = {run.id: set() for run in found}
    if marks:
        query = select(ProcedureMark.run_id, ProcedureMark.step).where(ProcedureMark.run_id.in_(marks))
        for run_id, step in tx.db.execute(query):
            marks[run_id].add(step)
    return marks


def procedure_followed(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Tick a step or take its tick away, finish the list, or begin it anew. The first tick begins the run;
    whoever goes on with a finished list has not finished."""
    where = setting(tx, actor, data["referral"]) if permitted(tx, actor, "procedure_followed") else None
    found = offer(tx, actor, where, data["procedure"]) if where is not None else None
    if where is None or found is None:
        return GONE
    _hold(tx, actor, where, found)
    run = runs(tx, actor, where, [found]).get(found.key)
    match data["does"]:
        case "tick" | "untick" as does:
            step = _step(found, data["step"])
            if step is None:
                return GONE
            run = run or _begun(tx, actor, where, found)
            run.finished_at = None
            _mark(tx, actor, run, step, ticked=does == "tick")
        case "finish" if run is not None:
            run.finished_at = run.finished_at or tx.now
        case "anew":
            if run is not None:  # what was ticked before is over and stays as it was
                run.finished_at = run.finished_at or tx.now
            run = _begun(tx, actor, where, found)
        case _:
            return GONE
    if where.case is not None:
        audit.record(tx, actor, "procedure_followed", where.case.id, run.id)
    return OK


def _mark(tx: Tx, actor: Actor, run: ProcedureRun, step: Step, *, ticked: bool) -> None:
    query = select(ProcedureMark).where(ProcedureMark.run_id == run.id, ProcedureMark.step == step.id)
    mark = tx.db.scalars(query).one_or_none()
    if ticked and mark is None:
        staff = actor.staff_id
        tx.db.add(ProcedureMark(id=tx.new_id(), run_id=run.id, step=step.id, staff_id=staff, at=tx.now))
    if not ticked and mark is not None:
        tx.db.delete(mark)
    tx.db.flush()


def _step(found: Offered, id: str) -> Step | None:  # noqa: A002 - "id" is the word
    return next((one for one in found.procedure.steps_for(found.reader) if one.id == id), None)


def _theirs(actor: Actor, where: Setting) -> ColumnElement[bool]:
    """The runs that belong to whoever asks."""
    if where.case is not None:
        return ProcedureRun.case_id == where.case.id
    if actor.staff_id is None:
        return ProcedureRun.person_id == actor.person_id
    hers = ProcedureRun.institution_id.is_(None) & (ProcedureRun.staff_id == actor.staff_id)
    return ProcedureRun.case_id.is_(None) & (hers | (ProcedureRun.institution_id == actor.institution_id))


def _hold(tx: Tx, actor: Actor, where: Setting, found: Offered) -> None:
    """One at a time ticks a list: two first ticks must not begin two runs."""
    table: type[Base]
    if where.case is not None:
        table, id_ = Case, where.case.id
    elif actor.staff_id is None:
        table, id_ = Person, actor.person_id
    elif found.shared and actor.institution_id is not None:
        table, id_ = Institution, actor.institution_id
    else:
        table, id_ = Staff, actor.staff_id
    tx.db.get(table, id_, with_for_update=True, populate_existing=True)


def _begun(tx: Tx, actor: Actor, where: Setting, found: Offered) -> ProcedureRun:
    run = ProcedureRun(
        id=tx.new_id(),
        procedure=found.procedure.id,
        region=where.region.id,
        person_id=actor.person_id if actor.staff_id is None else None,
        case_id=where.case.id if where.case is not None else None,
        staff_id=actor.staff_id,
        institution_id=actor.institution_id if found.shared else None,
        started_at=tx.now,
    )
    tx.db.add(run)
    tx.db.flush()
    return run
