"""The screening: what is asked, what is told at once, and what is recorded."""

from __future__ import annotations

from typing import Any

import pytest

from flows.engine.said import Happened
from tests.flows.client_world import RETURN_CODE, World, facts, person, specialist
from tests.flows.staff_talk import Talk, said


def own(**me: Any) -> tuple[World, Talk]:
    world = person(**me)
    talk = world.talk("screening", mode="self")
    return world, talk


def asked(mode: str = "beside") -> tuple[World, Talk]:
    world = specialist()
    talk = world.talk("screening", mode=mode)
    talk.press("go")
    return world, talk


def ticked(talk: Talk, *signals: str) -> None:
    talk.press(*(f"+{one}" for one in signals), "@done" if signals else "@none")


def test_the_first_question_is_whether_it_is_safe_to_answer() -> None:
    _, talk = own()
    assert talk.at() == "screening.safe_now"


@pytest.mark.parametrize("answer", ["no", "unsure"])
def test_where_it_is_not_safe_there_are_numbers_discretion_and_a_code(answer: str) -> None:
    world, talk = own()
    talk.press(answer)
    assert "102" in talk.words()
    assert {"discreet", "code", "safe", "leave"} <= set(talk.ids())
    talk.press("discreet", "on", "ok", "code")
    assert RETURN_CODE in talk.words()
    talk.press("written", "leave")
    assert talk.kept == []
    assert "screened" not in world.names()


def test_on_the_phone_the_specialist_first_asks_whether_one_can_speak() -> None:
    talk = specialist().talk("screening", mode="phone")
    assert "безпечно зараз говорити" in talk.words()
    talk.press("cannot")
    assert "102" in talk.words()
    talk.press("leave")
    assert talk.at() == "menu.hub"


def test_the_same_questions_are_worded_for_who_answers() -> None:
    _, mine = own()
    mine.press("yes")
    _, theirs = asked()
    assert "Вам погрожують" in said_buttons(mine)
    assert "Вам погрожують" not in said_buttons(theirs)
    assert [button.id for button in mine.screen.buttons] == [button.id for button in theirs.screen.buttons]


def said_buttons(talk: Talk) -> str:
    return " | ".join(button.label["t"] for button in talk.screen.buttons)


def test_nothing_ticked_is_the_mildest_level_and_a_place_to_go() -> None:
    world, talk = own()
    talk.press("yes", "@none", "@none", "@none", "@none", "documents", "confirm")
    assert world.did("screened")["verdict"]["level"] == "green"
    assert world.did("screened")["need"] == "documents"
    assert "Косовська" in talk.words()
    assert "refer" not in talk.ids(), "an institution not on the system can't be sent a person's own request"
    talk.press("ok")
    assert talk.at() == "menu.hub"


def test_every_question_may_be_skipped_and_skipped_danger_is_never_the_mildest_level() -> None:
    world, talk = own()
    talk.press("yes", "@skip", "@skip", "more", "@skip", "@skip", "@skip", "@more", "skip", "confirm")
    verdict = world.did("screened")["verdict"]
    assert verdict["level"] == "yellow"
    assert verdict["unclear"]


def test_danger_is_asked_again_kindly_once() -> None:
    _, talk = own()
    talk.press("yes", "@skip")
    assert talk.at() == "screening.danger_again"
    talk.press("@skip")
    assert talk.at() == "screening.unclear"
    assert {"person", "more", "leave"} <= set(talk.ids())


def test_whoever_will_not_say_may_ask_for_a_person_at_once() -> None:
    world, talk = own()
    talk.press("yes", "@skip", "@skip", "person")
    assert talk.at() == "screening.review"
    assert "не говорили" not in talk.words(), "what was not asked was not skipped"
    talk.press("confirm", "refer")
    assert talk.at() == "contact.way", "there is one recipient to choose from"
    assert world.did("screened")["discrimination"] is None


def test_an_answer_at_the_second_asking_counts() -> None:
    _, talk = own()
    talk.press("yes", "@skip")
    ticked(talk, "d2")
    assert "102" in said(talk.kept[-1])


def test_in_danger_the_numbers_come_first_and_stay() -> None:
    world, talk = own()
    talk.press("yes")
    ticked(talk, "d1")
    numbers = said(talk.kept[-1])
    assert numbers.index("102") < numbers.index("116 123")
    assert talk.at() == "screening.minors"
    talk.press("no", "confirm")
    screened = world.did("screened")
    assert screened["verdict"]["emergency"]
    assert screened["discrimination"] is None, "nothing more is asked of somebody in danger"


