"""A person talks to a live specialist, and neither learns the other's number or name.

    talk_wanted ──> waiting ──talk_taken (the first one)──> open ──talk_ended, 30 min of silence──> over
                       └── talk_ended, nobody took it in 10 min, or nobody is there any more ────────┘

The person sees an institution's name, the specialist «людина», a word to call her by, and what she types.
Lines are sealed with the person's key and shown on the screen of the talk only: what leaves the program to
bring somebody back to it has no content (``bot.services.talk_ends`` says how a talk ends).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update

from bot.db.directory import Talk, TalkLine
from bot.db.models import Conversation, Institution, Staff
from bot.db.tx import Tx
from bot.services import audit
from bot.services.access import Actor, permitted
from bot.services.danger import danger_in
from bot.services.found import FRESH
from bot.services.lines import when
from bot.services.on_call import covering
from bot.services.talk_ends import broken, end
from flows.engine.message import M, Text
from flows.engine.said import Happened
from flows.engine.session import Session

RUNNING = ("waiting", "open")
WISHES = 3
"""So many talks a person may wish within an hour."""

LOOKING = timedelta(minutes=2)
"""Whoever did something so lately has the talk before her: it is drawn again, and nothing rings."""

SHOWN = 6
"""The newest lines that fit one message of the tightest channel."""

WORDS = (
    "Берег", "Вітер", "Горіх", "Джерело", "Дуб", "Ластівка", "Липа", "Маяк", "Місток", "Мушля", "Озеро",
    "Осінь", "Парус", "Пролісок", "Ранок", "Річка", "Світанок", "Сонях", "Стежка", "Струмок", "Ясен", "Якір",
    "Хвиля", "Яблуко",
)  # fmt: skip
"""What a talk is called by on both sides, so that a later call can refer to it."""

FROM_HER = M("talk.from_her", "{at}, Ви: {words}")
FROM_THEM = M("talk.from_them", "{at}, спеціаліст(ка): {words}")
FROM_US = M("talk.from_us", "{at}, Ви: {words}")
FROM_PERSON = M("talk.from_person", "{at}, людина: {words}")

OK = Happened("ok")
OVER = Happened("over")
NOT_PERMITTED = Happened("not_permitted")


def talk_wanted(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The person wishes to talk: whoever is there for that hears of it, without a word of hers. ``words``:
    what she agreed to begin with, or None. ``nobody`` is there: said at once, nobody waits in vain."""
    running = running_of(tx, actor.person_id)
    if running is not None:
        return Happened("waiting", {"talk": running})
    wished = select(func.count(Talk.id)).where(
        Talk.person_id == actor.person_id, Talk.asked_at > tx.now - timedelta(hours=1)
    )
    if (tx.db.scalar(wished) or 0) >= WISHES:
        return Happened("too_many")
    there = covering(tx, actor.region, actor.person_id) if actor.region else ()
    if not there or actor.region is None:
        return Happened("nobody")
    talk = Talk(
        id=tx.new_id(), person_id=actor.person_id, region=actor.region, state="waiting", asked_at=tx.now
    )
    tx.db.add(talk)
    tx.db.flush()
    if data["words"]:
        _keep(tx, talk, str(data["words"]), from_staff=False)
    audit.record(tx, actor, "talk_wanted", detail=talk.id)
    for one in there:
        tx.tell(one.person_id, "talk_asked", talk=talk.id)
    return Happened("waiting", {"talk": talk.id})


