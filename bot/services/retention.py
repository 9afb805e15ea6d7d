"""What has had its time goes: one sweep, hourly, each rule a span of time. Never by a date that is in doubt.

drafts                72 h    answers not sent are emptied, and the screens that showed them go; the person
                              begins anew. What buttons under notices mean (ids only) stays
dead letters          7 d     with the key of their day, a day later
transit keys          8 d     then no backup opens what passed through (bot.transit)
done inbox, outbox    7 d     longer than any platform repeats itself
guesses               1 d
unused invites        7 d     after they ran out
one-time links                once they open nothing (bot.services.one_time)
browsers of staff             once they are of no use (bot.services.browsers)
consents              at their end: access has ended by itself, the referrals end with it
blank persons         72 h    an address that never went beyond the first screens
times of steps        180 d   of nobody; for improving the questions (bot.services.minutes)
talks                 3 d     after their end, and all that was said in them (bot.services.talk_ends)
kept beds             30 d    after they were used, given back or let go: for whom they were kept
questions             12 mo   after somebody has settled them, if nobody has asked again;
                      24 mo   after somebody has asked last, settled or not
«не вдалося»          30 d    a keyed hash; sooner where it counts no more (bot.services.doubts)
asked, confirmed      30 d    the marks that tell when; a record keeps the day it was confirmed
who told how she was  2 mo    a keyed hash, of the staff (bot.services.wellbeing)
how teams were        12 mo   counts of institutions
visitors              30 d    who looked around and sent nothing: erased
clients               30 d    after the last consent ended and the last referral closed: erased
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar, cast

import structlog
from sqlalchemy import ColumnElement, CursorResult, delete, exists, func, or_, select

from bot import delivery, transit
from bot.db.apart import SpoiltError, apart
from bot.db.common_work import Wellbeing, WellbeingAsked
from bot.db.directory import Hold, ServiceCheck, Unanswered
from bot.db.models import (
    Case,
    Consent,
    Conversation,
    DeadLetter,
    Guess,
    Inbox,
    Invite,
    Outbox,
    Person,
    Referral,
    Staff,
    StepTime,
    TransitKey,
)
from bot.db.tx import Tx
from bot.services import browsers, doubts, freshness, one_time, talk_ends
from bot.services.access import led_by_a_stranger
from bot.services.consents import withdraw
from bot.services.found import FRESH
from bot.services.own_data import erase
from bot.services.steady import trusted
from bot.services.wellbeing import months_before
from flows.definitions import book
from flows.engine.session import Session

log = structlog.get_logger()

T = TypeVar("T")

DRAFT = timedelta(hours=72)
LETTER = timedelta(days=7)
PASSED = timedelta(days=7)
GUESSED = timedelta(days=1)
INVITED = timedelta(days=7)
CLIENT = timedelta(days=30)
ANSWERED, STRAIN = 2, 12  # months
STEP_TIME = timedelta(days=180)
HOLD = timedelta(days=30)
QUESTION = timedelta(days=365)
UNASKED = timedelta(days=730)
AT_ONCE = 200  # persons and consents of one sweep; the rest waits an hour


def hourly(tx: Tx) -> dict[str, int]:
    """The sweep, unless the date is in doubt (``bot.services.steady``): then no rule is applied, aloud."""
    return sweep(tx) if trusted(tx) else {}


def sweep(tx: Tx) -> dict[str, int]:
    """Apply every rule; how many rows each one met."""
    return {name: rule(tx) for name, rule in RULES.items()}


def _drafts(tx: Tx) -> int:
    """Answers go, also those in a parked draft. What buttons under notices mean stays, and how many notices
    there were: an old button must not answer a new question."""
    old = Conversation.updated_at < tx.now - DRAFT, Conversation.body_sealed.is_not(None)
    rows = tx.db.scalars(
        select(Conversation).where(*old).order_by(Conversation.updated_at).limit(AT_ONCE).with_for_update(),
        execution_options=FRESH,
    ).all()
    drafts = {flow.id for flow in book().flows.values() if flow.parks}
    emptied = 0
    for row in rows:
        try:
            session = Session.from_json(tx.unseal(row, "body"))
        except Exception as fault:  # noqa: BLE001 - answers that nobody can read go like all others
            log.error("retention.fault", kind="drafts", error=type(fault).__name__)
            row.body_sealed, row.updated_at = None, tx.now
            emptied += 1
            continue
        left = session.forgotten(drafts)
        emptied += session != left or not (left.notices or left.lost)
        if session != left:
            delivery.unprotect(tx, row.person_id)  # a page or a chat may still show what was answered
        tx.seal(row, "body", left.to_json() if left.notices or left.lost else None)
        row.updated_at = tx.now  # not looked at again before three days are over
    return emptied


def _dead_letters(tx: Tx) -> int:
    return _rows(tx, delete(DeadLetter).where(DeadLetter.at < tx.now - LETTER))


def _transit_keys(tx: Tx) -> int:
    last = (tx.now - transit.LIFE).date().isoformat()
    return _rows(tx, delete(TransitKey).where(TransitKey.day < last))


def _inbox(tx: Tx) -> int:
    return _rows(tx, delete(Inbox).where(Inbox.state != "new", Inbox.received_at < tx.now - PASSED))


def _outbox(tx: Tx) -> int:
    """Also what could never be sent, and what discreet mode held back for somebody who never came."""
    done = (
        Outbox.state.in_(("sent", "failed", "dropped", "held", "talk")),
        Outbox.created_at < tx.now - PASSED,
    )
    return _rows(tx, delete(Outbox).where(*done))


def _guesses(tx: Tx) -> int:
    return _rows(tx, delete(Guess).where(Guess.at < tx.now - GUESSED))


def _invites(tx: Tx) -> int:
    unused = Invite.used_at.is_(None), Invite.expires_at < tx.now - INVITED
    return _rows(tx, delete(Invite).where(*unused))


def _one_time_links(tx: Tx) -> int:
    return _rows(tx, one_time.over(tx.now))


def _browsers(tx: Tx) -> int:
    return _rows(tx, browsers.over(tx.now))


def _consents(tx: Tx) -> int:
    over = tx.db.scalars(
        select(Consent)
        .where(
            Consent.until <= tx.now,  # withdrawn or not: a case without a lead waits no longer than that
            or_(
                exists().where(Referral.consent_id == Consent.id, Referral.closed_at.is_(None)),
                _still_leads(tx),
            ),
        )
        .limit(AT_ONCE)
    ).all()
    return _each(tx, "consents", over, lambda one: withdraw(tx, None, one, "consent_ended"))


def _still_leads(tx: Tx) -> ColumnElement[bool]:
    """That the institution of a ``Consent`` has done its part, and leads on for one that is not on the
    system."""
    lead = exists().where(Staff.id == Referral.lead_id, Staff.institution_id == Consent.institution_id)
    return exists().where(
        Referral.case_id == Consent.case_id,
        Referral.closed_at.is_(None),
        lead.correlate(Referral, Consent),
        led_by_a_stranger(tx),
    )


def _step_times(tx: Tx) -> int:
    return _rows(tx, delete(StepTime).where(StepTime.day < (tx.now - STEP_TIME).date().isoformat()))


def _holds(tx: Tx) -> int:
    ended = func.coalesce(Hold.ended_at, Hold.until)
    return _rows(tx, delete(Hold).where(Hold.state != "held", ended < tx.now - HOLD))


def _questions(tx: Tx) -> int:
    asked_last = Unanswered.last_on < freshness.today(tx) - UNASKED
    return _rows(tx, delete(Unanswered).where(or_(Unanswered.settled_at < tx.now - QUESTION, asked_last)))


def _unreached(tx: Tx) -> int:
    return _rows(tx, doubts.over(tx))


def _checks(tx: Tx) -> int:
    return _rows(tx, delete(ServiceCheck).where(ServiceCheck.at <= tx.now - freshness.KEPT))


def _wellbeing_asked(tx: Tx) -> int:
    return _rows(tx, delete(WellbeingAsked).where(WellbeingAsked.month < months_before(tx, ANSWERED)))


def _wellbeing(tx: Tx) -> int:
    return _rows(tx, delete(Wellbeing).where(Wellbeing.month < months_before(tx, STRAIN)))


def _blank_persons(tx: Tx) -> int:
    """Nobody who works here, nobody with a case: only an address, and it has been silent."""
    return _erase(
        tx,
        Person.seen_at < tx.now - DRAFT,
        Person.onboarded_at.is_(None),
        ~exists().where(Case.person_id == Person.id),
    )


def _visitors(tx: Tx) -> int:
    """Known, but nobody's client: what she told of herself serves nothing once she stays away."""
    return _erase(
        tx,
        Person.seen_at < tx.now - CLIENT,
        Person.onboarded_at.is_not(None),
        ~exists().where(Case.person_id == Person.id),
    )


