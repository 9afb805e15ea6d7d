"""The web: a real server on the loopback, a browser's cookie for each person, forms without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

import aiohttp
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot.app import App
from bot.db.models import Identity
from bot.db.tx import Tx
from bot.http.server import web_app
from tests.stages.script import Member
from tests.stages.stage import Hands, Seen, Stage

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
        self._server = TestServer(web_app(app))
        self._people: dict[str, aiohttp.ClientSession] = {}
        self._pages: dict[str, Page] = {}

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
        page = await self._look(name)
        fields = {**page.forms[-1].fields, "command": "menu", **({"link": link} if link else {})}
        await self._post(name, page.forms[-1].action, fields)

    async def press(self, name: str, choice: str, times: int = 1) -> None:
        page = await self._look(name)
        for form in page.forms:
            for field_name, value, _ in form.buttons:
                if field_name == "choice" and value == choice:
                    for _ in range(times):
                        await self._post(name, form.action, {**form.fields, "choice": choice})
                    return
        await self._post(name, "/chat", {**page.forms[-1].fields, "choice": choice})

    async def say(self, name: str, text: str) -> None:
        page = await self._look(name)
        form = next((one for one in page.forms if one.writes), page.forms[-1])
        await self._post(name, "/chat", {**form.fields, "text": text})

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
            async with self._people[name].get("/chat") as response:
                assert response.status == 200, response.status
                self._pages[name] = Page(await response.text())
        return self._pages[name]

    async def _post(self, name: str, action: str, fields: dict[str, str]) -> None:
        self._pages.clear()
        async with self._people[name].post(action, data=fields) as response:
            assert response.status == 200, response.status


def _web_people(tx: Tx) -> set[str]:
    return set(tx.db.scalars(select(Identity.person_id).where(Identity.channel == "web")))
