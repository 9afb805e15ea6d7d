"""What nine regions' files make the program do differently (algorithms.md, region by region)."""

from __future__ import annotations

from typing import Any

import pytest

from bot.regions import Regions, load
from flows.policy.duration import Duration
from flows.policy.leading import Sending
from flows.policy.words import CASE_STATES
from flows.regions.names import REGIONS
from flows.regions.region import Region
from flows.rules.asking import led_to
from flows.rules.lead import Lead, lead
from flows.rules.risk import assess
from flows.rules.signing import head

DNIPRO, KYIV, KIROVOHRAD, MYKOLAIV, POLTAVA = "UA-12", "UA-32", "UA-35", "UA-48", "UA-53"
RIVNE, KHMELNYTSKYI, CHERKASY, CHERNIHIV = "UA-56", "UA-68", "UA-71", "UA-74"
VINNYTSIA, ODESA, KHARKIV = "UA-05", "UA-51", "UA-63"
NINE = (DNIPRO, KYIV, KIROVOHRAD, MYKOLAIV, POLTAVA, RIVNE, KHMELNYTSKYI, CHERKASY, CHERNIHIV)


@pytest.fixture(scope="module")
def every() -> Regions:
    return load()


def led(region: Region, need: str, **ticked: Any) -> Lead:
    nothing: dict[str, Any] = {"danger": [], "discrimination": [], "exploitation": [], "vulnerability": []}
    verdict = assess(**{**nothing, "held": None, **ticked}, scheme=region.levels)
    grade = region.levels.grade(verdict.level)
    return lead(region.lead, grade, verdict.reasons, need, children=verdict.children)


def opened(region: Region, **answers: Any) -> tuple[str, ...]:
    return led_to(region.facts()["questions"], answers).opens


def actions(region: Region) -> dict[str, str]:
    return {step.number: step.action for step in region.steps if step.action}


@pytest.mark.parametrize("region", NINE)
def test_the_region_has_an_algorithm_of_its_own(every: Regions, region: str) -> None:
    known = every.region(region)
    assert known.own
    assert known.origins["shape"] == "seed"
    assert REGIONS[region].text.split()[0][:-4] in known.title.text
    assert known.steps != every.default.steps


@pytest.mark.parametrize("region", NINE)
def test_the_three_grades_are_those_of_the_whole_country(every: Regions, region: str) -> None:
    ours, theirs = every.default.levels, every.region(region).levels
    assert [grade.id for grade in theirs.grades] == ["green", "yellow", "red"]
    assert [grade.terms for grade in theirs.grades] == [grade.terms for grade in ours.grades]


@pytest.mark.parametrize("region", [*REGIONS, None])
def test_a_case_stands_at_one_step_at_most(every: Regions, region: str | None) -> None:
    states = [state for step in every.region(region).steps for state in step.at]
    assert sorted(states) == sorted(set(states))
    assert set(states) <= set(CASE_STATES)


@pytest.mark.parametrize(
    ("region", "shape", "phases", "steps"),
    [
        (DNIPRO, "challenges", 2, 6),
        (KYIV, "working_group", 0, 6),
        (KIROVOHRAD, "phases", 3, 9),
        (MYKOLAIV, "stages", 0, 7),
        (POLTAVA, "working_group", 0, 6),
        (RIVNE, "phases", 3, 10),
        (KHMELNYTSKYI, "administration", 3, 9),
        (CHERKASY, "challenges", 3, 10),
        (CHERNIHIV, "administration", 3, 9),
    ],
)
def test_the_algorithm_has_the_shape_of_its_text(
    every: Regions, region: str, shape: str, phases: int, steps: int
) -> None:
    known = every.region(region)
    assert (known.shape, len(known.phases), len(known.steps)) == (shape, phases, steps)


# Who sends ----------------------------------------------------------------------------------------


def test_kirovohrads_head_signs_within_a_working_day(every: Regions) -> None:
    region = every.region(KIROVOHRAD)
    assert head(region.sending, by="specialist", urgent=False) == "signs"
    assert head(region.sending, by="specialist", urgent=True) == "hears"
    assert region.sending == Sending("head", Duration(8 * 60, "working"))
    assert region.origins["sending.sign_off"] == "product"


def test_in_rivne_either_the_specialist_sends_or_the_head(every: Regions) -> None:
    assert every.region(RIVNE).sending.who == "either"


# Who leads ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "ticked", "body"),
    [
        ("housing", {"vulnerability": ["v1"]}, "social"),
        ("work", {"exploitation": ["e2"]}, "police"),
        ("work", {"exploitation": ["e6"]}, "police"),
        ("work", {"exploitation": ["e1"]}, "employment"),
        ("other", {"exploitation": ["e4"]}, "employment"),
        ("other", {"discrimination": ["i1"]}, "legal"),
        ("legal", {}, "legal"),
        ("health", {}, "health"),
        ("education", {}, "education"),
        ("aid", {}, "ngo"),
        ("psychological", {}, "ngo"),
    ],
)
def test_in_mykolaiv_the_kind_of_problem_says_who_answers(
    every: Regions, need: str, ticked: dict[str, Any], body: str
) -> None:
    assert led(every.region(MYKOLAIV), need, **ticked).body == body


def test_mykolaivs_crisis_service_answers_in_danger_whatever_else_was_ticked(every: Regions) -> None:
    assert led(every.region(MYKOLAIV), "work", danger=["d3"], exploitation=["e2"]).body == "social"


