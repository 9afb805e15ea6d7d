"""Talks with a live specialist as each side sees them, and the questions nobody could answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from bot.db.directory import Talk, Unanswered
from bot.db.models import Staff
from bot.db.tx import Tx
from bot.services.access import ACCESS, Actor, permitted
from bot.services.lines import when
from bot.services.on_call import covering
from bot.services.talks import for_her, for_staff, open_of, running_of, word_of
from flows.engine.message import Json, M, moment

LISTED = 60
_WAITS = M("talks.waits", "{word}: чекає з {at}")
_ASKED = M("unanswered.row", "{times}× {words}")
_BUTTON = 56  # letters of the words on a button


def talk(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    running = running_of(tx, actor.person_id)
    one = _asked_for(tx, answers) or (tx.db.get(Talk, running) if running else None)
    hers = one is not None and permitted(tx, actor, "talk", one)
    return {"running": running, "open": for_her(tx, one) if one is not None and hers else None}


def _asked_for(tx: Tx, answers: Mapping[str, Any]) -> Talk | None:
    """The talk that the conversation is about; other flows keep other things under the same word."""
    id_ = answers.get("talk")
    return tx.db.get(Talk, id_) if isinstance(id_, str) else None


def talk_cover(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    return {"there": bool(actor.region and covering(tx, actor.region, actor.person_id))}


def talks(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    if actor.staff_id is None or not set(ACCESS["talks"]) & actor.roles:
        return None
    until = tx.db.get_one(Staff, actor.staff_id).talks_until
    one = _asked_for(tx, answers)
    led = one is not None and permitted(tx, actor, "talk_said", one)
    return {
        "until": when(until) if until is not None and until > tx.now else None,
        "mine": open_of(tx, actor.staff_id),
        "open": for_staff(tx, one) if one is not None and led else None,
    }


def talks_waiting(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    waiting = select(Talk).where(Talk.region == actor.region, Talk.state == "waiting").order_by(Talk.asked_at)
    return [
        {"id": one.id, "label": _WAITS.json(word=word_of(one.id), at=when(one.asked_at))}
        for one in tx.db.scalars(waiting)
        if permitted(tx, actor, "talk_taken", one)
    ]


def unanswered(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    if actor.staff_id is None or not set(ACCESS["unanswered"]) & actor.roles:
        return None
    here = Unanswered.region == actor.region, Unanswered.settled_at.is_(None)
    asked = select(Unanswered).where(*here).order_by(Unanswered.times.desc(), Unanswered.last_on.desc())
    one = tx.db.get(Unanswered, answers.get("question") or "")
    mine = one is not None and permitted(tx, actor, "unanswered", one)
    return {
        "count": tx.db.scalar(select(func.count(Unanswered.id)).where(*here)) or 0,
        "rows": [
            {"id": row.id, "label": _ASKED.json(times=row.times, words=_short(row.words))}
            for row in tx.db.scalars(asked.order_by(Unanswered.id).limit(LISTED))
        ],
        "one": _whole(one) if one is not None and mine else None,
    }


def _whole(one: Unanswered) -> dict[str, Json]:
    return {
        "words": one.words,
        "times": one.times,
        "first": moment(one.first_on.isoformat()),
        "last": moment(one.last_on.isoformat()),
        "settled": one.settled_at is not None,
    }


def _short(words: str) -> str:
    return words if len(words) <= _BUTTON else words[:_BUTTON].rsplit(" ", 1)[0] + " …"
