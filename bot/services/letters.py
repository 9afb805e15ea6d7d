"""Letters between a case lead and the person, for whoever chose a chat as her safe way of contact.

    lead ──written──> «Для Вас є повідомлення» ──> the person ──replied──> «є відповідь» ──> lead

What leaves the program tells nothing: a push to the person has no content at all, one to the lead has code
and colour. The words are read on an opened screen only. A letter goes to nobody but the chat she named, in
her hours (``bot.delivery``), and no later than the recipient may know of her: consent taken back, an
exclusion, the case handed back or finished end the talk. What was written stays hers to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select

from bot.db.models import Case, ContactAttempt, Institution, Letter, Person, Referral
from bot.db.tx import Tx
from bot.services import audit, found, timeline
from bot.services.access import Actor, fields_open, permitted
from bot.services.case_work import WORKED_ON
from bot.services.contacts import allowed_from, chat
from bot.services.hearers import About, Hearers
from bot.services.lines import colour, when
from bot.services.sending import consent_holds
from flows.engine.message import M, Text
from flows.engine.said import Happened

SHOWN = 6
"""The newest letters that fit a screen."""

OK = Happened("ok")
GONE = Happened("gone")
NOT_PERMITTED = Happened("not_permitted")

TALK = M("letters.row", "Запит {code}, {at}")
TALK_NEW = M("letters.row_new", "Запит {code}, {at}: нове")
FROM_THEM = M("letters.from_them", "{at}: {words}")
FROM_HER = M("letters.from_her", "{at}, Ви: {words}")
FROM_US = M("letters.from_us", "{at}, від нас: {words}")
FROM_US_READ = M("letters.from_us_read", "{at}, від нас, прочитано: {words}")
FROM_PERSON = M("letters.from_person", "{at}, людина: {words}")


def written(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The lead writes to the person. It counts as an attempt to reach her; ``unreachable``: her safe way is
    no chat (any more), or the chat is shut."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None or actor.staff_id is None:
        return NOT_PERMITTED
    referral, case = what
    if referral.state not in WORKED_ON or not _may_write(tx, actor, referral):
        return NOT_PERMITTED
    if chat(tx, case.person_id) is None:
        return Happened("unreachable")
    announced = _announced(tx, case.person_id)
    _keep(tx, referral, data["text"], from_staff=True)
    tx.db.add(
        ContactAttempt(
            id=tx.new_id(),
            referral_id=referral.id,
            staff_id=actor.staff_id,
            way="chat",
            result="written",
            at=tx.now,
        )
    )
    tx.db.flush()
    _note(tx, actor, case, referral, "written")
    if not announced:
        tx.tell(case.person_id, "letter_waits", referral=referral.id)
    return OK


def replied(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The person answers, and whoever works on the case hears that she did. Nothing else changes: whether
    that was the first contact is for the lead to say."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None:
        return GONE
    referral, case = what
    if not permitted(tx, actor, "replied", referral) or not _goes_on(tx, referral):
        return GONE
    _keep(tx, referral, data["text"], from_staff=False)
    _note(tx, actor, case, referral, "replied")
    about = About(case, referral, tx.db.get_one(Institution, referral.institution_id))
    for one in Hearers.of(tx, (about,)).of_rung("lead", about)[0]:
        tx.tell(one.person_id, "reply_came", code=case.code, colour=colour(tx, case), referral=referral.id)
    return OK


def own(tx: Tx, person_id: str, referral_id: str | None) -> dict[str, Any]:
    """The person's letters as the fact says; the talk of ``referral_id`` counts as read from now on."""
    rows = tx.db.execute(
        select(Letter.referral_id, Case.code, Letter.at, Letter.from_staff, Letter.read_at)
        .join(Referral, Referral.id == Letter.referral_id)
        .join(Case, Case.id == Referral.case_id)
        .where(Letter.person_id == person_id)
        .order_by(Letter.at.desc(), Letter.id)
    ).all()
    newest = {id_: (code, at) for id_, code, at, *_ in reversed(rows)}
    fresh = [id_ for id_, _, _, from_staff, read_at in rows if from_staff and read_at is None]
    talks = [
        {"id": id_, "label": (TALK_NEW if id_ in fresh else TALK).json(code=code, at=when(at))}
        for id_, (code, at) in sorted(newest.items(), key=lambda one: one[1][1], reverse=True)
    ]
    return {
        "talks": talks,
        "unread": len(fresh),
        "only": talks[0]["id"] if len(talks) == 1 else None,
        "open": _opened(tx, referral_id) if referral_id in newest else None,
    }


