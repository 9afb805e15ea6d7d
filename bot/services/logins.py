"""The way of staff into the web page: a name, a passphrase and a code from an app; then a browser is in
(``bot.services.browsers``).

    invite (web)     joined at a page that is logged in: the login is made first, for whoever opens the invite
    link (any chat)  ``work_page_wanted``: it holds for minutes and once, and puts a login beside the chat
    lost             whoever lost her app asks for the link in another chat, or her coordinator for an invite

A login says who somebody is; her rights are her roles of today. Browsers are closed at once where the work
ends or moves. Wrong tries are counted by name, from each network and in all, before anything is compared, for
names that are none as well.
"""

from __future__ import annotations

import base64
import hmac
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import delete, func, select

from bot.codes import Random, invite_token
from bot.db.alone import alone
from bot.db.logins import StaffLogin
from bot.db.models import Guess, Identity, Invite, Outbox, Staff
from bot.db.tx import ErasedError, Tx
from bot.services import audit, browsers
from bot.services.access import Actor, NotPermittedError, actor_of, permitted
from bot.services.browsers import WORK
from bot.services.found import FRESH
from bot.services.lines import when
from bot.services.one_time import bell_link
from bot.services.people import address_index
from flows.engine.said import Happened
from handlers.channel import Address

TRIES = 5  # of one name from one network
TRIES_OF_ALL = 50  # of one name: only whoever holds many networks can keep its owner out
WITHIN = timedelta(hours=1)
STEP = 30
"""Seconds that a code holds; the one before and the one after are taken too: clocks differ."""

