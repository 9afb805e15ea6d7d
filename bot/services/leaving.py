"""What ends together with an institution's way into a case: what it leads for recipients that are not on the
system, and what it has asked the person about. So that nobody knows of her by a way that she has shut, and
nobody waits for an answer that counts no more."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from bot.db.models import Case, Onward, Referral, Staff
from bot.db.tx import Tx
from bot.services.access import excluded_by, led_by_a_stranger
from bot.services.desk import tell_new_lead
from bot.services.found import FRESH
from bot.services.found import staff as present
from bot.services.watching import alert_coordinators


def left(tx: Tx, case: Case, ended: Referral) -> None:
    """The referral has ended for its recipient, by the person's will, by time or handed back. What that
    institution leads of the case for others falls to whoever referred first, else to the coordinators."""
    tx.db.flush()
    unask(tx, case, ended)
    rows = tx.db.execute(
        select(Referral, Staff)
        .join(Staff, Staff.id == Referral.lead_id)
        .where(
            Referral.case_id == case.id,
            Referral.closed_at.is_(None),
            Staff.institution_id == ended.institution_id,
            led_by_a_stranger(tx),
        )
        .order_by(Referral.sent_at, Referral.id)
        .with_for_update(of=Referral),
        execution_options=FRESH,
    ).all()
    for referral, lead in rows:
        _falls_back(tx, case, referral, lead, told=lead.id == ended.lead_id)


def unask(
    tx: Tx, case: Case, after: Referral | None = None, states: Collection[str] = ("prepared", "asked")
) -> None:
    """What was prepared or asked, by that referral's recipient or at all, is over: nothing was passed on, and
    what was written for it is not kept. Institutions that she declined stay declined."""
    query = select(Onward).where(Onward.case_id == case.id, Onward.state.in_(states))
    if after is not None:
        query = query.where(Onward.referral_id == after.id)
    for row in tx.db.scalars(query, execution_options=FRESH).all():
        row.state, row.settled_at = "over", tx.now
        row.ground = row.payer = None
        tx.seal(row, "gist", None)
    tx.db.flush()


def _falls_back(tx: Tx, case: Case, referral: Referral, lead: Staff, *, told: bool) -> None:
    referral.lead_id = None
    tx.db.flush()
    if lead.revoked_at is None and not told:
        tx.tell(lead.person_id, "case_taken_away", code=case.code)
    sender = present(tx, case.opened_by)
    institutions, workers = excluded_by(tx, case.person_id)
    if sender is not None and sender.id not in workers and sender.institution_id not in institutions:
        tell_new_lead(tx, case, referral, sender)
    else:
        alert_coordinators(tx, case, referral)