def test_on_a_phone_that_others_read_the_numbers_do_not_stay() -> None:
    _, talk = own(discreet=True)
    talk.press("yes")
    ticked(talk, "d1")
    assert talk.kept == []
    assert "102" in talk.words()
    talk.press("on")
    assert talk.at() == "screening.minors"


def test_the_specialist_notes_who_was_called_and_when() -> None:
    world, talk = asked()
    ticked(talk, "d1", "d4")
    assert talk.at() == "screening.called"
    ticked(talk, "102", "103")
    talk.press("quarter", "no", "confirm", "refer")
    ground = talk.session.frames[-2].answers["ground"]
    assert ground == {"signs": ["d1", "d4"], "called": ["102", "103"], "at": 15}
    assert world.did("screened")["danger"] == ["d1", "d4"]


def test_where_nobody_was_called_no_time_is_asked() -> None:
    _, talk = asked()
    ticked(talk, "d1")
    ticked(talk)
    assert talk.at() == "screening.minors"


@pytest.mark.parametrize(
    ("answer", "level", "held"), [("yes", "red", "yes"), ("no", "yellow", "no"), ("unsure", "yellow", None)]
)
def test_between_pressure_and_being_held_one_question_decides(
    answer: str, level: str, held: str | None
) -> None:
    world, talk = own()
    talk.press("yes", "@none", "@none")
    ticked(talk, "e6")
    assert talk.at() == "screening.held"
    talk.press(answer)
    if level == "red":
        assert "102" in said(talk.kept[-1])
        talk.press("no")
    else:
        talk.press("@none", "work")
    talk.press("confirm")
    assert world.did("screened")["verdict"]["level"] == level
    assert world.did("screened")["held"] == held


def test_pressure_unticked_again_forgets_being_held() -> None:
    world, talk = own()
    talk.press("yes", "@none", "@none")
    ticked(talk, "e6")
    talk.press("no", "@back", "@back", "-e6", "@none", "@none", "work", "confirm")
    assert world.did("screened")["held"] is None
    assert world.did("screened")["verdict"]["level"] == "green"


def test_children_are_asked_about_only_where_there_is_danger_or_a_family() -> None:
    _, talk = own()
    talk.press("yes", "@none", "@none", "@none")
    ticked(talk, "v3")
    talk.press("work")
    assert talk.at() == "screening.review"
    _, talk = own()
    talk.press("yes", "@none", "@none", "@none")
    ticked(talk, "v2")
    talk.press("work")
    assert talk.at() == "screening.minors"


@pytest.mark.parametrize(("child", "path"), [("adult", "consent"), ("alone", "child"), ("parent", "child")])
def test_a_child_alone_or_endangered_by_a_parent_goes_another_way(child: str, path: str) -> None:
    _, talk = own()
    talk.press("yes")
    ticked(talk, "d1")
    talk.press("yes", child, "confirm")
    assert ("116 111" in talk.words()) == (path == "child")
    talk.press("refer")
    assert talk.session.top.answers["path"] == path


def test_somebody_under_18_may_say_so() -> None:
    world, talk = own()
    talk.press("yes")
    ticked(talk, "d1")
    talk.press("me", "alone", "confirm")
    assert world.did("screened")["minors"] == "yes"


def test_a_mistake_is_unticked_at_once() -> None:
    world, talk = asked()
    ticked(talk)
    ticked(talk, "i1", "i2")
    ticked(talk, "e1")
    ticked(talk)
    talk.press("work", "fix", "-i2", "-e1", "@done", "confirm")
    assert world.did("screened")["discrimination"] == ["i1"]
    assert world.did("screened")["exploitation"] == []


def test_danger_ticked_by_mistake_brings_back_the_questions_left_out() -> None:
    world, talk = asked()
    ticked(talk, "d1")
    ticked(talk)
    talk.press("no", "fix", "-d1", "@none")
    assert talk.at() == "screening.discrimination"
    talk.press("@none", "@none", "@none", "work", "confirm")
    assert world.did("screened")["verdict"]["level"] == "green"
    assert talk.session.top.answers["ground"] is None


def test_the_level_is_raised_with_a_reason() -> None:
    world, talk = asked()
    talk.press("@none", "@none", "@none", "@none", "work", "raise", "yellow")
    talk.type("Дуже налякана.")
    assert "підвищено" in talk.words()
    talk.press("confirm")
    verdict = world.did("screened")["verdict"]
    assert verdict["level"] == "yellow"
    assert verdict["raised"] == {"from": "green", "reason": "Дуже налякана."}


