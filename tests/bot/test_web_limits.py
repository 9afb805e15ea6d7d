"""What a machine may do to the public page: little, and never so much that people are shut out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from sqlalchemy import func, select

from bot.app import App
from bot.db.models import Base, Person
from bot.db.tx import Tx
from bot.http import live, networks
from bot.http.networks import Networks
from bot.http.server import web_app
from tests.conftest import Clock
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands
from tests.stages.web import Page

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def hands() -> Hands:
    return Hands(AT)


@pytest.fixture
async def app(database_url: str, hands: Hands) -> AsyncIterator[App]:
    made = app_for(database_url, hands, "limits")
    yield made
    await made.close()


@pytest.fixture
async def http(app: App) -> AsyncIterator[TestClient]:
    """Each request comes without a cookie unless it says so."""
    async with TestClient(TestServer(web_app(app)), cookie_jar=DummyCookieJar()) as client:
        yield client


class Visitor:
    """A browser of its own, somewhere behind the reverse proxy."""

    def __init__(self, http: TestClient, network: str = "192.0.2.1") -> None:
        self._http = http
        self.headers = {"X-Forwarded-For": network}
        self.page: Page

    async def look(self) -> Visitor:
        answer = await self._http.get("/chat", headers=self.headers)
        if "visit" in answer.cookies:
            self.headers["Cookie"] = f"visit={answer.cookies['visit'].value}"
        self.page = Page(await answer.text())
        return self

    async def post(self, **said: str) -> int:
        fields = {**self.page.forms[-1].fields, **said}
        answer = await self._http.post("/chat", data=fields, headers=self.headers, allow_redirects=False)
        self.page = Page(await answer.text())
        return answer.status


async def people(app: App) -> int:
    return await app.database.run(lambda tx: tx.db.scalar(select(func.count(Person.id))) or 0, app.now)


async def test_whoever_sends_no_cookie_leaves_nothing_behind(app: App, http: TestClient) -> None:
    visitor = await Visitor(http).look()
    del visitor.headers["Cookie"]
    assert await visitor.post(command="menu") == 200
    assert any("дозвольте в браузері файли cookie" in card for card in visitor.page.cards)
    assert await people(app) == 0


async def test_what_a_stranger_typed_is_given_back_and_danger_in_it_is_heard(
    app: App, http: TestClient
) -> None:
    for text, heard in (("Згоріла хата, шукаю житло", False), ("чоловік мене б'є", True)):
        visitor = await Visitor(http).look()
        del visitor.headers["Cookie"]
        assert await visitor.post(text=text) == 200
        cards = " ".join(visitor.page.cards)
        assert text in cards
        assert ("102" in cards) == heard
    assert await people(app) == 0


async def test_what_a_page_asks_for_by_itself_gets_no_cookie(http: TestClient) -> None:
    assert "visit" in (await http.get("/chat")).cookies
    assert not (await http.get("/chat", headers={"By-Itself": "1"})).cookies


@pytest.mark.parametrize("cookie", [None, "visit=" + "x" * 43])
@pytest.mark.parametrize("said", [{"command": "danger"}, {"choice": "@danger"}])
async def test_the_emergency_numbers_need_no_cookie(
    app: App, http: TestClient, cookie: str | None, said: dict[str, str]
) -> None:
    visitor = await Visitor(http).look()
    del visitor.headers["Cookie"]
    if cookie is not None:
        visitor.headers["Cookie"] = cookie
    assert await visitor.post(**said) == 200
    assert any("102" in card and "103" in card for card in visitor.page.cards)
    assert await people(app) == 0


async def test_the_emergency_numbers_are_shown_to_a_stranger_and_nothing_is_recorded(
    app: App, http: TestClient
) -> None:
    visitor = await Visitor(http).look()
    for said in ({"command": "danger"}, {"choice": "@danger"}):
        assert await visitor.post(**said) == 200
        assert any("102" in card and "103" in card for card in visitor.page.cards)

    def rows(tx: Tx) -> dict[str, int]:
        counted = {
            one.name: tx.db.scalar(select(func.count()).select_from(one))
            for one in Base.metadata.sorted_tables
        }
        return {name: count for name, count in counted.items() if count}

    assert await app.database.run(rows, app.now) == {}


async def test_one_network_begins_only_so_many_conversations_and_holds_up_nobody_who_is_known(
    app: App, http: TestClient, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "BURST", 3)
    known = [await Visitor(http).look() for _ in range(3)]
    assert [await one.post(command="menu") for one in known] == [303] * 3

    late = await Visitor(http).look()
    assert await late.post(command="menu") == 429
    assert "Спробуйте, будь ласка, ще раз за кілька хвилин" in " ".join(" ".join(late.page.cards).split())
    assert await late.post(command="danger") == 200
    assert await people(app) == 3

    assert await (await known[0].look()).post(command="menu") == 303, "she is known"
    elsewhere = await Visitor(http, "198.51.100.7").look()
    assert await elsewhere.post(command="menu") == 303
    hands.at += networks.REFILL
    assert await (await late.look()).post(command="menu") == 303
    assert await people(app) == 5


@pytest.mark.parametrize(
    ("limit", "count", "same"), [("OF_ONE", 3, True), ("OF_NETWORK", 3, False), ("OF_ALL", 3, False)]
)
async def test_streams_are_counted_and_given_back(
    limit: str, count: int, same: bool, http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, limit, count)
    first = await Visitor(http).look()
    visitors = [first if same else await Visitor(http).look() for _ in range(count + 1)]
    *open_, refused = [await http.get("/chat/events", headers=one.headers) for one in visitors]
    assert [one.status for one in open_] == [200] * count
    assert refused.status == 204, "a browser does not ask again"

    open_[0].close()
    async with asyncio.timeout(20):
        while (again := await http.get("/chat/events", headers=visitors[-1].headers)).status != 200:
            continue
    for one in (*open_[1:], again):
        one.close()


def asking(remote: str, forwarded: str | None = None) -> web.Request:
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    return make_mocked_request("GET", "/chat", headers=headers).clone(remote=remote)


@pytest.fixture
def today(clock: Clock) -> Networks:
    count = iter(range(1, 100))
    return Networks(clock, lambda size: bytes([next(count)]) * size)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (asking("192.0.2.1"), asking("192.0.2.1"), True),
        (asking("192.0.2.1"), asking("192.0.2.2"), False),
        (asking("2001:db8::1"), asking("2001:db8::ffff:2"), True),
        (asking("2001:db8::1"), asking("2001:db8:0:1::1"), False),
        (asking("127.0.0.1", "192.0.2.1"), asking("192.0.2.1"), True),
        (asking("::1", "203.0.113.9, 192.0.2.1"), asking("192.0.2.1"), True),  # the first one is made up
        (asking("192.0.2.1", "203.0.113.9"), asking("192.0.2.1"), True),  # no proxy of ours said so
        (asking("127.0.0.1", "nonsense"), asking("127.0.0.1", "more"), True),
    ],
)
def test_a_network_is_told_by_the_address_that_cannot_be_made_up(
    today: Networks, one: web.Request, other: web.Request, same: bool
) -> None:
    assert (today.of(one) == today.of(other)) is same


def test_tomorrow_s_fingerprints_are_others_and_none_holds_the_address(today: Networks, clock: Clock) -> None:
    before = today.of(asking("192.0.2.1"))
    today.takes(asking("192.0.2.1"))
    assert "192.0.2.1" not in repr(today)
    clock.move(days=1)
    assert today.of(asking("192.0.2.1")) != before


def test_only_so_many_networks_are_remembered(today: Networks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "MOST", 10)
    for one in range(50):
        assert today.takes(asking(f"192.0.2.{one}"))
    assert len(today._buckets) == 10