def talk_taken(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The first who takes it is connected. ``taken``: a colleague was first; ``gone``: nobody waits any more;
    ``busy``: she talks to somebody else."""
    talk = _held(tx, data["talk"])
    if talk is None:
        return Happened("gone")
    if not permitted(tx, actor, "talk_taken", talk):
        return NOT_PERMITTED
    if talk.state == "open" and talk.staff_id == actor.staff_id:
        return OK
    if talk.state != "waiting":
        return Happened("taken" if talk.state == "open" else "gone")
    if open_of(tx, actor.staff_id) is not None:
        return Happened("busy")
    free = update(Talk).where(Talk.id == talk.id, Talk.state == "waiting")
    taken = free.values(state="open", staff_id=actor.staff_id, taken_at=tx.now, said_at=tx.now)
    if not cast(
        "CursorResult[Any]", tx.db.execute(taken, execution_options={"synchronize_session": False})
    ).rowcount:
        return Happened("taken")
    tx.db.refresh(talk)
    audit.record(tx, actor, "talk_taken", detail=talk.id)
    _bring_back(tx, talk, to_staff=False, notice="talk_answered")
    return OK


def talk_said(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """One line, to the other side alone. While the person waits, what she types waits with her. ``over``: it
    was not passed on."""
    talk = _held(tx, data["talk"])
    if talk is None or talk.state not in RUNNING or not permitted(tx, actor, "talk_said", talk):
        return OVER
    if broken(tx, talk):
        end(tx, talk, but=actor.person_id)
        return OVER
    from_staff = talk.person_id != actor.person_id
    _keep(tx, talk, str(data["text"]), from_staff=from_staff)
    if talk.state == "open":
        _bring_back(tx, talk, to_staff=not from_staff, notice="talk_news" if from_staff else "talk_new")
    return OK


def talk_ended(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Either side ends it; the other one hears. Where it is over, or not hers, nothing changes: her screen
    says how it stands. Whoever may not talk any more may still end what she is in."""
    talk = _held(tx, data["talk"])
    if talk is None or talk.state not in RUNNING:
        return OK
    in_it = talk.staff_id is not None and talk.staff_id == actor.staff_id
    if permitted(tx, actor, "talk_ended", talk) or (in_it and broken(tx, talk)):
        end(tx, talk, but=actor.person_id)
        audit.record(tx, actor, "talk_ended", detail=talk.id)
    return OK


# What the screens say ---------------------------------------------------------------------------------------


def running_of(tx: Tx, person_id: str) -> str | None:
    """The person's talk that waits or goes on."""
    return tx.db.scalar(select(Talk.id).where(Talk.person_id == person_id, Talk.state.in_(RUNNING)))


def open_of(tx: Tx, staff_id: str | None) -> str | None:
    """The talk that this member of staff is in."""
    return tx.db.scalar(select(Talk.id).where(Talk.staff_id == staff_id, Talk.state == "open"))


def for_her(tx: Tx, talk: Talk) -> dict[str, Any]:
    """The talk as the person sees it; what was said stays before her when it is over."""
    who = None
    if talk.staff_id is not None:
        query = select(Institution.name).join(Staff, Staff.institution_id == Institution.id)
        who = tx.db.scalar(query.where(Staff.id == talk.staff_id))
    said, newest = (FROM_HER, FROM_THEM), _newest(tx, talk.id)
    hers = [str(tx.unseal(one, "body")) for one in newest if not one.from_staff]
    return _as_shown(
        talk,
        who=who,
        lines=[_line(tx, one, said) for one in newest],
        danger=danger_in(tx, talk.region, *hers),
    )


def for_staff(tx: Tx, talk: Talk) -> dict[str, Any]:
    """The talk as the specialist sees it; nothing that was said once it is over."""
    said = (FROM_PERSON, FROM_US)
    lines = [_line(tx, one, said) for one in _newest(tx, talk.id)] if talk.state == "open" else []
    return _as_shown(talk, lines=lines)


def word_of(talk_id: str) -> str:
    """The word that both sides call the talk by."""
    return WORDS[int.from_bytes(hashlib.sha256(talk_id.encode()).digest()[:4], "big") % len(WORDS)]


def _as_shown(talk: Talk, **more: Any) -> dict[str, Any]:
    return {"talk": talk.id, "state": talk.state, "word": word_of(talk.id), **more}


def _line(tx: Tx, line: TalkLine, said: tuple[M, M]) -> Text:
    return said[line.from_staff].json(at=when(line.at), words=tx.unseal(line, "body"))


def _newest(tx: Tx, talk_id: str) -> Sequence[TalkLine]:
    newest = select(TalkLine).where(TalkLine.talk_id == talk_id).order_by(TalkLine.at.desc())
    return tx.db.scalars(newest.limit(SHOWN)).all()[::-1]


# Keeping and bringing ---------------------------------------------------------------------------------------


def _held(tx: Tx, talk_id: str | None) -> Talk | None:
    query = select(Talk).where(Talk.id == (talk_id or "")).with_for_update()
    return tx.db.scalars(query, execution_options=FRESH).one_or_none()


def _keep(tx: Tx, talk: Talk, words: str, *, from_staff: bool) -> None:
    after = talk.said_at + timedelta(microseconds=1) if talk.said_at is not None else tx.now
    at = max(tx.now, after)  # in the order of speaking
    line = TalkLine(id=tx.new_id(), talk_id=talk.id, person_id=talk.person_id, from_staff=from_staff, at=at)
    tx.seal(line, "body", words)
    tx.db.add(line)
    talk.said_at = at
    tx.db.flush()


def _bring_back(tx: Tx, talk: Talk, *, to_staff: bool, notice: str) -> None:
    """Let the other side see what is new: on her screen, if that is the talk's; where she is not looking, by
    a notice without content, once until she does something."""
    staff = tx.db.get(Staff, talk.staff_id) if to_staff else None
    person_id = staff.person_id if staff is not None else talk.person_id
    seen = tx.db.get(Conversation, person_id)
    on_it = seen is not None and _shows(tx, seen, talk.id)
    if on_it:
        tx.redraw(person_id, "talks" if to_staff else "talk")
        if seen is not None and seen.updated_at > tx.now - LOOKING:
            return
    rang = talk.rang_staff_at if to_staff else talk.rang_person_at
    if rang is not None and (seen is None or seen.updated_at <= rang) and notice != "talk_answered":
        return
    tx.tell(person_id, notice, talk=talk.id)
    if to_staff:
        talk.rang_staff_at = tx.now
    else:
        talk.rang_person_at = tx.now


def _shows(tx: Tx, seen: Conversation, talk_id: str) -> bool:
    """Whether this talk is what somebody has on her screen."""
    body = tx.unseal(seen, "body")
    session = Session.from_json(body) if body is not None else None
    if session is None or not session.frames:
        return False
    return session.top.flow in ("talk", "talks") and session.top.answers.get("talk") == talk_id
