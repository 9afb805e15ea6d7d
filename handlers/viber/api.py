"""Viber's REST API, as thin as can be: a POST, its ``status`` read, nothing remembered and nothing logged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from handlers.channel import ChannelError, Later, Misconfigured, Refused, Unavailable
from handlers.viber.limits import JSON
from handlers.viber.refusals import PATIENCE, refusal

VIBER = "https://chatapi.viber.com/pa"
HEADER = "X-Viber-Auth-Token"
TIMEOUT = 30.0  # seconds
EVENTS = ("failed", "subscribed", "unsubscribed", "conversation_started")
"""What is brought besides messages. «delivered» and «seen» would be three events for one message."""


class ViberApi:
    """The calls the bot makes; each raises a ChannelError, which holds neither token nor text."""

    def __init__(self, token: str, api_url: str = VIBER) -> None:
        self._base = api_url.rstrip("/")
        self._token = token
        self._http: aiohttp.ClientSession | None = None

    async def send(self, message: Mapping[str, Any]) -> None:
        """Send one message. Raises Refused where it is larger than Viber takes."""
        await self.ask("send_message", message)

    async def register(self, url: str) -> None:
        """Have events brought to ``url`` (https). Viber calls it at once, and wants its 200."""
        await self.ask(
            "set_webhook",
            {"url": url, "event_types": list(EVENTS), "send_name": False, "send_photo": False},
        )

    async def ask(self, method: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call it and answer what Viber says, if its status is 0."""
        data = encoded(body)
        if len(data) > JSON:
            raise Refused
        status, answer = await self._post(method, data)
        if isinstance(answer, dict) and type(answer.get("status")) is int:
            if answer["status"] == 0:
                return answer
            raise refusal(answer["status"])
        raise _without_answer(status)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def _post(self, method: str, data: bytes) -> tuple[int, Any]:
        """HTTP's status and the decoded answer; 0 where there was none."""
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        headers = {HEADER: self._token, "Content-Type": "application/json"}
        try:
            async with self._http.post(
                f"{self._base}/{method}",
                data=data,
                headers=headers,
                allow_redirects=False,  # the token goes to Viber alone
            ) as response:
                read = await response.read()
                return response.status, _decoded(read)
        except (aiohttp.ClientError, OSError, ValueError):
            pass  # out of the block before anything is raised: aiohttp's errors hold headers and address
        return 0, None


def encoded(body: Mapping[str, Any]) -> bytes:
    """JSON as it goes out: Cyrillic as itself, which is a third of its escapes."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _decoded(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _without_answer(status: int) -> ChannelError:
    """What it means where nothing that Viber says came back."""
    if status == 429:
        return Later(PATIENCE)
    if status in (401, 403, 404):
        return Misconfigured()
    if 400 <= status < 500:
        return Refused()
    return Unavailable()
