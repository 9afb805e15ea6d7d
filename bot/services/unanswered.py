"""Questions that nobody could answer: left without a name, settled by who keeps the directory.

Of who asked nothing is kept anywhere, the audit log included: words that passed ``flows.rules.questions``,
how often, and days.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from bot.db.directory import Unanswered
from bot.db.tx import Tx
from bot.services import audit
from bot.services.access import Actor, permitted
from bot.services.found import FRESH
from bot.services.screenings import region_of
from flows.engine.said import Happened
from flows.rules.questions import kept

OK = Happened("ok")


def question_left(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """One more time that these words were asked in the region; asked again, a settled question is open: the
    answer was not found. What must not be kept is left out here once more."""
    words = kept(str(data["words"] or "")).words
    if not words:
        return OK
    today = tx.now.astimezone(tx.world.zone).date()
    region = region_of(tx, actor)
    again = update(Unanswered).where(Unanswered.region == region, Unanswered.words == words)
    counted = again.values(times=Unanswered.times + 1, last_on=today, settled_at=None)
    if not cast("CursorResult[Any]", tx.db.execute(counted)).rowcount:
        row = Unanswered(id=tx.new_id(), region=region, words=words, first_on=today, last_on=today)
        tx.db.add(row)
        tx.db.flush()
    return OK


def question_settled(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """An article or a record answers it now. ``gone``: somebody else has settled it."""
    query = select(Unanswered).where(Unanswered.id == data["question"]).with_for_update()
    question = tx.db.scalars(query, execution_options=FRESH).one_or_none()
    if question is None or not permitted(tx, actor, "question_settled", question):
        return Happened("not_permitted")
    if question.settled_at is not None:
        return Happened("gone")
    question.settled_at = tx.now
    audit.record(tx, actor, "question_settled", detail=question.id)
    return OK
