"""The Bot API as raw JSON, for what must not pass through aiogram's types: fetching updates."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import aiohttp

from handlers.channel import ChannelError, Unavailable
from handlers.telegram.refusals import refusal

TELEGRAM = "https://api.telegram.org"
TIMEOUT = 30.0  # seconds


class RawApi:
    """An open line to the Bot API; use it in ``async with``. Its address holds the token."""

    def __init__(self, token: str, api_url: str | None = None) -> None:
        self._base = f"{(api_url or TELEGRAM).rstrip('/')}/bot{token}"
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    async def ask(self, method: str, *, within: float = TIMEOUT, **params: Any) -> Any:
        """Call it and answer its ``result``, within so many seconds. Raises a ChannelError."""
        if self._http is None:
            raise RuntimeError("not open")
        answer: Any = None
        try:
            limit = aiohttp.ClientTimeout(total=within)
            async with self._http.post(f"{self._base}/{method}", json=params, timeout=limit) as response:
                answer = await response.json(content_type=None)
        except (aiohttp.ClientError, OSError, ValueError, RecursionError):
            answer = None  # raised below: aiohttp's errors hold the address, and the address holds the token
        if not isinstance(answer, dict):
            raise Unavailable
        if answer.get("ok") is not True:
            raise _problem(answer)
        return answer.get("result")


def _problem(answer: dict[str, Any]) -> ChannelError:
    code = answer.get("error_code")
    parameters = answer.get("parameters")
    after = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return refusal(
        code if isinstance(code, int) else 500,
        str(answer.get("description", "")),
        float(after) if isinstance(after, (int, float)) else None,
    )
