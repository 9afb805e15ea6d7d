"""The web: a real server on the loopback, a browser's cookie for each person, forms without JavaScript.

Whoever works here logs in, with a passphrase and a code of the test's moment, and does so again whenever her
browser has run out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

import aiohttp
import pyotp
from aiohttp.test_utils import TestServer
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.app import App
from bot.db.models import Identity
from bot.db.tx import Tx
from bot.http.server import web_app
from bot.services.access import actor_of
from bot.services.logins import work_page_wanted
from tests.stages.script import Member
from tests.stages.stage import Hands, Seen, Stage

PASSPHRASE = "сім зелених равликів"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_VOID = {"meta", "link", "input", "hr", "br", "img", "path"}


@dataclass
class Form:
    """One form: its hidden fields, its buttons, and whether it asks for a text."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, label
    writes: bool = False
    kept: bool = False


class Page(HTMLParser):
    """What somebody sees on the page: messages from the top down, and forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.cards: list[str] = []
        self._within: list[tuple[str, str]] = []
        self._button: tuple[str, str] | None = None
        self._label = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._within.append((tag, has.get("class", "")))
        if "card" in has.get("class", "").split():
            self.cards.append("")
        if tag == "form":
            self.forms.append(Form(has.get("action", ""), kept=self._kept()))
        elif tag == "input" and has.get("type") == "hidden" and self.forms:
            self.forms[-1].fields[has["name"]] = has["value"]
        elif tag in ("textarea", "input") and has.get("name") == "text":
            self.forms[-1].writes = True
        elif tag == "button":
            self._button, self._label = (has.get("name", ""), has.get("value", "")), ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:  # «<path …/>» is told as a beginning and an end
            return
        while self._within and self._within.pop()[0] != tag:
            pass
        if tag == "button" and self._button is not None:
            self.forms[-1].buttons.append((*self._button, " ".join(self._label.split())))
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._button is not None:
            self._label += data
        elif self.cards and any("card" in classes.split() for _, classes in self._within):
            self.cards[-1] += data

    def _kept(self) -> bool:
        return any("kept" in classes.split() for _, classes in self._within)


class WebStage(Stage):
    """Use it in ``async with``."""

    def __init__(self, app: App, hands: Hands) -> None:
        self.app, self.hands = app, hands
        self._server = TestServer(web_app(app, QUICK))
        self._people: dict[str, aiohttp.ClientSession] = {}
        self._pages: dict[str, Page] = {}
        self._secrets: dict[str, str] = {}  # of those who log in
        self._steps: dict[str, int] = {}  # the code each of them used last

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        for http in self._people.values():
            await http.close()
        await self._server.close()

    def channel(self, member: Member) -> str:  # noqa: ARG002 - the stage's
        return "web"

    async def enter(self, name: str) -> str:
        jar = aiohttp.CookieJar(unsafe=True)  # the loopback has no domain name
        self._people[name] = aiohttp.ClientSession(
            self._server.make_url("/"), cookie_jar=jar, headers={"Accept-Language": "uk"}
        )
        known = await self.app.database.run(_web_people, self.hands)
        await self.start(name)
        return next(iter(await self.app.database.run(_web_people, self.hands) - known))

    async def start(self, name: str, link: str = "") -> None:
        if link.startswith("inv_"):
            await self._join(name, link.removeprefix("inv_"))
            return
        page = await self._look(name)
        await self._post(name, page.forms[-1].action, {**page.forms[-1].fields, "command": "menu"})

    async def employ(self, name: str, person: str) -> None:
        """She asks for the link in another chat, and sets her login up."""
        made = await self.app.database.run(
            lambda tx: work_page_wanted(tx, actor_of(tx, person), {}), self.hands
        )
        link = str(made.data["link"]).removeprefix("http://127.0.0.1:8080")
        async with self._people[name].get(link) as response:
            assert response.status == 200, response.status
            await self._set_up(name, await response.text())

    async def _join(self, name: str, token: str) -> None:
        """Open an invite: whoever it brings in sets a login up first."""
        self._pages.clear()
        await self._look(name)  # a browser that has run out logs in before
        async with self._people[name].get("/join", params={"invite": token}) as response:
            text = await response.text()
        if 'action="/staff/set"' in text:
            await self._set_up(name, text)
            return
        form = next(one for one in Page(text).forms if "link" in one.fields)
        await self._post(name, form.action, {**form.fields, "command": "menu"})

    async def _set_up(self, name: str, text: str) -> None:
        hidden = dict(_HIDDEN.findall(text))
        self._secrets[name] = hidden["secret"]
        fields = {"name": f"name of {name}", "passphrase": PASSPHRASE, "again": PASSPHRASE}
        await self._post(name, "/staff/set", {**hidden, **fields, "code": self._code(name)})

    def _code(self, name: str) -> str:
        """A code that was not used yet: of half a minute ago, of now, or (clocks differ) of the next one."""
        now = int(self.hands().timestamp()) // 30
        step = max(now - 1, self._steps.get(name, 0) + 1)
        assert step <= now + 1, f"{name} logs in too often at the same moment"
        self._steps[name] = step
        return pyotp.TOTP(self._secrets[name]).generate_otp(step)

    async def _log_in(self, name: str) -> None:
        fields = {"name": f"name of {name}", "passphrase": PASSPHRASE, "code": self._code(name)}
        async with self._people[name].post("/staff/login", data=fields) as response:
            assert response.status == 200, response.status

    async def press(self, name: str, choice: str, times: int = 1) -> None:
        page = await self._look(name)
        for form in page.forms:
            for field_name, value, _ in form.buttons:
                if field_name == "choice" and value == choice:
                    for _ in range(times):
                        await self._post(name, form.action, {**form.fields, "choice": choice})
                    return
        await self._post(name, self._chat(name), {**page.forms[-1].fields, "choice": choice})

    async def say(self, name: str, text: str) -> None:
        page = await self._look(name)
        form = next((one for one in page.forms if one.writes), page.forms[-1])
        await self._post(name, self._chat(name), {**form.fields, "text": text})

    async def send(self, name: str, kind: str) -> bool:  # noqa: ARG002 - the stage's
        return False  # a page has no voice messages, stickers or photos

    async def buttons(self, name: str) -> list[Seen]:
        page = await self._look(name)
        return [
            Seen(value, label)
            for form in page.forms
            if not form.kept
            for field_name, value, label in form.buttons
            if field_name == "choice"
        ]

    async def notices(self, name: str) -> list[Seen]:
        page = await self._look(name)
        return [Seen(value, label) for form in page.forms if form.kept for _, value, label in form.buttons]

    async def texts(self, name: str) -> list[str]:
        return (await self._look(name)).cards

    async def settle(self) -> None:
        await self.app.settle()
        self._pages.clear()

    async def _look(self, name: str) -> Page:
        """The page as it stands; it is asked for again once anything may have changed."""
        if name not in self._pages:
            text = await self._get(name)
            if 'action="/staff/login"' in text:
                await self._log_in(name)
                text = await self._get(name)
            self._pages[name] = Page(text)
        return self._pages[name]

    async def _get(self, name: str) -> str:
        async with self._people[name].get(self._chat(name)) as response:
            assert response.status == 200, response.status
            return await response.text()

    def _chat(self, name: str) -> str:
        return "/staff/chat" if name in self._secrets else "/chat"

    async def _post(self, name: str, action: str, fields: dict[str, str]) -> None:
        self._pages.clear()
        async with self._people[name].post(action, data=fields) as response:
            assert response.status == 200, response.status


def _web_people(tx: Tx) -> set[str]:
    return set(tx.db.scalars(select(Identity.person_id).where(Identity.channel == "web")))
