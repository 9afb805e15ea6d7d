"""Every transcript, played on the bare engine, through the web and through Telegram; every route crossed."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.definitions import book
from flows.engine.inspect import exits
from flows.engine.turn import Crossed
from tests.stages.play import play
from tests.stages.script import Script, load
from tests.stages.watch import Watch

# The button is there only while the card allows it, and both are looked at in one transaction: these answers
# come only where another process changes the case between the two. ``tests/flows`` walks them all.
RACES = frozenset(
    {
        "case.accept.gone",
        "case.accept.not_permitted",
        "case.set.not_permitted",
        "case.try.not_permitted",
        "case.write.not_permitted",
        "case.post.not_permitted",
        "sent.form.not_permitted",
        "sent.hand_over.not_permitted",
        "sent.note_denied.on",
        "signoff.note_denied.on",
        "signoff.note_gone.on",
        "signoff.sign.gone",
        "signoff.sign.not_permitted",
    }
)

SCRIPTS = [load(path) for path in sorted((Path(__file__).parent / "transcripts").glob("*.toml"))]
each = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)


@each
async def test_it_plays_on_the_bare_engine(script: Script, bare_stage) -> None:
    await play(await bare_stage(script.at), script)


@each
async def test_it_plays_through_the_web_and_nothing_leaks(script: Script, web_stage, watch: Watch) -> None:
    await play(await web_stage(script.at), script)
    watch.nothing_leaked(script)


@each
async def test_it_plays_through_telegram_and_nothing_leaks(
    script: Script, telegram_stage, watch: Watch
) -> None:
    stage = await telegram_stage(script.at)
    await play(stage, script)
    watch.nothing_leaked(script, stage.server.token)


async def test_every_route_of_every_flow_is_crossed(raise_bare) -> None:
    crossed: set[Crossed] = set()
    for script in SCRIPTS:
        stage = await raise_bare(script.at)
        await play(stage, script)
        crossed |= stage.crossed
    missing = sorted({".".join(route) for route in _routes() - crossed} - RACES)
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
