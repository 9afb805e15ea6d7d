"""A lead writes to a person in the chat she chose; what leaves the program tells nothing, and ends with the
consent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import delivery, transit
from bot.conversation import notices
from bot.db.models import (
    Audit,
    CaseEvent,
    Consent,
    ContactAttempt,
    Identity,
    Letter,
    Outbox,
    Person,
    Referral,
    SafeContact,
    Staff,
)
from bot.db.tx import Tx
from bot.effects import EFFECTS
from bot.i18n import Translator
from bot.services.access import actor_of
from bot.services.contacts import keep
from bot.services.own_data import erase
from flows.definitions import book
from tests.conftest import Clock
from tests.services.house import CONTACT, House, furnished, kyiv

IN_CHAT = {**CONTACT, "way": "web", "number": None, "from": 9, "to": 18}
WORDS, ANSWER = "Чекаємо на Вас у вівторок.", "Прийду о десятій."


@pytest.fixture
async def house(transact: Callable[..., Any], clock: Clock) -> House:
    """Olena's case is led by Lesia; Olena waits for an answer on her page, from nine to six."""
    clock.at = kyiv("2026-11-23 10:00")
    house = await furnished(transact, clock)
    await house.refer()
    await named(house, IN_CHAT)
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    house.forget()
    return house


async def named(house: House, contact: dict[str, Any], who: str = "olena") -> None:
    await house.run(lambda tx: keep(tx, house.ids[who], contact))


async def write(house: House, who: str = "lesia", text: str = WORDS, referral: str = "referral") -> str:
    return (await house.do(who, "written", referral=house.ids[referral], text=text)).kind


async def answer(house: House, who: str = "olena") -> str:
    return (await house.do(who, "replied", referral=house.ids["referral"], text=ANSWER)).kind


async def count(house: House, table: Any, *where: Any) -> int:
    found: int = await house.run(
        lambda tx: tx.db.scalar(select(func.count()).select_from(table).where(*where))
    )
    return found


async def opened(house: House) -> Any:
    return (await house.fact("olena", "letters", referral=house.ids["referral"]))["open"]


# Writing ----------------------------------------------------------------------------------------------------


async def test_a_letter_is_sealed_announced_and_counts_as_an_attempt(house: House) -> None:
    assert await write(house) == "ok"
    assert house.told == [("olena", "letter_waits", {"referral": house.ids["referral"]})]
    assert await count(house, ContactAttempt, ContactAttempt.way == "chat") == 1
    assert await count(house, Audit, Audit.action == "written") == 1
    assert await count(house, CaseEvent, CaseEvent.kind == "written") == 1
    letter = await house.run(lambda tx: tx.db.scalars(select(Letter)).one())
    assert WORDS.encode() not in letter.body_sealed
    assert (letter.from_staff, letter.read_at) == (True, None)


@pytest.mark.parametrize("who", ["iryna", "petro", "nadia", "vira", "olena"])
async def test_nobody_writes_but_who_leads_the_case_or_stands_in(house: House, who: str) -> None:
    assert await write(house, who) == "not_permitted"
    assert await count(house, Letter) == 0
    assert house.told == []


async def test_the_deputy_writes_too(house: House) -> None:
    assert await write(house, "daria") == "ok"


@pytest.mark.parametrize("way", ["call", "sms", "through", "telegram", None])
async def test_where_her_safe_way_is_no_chat_of_hers_nothing_is_written(
    house: House, way: str | None
) -> None:
    await named(house, {**IN_CHAT, "way": way})
    assert await write(house) == "unreachable"
    assert await count(house, Letter) == await count(house, ContactAttempt) == 0
    assert (await house.fact("lesia", "card", referral=house.ids["referral"]))["chat"] is False


async def test_a_chat_that_is_shut_is_not_written_to(house: House) -> None:
    def shut(tx: Tx) -> None:
        for one in tx.db.scalars(select(Identity).where(Identity.person_id == house.ids["olena"])):
            one.reachable = False

    await house.run(shut)
    assert await write(house) == "unreachable"


async def test_without_a_consent_to_her_contact_nothing_is_written(house: House) -> None:
    await house.change(Consent, house.ids["consent"], fields=["name", "gist", "level"])
    assert await write(house) == "not_permitted"
    assert (await house.fact("lesia", "card", referral=house.ids["referral"]))["chat"] is False


async def test_letters_of_one_night_are_announced_once_and_by_day_each(house: House, clock: Clock) -> None:
    clock.at = kyiv("2026-11-23 22:00")
    await write(house)
    await write(house)
    assert house.heard("olena") == ["letter_waits"]
    clock.at = kyiv("2026-11-24 10:00")
    await write(house)
    assert house.heard("olena") == ["letter_waits", "letter_waits"]


