"""On paper stands what was consented to; who took it is written down."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from bot.db.models import Audit, Consent, Deadline, Referral
from bot.db.tx import Tx
from bot.services.papers import form_wanted
from bot.services.readers import readers
from bot.services.referrals import referred
from bot.services.sending import handed_over
from tests.conftest import Clock
from tests.services.cast import GIST, NAME, PROFILE, WORD, Cast, asked, newcomer, to


@pytest.fixture
async def referral_id(cast: Cast, transact: Callable[..., Any]) -> str:
    """Olha refers to a lawyer whose institution is not on the system."""

    def send(tx: Tx) -> str:
        data = asked(to("legal", "paper", leads=True, track="legal"), profile=PROFILE)
        referred(tx, cast.actor(tx, "olha"), data)
        return tx.db.scalars(select(Referral.id)).one()

    made: str = await transact(send)
    return made


def printed(tx: Tx) -> str:
    (handed,) = tx.handed
    assert handed.attachment.name == "form.pdf"
    pages = PdfReader(io.BytesIO(handed.attachment.content)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


async def test_the_form_says_what_was_consented_to(
    cast: Cast, referral_id: str, transact: Callable[..., Any]
) -> None:
    def ask(tx: Tx) -> Any:
        kind = form_wanted(tx, cast.actor(tx, "olha"), {"referral": referral_id}).kind
        return kind, printed(tx), tx.handed[0].person_id

    kind, text, to_whom = await transact(ask)
    assert (kind, to_whom) == ("made", cast.people["olha"])
    for words in (NAME, "+380 67 000 00 01", GIST, WORD, "з 10:00 до 17:00", "після обіду", "Жовтий рівень"):
        assert words in text
    for words in (
        "Зразок: cnap",
        "Працівник olha, посада",
        "Зразок: legal",
        "Чи має людина потрібні документи? — Не всі.",
        "так, письмова",
        "25 листопада, 10:00",
    ):
        assert words in text


async def test_what_was_not_consented_to_stays_off_the_paper(
    cast: Cast, referral_id: str, transact: Callable[..., Any]
) -> None:
    def ask(tx: Tx) -> str:
        tx.db.scalars(select(Consent)).one().fields = ["contact"]
        form_wanted(tx, cast.actor(tx, "olha"), {"referral": referral_id})
        return printed(tx)

    text = await transact(ask)
    assert "+380 67 000 00 01" in text
    assert [words for words in (NAME, GIST, WORD, "Жовтий рівень") if words in text] == []
    assert "потрібні документи" not in text


async def test_printing_is_a_reading_the_person_sees(
    cast: Cast, referral_id: str, transact: Callable[..., Any]
) -> None:
    await transact(lambda tx: form_wanted(tx, cast.actor(tx, "olha"), {"referral": referral_id}))

    def look(tx: Tx) -> Any:
        referral = tx.db.get_one(Referral, referral_id)
        return tx.db.scalars(select(Audit.action).order_by(Audit.id)).all()[-1], readers(
            tx, referral.person_id
        )

    action, lines = await transact(look)
    assert action == "form_wanted"
    assert [(line["a"]["name"], line["a"]["institution"]) for line in lines] == [
        ("Працівник olha", "Зразок: cnap")
    ]


async def test_what_one_worker_reads_within_the_hour_is_one_line(
    cast: Cast, referral_id: str, transact: Callable[..., Any], clock: Clock
) -> None:
    for minutes in (0, 1, 40, 130):
        clock.move(minutes=minutes)
        await transact(lambda tx: form_wanted(tx, cast.actor(tx, "olha"), {"referral": referral_id}))

    def look(tx: Tx) -> Any:
        return [line["a"]["at"]["at"] for line in readers(tx, tx.db.get_one(Referral, referral_id).person_id)]

    begun = clock.at - timedelta(minutes=130)
    assert await transact(look) == [clock.at.isoformat(), begun.isoformat()]


@pytest.mark.parametrize("who", ["petro", "iryna", "coordinator", "stranger"])
async def test_nobody_else_prints_it(
    cast: Cast, referral_id: str, transact: Callable[..., Any], who: str
) -> None:
    def ask(tx: Tx) -> Any:
        actor = newcomer(tx) if who == "stranger" else cast.actor(tx, who)
        return form_wanted(tx, actor, {"referral": referral_id}).kind, tx.handed

    assert await transact(ask) == ("not_permitted", [])


async def test_a_consent_taken_back_prints_nothing(
    cast: Cast, referral_id: str, transact: Callable[..., Any]
) -> None:
    def ask(tx: Tx) -> Any:
        tx.db.scalars(select(Consent)).one().withdrawn_at = tx.now
        olha = cast.actor(tx, "olha")
        taken = handed_over(tx, olha, {"referral": referral_id, "taken_by": "Тарас"}).kind
        return form_wanted(tx, olha, {"referral": referral_id}).kind, taken, tx.handed

    assert await transact(ask) == ("not_permitted", "not_permitted", [])


async def test_who_took_it_and_when_is_sealed_and_the_taking_counts(
    cast: Cast, referral_id: str, transact: Callable[..., Any], clock: Clock
) -> None:
    clock.move(hours=1)

    def take(tx: Tx) -> Any:
        kind = handed_over(
            tx, cast.actor(tx, "olha"), {"referral": referral_id, "taken_by": "Тарас, юрист"}
        ).kind
        referral = tx.db.get_one(Referral, referral_id)
        open_ = select(Deadline.kind).where(Deadline.kind == "acknowledge", Deadline.met_at.is_(None))
        return (
            kind,
            referral.state,
            referral.taken_at,
            tx.unseal(referral, "taken_by"),
            list(tx.db.scalars(open_)),
        )

    assert await transact(take) == ("ok", "accepted", clock.at, "Тарас, юрист", [])


@pytest.mark.parametrize("who", ["petro", "iryna", "vn_coordinator"])
async def test_nobody_else_says_who_took_it(
    cast: Cast, referral_id: str, transact: Callable[..., Any], who: str
) -> None:
    def take(tx: Tx) -> str:
        return handed_over(tx, cast.actor(tx, who), {"referral": referral_id, "taken_by": "Тарас"}).kind

    assert await transact(take) == "not_permitted"


async def test_a_recipient_on_the_system_takes_a_case_there(cast: Cast, transact: Callable[..., Any]) -> None:
    def take(tx: Tx) -> str:
        referred(tx, cast.actor(tx, "olha"), asked(to("social", leads=True)))
        referral = tx.db.scalars(select(Referral.id)).one()
        return handed_over(tx, cast.actor(tx, "olha"), {"referral": referral, "taken_by": "Тарас"}).kind

    assert await transact(take) == "not_permitted"
