"""One turn of one person: session in, engine, effects, session out, all in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select

from bot.crypto import SealedError
from bot.db.apart import SpoiltError, apart
from bot.db.models import Conversation, Person, StepTime
from bot.db.tx import Told, Tx
from bot.effects import EFFECTS
from bot.facts import FactsFor
from bot.heard import beside
from bot.i18n import Translator
from bot.reading import read
from bot.services.access import Actor, actor_of
from bot.services.danger import danger_in
from bot.services.found import FRESH
from bot.services.nudging import unheard
from flows.definitions.notices import INTERRUPTING, PERSONAL
from flows.engine.flow import QUERY, Book
from flows.engine.message import M
from flows.engine.run import remind, resume, showing, start
from flows.engine.said import Commanded, Nudged, Pressed, Said, Typed
from flows.engine.screen import DANGER, TO_MENU
from flows.engine.session import Session
from flows.engine.turn import Button, Crossed, Did, Say, Turn
from flows.engine.understand import asks_for_menu, understood
from flows.policy.colours import COLOURS

log = structlog.get_logger()

LONGEST_LOOK = 600  # seconds: a longer look at a screen says nothing about the question
TO_SOMEBODY = "talk"
"""The kind of text that another human being reads: «мені страшно» is said to her, and presses nothing."""

FORGOTTEN = M(
    "engine.forgotten",
    "Минуло понад три доби, тож незавершені відповіді стерто — так безпечніше. Почнімо спочатку.",
)


@dataclass(frozen=True, slots=True)
class Spoke:
    """What one person is to be shown after a turn. ``pushed``: she did not ask, so safe hours apply.
    ``crossed``: the routes taken. ``personal``: it is about her own case, also where she works here.
    ``about``: ids of the deadlines that it tells of; ``opens``: the id of what a link to it opens on the page
    of whoever works here, a deadline's or a referral's. ``in_place``: her present screen, drawn again.
    ``urgent``: it comes even into a talk with a living person."""

    person_id: str
    says: tuple[Say, ...]
    pushed: bool = False
    crossed: tuple[Crossed, ...] = ()
    personal: bool = False
    about: tuple[str, ...] = ()
    opens: str = ""
    in_place: bool = False
    urgent: bool = False


def lock(tx: Tx, person_id: str) -> Person:
    """Keep every other turn of this person waiting until this transaction ends."""
    held = select(Person).where(Person.id == person_id).with_for_update()
    return tx.db.scalars(held, execution_options=FRESH).one()


def turn(tx: Tx, book: Book, translator: Translator, actor: Actor, said: Said) -> Spoke:
    """Hear what was said, let happen what follows, remember where the person is now."""
    person = lock(tx, actor.person_id)
    # looked at before it was held, it may be another turn's by now
    kept = select(Conversation).where(Conversation.person_id == actor.person_id)
    row = tx.db.scalars(kept, execution_options=FRESH).one_or_none()
    if row is None:
        row = Conversation(person_id=actor.person_id, visit=0, updated_at=tx.now)
        tx.db.add(row)
    before = _session(tx, row)
    facts = FactsFor(tx, actor)
    if isinstance(said, Typed):
        screen = showing(book, before or Session(frames=(), visit=row.visit), facts)
        said = _understood(said, screen, translator, person.language)
    says: list[Say] = []
    crossed: list[Crossed] = []
    result = _first(book, row, before, said, facts)
    while True:
        crossed += result.crossed
        for event in result.events:
            match event:
                case Say():
                    says.append(event)
                case Did(name, data):
                    outcome = EFFECTS[name](tx, actor, data)
        if not result.awaits:
            break
        actor = actor_of(tx, actor.person_id, actor.identity_id, actor.channel)
        result = resume(book, _stored(result.session), outcome, FactsFor(tx, actor))
    if isinstance(said, Typed) and said.choice is None and actor.staff_id is None:
        says = beside(says, danger_in(tx, actor.region, said.text))
    _time(tx, book, row, before, result.session)
    row.visit = result.session.visit
    pushed = isinstance(said, Nudged)
    if not pushed:
        row.updated_at = tx.now  # what comes by itself gives a draft no longer life
    if screens := [say for say in says if not say.kept]:
        row.shown_at, row.protected = tx.now, screens[-1].protect and person.erased_at is None
    if person.erased_at is None:  # else she has just erased everything, this conversation too
        tx.seal(row, "body", result.session.to_json())
    return Spoke(actor.person_id, tuple(says), pushed=pushed, crossed=tuple(crossed))


def _first(book: Book, row: Conversation, before: Session | None, said: Said, facts: FactsFor) -> Turn:
    if before is not None and before.frames:
        return resume(book, before, said, facts)
    left = before or Session(frames=(), visit=row.visit)
    if isinstance(said, Nudged) or (isinstance(said, Pressed) and said.choice in left.offers):
        return resume(book, left, said, facts)
    begun = start(book, book.menu, facts, visit=row.visit)
    session = replace(begun.session, offers=left.offers, notices=left.notices)
    if _asks_for_numbers(said):
        return resume(book, session, Commanded("danger"), facts)
    if isinstance(said, Commanded) and said.name == "open":
        return resume(book, session, said, facts)
    if left.lost:
        return remind(book, session, FORGOTTEN.json(), facts)
    if isinstance(said, Typed) and said.reading is not None:  # words that the menu looks for
        return resume(book, session, said, facts)
    return replace(begun, session=session)


def _asks_for_numbers(said: Said) -> bool:
    """Whether this is the way to the emergency numbers, from any message however old, and typed too."""
    match said:
        case Commanded(name="danger"):
            return True
        case Pressed(choice=choice) | Typed(choice=str() as choice):
            return choice == DANGER.id
    return False


def _session(tx: Tx, row: Conversation) -> Session | None:
    """Where the person is. What can't be read (a fault of ours, a damaged disk) is a session begun anew: else
    whatever she said, or was to be told, would fail for ever."""
    body: Any = None
    try:
        body = tx.unseal(row, "body")
        return Session.from_json(body) if body is not None else None
    except (SealedError, LookupError, TypeError, AttributeError, ValueError) as fault:
        log.error("conversation.unreadable", error=type(fault).__name__)
        told = body.get("notices") if isinstance(body, dict) else None
        return _anew(tx, row, told if isinstance(told, int) else None)


def _anew(tx: Tx, row: Conversation, told: int | None) -> Session:
    """Nothing under way, nothing offered. Numbers of screens and of notices go on, so that no old button
    answers a new question; where the number of notices is lost, the seconds of our era are ahead of it."""
    return Session((), visit=row.visit, notices=int(tx.now.timestamp()) if told is None else told)


def _stored(session: Session) -> Session:
    """The session as it comes back from JSON: a turn never depends on what can't be stored."""
    return Session.from_json(json.loads(json.dumps(session.to_json())))


