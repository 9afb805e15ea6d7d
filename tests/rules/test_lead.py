from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policy.grades import Grade
from flows.policy.leading import Leading
from flows.policy.words import ALL_SIGNALS, NEEDS
from flows.rules.lead import lead
from tests.rules.schemes import GREEN, RED, YELLOW

BY_NEED = {**dict.fromkeys(NEEDS, "social"), "work": "employment", "documents": "cnap", "other": "window"}
POLICY = Leading("social", BY_NEED, "employment", ("work", "training"), "beside", "lead")


@pytest.mark.parametrize(
    ("need", "body"), [("work", "employment"), ("documents", "cnap"), ("other", "window"), (None, "window")]
)
def test_green_is_led_by_the_need(need: str | None, body: str) -> None:
    found = lead(POLICY, GREEN, (), need)
    assert (found.body, found.beside, found.parallel) == (body, (), None)


@pytest.mark.parametrize("reason", ["e1", "i2", "v1"])
def test_any_sign_gives_the_case_to_the_social_service_with_work_beside_it(reason: str) -> None:
    found = lead(POLICY, YELLOW, (reason,), "work")
    assert (found.body, found.parallel) == ("social", "employment")


def test_nobody_is_brought_in_for_work_where_work_was_not_asked_for() -> None:
    assert lead(POLICY, YELLOW, ("v1",), "documents").parallel is None


def test_a_vulnerability_that_raises_no_level_still_goes_to_the_social_service() -> None:
    assert lead(POLICY, GREEN, ("v4",), "work").body == "social"


def test_a_skipped_danger_question_is_led_by_the_social_service() -> None:
    assert lead(POLICY, YELLOW, ("danger_skipped",), "work").body == "social"


def test_whom_an_answer_asks_in_stands_beside_and_never_takes_the_lead() -> None:
    found = lead(POLICY, YELLOW, ("v1",), "work", also=("veterans", "social", "employment"))
    assert (found.body, found.beside, found.parallel) == ("social", ("veterans",), "employment")
    assert lead(POLICY, GREEN, (), "documents", also=("hub",)).bodies == ("cnap", "hub")


@pytest.mark.parametrize(
    ("reason", "body"),
    [("e1", "police"), ("i1", "legal"), ("e4", "employment"), ("v5", "social"), ("i4", "ombudsman")],
)
def test_a_region_may_name_who_responds_to_each_kind_of_problem(reason: str, body: str) -> None:
    policy = replace(
        POLICY,
        by_signal={
            "exploitation": "police",
            "discrimination": "legal",
            "e4": "employment",
            "i4": "ombudsman",
        },
    )
    assert lead(policy, YELLOW, (reason,), "housing").body == body
    assert lead(policy, RED, ("d1", reason), "housing").body == "social", "in danger: the crisis service"


def test_whom_the_region_asks_in_for_a_need_stands_beside_but_in_an_emergency() -> None:
    asking = replace(POLICY, beside_by_need={"housing": "hotline"})
    assert lead(asking, YELLOW, ("v1",), "housing").beside == ("hotline",)
    assert lead(asking, YELLOW, ("v1",), "work").beside == ()
    assert lead(asking, RED, ("d1",), "housing").beside == ()


@pytest.mark.parametrize(
    ("grade", "reasons", "children", "beside"),
    [
        (RED, ("d1",), True, ("children",)),
        (RED, ("d1",), False, ()),
        (YELLOW, ("v2",), True, ()),
        (YELLOW, ("minors",), True, ("children",)),
    ],
)
def test_the_childrens_service_stands_beside_where_children_may_be_in_danger(
    grade: Grade, reasons: tuple[str, ...], children: bool, beside: tuple[str, ...]
) -> None:
    found = lead(POLICY, grade, reasons, "housing", children=children)
    assert (found.body, found.beside) == ("social", beside)


def test_a_childs_case_is_led_as_the_region_says() -> None:
    beside = lead(POLICY, GREEN, (), "child")
    leads = lead(replace(POLICY, children="leads"), GREEN, (), "child")
    assert (beside.body, beside.beside) == ("social", ("children",))
    assert (leads.body, leads.beside) == ("children", ("social",))


def test_the_crisis_service_leads_an_emergency_even_where_the_childrens_service_leads_childrens_cases() -> (
    None
):
    found = lead(replace(POLICY, children="leads"), RED, ("d1",), "child", children=True)
    assert (found.body, found.beside) == ("social", ("children",))


def test_a_region_may_name_who_answers_for_a_kind_of_sign() -> None:
    policy = replace(
        POLICY, by_signal={"exploitation": "police", "e4": "employment", "discrimination": "legal"}
    )
    assert lead(policy, YELLOW, ("e4",), "work").body == "employment"
    found = lead(policy, YELLOW, ("i1", "e7"), "housing")
    assert (found.body, found.beside) == ("police", ("legal",))
    assert lead(policy, RED, ("d1", "e7"), "housing").body == "social"


def test_the_final_coordinator_of_a_childs_case_is_the_childrens_service_where_the_region_says_so() -> None:
    policy = replace(POLICY, final="region_social", final_children="children")
    assert lead(policy, YELLOW, ("e1",), "work").final == "region_social"
    assert lead(policy, YELLOW, ("minors",), "work", children=True).final == "children"
    assert lead(POLICY, YELLOW, ("e1",), "work").final is None


@given(
    st.sampled_from([GREEN, YELLOW, RED]),
    st.lists(st.sampled_from(sorted(ALL_SIGNALS)), unique=True),
    st.none() | st.sampled_from(NEEDS),
    st.booleans(),
    st.sampled_from(["leads", "beside"]),
)
def test_somebody_always_leads_and_nobody_stands_in_two_places(
    grade: Grade, reasons: list[str], need: str | None, children: bool, childrens: str
) -> None:
    found = lead(replace(POLICY, children=childrens), grade, reasons, need, children=children)
    assert found.bodies[0] == found.body
    assert len(found.bodies) == len(set(found.bodies))