def on_card(tx: Tx, actor: Actor, referral: Referral) -> dict[str, Any]:
    """What a case card says of letters; to nobody but those who may write. Replies count as read from now
    on."""
    if not _may_write(tx, actor, referral):
        return {"chat": False, "letters": [], "replied": False}
    letters = _newest(tx, referral.id)
    _read(tx, (one for one in letters if not one.from_staff))
    return {
        "chat": chat(tx, referral.person_id) is not None,
        "letters": [_for_staff(tx, one) for one in letters],
        "replied": any(not one.from_staff for one in letters),
    }


def _opened(tx: Tx, referral_id: str | None) -> dict[str, Any]:
    referral = tx.db.get_one(Referral, referral_id)
    letters = _newest(tx, referral.id)
    _read(tx, (one for one in letters if one.from_staff))
    return {
        "institution": tx.db.get_one(Institution, referral.institution_id).name,
        "code": tx.db.get_one(Case, referral.case_id).code,
        "lines": [_for_her(tx, one) for one in letters],
        "may_reply": _goes_on(tx, referral),
    }


def _newest(tx: Tx, referral_id: str) -> Sequence[Letter]:
    """The newest letters of a talk, the oldest of them first."""
    query = select(Letter).where(Letter.referral_id == referral_id)
    newest = query.order_by(Letter.at.desc(), Letter.from_staff)  # of one moment: an answer comes after
    return tx.db.scalars(newest.limit(SHOWN)).all()[::-1]


def _for_her(tx: Tx, letter: Letter) -> Text:
    said = FROM_THEM if letter.from_staff else FROM_HER
    return said.json(at=when(letter.at), words=tx.unseal(letter, "body"))


def _for_staff(tx: Tx, letter: Letter) -> Text:
    said = FROM_PERSON
    if letter.from_staff:
        said = FROM_US_READ if letter.read_at is not None else FROM_US
    return said.json(at=when(letter.at), words=tx.unseal(letter, "body"))


def _may_write(tx: Tx, actor: Actor, referral: Referral) -> bool:
    """Only who leads it, and only where the consent names her contact."""
    return permitted(tx, actor, "written", referral) and "contact" in fields_open(tx, actor, referral)


def _goes_on(tx: Tx, referral: Referral) -> bool:
    """Whether there is still somebody to answer to."""
    return referral.state in WORKED_ON and consent_holds(tx, referral)


def _announced(tx: Tx, person_id: str) -> bool:
    """Whether she will hear of an unread letter anyway: in discreet mode when she comes, at night in the
    morning. One notice is enough for both."""
    person = tx.db.get_one(Person, person_id)
    if not person.discreet and allowed_from(tx, person_id) <= tx.now:
        return False
    unread = exists().where(Letter.person_id == person_id, Letter.from_staff, Letter.read_at.is_(None))
    return bool(tx.db.scalar(select(unread)))


def _keep(tx: Tx, referral: Referral, words: str, *, from_staff: bool) -> None:
    letter = Letter(
        id=tx.new_id(),
        referral_id=referral.id,
        person_id=referral.person_id,
        from_staff=from_staff,
        at=tx.now,
    )
    tx.seal(letter, "body", words)
    tx.db.add(letter)
    tx.db.flush()


def _read(tx: Tx, letters: Iterable[Letter]) -> None:
    for one in letters:
        one.read_at = one.read_at or tx.now


def _note(tx: Tx, actor: Actor, case: Case, referral: Referral, kind: str) -> None:
    timeline.note(tx, actor, case.id, kind, referral=referral.id)
    audit.record(tx, actor, kind, case.id, referral.id)
