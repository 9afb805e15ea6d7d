"""The toy, played: whole stories through the real program, with the records that every other stage checks.

Persons come through the letter box, who works here through the web. ``green_herself`` is also the story of a
channel that may not begin to write: what falls due there waits until she comes, and somebody is told to call.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stages.fixtures import Raise
from tests.stages.play import play
from tests.stages.script import load
from tests.stages.watch import Watch

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
STORIES = ("yellow_herself", "green_herself", "consents_refused")


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("story", STORIES)
async def test_a_story_plays_through_a_channel_that_was_only_listed(
    story: str, slips_stage: Raise, watch: Watch
) -> None:
    script = load(TRANSCRIPTS / f"{story}.toml")
    stage = await slips_stage(script.at)
    await play(stage, script)
    assert stage.post.boxes, "nobody came through the letter box"
    assert stage.post.stamps == 0, "the bot has begun to write where it may not"
    watch.nothing_leaked(script, stage.post.key)


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
async def test_a_new_channel_says_honestly_that_others_may_read_it(slips_stage: Raise) -> None:
    script = load(TRANSCRIPTS / "first_steps.toml")
    stage = await slips_stage(script.at)
    member = script.people[0]
    stage.channel(member)
    await stage.enter(member.name)
    for choice in ("uk", "UA-51", "skip"):
        await stage.press(member.name, choice)
    assert "не має наскрізного шифрування" in (await stage.texts(member.name))[-1]