def test_a_childs_case_goes_to_the_childrens_service(every: Regions) -> None:
    for region in (KIROVOHRAD, RIVNE, DNIPRO):
        assert led(every.region(region), "child").body == "children"
    assert led(every.region(KIROVOHRAD), "child").final == "children"
    assert led(every.region(KIROVOHRAD), "work", exploitation=["e1"]).final == "region_social"


def test_the_regions_social_protection_coordinates_in_rivne(every: Regions) -> None:
    assert led(every.region(RIVNE), "work", vulnerability=["v1"]).body == "region_social"
    assert led(every.region(RIVNE), "work", danger=["d1"]).body == "social"
    assert led(every.region(KIROVOHRAD), "work", vulnerability=["v1"]).body == "social_protection"


# What is asked ------------------------------------------------------------------------------------


def test_missing_papers_open_their_track_in_dnipropetrovsk_and_are_never_asked_to_be_shown(
    every: Regions,
) -> None:
    region = every.region(DNIPRO)
    assert opened(region, documents="none") == ("administrative",)
    assert opened(region, documents="all") == ()
    (question,) = region.questions
    none = next(one for one in question.options if one.id == "none")
    assert (none.body, none.tells is not None) == ("legal", True)
    assert "no_documents_asked" in region.practices
    assert region.procedures == ("lost_documents", "child_status", "settling")


def test_rivne_asks_for_its_own_signs(every: Regions) -> None:
    region = every.region(RIVNE)
    assert opened(region, indicators=["homeless", "kindergarten", "job"]) == ("social", "education", "legal")
    assert [one.kept for one in region.questions] == [True]


def test_mykolaiv_asks_which_urgent_needs_are_not_met(every: Regions) -> None:
    region = every.region(MYKOLAIV)
    assert opened(region, urgent=["medical", "documents"]) == ("health", "administrative")
    assert opened(region, urgent=[]) == ()


def test_a_child_without_papers_opens_the_childrens_track_in_kirovohrad(every: Regions) -> None:
    assert opened(every.region(KIROVOHRAD), child_papers="yes") == ("children",)


def test_cherkasy_tells_the_displaced_of_2014_about_certificates(every: Regions) -> None:
    (question,) = every.region(CHERKASY).questions
    assert question.needs == ("housing",)
    told = {one.id: one.tells for one in question.options}
    assert told["y2014"] is not None
    assert told["later"] is None
    assert opened(every.region(CHERKASY), moved="y2014") == ("legal",)


# What comes after, and around ---------------------------------------------------------------------


def test_cherkasys_way_leads_from_employment_to_social_protection_to_migration(every: Regions) -> None:
    region = every.region(CHERKASY)
    assert [(one.after, one.to) for one in region.onward] == [
        ("employment", "social_protection"),
        ("social_protection", "migration"),
    ]
    assert region.procedures == ("housing_inventory", "heirless_property", "settling")
    assert actions(region)["8"] == "wellbeing"


@pytest.mark.parametrize("region", [KHMELNYTSKYI, CHERNIHIV])
def test_the_regional_administrations_algorithm_watches_publishes_and_takes_over(
    every: Regions, region: str
) -> None:
    known = every.region(region)
    assert known.practices == ("indicators", "overview")
    assert known.procedures == ("interaction_order", "settling")
    assert known.beyond.body == "region"
    assert [ground.id for ground in known.beyond.grounds][:2] == ["complex", "communities"]
    assert actions(known) == {
        "1": "publications",
        "3": "overview",
        "4": "procedures",
        "5": "overview",
    }


def test_two_regions_share_their_steps_and_differ_in_who_answers(every: Regions) -> None:
    ours, theirs = every.region(KHMELNYTSKYI), every.region(CHERNIHIV)
    assert [step.title for step in ours.steps] == [step.title for step in theirs.steps]
    differ = {a.number for a, b in zip(ours.steps, theirs.steps, strict=True) if a != b}
    assert differ == {"1", "2", "3", "4"}
    assert ours.aim != theirs.aim


@pytest.mark.parametrize("region", [KYIV, POLTAVA])
def test_a_working_group_has_six_stages_and_six_principles(every: Regions, region: str) -> None:
    known = every.region(region)
    assert set(actions(known).values()) == {"groups"}
    assert len(known.principles) == len(known.facts()["principles"]) == 6


def test_the_two_working_groups_begin_differently(every: Regions) -> None:
    assert every.region(KYIV).steps[0].title.text == "Створити робочу групу"
    assert every.region(POLTAVA).steps[1].title.text == "Створити робочу групу"


def test_only_the_kyiv_region_names_two_authorities(every: Regions) -> None:
    assert every.region(KYIV).authorities == ("UA-32", "UA-30")
    assert [one.id for one in every.by_id.values() if one.authorities] == [KYIV]


def test_mykolaiv_takes_what_is_complex_to_the_region_and_notes_what_worked(every: Regions) -> None:
    region = every.region(MYKOLAIV)
    assert (region.beyond.body, region.oversight.body) == ("region", "council")
    assert region.closing.note is not None
    assert region.facts()["closing"]["note"]["t"] == region.closing.note.text
    assert every.region(ODESA).facts()["closing"]["note"] is None


def test_a_team_in_rivne_tells_each_other_of_aid_without_names(every: Regions) -> None:
    assert "deidentified_exchange" in every.region(RIVNE).practices
    assert "deidentified_exchange" not in every.region(KIROVOHRAD).practices


def test_a_region_without_procedures_of_its_own_offers_the_one_for_all(every: Regions) -> None:
    assert every.region(KHARKIV).procedures == every.region(VINNYTSIA).procedures == ("settling",)
    assert every.region(KHARKIV).origins["procedures"] == "product"
