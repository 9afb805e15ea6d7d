"""A region's file drives what happens: where its own lines are taken out of it, its transcripts break."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from bot.regions import Regions, load
from flows.regions.schema import assembled
from tests.stages.play import play
from tests.stages.script import Script
from tests.stages.script import load as read

SCRIPTS = [read(path) for path in sorted((Path(__file__).parent / "transcripts").glob("region_*.toml"))]
OWN = sorted(id_ for id_, one in load().by_id.items() if one.own)


def on_the_default(regions: Regions, code: str) -> Regions:
    """As if that region had no file of its own."""
    region = assembled(regions.default.layers, id=code)
    return replace(
        regions,
        by_id=MappingProxyType({**regions.by_id, code: region}),
        facts=MappingProxyType({**regions.facts, code: region.facts()}),
    )


def test_each_region_with_a_file_has_a_transcript_of_where_it_differs() -> None:
    assert {script.region for script in SCRIPTS} == set(OWN)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
async def test_it_breaks_where_its_region_runs_on_the_default(script: Script, raise_bare) -> None:
    stage = await raise_bare(script.at)
    stage.app.database.renew(on_the_default(stage.app.world.regions, script.region))
    with pytest.raises(AssertionError, match=f"{script.name}, turn "):
        await play(stage, script)
