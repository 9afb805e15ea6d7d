"""The door: what platforms send is stored first, then acknowledged, then answered.

receive    raw payload -> inbox row (unique by channel and external id) -> COMMIT -> acknowledge
answer     oldest row -> parse -> turn, effects, notices, outbox, row done: one transaction
           a payload nobody can answer -> dead letters, and the next one goes on
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial

import structlog
from sqlalchemy import Select, exists, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import aliased

from bot import conversation, delivery, transit
from bot.crypto import SealedError
from bot.db.apart import SpoiltError, apart
from bot.db.engine import AwayError, Database
from bot.db.models import DeadLetter, Inbox
from bot.db.tx import Tx
from bot.i18n import Translator
from bot.links import opened
from bot.services import one_time
from bot.services.access import actor_of, is_staff
from bot.services.nudging import unheard
from bot.services.people import address_index, found_at, identify
from bot.services.reach import unwanted
from flows.engine.flow import Book
from flows.engine.message import M
from flows.engine.said import Commanded, Said
from flows.engine.screen import TO_MENU
from flows.engine.turn import Block, Say
from handlers.channel import Channel, Incoming, UndecodableError
from handlers.shown import Shown

log = structlog.get_logger()

FAULT = M(
    "engine.fault",
    "Вибачте, тут сталася помилка на нашому боці. Ваші попередні відповіді збережено. Натисніть «Меню» або"
    " спробуйте трохи згодом.",
)


class _TakenBack(Exception):
    """Ends a transaction that must leave nothing behind."""

    def __init__(self, shown: tuple[Shown, ...]) -> None:
        super().__init__()
        self.shown = shown


@dataclass
class Intake:
    """Stores, acknowledges and answers. ``woken`` is set whenever there may be something to send."""

    database: Database
    channels: Mapping[str, Channel]
    book: Book
    translator: Translator
    now: Callable[[], datetime]

    def __post_init__(self) -> None:
        self.arrived = asyncio.Event()
        self.woken = asyncio.Event()
        self._receipts: set[asyncio.Task[None]] = set()

    async def receive(self, channel: str, payloads: Sequence[tuple[str, bytes]]) -> None:
        """Store what came in; returns once it is on disk. What was stored before is not stored again."""
        parsed = [(external_id, payload, self._parsed(channel, payload)) for external_id, payload in payloads]

        def store(tx: Tx) -> None:
            known = set(
                tx.db.scalars(
                    select(Inbox.external_id).where(
                        Inbox.channel == channel, Inbox.external_id.in_([one for one, _, _ in parsed])
                    )
                )
            )
            for external_id, payload, incoming in parsed:
                if external_id in known:
                    continue
                known.add(external_id)
                tx.db.add(
                    Inbox(
                        channel=channel,
                        external_id=external_id,
                        sender_index=incoming and address_index(tx, incoming.address),
                        payload_sealed=transit.seal(tx, _place(channel, external_id), payload),
                        received_at=tx.now,
                        state="new",
                    )
                )

        await self.database.run(store, self.now)
        self.arrived.set()
        for _, _, incoming in parsed:
            if incoming is not None and incoming.receipt is not None:
                task = asyncio.create_task(self.channels[channel].acknowledge(incoming))
                self._receipts.add(task)
                task.add_done_callback(self._receipts.discard)

    async def answer_all(self) -> int:
        """Answer everything that waits; how many there were."""
        answered = 0
        while await self._answer_one():
            answered += 1
        return answered

    async def unrecorded(self, said: Said, language: str) -> tuple[Shown, ...]:
        """What somebody unknown is shown who says this. Nothing of it is recorded: all is taken back."""

        def turn(tx: Tx) -> None:
            person = tx.new_person(language=language)
            spoke = conversation.turn(tx, self.book, self.translator, actor_of(tx, person.id), said)
            raise _TakenBack(tuple(self.translator.shown(language, say) for say in spoke.says))

        try:
            await self.database.run(turn, self.now)
        except _TakenBack as back:
            return back.shown
        return ()

    async def run(self, stop: asyncio.Event) -> None:
        """Answer whatever comes until told to stop."""
        while not stop.is_set():
            self.arrived.clear()
            try:
                await self.answer_all()
            except AwayError:  # the update waits where it is
                log.warning("intake.database_away")
            await first_of(self.arrived, stop, seconds=5)

    async def _answer_one(self) -> bool:
        reached: list[int] = []

        def answer(tx: Tx) -> bool:
            row = tx.db.scalars(_oldest()).first()
            if row is None:
                return False
            reached[:] = [row.id]
            payload = transit.unseal(tx, _place(row.channel, row.external_id), row.payload_sealed or b"")
            incoming = self.channels[row.channel].parse(payload)
            if incoming is not None:
                hear(tx, self.book, self.translator, incoming)
            row.state, row.payload_sealed = "done", None
            return True

        try:
            found = await self.database.run(answer, self.now)
        except (AwayError, OperationalError, InterfaceError):  # no fault of the update
            raise
        except Exception as fault:
            if not reached:  # nothing came in that could be at fault
                raise
            log.error("intake.dead_letter", error=type(fault).__name__)
            await self._bury(reached[0], type(fault).__name__)
            return True
        if found:
            self.woken.set()
        return found

    async def _bury(self, row_id: int, reason: str) -> None:
        """Put a payload that no turn could answer aside, and say so to whoever sent it."""

        def bury(tx: Tx) -> None:
            row = tx.db.get_one(Inbox, row_id, with_for_update=True)
            if row.state != "new" or row.payload_sealed is None:
                return
            try:
                payload = transit.unseal(tx, _place(row.channel, row.external_id), row.payload_sealed)
            except SealedError:  # it waited longer than its day's key lived: there is nothing left to keep
                row.state, row.payload_sealed = "dead", None
                return
            letter = DeadLetter(id=tx.new_id(), channel=row.channel, reason=reason[:80], at=tx.now)
            letter.payload_sealed = transit.seal(tx, f"dead_letter:{letter.id}:payload", payload)
            tx.db.add(letter)
            row.state, row.payload_sealed = "dead", None
            incoming = self._parsed(row.channel, payload)
            if incoming is not None and incoming.said is not None:
                _apologise(tx, self.translator, incoming)

        await self.database.run(bury, self.now)
        self.woken.set()

    def _parsed(self, channel: str, payload: bytes) -> Incoming | None:
        try:
            return self.channels[channel].parse(payload)
        except UndecodableError:
            return None


def hear(tx: Tx, book: Book, translator: Translator, incoming: Incoming) -> None:
    """One incoming thing, whole: who it is, the turn, the notices to others, the outbox."""
    identity = identify(tx, incoming.address, translator.chosen(incoming.language))
    if incoming.reachable is not None:
        identity.reachable = incoming.reachable
    said = incoming.said
    if said is None:
        return
    identity.reachable = True
    if incoming.message is not None:
        tx.seal(identity, "noted", [*(tx.unseal(identity, "noted") or ()), incoming.message])
    if incoming.link is not None:
        brought = one_time.brought(tx, identity, incoming.link)
        works = is_staff(tx, identity.person_id)
        said = Commanded("again") if brought else opened(incoming.link, works=works) or said
    actor = actor_of(tx, identity.person_id, identity.id, identity.channel)
    if actor.staff_id is not None and (identity.channel in tx.world.pings or unwanted(tx, identity)):
        delivery.rings_here(tx, translator, identity)  # nothing of the work is done in that chat
        return
    delivery.release(tx, actor.person_id, identity)
    spoke = conversation.turn(tx, book, translator, actor, said)
    for person_id in tx.clears:
        delivery.clear(tx, person_id)
    if tx.moved_to is not None:
        moved = actor_of(tx, tx.moved_to, identity.id, identity.channel)
        there = conversation.turn(tx, book, translator, moved, there_begins(tx))
        said_here = tuple(say for say in spoke.says if say.kept)  # «Ваші дані видалено»
        spoke = replace(there, says=(*said_here, *there.says), crossed=(*spoke.crossed, *there.crossed))
    delivery.deliver(tx, translator, spoke, through=identity.id)
    for handed in tx.handed:
        own = handed.person_id == spoke.person_id
        delivery.hand(tx, translator, handed, through=identity.id if own else None)
    tell(tx, book, translator)


def there_begins(tx: Tx) -> Commanded:
    """What is shown to whoever an address has just been given to."""
    return Commanded("open", tx.moved_in, {}) if tx.moved_in is not None else Commanded("again")


def tell(tx: Tx, book: Book, translator: Translator) -> None:
    """Deliver what this transaction has to tell other people; to whom it can't be delivered stops nobody."""
    for spoke in conversation.notices(tx, book, translator):
        try:
            apart(tx, partial(delivery.deliver, tx, translator, spoke))
        except SpoiltError as fault:
            log.critical("intake.not_delivered", error=fault.kind)
            unheard(tx, spoke.person_id, spoke.about)


@cache  # putting it together costs more than asking it
def _oldest() -> Select[Inbox]:
    """The oldest row that no other process answers, and before which its sender has none waiting."""
    earlier = aliased(Inbox)
    waiting = exists().where(
        earlier.state == "new", earlier.sender_index == Inbox.sender_index, earlier.id < Inbox.id
    )
    return (
        select(Inbox)
        .where(Inbox.state == "new", ~waiting)
        .order_by(Inbox.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Inbox)
    )


def _apologise(tx: Tx, translator: Translator, incoming: Incoming) -> None:
    identity = found_at(tx, incoming.address)
    if identity is None:
        return
    say = Say((Block("text", FAULT.json()),), controls=(TO_MENU,), kept=True)
    delivery.deliver(tx, translator, conversation.Spoke(identity.person_id, (say,)), through=identity.id)


async def first_of(*events: asyncio.Event, seconds: float) -> None:
    """Wait until one of the events is set, or for so long."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for one in waits:
        one.cancel()


def _place(channel: str, external_id: str) -> str:
    return f"inbox:{channel}:{external_id}:payload"
