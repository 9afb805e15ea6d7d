"""The board: who sees what, what the filters leave, and how a message's link opens the case."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot.db.directory import Service
from bot.db.models import Audit, Case, Deadline, Institution, Person, Referral, Staff
from bot.db.tx import Tx
from bot.http import staff_board
from bot.http.server import web_app
from bot.services.access import actor_of
from bot.services.directory import seed_samples
from bot.services.people import identify
from bot.services.referrals import referred
from handlers.channel import Address
from tests.bot.test_staff_web import House
from tests.services.cast import asked, to, verdict
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands
from tests.stages.web import QUICK, Page

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
NAME = "Олена Тестова"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """A case of one region, its coordinator, lead and sender, and a coordinator of another region."""
    hands = Hands(AT)
    app = app_for(database_url, hands, "board")
    ids: dict[str, str] = {}

    def build(tx: Tx) -> None:
        for region in ("UA-51", "UA-05"):
            seed_samples(tx, region)
        tx.db.flush()
        social = {
            one.region: one for one in tx.db.scalars(select(Institution).where(Institution.kind == "social"))
        }
        for name, role, region in (
            ("iryna", "specialist", "UA-51"),
            ("lesia", "lead", "UA-51"),
            ("nadia", "coordinator", "UA-51"),
            ("vira", "coordinator", "UA-05"),
        ):
            place = social[region]
            place.on_system = True
            person = identify(tx, Address("telegram", name), "uk").person_id
            tx.db.get_one(Person, person).onboarded_at = tx.now
            staff = Staff(
                id=tx.new_id(), person_id=person, institution_id=place.id, roles=[role], joined_at=tx.now
            )
            tx.seal(staff, "name", name)
            tx.db.add(staff)
            ids[name], ids[f"staff {name}"] = person, staff.id
        tx.db.flush()
        done = referred(tx, actor_of(tx, ids["iryna"]), asked(to(social["UA-51"].id, leads=True)))
        assert done.kind == "sent"
        referral = tx.db.scalars(select(Referral)).one()
        ids["referral"], ids["place"] = referral.id, referral.institution_id
        ids["code"] = tx.db.get_one(Case, referral.case_id).code
        tx.told.clear()

    await app.database.run(build, hands)
    server = TestServer(web_app(app, QUICK))
    await server.start_server()
    made = House(app, hands, server, ids, [])
    yield made
    for browser in made.browsers:
        await browser.close()
    await server.close()
    await app.close()


async def enter(house: House, who: str) -> Any:
    browser = house.browser()
    await house.set_up(browser, await house.link(who), name=f"name of {who}")
    return browser


async def board(browser: Any, **filters: str) -> str:
    return str(await (await browser.get("/staff/board", params=filters)).text())


@pytest.mark.parametrize(
    ("who", "action"),
    [("lesia", "Відкрити, щоб узяти"), ("nadia", "Відкрити: взяти на себе"), ("iryna", "Переглянути")],
)
async def test_each_role_finds_the_case_with_what_she_can_do_next_and_it_opens_there(
    house: House, who: str, action: str
) -> None:
    browser = await enter(house, who)
    text = await board(browser)
    assert house.ids["code"] in text
    assert action in text
    form = next(one for one in Page(text).forms if "link" in one.fields)
    answer = await browser.post(form.action, data={**form.fields, "command": "menu"})
    assert answer.url.path == "/staff/chat"
    assert house.ids["code"] in await answer.text()


async def test_another_regions_coordinator_sees_nothing_of_it_and_no_link_opens_it(house: House) -> None:
    browser = await enter(house, "vira")
    assert house.ids["code"] not in await board(browser)
    assert house.ids["place"] not in await board(browser)
    answer = await browser.get(f"/staff/open/{house.ids['referral']}")
    assert answer.url.path == "/staff/board"
    assert house.ids["code"] not in await answer.text()
    page = Page(await (await browser.get("/staff/chat")).text())
    form = next(one for one in page.forms if "key" in one.fields)
    forged = {**form.fields, "command": "menu", "link": f"case_{house.ids['referral']}"}
    answer = await browser.post("/staff/chat", data=forged)
    assert house.ids["code"] not in await answer.text()


async def test_the_board_names_nobody_and_opening_a_card_is_written_down(house: House) -> None:
    browser = await enter(house, "lesia")
    assert NAME not in await board(browser)

    async def read() -> int:
        return len(await house.ask(select(Audit.id).where(Audit.action == "card_read")))

    assert await read() == 0
    await browser.get(f"/staff/open/{house.ids['referral']}")
    assert await read() == 1


async def test_filters_leave_what_they_say(house: House) -> None:
    def door(tx: Tx) -> None:
        place = tx.db.get_one(Institution, house.ids["place"])
        tx.db.add(
            Service(
                id=tx.new_id(),
                institution_id=place.id,
                region=place.region,
                name="Зразок",
                community="Зразкова громада",
                modified_at=tx.now,
                sample=True,
            )
        )

    await house.app.database.run(door, house.hands)
    browser, code = await enter(house, "nadia"), house.ids["code"]
    text = await board(browser)
    level = re.search(r'<select id="level".*?<option value="([a-z]+)">', text, re.DOTALL)
    community = re.search(r'<option value="(\w+)">Зразкова громада', text)
    assert level is not None
    assert community is not None
    for kept in ({"place": house.ids["place"]}, {"level": level[1]}, {"community": community[1]}):
        assert code in await board(browser, **kept)
    for gone in ({"place": "a" * 26}, {"level": "none"}, {"overdue": "1"}):
        assert code not in await board(browser, **gone)
    house.later(hours=71)
    await house.log_in(browser, name="name of nadia")
    late = await board(browser, overdue="1")
    assert code in late
    assert "Прострочено" in late  # said in words, not by a colour alone


async def test_a_messages_link_asks_who_it_is_first_and_then_opens_the_case(house: House) -> None:
    await enter(house, "lesia")
    browser = house.browser()
    answer = await browser.get(f"/staff/open/{house.ids['referral']}")
    text = await answer.text()
    assert house.ids["code"] not in text
    form = next(one for one in Page(text).forms if one.action == "/staff/login")
    fields = {"name": "name of lesia", "passphrase": "сім зелених равликів", "code": house.code()}
    answer = await browser.post("/staff/login", data={**form.fields, **fields})
    assert answer.url.path == "/staff/chat"
    assert house.ids["code"] in await answer.text()


async def test_what_waits_for_a_signature_stands_on_the_heads_board_and_opens_from_there(
    house: House,
) -> None:
    def wait(tx: Tx) -> None:
        tx.db.get_one(Referral, house.ids["referral"]).state = "waiting"
        tx.db.get_one(Staff, house.ids["staff lesia"]).roles = ["head"]

    await house.app.database.run(wait, house.hands)
    browser = await enter(house, "lesia")
    text = await board(browser)
    assert house.ids["code"] in text
    assert "Переглянути й підписати" in text
    answer = await browser.get(f"/staff/open/{house.ids['referral']}")
    assert "Підписати і надіслати" in await answer.text()


async def test_what_is_not_drawn_is_counted_found_by_a_filter_and_opened_by_its_link(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff_board, "SHOWN", 1)

    def more(tx: Tx) -> str:
        sender = actor_of(tx, house.ids["iryna"])
        data = asked(to(house.ids["place"], leads=True), verdict=verdict("red"))
        assert referred(tx, sender, data).kind == "sent"
        return tx.db.scalars(select(Case.code).where(Case.code != house.ids["code"])).one()

    sooner, later = await house.app.database.run(more, house.hands), house.ids["code"]
    browser = await enter(house, "nadia")
    text = await board(browser)
    assert (sooner in text, later in text) == (True, False)
    assert "<b>2</b>" in text
    assert "1 / 2" in text
    assert later in await board(browser, level="yellow")
    assert later in await (await browser.get(f"/staff/open/{house.ids['referral']}")).text()


async def test_a_deadlines_link_opens_its_case(house: House) -> None:
    runs = Deadline.met_at.is_(None), Deadline.kind == "acknowledge"
    (deadline,) = await house.ask(select(Deadline.id).where(*runs))
    browser = await enter(house, "nadia")
    answer = await browser.get(f"/staff/open/{deadline}")
    assert answer.url.path == "/staff/chat"
    assert house.ids["code"] in await answer.text()


async def test_whoever_works_here_no_more_finds_no_board(house: House) -> None:
    browser = await enter(house, "lesia")
    await house.do("nadia", "revoked", staff=house.ids["staff lesia"])
    assert (await browser.get("/staff/board")).url.path == "/staff"
    await house.log_in(browser, name="name of lesia")
    assert (await browser.get("/staff/board")).url.path == "/staff/chat"
