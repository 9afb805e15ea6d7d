"""Sending what was written down: in order for each address, again after a fault, never twice on purpose.

A row is claimed for a minute in its own transaction, sent, and marked. A crash between sending and marking
repeats that one message once its claim has run out: at most one, never lost.

Where a line or a platform is down, a message waits by age, not by number of tries: electricity and lines are
cut for hours, and a whole city's at once.

    ``LONGEST_PAUSE``   15 min   the pauses double up to it: so soon after a long cut everybody hears
    ``ORDINARY``        24 h     a screen, a question, a piece of news: the longest cuts last a day; later she
                                 comes by herself and finds everything where it was
    ``ALERT``           72 h     what tells of a deadline: no first contact may be later than that
    ``OLD``             15 min   from then on an alert of deadlines that were all met meanwhile is dropped

Counted is from the first try in vain, anew after each start (the program was off with the electricity, and
the line comes back last), but never beyond the life of the day's key. Safe hours hold whenever it goes out.
What is given up is said in the log, and if it told of a deadline the next one hears (``nudging.unheard``).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TypeAlias

import structlog
from sqlalchemy import Select, bindparam, exists, or_, select, update
from sqlalchemy.orm import aliased

from bot import delivery, transit
from bot.crypto import SealedError
from bot.db.engine import AwayError, Database
from bot.db.models import Identity, Outbox
from bot.db.tx import ErasedError, Tx
from bot.db.types import Moment
from bot.intake import first_of
from bot.resting import Resting
from bot.services import spending
from bot.services.nudging import over, unheard
from bot.services.reach import open_to
from handlers.channel import Channel, ChannelError, Later, Memory, Misconfigured, Refused, Unreachable
from handlers.shown import Shown

log = structlog.get_logger()

Mark: TypeAlias = Callable[[Tx], None]

CLAIM = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(minutes=15)
ORDINARY = timedelta(hours=24)
ALERT = timedelta(hours=72)
OLD = timedelta(minutes=15)
AT_ONCE = 20  # messages under way at the same time: platforms take about 30 a second


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed row, opened."""

    id: int
    identity_id: str
    channel: str
    address: str
    shown: Shown | None  # None: take messages away
    protected_only: bool
    memory: Memory
    attempts: int
    paid: int = 0  # messages it costs


