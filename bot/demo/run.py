"""Serving the demo on this machine: one page with three phones and a clock."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from aiohttp import web
from babel.dates import format_date
from jinja2 import Environment

from bot.app import utc_now
from bot.codes import new_key
from bot.crypto import KeyRing, new_secret_key
from bot.demo.happenings import happenings
from bot.demo.world import CAST, Demo
from bot.http.asked import Handler
from bot.http.chat import Chat, html, redirect, translated
from bot.http.editor import Editor, editor_templates
from bot.http.server import listen, static_routes
from bot.http.staff_browser import StaffBrowsers
from bot.http.visitors import Visitor, Visitors, allowed
from bot.settings import LOCAL
from handlers.webchat.demo import Clock, DemoPlaces, Handset, demo_page
from handlers.webchat.pages import Places, environment

BEAT = 5  # seconds between ticks of the demo's clock
LANGUAGE = "uk"


async def serve_demo(port: int, stop: asyncio.Event, say: Callable[[str], None]) -> None:
    """Begin a demo and serve it until told to stop."""
    demo = Demo(utc_now, f"http://127.0.0.1:{port}")
    await demo.begin()
    say(f"http://127.0.0.1:{port}/ — Дорожник, демонстрація (Ctrl+C зупиняє)")
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_beat(demo, stop))
            group.create_task(listen(demo_app(demo), "127.0.0.1", port, stop))
    finally:
        await demo.end()


async def _beat(demo: Demo, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await demo.move(timedelta())
        try:
            await asyncio.wait_for(stop.wait(), BEAT)
        except TimeoutError:
            continue


@dataclass(frozen=True)
class Phone:
    """How the phone of one of the cast is told apart: by the address of its page alone."""

    demo: Demo
    who: str

    def of(self, request: web.Request) -> Visitor:  # noqa: ARG002 - whoever looks at this page is she
        address = self.demo.address(self.who)
        at = f"/demo/{self.who}"
        places = Places(
            f"{at}/chat", f"{at}/chat/file/", f"{at}/exit", f"{at}/chat/events", away=f"{at}/chat"
        )
        csrf = self.demo.app.world.keys.index("csrf", address)
        return Visitor(address, "", fresh=False, csrf=csrf, places=places)

    def remember(self, response: web.StreamResponse, visitor: Visitor) -> None:
        """The address says it all."""

    def forget(self, response: web.StreamResponse) -> None:
        """The address says it all."""


class Stand:
    """The pages of the demo."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.templates: Environment = environment()
        self.pages: Environment = editor_templates()
        self.visitors = Visitors(KeyRing.parse(new_secret_key("demo", os.urandom)), os.urandom, secure=False)

    def chat(self, who: str) -> Chat:
        app = self.demo.app
        phone = Phone(self.demo, who)
        return Chat(
            app.intake, app.sender, app.translator, self.templates, app.live, phone, new_key, framed=True
        )

    async def phone(self, request: web.Request) -> web.StreamResponse:
        """Everything a phone asks for goes to its own chat."""
        who, what = request.match_info["who"], request.match_info["what"]
        if who not in {role.who for role in CAST}:
            raise web.HTTPNotFound
        chat = self.chat(who)
        answers = {
            ("GET", "chat"): chat.look,
            ("POST", "chat"): chat.hear,
            ("GET", "chat/events"): chat.events,
            ("POST", "exit"): chat.leave,
        }
        if request.method == "GET" and what.startswith("chat/file/"):
            return await chat.file(request, what.removeprefix("chat/file/"))
        answer = answers.get((request.method, what))
        if answer is None:
            raise web.HTTPNotFound
        return await answer(request)

    def editor(self) -> Editor:
        """The editors' pages over the present run; a link in a chat leads there."""
        app = self.demo.app
        browsers = StaffBrowsers(app.database, app.now, secure=False)
        return Editor(app.intake, app.translator, browsers, self.pages)

    def edited(self, number: int) -> Handler:
        """The editors' page of that number among their routes, whichever run is present."""

        async def serve(request: web.Request) -> web.StreamResponse:
            page: Handler = self.editor().routes()[number].handler
            return await page(request)

        return serve

    async def no_login(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as aiohttp calls it
        return web.Response(text=f"{translated(self.demo.app.translator, LANGUAGE)['demo.no_login']}\n")

    async def page(self, request: web.Request) -> web.Response:
        visitor = self.visitors.of(request)
        words = translated(self.demo.app.translator, LANGUAGE)
        handsets = [
            Handset(role.who, words[f"demo.{role.who}"], role.name, f"/demo/{role.who}/chat") for role in CAST
        ]
        page = demo_page(
            self.templates,
            handsets,
            await self._clock(),
            await happenings(self.demo),
            csrf=visitor.csrf,
            words=words,
            language=LANGUAGE,
            chosen=request.query.get("phone", ""),
            places=DemoPlaces(events="/demo/events"),
        )
        response = html(page, framed=True)
        self.visitors.remember(response, visitor)
        return response

    async def clock(self, request: web.Request) -> web.Response:
        form = await request.post()
        move = str(form.get("move", ""))
        if allowed(self.visitors.of(request), str(form.get("csrf", ""))):
            if move == "next":
                await self.demo.move(None)
            elif move.isdecimal() and 0 < int(move) <= 60 * 24 * 7:
                await self.demo.move(timedelta(minutes=int(move)))
        return redirect(f"/demo?phone={_word(form.get('phone', ''))}")

    async def again(self, request: web.Request) -> web.Response:
        form = await request.post()
        if allowed(self.visitors.of(request), str(form.get("csrf", ""))):
            await self.demo.begin()
        return redirect("/demo")

    async def events(self, request: web.Request) -> web.StreamResponse:
        return await self.demo.app.live.stream(request, *(self.demo.address(role.who) for role in CAST))

    async def _clock(self) -> Clock:
        zone = self.demo.app.world.zone
        now = self.demo.hands().astimezone(zone)
        ahead = await self.demo.ahead()
        return Clock(
            time=f"{now:%H:%M}",
            day=format_date(now, "EEEE, d MMMM", locale=LANGUAGE),
            ahead=ahead.astimezone(zone).strftime("%d.%m, %H:%M") if ahead else "",
        )


def demo_app(demo: Demo) -> web.Application:
    stand = Stand(demo)
    server = web.Application(middlewares=[_this_machine_alone])
    server.add_routes(
        [
            web.get("/", _home),
            web.get("/demo", stand.page),
            web.get("/demo/events", stand.events),
            web.post("/demo/clock", stand.clock),
            web.post("/demo/again", stand.again),
            web.route("*", "/demo/{who}/{what:.+}", stand.phone),
            web.get("/staff{rest:.*}", stand.no_login),
            *(
                web.route(one.method, one.path, stand.edited(number))
                for number, one in enumerate(stand.editor().routes())
            ),
            *static_routes(),
        ]
    )
    return server


@web.middleware
async def _this_machine_alone(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Another site may give its own name the address 127.0.0.1, and its pages could then read and press here
    (DNS rebinding): what is asked for by any other name than this machine's is not answered."""
    try:
        name = urlsplit(f"//{request.host}").hostname
    except ValueError:
        name = None
    if name not in LOCAL:
        raise web.HTTPMisdirectedRequest
    return await handler(request)


async def _home(request: web.Request) -> web.Response:  # noqa: ARG001 - as aiohttp calls it
    return redirect("/demo")


def _word(value: object) -> str:
    return value if isinstance(value, str) and value.isalpha() and value.isascii() else ""
