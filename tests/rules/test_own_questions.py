"""A region's own questions: what is asked, what answers lead to, and what they never do."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.rules.asking import led_to, to_ask


def option(id_: str, **more: Any) -> dict[str, Any]:
    label = {"m": f"t.{id_}", "t": id_}
    return {"id": id_, "label": label, "opens": None, "body": None, "priority": False, "tells": None} | more


def question(id_: str, *options: dict[str, Any], **more: Any) -> dict[str, Any]:
    texts = {side: {"m": f"t.{id_}.{side}", "t": f"{id_} {side}"} for side in ("own", "other")}
    asked = {
        "kind": "choose" if options else "write",
        "asked": "last",
        "needs": [],
        "kept": False,
        "why": None,
    }
    return {"id": id_, **texts, **asked, "options": list(options)} | more


QUESTIONS = (
    question("arrival", option("own"), option("train", body="hub"), asked="first"),
    question(
        "papers", option("all"), option("none", opens="administrative", tells={"m": "t.p", "t": "Є вихід."})
    ),
    question(
        "family", option("small", priority=True), option("many", opens="education"), kind="tick", kept=True
    ),
    question("skills", kept=True, needs=["work", "other"]),
)


def ids(when: str, need: str | None) -> list[str]:
    found: list[str] = []
    while (one := to_ask(QUESTIONS, when, need, found)) is not None:
        found.append(one["id"])
    return found


def test_each_question_comes_once_at_its_time_and_only_for_its_needs() -> None:
    assert ids("first", None) == ["arrival"]
    assert ids("last", "work") == ["papers", "family", "skills"]
    assert ids("last", "housing") == ["papers", "family"]
    assert ids("last", None) == ["papers", "family", "skills"], "no need named is «other»"


def test_answers_open_tracks_ask_in_bodies_and_put_a_case_first() -> None:
    found = led_to(
        QUESTIONS, {"arrival": "train", "papers": "none", "family": ["small", "many"], "skills": "Шию."}
    )
    assert found.opens == ("administrative", "education")
    assert found.bodies == ("hub",)
    assert found.priority
    assert [one["t"] for one in found.tells] == ["Є вихід."]
    assert [
        (one.own["t"], [said if isinstance(said, str) else said["t"] for said in one.answers])
        for one in found.profile
    ] == [("family own", ["small", "many"]), ("skills own", ["Шию."])]


def test_what_is_not_kept_only_steers() -> None:
    assert led_to(QUESTIONS, {"arrival": "train", "papers": "none"}).profile == ()


def test_in_an_emergency_nothing_of_it_goes_along() -> None:
    found = led_to(QUESTIONS, {"family": ["small"], "skills": "Шию.", "arrival": "train"}, emergency=True)
    assert (found.opens, found.bodies, found.profile, found.tells) == ((), (), (), ())
    assert found.priority


def test_an_answer_to_what_is_asked_no_longer_is_dropped() -> None:
    changed = (question("papers", option("all")), question("family", option("none"), kind="tick", kept=True))
    found = led_to(changed, {"papers": "none", "family": ["small"], "arrival": "train", "skills": "Шию."})
    assert found == led_to(changed, {})


@given(
    st.dictionaries(
        st.sampled_from([one["id"] for one in QUESTIONS] + ["gone"]),
        st.one_of(
            st.none(),
            st.text(max_size=5),
            st.sampled_from(["own", "train", "all", "none"]),
            st.lists(st.sampled_from(["small", "many", "gone"])),
        ),
    )
)
def test_whatever_is_answered_only_what_the_region_keeps_goes_along(answers: dict[str, Any]) -> None:
    found = led_to(QUESTIONS, answers)
    kept = {one["own"]["t"] for one in QUESTIONS if one["kept"]}
    assert {one.own["t"] for one in found.profile} <= kept
    assert all(one.answers for one in found.profile)
    assert set(found.json()) == {"opens", "bodies", "priority", "tells", "profile"}, "nothing of a level"
