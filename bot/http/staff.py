"""The pages of staff, put together: the door, the conversations."""

from __future__ import annotations

from importlib.resources import files

from aiohttp import web
from argon2 import PasswordHasher
from jinja2 import Environment

from bot.app import App, new_key
from bot.http.chat import Chat, Handler
from bot.http.editor import editor_templates
from bot.http.staff_browser import Entered, Passphrases, StaffBrowsers
from bot.http.staff_door import StaffDoor, tries
from bot.http.staff_work import StaffWork
from bot.http.visitors import Visitors


def staff_routes(
    app: App, public: Chat, visitors: Visitors, templates: Environment, hasher: PasswordHasher
) -> list[web.RouteDef]:
    """Everything under ``/staff``, and ``/join``: an invite's page is the door's, and comes first."""
    browsers = StaffBrowsers(app.database, app.now, visitors.secure)
    work = Chat(app.intake, app.sender, app.translator, templates, app.live, Entered(), new_key)
    door = StaffDoor(
        browsers,
        public,
        work,
        visitors,
        app.translator,
        editor_templates(),
        Passphrases(hasher),
        tries(app.now),
    )
    look = web.get("/staff/look.css", _style())
    return [look, *door.routes(), *StaffWork(browsers, work).routes()]


def _style() -> Handler:
    content = files("bot.http").joinpath("static", "staff.css").read_bytes()

    async def serve(request: web.Request) -> web.Response:  # noqa: ARG001 - as aiohttp calls it
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=content, content_type="text/css", headers=headers)

    return serve
