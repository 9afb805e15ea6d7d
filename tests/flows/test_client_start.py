"""Getting acquainted, the menu, emergency numbers, discreet mode, coming back by code."""

from __future__ import annotations

import pytest

from tests.flows.client_world import RETURN_CODE, SERVICE_ROW, World, facts, person, specialist
from tests.flows.staff_talk import said


def newcomer(**me: object) -> World:
    return World(facts(onboarded=False, **me))


def test_a_newcomer_is_asked_for_language_region_and_community_then_told_the_truth() -> None:
    world = newcomer()
    talk = world.talk("menu")
    talk.press("uk", "UA-51", "odesa")
    assert talk.at() == "start.about"
    words = talk.words()
    for truth in ("Зразкова рада ВПО", "безкоштовно", "не служба порятунку", "72 години", "наскрізного"):
        assert truth in words
    assert "довідка ВПО не потрібна" in words
    talk.press("go")
    assert talk.at() == "menu.hub"
    assert world.did("place_chosen") == {"region": "UA-51", "community": "Одеська громада"}


def test_a_community_may_be_typed() -> None:
    world = newcomer()
    talk = world.talk("menu")
    talk.press("uk", "UA-51")
    talk.type("Фонтанка")
    assert world.did("place_chosen")["community"] == "Фонтанка"


def test_a_community_may_be_left_out_even_after_one_was_chosen() -> None:
    world = newcomer()
    talk = world.talk("start")
    talk.press("uk", "UA-51", "odesa")
    back = world.talk("start", community_row={"label": "стара"})
    back.press("uk", "UA-51", "skip")
    assert world.did("place_chosen")["community"] is None


def test_with_one_language_the_question_is_an_invitation() -> None:
    told = facts(onboarded=False)
    told["languages"] = told["languages"][:1]
    talk = World(told).talk("start")
    assert [button.label["t"] for button in talk.screen.buttons] == ["Почати", "Маю код, щоб повернутися"]
    assert "Choose" not in talk.words()


def test_the_operators_name_is_left_out_where_it_is_not_known() -> None:
    told = facts(onboarded=False)
    told["operator"] = {"name": "", "contact": ""}
    talk = World(told).talk("start")
    talk.press("uk", "UA-51", "skip")
    assert "веде" not in talk.words()


@pytest.mark.parametrize(
    ("channel", "who"),
    [
        ("telegram", "месенджер"),
        ("viber", "месенджер"),
        ("one added later", "месенджер"),
        ("web", "хто веде сервіс"),
    ],
)
def test_each_channel_is_honest_about_its_own_encryption(channel: str, who: str) -> None:
    talk = newcomer(channel=channel).talk("start")
    talk.press("uk", "UA-51", "skip")
    assert who in talk.words()
    assert talk.words().count("наскрізного шифрування") == 1


def test_whoever_is_known_changes_language_and_place_without_the_word_again() -> None:
    talk = person().talk("menu")
    talk.press("more", "place", "uk", "UA-05", "skip")
    assert talk.at() == "menu.hub"


def test_the_menu_offers_to_go_on_only_where_a_draft_waits() -> None:
    talk = person().talk("menu")
    assert "resume" not in talk.ids()
    talk.press("find_step", "yes", "@menu")
    talk.press("resume")
    assert talk.at() == "screening.danger"


def test_what_was_recorded_but_not_yet_referred_can_be_gone_on_with() -> None:
    world = person()
    talk = world.talk("menu")
    talk.press(
        "find_step", "yes", "@none", "+i1", "@done", "@none", "@none", "work", "confirm", "@menu", "resume"
    )
    assert talk.at() == "screening.yellow"
    assert world.names().count("screened") == 1


def test_a_screening_that_was_only_looked_at_leaves_no_draft() -> None:
    talk = person().talk("menu")
    talk.press("find_step", "@menu")
    assert "resume" not in talk.ids()


def test_a_person_sees_nothing_of_the_staffs_menu() -> None:
    assert set(person().talk("menu").ids()) == {"find_step", "find", "ask", "mine", "more", "@danger"}