@dataclass
class Sender:
    """Takes rows from the outbox to the channels."""

    database: Database
    channels: Mapping[str, Channel]
    now: Callable[[], datetime]
    woken: asyncio.Event
    sent: Callable[[str, str], None]  # told the channel and address once a message is out

    def __post_init__(self) -> None:
        self.resting = Resting(self.now)
        self._marks: list[Mark] = []
        self._marking = asyncio.Lock()
        self._locks = {name: asyncio.Lock() for name in self.channels}

    async def send_all(self) -> int:
        """Send everything that is due now; how many were tried."""
        return sum(await asyncio.gather(*(self.send_through(name) for name in self.channels)))

    async def send_through(self, channel: str) -> int:
        """The same for one channel: a slow platform holds back nobody who waits on another."""
        tried = 0
        async with self._locks[channel]:
            while not self.resting.rests(channel):
                letters = await self.database.run(lambda tx: self._claim(tx, channel), self.now)
                if not letters:
                    break
                await asyncio.gather(*(self._send(letter) for letter in letters))
                tried += len(letters)
        return tried

    async def run(self, stop: asyncio.Event) -> None:
        """Send whatever becomes due until told to stop."""
        await self.database.run(_unclaim, self.now)
        while not stop.is_set():
            self.woken.clear()
            try:
                await self.send_all()
            except AwayError:  # what was claimed is sent once its claim has run out
                log.warning("outbox.database_away")
            await first_of(self.woken, stop, seconds=1)

    def _claim(self, tx: Tx, channel: str) -> list[Letter]:
        """Take the first due row of each address, up to ``AT_ONCE`` addresses."""
        found = tx.db.execute(_due(), {"channel": channel, "now": tx.now}).all()
        letters = []
        for row, identity in found:
            if row.kind == "push" and not delivery.still_safe(tx, row):
                continue
            if row.about and tx.now - row.created_at >= OLD and over(tx, row.about):
                row.state, row.body_sealed = "dropped", None
                log.info("outbox.obsolete", channel=channel)
                continue
            try:
                letter = self._opened(tx, row, identity)
            except (SealedError, ErasedError):  # it outlived its day's key: one such row must stop no other
                row.state, row.body_sealed = "failed", None
                log.error("outbox.unreadable", channel=channel)
                unheard(tx, row.person_id, row.about or ())
                continue
            if letter.shown is not None and not open_to(tx, identity):
                letter = replace(letter, paid=_messages(letter.shown))
                if not spending.taken(tx, channel, letter.paid):
                    delivery.hold(tx, row)
                    log.info("outbox.held", channel=channel)
                    continue
            row.claimed_until = tx.now + CLAIM
            letters.append(letter)
        return letters

    def _opened(self, tx: Tx, row: Outbox, identity: Identity) -> Letter:
        return Letter(
            row.id,
            identity.id,
            identity.channel,
            tx.unseal(identity, "address"),
            _shown(tx, row),
            row.kind == "unprotect",
            self._memory(tx, identity),
            row.attempts,
        )

    async def _send(self, letter: Letter) -> None:
        channel = self.channels[letter.channel]
        fault: ChannelError
        try:
            if letter.shown is None:
                memory = await channel.clear(
                    letter.address, letter.memory, protected_only=letter.protected_only
                )
            else:
                memory = await channel.send(letter.address, letter.shown, letter.memory)
        except Misconfigured as error:
            self.resting.refused(letter.channel)
            fault = error
        except ChannelError as error:
            fault = error
        except Exception as error:  # noqa: BLE001 - one message that can't be sent must never stop the others
            log.error("outbox.fault", channel=letter.channel, error=type(error).__name__)
            fault = Refused()
        else:
            self.resting.took(letter.channel)
            await self._mark(lambda tx: self._sent(tx, letter, memory))
            self.sent(letter.channel, letter.address)
            return
        await self._mark(lambda tx: self._failed(tx, letter, fault))

    async def _mark(self, mark: Mark) -> None:
        """Write down what came of a letter. Letters that come back while others are being written down share
        the next commit."""
        self._marks.append(mark)
        async with self._marking:
            marks, self._marks = self._marks, []
            if marks:
                await self.database.run(lambda tx: [one(tx) for one in marks], self.now)

    def _sent(self, tx: Tx, letter: Letter, memory: Memory) -> None:
        row = tx.db.get(Outbox, letter.id)
        if row is not None:
            row.state, row.body_sealed, row.claimed_until = "sent", None, None
        self._remember(tx, letter, memory)

    def _failed(self, tx: Tx, letter: Letter, error: ChannelError) -> None:
        """Try again later, or give up aloud. What our own set-up kept back is no attempt: it only waits."""
        row = tx.db.get(Outbox, letter.id)
        if row is None:
            return
        row.claimed_until = None
        if letter.paid:
            spending.given_back(tx, letter.channel, letter.paid)
        if error.memory is not None:
            self._remember(tx, letter, error.memory)
        if isinstance(error, Misconfigured):
            return
        row.attempts = letter.attempts + 1
        row.tried_at = row.tried_at or tx.now
        if error.retryable and tx.now - row.tried_at < (ALERT if row.about else ORDINARY):
            row.not_before = tx.now + _pause(error, row.attempts)
            log.info("outbox.later", channel=letter.channel, error=type(error).__name__, count=row.attempts)
        else:
            row.state, row.body_sealed = "failed", None
            log.error("outbox.gave_up", channel=letter.channel, error=type(error).__name__)
            if isinstance(error, Unreachable):
                tx.db.execute(
                    update(Identity).where(Identity.id == letter.identity_id).values(reachable=False)
                )
            unheard(tx, row.person_id, row.about or ())

    def _memory(self, tx: Tx, identity: Identity) -> Memory:
        """What the channel remembers, with what the person wrote since: only the sender changes it, so that
        no note is lost while a message is under way."""
        memory: Memory = tx.unseal(identity, "memory") or {}
        noted = tx.unseal(identity, "noted")
        if noted:
            for message in noted:
                memory = self.channels[identity.channel].remember(message, memory)
            tx.seal(identity, "memory", dict(memory))
            tx.seal(identity, "noted", None)
        return memory

    def _remember(self, tx: Tx, letter: Letter, memory: Memory) -> None:
        identity = tx.db.get(Identity, letter.identity_id)
        if identity is not None and memory != letter.memory:
            tx.seal(identity, "memory", dict(memory))


@cache  # putting it together costs more than asking it
def _due() -> Select[Outbox, Identity]:
    """The first row of each address that is due ``now`` through ``channel`` and that nobody is sending."""
    now = bindparam("now", type_=Moment)
    earlier = aliased(Outbox)
    behind = exists().where(
        earlier.identity_id == Outbox.identity_id,
        earlier.state == "new",
        earlier.id < Outbox.id,
        or_(earlier.not_before <= now, earlier.attempts > 0),
    )
    return (
        select(Outbox, Identity)
        .join(Identity, Identity.id == Outbox.identity_id)
        .where(
            Identity.channel == bindparam("channel"),
            Outbox.state == "new",
            Outbox.not_before <= now,
            or_(Outbox.claimed_until.is_(None), Outbox.claimed_until < now),
            ~behind,
        )
        .order_by(Outbox.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Outbox)
    )


def _messages(shown: Shown) -> int:
    """How many messages it is where each is paid for: a notice's buttons are one of their own."""
    return 2 if shown.kept and shown.buttons else 1


def _shown(tx: Tx, row: Outbox) -> Shown | None:
    if row.kind not in ("show", "push") or row.body_sealed is None:
        return None
    return Shown.from_json(json.loads(transit.unseal(tx, f"outbox:{row.person_id}:body", row.body_sealed)))


def _pause(error: ChannelError, attempts: int) -> timedelta:
    if isinstance(error, Later):
        return timedelta(seconds=max(error.after, 1))
    return min(timedelta(seconds=2 ** min(attempts, 10)), LONGEST_PAUSE)


def _unclaim(tx: Tx) -> None:
    """At start: what waits has its span anew; and what a crash left claimed. A SQLite file has one process,
    so every claim is its own; on PostgreSQL another process may be sending, and claims run out by
    themselves."""
    tx.db.execute(
        update(Outbox).where(Outbox.tried_at.is_not(None), Outbox.state == "new").values(tried_at=None)
    )
    if tx.db.get_bind().dialect.name == "sqlite":
        tx.db.execute(update(Outbox).where(Outbox.claimed_until.is_not(None)).values(claimed_until=None))
