"""The questions to the person: was there a contact, did you get there. Asked in her safe hours, once; «не
зараз» asks again the next day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot import ladder
from bot.db.models import Case, Deadline, Identity, Nudge, Referral
from bot.db.tx import Tx
from bot.services.grades import grade_of
from bot.services.nudging import tell_now
from bot.services.planning import add_nudge, drop_nudges, meet, new_deadline, standing

LATER = timedelta(hours=24)


def ask_contact(tx: Tx, case: Case, referral: Referral) -> None:
    """A contact was claimed: ask her, as soon as her safe hours let it, whether it happened. A question
    whether she got there has become idle."""
    asked = standing(tx, referral, "asked") or new_deadline(tx, case, referral, "asked")
    asked.due_at = tx.now
    tx.db.flush()
    drop_nudges(tx, asked)
    add_nudge(tx, asked, "claimed", "person", tx.now)
    tell_now(tx, referral)


def ask_anew(tx: Tx, referral: Referral) -> None:
    """The same question tomorrow."""
    asked = standing(tx, referral, "asked")
    if asked is None:
        return
    last = tx.db.scalars(
        select(Nudge)
        .where(Nudge.deadline_id == asked.id, Nudge.told_at.is_not(None))
        .order_by(Nudge.told_at.desc())
        .limit(1)
    ).first()
    drop_nudges(tx, asked)
    add_nudge(tx, asked, last.stage if last is not None else "asked", "person", tx.now + LATER)


def said_no(tx: Tx, case: Case, referral: Referral) -> None:
    """She did not get there: who hears of it is the region's ladder («said no»)."""
    asked = standing(tx, referral, "asked")
    if asked is None:
        return
    drop_nudges(tx, asked)
    terms = grade_of(tx, case).terms
    for one in ladder.plan_said_no(terms, tx.now, tx.world.zone.key):
        add_nudge(tx, asked, one.stage, one.whom, one.at, urgent=one.urgent, repeat=one.repeat)
    tell_now(tx, referral)


def answered(tx: Tx, referral: Referral) -> None:
    """She has answered; nothing is asked any more."""
    meet(tx, referral, "asked")


def asked_already(tx: Tx, case: Case) -> bool:
    """Whether a question is planned or was asked: a person is asked once, not once for each recipient."""
    rows = select(Deadline.id).where(Deadline.case_id == case.id, Deadline.kind == "asked").limit(1)
    return tx.db.scalar(rows) is not None


def tell_news(tx: Tx, case: Case) -> None:
    """That there is something to look at, no more; nothing where no channel reaches her. Her safe hours and
    discreet mode are the delivery's business."""
    reachable = select(Identity.id).where(Identity.person_id == case.person_id, Identity.reachable)
    if tx.db.scalar(reachable.limit(1)) is not None:
        tx.tell(case.person_id, "person_news")
