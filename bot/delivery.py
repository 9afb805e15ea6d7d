"""From what was said to rows of the outbox: in the reader's language, in the safe hours."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import select, update

from bot import conversation, transit
from bot.conversation import Spoke
from bot.db.apart import SpoiltError, apart
from bot.db.models import Identity, Outbox, Person
from bot.db.tx import Handed, Tx
from bot.i18n import Translator
from bot.services import one_time
from bot.services.access import actor_of, is_staff
from bot.services.contacts import allowed_from, chat
from bot.services.nudging import unheard
from bot.services.reach import open_to, page_of, reachable, unwanted, used_last
from bot.services.talk_ends import talking
from flows.engine.flow import Book
from flows.engine.message import M
from flows.engine.said import Commanded
from flows.engine.turn import Block, Say
from flows.regions.hotlines import EMERGENCY, phones
from handlers.shown import Block as ShownBlock
from handlers.shown import Shown

log = structlog.get_logger()

READ = timedelta(hours=12)  # a protected card is read within a working day, and gone from the chat after it
AWAY = timedelta(hours=1)  # nobody has touched the phone for so long: nothing is taken from under her hands
AT_ONCE = 50

ON_THE_PAGE = M(
    "delivery.on_the_page",
    "Цей чат не можна стерти. Якщо хочете, продовжте на сторінці: коли Ви з неї вийдете, на телефоні не"
    " лишиться відповідей. Посилання діє 15 хвилин і один раз:",
)
TAKE_FILE = M("delivery.take_file", "Завантажити файл (посилання діє добу):")
RING = M("delivery.ring", "Для Вас є нове.")
RINGS_HERE = M(
    "delivery.rings_here",
    "Сюди приходять лише сповіщення, без жодних відомостей. Працюйте, будь ласка, на сторінці.",
)
NOT_HERE = M(
    "delivery.not_here",
    "Ваша установа працює без Telegram: усе робоче тепер на сторінці. Якщо входу на неї ще немає, посилання"
    " дасть Ваша координаторка чи координатор.",
)
TO_WORK = M("delivery.to_work", "Відкрити роботу:")


def deliver(tx: Tx, translator: Translator, spoke: Spoke, through: str | None = None) -> None:
    """Put what a person is to be shown into the outbox.

    ``through``: the identity that spoke; without it the one she hears soonest. What the person did not ask
    for comes to the chat she named as her safe way, if any; it waits for her safe hours, and in discreet mode
    until she comes by herself. Somebody with no channel is not told: whoever called has to reach her another
    way. What can wait is held back from whoever talks to a living person, till that is over.
    """
    person = tx.db.get_one(Person, spoke.person_id)
    unasked = spoke.pushed and not spoke.in_place and (spoke.personal or not is_staff(tx, person.id))
    if spoke.in_place:
        through = used_last(tx, person.id)
    identity_id = through or (chat(tx, person.id) if unasked else None) or reachable(tx, person.id)
    if identity_id is None:
        return
    identity = tx.db.get_one(Identity, identity_id)
    where = identity.channel
    if where in tx.world.pings and is_staff(tx, person.id):
        _ring(tx, translator, person, spoke, identity_id)
        return
    if unwanted(tx, identity):  # it has become so in this very turn: she hears where the work is now
        rings_here(tx, translator, identity)
        return
    state, not_before = "new", tx.now
    if unasked:
        state = "held" if person.discreet else "new"
        not_before = allowed_from(tx, person.id)
    if state == "new" and spoke.pushed and not (spoke.in_place or spoke.urgent) and talking(tx, person.id):
        state = "talk"
    for say in spoke.says:
        shown = translator.shown(person.language, say)
        if say.protect and where in tx.world.indelible:
            shown = _with_page(tx, translator, person, shown)
        kind = "push" if unasked else "show"
        enqueue(
            tx,
            person.id,
            identity_id,
            shown,
            not_before=not_before,
            state=state,
            kind=kind,
            about=spoke.about,
        )
        if shown.protect and is_staff(tx, person.id):
            unprotect_later(tx, person.id, identity_id)


def rings_here(tx: Tx, translator: Translator, identity: Identity) -> None:
    """Answer somebody who works here in a chat in which nothing of the work is done: where it is done, and
    the emergency numbers, whatever she said. What rang while the chat was shut comes now."""
    person = tx.db.get_one(Person, identity.person_id)
    rung = update(Outbox).where(Outbox.identity_id == identity.id, Outbox.state == "held")
    tx.db.execute(rung.values(state="new", kind="show", not_before=tx.now, tried_at=None))
    words = RINGS_HERE if identity.channel in tx.world.pings else NOT_HERE
    numbers = phones(tx.world.regions.hotlines, purposes=EMERGENCY, region=person.region)
    blocks = (Block("text", words.json()), Block("phones", numbers))
    shown = translator.shown(person.language, Say(blocks, kept=True))
    link = _link(translator, person, TO_WORK, f"{tx.world.public_url.rstrip('/')}/staff")
    shown = replace(shown, blocks=(*shown.blocks, *link))
    enqueue(tx, person.id, identity.id, shown, not_before=tx.now)


def hand(tx: Tx, translator: Translator, handed: Handed, through: str | None = None) -> None:
    """Put a file into the outbox, with its line of words."""
    person = tx.db.get_one(Person, handed.person_id)
    identity_id = through or reachable(tx, person.id)
    if identity_id is None:
        return
    words = translator.shown(person.language, Say((Block("text", handed.words),), kept=True, protect=True))
    where = _channel(tx, identity_id)
    if where in tx.world.pings and is_staff(tx, person.id):
        _ring(tx, translator, person, Spoke(person.id, (), pushed=True), identity_id)
        page = page_of(tx, person.id)
        if page is None:
            return
        identity_id, where = page, "web"
    shown = Shown(words.language, words.blocks, kept=True, protect=True, attachment=handed.attachment)
    if where in tx.world.by_link:
        link = _link(translator, person, TAKE_FILE, one_time.file_link(tx, person.id, handed.attachment))
        shown = replace(shown, blocks=(*words.blocks, *link), attachment=None)
    enqueue(tx, person.id, identity_id, shown, not_before=tx.now)
    if is_staff(tx, person.id):
        unprotect_later(tx, person.id, identity_id)


def _with_page(tx: Tx, translator: Translator, person: Person, shown: Shown) -> Shown:
    """The screen, and once a way to answer it where nothing stays: this chat can't be cleared."""
    address = one_time.page_link(tx, person.id)
    if address is None or is_staff(tx, person.id):
        return shown
    return replace(shown, blocks=(*shown.blocks, *_link(translator, person, ON_THE_PAGE, address)))