async def test_in_discreet_mode_one_notice_waits_for_her(house: House) -> None:
    await house.change(Person, house.ids["olena"], discreet=True)
    await write(house)
    await write(house)
    assert house.heard("olena") == ["letter_waits"]


# The way to her ---------------------------------------------------------------------------------------------


async def pushed(house: House, *, discreet: bool = False) -> list[tuple[str, str, Any, str]]:
    """What the outbox holds for Olena after a letter: (channel, state, from when on, all its words)."""
    await house.change(Person, house.ids["olena"], discreet=discreet)
    translator = Translator(("uk",))

    def send(tx: Tx) -> Any:
        data = {"referral": house.ids["referral"], "text": WORDS}
        EFFECTS["written"](tx, actor_of(tx, house.ids["lesia"]), data)
        for spoke in notices(tx, book(), translator):
            delivery.deliver(tx, translator, spoke)
        place = f"outbox:{house.ids['olena']}:body"
        rows = tx.db.execute(
            select(Outbox, Identity.channel)
            .join(Identity, Identity.id == Outbox.identity_id)
            .where(Outbox.person_id == house.ids["olena"])
        )
        return [
            (channel, row.state, row.not_before, transit.unseal(tx, place, row.body_sealed).decode())
            for row, channel in rows
        ]

    rows: list[tuple[str, str, Any, str]] = await house.run(send)
    return rows


async def test_the_push_is_without_content_and_waits_for_her_hours(house: House, clock: Clock) -> None:
    clock.at = kyiv("2026-11-23 20:00")
    [(_, state, from_when, words)] = await pushed(house)
    assert (state, from_when) == ("new", kyiv("2026-11-24 09:00"))
    assert "Для Вас є повідомлення." in words
    for word in (WORDS, "Зразок", "social", "К7М", "справ", "установ"):
        assert word.lower() not in words.lower()


async def test_discreet_mode_holds_the_push(house: House) -> None:
    [(_, state, _, _)] = await pushed(house, discreet=True)
    assert state == "held"


async def test_the_push_comes_to_the_chat_she_named_not_to_the_one_used_last(house: House) -> None:
    def another(tx: Tx) -> None:
        identity = Identity(
            id=tx.new_id(),
            person_id=house.ids["olena"],
            channel="telegram",
            address_index="shared",
            reachable=True,
            last_used_at=kyiv("2026-11-23 09:59"),
        )
        tx.seal(identity, "address", "shared")
        tx.db.add(identity)
        for one in tx.db.scalars(select(Identity).where(Identity.person_id == house.ids["olena"])):
            one.last_used_at = kyiv("2026-11-23 09:00") if one.channel == "web" else one.last_used_at

    await house.run(another)
    assert [channel for channel, *_ in await pushed(house)] == ["web"]


# Reading and answering --------------------------------------------------------------------------------------


async def test_she_reads_who_writes_and_what_and_the_lead_sees_that_it_was_read(house: House) -> None:
    await write(house)
    known = await house.fact("olena", "letters")
    assert (known["unread"], known["only"], known["open"]) == (1, house.ids["referral"], None)
    assert "social" not in json.dumps(known, ensure_ascii=False), "who writes is named on the opened screen"
    talk = await opened(house)
    assert (talk["institution"], talk["may_reply"]) == ("Зразок: social", True)
    assert [one["a"]["words"] for one in talk["lines"]] == [WORDS]
    assert (await house.fact("olena", "letters"))["unread"] == 0
    card = await house.fact("lesia", "card", referral=house.ids["referral"])
    assert [one["m"] for one in card["letters"]] == ["letters.from_us_read"]


async def test_her_answer_is_told_with_code_and_colour_and_changes_nothing_else(house: House) -> None:
    await write(house)
    house.forget()
    assert await answer(house) == "ok"
    [(who, notice, give)] = house.told
    assert (who, notice, sorted(give)) == ("lesia", "reply_came", ["code", "colour", "referral"])
    referral = await house.row(Referral, house.ids["referral"])
    assert (referral.state, referral.contacted_at) == ("accepted", None)
    card = await house.fact("lesia", "card", referral=house.ids["referral"])
    assert card["replied"] is True
    assert [one["a"]["words"] for one in card["letters"]] == [WORDS, ANSWER]
    assert await count(house, Letter, Letter.read_at.is_(None)) == 1, "hers was read with the card"
    assert await count(house, Audit, Audit.action == "replied") == 1


async def test_where_the_lead_is_away_her_deputy_hears_of_the_answer(house: House) -> None:
    await write(house)
    await house.change(Staff, house.ids["staff:lesia"], away_until=kyiv("2026-12-01 10:00"))
    house.forget()
    await answer(house)
    assert [who for who, *_ in house.told] == ["daria"]


