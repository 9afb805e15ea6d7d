"""The algorithm in the pocket says everything that a region's file says, in words that fit a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot.i18n import Translator
from bot.regions import Regions, load
from flows.definitions import book
from flows.definitions.algorithm_pages import PAGES, page
from flows.definitions.algorithm_terms import CONSENT_FIELDS, PRACTICES, span
from flows.definitions.rules_algorithm import RULES_ALGORITHM
from flows.engine.conditions import Scope
from flows.engine.flow import Call
from flows.engine.message import M
from flows.policy import consents, words
from flows.regions.layers import ORIGINS
from flows.regions.region import Region

TIGHTEST = 3500  # characters of one screen, beside its title and buttons
REGIONS = load()
OWN = [one for one in (REGIONS.default, *REGIONS.by_id.values()) if one.own or one is REGIONS.default]
every = pytest.mark.parametrize("region", OWN, ids=lambda one: one.id)


@pytest.fixture(scope="module")
def regions() -> Regions:
    return REGIONS


class Read(dict[str, Any]):
    """A mapping that knows which of its keys somebody looked at, and in the tables inside it too."""

    def __init__(self, raw: Mapping[str, Any], path: str, seen: set[str]) -> None:
        super().__init__({key: _watched(value, f"{path}{key}", seen) for key, value in raw.items()})
        self.path, self.seen = path, seen

    def __getitem__(self, key: str) -> Any:
        self.seen.add(f"{self.path}{key}")
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(f"{self.path}{key}")
        return super().get(key, default)

    def items(self) -> Any:
        return [(key, self[key]) for key in self]


def _watched(value: Any, path: str, seen: set[str]) -> Any:
    if isinstance(value, Mapping) and not {"m", "t"} <= set(value):
        return Read(value, f"{path}.", seen)
    if isinstance(value, list):
        return [_watched(one, path, seen) for one in value]
    return value


def shown(scope: Scope) -> None:
    """Open everything that the algorithm offers."""
    rules = RULES_ALGORITHM
    rules["algorithm.head"](scope)
    for part in rules["algorithm.top"](scope):
        rules["algorithm.phase"](Scope({**scope.answers, "part_row": part}, scope.facts))
    for step in scope.look("facts.region.steps"):
        told = rules["algorithm.step"](Scope({**scope.answers, "number": step["number"]}, scope.facts))
        for key in ("title", "community", "region", "responsible", "why", "action", "origin"):
            told[key]
            step[key]  # the screen of a step shows each (flows.definitions.algorithm)
    for one in rules["algorithm.pages"](scope):
        rules["algorithm.page"](Scope({**scope.answers, "page": one["id"]}, scope.facts))
    for track in rules["algorithm.tracks"](scope):
        dict(track)


ELSEWHERE = {
    "id",  # names the region, is nothing to read
    "tracks.id",
    "entries.id",
    "levels.grades.id",
    "levels.grades.plain",  # what the person herself is told
    "levels.grades.corridor",  # steers the screening
    "levels.grades.emergency",
    "levels.grades.rows",
    "levels.grades.terms.sign_off",  # is sending.sign_off
    "levels.grades.terms.ladder.of",  # who hears is told, not at which minute
    "levels.grades.terms.ladder.at",
    "levels.grades.terms.ladder.every",
    "levels.raising",
    "steps.at",  # only in a case
    "beyond.grounds.id",
    "closing.rule",  # its words are closing.text
    "shape",
    "procedures",  # offered by their own flow
    "places",  # told where a place is held
    "places.first",
    "places.hours",
    "places.hours.counts",
    "places.hours.minutes",
    "places.note",
    "questions.id",
    "questions.kind",
    "questions.own",  # put to the person herself
    "questions.why",
    "version",
    "questions.asked",
    "questions.needs",
    "questions.kept",
    "questions.whose",
    "questions.none",
    "questions.none_other",
    "questions.options.ends",
    "questions.options.offer",
    "questions.options.id",
    "questions.options.opens",
    "questions.options.body",
    "questions.options.tells",
}
"""What the conversations themselves read, and what is no word."""


def _paths(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, Mapping) and not {"m", "t"} <= set(value):
        for key, one in value.items():
            yield f"{path}{key}"
            yield from _paths(one, f"{path}{key}.")
    elif isinstance(value, list):
        for one in value:
            yield from _paths(one, path)


@every
def test_everything_that_is_meant_to_be_read_is_shown(region: Region) -> None:
    seen: set[str] = set()
    facts = region.facts()
    shown(Scope({}, {"region": Read(facts, "", seen)}))
    by_key = ("lead.by_", "lead.beside", "consent.recipients.", "origins.", "tracks.")  # whole tables go in
    by_key += ("consent.purposes", "levels.grades.terms.ladder.at.", "levels.grades.terms.ladder.every.")
    unread = {path for path in _paths(facts) if path not in seen | ELSEWHERE and not path.startswith(by_key)}
    if facts["sending"]["who"] == "specialist":
        unread -= {"sending.sign_off", "sending.sign_off.minutes", "sending.sign_off.counts"}
    assert not unread


@every
def test_every_page_fits_the_tightest_channel_and_tells_where_it_comes_from(region: Region) -> None:
    translator = Translator(("uk",))
    facts = region.facts()
    for id_, one in PAGES.items():
        if not one.lines(facts):
            continue
        made = page(facts, id_)
        said = "\n\n".join(translator.text("uk", line) for line in made["lines"])
        assert len(said) < TIGHTEST, (id_, len(said))
        assert "{" not in said
        assert "None" not in said
        assert made["origin"] in (*ORIGINS, "mixed", None)
        assert (made["origin"] is None) <= (id_ in ("source", "special"))
        assert (made["origin"] == "mixed") == (len(made["parts"]) > 1)


@every
def test_every_step_says_where_it_comes_from_and_its_title_fits(region: Region) -> None:
    for step in region.facts()["steps"]:
        assert step["origin"] in ORIGINS
        assert len(step["title"]["t"]) <= 60


def test_each_word_of_a_policy_has_its_words() -> None:
    assert set(PRACTICES) == set(words.PRACTICES)
    assert set(CONSENT_FIELDS) == set(words.FIELDS)


@pytest.mark.parametrize("table", [consents.IS, consents.IN_OWN_COPY], ids=["is", "own_copy"])
def test_each_way_of_consent_has_its_words(table: Mapping[str, M]) -> None:
    assert tuple(table) == words.MODES


def test_each_way_of_consent_can_be_given_somewhere() -> None:
    assert {mode for modes in consents.WHERE.values() for mode in modes} == set(words.MODES)


def test_each_action_of_a_step_has_a_button_to_its_flow() -> None:
    flow = book().flows["algorithm"]
    called = {step.flow for step in flow.steps if isinstance(step, Call)}
    assert called == {*words.ACTIONS, "procedure"} - {"procedures"}


def test_a_region_without_a_file_says_that_the_default_holds(regions: Regions) -> None:
    head = RULES_ALGORITHM["algorithm.head"](Scope({}, {"region": regions.facts_of("UA-63")}))
    assert (head["own"], head["now"]) == (False, [])


def test_in_a_case_the_algorithm_is_the_one_the_case_goes_by(regions: Regions) -> None:
    card = {"region": regions.facts_of("UA-05"), "state": "accepted", "older_order": None}
    scope = Scope({"referral": "r"}, {"card": card, "region": regions.facts_of("UA-51")})
    head = RULES_ALGORITHM["algorithm.head"](scope)
    assert head["title"] == regions.region("UA-05").title.json()
    assert [one["a"]["number"] for one in head["now"]] == ["6"]
    assert [row["label"]["m"] for row in RULES_ALGORITHM["algorithm.top"](scope)] == [
        "algorithm.row",
        "algorithm.row_now",
        "algorithm.row",
    ]


def test_a_case_that_is_closed_to_her_shows_no_algorithm() -> None:
    scope = Scope({"referral": "r", "page": "team", "number": "1"}, {"card": None, "region": {"title": "x"}})
    assert RULES_ALGORITHM["algorithm.head"](scope) is None
    assert RULES_ALGORITHM["algorithm.step"](scope) is None
    assert [RULES_ALGORITHM[f"algorithm.{name}"](scope) for name in ("top", "phase", "pages", "tracks")] == [
        []
    ] * 4
    assert RULES_ALGORITHM["algorithm.page"](scope)["lines"] == []


def test_a_page_says_so_where_not_all_of_it_comes_from_the_same(regions: Regions) -> None:
    leads = page(regions.facts_of("UA-05"), "leads")
    assert leads["origin"] == "mixed"
    assert [one["m"] for one in leads["parts"]][:2] == ["algorithm.partly_seed", "algorithm.partly_odesa"]
    assert "algorithm.partly_product" in {one["m"] for one in leads["parts"]}


@pytest.mark.parametrize(
    ("minutes", "counts", "said"),
    [
        (15, "always", "15 хвилин"),
        (1, "always", "1 хвилину"),
        (22, "working", "22 робочі хвилини"),
        (60, "working", "1 робочу годину"),
        (4 * 60, "working", "4 робочі години"),
        (11 * 60, "always", "11 годин"),
        (14 * 60, "always", "14 годин"),
        (21 * 60, "always", "21 годину"),
        (72 * 60, "always", "72 години"),
        (112 * 60, "working", "112 робочих годин"),
    ],
)
def test_a_span_is_said_as_it_is_counted(minutes: int, counts: str, said: str) -> None:
    assert Translator(("uk",)).text("uk", span({"minutes": minutes, "counts": counts})) == said


def test_twenty_one_is_many_in_english() -> None:
    translator = Translator(("en",))
    said = [translator.text("en", span({"minutes": n * 60, "counts": "always"})) for n in (1, 21)]
    assert said == ["1 hour", "21 hours"]
