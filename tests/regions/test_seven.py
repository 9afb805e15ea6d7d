"""What seven regions' files make the program do differently (algorithms.md, region by region)."""

from __future__ import annotations

from typing import Any

import pytest

from bot.regions import Regions, load
from flows.policy.duration import Duration
from flows.regions.names import REGIONS
from flows.regions.problems import RegionProblems
from flows.regions.region import Region
from flows.regions.schema import assembled, layer
from flows.rules.asking import led_to
from flows.rules.lead import Lead, lead
from flows.rules.risk import Verdict, assess
from flows.rules.routing import route

VOLYN, ZHYTOMYR, ZAKARPATTIA, FRANKIVSK = "UA-07", "UA-18", "UA-21", "UA-26"
LVIV, TERNOPIL, CHERNIVTSI = "UA-46", "UA-61", "UA-77"
FOUR_GRADES = (ZAKARPATTIA, LVIV, TERNOPIL, CHERNIVTSI)
THREE_GRADES = (VOLYN, ZHYTOMYR, FRANKIVSK)
SEVEN = (*FOUR_GRADES, *THREE_GRADES)
SEVEN_PHASES = (VOLYN, ZHYTOMYR, ZAKARPATTIA, LVIV, CHERNIVTSI)


@pytest.fixture(scope="module")
def every() -> Regions:
    return load()


def judged(region: Region, **ticked: Any) -> Verdict:
    nothing: dict[str, Any] = {"danger": [], "discrimination": [], "exploitation": [], "vulnerability": []}
    return assess(**{**nothing, "held": None, **ticked}, scheme=region.levels)


def led(region: Region, need: str, **ticked: Any) -> Lead:
    verdict = judged(region, **ticked)
    grade = region.levels.grade(verdict.level)
    return lead(region.lead, grade, verdict.reasons, need, children=verdict.children)


def answered(region: Region, **answers: Any) -> Any:
    return led_to(region.facts()["questions"], answers)


def asked(region: Region) -> list[str]:
    return [one.id for one in region.questions]


# The shape ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", SEVEN)
def test_the_region_has_an_algorithm_of_its_own(every: Regions, region: str) -> None:
    known = every.region(region)
    assert known.own
    assert REGIONS[region].text.split()[0][:-4] in known.title.text
    assert REGIONS[region].text in known.source
    assert (known.shape, known.origins["shape"], len(known.phases)) == ("phases", "seed", 7)


@pytest.mark.parametrize(
    ("region", "steps"), [*((one, 11) for one in SEVEN_PHASES), (TERNOPIL, 12), (FRANKIVSK, 10)]
)
def test_the_steps_are_as_many_as_the_text_has(every: Regions, region: str, steps: int) -> None:
    known = every.region(region)
    assert [step.number for step in known.steps] == [str(one) for one in range(1, steps + 1)]
    told = [
        known.origins[f"steps.{step.number}.{word}"]
        for step in known.steps
        for word in ("title", "community")
    ]
    assert set(told) == {"seed"}


def test_where_a_step_leads_in_the_program_is_no_text_of_a_region(every: Regions) -> None:
    origins = every.region(VOLYN).origins
    assert {origins["steps.7.action"], origins["steps.7.at"], origins["steps.7.responsible"]} == {"product"}
    assert every.region("UA-51").origins["steps.2.action"] == "product"


def test_a_region_keeps_what_its_family_says_and_changes_single_steps(every: Regions) -> None:
    volyn, lviv = every.region(VOLYN).steps, every.region(LVIV).steps
    assert volyn[6].title.id == lviv[6].title.id == "region.seven_phases.steps.7.title"
    assert volyn[3].title.text != lviv[3].title.text
    assert [step.action for step in volyn] == [step.action for step in lviv]


# The levels ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", FOUR_GRADES)
@pytest.mark.parametrize(
    ("ticked", "label"),
    [
        ({}, "Плановий рівень"),
        ({"vulnerability": ["v1"]}, "Середній рівень"),
        ({"discrimination": ["i1"]}, "Середній рівень"),
        ({"danger": None}, "Середній рівень"),
        ({"exploitation": ["e4"]}, "Терміновий рівень"),
        ({"exploitation": ["e6"], "held": "yes"}, "Критичний рівень"),
        ({"danger": ["d1"]}, "Критичний рівень"),
    ],
)
def test_four_grades_are_called_as_the_text_calls_them(
    every: Regions, region: str, ticked: dict[str, Any], label: str
) -> None:
    known = every.region(region)
    grade = known.levels.grade(judged(known, **ticked).level)
    assert grade.label.text == label
    assert grade.emergency == (label == "Критичний рівень")
    assert known.origins[f"levels.grade.{grade.id}.label"] == "seed"
    assert known.origins[f"levels.grade.{grade.id}.rows"] == "product"


