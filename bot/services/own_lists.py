"""Guided lists in the copy of a person's own data: her own, and those that others follow for her cases."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from bot.db.common_work import ProcedureMark, ProcedureRun
from bot.db.models import Case
from bot.db.tx import Tx
from bot.services.lines import when
from flows.engine.message import M, Text

LISTS = M("own_copy.lists", "Покрокові списки")
HERS = M("own_copy.list", "Ваш список")
FOR_CASE = M("own_copy.list_of_case", "Список для Вашого звернення")
FINISHED = M("own_copy.list_finished", "Завершено")
TICKED = M("own_copy.list_ticked", "Позначено крок")


def lines(tx: Tx, person_id: str) -> Iterator[tuple[M, Text]]:
    """Each list with its moments and what is ticked in it, the oldest first."""
    cases = select(Case.id).where(Case.person_id == person_id)
    runs = tx.db.scalars(
        select(ProcedureRun)
        .where(or_(ProcedureRun.person_id == person_id, ProcedureRun.case_id.in_(cases)))
        .order_by(ProcedureRun.started_at, ProcedureRun.id)
    ).all()
    marks: dict[str, list[ProcedureMark]] = {run.id: [] for run in runs}
    found = select(ProcedureMark).where(ProcedureMark.run_id.in_(marks))
    for mark in tx.db.scalars(found.order_by(ProcedureMark.at, ProcedureMark.id)):
        marks[mark.run_id].append(mark)
    for run in runs:
        known = tx.world.regions.procedures.of(run.region, run.procedure)
        titles = {step.id: step.title.json() for step in known.steps} if known is not None else {}
        title = known.title.json() if known is not None else run.procedure
        yield FOR_CASE if run.case_id is not None else HERS, [title, when(run.started_at)]
        for mark in marks[run.id]:
            yield TICKED, [titles.get(mark.step, mark.step), when(mark.at)]
        yield FINISHED, when(run.finished_at)
