"""The pages of staff, put together: the door, the conversations, the board."""

from __future__ import annotations

from importlib import resources

from aiohttp import web
from argon2 import PasswordHasher
from jinja2 import Environment

from bot.app import App
from bot.codes import new_key
from bot.http.asked import Handler, file_served
from bot.http.chat import Chat
from bot.http.editor import editor_templates
from bot.http.staff_board import StaffBoard
from bot.http.staff_browser import Entered, Passphrases, StaffBrowsers
from bot.http.staff_door import StaffDoor, tries
from bot.http.staff_work import StaffWork
from bot.http.visitors import Visitors
from handlers.webchat.pages import dotted


def staff_routes(
    app: App,
    public: Chat,
    visitors: Visitors,
    browsers: StaffBrowsers,
    templates: Environment,
    hasher: PasswordHasher,
) -> list[web.RouteDef]:
    """Everything under ``/staff``, and ``/join``: an invite's page is the door's, and comes first."""
    work = Chat(app.intake, app.sender, app.translator, templates, app.live, Entered(), new_key)
    pages = editor_templates()
    pages.filters["dotted"] = dotted
    door = StaffDoor(
        browsers,
        public,
        work,
        visitors,
        app.translator,
        pages,
        Passphrases(hasher),
        tries(app.now),
    )
    within = StaffWork(browsers, door, work)
    board = StaffBoard(browsers, door, within, work, app.translator, pages)
    files = [
        web.get("/staff/look.css", _file("staff.css", "text/css")),
        web.get("/staff/board.js", _file("board.js", "text/javascript")),
    ]
    return [*files, *door.routes(), *within.routes(), *board.routes()]


def _file(name: str, media_type: str) -> Handler:
    return file_served(resources.files("bot.http").joinpath("static", name).read_bytes(), media_type)
