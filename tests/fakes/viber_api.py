"""A Viber server on this machine: real HTTP, Viber's rules and its status codes, faults on demand.

    async with FakeViber() as viber:
        app = … VIBER_API_URL=viber.url, VIBER_TOKEN=viber.token …
        await viber.hook("http://127.0.0.1:…/viber")
        olena = viber.person("Олена")
        await olena.open()
        await olena.press("Почати")

What the bot begins more than 24 hours after a person's last message is counted in ``charged``. A message that
no app can draw is taken, and comes back as a «failed» event, as with Viber.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.fakes.viber_rules import decoded, drawable, told

TOKEN = "44dafb7e0f40021e-61a47a1e6778d187-f2c5a676a07050b3"
DAY, HOUR = 24 * 3600.0, 3600.0
SILENT_LIMIT = 100  # messages an hour to somebody who says nothing
SPOT = {"lat": 46.482526, "lon": 30.723309}


@dataclass
class Phone:
    """Somebody with Viber. ``seen``: every message, oldest first; ``pressed`` shows in the chat unless it was
    silent; ``keyboard``: that of the last message, or none where it brought none."""

    server: FakeViber
    id: str
    name: str
    language: str = "uk"
    seen: list[dict[str, Any]] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    subscribed: bool = False
    last: float = float("-inf")
    since: list[float] = field(default_factory=list)

    async def open(self, context: str = "") -> None:
        """Open the chat, perhaps by a deep link: Viber asks for a welcome."""
        user = {
            "id": self.id,
            "name": self.name,
            "avatar": "https://x",
            "language": self.language,
            "country": "UA",
        }
        event = {"event": "conversation_started", "type": "open", "user": user, "subscribed": self.subscribed}
        if context:
            event["context"] = context
        answer = await self.server.bring(event)
        if answer:
            welcome = json.loads(answer)
            assert told(answer, welcome) == 0, "Viber would not take the welcome"
            self.seen.append(welcome)

    async def say(self, text: str) -> None:
        self.own.append(text)
        await self._message({"type": "text", "text": text})

    async def send(self, kind: str) -> None:
        """A picture, sticker, file, video, or a location."""
        more = (
            {"location": SPOT}
            if kind == "location"
            else {"media": "https://x/y.jpg", "file_name": "лист.pdf"}
        )
        await self._message({"type": kind, **more})

    async def share_phone(self, number: str) -> None:
        await self._message({"type": "contact", "contact": {"name": self.name, "phone_number": number}})

    async def press(self, label: str) -> None:
        """Press the button so labelled, on the keyboard or under a message. Raises LookupError."""
        for button in (*self.buttons, *self.under_messages):
            if unescape(button["Text"]).lstrip("☑☐ ") == label.lstrip("☑☐ "):
                return await self.press_body(button["ActionBody"], silent=button.get("Silent", False))
        raise LookupError(label)

    async def press_body(self, body: str, *, silent: bool = True) -> None:
        if not silent:
            self.own.append(body)
        await self._message({"type": "text", "text": body})

    async def block(self) -> None:
        self.subscribed = False
        await self.server.bring({"event": "unsubscribed", "user_id": self.id})

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The keyboard below: it is that of the last message."""
        return self.seen[-1].get("keyboard", {}).get("Buttons", []) if self.seen else []

    @property
    def under_messages(self) -> list[dict[str, Any]]:
        """Buttons that stay with their messages, the newest first."""
        return [
            one for message in reversed(self.seen) for one in message.get("rich_media", {}).get("Buttons", [])
        ]

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.seen if message["type"] == "text"]

    @property
    def labels(self) -> list[str]:
        return [unescape(one["Text"]) for one in self.buttons]

    async def _message(self, message: dict[str, Any]) -> None:
        self.subscribed, self.last, self.since = True, self.server.now(), []
        sender = {
            "id": self.id,
            "name": self.name,
            "avatar": "https://x",
            "language": self.language,
            "country": "UA",
        }
        await self.server.bring({"event": "message", "sender": sender, "message": message, "silent": False})