@pytest.mark.parametrize("region", FOUR_GRADES)
def test_an_urgent_case_is_heard_of_within_a_day(every: Regions, region: str) -> None:
    planned, medium, urgent, critical = every.region(region).levels.grades
    assert planned.terms.first_contact is None
    assert (medium.terms.first_contact, medium.terms.outer) == (Duration(48 * 60), Duration(72 * 60))
    assert (urgent.terms.first_contact, urgent.terms.outer) == (Duration(24 * 60), Duration(48 * 60))
    assert urgent.terms.acknowledge == Duration(120, "working")
    assert (critical.terms.acknowledge, critical.terms.quiet) == (Duration(15), False)


@pytest.mark.parametrize("region", THREE_GRADES)
def test_where_the_text_names_no_grades_those_of_the_whole_country_hold(every: Regions, region: str) -> None:
    ours, theirs = every.default.levels, every.region(region).levels
    assert [grade.id for grade in theirs.grades] == ["green", "yellow", "red"]
    assert [grade.terms for grade in theirs.grades] == [grade.terms for grade in ours.grades]


# Who leads, who is asked in -----------------------------------------------------------------------


@pytest.mark.parametrize("region", [*SEVEN_PHASES, TERNOPIL])
def test_social_protection_manages_the_case(every: Regions, region: str) -> None:
    assert led(every.region(region), "work", exploitation=["e1"]).body == "social_protection"
    assert led(every.region(region), "work", exploitation=["e1"]).parallel == "employment"
    assert every.region(region).origins["lead.protection"] == "seed"


@pytest.mark.parametrize("region", [*SEVEN_PHASES, TERNOPIL])
def test_no_joint_plan_is_made_without_an_organisation(every: Regions, region: str) -> None:
    team = every.region(region).team
    assert team.must == ("ngo",)
    assert {"education", "health"} <= set(team.calls)


@pytest.mark.parametrize("region", SEVEN)
def test_a_case_that_exceeds_the_communitys_powers_says_who_pays(every: Regions, region: str) -> None:
    known = every.region(region)
    assert "who_pays" in known.practices
    assert known.beyond.body == "region"


def test_volyn_and_zhytomyr_help_children_veterans_and_the_jobless_first(every: Regions) -> None:
    for region in (every.region(VOLYN), every.region(ZHYTOMYR)):
        found = answered(region, focus=["child", "veteran", "jobless"])
        assert found.priority
        assert set(found.bodies) == {"children", "veterans"}
        assert found.opens == ("employment",)
        assert found.profile == ()
        assert answered(region, basics=["preschool"]).opens == ("education",)
        assert led(region, "child").body == "children"


def test_frankivsks_hotline_places_and_the_department_leads_the_rest(every: Regions) -> None:
    region = every.region(FRANKIVSK)
    assert led(region, "housing").body == "hotline"
    risky = led(region, "housing", vulnerability=["v1"])
    assert (risky.body, risky.beside) == ("region_social", ("hotline",))
    assert led(region, "other").body == "region_social"
    assert led(region, "housing", danger=["d1"]).bodies == ("social",)


def test_frankivsks_hubs_are_told_nothing_without_a_signature_on_paper(every: Regions) -> None:
    consent = every.region(FRANKIVSK).consent
    assert consent.allowed("hub") == ("paper",)
    assert "electronic" in consent.allowed("hotline")


def test_in_ternopil_work_comes_first_after_protection(every: Regions) -> None:
    region = every.region(TERNOPIL)
    assert "work_first" in region.practices
    tracks = [track.id for track in region.tracks]
    assert tracks.index("employment") == tracks.index("psychological") + 1
    verdict = judged(region, exploitation=["e4"], vulnerability=["v1"])
    way = route(region.levels.grade(verdict.level), verdict.reasons, "work", region.tracks)
    opened = [one.track for one in way.opened]
    assert opened[:2] == ["legal", "labour"]
    assert opened.index("employment") < opened.index("social")
    assert led(region, "housing", vulnerability=["v1"]).parallel == "employment"
    assert led(region, "other").body == "employment"