def _link(translator: Translator, person: Person, words: M, address: str) -> tuple[ShownBlock, ...]:
    return (ShownBlock("link", translator.text(person.language, words), url=address),)


def _ring(tx: Tx, translator: Translator, person: Person, spoke: Spoke, identity_id: str) -> None:
    """Somebody who works here only hears in this chat that something is new; what it is stands on the
    page."""
    if spoke.in_place:
        return
    page = page_of(tx, person.id)
    if page is not None:
        for say in spoke.says:
            enqueue(
                tx,
                person.id,
                page,
                translator.shown(person.language, say),
                not_before=tx.now,
                about=spoke.about,
            )
    words = translator.text(person.language, RING)
    where = f"/staff/open/{spoke.opens}" if spoke.opens else "/staff"
    link = _link(translator, person, TO_WORK, f"{tx.world.public_url.rstrip('/')}{where}")
    shown = Shown(person.language, (ShownBlock("text", words), *link), kept=True)
    enqueue(tx, person.id, identity_id, shown, not_before=tx.now, about=spoke.about)


def _channel(tx: Tx, identity_id: str) -> str:
    return tx.db.get_one(Identity, identity_id).channel


def enqueue(
    tx: Tx,
    person_id: str,
    identity_id: str,
    shown: Shown,
    *,
    not_before: datetime,
    state: str = "new",
    kind: str = "show",
    about: Sequence[str] = (),
) -> None:
    """One row of the outbox, its words under the key of the day. ``about``: the deadlines it tells of."""
    body = json.dumps(shown.to_json(), ensure_ascii=False).encode()
    row = Outbox(
        person_id=person_id,
        identity_id=identity_id,
        kind=kind,
        body_sealed=transit.seal(tx, f"outbox:{person_id}:body", body),
        not_before=not_before,
        attempts=0,
        state=state,
        about=list(about) or None,
        created_at=tx.now,
    )
    tx.db.add(row)
    tx.db.flush()  # ids in the order of speaking


