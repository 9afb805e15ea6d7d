"""Every transcript, played on the bare engine, through the web and through Telegram; every route crossed.

Each channel with another database: the web on SQLite, Telegram on PostgreSQL. On the bare engine they are
played one after another, to count what they cross; one alone: ``-m soak -k "bare and its_name"``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.definitions import book
from flows.engine.inspect import exits
from flows.engine.turn import Crossed
from tests.stages.play import play
from tests.stages.script import Script, load
from tests.stages.watch import Watch

SCRIPTS = [load(path) for path in sorted((Path(__file__).parent / "transcripts").glob("*.toml"))]
each = pytest.mark.parametrize(
    "script", [one for one in SCRIPTS if not one.side_by_side], ids=lambda script: script.name
)


def on(engine: str) -> pytest.MarkDecorator:
    """On this engine alone."""
    return pytest.mark.parametrize("engine_kind", [engine], indirect=True)


each_side_by_side = pytest.mark.parametrize(
    "script", [one for one in SCRIPTS if one.side_by_side], ids=lambda script: script.name
)


@pytest.mark.soak
@each
async def test_it_plays_on_the_bare_engine(script: Script, raise_bare) -> None:
    await play(await raise_bare(script.at), script)


@on("sqlite")
@each
async def test_it_plays_through_the_web_and_nothing_leaks(script: Script, web_stage, watch: Watch) -> None:
    await play(await web_stage(script.at), script)
    watch.nothing_leaked(script)


@on("postgresql")
@each
async def test_it_plays_through_telegram_and_nothing_leaks(
    script: Script, telegram_stage, watch: Watch
) -> None:
    stage = await telegram_stage(script.at)
    await play(stage, script)
    watch.nothing_leaked(script, stage.server.token)


@each_side_by_side
async def test_it_plays_where_two_act_at_the_same_moment(script: Script, raise_side_by_side) -> None:
    await play(await raise_side_by_side(script.at), script)


async def test_every_route_of_every_flow_is_crossed(raise_bare, raise_side_by_side) -> None:
    crossed: set[Crossed] = set()
    for script in SCRIPTS:
        stage = await (raise_side_by_side if script.side_by_side else raise_bare)(script.at)
        await play(stage, script)
        crossed |= stage.crossed
    missing = sorted(".".join(route) for route in _routes() - crossed)
    assert not missing, f"{len(missing)} routes no transcript goes: {missing}"


def _routes() -> set[Crossed]:
    """Every way out of every step, and every button under a notice."""
    words = book()
    ways = {
        (flow.id, way.step, way.by)
        for flow in words.flows.values()
        for step in flow.steps
        for way in exits(step)
    }
    offers = {
        ("@notice", notice.id, offer.id) for notice in words.notices.values() for offer in notice.offers
    }
    return ways | offers
