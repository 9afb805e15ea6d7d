"""A region's own questions in a screening: what they change, what they never change, and what goes along."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from flows.definitions import book
from flows.engine.run import resume
from flows.engine.said import Commanded
from flows.engine.session import Frame, Session
from flows.policy.bodies import BODIES
from tests.flows.client_world import World, directory, facts, institution_id, regions
from tests.flows.staff_talk import Talk, plain, said

ASKING = [id_ for id_, one in regions().by_id.items() if one.questions]
NEEDS = ("work", "housing", "documents", "child")


def asked(talk: Talk, random: Random | None) -> None:
    """Answer what the region asks, or skip it."""
    while talk.at().startswith("asking."):
        if random is None:
            talk.press("skip" if "skip" in talk.ids() else "@skip")
        elif talk.screen.expects:
            talk.type("кілька слів")
        elif talk.at() == "asking.tick":
            options = [one.id for one in talk.screen.buttons if one.id.startswith("+")]
            talk.press(*random.sample(options, random.randint(0, len(options))))
            talk.press("@done" if "@done" in talk.ids() else "@none")
        else:
            talk.press(random.choice([one.id for one in talk.screen.buttons if one.id != "skip"]))


def everybody(region: str) -> list[dict[str, Any]]:
    """An institution of every kind there is."""
    known = {one["kind"]: one for one in directory(region)}
    like = known["social"]
    tracks = regions().region(region).tracks
    return [
        known.get(kind)
        or {
            **like,
            "id": institution_id(kind),
            "name": f"Зразок: {kind}",
            "kind": kind,
            "tracks": [track.id for track in tracks if kind in track.bodies],
        }
        for kind in BODIES
    ]


def screened(region: str, need: str, random: Random | None, *, sign: str = "v1", mode: str = "beside") -> Any:
    world = World(facts(region, roles=() if mode == "self" else ("specialist",)))
    world.facts["directory"] = everybody(region)
    talk = world.talk("screening", mode=mode)
    talk.press("yes" if mode == "self" else "go", "@none")
    asked(talk, random)
    talk.press("@none", "@none", f"+{sign}", "@done")
    if need not in talk.ids():
        talk.press("@more")
    talk.press(need)
    asked(talk, random)
    if talk.at() == "screening.minors":
        talk.press("no")
    assert talk.at() == "screening.review"
    return world, talk


def recipients(talk: Talk) -> list[str]:
    frame = next(one for one in talk.session.frames if one.flow == "referral")
    return [row["id"] for row in frame.answers["proposed"]["recipients"]]


@pytest.mark.parametrize("region", ASKING)
@pytest.mark.parametrize("need", NEEDS)
def test_no_answer_changes_the_level_or_who_leads_or_takes_anybody_away(region: str, need: str) -> None:
    _, bare = screened(region, need, None)
    before = bare.session.top.answers["found"]
    assert before["own"]["profile"] == [], "what is skipped is not passed on"
    bare.press("confirm", "refer")
    usual = recipients(bare)
    assert usual
    for seed in range(4):
        world, talk = screened(region, need, Random(seed))
        after = talk.session.top.answers["found"]
        assert {**after, "own": None} == {**before, "own": None}
        talk.press("confirm", "refer")
        more = recipients(talk)
        assert more[0] == usual[0], "the same one leads"
        assert set(usual) <= set(more)
        assert world.did("screened")["verdict"]["level"] == before["level"]


@pytest.mark.parametrize("region", ASKING)
@pytest.mark.parametrize("mode", ["self", "beside"])
def test_in_danger_nothing_of_the_kind_is_asked_and_nothing_goes_along(region: str, mode: str) -> None:
    world = World(facts(region, roles=() if mode == "self" else ("specialist",)))
    talk = world.talk("screening", mode=mode)
    talk.press("yes" if mode == "self" else "go", "+d1", "@done")
    if mode != "self":
        talk.press("+102", "@done", "now")
    talk.press("no", "confirm")
    assert not any(flow == "asking" for flow, *_ in talk.crossed)
    assert talk.session.top.answers["found"]["own"]["profile"] == []


@pytest.mark.parametrize("region", ASKING)
def test_danger_that_shows_later_takes_the_answers_away(region: str) -> None:
    world = World(facts(region, roles=("specialist",)))
    talk = world.talk("screening", mode="beside")
    talk.press("go", "@none")
    asked(talk, Random(1))
    talk.press("@none", "+e6", "@done", "yes", "+102", "@done", "now", "no", "confirm")
    assert talk.session.top.answers["found"]["own"]["profile"] == []


def test_the_consent_names_each_answer_and_without_it_none_is_asked_for() -> None:
    world, talk = screened("UA-61", "work", Random(3))
    talk.press("confirm", "refer")
    if talk.at() == "referral.recipients":
        talk.press("@done")
    talk.press("call")
    talk.type("+380000000000")
    talk.press("any", "only", "skip", "skip", "skip", "needs", "lead", "waits", "48")
    asked = "«Який у Вас фах чи кваліфікація?» — кілька слів"
    named = []
    while talk.at() == "consent.read":
        named += [asked in talk.words()]
        talk.press("oral")
    assert named == [False, True], "it is for employment, not for the one that leads"
    assert "Який у людини фах чи кваліфікація? — кілька слів" in talk.words()
    talk.press("send")
    sent = world.did("referred")
    assert ["profile" in one["fields"] for one in sent["recipients"]] == [False, True]
    assert sent["profile"]


def test_what_an_answer_turns_down_or_only_offers_is_listed_and_not_ticked() -> None:
    for field, ticked in (("services", True), ("not_now", False)):
        world = World(facts("UA-61", roles=("specialist",)))
        world.facts["directory"] = everybody("UA-61")
        talk = world.talk("screening", mode="beside")
        talk.press("go", "@none", field)
        assert (talk.at() == "asking.write") is ticked, "and nothing more is asked about work"
        asked(talk, None)
        talk.press("@none", "@none", "@none", "housing")
        asked(talk, None)
        talk.press("confirm", "refer")
        row = next(one for one in talk.screen.buttons if one.id.endswith(institution_id("employment")))
        assert row.ticked is ticked


def test_who_takes_no_consent_from_here_is_listed_and_not_ticked_and_no_staff_words_stand_there() -> None:
    for mode, ticked in (("self", False), ("beside", True)):
        world = World(facts("UA-26", roles=() if mode == "self" else ("specialist",)))
        world.facts["directory"] = everybody("UA-26")
        talk = world.talk("screening", mode=mode)
        talk.press("yes" if mode == "self" else "go", "@none", "@none", "@none", "+v1", "@done", "housing")
        talk.press("mariupol", "skip", "skip", "yes")
        asked(talk, None)
        talk.press("confirm", "refer")
        rows = {one.id[1:]: one for one in talk.screen.buttons if one.id[0] in "+-"}
        hub, support = rows[institution_id("hub")], rows[institution_id("psychological")]
        first = next(iter(rows.values()))
        assert hub.ticked is ticked
        assert plain(hub.label).endswith("лише при зустрічі") is not ticked
        assert not support.ticked, "it is an offer"
        wanted = "відповідає за Вашу допомогу" if mode == "self" else "веде справу"
        assert plain(first.label).endswith(wanted)
        proposed = talk.session.top.answers["proposed"]["recipients"]
        purposes = {one["kind"]: plain(one["purpose"]) for one in proposed}
        assert purposes["hotline"] == "Знайти місце, де можна жити."
        assert purposes["hub"] == "Підтримка людей із Вашого міста чи громади."


def test_back_goes_from_question_to_question() -> None:
    talk = World(facts("UA-61")).talk("screening", mode="self")
    talk.press("yes", "@none")
    first = talk.words()
    talk.press("services")
    second = talk.words()
    talk.type("кухарка")
    talk.press("@back")
    assert talk.words() == second
    talk.press("@back")
    assert talk.words() == first
    talk.press("@back")
    assert talk.at() == "screening.danger"


# What was begun before --------------------------------------------------------------------------------------


def going_on(told: dict[str, Any], *frames: Frame) -> Talk:
    """Somebody in the middle of a conversation that an older program began."""
    world = World(told)
    talk = world.talk("menu")
    talk.session = replace(talk.session, frames=(talk.session.frames[0], *frames))
    talk._hear(resume(book(), Session.from_json(talk.session.to_json()), Commanded("again"), told))
    return talk


OLD = {
    "mode": "self",
    "safe_now": "yes",
    "danger": [],
    "short": False,
    "discrimination": [],
    "exploitation": [],
    "vulnerability": ["v1"],
}


def test_a_screening_begun_before_there_were_questions_goes_on() -> None:
    talk = going_on(facts("UA-12"), Frame("screening", 1, "need", OLD, ("danger", "vulnerability")))
    talk.press("work")
    assert talk.at() == "asking.choose"
    talk.press("none")
    assert talk.at() == "screening.review"


def test_a_referral_begun_before_there_were_questions_is_sent_without_answers() -> None:
    world, now = screened("UA-12", "legal", None, mode="self")
    now.press("confirm", "refer")
    frames = []
    for frame in now.session.frames[1:]:
        answers = dict(frame.answers)
        answers.pop("authority", None)
        answers.pop("own", None)
        if "found" in answers:
            answers["found"] = {key: one for key, one in answers["found"].items() if key != "own"}
        frames.append(replace(frame, version=1, answers=answers))
    talk = going_on(world.facts, *frames)
    talk.happens = world.happens
    if talk.at() == "referral.recipients":
        talk.press("@done")
    talk.press("here", "any", "skip", "skip", "skip")
    while talk.at() == "consent.ask":
        talk.press("agree")
    talk.press("send")
    sent = world.did("referred")
    assert (sent["profile"], sent["priority"], sent["through_head"]) == (None, None, False)


# A region's file that changes meanwhile ---------------------------------------------------------------------


def changed(told: dict[str, Any], **more: Any) -> None:
    told["region"] = {**told["region"], **more}


def test_a_question_that_is_gone_meanwhile_is_dropped_and_the_screening_goes_on() -> None:
    world = World(facts("UA-12"))
    talk = world.talk("screening", mode="self")
    talk.press("yes", "@none", "@none", "@none", "@none", "work")
    assert talk.at() == "asking.choose"
    changed(world.facts, questions=[])
    talk.press("none")
    assert talk.at() == "screening.review"
    assert talk.session.top.answers["found"]["own"]["opens"] == []


def test_a_level_that_is_gone_before_it_was_confirmed_is_assessed_anew() -> None:
    world, talk = screened("UA-21", "work", None)
    assert talk.session.top.answers["verdict"]["level"] == "medium"
    changed(world.facts, levels=regions().region("UA-51").facts()["levels"])
    talk.press("confirm")
    assert world.did("screened")["verdict"]["level"] == "yellow"


@pytest.mark.parametrize(("sign", "corridor"), [("v1", "accompanied"), ("v4", "standard")])
def test_a_level_that_is_gone_after_it_was_recorded_stops_nobody(sign: str, corridor: str) -> None:
    world, talk = screened("UA-21", "work", None, sign=sign)
    talk.press("confirm")
    changed(world.facts, levels=regions().region("UA-51").facts()["levels"])
    talk.press("refer")
    frame = next(one for one in talk.session.frames if one.flow == "referral")
    assert frame.answers["found"]["corridor"] == corridor
    assert frame.answers["proposed"]["recipients"]


# Two authorities --------------------------------------------------------------------------------------------


def test_a_region_of_two_authorities_asks_staff_once_and_nobody_else() -> None:
    talk = World(facts("UA-32", roles=("specialist",))).talk("screening", mode="beside")
    talk.press("go", "@none")
    assert talk.at() == "screening.authority"
    talk.press("UA-30", "@none", "@none", "@none", "work")
    assert talk.at() == "screening.review"
    own = World(facts("UA-32")).talk("screening", mode="self")
    own.press("yes", "@none")
    assert own.at() == "screening.discrimination"
    odesa = World(facts(roles=("specialist",))).talk("screening", mode="beside")
    odesa.press("go", "@none")
    assert odesa.at() == "screening.discrimination"


def test_in_danger_the_numbers_come_before_the_authority() -> None:
    talk = World(facts("UA-32", roles=("specialist",))).talk("screening", mode="phone")
    talk.press("go", "+d1", "@done")
    assert "102" in said(talk.kept[-1])
    assert talk.at() == "screening.called"
    talk.press("@none", "no")
    assert talk.at() == "screening.authority"
    talk.press("UA-32")
    assert talk.at() == "screening.review"
    talk.press("confirm", "refer")
    assert next(one for one in talk.session.frames if one.flow == "referral").answers["authority"] == "UA-32"


# Who responds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "kind", "track"),
    [("e2", "police", "legal"), ("i1", "legal", "legal"), ("e4", "employment", "labour")],
)
def test_in_mykolaiv_the_kind_of_problem_names_who_responds(sign: str, kind: str, track: str) -> None:
    world = World(facts("UA-48", roles=("specialist",)))
    world.facts["directory"] = everybody("UA-48")
    talk = world.talk("screening", mode="beside")
    talk.press("go", "@none")
    for group in "iev":
        talk.press(*([f"+{sign}", "@done"] if sign.startswith(group) else ["@none"]))
    talk.press("housing")
    asked(talk, None)
    talk.press("confirm", "refer")
    leading = talk.session.top.answers["proposed"]["recipients"][0]
    assert (leading["id"], leading["track"]) == (institution_id(kind), track)


@pytest.mark.parametrize("need", ["housing", "documents", "health"])
def test_in_ternopil_work_is_offered_whatever_is_needed_and_asked_about_first(need: str) -> None:
    _, talk = screened("UA-61", need, None, sign="v4")
    assert ("asking", "choose", "skip") in talk.crossed
    talk.press("confirm", "refer")
    assert institution_id("employment") in recipients(talk)


def test_where_documents_are_not_asked_for_it_is_said() -> None:
    for region, told in (("UA-12", True), ("UA-51", False)):
        talk = World(facts(region)).talk("screening", mode="self")
        talk.press("yes", "@none", "@none", "@none", "@none")
        assert ("без документів" in talk.words()) is told


def test_who_coordinates_to_the_end_is_said_to_the_specialist() -> None:
    for region, need, words in (
        ("UA-05", "housing", "Обласний підрозділ соціальної політики"),
        ("UA-05", "child", "Служба у справах дітей"),
        ("UA-51", "housing", None),
    ):
        world, talk = screened(region, need, None)
        talk.press("confirm", "refer")
        if talk.at() == "referral.recipients":
            talk.press("@done")
        talk.press("call")
        talk.type("+380000000000")
        talk.press("any", "only", "skip", "skip", "skip", "needs", "lead", "waits", "48")
        while talk.at() == "consent.read":
            talk.press("oral")
        talk.press("send")
        assert world.did("referred")["need"] == need
        line = said(talk.kept[-1])
        assert ("до кінця координує:" in line) is (words is not None)
        assert words is None or words in line
