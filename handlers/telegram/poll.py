"""Long polling by hand: an update is confirmed to Telegram only after it has been stored.

``offset`` in the next getUpdates is what confirms. So: fetch, store, and only then ask with a higher offset.
A crash between the two brings the same updates again, and the intake knows them by their ids.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from handlers.channel import ChannelError, Later, Misconfigured, Receive, Unavailable
from handlers.telegram.api import RawApi
from handlers.telegram.parse import NAME
from handlers.telegram.updates import ALLOWED, Update, taken

WAIT = 25  # seconds Telegram holds an empty answer back
GRACE = 10  # and what the line may take on top
LONGEST = 60.0  # pause between two attempts

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


async def poll(
    api: RawApi,
    receive: Receive,
    stop: asyncio.Event,
    *,
    pause: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    wait: int = WAIT,
) -> None:
    """Fetch updates into ``receive`` until ``stop`` is set, outlasting every fault but one.

    Raises Misconfigured where the token is refused or somebody else polls with it. A webhook left over from
    before is removed (its waiting updates come here).
    """
    offset: int | None = None
    cleared = False
    failures = 0
    while not stop.is_set():
        try:
            if not cleared:
                await _unless(stop, api.ask("deleteWebhook", drop_pending_updates=False))
                cleared = True
                continue
            batch = await _unless(stop, _fetch(api, offset, wait))
            if batch is None:
                continue
            await _store(receive, batch)
            after = _after(batch)
            if batch and after is None:
                raise Unavailable  # nothing that could be confirmed: asking at once would spin
            offset = after if after is not None else offset
            failures = 0
            await _leave(api, batch)
        except Misconfigured:
            _log.error("telegram: the token is refused, or another program polls with it")
            raise
        except Later as later:
            await _unless(stop, pause(later.after))
        except ChannelError:
            await _unless(stop, pause(min(LONGEST, 2.0**failures)))
            failures += 1


async def _fetch(api: RawApi, offset: int | None, wait: int) -> list[Update]:
    params: dict[str, Any] = {"allowed_updates": list(ALLOWED), "limit": 100, "timeout": wait}
    if offset is not None:
        params["offset"] = offset
    result = await api.ask("getUpdates", within=wait + GRACE, **params)
    if not isinstance(result, list):
        raise Unavailable
    return [taken(one) for one in result]


async def _store(receive: Receive, batch: Sequence[Update]) -> None:
    """Raises Unavailable where they could not be stored: they stay with Telegram and come again."""
    ours = [(one.external, one.payload) for one in batch if one.group is None]
    if not ours:
        return
    try:
        await receive(NAME, ours)
        return
    except Exception as error:  # noqa: BLE001 - whatever the store says, the updates must be asked for again
        _log.error("telegram: %d updates were not stored (%s)", len(ours), type(error).__name__)
    raise Unavailable


def _after(batch: Sequence[Update]) -> int | None:
    """The offset that confirms this batch. Of this batch alone: after a quiet week Telegram starts from a
    random id, which may be a lower one."""
    numbers = [one.id for one in batch if one.id is not None]
    return max(numbers) + 1 if numbers else None


async def _leave(api: RawApi, batch: Sequence[Update]) -> None:
    for group in {one.group for one in batch if one.group is not None}:
        try:
            await api.ask("leaveChat", chat_id=group)
        except ChannelError:
            continue  # already out, or the next word from that group brings us here again


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, _Result]) -> _Result | None:
    """What the work answers, or None as soon as we are asked to stop."""
    doing = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    both: tuple[Awaitable[Any], ...] = (doing, stopping)
    try:
        await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() else None
    finally:
        doing.cancel()
        stopping.cancel()
        await asyncio.gather(*both, return_exceptions=True)
