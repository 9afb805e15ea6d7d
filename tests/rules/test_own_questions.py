"""A region's own questions: what is asked, what answers lead to, and what they never do."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.rules.asking import is_for, led_to, to_ask

FLAGS = {"offer": False, "ends": False, "priority": False}


def option(id_: str, **more: Any) -> dict[str, Any]:
    label = {"m": f"t.{id_}", "t": id_}
    return {"id": id_, "label": label, "opens": None, "body": None, "tells": None} | FLAGS | more


def question(id_: str, *options: dict[str, Any], **more: Any) -> dict[str, Any]:
    texts = {side: {"m": f"t.{id_}.{side}", "t": f"{id_} {side}"} for side in ("own", "other")}
    asked = {
        "kind": "choose" if options else "write",
        "asked": "last",
        "needs": [],
        "kept": False,
        "whose": [],
        "none": None,
        "none_other": None,
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


SKILLS = (
    question("field", option("cook", opens="employment"), option("not_now", ends=True), asked="first"),
    question("trade", asked="first", kept=True),
    question("home", option("small"), kept=True),
)


def test_an_answer_that_ends_leaves_out_the_rest_of_that_moment_only() -> None:
    def following(answer: str | None, when: str = "first") -> str | None:
        one = to_ask(SKILLS, when, None, ["field"], {"field": answer})
        return one and one["id"]

    assert following("not_now") is None
    assert following("not_now", "last") == "home"
    assert following("cook") == "trade"
    assert following(None) == "trade", "to skip is not to decline"


def test_what_was_answered_before_the_end_in_an_earlier_round_counts_no_more() -> None:
    found = led_to(SKILLS, {"field": "not_now", "trade": "Шию.", "home": "small"})
    assert [one.own["t"] for one in found.profile] == ["home own"]
    assert (found.opens, found.offers) == ((), ("employment",)), "what it turns down is at most offered"
    assert led_to(SKILLS, {"field": "cook"}).offers == ()


def test_an_offer_stays_one_unless_another_answer_asks_for_it() -> None:
    talk = option("yes", opens="psychological", body="hub", offer=True)
    questions = (question("road", talk), question("now", option("talk", opens="psychological")))
    found = led_to(questions, {"road": "yes"})
    assert (found.opens, found.offers, found.offered) == (("psychological",), ("psychological",), ("hub",))
    assert led_to(questions, {"road": "yes", "now": "talk"}).offers == ()


def test_nothing_ticked_is_an_answer_only_where_the_region_has_a_word_for_it() -> None:
    alone = {"m": "t.alone", "t": "Нікого"}
    with_word = (question("home", option("child"), kind="tick", kept=True, none=alone),)
    assert [one.answers for one in led_to(with_word, {"home": []}).profile] == [(alone,)]
    assert led_to(with_word, {"home": None}).profile == (), "skipped"
    assert led_to((question("home", option("child"), kind="tick", kept=True),), {"home": []}).profile == ()


def test_an_answer_goes_to_those_it_is_for_else_to_the_one_that_leads() -> None:
    named, open_ = {"whose": ["hub", "hotline"]}, {"whose": []}
    assert is_for(named, "hub", leads=False)
    assert not is_for(named, "social", leads=True)
    assert is_for(open_, "social", leads=True)
    assert not is_for(open_, "hub", leads=False)


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
    assert set(found.json()) == {
        *("opens", "bodies", "offers", "offered", "priority", "tells", "profile"),
    }, "nothing of a level"