@dataclass(frozen=True)
class Fault:
    """What happens to one call of the bot: a status, an HTTP status, or the line breaks."""

    status: int | None = None
    http: int = 200
    drop: bool = False


class FakeViber:
    """Start it with ``async with``. ``people``: by id; ``calls``: what was asked, in order; ``statuses``:
    what our webhook answered; ``events``: what was brought, as raw bodies."""

    def __init__(self, token: str = TOKEN, now: Callable[[], float] = lambda: 1_800_000_000.0) -> None:
        self.token, self.now = token, now
        self.url = ""
        self.webhook = ""
        self.event_types: list[str] = []
        self.charged = 0
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.statuses: list[int] = []
        self.events: list[bytes] = []
        self.people: dict[str, Phone] = {}
        self._faults: list[Fault] = []
        self._token = 5_741_311_803_571_721_087  # 64 bits, as theirs are
        self._runner: web.AppRunner | None = None

    def person(self, name: str = "Олена", language: str = "uk") -> Phone:
        id_ = b64encode(sha256(f"{len(self.people)}{name}".encode()).digest()[:15]).decode()
        self.people[id_] = Phone(self, id_, name, language)
        return self.people[id_]

    def fail(self, status: int | None = None, *, http: int = 200, drop: bool = False) -> None:
        """What happens to the next call."""
        self._faults.append(Fault(status, http, drop))

    async def bring(self, event: dict[str, Any]) -> bytes:
        """Bring an event to the webhook, signed, and answer what comes back."""
        if not self.webhook:
            return b""
        self._token += 1
        body = json.dumps(
            {"timestamp": int(self.now() * 1000), "message_token": self._token, **event}
        ).encode()
        return await self.bring_raw(body)

    async def bring_raw(self, body: bytes, signature: str | None = None) -> bytes:
        """The same for a body that may be anybody's."""
        signed = hmac.new(self.token.encode(), body, sha256).hexdigest() if signature is None else signature
        self.events.append(body)
        headers = {"X-Viber-Content-Signature": signed, "Content-Type": "application/json"}
        async with (
            aiohttp.ClientSession() as http,
            http.post(self.webhook, data=body, headers=headers) as response,
        ):
            self.statuses.append(response.status)
            return await response.read() if response.status == 200 else b""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_post("/pa/{method}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/pa"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        fault = self._faults.pop(0) if self._faults else Fault()
        if fault.drop and request.transport is not None:
            request.transport.abort()
        if fault.http != 200:
            return web.Response(status=fault.http, text="<html>", content_type="text/html")
        status = fault.status if fault.status is not None else await self._status(request, body)
        words = {"status": status, "status_message": "ok" if status == 0 else "refused"}
        return web.json_response(words)

    async def _status(self, request: web.Request, body: bytes) -> int:
        message, method = decoded(body), request.match_info["method"]
        if request.headers.get("X-Viber-Auth-Token") != self.token:
            return 2
        self.calls.append((method, message))
        if method == "set_webhook":
            return await self._hook(message)
        if not self.webhook:
            return 10
        return await self._send(body, message)

    async def _hook(self, message: dict[str, Any]) -> int:
        """Viber tries the address at once."""
        before, self.webhook = self.webhook, str(message.get("url"))
        self.event_types = message.get("event_types", [])
        try:
            await self.bring({"event": "webhook"})
        except aiohttp.ClientError:
            self.statuses.append(0)
        if self.statuses[-1] != 200:
            self.webhook = before
            return 1
        return 0

    async def _send(self, body: bytes, message: Any) -> int:
        if status := told(body, message):
            return status
        phone = self.people.get(message.get("receiver"))
        if phone is None:
            return 5
        if not phone.subscribed:
            return 6
        phone.since = [at for at in phone.since if at > self.now() - HOUR]
        if len(phone.since) >= SILENT_LIMIT:
            return 12
        phone.since.append(self.now())
        if phone.last <= self.now() - DAY:
            self.charged += 1
        if not drawable(message):
            await self.bring({"event": "failed", "user_id": phone.id, "desc": "no such keyboard"})
            return 0
        phone.seen.append(message)
        return 0