def _understood(said: Typed, screen: Say | None, translator: Translator, language: str) -> Typed:
    """What a typed text means here: one of the buttons, or the kind of text the screen asks for."""
    if screen is None:
        return said

    def labels(*buttons: Button) -> list[tuple[str, str]]:
        return [(button.id, translator.text(language, button.label)) for button in buttons]

    choice = understood(
        said.text,
        labels(*screen.buttons, *screen.controls),
        names=labels(*screen.names),
        numbers=screen.expects in (None, QUERY),
        meanings=[
            (one.id, one.means)
            for one in (*screen.buttons, *screen.controls)
            if one.means and screen.expects != TO_SOMEBODY
        ],
    )
    if choice is None and screen.expects == QUERY and asks_for_menu(said.text):
        choice = TO_MENU.id
    if choice is not None:
        return replace(said, choice=choice)
    if screen.expects is not None:
        return replace(said, reading=read(screen.expects, said.text))
    return said


def _time(tx: Tx, book: Book, row: Conversation, before: Session | None, after: Session) -> None:
    """How long a screen of a counted flow was looked at; kept without the person."""
    if before is None or not before.frames or row.shown_at is None or before.visit == after.visit:
        return
    flow = book.flows.get(before.top.flow)
    seconds = int((tx.now - row.shown_at).total_seconds())
    if flow is not None and flow.stages and 0 <= seconds <= LONGEST_LOOK:
        day = tx.now.date().isoformat()
        tx.db.add(StepTime(flow=flow.id, step=before.top.step, seconds=seconds, day=day))