def still_safe(tx: Tx, row: Outbox) -> bool:
    """Whether what a person did not ask for may go out at this very moment.

    Since it was written she may have changed her hours or her chat or become discreet, and a line that was
    down, or a program that stood still, may have carried it into the night: then it is put off."""
    if tx.db.get_one(Person, row.person_id).discreet:
        row.state = "held"
        return False
    free = allowed_from(tx, row.person_id)
    if free > tx.now:
        row.not_before, row.attempts = free, 0  # tried before, it would hold back what she asks for meanwhile
        return False
    return True


def hold(tx: Tx, row: Outbox) -> None:
    """Keep it until the person comes by herself: writing to her now would cost somebody money. Of what is
    told again and again the newest is kept.

    Somebody to whom the bot might not write when this was told did not count as hearing (``reach``), and
    others were told at once; where she was out of reach only since, they are now."""
    row.state = "held"
    if row.about:
        same = (Outbox.identity_id == row.identity_id, Outbox.state == "held", Outbox.id < row.id)
        for older in tx.db.scalars(select(Outbox).where(*same)):
            if older.about == row.about:
                older.state, older.body_sealed = "dropped", None
        if open_to(tx, tx.db.get_one(Identity, row.identity_id), row.created_at):
            unheard(tx, row.person_id, row.about)


def clear(tx: Tx, person_id: str) -> None:
    """Take away, on every channel of the person, what the channel lets us take away."""
    for identity_id in tx.db.scalars(select(Identity.id).where(Identity.person_id == person_id)):
        _order(tx, person_id, identity_id, "clear", tx.now)


def unprotect(tx: Tx, person_id: str) -> None:
    """Take the sensitive messages away now, on every channel of the person."""
    for identity_id in tx.db.scalars(select(Identity.id).where(Identity.person_id == person_id)):
        _order(tx, person_id, identity_id, "unprotect", tx.now)


def unprotect_later(tx: Tx, person_id: str, identity_id: str) -> None:
    """Take the protected messages out of the chat once they have been read (see ``put_away``)."""
    waiting = select(Outbox.id).where(
        Outbox.identity_id == identity_id, Outbox.kind == "unprotect", Outbox.state == "timed"
    )
    if tx.db.scalar(waiting.limit(1)) is None:
        _order(tx, person_id, identity_id, "unprotect", tx.now + READ, "timed")


def put_away(tx: Tx, book: Book, translator: Translator) -> int:
    """Take protected messages out of the chats of staff who have left them; whose present screen was such a
    message finds the menu instead. How many chats there were."""
    due = tx.db.scalars(
        select(Outbox)
        .where(Outbox.kind == "unprotect", Outbox.state == "timed", Outbox.not_before <= tx.now)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        if conversation.touched_since(tx, row.person_id, tx.now - AWAY):
            row.not_before = tx.now + AWAY
            continue
        row.state = "new"
        if conversation.protected(tx, row.person_id):
            try:
                apart(tx, partial(_to_menu, tx, book, translator, row))
            except SpoiltError as fault:  # the card itself goes all the same
                log.error("delivery.fault", kind="put_away", error=fault.kind)
    return len(due)


def _to_menu(tx: Tx, book: Book, translator: Translator, row: Outbox) -> None:
    actor = actor_of(tx, row.person_id, row.identity_id)
    spoke = conversation.turn(tx, book, translator, actor, Commanded("menu"))
    left = unwanted(tx, tx.db.get_one(Identity, row.identity_id))  # then the menu stands on her page
    deliver(tx, translator, spoke, through=None if left else row.identity_id)


def _order(tx: Tx, person_id: str, identity_id: str, kind: str, at: datetime, state: str = "new") -> None:
    row = Outbox(
        person_id=person_id,
        identity_id=identity_id,
        kind=kind,
        not_before=at,
        attempts=0,
        state=state,
        created_at=tx.now,
    )
    tx.db.add(row)
    tx.db.flush()


def release(tx: Tx, person_id: str, identity: Identity | None = None) -> None:
    """The person came by herself: what was held for her may go out. What waits for a chat in which the bot
    may not begin goes to where she is."""
    held = update(Outbox).where(Outbox.person_id == person_id, Outbox.state == "held")
    now = {"state": "new", "kind": "show", "not_before": tx.now, "tried_at": None}
    if identity is not None and tx.world.free_hours:
        shut = select(Identity.id).where(
            Identity.person_id == person_id,
            Identity.id != identity.id,
            Identity.channel.in_(tx.world.free_hours),
        )
        elsewhere = held.where(Outbox.identity_id.in_(shut))
        tx.db.execute(
            elsewhere.values(**now, identity_id=identity.id), execution_options={"synchronize_session": False}
        )
    tx.db.execute(held.values(**now))