SET_UP = "/staff/set/"
NAMES = range(3, 61)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a try to log in is compared with, and under what it was counted. ``person_id`` None: nobody has
    that name."""

    person_id: str | None
    passphrase_hash: str | None
    counted: tuple[str, ...]


# Setting up -------------------------------------------------------------------------------------------------


def work_page_wanted(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:  # noqa: ARG001 - asked alike
    """A link by which somebody who works here sets up, or sets anew, how she opens her work on the web;
    ``made`` carries ``link`` and ``until``, and ``bell``: what opens Viber and makes that chat tell her that
    something waits here (None where there is no Viber). An earlier link that nobody used dies. Raises
    NotPermittedError for anybody else: no menu offers it to them."""
    if actor.staff_id is None or not permitted(tx, actor, "work_page_wanted"):
        raise NotPermittedError
    token, until = browsers.new_link(tx, actor.person_id, WORK)
    audit.record(tx, actor, "work_page_wanted")
    link = f"{tx.world.public_url.rstrip('/')}{SET_UP}{token}"
    bell = bell_link(tx, actor.person_id)
    return Happened("made", {"link": link, "until": when(until), "bell": bell})


def invited(tx: Tx, token: str) -> bool:
    """Whether that invite still brings somebody in."""
    return _invite(tx, token) is not None


def opens(tx: Tx, token: str, *, invite: bool) -> bool:
    """Whether a login can be set up by that invite or link."""
    return invited(tx, token) if invite else browsers.linked(tx, token, WORK) is not None


def new_secret(random: Random) -> str:
    """A secret for the app. It stands on one page and, once a code of it was typed there, never again."""
    return base64.b32encode(random(20)).decode()


def a_secret(text: str) -> bool:
    """Whether it is one that such a page gave out."""
    return re.fullmatch("[A-Z2-7]{32}", text) is not None


def right_code(secret: str, code: str, now: datetime, after: int = -1) -> int | None:
    """The step whose code it is, if later than ``after``; None where it is none. Takes as long for each."""
    totp, here = pyotp.TOTP(secret, interval=STEP), int(now.timestamp()) // STEP
    given = code.encode("utf-8", "surrogateescape")
    found = None
    for step in (here - 1, here, here + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), given) and step > after:
            found = step
    return found


def set_up(
    tx: Tx,
    token: str,
    *,
    invite: bool,
    name: str,
    passphrase_hash: str,
    secret: str,
    code: str,
    language: str,
) -> str:
    """Make a login (anew), and forget the other browsers of whose it is. An invite's is a new person's: who
    asked for help in that browser is somebody else. Answers what came of it: «gone» (the link is none any
    more), «taken» (the name), «code», or the secret of the new browser."""
    person_id = None if invite else browsers.linked(tx, token, WORK)
    row = _invite(tx, token) if invite else None
    if person_id is None and row is None:
        return "gone"
    step = right_code(secret, code, tx.now)
    if step is None:
        return "code"
    index = name_index(tx, name)
    holder = tx.db.scalars(select(StaffLogin).where(StaffLogin.name_index == index)).one_or_none()
    if holder is not None and holder.person_id != person_id:
        if not _moves(tx, row, holder.person_id):
            return "taken"
        _forget(tx, holder.person_id)
    if person_id is None:
        person_id = tx.new_person(language=language).id
    identity = _page(tx, person_id)
    _forget(tx, person_id, but=identity)
    address = invite_token(tx.world.random)
    identity.address_index = address_index(tx, Address("web", address))
    tx.seal(identity, "address", address)
    tx.db.add(identity)
    login = StaffLogin(
        person_id=person_id,
        name_index=index,
        address=address,
        passphrase_hash=passphrase_hash,
        last_step=step,
        set_at=tx.now,
    )
    tx.seal(login, "totp", secret)
    tx.db.add(login)
    tx.db.flush()
    audit.record(tx, actor_of(tx, person_id), "login_set")
    return browsers.opened(tx, person_id, WORK)


# Logging in -------------------------------------------------------------------------------------------------


def name_index(tx: Tx, name: str) -> str:
    """A keyed hash of the name somebody logs in by, however she writes it."""
    return tx.world.keys.index("staff_name", " ".join(unicodedata.normalize("NFKC", name).casefold().split()))


def tried(tx: Tx, name: str, network: str) -> Asked | None:
    """Count a try, and say what to compare it with; None where there were too many within the hour.
    ``network``: a fingerprint of where it comes from (``bot.http.networks``)."""
    index = name_index(tx, name)
    alone(tx.db, int(index[:15], 16))  # tries at the same moment count one another
    login = tx.db.scalars(select(StaffLogin).where(StaffLogin.name_index == index)).one_or_none()
    allowed = {index: TRIES_OF_ALL, tx.world.keys.index("staff_tries", f"{index}:{network}"): TRIES}
    for one, most in allowed.items():
        counted = select(func.count(Guess.id)).where(Guess.who_index == one, Guess.at > tx.now - WITHIN)
        if (tx.db.scalar(counted) or 0) >= most:
            if login is not None:
                audit.record(tx, actor_of(tx, login.person_id), "login_locked")
            return None
    for one in allowed:
        tx.db.add(Guess(id=tx.new_id(), who_index=one, at=tx.now))
    if login is None:
        return Asked(None, None, tuple(allowed))
    return Asked(login.person_id, login.passphrase_hash, tuple(allowed))


def entered(tx: Tx, asked: Asked, code: str, *, right: bool, anew: str | None = None) -> str | None:
    """The new browser's secret, if the passphrase was right and so is the code, which no other try has used.
    ``anew``: the passphrase hashed as it is done today. What was counted against her name is forgotten."""
    login = None
    if asked.person_id is not None:
        query = select(StaffLogin).where(StaffLogin.person_id == asked.person_id).with_for_update()
        login = tx.db.scalars(query, execution_options=FRESH).one_or_none()
    if login is None or login.passphrase_hash != asked.passphrase_hash:
        right_code(pyotp.random_base32(), code, tx.now)  # takes as long as for somebody who is known
        return None
    try:
        step = right_code(tx.unseal(login, "totp"), code, tx.now, login.last_step)
    except ErasedError:
        return None
    actor = actor_of(tx, login.person_id)
    if not right or step is None:
        audit.record(tx, actor, "login_refused")
        return None
    login.last_step = step
    if anew is not None:
        login.passphrase_hash = anew
    tx.db.execute(delete(Guess).where(Guess.who_index.in_(asked.counted)))
    audit.record(tx, actor, "logged_in")
    return browsers.opened(tx, login.person_id, WORK)


# The page ---------------------------------------------------------------------------------------------------


def at_login(tx: Tx, identity_id: str | None) -> bool:
    """Whether that address is the page of a login."""
    identity = tx.db.get(Identity, identity_id) if identity_id is not None else None
    login = tx.db.get(StaffLogin, identity.person_id) if identity is not None else None
    return (
        identity is not None
        and login is not None
        and identity.address_index == address_index(tx, Address("web", login.address))
    )


def close_visits(tx: Tx, person_id: str) -> None:
    """Take every page of hers away that is not behind the login: a browser in which she once asked for help
    must not become one in which she works."""
    login = tx.db.get(StaffLogin, person_id)
    kept = address_index(tx, Address("web", login.address)) if login is not None else ""
    visits = select(Identity).where(
        Identity.person_id == person_id, Identity.channel == "web", Identity.address_index != kept
    )
    for identity in tx.db.scalars(visits).all():
        _drop(tx, identity)


def _forget(tx: Tx, person_id: str, but: Identity | None = None) -> None:
    """Neither login nor browser nor page of hers is left, but that one."""
    browsers.close_all(tx, person_id)
    tx.db.execute(delete(StaffLogin).where(StaffLogin.person_id == person_id))
    pages = select(Identity).where(Identity.person_id == person_id, Identity.channel == "web")
    for identity in tx.db.scalars(pages).all():
        if but is None or identity.id != but.id:
            _drop(tx, identity)
    tx.db.flush()


def _drop(tx: Tx, identity: Identity) -> None:
    tx.db.execute(delete(Outbox).where(Outbox.identity_id == identity.id))
    tx.db.delete(identity)


def _invite(tx: Tx, token: str) -> Invite | None:
    query = select(Invite).where(
        Invite.token_index == tx.world.keys.index("invite", token),
        Invite.used_at.is_(None),
        Invite.expires_at > tx.now,
    )
    return tx.db.scalars(query).one_or_none()


def _moves(tx: Tx, invite: Invite | None, person_id: str) -> bool:
    """Whether the invite moves the work of whoever has that login."""
    if invite is None or invite.staff_id is None:
        return False
    staff = tx.db.get(Staff, invite.staff_id)
    return staff is not None and staff.person_id == person_id


def _at(tx: Tx, address: str) -> Identity | None:
    query = select(Identity).where(
        Identity.channel == "web", Identity.address_index == address_index(tx, Address("web", address))
    )
    return tx.db.scalars(query).first()


def _page(tx: Tx, person_id: str) -> Identity:
    """The page of her login as it is, or a new one; where it stands is the caller's to say."""
    login = tx.db.get(StaffLogin, person_id)
    found = _at(tx, login.address) if login is not None else None
    if found is not None and found.person_id == person_id:
        return found
    return Identity(id=tx.new_id(), person_id=person_id, channel="web", reachable=True, last_used_at=tx.now)
