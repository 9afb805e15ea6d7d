"""The coordinators watch over every case: what happened to one reaches them at once."""

from __future__ import annotations

from collections.abc import Container

from bot.db.models import Case, Deadline, Referral
from bot.db.tx import Tx
from bot.services import deadlines
from bot.services.hearers import coordinators_of
from bot.services.lines import colour, when


def alert_coordinators(tx: Tx, case: Case, referral: Referral | None, *, but: Container[str] = ()) -> None:
    """Say that the case needs them, to all but those persons. The button «Бачу, беру на себе» is about what
    runs for the referral; where nothing runs it opens the list of deadlines."""
    running = to_hear_of(tx, referral)
    contact = deadlines.open_deadline(tx, referral, "contact") if referral is not None else None
    for one in coordinators_of(tx, case):
        if one.person_id not in but:
            tx.tell(
                one.person_id,
                "coordinator_alert",
                code=case.code,
                colour=colour(tx, case),
                due=when(contact.due_at) if contact is not None else None,
                referral=referral.id if referral is not None else None,
                deadline=running.id if running is not None else None,
                also=[],
            )


def to_hear_of(tx: Tx, referral: Referral | None) -> Deadline | None:
    """What runs for the referral and somebody can say she has seen: taking it, else the first contact."""
    if referral is None:
        return None
    acknowledge = deadlines.open_deadline(tx, referral, "acknowledge")
    return acknowledge or deadlines.open_deadline(tx, referral, "contact")
