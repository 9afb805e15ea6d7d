"""Coming back by code: twelve digits that give a person her conversation on any channel. Not for staff.

Only a keyed hash is kept, so that nobody can read a code out of the database. Wrong ones are counted by
address, and all of them together. An address costs little on the web, so where very many were wrong within
the hour each address has fewer tries: that slows a machine down (new addresses are few in a network, see
``bot.http.networks``, and there are 10**12 codes) and shuts nobody out who types hers with care.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from bot.codes import read_return_code, return_code
from bot.db.models import Case, Guess, Identity, Person, ReturnCode
from bot.db.tx import Tx
from bot.services import audit
from bot.services.access import Actor, NotPermittedError, is_staff
from bot.services.people import move
from flows.engine.said import Happened

GUESSES = 5
GUESSES_OF_ALL = 300  # beyond that an address has only so many:
GUESSES_THEN = 2
WITHIN = timedelta(hours=1)


def return_code_wanted(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:  # noqa: ARG001 - it carries nothing
    """A new code; the one before dies. Raises NotPermittedError for staff: no menu offers it to them."""
    if actor.staff_id is not None:
        raise NotPermittedError
    audit.record(tx, actor, "return_code_wanted")
    return Happened("made", {"code": new_code(tx, actor.person_id)})


def new_code(tx: Tx, person_id: str) -> str:
    """A code for this person, the only one that holds from now on."""
    tx.db.execute(delete(ReturnCode).where(ReturnCode.person_id == person_id))
    code = return_code(tx.world.random)
    tx.db.add(ReturnCode(code_index=_index(tx, code), person_id=person_id, created_at=tx.now))
    tx.db.flush()
    return code


def returned(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The address belongs to the person of the code from now on. Staff do not leave their own address, and no
    code opens theirs: their work moves by a coordinator's link alone (``team.invited_anew``).

    Whoever was at the address before keeps a way to her own case: ``ok`` carries a code for it (``left``)
    where she has a case and no code yet. Discreet mode is a wish about the phone: it stays on. Who has a case
    is shown it first; her own conversation goes on below."""
    if guessed_too_often(tx, actor, "return_code"):
        return Happened("too_many")
    code = read_return_code(str(data["code"]))
    person = _person_of(tx, code) if code is not None and actor.staff_id is None else None
    if person is not None and is_staff(tx, person.id):
        audit.record(tx, actor, "return_refused")
        person = None
    if person is None or actor.identity_id is None:
        guess(tx, actor, "return_code")
        return Happened("wrong")
    left = None
    if person.id != actor.person_id:
        left = _way_back(tx, actor.person_id)
        person.discreet = person.discreet or tx.db.get_one(Person, actor.person_id).discreet
        move(tx, tx.db.get_one(Identity, actor.identity_id), person)
        person.seen_at = tx.now
        tx.moved_to = person.id
        tx.moved_in = "mine" if person.onboarded_at is not None and _has_case(tx, person.id) else None
    audit.record(tx, actor, "returned")
    return Happened("ok", {"left": left})


def _way_back(tx: Tx, person_id: str) -> str | None:
    """A code for somebody with a case whose address goes to another person; one she has already holds on."""
    has_code = select(ReturnCode.code_index).where(ReturnCode.person_id == person_id)
    if not _has_case(tx, person_id) or tx.db.scalar(has_code) is not None:
        return None
    return new_code(tx, person_id)


def _has_case(tx: Tx, person_id: str) -> bool:
    return tx.db.scalar(select(Case.id).where(Case.person_id == person_id).limit(1)) is not None


def guess(tx: Tx, actor: Actor, kind: str) -> None:
    """Count a wrong one."""
    for who in (_address(tx, actor, kind), _everybody(tx, kind)):
        tx.db.add(Guess(id=tx.new_id(), who_index=who, at=tx.now))
    tx.db.flush()


def guessed_too_often(tx: Tx, actor: Actor, kind: str) -> bool:
    """Whether this address was wrong too often within the hour."""
    since = tx.now - WITHIN
    crowded = _count(tx, _everybody(tx, kind), since) >= GUESSES_OF_ALL
    return _count(tx, _address(tx, actor, kind), since) >= (GUESSES_THEN if crowded else GUESSES)


def _count(tx: Tx, who: str, since: datetime) -> int:
    counted = select(func.count(Guess.id)).where(Guess.who_index == who, Guess.at > since)
    return tx.db.scalar(counted) or 0


def _address(tx: Tx, actor: Actor, kind: str) -> str:
    return tx.world.keys.index("guess", f"{kind}:{actor.identity_id or actor.person_id}")


def _everybody(tx: Tx, kind: str) -> str:
    return tx.world.keys.index("guess", f"{kind}:*")


def _person_of(tx: Tx, code: str) -> Person | None:
    return tx.db.scalars(
        select(Person)
        .join(ReturnCode, ReturnCode.person_id == Person.id)
        .where(ReturnCode.code_index == _index(tx, code), Person.erased_at.is_(None))
    ).first()


def _index(tx: Tx, code: str) -> str:
    return tx.world.keys.index("return_code", code.replace(" ", ""))
