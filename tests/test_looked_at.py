"""Every value of a region's file is used: some conversation, rule or service looks at it, and where a region
differs in what happens, its own transcripts do."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.regions import Regions, load
from flows.policy.grades import Scheme
from tests.stages.looked import is_text, leaves, looking, tracked
from tests.stages.play import play
from tests.stages.script import load as read

HERE = Path(__file__).parent
NAMES = ("region_*", "algorithm*", "own_questions", "yellow_to_outcome", "green_herself")
SCRIPTS = [
    one
    for name in NAMES
    for path in sorted((HERE / "transcripts").glob(f"{name}.toml"))
    if not (one := read(path)).side_by_side
]

FOR_THE_LAWYER: Mapping[str, str] = {
    "shape": "in one word how the text is built: the page of the region",
    "closing.rule": "in one word what closing.text and closing.asks say: the page of the region",
    "entries[].id": "the name of its texts in the catalogs",
}
"""What only ``bot.regional`` and the translators look at, and why."""

TOLD = (
    *FOR_THE_LAWYER,
    *("id", "own", "source", "checked_on", "version", "origins", "communities", "phases", "steps", "entries"),
    *("oversight", "team.calls", "beyond.grounds"),
)
"""What the algorithm in the pocket tells in every region by the same code, and what describes the file."""

_CALM = "regions/test_files.py::test_only_an_emergency_knows_neither_night_nor_pause_and_counts_on_a_roster"
BY_RULE: Mapping[str, tuple[str, ...]] = {
    "lead.children": (
        "regions/test_nine.py::test_a_childs_case_goes_to_the_childrens_service",
        "regions/test_seven.py::test_volyn_and_zhytomyr_help_children_veterans_and_the_jobless_first",
    ),
    "levels.grades[].terms.duty_only": (_CALM,),
    "questions[].whose": (
        "rules/test_own_questions.py::test_an_answer_goes_to_those_it_is_for_else_to_the_one_that_leads",
    ),
    "levels.grades[].terms.pausable": (_CALM,),
}
"""Value → the tests that hold it where a region's transcripts have no such case: no child, no pause."""


@pytest.fixture(scope="module")
def every() -> Regions:
    return load()


async def test_every_value_is_looked_at_and_where_regions_differ_in_their_own_transcripts(
    every: Regions, raise_bare
) -> None:
    seen: dict[str, set[str]] = {}
    for script in SCRIPTS:
        stage, looked = await raise_bare(script.at), seen.setdefault(script.region, set())
        stage.app.database.renew(tracked(stage.app.world.regions, looked))
        with looking(looked):
            await play(stage, script)
    known = {path for facts in every.facts.values() for path in leaves(facts)}
    assert known - set().union(*seen.values()) - set(FOR_THE_LAWYER) == set()
    lost = {
        code: missing
        for code, region in every.by_id.items()
        if region.own and (missing := does_otherwise(every, code) - seen[code] - set(BY_RULE))
    }
    assert lost == {}


def does_otherwise(every: Regions, code: str) -> set[str]:
    """The values by which something happens otherwise in this region than by default; no mere words."""
    mine, theirs = leaves(every.facts[code]), leaves(every.facts[every.default.id])
    return {
        path
        for path in {*mine, *theirs}
        if mine.get(path) != theirs.get(path)
        and not path.startswith(TOLD)
        and not _words([*mine.get(path, []), *theirs.get(path, [])])
    }


@pytest.mark.parametrize("test", sorted({test for tests in BY_RULE.values() for test in tests}))
def test_the_test_of_a_rule_is_there(test: str) -> None:
    file, _, name = test.partition("::")
    tree = ast.parse((HERE / file).read_text("utf-8"))
    assert name in {one.name for one in tree.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))}


def test_values_that_somebody_only_turns_into_another_shape_are_not_looked_at(every: Regions) -> None:
    looked: set[str] = set()
    regions = tracked(every, looked)
    with looking(looked):
        facts, region = regions.facts["UA-05"], every.by_id["UA-05"]
        assert json.loads(json.dumps(facts["team"])) == region.facts()["team"]
        assert Scheme.from_json(facts["levels"]).json() == facts["levels"]
        assert not {path for path in looked if path.startswith(("team", "levels.grades["))}
        assert facts["sending"]["who"] == "head"
        assert region.lead.children == "leads"
        assert {"sending.who", "lead.children"} <= looked


def _words(values: list[object]) -> bool:
    """Whether texts stand here, one or several, where anything does."""
    every = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return any(is_text(one) for one in every) and all(one is None or is_text(one) for one in every)
