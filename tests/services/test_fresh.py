"""What a service holds for a change it reads as it is now, not as this transaction saw it a moment ago.

Another process is played by a statement that the session knows nothing of; that every lock reads afresh is
held by the conftest here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from bot import conversation
from bot.db.models import Base, Consent, Conversation, Invite, Referral
from bot.db.tx import Tx
from bot.i18n import Translator
from bot.services import consents, sending, team
from bot.services.access import actor_of
from bot.services.referrals import referred
from flows.definitions import book
from flows.engine.said import Commanded
from tests.services.cast import Cast, asked, to


def elsewhere(tx: Tx, table: type[Base], **values: Any) -> None:
    """Change the table's rows behind the session's back."""
    rows: Any = table.__table__
    assert isinstance(rows, Table)
    tx.db.flush()
    tx.db.connection().execute(update(rows).values(**values))


@pytest.mark.parametrize(
    ("event", "state", "kind"),
    [("signed_off", "sent", "gone"), ("handed_over", "withdrawn", "not_permitted")],
)
async def test_a_referral_that_changed_meanwhile_is_seen_as_it_is(
    cast: Cast, transact: Callable[..., Any], event: str, state: str, kind: str
) -> None:
    where = {
        "signed_off": ("vn_specialist", "vn_head", "vn_social"),
        "handed_over": ("olha", "olha", "legal"),
    }

    def act(tx: Tx) -> str:
        sender, who, place = where[event]
        referred(tx, cast.actor(tx, sender), asked(to(place, leads=True)))
        referral = tx.db.scalars(select(Referral)).one()
        elsewhere(tx, Referral, state=state)
        data = {"referral": referral.id, "agreed": True, "taken_by": "Чергова"}
        return str(getattr(sending, event)(tx, cast.actor(tx, who), data).kind)

    assert await transact(act) == kind


async def test_a_consent_taken_back_meanwhile_is_not_taken_back_again(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def act(tx: Tx) -> str:
        referred(tx, cast.actor(tx, "olha"), asked(to("social", leads=True)))
        consent = tx.db.scalars(select(Consent)).one()
        elsewhere(tx, Consent, withdrawn_at=tx.now)
        return consents.consent_withdrawn(tx, cast.actor(tx, "olha"), {"consent": consent.id}).kind

    assert await transact(act) == "gone"


async def test_an_invite_used_meanwhile_is_used(cast: Cast, transact: Callable[..., Any]) -> None:
    def act(tx: Tx) -> str:
        data = {"institution": "social", "roles": ["lead"]}
        made = team.invited(tx, cast.actor(tx, "coordinator"), data).data["links"][0]
        invite = tx.db.scalars(select(Invite)).one()
        elsewhere(tx, Invite, used_at=tx.now)
        assert invite.used_at is None, "the session knows nothing of it"
        given = {"token": made.split("=")[1], "name": "Хтось", "position": None, "phone": None}
        return team.joined(tx, cast.actor(tx, "petro"), given).kind

    assert await transact(act) == "used"


async def test_a_turn_goes_on_from_the_conversation_as_it_is_now(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    """Who looked at it before the turn (``delivery.put_away``) must not bring an old one back."""

    def act(tx: Tx) -> int:
        actor = actor_of(tx, cast.people["petro"])
        menu = Commanded("menu")
        conversation.turn(tx, book(), Translator(("uk",)), actor, menu)
        assert conversation.touched_since(tx, actor.person_id, tx.now) is False
        elsewhere(tx, Conversation, visit=70, body_sealed=None)
        conversation.turn(tx, book(), Translator(("uk",)), actor, menu)
        return tx.db.get_one(Conversation, actor.person_id).visit

    assert await transact(act) > 70
