"""One web server: the chat, its looks, invites, the webhook, and a word for whoever watches."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from importlib.resources import files

from aiohttp import web
from argon2 import PasswordHasher

from bot.app import App
from bot.codes import new_key
from bot.http.around import Besides
from bot.http.asked import file_served
from bot.http.chat import Chat, redirect
from bot.http.editor import Editor, editor_templates
from bot.http.networks import Networks
from bot.http.staff import staff_routes
from bot.http.staff_browser import StaffBrowsers
from bot.http.visitors import Visitors
from bot.resting import INCOMING, VIBER_INCOMING, Resting
from bot.telegram import WEBHOOK_PATH
from bot.viber import viber_routes
from handlers.webchat.pages import environment

STATIC = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
LARGEST_BODY = 1024 * 1024  # a webhook's; forms are held to less by the channel


def web_app(app: App, hasher: PasswordHasher | None = None) -> web.Application:
    """Everything that answers over HTTP. ``hasher``: of the passphrases of staff."""
    visitors = Visitors(app.world.keys, app.world.random, app.settings.public_url.startswith("https://"))
    templates = environment()
    chat = Chat(
        app.intake,
        app.sender,
        app.translator,
        templates,
        app.live,
        visitors,
        new_key,
        Networks(app.now, os.urandom),
    )
    besides = Besides(
        chat, app.translator, templates, app.settings, app.now, lambda: app.world.regions.hotlines
    )
    server = web.Application(client_max_size=LARGEST_BODY, middlewares=[besides.kindly])
    server.add_routes(
        [web.get("/", _home), *health_routes(app.sender.resting, app.clock.silent), *static_routes()]
    )
    browsers = StaffBrowsers(app.database, app.now, visitors.secure)
    server.add_routes(staff_routes(app, chat, visitors, browsers, templates, hasher or PasswordHasher()))
    server.add_routes([*chat.routes(), *besides.routes()])
    server.add_routes(Editor(app.intake, app.translator, browsers, editor_templates()).routes())
    secret = app.settings.telegram_webhook_secret
    if "telegram" in app.channels and app.settings.telegram_mode == "webhook" and secret is not None:
        from handlers.telegram.webhook import webhook

        server.add_routes([web.post(WEBHOOK_PATH, webhook(secret.get_secret_value(), app.intake.receive))])
    server.add_routes(viber_routes(app))
    return server


async def serve_http(app: App, stop: asyncio.Event) -> None:
    """Listen until told to stop."""
    host, _, port = app.settings.listen.rpartition(":")
    await listen(web_app(app), host, int(port), stop)


async def listen(server: web.Application, host: str, port: int, stop: asyncio.Event) -> None:
    """Serve on that address. Access is not logged: addresses of visitors are nobody's business."""
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        await stop.wait()
    finally:
        await runner.cleanup()


def static_routes() -> list[web.RouteDef]:
    """The looks of the pages."""
    return [
        web.get(f"/static/{one.name}", file_served(one.read_bytes(), STATIC[one.name.rpartition(".")[2]]))
        for one in files("handlers.webchat").joinpath("static").iterdir()
        if one.name.rpartition(".")[2] in STATIC
    ]


async def _home(request: web.Request) -> web.Response:  # noqa: ARG001 - as aiohttp calls it
    return redirect("/chat")


def health_routes(resting: Resting, silent: Callable[[], bool]) -> list[web.RouteDef]:
    """For whoever watches: ``/health`` answers while the program runs; ``/health/sending`` complains (503)
    where a channel refuses our set-up, ``/health/clock`` where no deadline has been looked at for some
    minutes (``bot.clock.SILENT``). Apart, so that no watcher takes the page down for a wrong token."""

    async def running(request: web.Request) -> web.Response:  # noqa: ARG001 - as aiohttp calls it
        return web.Response(text="ok\n")

    async def sending(request: web.Request) -> web.Response:  # noqa: ARG001 - as aiohttp calls it
        refusing = resting.refusing()
        if not refusing:
            return web.Response(text="ok\n")
        deaf = (INCOMING, VIBER_INCOMING)
        lines = (
            f"{channel}: nothing {'comes in' if channel in deaf else 'is sent'}, our set-up is refused\n"
            for channel in refusing
        )
        return web.Response(status=503, text="".join(lines))

    async def clock(request: web.Request) -> web.Response:  # noqa: ARG001 - as aiohttp calls it
        if not silent():
            return web.Response(text="ok\n")
        return web.Response(status=503, text="clock: no tick has got through, nobody hears of deadlines\n")

    return [
        web.get("/health", running),
        web.get("/health/sending", sending),
        web.get("/health/clock", clock),
    ]
