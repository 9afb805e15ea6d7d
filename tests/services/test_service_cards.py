"""The card of a service: what it says, and what it does not claim; and the same on paper."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from bot.db.directory import Service
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.i18n import Translator
from bot.services.access import actor_of
from bot.services.open_words import open_words, visits
from bot.services.service_sheets import service_sent
from tests.conftest import Clock
from tests.services.house import KYIV, House, furnished, kyiv

ZONE = KYIV.key
OFFICE = {day: [["09:00", "13:00"], ["14:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
SAY = Translator(("uk",), ZONE)


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    return await furnished(transact, clock)


async def listed(house: House, place: str = "social", **columns: Any) -> str:
    """The id of a new service there."""

    def add(tx: Tx) -> str:
        row = Service(
            id=tx.new_id(),
            institution_id=house.ids[f"at:{place}"],
            region="UA-51",
            name="Порада щодо виплат",
            modified_at=tx.now,
            **columns,
        )
        tx.db.add(row)
        return row.id

    id_: str = await house.run(add)
    return id_


async def card(house: House, who: str, service: str) -> Any:
    return await house.fact(who, "service", service=service)


# When it is open --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-23 10:00", "відчинено до 13:00"),
        ("2026-11-23 13:30", "зараз зачинено, відчиниться сьогодні о 14:00"),
        ("2026-11-23 18:00", "зараз зачинено, відчиниться завтра о 9:00"),
        ("2026-11-27 17:00", "зараз зачинено, відчиниться у понеділок о 9:00"),
    ],
)
def test_it_says_until_when_or_when_next(now: str, words: str) -> None:
    assert SAY.text("uk", open_words(OFFICE, kyiv(now), ZONE)) == words


def test_an_hour_that_begins_with_a_vowel_is_said_as_people_say_it() -> None:
    late = {"tue": [["11:00", "12:00"]]}
    words = open_words(late, kyiv("2026-11-23 10:00"), ZONE)
    assert SAY.text("uk", words) == "зараз зачинено, відчиниться завтра об 11:00"


def test_a_day_that_ends_at_midnight_and_goes_on_has_no_closing_then() -> None:
    always = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    assert SAY.text("uk", open_words(always, kyiv("2026-11-23 22:00"), ZONE)) == "відчинено"


@pytest.mark.parametrize("hours", [{}, None, {"mon": "9-18"}, {"someday": [["09:00", "10:00"]]}])
def test_of_hours_that_are_not_known_nothing_is_claimed(hours: Any) -> None:
    assert open_words(hours, kyiv("2026-11-23 10:00"), ZONE) is None


def test_a_mobile_office_tells_its_next_three_visits_and_none_that_is_over() -> None:
    rows = [
        {"community": "Усатове", "place": "будинок культури", "day": "thu", "from": "10:00", "to": "13:00"},
        {"community": "Маяки", "place": "", "day": "2026-11-20", "from": "10:00", "to": "13:00"},
        {"community": "Маяки", "place": "", "day": "2026-11-24", "from": "10:00", "to": "13:00"},
        {"community": "Нерубайське", "place": "", "day": "mon", "from": "", "to": ""},
        {"community": "Теплодар", "place": "", "day": "sun", "from": "09:00", "to": "10:00"},
        {"community": "Теплодар", "place": "", "day": "колись", "from": "09:00", "to": "10:00"},
    ]
    assert [SAY.text("uk", one) for one in visits(rows, kyiv("2026-11-23 09:00").astimezone(KYIV))] == [
        "сьогодні, 23.11: Нерубайське",
        "завтра, 24.11, 10:00–13:00: Маяки",
        "у четвер, 26.11, 10:00–13:00: Усатове, будинок культури",
    ]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-23 09:00", "сьогодні, 23.11"),
        ("2026-11-23 11:59", "сьогодні, 23.11"),
        ("2026-11-23 12:00", "у понеділок, 30.11"),
        ("2026-11-23 20:00", "у понеділок, 30.11"),
        ("2026-11-24 00:30", "у понеділок, 30.11"),
    ],
)
def test_a_visit_that_is_over_today_is_told_as_the_next_one(now: str, day: str) -> None:
    row = {"community": "Маяки", "place": "", "day": "mon", "from": "10:00", "to": "12:00"}
    (said,) = visits([row], kyiv(now).astimezone(KYIV))
    assert SAY.text("uk", said) == f"{day}, 10:00–12:00: Маяки"


def test_a_visit_of_one_day_is_not_told_when_it_is_over_and_one_without_an_end_is_told_all_day() -> None:
    row = {"community": "Маяки", "place": "", "day": "2026-11-23", "from": "10:00", "to": "12:00"}
    late = kyiv("2026-11-23 20:00").astimezone(KYIV)
    assert visits([row], late) == []
    assert len(visits([{**row, "to": ""}], late)) == 1
    assert len(visits([{**row, "from": "19:00", "to": "02:00"}], late)) == 1


# What it claims ---------------------------------------------------------------------------------------------


async def test_a_record_nobody_confirmed_says_so(house: House) -> None:
    shown = await card(house, "olena", await listed(house))
    assert SAY.text("uk", shown["fresh"]) == "Ніхто ще не підтвердив, що тут усе так."
    assert shown["stale"]
    assert (shown["open"], shown["timed"], shown["map"], shown["address"]) == (None, False, None, None)


async def test_a_confirmed_record_says_when_and_whose_word_it_is(house: House) -> None:
    id_ = await listed(house, assured_on=date(2026, 11, 20), assured_by=house.ids["staff:lesia"])
    shown = await card(house, "olena", id_)
    name = await house.run(lambda tx: tx.db.get_one(Institution, house.ids["at:social"]).name)
    assert SAY.text("uk", shown["fresh"]) == f"Підтверджено 20 листопада 2026. Хто: {name}."
    assert not shown["stale"]
    assert "Леся" not in str(shown)


async def test_a_paused_one_says_why_and_claims_no_hours(house: House) -> None:
    id_ = await listed(house, state="paused", notice="Ремонт до весни.", hours=OFFICE)
    shown = await card(house, "olena", id_)
    assert (shown["state"], shown["notice"], shown["open"]) == ("paused", "Ремонт до весни.", None)
    assert not shown["referable"]


async def test_what_is_closed_or_was_never_there_has_no_card(house: House) -> None:
    assert await card(house, "olena", await listed(house, state="closed")) is None
    assert await card(house, "olena", "x" * 26) is None
    assert await house.fact("olena", "service") is None


async def test_the_map_is_an_address_of_the_door_and_a_site_is_a_secure_one(house: House) -> None:
    id_ = await listed(house, latitude=46.4825, longitude=30.7233, site="http://example.org")
    shown = await card(house, "olena", id_)
    assert shown["map"].startswith("https://www.openstreetmap.org/?mlat=46.48250&mlon=30.72330")
    assert shown["site"] is None


# What goes on to somebody else ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        (
            {"assured_on": date(2026, 11, 20)},
            ["Порада щодо виплат", "Одеса", "+380441234567", "Підтверджено 20 листопада 2026."],
        ),
        (
            {"state": "paused", "notice": "Ремонт до весни.", "assured_on": date(2026, 11, 20)},
            ["Порада щодо виплат", "Зараз не працює. Ремонт до весни.", "Одеса", "+380441234567",
             "Підтверджено 20 листопада 2026."],
        ),
        (
            {"assured_on": date(2026, 8, 20)},
            ["Порада щодо виплат", "Одеса", "+380441234567",
             "Запис міг застаріти: зателефонуйте, перш ніж іти."],
        ),
        (
            {"phones": []},
            ["Порада щодо виплат", "Одеса", "Запис міг застаріти: спершу перепитайте в того, хто знає."],
        ),
        (
            {"sample": True},
            ["Порада щодо виплат", "Це зразок: такої послуги насправді немає.", "Одеса", "+380441234567"],
        ),
    ],
)  # fmt: skip
async def test_what_is_copied_warns_of_what_the_card_warns_of(
    house: House, columns: dict[str, Any], lines: list[str]
) -> None:
    id_ = await listed(house, **{"community": "Одеса", "phones": ["+380441234567"], **columns})
    shown = await card(house, "olena", id_)
    assert SAY.text("uk", shown["copy"]).split("\n") == lines


# Whom it can be meant for -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "columns", "person", "staff"),
    [
        ("social", {}, True, True),
        ("social", {"takes_referrals": False}, False, False),
        ("legal", {}, False, True),  # not on the system: only a specialist can hand it over
        ("elsewhere", {}, False, False),
    ],
)
async def test_a_referral_can_be_meant_only_for_who_takes_it_from_here(
    house: House, place: str, columns: dict[str, Any], person: bool, staff: bool
) -> None:
    id_ = await listed(house, place, **columns)
    assert (await card(house, "olena", id_))["referable"] is person
    assert (await card(house, "iryna", id_))["referable"] is staff


async def test_whom_a_person_has_excluded_she_is_not_led_to(house: House) -> None:
    id_ = await listed(house)
    await house.do("olena", "excluded", institution=house.ids["at:social"], staff=None)
    assert not (await card(house, "olena", id_))["referable"]


# On paper ---------------------------------------------------------------------------------------------------


async def test_a_sheet_is_one_page_with_codes_for_a_camera(house: House) -> None:
    id_ = await listed(
        house,
        phones=["+380441234567"],
        latitude=46.4825,
        longitude=30.7233,
        address="м. Одеса, зразкова вулиця",
        documents=["паспорт, якщо є"],
        without_documents="Прийдіть і скажіть, що документів немає.",
        hours=OFFICE,
        about="Пояснюють. " * 200,
    )
    content = await house.run(lambda tx: _sheet(tx, house, id_))
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == 1


def _sheet(tx: Tx, house: House, id_: str) -> bytes:
    actor = actor_of(tx, house.ids["olena"])
    assert service_sent(tx, actor, {"service": id_}).kind == "made"
    (handed,) = tx.handed
    assert (handed.person_id, handed.attachment.name) == (house.ids["olena"], "service.pdf")
    return handed.attachment.content


async def test_there_is_no_sheet_of_what_is_gone(house: House) -> None:
    assert (await house.do("olena", "service_sent", service="x" * 26)).kind == "gone"