def protected(tx: Tx, person_id: str) -> bool:
    """Whether the screen shown to the person last is one that must not stay in the chat. As it was noted down
    then: to draw it again would read the case once more, and write that somebody had."""
    row = tx.db.get(Conversation, person_id)
    return row is not None and row.protected


def touched_since(tx: Tx, person_id: str, moment: datetime) -> bool:
    """Whether the person's conversation has gone on since."""
    row = tx.db.get(Conversation, person_id)
    return row is not None and row.updated_at > moment


def notices(tx: Tx, book: Book, translator: Translator) -> list[Spoke]:
    """Say to everybody else what this transaction has to tell them. Whose conversation stands in the way of
    being told loses it, and is told all the same; nobody else notices."""
    spoken = []
    while tx.told:
        told = tx.told.pop(0)
        if told.screen:
            spoken += _drawn_again(tx, book, told)
            continue
        try:
            spoken.append(apart(tx, lambda: _told(tx, book, translator, told)))  # noqa: B023 - called at once
        except SpoiltError as fault:
            log.error("conversation.fault", kind="notice", error=fault.kind)
            spoken += _told_anew(tx, book, translator, told)
    return spoken


def _told(tx: Tx, book: Book, translator: Translator, told: Told) -> Spoke:
    actor = actor_of(tx, told.person_id)
    spoke = turn(tx, book, translator, actor, Nudged(told.notice, _json(told.give)))
    urgent = told.notice in INTERRUPTING or told.give.get("colour") == COLOURS["red"]
    opens = told.about[0] if told.about else str(told.give.get("referral") or "")
    personal = told.notice in PERSONAL
    return replace(spoke, personal=personal, about=tuple(told.about), opens=opens, urgent=urgent)


def _drawn_again(tx: Tx, book: Book, told: Told) -> list[Spoke]:
    """Somebody's present screen, if it is one of the flow told of; where it can't be drawn it stays as it
    is."""

    def again() -> list[Spoke]:
        lock(tx, told.person_id)
        kept = select(Conversation).where(Conversation.person_id == told.person_id)
        row = tx.db.scalars(kept, execution_options=FRESH).one_or_none()
        session = _session(tx, row) if row is not None else None
        if session is None or not session.frames or session.top.flow != told.screen:
            return []
        say = showing(book, session, FactsFor(tx, actor_of(tx, told.person_id)))
        drawn = (replace(say, anew=False),) if say is not None else ()
        return [Spoke(told.person_id, drawn, pushed=True, in_place=True)]

    try:
        return apart(tx, again)
    except SpoiltError as fault:
        log.error("conversation.fault", kind="screen", error=fault.kind)
        return []


def _told_anew(tx: Tx, book: Book, translator: Translator, told: Told) -> list[Spoke]:
    def again() -> Spoke:
        row = tx.db.get(Conversation, told.person_id)
        if row is not None:
            before = _session(tx, row)  # of the right shape; what it says can't be gone on with
            tx.seal(row, "body", _anew(tx, row, before.notices if before is not None else None).to_json())
        return _told(tx, book, translator, told)

    try:
        return [apart(tx, again)]
    except SpoiltError as fault:  # the fault lies in the notice, or in all of her data
        log.critical("conversation.not_told", kind="notice", error=fault.kind)
        unheard(tx, told.person_id, told.about)
        return []


def _json(give: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(give))
    return plain