@pytest.mark.parametrize(
    ("roles", "offered"),
    [
        (("specialist",), {"beside", "phone", "sent"}),
        (("lead",), {"beside", "phone", "sent", "work"}),
        (("head",), {"beside", "phone", "sent", "signoff"}),
        (("coordinator",), {"desk", "team"}),
        (("coordinator", "specialist"), {"beside", "phone", "sent", "desk", "team"}),
        (("admin",), {"team"}),
        (("council",), set()),
    ],
)
def test_each_role_has_its_own_menu(roles: tuple[str, ...], offered: set[str]) -> None:
    talk = World(facts(roles=roles)).talk("menu")
    assert set(talk.ids()) == {*offered, "find", "order", "away", "more", "@danger"}


def test_the_fullest_menu_stays_on_one_page() -> None:
    world = World(facts(roles=("specialist", "lead", "head", "coordinator")))
    talk = world.talk("menu")
    talk.press("beside", "go", "@menu")
    assert {"resume", "find", "more"} <= set(talk.ids())
    assert "@more" not in talk.ids()
    talk.press("more")
    assert {"order", "away"} <= set(talk.ids())


def test_words_typed_at_the_menu_are_looked_for() -> None:
    world = person()
    talk = world.talk("menu")
    talk.type("нема де жити")
    assert (talk.at(), talk.session.top.answers["query"]) == ("find.nothing", "нема де жити")
    world.facts["found"] = {**world.facts["found"], "none": False, "rows": [SERVICE_ROW]}
    talk.type("прихисток")
    assert talk.at() == "find.results"
    talk.press("@back", "@back")
    assert talk.at() == "menu.hub"


def test_a_return_code_is_shown_once_and_stays_in_no_kept_message() -> None:
    talk = person().talk("menu")
    talk.press("more", "code")
    assert RETURN_CODE in talk.words()
    talk.press("written")
    assert talk.at() == "menu.hub"
    assert talk.kept == []


def test_emergency_numbers_come_at_once_and_record_nothing() -> None:
    world = person()
    talk = world.talk("menu")
    talk.press("find_step", "yes", "@danger")
    for number in ("102", "103", "101", "112", "116 123", "15-47"):
        assert number in talk.words()
    assert world.happened == []
    talk.press("return")
    assert talk.at() == "screening.danger"


def test_emergency_numbers_come_before_anybody_is_acquainted() -> None:
    world = newcomer()
    talk = world.talk("menu")
    talk.press("@danger")
    assert "102" in talk.words()
    assert world.happened == []


def test_from_the_numbers_a_newcomer_who_wants_to_tell_gets_acquainted_first() -> None:
    talk = newcomer().talk("danger")
    talk.press("tell", "uk", "UA-51", "skip", "go")
    assert talk.at() == "screening.safe_now"


def test_staff_are_not_offered_to_tell_specialists() -> None:
    assert "tell" not in specialist().talk("danger").ids()


def test_discreet_mode_is_switched_on_and_off_by_choice() -> None:
    world = person()
    talk = world.talk("menu")
    talk.press("more", "discreet", "keep")
    assert world.happened == []
    talk.press("more", "discreet", "on", "ok")
    assert world.did("discreet_set") == {"on": True}
    talk.press("more", "open", "off", "ok")
    assert world.did("discreet_set") == {"on": False}
    assert talk.kept == []


def test_a_good_code_is_greeted() -> None:
    world = newcomer()
    talk = world.talk("menu")
    talk.press("code")
    talk.type(RETURN_CODE)
    assert world.did("returned") == {"code": RETURN_CODE}
    assert "З поверненням!" in said(talk.kept[-1])


@pytest.mark.parametrize(("outcome", "words"), [("wrong", "не знайшли"), ("too_many", "перерву")])
def test_a_code_that_does_not_open_is_answered_kindly(outcome: str, words: str) -> None:
    talk = World(facts(), returned=outcome).talk("menu")
    talk.press("more", "returning")
    talk.type(RETURN_CODE)
    assert words in talk.words()
    assert "Ви помилилися" not in talk.words()


def test_whoever_comes_without_a_code_may_begin_anew() -> None:
    talk = newcomer().talk("menu")
    talk.press("code", "lost", "ok")
    assert talk.at() == "start.language"


def test_after_a_break_a_newcomer_is_asked_for_the_language_again() -> None:
    talk = World(facts(onboarded=False), returned="too_many").talk("menu")
    talk.press("code")
    talk.type(RETURN_CODE)
    talk.press("ok")
    assert talk.at() == "start.language"
