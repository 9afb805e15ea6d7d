"""A Bot API server on this machine: real HTTP, Telegram's semantics, faults on demand.

    async with FakeBotApi() as api:
        olena = api.person("Олена")
        api.fail("sendMessage", 429, retry_after=3)
        ... TelegramChannel(api.token, api.url) ...
        olena.start()

Leaving the block fails if any request broke the Bot API's schema (where the schema is at hand).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.fakes.bot_api_chat import Chat, FakePerson, Message
from tests.fakes.bot_api_methods import METHODS, ApiError, Files, State, allow, decoded
from tests.fakes.bot_api_schema import Schema

__all__ = ["Call", "FakeBotApi", "FakePerson", "Message"]

TWO_POLLERS = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
BAD_GATEWAY = "<html><body>502 Bad Gateway</body></html>"


@dataclass(frozen=True, slots=True)
class Call:
    """One request that arrived, its values decoded."""

    method: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one call. ``skip``: so many calls pass before. ``done``: the work is done first."""

    skip: int
    error: ApiError | None = None
    done: bool = False
    garbage: bool = False


class FakeBotApi:
    """Start it with ``async with``. ``state`` is what Telegram knows; ``calls`` is what was asked, in order
    (but for calls that met a fault before the work)."""

    def __init__(self, token: str = "42:TEST", schema: Schema | None = None) -> None:  # noqa: S107 - made up
        self.token = token
        self.state = State()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.url = ""
        self._schema = schema or Schema()
        self._faults: dict[str, list[Fault]] = {}
        self._news = asyncio.Event()
        self._called = asyncio.Condition()
        self._poll: asyncio.Event | None = None
        self._people: dict[int, FakePerson] = {}
        self._runner: web.AppRunner | None = None

    # the test's side -------------------------------------------------------------------------------

    def person(self, name: str = "Олена", language: str | None = "uk") -> FakePerson:
        """Somebody who has not pressed Start yet."""
        chat = Chat(5_000_000_000 + len(self.state.chats))  # ids outgrow 32 bits
        self.state.chats[chat.id] = chat
        person = FakePerson(self, chat, name, language)
        self._people[chat.id] = person
        return person

    def group(self) -> int:
        """Somebody puts the bot into a group."""
        chat = -1_001_000_000_000 - len(self.state.groups)
        self.state.groups.add(chat)
        member = {"user": {"id": 42, "is_bot": True, "first_name": "bot"}, "status": "member"}
        where = {"id": chat, "type": "supergroup", "title": "sample"}
        event = {"chat": where, "from": {"id": 7}, "date": 0, "new_chat_member": member}
        self.push("my_chat_member", event)
        return chat

    def fail(
        self, method: str, code: int, description: str = "", *, retry_after: int | None = None, skip: int = 0
    ) -> None:
        """The next call to the method (after ``skip`` others) is refused."""
        said = description or {
            401: "Unauthorized",
            403: "Forbidden: bot was blocked by the user",
            404: "Not Found",
            409: TWO_POLLERS,
            429: f"Too Many Requests: retry after {retry_after}",
            500: "Internal Server Error",
        }.get(code, "Bad Request")
        self._fault(method, Fault(skip, ApiError(code, said, retry_after)))

    def drop(self, method: str, *, done: bool, skip: int = 0) -> None:
        """The line breaks during the next call: before the work, or after it (``done``)."""
        self._fault(method, Fault(skip, done=done))

    def garble(self, method: str, *, skip: int = 0) -> None:
        """A gateway answers the next call with a page."""
        self._fault(method, Fault(skip, garbage=True))

    def advance(self, seconds: float) -> None:
        self.state.now += seconds

    def push(self, kind: str, event: Any) -> None:
        """Put an update into the queue."""
        self.state.updates.push(kind, event, self.state.now)
        self._news.set()

    def push_raw(self, update: Any) -> None:
        """Put something into the queue that Telegram would never send."""
        self.state.updates.waiting.append((self.state.now, update))
        self._news.set()

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call to the method."""
        return [call.params for call in self.calls if call.method == method]

    async def until_called(self, method: str, count: int) -> None:
        """Wait until the method has been called so often."""
        async with self._called:
            await self._called.wait_for(lambda: len(self.called(method)) >= count)

    async def deliver(self) -> list[int]:
        """Bring waiting updates to the webhook, in order, until one is not taken; answer the statuses."""
        statuses = []
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.state.webhook["secret"]}
        async with aiohttp.ClientSession() as http:
            while self.state.updates.waiting:
                update = self.state.updates.waiting[0][1]
                async with http.post(self.state.webhook["url"], json=update, headers=headers) as response:
                    statuses.append(response.status)
                    if not 200 <= response.status < 300:
                        return statuses
                    self.state.updates.waiting.pop(0)
                    if response.content_type == "application/json":
                        reply = await response.json()
                        METHODS[reply.pop("method")](self.state, reply, {})
        return statuses

    # a person's side (bot_api_chat.Server) ---------------------------------------------------------

    def next_message(self, chat: Chat, *, ours: bool) -> Message:
        self.state.last_message += 1
        message = Message(self.state.last_message, self.state.now, ours=ours)
        chat.messages[message.id] = message
        return message

    def asked(self, chat: int) -> str:
        query = str(9_000_000_000 + len(self.state.queries) + len(self.state.answered))
        self.state.queries[query] = (chat, self.state.now)
        return query

    # the bot's side --------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=50 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        # Cancelled with its caller: a poller killed in mid-poll must not hold the server open.
        # No access log: the path holds the token, and tests search the logs for it.
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._poll is not None:
            self._poll.set()
        if self._runner is not None:
            await self._runner.cleanup()
        if error is None and self.violations:
            raise AssertionError(self.violations)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params, files = await _read(request)
        fault = self._due(method)
        try:
            if request.match_info["token"] != self.token:
                raise ApiError(401, "Unauthorized")
            if fault is not None and fault.error is not None:
                raise fault.error
            result = None if fault is not None and not fault.done else await self._work(method, params, files)
        except ApiError as refused:
            return _refusal(refused)
        if fault is not None and fault.garbage:
            return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
        if fault is not None and request.transport is not None:
            request.transport.abort()
        return web.json_response({"ok": True, "result": result})

    async def _work(self, method: str, raw: dict[str, Any], files: Files) -> Any:
        problems = self._schema.problems(method, raw, {name: content for name, (_, content) in files.items()})
        if problems:
            self.violations += problems
            raise ApiError(400, f"Bad Request: {problems[0]}")
        params = decoded(raw)
        async with self._called:
            self.calls.append(Call(method, params))
            self._called.notify_all()
        if method == "getUpdates":
            return await self._get_updates(params)
        if method not in METHODS:
            raise ApiError(404, "Not Found")
        result = METHODS[method](self.state, params, files)
        if method == "answerCallbackQuery":
            for person in self._people.values():
                person.waiting.pop(params["callback_query_id"], None)
        return result

    async def _get_updates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if self.state.webhook:
            raise ApiError(409, WEBHOOK_ACTIVE)
        if self._poll is not None:
            self._poll.set()  # the newest poller wins; the older one is told of the conflict
        allow(self.state, params)
        over = self._poll = asyncio.Event()
        try:
            limit = min(max(params.get("limit", 100), 1), 100)
            ready = self.state.updates.get(params.get("offset", 0), limit, self.state.now)
            if not ready and params.get("timeout", 0) > 0:
                await self._wait(over, params["timeout"])
                ready = self.state.updates.get(params.get("offset", 0), limit, self.state.now)
            if over.is_set():
                raise ApiError(409, TWO_POLLERS)
            return ready
        finally:
            if self._poll is over:
                self._poll = None

    async def _wait(self, over: asyncio.Event, seconds: float) -> None:
        self._news.clear()
        waiting = [asyncio.ensure_future(self._news.wait()), asyncio.ensure_future(over.wait())]
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()

    def _fault(self, method: str, fault: Fault) -> None:
        self._faults.setdefault(method, []).append(fault)

    def _due(self, method: str) -> Fault | None:
        script = self._faults.get(method)
        if not script:
            return None
        if script[0].skip:
            script[0] = Fault(script[0].skip - 1, script[0].error, script[0].done, script[0].garbage)
            return None
        return script.pop(0)


async def _read(request: web.Request) -> tuple[dict[str, Any], Files]:
    if request.content_type == "application/json":
        return await request.json(), {}
    params: dict[str, Any] = dict(request.query)
    files: dict[str, tuple[str, bytes]] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.file.read())
        else:
            params[name] = value
    return params, files


def _refusal(refused: ApiError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.retry_after is not None:
        body["parameters"] = {"retry_after": refused.retry_after}
    return web.json_response(body, status=refused.code)
