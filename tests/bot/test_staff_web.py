"""The way of staff into the web: setting a login up, logging in, and what ends it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher
from sqlalchemy import func, select

from bot.app import App
from bot.db.logins import LoginSession, StaffLogin
from bot.db.models import Audit, Guess, Identity, Institution, Invite, Person, Staff
from bot.db.tx import Tx
from bot.effects import EFFECTS
from bot.http.server import web_app
from bot.services import logins, passphrases
from bot.services.access import NotPermittedError, actor_of
from bot.services.people import identify
from handlers.channel import Address
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands
from tests.stages.web import PASSPHRASE, Page

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
NAME = "nadia"


class Counted(PasswordHasher):
    """A hasher that knows how often it was asked."""

    times = 0

    def hash(self, *given: Any, **named: Any) -> str:
        self.times += 1
        return super().hash(*given, **named)


@dataclass
class House:
    """An institution, its coordinator, and browsers."""

    app: App
    hands: Hands
    server: TestServer
    ids: dict[str, str]
    browsers: list[TestClient[Any, Any]]
    secret: str = "A" * 32
    hasher: Counted = field(default_factory=lambda: Counted(time_cost=1, memory_cost=8, parallelism=1))

    def browser(self) -> TestClient[Any, Any]:
        one: TestClient[Any, Any] = TestClient(self.server, cookie_jar=CookieJar(unsafe=True))
        self.browsers.append(one)
        return one

    async def do(self, who: str, event: str, **data: Any) -> Any:
        return await self.app.database.run(
            lambda tx: EFFECTS[event](tx, actor_of(tx, self.ids[who]), data), self.hands
        )

    async def link(self, who: str = "nadia") -> str:
        made = await self.do(who, "work_page_wanted")
        return str(made.data["link"]).removeprefix("http://127.0.0.1:8080")

    async def invite(self, *roles: str) -> str:
        made = await self.do("nadia", "invited", institution=self.ids["here"], roles=list(roles))
        return str(made.data["links"][0]).removeprefix("http://127.0.0.1:8080")

    async def set_up(self, browser: Any, link: str, **other: str) -> tuple[int, str]:
        text = await (await browser.get(link)).text()
        hidden = dict(HIDDEN.findall(text))
        self.secret = hidden["secret"]
        fields = {"name": NAME, "passphrase": PASSPHRASE, "again": PASSPHRASE, "code": self.code(-1)}
        answer = await browser.post("/staff/set", data={**hidden, **fields, **other})
        return answer.status, str(answer.url.path)

    def code(self, shift: int = 0) -> str:
        return pyotp.TOTP(self.secret).generate_otp(int(self.hands.at.timestamp()) // 30 + shift)

    async def log_in(self, browser: Any, by: Any = None, **other: str) -> tuple[int, str]:
        fields = {"name": NAME, "passphrase": PASSPHRASE, "code": self.code(), **other}
        answer = await browser.post("/staff/login", data=fields, **(by or {}))
        return answer.status, str(answer.url.path)

    async def inside(self, browser: Any) -> bool:
        return str((await browser.get("/staff/chat")).url.path) == "/staff/chat"

    async def ask(self, query: Any) -> Any:
        return await self.app.database.run(lambda tx: tx.db.scalars(query).all(), self.hands)

    async def acts(self) -> list[str]:
        return list(await self.ask(select(Audit.action).order_by(Audit.id)))

    def later(self, **time: float) -> None:
        self.hands.at += timedelta(**time)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    hands = Hands(AT)
    app = app_for(database_url, hands, "staff on the web")
    ids: dict[str, str] = {}

    def build(tx: Tx) -> None:
        here = Institution(
            id=tx.new_id(), name="Зразок", kind="social", region="UA-51", hours={}, tracks=[], on_system=True
        )
        tx.db.add(here)
        ids["here"] = here.id
        for name, role in (("nadia", "coordinator"), ("lesia", "lead")):
            person = identify(tx, Address("telegram", name), "uk").person_id
            staff = Staff(
                id=tx.new_id(), person_id=person, institution_id=here.id, roles=[role], joined_at=tx.now
            )
            tx.db.get_one(Person, person).onboarded_at = tx.now
            tx.seal(staff, "name", name)
            tx.db.add(staff)
            ids[name], ids[f"staff {name}"] = person, staff.id

    await app.database.run(build, hands)
    hasher = Counted(time_cost=1, memory_cost=8, parallelism=1)
    server = TestServer(web_app(app, hasher))
    await server.start_server()
    made = House(app, hands, server, ids, [], hasher=hasher)
    yield made
    for browser in made.browsers:
        await browser.close()
    await server.close()
    await app.close()


async def test_a_link_from_the_chat_sets_the_login_up_once_and_the_same_person_works_there(
    house: House,
) -> None:
    browser, link = house.browser(), await house.link()
    assert await house.set_up(browser, link) == (200, "/staff/board")
    page = await (await browser.get("/staff/chat")).text()
    assert "Вийти" in page
    form = Page(page).forms[-1]
    await browser.post(form.action, data={**form.fields, "command": "menu"})
    assert "Команда" in await (await browser.get("/staff/chat")).text()
    again = await house.browser().get(link)
    assert again.status == 404
    hers = await house.ask(select(Identity.channel).where(Identity.person_id == house.ids["nadia"]))
    assert sorted(hers) == ["telegram", "web"]
    assert {"work_page_wanted", "login_set"} <= set(await house.acts())


async def test_a_login_takes_the_name_however_it_is_written_the_passphrase_and_a_code(house: House) -> None:
    await house.set_up(house.browser(), await house.link())
    browser = house.browser()
    assert not await house.inside(browser)
    assert await house.log_in(browser, name=" NADIA ") == (200, "/staff/board")
    assert await house.inside(browser)
    assert "logged_in" in await house.acts()


@pytest.mark.parametrize(
    "wrong",
    [{"code": "000000"}, {"passphrase": "не та фраза зовсім"}, {"name": "хтось інший"}, {"code": "\ud83d"}],
)
async def test_whatever_is_wrong_the_answer_is_the_same(house: House, wrong: dict[str, str]) -> None:
    await house.set_up(house.browser(), await house.link())
    browser = house.browser()
    given = {name: value.encode("utf-8", "replace").decode() for name, value in wrong.items()}
    assert await house.log_in(browser, **given) == (403, "/staff/login")
    assert not await house.inside(browser)


async def test_a_code_is_taken_once(house: House) -> None:
    await house.set_up(house.browser(), await house.link())
    assert (await house.log_in(house.browser()))[0] == 200
    assert (await house.log_in(house.browser()))[0] == 403
    assert (await house.log_in(house.browser(), code=house.code(-1)))[0] == 403  # nor an earlier one
    house.later(seconds=30)
    assert (await house.log_in(house.browser()))[0] == 200


async def test_a_code_older_than_the_one_before_is_none(house: House) -> None:
    await house.set_up(house.browser(), await house.link())
    house.later(minutes=5)
    assert (await house.log_in(house.browser(), code=house.code(-2)))[0] == 403
    assert (await house.log_in(house.browser(), code=house.code(2)))[0] == 403


async def test_after_five_wrong_tries_not_even_the_right_one_is_looked_at_for_an_hour(house: House) -> None:
    await house.set_up(house.browser(), await house.link())
    browser = house.browser()
    for _ in range(logins.TRIES):
        assert (await house.log_in(browser, passphrase="не та фраза зовсім"))[0] == 403
    assert (await house.log_in(browser))[0] == 429
    assert "login_locked" in await house.acts()
    house.later(minutes=61)
    assert (await house.log_in(browser))[0] == 200
    assert await house.ask(
        select(func.count(Guess.id)).where(Guess.at > house.hands.at - timedelta(minutes=5))
    ) == [0]


async def test_who_knows_a_name_alone_does_not_keep_its_owner_out(house: House) -> None:
    await house.set_up(house.browser(), await house.link())
    there = {"headers": {"X-Forwarded-For": "198.51.100.7"}}
    for _ in range(logins.TRIES):
        assert (await house.log_in(house.browser(), there, passphrase="не та фраза зовсім"))[0] == 403
    assert (await house.log_in(house.browser(), there))[0] == 429
    assert (await house.log_in(house.browser()))[0] == 200


async def test_tries_at_the_same_moment_count_one_another(house: House) -> None:
    await house.set_up(house.browser(), await house.link())
    wrong = [house.log_in(house.browser(), passphrase="не та фраза зовсім") for _ in range(3 * logins.TRIES)]
    answers = sorted(status for status, _ in await asyncio.gather(*wrong))
    assert answers == [403] * logins.TRIES + [429] * 2 * logins.TRIES


async def test_however_many_networks_try_there_is_an_end(house: House) -> None:
    await house.set_up(house.browser(), await house.link())
    for at in range(logins.TRIES_OF_ALL):
        there = {"headers": {"X-Forwarded-For": f"198.51.100.{at}"}}
        assert (await house.log_in(house.browser(), there, passphrase="не та фраза зовсім"))[0] == 403
    assert (await house.log_in(house.browser()))[0] == 429


async def test_names_that_are_none_are_counted_too(house: House) -> None:
    for _ in range(logins.TRIES):
        assert (await house.log_in(house.browser(), name="nobody", code="123456"))[0] == 403
    assert (await house.log_in(house.browser(), name="nobody", code="123456"))[0] == 429


async def test_a_browser_holds_half_an_hour_unused_and_twelve_hours_in_all(house: House) -> None:
    browser = house.browser()
    await house.set_up(browser, await house.link())
    for _ in range(26):
        house.later(minutes=27)
        assert await house.inside(browser)
    house.later(minutes=27)  # twelve hours and nine minutes
    assert not await house.inside(browser)
    assert (await house.log_in(browser))[0] == 200
    house.later(minutes=31)
    assert not await house.inside(browser)


async def test_words_that_come_too_late_are_given_back(house: House) -> None:
    browser = house.browser()
    await house.set_up(browser, await house.link())
    form = Page(await (await browser.get("/staff/chat")).text()).forms[-1]
    house.later(minutes=31)
    answer = await browser.post("/staff/chat", data={**form.fields, "text": "Домовилися на вівторок"})
    assert answer.status == 401
    page = await answer.text()
    assert "Домовилися на вівторок" in page
    assert 'action="/staff/login"' in page


async def test_words_from_a_page_of_an_earlier_login_are_given_back(house: House) -> None:
    browser = house.browser()
    await house.set_up(browser, await house.link())
    page = Page(await (await browser.get("/staff/chat")).text())
    await browser.post("/staff/chat", data={**page.forms[-1].fields, "command": "menu"})
    form = Page(await (await browser.get("/staff/chat")).text()).forms[-1]
    house.later(minutes=31)
    assert (await house.log_in(browser))[0] == 200  # in another tab
    answer = await browser.post("/staff/chat", data={**form.fields, "text": "Домовилися на вівторок"})
    assert 'value="Домовилися на вівторок"' in await answer.text()


async def test_what_the_page_asks_for_by_itself_keeps_no_browser_open(house: House) -> None:
    browser = house.browser()
    await house.set_up(browser, await house.link())
    for _ in range(4):
        house.later(minutes=10)
        for path in ("/staff/chat", "/staff/board"):
            await browser.get(path, headers={"By-Itself": "1"})
        (await browser.get("/staff/board/events")).close()
    assert not await house.inside(browser)


async def test_whoever_is_revoked_is_out_at_once_and_finds_no_work_when_she_comes_back(house: House) -> None:
    browser = house.browser()
    await house.set_up(browser, await house.link("lesia"))
    assert await house.inside(browser)
    assert (await house.do("nadia", "revoked", staff=house.ids["staff lesia"])).kind == "ok"
    assert not await house.inside(browser)
    assert (await house.log_in(browser))[0] == 200
    form = Page(await (await browser.get("/staff/chat")).text()).forms[-1]
    await browser.post(form.action, data={**form.fields, "command": "menu"})
    assert "Мої справи" not in await (await browser.get("/staff/chat")).text()


async def test_a_form_without_the_browsers_own_token_changes_nothing(house: House) -> None:
    browser = house.browser()
    await house.set_up(browser, await house.link())
    form = Page(await (await browser.get("/staff/chat")).text()).forms[-1]
    for csrf in ("", "0" * 64):
        await browser.post("/staff/chat", data={**form.fields, "csrf": csrf, "command": "menu"})
        assert "Команда" not in await (await browser.get("/staff/chat")).text()
        await browser.post("/staff/leave", data={"csrf": csrf})
        assert await house.inside(browser)


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
async def test_no_other_site_logs_anybody_in_or_sets_a_login_up(house: House, header: dict[str, str]) -> None:
    await house.set_up(house.browser(), await house.link())
    fields = {"name": NAME, "passphrase": PASSPHRASE, "code": house.code()}
    browser = house.browser()
    assert (await browser.post("/staff/login", data=fields, headers=header)).status == 403
    link = await house.link()
    hidden = dict(HIDDEN.findall(await (await browser.get(link)).text()))
    assert (await browser.post("/staff/set", data={**hidden, **fields}, headers=header)).status == 403
    assert not await house.inside(browser)


async def test_an_older_browser_that_says_by_origin_alone_where_a_form_came_from_is_taken(
    house: House,
) -> None:
    """It says so only from a page that sends referrers at home: else its Origin is «null»."""
    browser = house.browser()
    for path in ("/staff", link := await house.link()):
        assert (await browser.get(path)).headers["Referrer-Policy"] == "same-origin"
    here = {"headers": {"Origin": str(house.server.make_url("/")).rstrip("/")}}
    await house.set_up(browser, link)
    assert (await house.log_in(house.browser(), here))[0] == 200
    assert (await house.log_in(house.browser(), {"headers": {"Origin": "null"}}, code=house.code(1)))[
        0
    ] == 403


async def test_leaving_ends_the_browser_and_no_cookie_opens_it_again(house: House) -> None:
    browser = house.browser()
    await house.set_up(browser, await house.link())
    kept = {one.key: one.value for one in browser.session.cookie_jar}
    form = next(
        one
        for one in Page(await (await browser.get("/staff/chat")).text()).forms
        if one.action == "/staff/leave"
    )
    await browser.post("/staff/leave", data=form.fields)
    answer = await house.browser().get("/staff/chat", cookies=kept)
    assert answer.url.path == "/staff"
    assert await house.ask(select(LoginSession.id)) == []


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites_forms(house: House) -> None:
    browser = house.browser()
    await house.set_up(browser, await house.link())
    cookie = next(one for one in browser.session.cookie_jar if one.key == "work")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


async def test_an_invite_makes_a_login_first_and_works_once(house: House) -> None:
    link = await house.invite("lead")
    browser = house.browser()
    assert await house.set_up(browser, link, name="zoia") == (200, "/staff/chat")
    token = link.partition("=")[2]
    page = Page(await (await browser.get("/staff/chat")).text())
    assert any("Вас запрошують" in card for card in page.cards)
    assert await house.ask(select(Invite.used_at)) == [None]

    async def press(choice: str) -> None:
        form = Page(await (await browser.get("/staff/chat")).text()).forms[-1]
        await browser.post("/staff/chat", data={**form.fields, "choice": choice})

    async def say(text: str) -> None:
        form = next(one for one in Page(await (await browser.get("/staff/chat")).text()).forms if one.writes)
        await browser.post("/staff/chat", data={**form.fields, "text": text})

    await press("go")
    await say("Зоя Мельниченко")
    await say("фахівчиня")
    await press("skip")
    assert "Мої справи" in await (await browser.get("/staff/chat")).text()
    late = house.browser()
    answer = await late.get("/join", params={"invite": token})
    assert 'action="/staff/set"' not in await answer.text()


async def test_who_asked_for_help_in_that_browser_stays_who_she_is(house: House) -> None:
    """A desk's computer: its next user opens an invite where a client's page is still open."""
    browser = house.browser()
    form = Page(await (await browser.get("/chat")).text()).forms[-1]
    await browser.post("/chat", data={**form.fields, "command": "menu"})
    (client,) = await house.ask(select(Identity.person_id).where(Identity.channel == "web"))
    await house.set_up(browser, await house.invite("lead"), name="zoia")
    pages = await house.ask(select(Identity.person_id).where(Identity.channel == "web"))
    assert len(pages) == 2
    assert client in pages
    assert await house.ask(select(StaffLogin.person_id)) == [one for one in pages if one != client]


async def test_a_made_up_link_costs_no_hashing(house: House) -> None:
    await house.set_up(house.browser(), link := await house.link())
    fields = {"name": "zoia", "passphrase": PASSPHRASE, "again": PASSPHRASE, "secret": "A" * 32}
    used = link.rpartition("/")[2]
    begun = house.hasher.times
    for kind, token in (("link", used), ("link", "x" * 32), ("invite", "x" * 32)):
        answer = await house.browser().post("/staff/set", data={**fields, kind: token, "code": "123456"})
        assert answer.status == 404
    live = (await house.link()).rpartition("/")[2]
    answer = await house.browser().post("/staff/set", data={**fields, "link": live, "code": "123456"})
    assert answer.status == 422
    assert house.hasher.times == begun


async def test_no_anonymous_page_becomes_one_on_which_somebody_works(house: House) -> None:
    """Also not by sending the form that brought an invite to the conversation once."""
    token = (await house.invite("lead")).partition("=")[2]

    def join(tx: Tx) -> str:
        identity = identify(tx, Address("web", "visit"), "uk")
        actor = actor_of(tx, identity.person_id, identity.id, "web")
        return EFFECTS["joined"](
            tx, actor, {"token": token, "name": "Зоя", "position": None, "phone": None}
        ).kind

    assert await house.app.database.run(join, house.hands) == "wrong"


async def test_whoever_joins_in_a_chat_loses_the_page_on_which_she_once_asked_for_help(house: House) -> None:
    token = (await house.invite("lead")).partition("=")[2]

    def join(tx: Tx) -> str:
        visit = identify(tx, Address("web", "visit"), "uk")
        chat = identify(tx, Address("telegram", "zoia"), "uk")
        chat_actor = actor_of(tx, visit.person_id, chat.id, "telegram")
        data = {"token": token, "name": "Зоя", "position": None, "phone": None}
        return EFFECTS["joined"](tx, chat_actor, data).kind

    assert await house.app.database.run(join, house.hands) == "ok"
    assert "web" not in await house.ask(select(Identity.channel))


async def test_an_invite_that_has_run_out_sets_nothing_up(house: House) -> None:
    link = await house.invite("lead")
    house.later(days=8)
    text = await (await house.browser().get(link)).text()
    assert 'action="/staff/set"' not in text
    token = link.partition("=")[2]
    house.secret = pyotp.random_base32()
    data = {"invite": token, "secret": house.secret, "name": "zoia", "passphrase": PASSPHRASE}
    answer = await house.browser().post(
        "/staff/set", data={**data, "again": PASSPHRASE, "code": house.code()}
    )
    assert answer.status == 404
    assert await house.ask(select(StaffLogin.person_id)) == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"passphrase": "коротка", "again": "коротка"}, "закоротка"),
        ({"passphrase": "123456789012", "again": "123456789012"}, "легко вгадати"),
        ({"again": "щось зовсім інше"}, "не однакові"),
        ({"name": "ab"}, "від 3 до 60"),
        ({"code": "000000"}, "Код не збігся"),
    ],
)
async def test_what_will_not_do_is_said_and_the_link_still_holds(
    house: House, given: dict[str, str], why: str
) -> None:
    browser, link = house.browser(), await house.link()
    hidden = dict(HIDDEN.findall(await (await browser.get(link)).text()))
    house.secret = hidden["secret"]
    right = {"name": NAME, "passphrase": PASSPHRASE, "again": PASSPHRASE, "code": house.code()}
    answer = await browser.post("/staff/set", data={**hidden, **right, **given})
    text = await answer.text()
    assert answer.status == 422
    assert why in text
    assert PASSPHRASE not in text
    assert (await browser.post("/staff/set", data={**hidden, **right})).url.path == "/staff/board"


async def test_a_name_is_somebodys_alone(house: House) -> None:
    await house.set_up(house.browser(), await house.link())
    assert (await house.set_up(house.browser(), await house.link("lesia")))[0] == 422


async def test_a_lost_app_is_replaced_by_a_new_link_and_the_old_code_is_none(house: House) -> None:
    old = house.browser()
    await house.set_up(old, await house.link())
    before = house.code()
    new = house.browser()
    assert (await house.set_up(new, await house.link()))[0] == 200
    assert not await house.inside(old)
    assert (await house.log_in(house.browser(), code=before))[0] == 403
    house.later(seconds=30)
    assert (await house.log_in(house.browser()))[0] == 200


async def test_a_coordinators_link_moves_the_work_to_a_new_login_under_the_same_name(house: House) -> None:
    old = house.browser()
    await house.set_up(old, await house.link("lesia"))
    made = await house.do("nadia", "invited_anew", staff=house.ids["staff lesia"])
    link = str(made.data["links"][0]).removeprefix("http://127.0.0.1:8080")
    assert (await house.set_up(house.browser(), link))[0] == 200
    assert not await house.inside(old)


async def test_only_who_works_here_gets_a_link(house: House) -> None:
    def ask(tx: Tx) -> None:
        person = identify(tx, Address("telegram", "olena"), "uk").person_id
        logins.work_page_wanted(tx, actor_of(tx, person), {})

    with pytest.raises(NotPermittedError):
        await house.app.database.run(ask, house.hands)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("a" * 11, "short"),
        ("a" * 40, "common"),
        ("Пароль123456", "common"),
        ("слава україні", "common"),
        ("n" * 201, "long"),
        ("nadia.kravets@zrazok", "common"),
        ("сім зелених равликів", None),
    ],
)
def test_a_passphrase_is_long_and_none_of_those_tried_first(given: str, why: str | None) -> None:
    assert passphrases.problem(given, "Nadia.Kravets@zrazok") == why
