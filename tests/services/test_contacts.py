"""No message leaves outside the hours that the person called safe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.db.models import Audit, SafeContact
from bot.db.tx import Tx
from bot.services.access import actor_of
from bot.services.contacts import allowed_from, contact_changed, next_allowed, safe_contact
from bot.services.referrals import referred
from tests.conftest import Clock
from tests.services.cast import CONTACT, PHONE, WORD, Cast, asked, newcomer, to

KYIV = ZoneInfo("Europe/Kyiv")


def kyiv(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=KYIV).astimezone(UTC)


TABLE = [
    # window, now, next allowed (Kyiv)
    (None, (2026, 11, 23, 10, 0), (2026, 11, 23, 10, 0)),
    (None, (2026, 11, 23, 20, 59), (2026, 11, 23, 20, 59)),
    (None, (2026, 11, 23, 21, 0), (2026, 11, 24, 8, 0)),
    (None, (2026, 11, 23, 7, 59), (2026, 11, 23, 8, 0)),
    ((17, 21), (2026, 11, 23, 10, 0), (2026, 11, 23, 17, 0)),
    ((17, 21), (2026, 11, 23, 17, 0), (2026, 11, 23, 17, 0)),
    ((17, 21), (2026, 11, 23, 21, 30), (2026, 11, 24, 17, 0)),
    ((9, 9), (2026, 11, 23, 22, 0), (2026, 11, 24, 8, 0)),  # a window of nothing is none
    ((20, 9), (2026, 11, 23, 12, 0), (2026, 11, 23, 20, 0)),  # over midnight
    ((20, 9), (2026, 11, 24, 3, 0), (2026, 11, 24, 3, 0)),
    ((None, 9), (2026, 11, 24, 3, 0), (2026, 11, 24, 8, 0)),
    ((8, 12), (2026, 10, 24, 13, 0), (2026, 10, 25, 8, 0)),  # the clocks go back that night
    ((8, 12), (2026, 3, 28, 13, 0), (2026, 3, 29, 8, 0)),  # and forward that one
]


@pytest.mark.parametrize(("window", "now", "then"), TABLE)
def test_the_next_safe_moment(window: Any, now: tuple[int, ...], then: tuple[int, ...]) -> None:
    contact = {"way": "call", "from": window[0], "to": window[1]} if window else None
    assert next_allowed(contact, kyiv(*now), KYIV) == kyiv(*then)


@given(
    st.integers(8, 20),
    st.integers(1, 13),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
)
def test_whenever_it_is_the_next_safe_moment_is_inside_and_within_a_day(
    opens: int, length: int, at: datetime
) -> None:
    closes = min(opens + length, 21)
    then = next_allowed({"from": opens, "to": closes}, at, KYIV)
    assert opens <= then.astimezone(KYIV).hour < closes
    assert 0 <= (then - at).total_seconds() <= 25 * 3600


async def test_a_new_contact_takes_the_place_of_the_old_one_and_is_sealed(
    transact: Callable[..., Any],
) -> None:
    def change(tx: Tx) -> Any:
        actor = newcomer(tx)
        contact_changed(tx, actor, {"contact": {**CONTACT, "from": 8, "to": 9}})
        contact_changed(tx, actor, {"contact": {**CONTACT, "unasked": "x"}})
        row = tx.db.scalars(select(SafeContact)).one()
        return safe_contact(tx, actor.person_id), row.body_sealed, allowed_from(tx, actor.person_id)

    kept, sealed, allowed = await transact(change)
    assert kept == CONTACT
    assert PHONE.encode() not in sealed
    assert WORD.encode() not in sealed
    assert allowed == kyiv(2026, 11, 23, 10, 0)


async def test_whoever_might_call_hears_that_the_contact_changed(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    def refer(tx: Tx) -> str:
        actor = newcomer(tx)
        recipients = to("social", "electronic", leads=True), to("legal", "electronic")
        referred(tx, actor, asked(*recipients, mode="self"))
        return actor.person_id

    person_id = await transact(refer)
    clock.move(hours=1)

    def change(tx: Tx) -> Any:
        contact_changed(tx, actor_of(tx, person_id), {"contact": {**CONTACT, "number": "+380670000009"}})
        return [(one.person_id, one.notice, sorted(one.give)) for one in tx.told]

    assert await transact(change) == [(cast.people["iryna"], "contact_changed", ["code", "referral"])]
    actions = await transact(lambda tx: list(tx.db.scalars(select(Audit.action).order_by(Audit.id))))
    assert actions == ["referred", "contact_changed"]
