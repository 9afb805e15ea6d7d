from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from handlers.channel import Misconfigured
from handlers.telegram.api import RawApi
from handlers.telegram.poll import poll
from tests.fakes.bot_api import FakeBotApi, FakePerson
from tests.telegram.inbox import PATIENCE, Inbox


class Pauses:
    """Pauses that end at once and are remembered; the poller is stopped after ``limit`` of them."""

    def __init__(self, stop: asyncio.Event | None = None, limit: int = 1000) -> None:
        self.taken: list[float] = []
        self._stop = stop
        self._limit = limit

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        if self._stop is not None and len(self.taken) >= self._limit:
            self._stop.set()


@asynccontextmanager
async def polling(
    api: FakeBotApi, receive: Callable[[str, Sequence[tuple[str, bytes]]], Awaitable[None]], **more: Any
) -> AsyncIterator[asyncio.Task[None]]:
    """A poller at work; it is stopped, and must stop, at the end of the block."""
    stop = asyncio.Event()
    more.setdefault("pause", Pauses())
    async with RawApi(api.token, api.url) as raw:
        task = asyncio.ensure_future(poll(raw, receive, stop, **more))
        try:
            yield task
            stop.set()
            await asyncio.wait_for(task, PATIENCE)
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task


def offsets(api: FakeBotApi) -> list[int | None]:
    return [call.get("offset") for call in api.called("getUpdates")]


async def asked(api: FakeBotApi, count: int) -> None:
    """Wait until so many getUpdates have arrived."""
    await asyncio.wait_for(api.until_called("getUpdates", count), PATIENCE)


async def test_updates_arrive_raw_and_in_order(api: FakeBotApi, olena: FakePerson) -> None:
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await inbox.until(1)
        olena.say("одне")
        await inbox.until(2)
        olena.say("друге")
        await inbox.until(3)
    assert inbox.texts == ["/start", "одне", "друге"]
    assert list(inbox.stored) == ["1000", "1001", "1002"]


async def test_the_kinds_of_updates_we_can_read_are_asked_for(api: FakeBotApi, olena: FakePerson) -> None:
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await inbox.until(1)
    kinds = ["message", "edited_message", "callback_query", "my_chat_member"]
    assert api.called("getUpdates")[0]["allowed_updates"] == kinds


async def test_nothing_is_confirmed_before_it_is_stored(api: FakeBotApi, olena: FakePerson) -> None:
    waiting_while_storing = []
    inbox = Inbox()

    async def receive(channel: str, updates: Sequence[tuple[str, bytes]]) -> None:
        assert all(offset is None for offset in offsets(api))
        waiting_while_storing.append(len(api.state.updates.waiting))
        await inbox.receive(channel, updates)

    async with polling(api, receive):
        await inbox.until(1)
        await asked(api, 2)
    assert waiting_while_storing == [1]
    assert offsets(api) == [None, 1001]
    assert api.state.updates.waiting == []


async def test_killed_between_fetching_and_storing_everything_comes_again(
    api: FakeBotApi, olena: FakePerson
) -> None:
    reached = asyncio.Event()

    async def hang(channel: str, updates: Sequence[tuple[str, bytes]]) -> None:
        reached.set()
        await asyncio.Event().wait()

    async with RawApi(api.token, api.url) as raw:
        task = asyncio.ensure_future(poll(raw, hang, asyncio.Event()))
        await asyncio.wait_for(reached.wait(), PATIENCE)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await inbox.until(1)
    assert inbox.texts == ["/start"]


async def test_killed_between_storing_and_confirming_nothing_is_lost(
    api: FakeBotApi, olena: FakePerson
) -> None:
    inbox = Inbox()
    api.drop("getUpdates", done=False, skip=1)  # the call that would have confirmed
    async with RawApi(api.token, api.url) as raw:
        stop = asyncio.Event()
        await asyncio.wait_for(poll(raw, inbox.receive, stop, pause=Pauses(stop, 1)), PATIENCE)
    assert len(api.state.updates.waiting) == 1
    async with polling(api, inbox.receive):
        await asked(api, 3)
    assert inbox.batches == [["1000"], ["1000"]]
    assert inbox.texts == ["/start"]