def test_raised_to_danger_the_numbers_come_before_anything_else() -> None:
    world, talk = asked()
    talk.press("@none", "@none", "@none", "@none", "work", "raise", "red")
    talk.type("Поруч кривдник.")
    assert "102" in said(talk.kept[-1])
    ticked(talk, "102")
    talk.press("now", "no", "confirm")
    assert world.did("screened")["verdict"]["emergency"]


def test_a_raise_may_be_taken_back_before_it_is_stored() -> None:
    world, talk = asked()
    talk.press("@none", "@none", "@none", "@none", "work", "raise", "yellow")
    talk.type("Слово.")
    talk.press("unraise", "confirm")
    assert "raised" not in world.did("screened")["verdict"]


def test_only_a_specialist_raises_and_never_above_the_highest() -> None:
    _, talk = own()
    talk.press("yes", "@none", "@none", "@none", "@none", "work")
    assert "raise" not in talk.ids()
    _, talk = asked()
    ticked(talk, "d1")
    ticked(talk)
    talk.press("no")
    assert "raise" not in talk.ids()


def test_going_back_shows_what_was_ticked() -> None:
    _, talk = own()
    talk.press("yes", "@none")
    ticked(talk, "i1")
    talk.press("@back")
    assert [button.id for button in talk.screen.buttons if button.ticked] == ["-i1"]


def test_what_is_sensitive_is_protected() -> None:
    _, talk = own()
    talk.press("yes")
    for _ in range(4):
        assert talk.screen.protect
        talk.press("@none")


def test_a_region_with_its_own_grades_is_told_in_its_own_words() -> None:
    told = facts()
    mildest, *others = told["region"]["levels"]["grades"]
    plain = {"m": "region.plain", "t": "Плановий порядок.", "a": {}}
    levels = {**told["region"]["levels"], "grades": [{**mildest, "id": "planned", "plain": plain}, *others]}
    told["region"] = {**told["region"], "levels": levels}
    world = World(told)
    talk = world.talk("screening", mode="self")
    talk.press("yes", "@none", "@none", "@none", "@none", "work")
    assert "Плановий порядок" in talk.words()
    talk.press("confirm")
    assert world.did("screened")["verdict"]["level"] == "planned"


def test_whoever_wants_no_referral_still_gets_numbers_and_places() -> None:
    _, talk = own()
    talk.press("yes", "@none")
    ticked(talk, "i1")
    talk.press("@none", "@none", "work", "confirm", "later")
    assert "Косовська" in talk.words()
    assert "0 800 213 103" in talk.words()
    talk.press("ok")
    assert talk.at() == "menu.hub"


def test_the_recorded_screening_is_what_the_referral_names() -> None:
    world, talk = own()
    talk.happens = lambda event, data: (
        Happened("recorded", {"screening": "one"}) if event == "screened" else world.happens(event, data)
    )
    talk.press("yes", "@none")
    ticked(talk, "i1")
    talk.press("@none", "@none", "work", "confirm", "refer")
    assert talk.session.top.answers["screening"] == "one"


def test_whoever_only_has_it_hard_is_not_told_of_safety_and_is_promised_nobody_yet() -> None:
    for signs, gentle in ((("v1",), True), (("i1", "v1"), False)):
        _, talk = own()
        talk.press("yes", "@none")
        for group in "iev":
            ticked(talk, *(one for one in signs if one.startswith(group)))
        talk.press("housing")
        assert ("Вам зараз нелегко. Тут можна попросити людину" in talk.words()) is gentle
        talk.press("confirm")
        assert ("Вам зараз нелегко" in talk.words()) is gentle
        assert ("щоб Вам було безпечно" in talk.words()) is not gentle


def test_beside_a_referral_a_few_numbers_fit_the_signs() -> None:
    for signs, known, unknown in (
        (("i1",), ("0 800 213 103",), ("116 123",)),
        (("e2",), ("0 800 213 103", "116 123"), ()),
        (("v1",), (), ("0 800 213 103", "116 123")),
        (("v5",), ("0 800 100 102",), ("7333",)),
    ):
        _, talk = own()
        talk.press("yes", "@none")
        for group in "iev":
            ticked(talk, *(one for one in signs if one.startswith(group)))
        talk.press("housing", "confirm")
        phones = [
            entry["number"]
            for block in talk.screen.blocks
            if block.kind == "phones"
            for entry in block.content
        ]
        assert set(known) <= set(phones), phones
        assert not set(unknown) & set(phones)
        assert len(phones) <= 3
