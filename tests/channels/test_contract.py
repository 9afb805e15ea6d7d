"""Every listed channel keeps every point of the contract; a channel that breaks one is found out."""

from __future__ import annotations

import pytest

from handlers.channel import ChannelError, UndecodableError
from tests.channels.broken import BROKEN
from tests.channels.contract import CHECKS, Check
from tests.channels.listed import LISTED
from tests.channels.on_slips import OnSlips
from tests.channels.slips import SlipsChannel


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", LISTED)
async def test_a_listed_channel_keeps_it(name: str, check: Check) -> None:
    async with LISTED[name]() as platform:
        await check(platform)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
async def test_a_channel_that_breaks_it_is_found_out(broken: type[SlipsChannel]) -> None:
    found = None
    try:
        await BROKEN[broken](OnSlips(broken))
    except (AssertionError, ChannelError, UndecodableError, RuntimeError) as error:
        found = error
    assert found is not None, f"{BROKEN[broken].__name__} does not notice {broken.__name__}"


def test_each_point_of_the_contract_can_fail() -> None:
    assert set(BROKEN.values()) == set(CHECKS)