async def test_a_store_in_trouble_is_waited_for_and_its_trouble_not_quoted(
    api: FakeBotApi, olena: FakePerson, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    olena.say("таємниця")
    inbox = Inbox(OSError("таємниця"), RuntimeError("таємниця"))
    pause = Pauses()
    async with polling(api, inbox.receive, pause=pause):
        await inbox.until(2)
    assert inbox.texts == ["/start", "таємниця"]
    assert pause.taken == [1, 2]
    assert "OSError" in caplog.text
    assert "таємниця" not in caplog.text


@pytest.mark.parametrize("to", [7, 900_000_000])
async def test_ids_may_jump_down_and_up(api: FakeBotApi, olena: FakePerson, to: int) -> None:
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await inbox.until(1)
        await asked(api, 2)
        api.state.updates.jump(to)
        olena.say("після тижня")
        await inbox.until(2)
        olena.say("далі")
        await inbox.until(3)
        await asked(api, 4)
    assert inbox.texts == ["/start", "після тижня", "далі"]
    assert list(inbox.stored) == ["1000", str(to), str(to + 1)]
    assert inbox.batches == [["1000"], [str(to)], [str(to + 1)]]
    assert api.state.updates.waiting == []


async def test_telegrams_own_patience_is_kept(api: FakeBotApi, olena: FakePerson) -> None:
    api.fail("getUpdates", 429, retry_after=17)
    pause, inbox = Pauses(), Inbox()
    async with polling(api, inbox.receive, pause=pause):
        await inbox.until(1)
    assert pause.taken == [17]


async def test_a_bad_line_is_tried_again_after_growing_pauses_up_to_a_minute(
    api: FakeBotApi, olena: FakePerson
) -> None:
    for _ in range(2):
        api.fail("getUpdates", 500)
        api.fail("getUpdates", 400)
        api.drop("getUpdates", done=False)
        api.garble("getUpdates")
    pause, inbox = Pauses(), Inbox()
    async with polling(api, inbox.receive, pause=pause):
        await inbox.until(1)
        api.fail("getUpdates", 502)
        olena.say("далі")
        await inbox.until(2)
    assert pause.taken[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert pause.taken[8:] in ([], [1])  # a success in between starts the pauses anew
    assert inbox.texts == ["/start", "далі"]


@pytest.mark.parametrize(
    ("code", "method"), [(401, "getUpdates"), (409, "getUpdates"), (401, "deleteWebhook")]
)
async def test_a_refused_token_ends_it_and_is_never_shown(
    api: FakeBotApi, caplog: pytest.LogCaptureFixture, code: int, method: str
) -> None:
    caplog.set_level(logging.DEBUG)
    api.fail(method, code)
    async with RawApi(api.token, api.url) as raw:
        with pytest.raises(Misconfigured) as caught:
            await asyncio.wait_for(poll(raw, Inbox().receive, asyncio.Event(), pause=Pauses()), PATIENCE)
    assert caught.value.__context__ is None
    assert api.token not in repr(caught.value) + caplog.text
    assert "token is refused" in caplog.text


async def test_a_second_poller_ends_the_first(api: FakeBotApi) -> None:
    inbox = Inbox()
    async with RawApi(api.token, api.url) as first, RawApi(api.token, api.url) as second:
        task = asyncio.ensure_future(poll(first, inbox.receive, asyncio.Event(), pause=Pauses()))
        await asked(api, 1)
        assert await second.ask("getUpdates", timeout=0) == []
        with pytest.raises(Misconfigured):
            await asyncio.wait_for(task, PATIENCE)


async def test_a_webhook_left_over_is_removed_and_its_updates_come_here(
    api: FakeBotApi, olena: FakePerson
) -> None:
    api.state.webhook = {"url": "https://example.org/hook", "secret": "x"}
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await inbox.until(1)
    assert api.state.webhook == {}


async def test_one_undecodable_update_does_not_stand_in_the_others_way(
    api: FakeBotApi, olena: FakePerson
) -> None:
    api.push_raw({"update_id": 1001, "message": {"chat": "?"}})
    api.push_raw("?")
    api.push_raw({"message": "without an id"})
    api.state.updates.next = 1002
    olena.say("далі")
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await inbox.until(5)
        await asked(api, 2)
    assert [name for name in inbox.stored if not name.startswith("sha256-")] == ["1000", "1001", "1002"]
    assert len(inbox.stored) == 5


async def test_what_cannot_be_confirmed_is_not_asked_for_in_a_spin(api: FakeBotApi) -> None:
    api.push_raw("?")
    inbox = Inbox()
    stop = asyncio.Event()
    pause = Pauses(stop, 4)
    async with RawApi(api.token, api.url) as raw:
        await asyncio.wait_for(poll(raw, inbox.receive, stop, pause=pause), PATIENCE)
    assert pause.taken == [1, 2, 4, 8]
    assert len(inbox.stored) == 1


async def test_a_group_is_left_and_its_talk_not_stored(api: FakeBotApi, olena: FakePerson) -> None:
    group = api.group()
    where = {"id": group, "type": "supergroup", "title": "зразок"}
    api.push("message", {"message_id": 1, "date": 0, "chat": where, "from": {"id": 7}, "text": "чужі слова"})
    olena.say("мої слова")
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await inbox.until(2)
        await asked(api, 2)
    assert inbox.texts == ["/start", "мої слова"]
    assert api.state.groups == set()
    assert [call["chat_id"] for call in api.called("leaveChat")] == [group]


async def test_a_group_that_cannot_be_left_is_no_trouble(api: FakeBotApi, olena: FakePerson) -> None:
    api.group()
    api.fail("leaveChat", 403)
    inbox, pause = Inbox(), Pauses()
    async with polling(api, inbox.receive, pause=pause):
        await inbox.until(1)
        await asked(api, 2)
    assert pause.taken == []


async def test_a_location_is_coarse_before_it_is_stored(api: FakeBotApi, olena: FakePerson) -> None:
    olena.send("location")
    inbox = Inbox()
    async with polling(api, inbox.receive):
        await inbox.until(2)
    assert inbox.stored["1001"]["message"]["location"] == {"latitude": 46.48, "longitude": 30.72}


async def test_asked_to_stop_it_stops_in_the_middle_of_a_long_poll(api: FakeBotApi) -> None:
    async with polling(api, Inbox().receive, wait=25):
        await asked(api, 1)


async def test_asked_to_stop_it_stops_in_the_middle_of_a_pause(api: FakeBotApi) -> None:
    pausing = asyncio.Event()

    async def pause(seconds: float) -> None:
        pausing.set()
        await asyncio.Event().wait()

    api.fail("getUpdates", 500)
    async with polling(api, Inbox().receive, pause=pause):
        await asyncio.wait_for(pausing.wait(), PATIENCE)
