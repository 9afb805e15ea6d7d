"""The files that ship: what each region makes the program do, and where every value comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.regions import Regions, load, messages
from flows.engine.message import M
from flows.policy.duration import Duration
from flows.policy.grades import At, Scheme, Stage, Terms
from flows.policy.leading import Leading, Sending, Track
from flows.policy.words import NEEDS
from flows.regions.hotlines import phones
from flows.regions.layers import ORIGINS
from flows.regions.names import REGIONS
from flows.regions.region import Region
from flows.rules.asking import led_to
from flows.rules.lead import Lead, lead
from flows.rules.risk import Verdict, assess
from flows.rules.routing import route
from flows.rules.signing import head

H = 60
ODESA, VINNYTSIA, KHARKIV = "UA-51", "UA-05", "UA-63"


@pytest.fixture(scope="module")
def every() -> Regions:
    return load()


@pytest.fixture
def odesa(every: Regions) -> Region:
    return every.region(ODESA)


@pytest.fixture
def vinnytsia(every: Regions) -> Region:
    return every.region(VINNYTSIA)


def judged(region: Region, **answers: Any) -> Verdict:
    nothing: dict[str, Any] = {"danger": [], "discrimination": [], "exploitation": [], "vulnerability": []}
    return assess(**{**nothing, "held": None, **answers}, scheme=region.levels)


def led(region: Region, need: str, **answers: Any) -> Lead:
    found = judged(region, **answers)
    grade = region.levels.grade(found.level)
    return lead(region.lead, grade, found.reasons, need, children=found.children)


# The table of deadlines ---------------------------------------------------------------------------


def at_first_contact(whom: str, at: At) -> Stage:
    return Stage("first_contact", whom, at)


@pytest.mark.parametrize("region", [ODESA, VINNYTSIA, KHARKIV, None])
def test_the_deadlines_are_those_of_the_table(every: Regions, region: str | None) -> None:
    scheme = every.region(region).levels
    assert scheme.grade("green").terms == Terms(
        ask_after=Duration(72 * H), ladder=(Stage("asked", "specialist", At(point="said_no")),)
    )
    assert scheme.grade("yellow").terms == Terms(
        acknowledge=Duration(4 * H, "working"),
        first_contact=Duration(48 * H),
        outer=Duration(72 * H),
        ladder=(
            Stage("acknowledgement", "deputy", At(point="breach")),
            at_first_contact("lead", At(point="created")),
            at_first_contact("lead", At(percent=50)),
            at_first_contact("lead", At(point="last_closing")),
            at_first_contact("deputy", At(percent=80)),
            at_first_contact("coordinator", At(percent=90)),
            at_first_contact("coordinator", At(point="breach")),
        ),
    )
    red = scheme.grade("red").terms
    assert (red.acknowledge, red.duty_only) == (Duration(15), True)
    assert (red.first_contact, red.starts, red.outer) == (Duration(H), "acknowledged", Duration(24 * H))
    assert (red.quiet, red.pausable) == (False, False)
    assert Stage("acknowledgement", "coordinator", At(point="created")) in red.ladder
    assert Stage("acknowledgement", "deputy", At(after=Duration(15))) in red.ladder
    assert Stage("acknowledgement", "coordinator", At(after=Duration(30)), Duration(15)) in red.ladder


# Where the two regions differ ---------------------------------------------------------------------


def test_odesas_specialist_sends_and_vinnytsias_head_signs(odesa: Region, vinnytsia: Region) -> None:
    assert head(odesa.sending, by="specialist", urgent=False) == "nothing"
    assert head(vinnytsia.sending, by="specialist", urgent=False) == "signs"
    assert vinnytsia.sending.sign_off == Duration(4 * H, "working")


def test_vinnytsias_head_is_told_of_an_emergency_and_does_not_hold_it_up(vinnytsia: Region) -> None:
    assert head(vinnytsia.sending, by="specialist", urgent=True) == "hears"


def test_the_receiving_body_is_the_social_service_or_social_protection(
    odesa: Region, vinnytsia: Region
) -> None:
    assert led(odesa, "work", vulnerability=["v1"]).body == "social"
    assert led(vinnytsia, "work", vulnerability=["v1"]).body == "social_protection"


def test_a_childs_rights_are_led_by_the_childrens_service_in_vinnytsia_and_beside_in_odesa(
    odesa: Region, vinnytsia: Region
) -> None:
    in_odesa, in_vinnytsia = led(odesa, "child"), led(vinnytsia, "child")
    assert (in_odesa.body, in_odesa.beside) == ("social", ("children",))
    assert (in_vinnytsia.body, in_vinnytsia.beside) == ("children", ("social_protection",))
    assert in_vinnytsia.final == "children"
    assert led(vinnytsia, "work", exploitation=["e1"]).final == "region_social"
    assert led(odesa, "work", exploitation=["e1"]).final is None


def test_in_danger_the_childrens_service_stands_beside_in_both(odesa: Region, vinnytsia: Region) -> None:
    for region in (odesa, vinnytsia):
        assert led(region, "housing", danger=["d1"], vulnerability=["v4"]).beside == ("children",)


def test_vinnytsias_specialist_stays_first_contact_until_replaced(odesa: Region, vinnytsia: Region) -> None:
    assert vinnytsia.stays_first_contact
    assert vinnytsia.facts()["stays_first_contact"] is True
    assert not odesa.stays_first_contact


def test_documents_go_to_odesas_single_window_at_its_address(odesa: Region, every: Regions) -> None:
    assert led(odesa, "documents").body == "window"
    window = next(entry for entry in odesa.entries if entry.body == "window")
    assert window.address is not None
    assert "Косовська" in window.address.text
    assert [entry.body for entry in odesa.entries] == ["employment", "social", "window"]
    assert led(every.region(KHARKIV), "documents").body == "cnap"


@pytest.mark.parametrize("region", [VINNYTSIA, KHARKIV, None])
def test_odesas_address_is_shown_nowhere_else(every: Regions, region: str | None) -> None:
    assert "Косовськ" not in json.dumps(every.facts_of(region), ensure_ascii=False)


def test_vinnytsia_asks_for_missing_documents_and_opens_that_track(odesa: Region, vinnytsia: Region) -> None:
    questions = vinnytsia.facts()["questions"]
    opened = led_to(questions, {"documents": "some"}).opens
    assert opened == ("administrative",)
    grade = vinnytsia.levels.grade("green")
    tracks = [one.track for one in route(grade, (), "work", vinnytsia.tracks, also=opened).opened]
    assert tracks == ["administrative", "employment"]
    assert odesa.questions == ()


def test_vinnytsia_has_three_phases_and_nine_steps_of_community_and_region(vinnytsia: Region) -> None:
    assert [phase.number for phase in vinnytsia.phases] == ["1", "2", "3"]
    assert [(step.number, step.phase) for step in vinnytsia.steps] == [
        (str(number), str((number + 2) // 3)) for number in range(1, 10)
    ]
    assert all(step.community and step.region and step.responsible for step in vinnytsia.steps)


def test_only_vinnytsia_passes_a_case_up_to_the_region(odesa: Region, vinnytsia: Region) -> None:
    assert vinnytsia.beyond.body == "region"
    assert {ground.id for ground in vinnytsia.beyond.grounds} >= {"funding", "treatment"}
    assert vinnytsia.beyond.channel is not None
    assert odesa.beyond.body is None


def test_closing_and_oversight_differ(odesa: Region, vinnytsia: Region) -> None:
    assert (vinnytsia.closing.rule, vinnytsia.oversight.body) == ("resolved", "advisory")
    assert (odesa.closing.rule, odesa.oversight.body) == ("stabilised", "partners")
    assert "Раз на місяць" in odesa.oversight.text.text
    assert vinnytsia.team.calls == ("education", "police", "employment")


def test_vinnytsias_specialist_has_more_to_do_on_yellow(odesa: Region, vinnytsia: Region) -> None:
    ours, theirs = odesa.levels.grade("yellow").does, vinnytsia.levels.grade("yellow").does
    assert theirs[0].text == ours[0].text
    assert [message.id for message in theirs[3:]] == [
        f"region.UA-05.levels.grade.yellow.adds.{place}" for place in (1, 2, 3)
    ]
    assert not any("Направте" in message.text for message in theirs)  # the head of the institution refers


def test_work_runs_beside_the_social_track_in_odesa(odesa: Region) -> None:
    assert led(odesa, "work", vulnerability=["v2"]).parallel == "employment"
    found = judged(odesa, exploitation=["e1"])
    tracks = route(odesa.levels.grade("yellow"), found.reasons, "work", odesa.tracks).opened
    assert [(one.track, one.parallel) for one in tracks] == [
        ("legal", False),
        ("labour", False),
        ("social", False),
        ("employment", True),
    ]


def test_red_calls_police_and_ambulance_first(odesa: Region) -> None:
    found = judged(odesa, danger=["d3"])
    first = route(odesa.levels.grade("red"), found.reasons, None, odesa.tracks).opened[0]
    assert (first.track, first.bodies) == ("emergency", ("police", "ambulance"))


# All of Ukraine -----------------------------------------------------------------------------------


def test_every_region_of_ukraine_can_be_chosen_and_runs(every: Regions) -> None:
    assert len(REGIONS) == 27
    assert set(every.by_id) == set(REGIONS)
    for region in every.by_id.values():
        assert set(region.lead.by_need) == set(NEEDS)
        assert judged(region).level == region.levels.grades[0].id
        assert judged(region, danger=["d1"]).emergency


def test_a_region_without_a_file_runs_on_the_national_default_under_its_own_name(every: Regions) -> None:
    kharkiv = every.region(KHARKIV)
    assert (kharkiv.own, kharkiv.name.text) == (False, "Харківська область")
    assert "seed" not in kharkiv.origins.values()
    assert kharkiv.levels == every.default.levels
    assert every.region(ODESA).own


def test_an_unknown_or_missing_region_gets_the_national_default(every: Regions) -> None:
    assert every.region(None) is every.default
    assert every.region("UA-99") is every.default
    assert every.facts_of("UA-99")["id"] == "default"


@pytest.mark.parametrize("region", [*REGIONS, None])
def test_only_an_emergency_knows_neither_night_nor_pause_and_counts_on_a_roster(
    every: Regions, region: str | None
) -> None:
    for grade in every.region(region).levels.grades:
        terms, calm = grade.terms, not grade.emergency
        assert (terms.quiet, terms.pausable, terms.duty_only) == (calm, calm, not calm)


# Where values come from ---------------------------------------------------------------------------


@pytest.mark.parametrize("region", [ODESA, VINNYTSIA, KHARKIV])
def test_every_value_says_where_it_comes_from(every: Regions, region: str) -> None:
    sources = every.region(region).sources()
    assert sources
    assert {origin for _, _, origin in sources} <= set(ORIGINS)


def test_odesas_own_numbers_are_its_own_and_elsewhere_odesas(every: Regions) -> None:
    outer = "levels.grade.yellow.terms.outer"
    assert every.region(ODESA).origins[outer] == "seed"
    assert every.region(VINNYTSIA).origins[outer] == "odesa"
    assert every.region(VINNYTSIA).origins["sending.who"] == "seed"
    assert "odesa" not in every.region(ODESA).origins.values()


def test_what_no_text_says_is_marked_as_set_by_the_program(every: Regions) -> None:
    for region in (ODESA, VINNYTSIA):
        assert every.region(region).origins["levels.grade.red.terms.acknowledge"] == "product"
        assert every.region(region).origins["sending.sign_off"] == "product"


# Facts and texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("region", [ODESA, VINNYTSIA, KHARKIV, None])
def test_the_facts_are_json_from_which_the_rules_read_the_same_policies(
    every: Regions, region: str | None
) -> None:
    facts = json.loads(json.dumps(every.facts_of(region)))
    known = every.region(region)
    assert Scheme.from_json(facts["levels"]) == known.levels
    assert Leading.from_json(facts["lead"]) == known.lead
    assert Sending.from_json(facts["sending"]) == known.sending
    assert tuple(Track.from_json(one) for one in facts["tracks"]) == known.tracks


def _texts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if set(value) == {"m", "t", "a"}:
            yield value
        else:
            for one in value.values():
                yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def test_every_text_that_reaches_a_screen_is_known_to_the_translators_under_one_id(every: Regions) -> None:
    known = {message.id: message.text for message in messages()}
    for facts in every.facts.values():
        for text in _texts(facts):
            assert known[text["m"]] == text["t"]


def test_a_text_taken_from_the_default_keeps_the_defaults_id(every: Regions) -> None:
    yellow = every.region(VINNYTSIA).levels.grade("yellow")
    assert yellow.label == M("region.default.levels.grade.yellow.label", "Жовтий рівень")
    assert every.region(VINNYTSIA).steps[3].title.id == "region.UA-05.steps.4.title"


# Hotlines -----------------------------------------------------------------------------------------


def test_102_and_103_come_first_and_112_is_never_alone(every: Regions) -> None:
    numbers = [one["number"] for one in phones(every.hotlines, purposes=["emergency"])]
    assert numbers == ["102", "103", "101", "112"]


def test_hours_are_shown_only_where_they_were_verified(every: Regions) -> None:
    assert [line.id for line in every.hotlines if line.hours] == ["government_violence"]


def test_a_less_sure_line_is_shown_with_its_date(every: Regions) -> None:
    by_number = {one["number"]: one for one in phones(every.hotlines)}
    assert by_number["7333"]["hours"]["a"] == {"date": {"at": "2024-05-03"}}
    assert by_number["0 800 30 77 11"]["hours"]["a"] == {"date": "2023"}
    assert "hours" not in by_number["102"]


def test_every_line_says_its_source_and_unsure_ones_are_not_shipped(every: Regions) -> None:
    numbers = {number for line in every.hotlines for number in line.numbers}
    assert "15-48" not in numbers
    assert all(line.source and line.verified_on for line in every.hotlines)