@pytest.mark.parametrize("who", ["iryna", "petro", "nadia", "vira"])
async def test_nobody_else_reads_the_letters(house: House, who: str) -> None:
    await write(house)
    await answer(house)
    seen = [
        await house.fact(who, "card", referral=house.ids["referral"]),
        await house.fact(who, "letters", referral=house.ids["referral"]),
    ]
    assert WORDS not in json.dumps(seen, ensure_ascii=False)
    assert ANSWER not in json.dumps(seen, ensure_ascii=False)
    assert await answer(house, who) == "gone"


async def test_letters_of_two_recipients_are_two_talks_the_newest_first(house: House, clock: Clock) -> None:
    await house.refer(to="cnap", name="second", track="administrative")
    await named(house, IN_CHAT)
    await house.change(Referral, house.ids["second"], lead_id=house.ids["staff:iryna"], state="accepted")
    await write(house)
    clock.move(minutes=5)
    assert await write(house, "iryna", referral="second") == "ok"
    known = await house.fact("olena", "letters", referral=house.ids["second"])
    assert [one["id"] for one in known["talks"]] == [house.ids["second"], house.ids["referral"]]
    assert (known["only"], known["unread"]) == (None, 2)
    assert known["open"]["institution"] == "Зразок: cnap"
    assert len(known["open"]["lines"]) == 1
    talks = (await house.fact("olena", "letters"))["talks"]
    assert [one["label"]["m"] for one in talks] == ["letters.row", "letters.row_new"]


# «Не вийшли на зв'язок» -------------------------------------------------------------------------------------


async def silent(house: House) -> str:
    done = await house.do("lesia", "status_set", referral=house.ids["referral"], status="silent")
    return f"{done.kind} {done.data.get('have', '')}".strip()


async def test_letters_without_an_answer_count_as_attempts(house: House, clock: Clock) -> None:
    await write(house)
    assert await silent(house) == "needs_attempts 1"
    clock.move(hours=2)
    await write(house)
    assert await silent(house) == "ok"


async def test_letters_that_she_could_not_have_read_yet_do_not_count(house: House, clock: Clock) -> None:
    clock.at = kyiv("2026-11-23 20:00")
    await write(house)
    clock.at = kyiv("2026-11-23 23:00")
    await write(house)
    assert await silent(house) == "needs_attempts 0"
    clock.at = kyiv("2026-11-24 09:30")
    assert await silent(house) == "needs_attempts 1", "both came in the same morning"


async def test_after_an_answer_attempts_are_counted_anew(house: House, clock: Clock) -> None:
    await write(house)
    clock.move(hours=2)
    await write(house)
    await answer(house)
    assert await silent(house) == "needs_attempts 0"


# The end ----------------------------------------------------------------------------------------------------


async def test_withdrawing_the_consent_ends_the_talk_and_leaves_her_what_was_written(house: House) -> None:
    await write(house)
    await house.do("olena", "consent_withdrawn", consent=house.ids["consent"])
    assert await write(house) == "not_permitted"
    assert await answer(house) == "gone"
    assert await house.fact("lesia", "card", referral=house.ids["referral"]) is None
    talk = await opened(house)
    assert talk["may_reply"] is False
    assert len(talk["lines"]) == 1


@pytest.mark.parametrize("whom", ["institution", "staff"])
async def test_whoever_is_excluded_writes_no_more_and_reads_no_more(house: House, whom: str) -> None:
    await write(house)
    data = {"institution": None, "staff": None}
    data[whom] = house.ids["at:social" if whom == "institution" else "staff:lesia"]
    await house.do("olena", "excluded", **data)
    assert await write(house) == "not_permitted"
    assert await house.fact("lesia", "card", referral=house.ids["referral"]) is None
    assert (await answer(house)) == ("gone" if whom == "institution" else "ok")


async def test_a_consent_that_has_run_out_ends_the_talk(house: House, clock: Clock) -> None:
    await write(house)
    clock.move(hours=24 * 181)
    assert await answer(house) == "gone"
    assert await write(house) == "not_permitted"


async def test_a_finished_case_is_not_written_about(house: House) -> None:
    await write(house)
    await house.do(
        "lesia", "outcome_written", referral=house.ids["referral"], outcome="Є договір.", result="met"
    )
    assert await write(house) == "not_permitted"
    assert await answer(house) == "gone"


async def test_erasing_takes_the_letters(house: House) -> None:
    await write(house)
    await answer(house)
    await house.run(lambda tx: erase(tx, tx.db.get_one(Person, house.ids["olena"])))
    assert await count(house, Letter) == 0
    assert await count(house, SafeContact) == 0
