"""The chat's pages: a form comes in, is stored like any platform's update, answered, and the page redrawn."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from hashlib import sha256
from typing import Any, Protocol
from urllib.parse import quote

from aiohttp import web
from jinja2 import Environment
from sqlalchemy import delete, exists, select

from bot.db.engine import AwayError
from bot.db.models import Inbox, Outbox
from bot.db.tx import Tx
from bot.http.asked import BY_ITSELF, asked_in
from bot.http.live import Live
from bot.http.networks import Networks
from bot.http.one_time import one_time_routes
from bot.http.visitors import Visitor, allowed
from bot.i18n import Translator
from bot.intake import Intake
from bot.links import INVITE
from bot.outbox import Sender
from bot.search.hearing import hear
from bot.services.people import found_at
from flows.engine.said import Commanded
from flows.engine.screen import DANGER
from handlers.channel import Address, UndecodableError
from handlers.shown import Block, Shown
from handlers.webchat.around import Around, file_page
from handlers.webchat.channel import view_in
from handlers.webchat.pages import chat_page, content_policy
from handlers.webchat.view import View
from handlers.webchat.words import WORDS

_REFUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
_BLANK = View()
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Visiting(Protocol):
    """How visitors are told apart."""

    def of(self, request: web.Request) -> Visitor: ...

    def remember(self, response: web.StreamResponse, visitor: Visitor) -> None: ...

    def forget(self, response: web.StreamResponse) -> None: ...


@dataclass(frozen=True)
class Chat:
    """The pages of one way to tell visitors apart. ``networks`` hold back whoever begins without end; the
    demo needs none. ``framed``: the demo shows the pages inside itself."""

    intake: Intake
    sender: Sender
    translator: Translator
    templates: Environment
    live: Live
    visitors: Visiting
    new_key: Callable[[], str]
    networks: Networks | None = None
    framed: bool = False
    _heard: set[asyncio.Task[None]] = field(default_factory=set)

    def routes(self) -> list[web.RouteDef]:
        async def file(request: web.Request) -> web.Response:
            return await self.file(request, request.match_info["key"])

        return [
            web.get("/chat", self.look),
            web.get("/join", self.join),
            web.post("/chat", self.hear),
            web.get("/chat/file/{key}", file),
            web.get("/chat/events", self.events),
            web.post("/exit", self.leave),
            *one_time_routes(self.look, self.offer_file, self.intake),
        ]

    async def look(self, request: web.Request, link: str = "") -> web.Response:
        """The page as it is; ``link`` is what the visitor's link carries."""
        visitor = self.visitors.of(request)
        return self._page(request, visitor, await self._view(visitor) or View(), link)

    async def offer_file(self, request: web.Request) -> web.Response:
        """A page on which a file is taken by a press."""
        visitor, language = self.visitors.of(request), asked_in(request, self.translator)
        around = Around(self._words(language), language, visitor.csrf, visitor.places)
        return html(file_page(self.templates, around, request.path))

    async def language(self, request: web.Request) -> str:
        """What the visitor speaks here, or else what her browser asks for."""
        view = await self._view(self.visitors.of(request))
        return self._spoken(request, view or View())

    def _page(
        self,
        request: web.Request,
        visitor: Visitor,
        view: View,
        link: str = "",
        status: int = 200,
        draft: str = "",
    ) -> web.Response:
        language = self._spoken(request, view)
        page = chat_page(
            self.templates,
            view,
            csrf=visitor.csrf,
            key=self.new_key(),
            title=self._words(language)["title"],
            words=self._words(language),
            language=language,
            places=visitor.places,
            link=link,
            draft=draft,
        )
        response = html(page, framed=self.framed, status=status)
        if BY_ITSELF not in request.headers:  # a page left open after a quick exit begins nothing anew
            self.visitors.remember(response, visitor)
        return response

    async def join(self, request: web.Request) -> web.Response:
        """An invite's page. The invite is used by a press and checked in the conversation."""
        token = request.query.get("invite", "")
        return await self.look(request, f"{INVITE}{token}" if _KEY.fullmatch(token) else "")

    async def hear(self, request: web.Request) -> web.StreamResponse:
        """One press or text: stored, answered, and back to the page."""
        visitor = self.visitors.of(request)
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        said: dict[str, str] = {name: form[name] for name in ("choice", "text", "command") if name in form}
        if not allowed(visitor, form.get("csrf", "")):
            if _in_danger(said):  # nothing is recorded: whoever asks for the numbers gets them
                return self._page(request, visitor, await self._numbers(request))
            if visitor.fresh:
                typed = said.get("text", "")
                beside = await self._numbers(request) if hear(typed) else _BLANK
                return self._page(request, visitor, self._noted(request, "unknown", beside, typed))
            if "text" in said and (view := await self._view(visitor)) is not None:  # of another login's page
                return self._page(request, visitor, view, draft=said["text"])
        elif _KEY.fullmatch(form.get("key", "")):
            if "choice" in said:
                said["screen"] = form.get("screen", "")
            if form.get("link"):
                said["link"] = form["link"]
            view = await self._view(visitor)
            if view is None:
                if _in_danger(said):
                    return self._page(request, visitor, await self._numbers(request))
                if self.networks is not None and not self.networks.takes(request):
                    return self._page(request, visitor, self._noted(request, "crowded"), status=429)
            elif "text" in said and await self._overtaken(visitor, view, form, said):
                return self._page(request, visitor, view, draft=said["text"])
            await self.receive(visitor.address, form["key"], said, asked_in(request, self.translator))
        return redirect(f"{visitor.places.chat}#now")

    async def _numbers(self, request: web.Request) -> View:
        """The emergency numbers for somebody unknown, with nothing recorded."""
        shown = await self.intake.unrecorded(Commanded("danger"), asked_in(request, self.translator))
        return reduce(lambda view, one: view.with_(one, self.new_key()), shown, View())

    def _noted(self, request: web.Request, what: str, view: View = _BLANK, typed: str = "") -> View:
        """A word to somebody unknown: too many conversations began in this network, or her browser did not
        say who she is; then what she typed stands there to be taken along."""
        language = asked_in(request, self.translator)
        words = Block("text", self._words(language)[what])
        blocks = (words, Block("copy", typed)) if typed else (words,)
        return view.with_(Shown(language, blocks, kept=True), self.new_key())

    async def receive(self, address: str, key: str, said: Mapping[str, str], language: str) -> None:
        """Take it through the same door as every channel. Said twice under one key it counts once."""
        payload = json.dumps({"address": address, "language": language, **said}).encode()
        try:
            self.intake.channels["web"].parse(payload)
        except UndecodableError:  # no page of ours makes such a form: kept, it would only fill the disk
            return
        # whoever hangs up half-way must not leave it half done
        task = asyncio.create_task(self._answered(_once(address, key, said), payload))
        self._heard.add(task)
        task.add_done_callback(self._heard.discard)
        await asyncio.shield(task)

    async def _answered(self, once: str, payload: bytes) -> None:
        await self.intake.receive("web", [(once, payload)])
        await self.intake.answer_all()
        await self.sender.send_through("web")

    async def _overtaken(
        self, visitor: Visitor, view: View, form: Mapping[str, str], said: Mapping[str, str]
    ) -> bool:
        """Whether these words were written for another question than the present one, in another tab or on a
        slow line: as an answer to this one they might be sent to whomever they were not meant for. Words that
        were heard already have moved the page on themselves."""
        written_for, present = form.get("screen", ""), view.present.shown.screen if view.present else ""
        if written_for in ("", present):
            return False
        once = _once(visitor.address, form["key"], said)
        heard = select(exists().where(Inbox.channel == "web", Inbox.external_id == once))
        return not await self.intake.database.run(lambda tx: bool(tx.db.scalar(heard)), self.intake.now)

    async def file(self, request: web.Request, key: str) -> web.Response:
        """A file that stands on this visitor's page, and on no other."""
        view = await self._view(self.visitors.of(request))
        attachment = view.file(key) if view is not None else None
        if attachment is None:
            raise web.HTTPNotFound
        name = quote(attachment.name)
        headers = {
            "Content-Type": attachment.media_type,  # as it stands: it may name a charset
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            **_headers(),
        }
        return web.Response(body=attachment.content, headers=headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        network = self.networks.of(request) if self.networks is not None else ""
        return await self.live.stream(request, self.visitors.of(request).address, network=network)

    async def leave(self, request: web.Request) -> web.Response:
        """Quick exit: this device's way into the conversation ends here; the return code still opens it.

        A redirect takes the place of the page that was asked for, so that going back does not ask again to
        send the form. What another site's page sends clears nothing: it could only take her way back away.
        """
        visitor = self.visitors.of(request)
        form = await request.post()
        response = redirect(visitor.places.away)
        if allowed(visitor, str(form.get("csrf", ""))):
            with suppress(AwayError):  # without the cookie nobody gets there all the same
                await self.intake.database.run(lambda tx: _unbind(tx, visitor.address), self.intake.now)
            self.live.changed("web", visitor.address)  # her other tabs close themselves too
        if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
            response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
            self.visitors.forget(response)
        return response

    async def _view(self, visitor: Visitor) -> View | None:
        """What the visitor's page shows; None where nobody is known at the address."""

        def load(tx: Tx) -> View | None:
            identity = found_at(tx, Address("web", visitor.address))
            return view_in(tx.unseal(identity, "memory") or {}) if identity is not None else None

        return await self.intake.database.run(load, self.intake.now)

    def _spoken(self, request: web.Request, view: View) -> str:
        return view.present.shown.language if view.present else asked_in(request, self.translator)

    def _words(self, language: str) -> Mapping[str, str]:
        return translated(self.translator, language)


@lru_cache(maxsize=8)
def translated(translator: Translator, language: str) -> Mapping[str, str]:
    """The words around the messages, in one language."""
    return {name: translator.text(language, message.json()) for name, message in WORDS.items()}


def _in_danger(said: Mapping[str, str]) -> bool:
    """Whether somebody asks for the emergency numbers."""
    return said.get("command") == "danger" or said.get("choice") == DANGER.id


def html(
    page: str, *, framed: bool = False, status: int = 200, referrer: str = "no-referrer"
) -> web.Response:
    """A page that no cache keeps and no other site frames. ``referrer``: to whom it says where one came
    from."""
    policies = {"Content-Security-Policy": content_policy(framed=framed), "Referrer-Policy": referrer}
    headers = _headers() | policies
    return web.Response(text=page, content_type="text/html", charset="utf-8", status=status, headers=headers)


def redirect(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, **_headers()})


def _once(address: str, key: str, said: Mapping[str, str]) -> str:
    """The id under which a form is taken in, however often it is sent. What was said is part of it: another
    answer from the same page is no second try, and must not be lost for one."""
    return sha256(f"{address}:{key}:{json.dumps(said, sort_keys=True)}".encode()).hexdigest()


def _headers() -> dict[str, Any]:
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{one}=()" for one in _REFUSED),
    }


def _unbind(tx: Tx, address: str) -> None:
    identity = found_at(tx, Address("web", address))
    if identity is not None:
        tx.db.execute(delete(Outbox).where(Outbox.identity_id == identity.id))
        tx.db.delete(identity)
