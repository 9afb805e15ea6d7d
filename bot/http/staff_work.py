"""Behind the login: every conversation of staff, on a page of hers beside whatever chats she has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.http.asked import Handler
from bot.http.chat import Chat, redirect
from bot.http.staff_browser import WHO, StaffBrowsers
from bot.http.staff_door import StaffDoor
from bot.services.browsers import Entry

Within = Callable[[web.Request, Entry], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class StaffWork:
    """The pages of whoever is logged in; anybody else is sent to the door."""

    browsers: StaffBrowsers
    door: StaffDoor
    chat: Chat

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/staff/chat", self.within(self._look)),
            web.post("/staff/chat", self.within(self._hear)),
            web.get("/staff/chat/file/{key}", self.within(self._file)),
            web.get("/staff/events", self.within(self._events)),
        ]

    def within(self, page: Within) -> Handler:
        """A page that only somebody logged in gets, as who she is today."""

        async def serve(request: web.Request) -> web.StreamResponse:
            entry = await self.browsers.entry(request)
            if entry is None and request.method == "POST":
                typed = (await request.post()).get("text", "")
                return self.door.ask(request, status=401, typed=str(typed))
            if entry is None:
                return redirect("/staff")
            request[WHO] = self.browsers.visitor(request, entry)
            return await page(request, entry)

        return serve

    async def _look(self, request: web.Request, entry: Entry) -> web.StreamResponse:  # noqa: ARG002 - alike
        return await self.chat.look(request)

    async def _hear(self, request: web.Request, entry: Entry) -> web.StreamResponse:  # noqa: ARG002 - alike
        return await self.chat.hear(request)

    async def _file(self, request: web.Request, entry: Entry) -> web.StreamResponse:  # noqa: ARG002 - alike
        return await self.chat.file(request, request.match_info["key"])

    async def _events(self, request: web.Request, entry: Entry) -> web.StreamResponse:  # noqa: ARG002 - alike
        return await self.chat.events(request)