# What is asked ------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", [ZAKARPATTIA, LVIV, CHERNIVTSI])
def test_a_familys_profile_is_asked_for_and_passed_on(every: Regions, region: str) -> None:
    known = every.region(region)
    assert asked(known)[:4] == ["idp", "household", "before", "home_needs"]
    found = answered(known, idp="no", household=["children"], before="refused")
    assert (len(found.profile), found.priority) == (3, False)
    assert found.opens == ("legal",)


@pytest.mark.parametrize("region", [ZAKARPATTIA, LVIV, CHERNIVTSI])
def test_no_certificate_changes_neither_the_order_nor_who_helps(every: Regions, region: str) -> None:
    ways = [answered(every.region(region), idp=answer) for answer in ("yes", "no", None)]
    assert {(one.opens, one.bodies, one.priority) for one in ways} == {((), (), False)}


@pytest.mark.parametrize("region", [ZAKARPATTIA, LVIV, CHERNIVTSI, TERNOPIL])
def test_where_places_are_lacking_those_who_need_most_come_first(every: Regions, region: str) -> None:
    known = every.region(region)
    (home,) = [one for one in known.questions if one.id == "home_needs"]
    assert home.needs == ("housing",)
    assert answered(known, home_needs=["step_free"]).priority
    assert not answered(known, home_needs=[]).priority


@pytest.mark.parametrize("region", SEVEN)
def test_nobody_is_asked_what_she_is_only_what_she_needs(every: Regions, region: str) -> None:
    words = " ".join(one.text.lower() for one in every.region(region).messages() if ".questions." in one.id)
    for attribute in ("віл", "судим", "призов", "кримінал", "діагноз", "інвалідн"):
        assert attribute not in words


def test_chernivtsi_asks_which_support_a_person_needs_too(every: Regions) -> None:
    region = every.region(CHERNIVTSI)
    assert asked(region)[-1] == "support"
    assert answered(region, support=["home_visit"]).priority
    assert (region.oversight.body, region.oversight.council_monitors) == ("council", True)
    assert asked(every.region(LVIV))[-1] == "home_needs"


def test_ternopil_asks_for_skills_before_all_but_danger(every: Regions) -> None:
    region = every.region(TERNOPIL)
    first = [one.id for one in region.questions if one.asked == "first"]
    assert first == ["field", "profession", "experience"]
    found = answered(region, field="building", profession="муляр", experience="more")
    assert found.opens == ("employment",)
    assert len(found.profile) == 3
    assert answered(region, field="not_now").opens == ()


def test_ternopil_tells_people_of_a_partner_town_who_prepares_homes_for_them(every: Regions) -> None:
    region = every.region(TERNOPIL)
    (told,) = answered(region, partner="myrnohrad").tells
    assert "Великої Березовиці" in told["t"]
    assert answered(region, partner="elsewhere").tells == ()


def test_frankivsk_asks_for_the_way_the_status_the_hub_and_the_place(every: Regions) -> None:
    region = every.region(FRANKIVSK)
    assert asked(region) == ["origin", "arrival", "status", "occupation", "place"]
    assert answered(region, origin="mariupol").bodies == ("hub",)
    assert answered(region, origin="none").bodies == ()
    from_occupied = answered(region, occupation="yes")
    assert (from_occupied.opens, len(from_occupied.tells)) == (("psychological",), 1)
    assert from_occupied.profile == ()
    assert answered(region, place=["wide_doors"]).priority
    assert not answered(region, place=["separate"]).priority
    assert "accessibility" in region.procedures


# How it ends --------------------------------------------------------------------------------------


def test_zhytomyr_closes_after_adaptation_and_tells_placements_apart(every: Regions) -> None:
    region = every.region(ZHYTOMYR)
    assert region.closing.rule == "adapted"
    assert region.closing.asks is not None
    assert "placements" in region.practices


@pytest.mark.parametrize("region", [one for one in SEVEN if one != ZHYTOMYR])
def test_elsewhere_a_case_ends_when_things_are_stable(every: Regions, region: str) -> None:
    closing = every.region(region).closing
    assert (closing.rule, closing.asks) == ("stabilised", None)


# Families of files --------------------------------------------------------------------------------


def test_a_question_is_not_added_twice() -> None:
    question = {"id": "papers", "kind": "write", "own": "Що?", "other": "Що?", "kept": True}
    known = [layer(one.raw, name=one.file) for one in load().default.layers]
    twice = layer(
        {"id": "UA-21", "from": "seed", "questions": [question], "more_questions": [question]},
        name="UA-21.toml",
    )
    with pytest.raises(RegionProblems) as found:
        assembled([*known, twice])
    assert any("more_questions" in problem for problem in found.value.problems)
