"""The count of what transcripts cross fails the run where a route is left."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.stages.crossing import COUNTED, TRANSCRIPTS, Crossing, pytest_sessionfinish, routes

ALL = {path.stem for path in TRANSCRIPTS.glob("*.toml")}


def finished(crossing: Crossing) -> int:
    stash = pytest.Stash()
    stash[COUNTED] = crossing
    session: Any = SimpleNamespace(config=SimpleNamespace(stash=stash), exitstatus=0)
    pytest_sessionfinish(session)
    return int(session.exitstatus)


def test_a_route_that_no_transcript_goes_fails_the_run() -> None:
    left = min(routes())
    crossing = Crossing(routes() - {left}, set(ALL))
    assert crossing.missing() == [".".join(left)]
    assert finished(crossing) == pytest.ExitCode.TESTS_FAILED
    crossing.add({"gone": [list(left)], "played": []})
    assert crossing.missing() == []
    assert finished(crossing) == 0


def test_a_part_of_the_transcripts_tells_nothing() -> None:
    crossing = Crossing(set(), ALL - {min(ALL)})
    assert crossing.missing() == []
    assert finished(crossing) == 0
