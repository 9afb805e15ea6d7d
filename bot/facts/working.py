"""The case that somebody works on, for the facts which only they may look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.db.models import Case, Referral
from bot.db.tx import Tx
from bot.services.access import Actor, permitted
from bot.services.onward_ways import ACTIVE


def working(tx: Tx, actor: Actor, action: str, answers: Mapping[str, Any]) -> tuple[Referral, Case] | None:
    """The referral that ``answers.referral`` names, and its case; None where nobody works on it (any more) or
    the actor may not do ``action`` on it."""
    referral = tx.db.get(Referral, answers.get("referral") or "")
    if referral is None or referral.state not in ACTIVE or not permitted(tx, actor, action, referral):
        return None
    return referral, tx.db.get_one(Case, referral.case_id)
