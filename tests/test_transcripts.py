"""Every transcript, played on the bare engine, through the web and through Telegram, those of persons through
Viber too; every route crossed.

Each channel with another database: the web and Viber on SQLite, Telegram on PostgreSQL. What they cross
together is counted (``tests.stages.crossing``). While writing one: ``-m soak -k "bare and its_name"``, and
``-m soak -k crossed`` for the routes that are left.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stages.crossing import Crossing
from tests.stages.play import play
from tests.stages.script import Script, load
from tests.stages.watch import Watch

SCRIPTS = [load(path) for path in sorted((Path(__file__).parent / "transcripts").glob("*.toml"))]
each = pytest.mark.parametrize(
    "script", [one for one in SCRIPTS if not one.side_by_side], ids=lambda script: script.name
)


each_of_persons = pytest.mark.parametrize(
    "script",
    [one for one in SCRIPTS if not one.side_by_side and any(not member.roles for member in one.people)],
    ids=lambda script: script.name,
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
async def test_it_plays_through_the_web_and_nothing_leaks(
    script: Script, web_stage, watch: Watch, crossing: Crossing
) -> None:
    await play(await web_stage(script.at), script)
    watch.nothing_leaked(script)
    crossing.played.add(script.name)


@on("postgresql")
@each
async def test_it_plays_through_telegram_and_nothing_leaks(
    script: Script, telegram_stage, watch: Watch, crossing: Crossing
) -> None:
    stage = await telegram_stage(script.at)
    await play(stage, script)
    watch.nothing_leaked(script, stage.server.token)


@on("sqlite")
@each_of_persons
async def test_it_plays_through_viber_with_the_same_records_and_nothing_leaks(
    script: Script, viber_stage, watch: Watch
) -> None:
    """Persons come through Viber, who works here through the web: it is all that Viber has for staff."""
    stage = await viber_stage(script.at)
    await play(stage, script)
    watch.nothing_leaked(script, stage.server.token)


@each_side_by_side
async def test_it_plays_where_two_act_at_the_same_moment(
    script: Script, raise_side_by_side, crossing: Crossing
) -> None:
    await play(await raise_side_by_side(script.at), script)
    crossing.played.add(script.name)


@pytest.mark.soak
async def test_every_route_of_every_flow_is_crossed(
    raise_bare, raise_side_by_side, crossing: Crossing
) -> None:
    for script in SCRIPTS:
        await play(await (raise_side_by_side if script.side_by_side else raise_bare)(script.at), script)
        crossing.played.add(script.name)
    assert crossing.missing() == []
