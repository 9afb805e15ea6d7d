"""Every transcript, played on the bare engine, through the web and through Telegram; every route crossed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stages.play import play
from tests.stages.script import Script, load

SCRIPTS = [load(path) for path in sorted((Path(__file__).parent / "transcripts").glob("*.toml"))]
each = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)


@each
async def test_it_plays_on_the_bare_engine(script: Script, bare_stage) -> None:
    await play(await bare_stage(script.at), script)


@each
async def test_it_plays_through_the_web(script: Script, web_stage) -> None:
    await play(await web_stage(script.at), script)


@each
async def test_it_plays_through_telegram(script: Script, telegram_stage) -> None:
    await play(await telegram_stage(script.at), script)
