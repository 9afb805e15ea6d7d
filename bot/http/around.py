"""The pages around the conversation, and a kind word where a page can't be had."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web
from babel.dates import format_date, get_day_names
from jinja2 import Environment

from bot.db.engine import AwayError
from bot.http.asked import Handler, asked_in
from bot.http.chat import Chat, html, translated
from bot.i18n import Translator
from bot.settings import Settings
from flows.engine.turn import Block, Say
from flows.regions.hotlines import EMERGENCY, Hotline, phones
from handlers.webchat.around import (
    Around,
    OwnAddress,
    addresses_page,
    away_page,
    problem_page,
    traces_page,
)

log = structlog.get_logger()

OWN = ("/chat", "/join", "/exit", "/traces", "/addresses", "/away")
"""The pages of the person; what is wrong elsewhere is told to a machine."""


@dataclass(frozen=True)
class Besides:
    """The pages beside a chat. ``hotlines`` are asked for at each use: files of regions may change."""

    chat: Chat
    translator: Translator
    templates: Environment
    settings: Settings
    now: Callable[[], datetime]
    hotlines: Callable[[], Sequence[Hotline]]

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/away", self.away),
            web.get("/traces", self.traces),
            web.get("/addresses", self.addresses),
        ]

    async def away(self, request: web.Request) -> web.Response:
        """The neutral page. No cookie is looked at or set."""
        language = asked_in(request, self.translator)
        today = self.now().astimezone(ZoneInfo(self.settings.timezone)).date()
        month = format_date(today.replace(day=1), "LLLL y", locale=language)
        names = get_day_names("abbreviated", "stand-alone", locale=language)
        page = away_page(
            self.templates,
            today=today,
            month=month[:1].upper() + month[1:],
            days=[names[number] for number in range(7)],
            words=translated(self.translator, language),
            language=language,
            static="/static/",
        )
        return html(page)

    async def traces(self, request: web.Request) -> web.Response:
        return html(traces_page(self.templates, await self._around(request)))

    async def addresses(self, request: web.Request) -> web.Response:
        operator = {"name": self.settings.operator_name, "contact": self.settings.operator_contact}
        around = await self._around(request)
        return html(addresses_page(self.templates, around, own_addresses(self.settings), operator))

    @web.middleware
    async def kindly(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answers a person's browser with a page where there is none, or where it can't be made."""
        try:
            return await handler(request)
        except web.HTTPException as gone:
            if gone.status < 400 or not _persons(request):
                raise
            return await self._problem(request, "lost" if gone.status < 500 else "fault", gone.status)
        except AwayError:
            if not _persons(request):
                raise
            log.warning("web.database_away")
            return await self._problem(request, "fault", 503)
        except Exception as fault:
            if not _persons(request):
                raise
            log.error("web.fault", error=type(fault).__name__)
            return await self._problem(request, "fault", 500)

    async def _problem(self, request: web.Request, what: str, status: int) -> web.Response:
        visitor = self.chat.visitors.of(request)
        language = asked_in(request, self.translator)
        around = Around(translated(self.translator, language), language, visitor.csrf, visitor.places)
        rows = phones(self.hotlines(), purposes=EMERGENCY, region=self.settings.region)
        shown = self.translator.shown(language, Say((Block("phones", rows),)))
        return html(problem_page(self.templates, around, what, shown.blocks[0].phones), status=status)

    async def _around(self, request: web.Request) -> Around:
        visitor = self.chat.visitors.of(request)
        language = await self.chat.language(request)
        return Around(translated(self.translator, language), language, visitor.csrf, visitor.places)


def own_addresses(settings: Settings) -> list[OwnAddress]:
    """Where this bot is, and where it is not. A bot whose name the settings don't say is left out."""
    found = [OwnAddress("page", settings.public_url, settings.public_url)] if settings.public_url else []
    if settings.telegram_name:
        at = settings.telegram_name
        found.append(OwnAddress("telegram", f"@{at}", f"https://t.me/{at}"))
    elif settings.telegram_token is None:
        found.append(OwnAddress("telegram"))
    if settings.viber_token is not None:
        uri = settings.viber_uri
        found.append(OwnAddress("viber", settings.viber_name, f"viber://pa?chatURI={uri}" if uri else ""))
    else:
        found.append(OwnAddress("viber"))
    return found


def _persons(request: web.Request) -> bool:
    """Whether it is a page of the person, or none at all that a browser asked for."""
    if any(request.path == one or request.path.startswith(f"{one}/") for one in OWN):
        return not request.path.endswith("/events")
    unknown = request.match_info.http_exception is not None
    return unknown and "text/html" in request.headers.get("Accept", "")
