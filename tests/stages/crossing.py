"""Every route of every flow, and every button under a notice, is gone by some transcript.

Counted while the transcripts are played, in whichever channel, database and process; once all of them were
played, the run fails where a route is left, and names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot import conversation
from flows.definitions import book
from flows.engine.inspect import exits
from flows.engine.turn import Crossed

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"


@dataclass
class Crossing:
    """What was gone, and by which transcripts. Those that fail do not count as played."""

    gone: set[Crossed] = field(default_factory=set)
    played: set[str] = field(default_factory=set)

    def missing(self) -> list[str]:
        """Routes nobody has gone; none where not all transcripts were played."""
        if not {path.stem for path in TRANSCRIPTS.glob("*.toml")} <= self.played:
            return []
        return sorted(".".join(route) for route in routes() - self.gone)

    def to_json(self) -> dict[str, Any]:
        return {"gone": [list(one) for one in self.gone], "played": list(self.played)}

    def add(self, other: dict[str, Any]) -> None:
        """What another process has counted."""
        self.gone |= {(flow, step, by) for flow, step, by in other["gone"]}
        self.played |= set(other["played"])


def routes() -> set[Crossed]:
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


COUNTED = pytest.StashKey[Crossing]()


@pytest.fixture
def crossing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterable[Crossing]:
    """Counts what is gone while the test runs."""
    counted = request.config.stash[COUNTED]
    before = conversation.turn

    def turn(*given: Any) -> conversation.Spoke:
        spoke = before(*given)
        counted.gone.update(spoke.crossed)
        return spoke

    monkeypatch.setattr(conversation, "turn", turn)
    return counted


def pytest_configure(config: pytest.Config) -> None:
    config.stash[COUNTED] = Crossing()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    if "crossing" in (told := getattr(node, "workeroutput", {})):
        node.config.stash[COUNTED].add(told["crossing"])


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    counted = session.config.stash[COUNTED]
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["crossing"] = counted.to_json()
    elif counted.missing():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if missing := config.stash[COUNTED].missing():
        terminalreporter.section(f"{len(missing)} routes no transcript goes", red=True)
        terminalreporter.line(", ".join(missing))
