"""What is typed on a screen is understood over all pages of its list."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.stages.bare import BareStage
from tests.stages.fixtures import Raise

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


async def at_regions(raised: Raise) -> BareStage:
    stage: BareStage = await raised(AT)
    await stage.enter("olena")
    await stage.start("olena")
    await stage.press("olena", "uk")
    return stage


@pytest.mark.parametrize(
    ("typed", "region"), [("Харківська", "UA-63"), ("Київ", "UA-30"), ("  сумсь ", "UA-59")]
)
async def test_a_region_of_another_page_is_chosen_by_typing_its_name(
    bare_stage: Raise, typed: str, region: str
) -> None:
    stage = await at_regions(bare_stage)
    assert region not in [one.id for one in await stage.buttons("olena")]
    await stage.say("olena", typed)
    await stage.press("olena", "skip")
    assert await stage.count("person", {"region": region}) == 1


async def test_a_number_means_the_place_on_the_page_shown(bare_stage: Raise) -> None:
    stage = await at_regions(bare_stage)
    await stage.press("olena", "@more")
    third = (await stage.buttons("olena"))[2].id
    await stage.say("olena", "3")
    await stage.press("olena", "skip")
    assert await stage.count("person", {"region": third}) == 1


async def test_a_name_that_fits_two_regions_is_asked_again(bare_stage: Raise) -> None:
    stage = await at_regions(bare_stage)
    before = await stage.buttons("olena")
    await stage.say("olena", "Чер")
    assert await stage.buttons("olena") == before
