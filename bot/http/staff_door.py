"""The door of staff: logging in, and setting the login up from an invite or from a link out of the chat."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyotp
import segno
from aiohttp import web
from jinja2 import Environment
from markupsafe import Markup

from bot.db.models import Identity
from bot.db.tx import Tx
from bot.http.asked import asked_in
from bot.http.chat import Chat, html, redirect
from bot.http.networks import Networks
from bot.http.staff_browser import HOME, PLACES, TOKEN, WHO, Passphrases, StaffBrowsers, sent_here
from bot.http.staff_words import words_in
from bot.http.visitors import Visitors
from bot.i18n import Translator
from bot.links import INVITE
from bot.services import browsers, logins, passphrases
from bot.services.access import actor_of
from bot.services.people import found_at
from bot.services.returning import guessed_too_often
from handlers.channel import Address

_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{TOKEN}}}")
ID = re.compile(r"[a-z2-7]{26}")


@dataclass(frozen=True)
class StaffDoor:
    """``public``: the page of whoever is not logged in; an invite that is none is answered there, where wrong
    ones are counted. ``networks`` hold back whoever tries names without end."""

    browsers: StaffBrowsers
    public: Chat
    work: Chat
    visitors: Visitors
    translator: Translator
    templates: Environment
    phrases: Passphrases
    networks: Networks

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/join", self.join),
            web.get("/staff", self.look),
            web.post("/staff/login", self.login),
            web.get(logins.SET_UP + "{token}", self.offer),
            web.post("/staff/set", self.set_up),
            web.post("/staff/leave", self.leave),
        ]

    # Logging in ------------------------------------------------------------------------------------------

    async def look(self, request: web.Request) -> web.Response:
        if await self.browsers.entry(request) is not None:
            return redirect(HOME)
        return self.ask(request)

    def ask(
        self, request: web.Request, opens: str = "", why: str = "", status: int = 200, typed: str = ""
    ) -> web.Response:
        """The page that asks who it is; ``opens``: what is opened then; ``typed``: words that came too late,
        for her to take along."""
        return self._page(request, "login.html", status=status, opens=opens, why=why, typed=typed)

    async def login(self, request: web.Request) -> web.Response:
        form = await _form(request)
        opens = form.get("opens", "") if ID.fullmatch(form.get("opens", "")) else ""
        if not sent_here(request):
            return self.ask(request, opens, "foreign", 403)
        if not self.networks.takes(request):
            return self.ask(request, opens, "locked", 429)
        name, passphrase = form.get("name", "")[:200], form.get("passphrase", "")[: passphrases.LONGEST + 1]
        network = self.networks.of(request)
        asked = await self._run(lambda tx: logins.tried(tx, name, network))
        if asked is None:
            return self.ask(request, opens, "locked", 429)
        right = await self.phrases.right(asked.passphrase_hash, passphrase)
        anew = None
        if right and asked.passphrase_hash is not None:
            anew = await self.phrases.anew(asked.passphrase_hash, passphrase)
        code = "".join(form.get("code", "").split())
        secret = await self._run(lambda tx: logins.entered(tx, asked, code, right=right, anew=anew))
        if secret is None:
            return self.ask(request, opens, "wrong", 403)
        self.networks.gives_back(request)
        response = redirect(f"/staff/open/{opens}" if opens else HOME)
        self.browsers.remember(response, secret)
        return response

    async def leave(self, request: web.Request) -> web.Response:
        form = await _form(request)
        response = redirect("/staff")
        if self.browsers.made_here(request, form.get("csrf", "")):
            await self.browsers.leave(request)
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
            self.browsers.forget(response)
        return response

    # Setting up ------------------------------------------------------------------------------------------

    async def join(self, request: web.Request) -> web.Response:
        """An invite's page. Looking at it uses nothing up: whoever draws a preview of a link must not."""
        token = request.query.get("invite", "")
        entry = await self.browsers.entry(request)
        if entry is not None:
            request[WHO] = self.browsers.visitor(request, entry)
            return await self.work.look(request, f"{INVITE}{token}" if _TOKEN.fullmatch(token) else "")
        address = self.visitors.of(request).address
        if not _TOKEN.fullmatch(token) or not await self._run(lambda tx: _brings(tx, token, address)):
            return await self.public.join(request)
        return await self._offer(request, {"invite": token})

    async def offer(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        if (
            not _TOKEN.fullmatch(token)
            or await self._run(lambda tx: browsers.linked(tx, token, browsers.WORK)) is None
        ):
            return self._page(request, "gone.html", status=404)
        return await self._offer(request, {"link": token})

    async def _offer(
        self, request: web.Request, hidden: Mapping[str, str], why: str = "", **kept: Any
    ) -> web.Response:
        secret = kept.get("secret") or logins.new_secret(self.browsers.database.world.random)
        name = kept.get("name", "")
        title = self._words(request)["app"]
        address = pyotp.TOTP(secret).provisioning_uri(name=name or title, issuer_name=title)
        drawn = segno.make(address, error="m").svg_inline(
            scale=4, border=3, dark="#000", light="#fff", omitsize=True
        )
        return self._page(
            request,
            "set_up.html",
            status=200 if not why else 422,
            hidden={**hidden, "secret": secret},
            name=name,
            secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            drawn=Markup(drawn),  # noqa: S704 - drawn by us, out of a secret and our own words
            why=why,
        )

    async def set_up(self, request: web.Request) -> web.Response:
        form = await _form(request)
        kind = "invite" if "invite" in form else "link"
        token, secret = form.get(kind, ""), form.get("secret", "")
        if not sent_here(request) or not _TOKEN.fullmatch(token) or not logins.a_secret(secret):
            return self._page(request, "gone.html", status=403)
        name, passphrase = form.get("name", "").strip(), form.get("passphrase", "")
        if not self.networks.takes(request):
            return self.ask(request, why="locked", status=429)
        if not await self._run(lambda tx: logins.opens(tx, token, invite=kind == "invite")):
            return self._page(request, "gone.html", status=404)
        why = passphrases.problem(passphrase, name) or ""
        if len(name) not in logins.NAMES:
            why = "name"
        elif not why and passphrase != form.get("again", ""):
            why = "again"
        code = "".join(form.get("code", "").split())
        if not why and logins.right_code(secret, code, self.browsers.now()) is None:
            why = "code"
        made = ""
        if not why:
            hashed = await self.phrases.hashed(passphrase)
            made = await self._run(
                lambda tx: logins.set_up(
                    tx,
                    token,
                    invite=kind == "invite",
                    name=name,
                    passphrase_hash=hashed,
                    secret=secret,
                    code=code,
                    language=asked_in(request, self.translator),
                )
            )
            if made == "gone":
                return self._page(request, "gone.html", status=404)
            why = made if made in ("taken", "code") else ""
        if why:
            return await self._offer(request, {kind: token}, why, secret=secret, name=name)
        if kind == "invite":  # the conversation that asks who she is at work
            entry = await self._run(lambda tx: browsers.at_work(tx, made))
            if entry is not None:
                said = {"command": "menu", "link": f"{INVITE}{token}"}
                await self.work.receive(
                    entry.address, self.work.new_key(), said, asked_in(request, self.translator)
                )
        response = redirect(PLACES.chat if kind == "invite" else HOME)
        self.browsers.remember(response, made)
        return response

    # -----------------------------------------------------------------------------------------------------

    def _page(self, request: web.Request, template: str, status: int = 200, **given: Any) -> web.Response:
        language = asked_in(request, self.translator)
        page = self.templates.get_template(f"staff/{template}").render(
            words=self._words(request), language=language, **given
        )
        return html(page, status=status, referrer="same-origin")

    def _words(self, request: web.Request) -> Mapping[str, str]:
        return words_in(self.translator, asked_in(request, self.translator))

    async def _run(self, do: Any) -> Any:
        return await self.browsers.database.run(do, self.browsers.now)


def tries(now: Any) -> Networks:
    """How many tries one network has."""
    return Networks(now, os.urandom)


def _brings(tx: Tx, token: str, address: str) -> bool:
    """Whether the invite brings this visitor in now: not where she has just tried too many that are none."""
    if not logins.invited(tx, token):
        return False
    identity: Identity | None = found_at(tx, Address("web", address))
    if identity is None:
        return True
    return not guessed_too_often(tx, actor_of(tx, identity.person_id, identity.id, "web"), "invite")


async def _form(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
