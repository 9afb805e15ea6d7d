"""Guided lists as they stand for whoever asks: her own, her institution's, or a case's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from bot.db.tx import Tx
from bot.services import audit
from bot.services.access import Actor
from bot.services.procedures import offer, offers, runs, setting, ticked
from flows.engine.message import Json, M, Text
from flows.policy.bodies import BODIES
from flows.procedures.offering import Offered
from flows.procedures.procedure import Step
from flows.regions.hotlines import by_matter

_NEW = M("procedure.row_new", "{title}")
_BEGUN = M("procedure.row_begun", "{title}: {done} з {all}")
_FINISHED = M("procedure.row_finished", "{title}: завершено")
_FOR = {
    "specialist": M("procedure.for_specialist", "{title} (разом з людиною)"),
    "community": M("procedure.for_community", "{title} (робота громади)"),
    "region": M("procedure.for_region", "{title} (робота області)"),
}
_OPEN = M("procedure.step_open", "{number}. {title}")
_TICKED = M("procedure.step_ticked", "✓ {number}. {title}")


def procedures(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """The lists that are offered, in the region's order, each with how far it is. A card asks too, whether
    there are any: that alone is not written down."""
    where = setting(tx, actor, answers.get("referral"))
    found = offers(tx, actor, where) if where is not None else []
    if where is None or not found:
        return []
    begun = runs(tx, actor, where, found)
    marks = ticked(tx, list(begun.values()))
    named = Counter(one.procedure.id for one in found)
    rows: list[Json] = []
    for one in found:
        run = begun.get(one.key)
        title = one.procedure.title.json()
        if named[one.procedure.id] > 1:
            title = _FOR[one.reader].json(title=title)
        steps = {step.id for step in one.procedure.steps_for(one.reader)}
        if run is None:
            label = _NEW.json(title=title)
        elif run.finished_at is not None:
            label = _FINISHED.json(title=title)
        else:
            label = _BEGUN.json(title=title, done=len(steps & marks[run.id]), all=len(steps))
        rows.append({"id": one.key, "label": label})
    return rows


def procedure(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """The list of ``answers.procedure``, with the step of ``answers.step``."""
    where = setting(tx, actor, answers.get("referral"))
    one = offer(tx, actor, where, answers.get("procedure")) if where is not None else None
    if where is None or one is None:
        return None
    if where.case is not None:  # what is ticked for a case tells of the person
        audit.record(tx, actor, "procedure_read", where.case.id)
    run = runs(tx, actor, where, [one]).get(one.key)
    marks = ticked(tx, [run])[run.id] if run is not None else set()
    steps = one.procedure.steps_for(one.reader)
    labels = {
        step.id: (_TICKED if step.id in marks else _OPEN).json(number=number, title=step.title.json())
        for number, step in enumerate(steps, 1)
    }
    ahead = next((step for step in steps if step.id not in marks), None)
    return {
        "id": one.procedure.id,
        "title": one.procedure.title.json(),
        "aim": one.procedure.aim.json(),
        "source": one.procedure.source,
        "checked_on": {"at": one.procedure.checked_on},
        "template": one.procedure.template(one.reader),
        "own": one.reader == "person",
        "shared": one.shared,
        "begun": run is not None,
        "finished": run is not None and run.finished_at is not None,
        "done": sum(step.id in marks for step in steps),
        "all": len(steps),
        "next": ahead.id if ahead is not None else None,
        "next_title": ahead.title.json() if ahead is not None else None,
        "lines": list(labels.values()),
        "rows": [{"id": id_, "label": label} for id_, label in labels.items()],
        "case": where.case.id if where.case is not None else None,
        "code": where.case.code if where.case is not None else None,
        "step": next(
            (
                _step(tx, one, step, number, where.region.id) | {"ticked": step.id in marks}
                for number, step in enumerate(steps, 1)
                if step.id == answers.get("step")
            ),
            None,
        ),
    }


def _step(tx: Tx, one: Offered, step: Step, number: int, region: str) -> dict[str, Any]:
    voice = step.voice(one.reader)
    matters = by_matter(tx.world.regions.hotlines, region) if step.lines is not None else {}
    return {
        "id": step.id,
        "number": number,
        "title": step.title.json(),
        "does": _text(voice.does if voice else None),
        "without": _text(voice.without if voice else None),
        "documents": [document.json() for document in step.documents],
        "bodies": [BODIES[body].json() for body in step.bodies],
        "responsible": _text(step.responsible),
        "phones": matters.get(step.lines or "", []),
        "action": step.action,
        "asks": _text(step.asks),
        "answer": _text(step.answer),
        "origin": step.origin,
    }


def _text(message: M | None) -> Text:
    return message.json() if message is not None else None