def _clients(tx: Tx) -> int:
    """Whose every consent has ended and on whose case nobody works: there is no ground left to keep her
    data."""
    since = tx.now - CLIENT
    return _erase(
        tx,
        Person.seen_at < since,
        exists().where(Case.person_id == Person.id),
        ~exists().where(Case.person_id == Person.id, Case.opened_at >= since),
        ~exists().where(
            Referral.person_id == Person.id, Referral.closed_at.is_(None) | (Referral.closed_at >= since)
        ),
        ~exists().where(
            Consent.person_id == Person.id,
            Consent.withdrawn_at.is_(None),
            Consent.until > since,
            exists().where(Referral.consent_id == Consent.id, Referral.closed_at.is_(None)),
        ),
    )


def _erase(tx: Tx, *conditions: Any) -> int:
    people = tx.db.scalars(
        select(Person)
        .where(Person.key_wrapped.is_not(None), ~exists().where(Staff.person_id == Person.id), *conditions)
        .order_by(Person.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True),
        execution_options=FRESH,
    ).all()
    return _each(tx, "persons", people, lambda one: erase(tx, one))


def _each(tx: Tx, kind: str, ones: Sequence[T], do: Callable[[T], object]) -> int:
    """Each by itself: a fault at one of them keeps no other from its end."""
    done = 0
    for one in ones:
        try:
            apart(tx, partial(do, one))
            done += 1
        except SpoiltError as fault:
            log.error("retention.fault", kind=kind, error=fault.kind)
    return done


def _rows(tx: Tx, statement: Any) -> int:
    return cast("CursorResult[Any]", tx.db.execute(statement)).rowcount


RULES: Mapping[str, Callable[[Tx], int]] = MappingProxyType(
    {
        "drafts": _drafts,
        "dead_letters": _dead_letters,
        "transit_keys": _transit_keys,
        "inbox": _inbox,
        "step_times": _step_times,
        "outbox": _outbox,
        "guesses": _guesses,
        "wellbeing_asked": _wellbeing_asked,
        "wellbeing": _wellbeing,
        "talks": talk_ends.forget,
        "holds": _holds,
        "questions": _questions,
        "unreached": _unreached,
        "checks": _checks,
        "invites": _invites,
        "one_time_links": _one_time_links,
        "browsers": _browsers,
        "consents": _consents,
        "blank_persons": _blank_persons,
        "visitors": _visitors,
        "clients": _clients,
    }
)
