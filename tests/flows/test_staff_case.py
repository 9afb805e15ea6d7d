"""The lead and one case, the specialist who referred, the head who signs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.staff_talk import Talk, answers
from tests.flows.staff_world import CODE, NUMBER, REFERRAL, REGION, book, card, facts, window

GIVE = {"referral": REFERRAL}


def case(outcomes: dict[str, str] | None = None, **changes: Any) -> Talk:
    return Talk(book(), "case", facts(card=card(**changes)), answers(**(outcomes or {})), GIVE)


def test_a_lead_opens_her_list_and_a_case_of_it() -> None:
    talk = Talk(book(), "work", facts(), answers())
    talk.press(REFERRAL)
    assert talk.at() == "case.card"
    assert talk.screen.protect
    talk.press("close")
    assert talk.at() == "work.list"


def test_an_empty_list_says_so_kindly() -> None:
    talk = Talk(book(), "work", facts(work=[], work_count={**facts()["work_count"], **window(0)}), answers())
    assert "Зараз справ немає" in talk.words()


def test_a_new_case_is_taken() -> None:
    talk = case(state="sent")
    assert "call" not in talk.ids()
    talk.press("take")
    assert talk.did[-1].name == "accepted"
    assert talk.did[-1].data == {"referral": REFERRAL}
    assert "відповідаєте Ви" in talk.words()


@pytest.mark.parametrize(
    ("outcome", "said"), [("gone", "вже взяв хтось інший"), ("not_permitted", "недоступна")]
)
def test_a_case_that_cannot_be_taken_says_why(outcome: str, said: str) -> None:
    talk = case({"accepted": outcome}, state="sent")
    talk.press("take")
    assert said in talk.words()
    assert talk.at() == "case.card"


def test_what_happened_is_said_once() -> None:
    talk = case(state="sent")
    talk.press("take")
    talk.press("more", "card")
    assert "відповідаєте Ви" not in talk.words()


def test_the_card_shows_no_number_and_the_number_comes_with_its_rules() -> None:
    talk = case()
    assert NUMBER not in [block.content for block in talk.screen.blocks if block.kind == "copy"]
    talk.press("call")
    words = talk.words()
    for rule in (NUMBER, "з 9 до 12", "лише з нею чи ним особисто", "яблуко", "не дзвонити ввечері"):
        assert rule in words
    assert talk.screen.protect


def test_a_person_without_a_number_waits_for_news_here() -> None:
    client = {"name": None, "way": "telegram", "number": None, "hours": None, "who": "anyone"}
    talk = case(client=client, chat=False)
    talk.press("call")
    assert "чекає на новини в Дорожнику" in talk.words()
    assert "Номера людина не залишила" in talk.words()
    assert "copy" not in [block.kind for block in talk.screen.blocks]


def test_an_attempt_is_logged_and_counted() -> None:
    talk = case()
    talk.press("call", "tried", "call", "no_answer")
    assert talk.did[-1].data == {"referral": REFERRAL, "way": "call", "result": "no_answer"}
    assert "Усього спроб: 2" in talk.words()


def test_after_a_talk_the_status_is_one_press_away() -> None:
    talk = case()
    talk.press("tried", "visit", "reached", "yes")
    assert talk.did[-1].data == {"referral": REFERRAL, "status": "contacted"}
    assert "Людину спитаємо одним дотиком" in talk.words()


def test_an_unsafe_attempt_leads_to_care_not_to_another_call() -> None:
    talk = case()
    talk.press("tried", "call", "unsafe")
    assert "102 або 103" in talk.words()
    talk.press("level")
    assert talk.at() == "level.what"


def test_unreached_needs_attempts_and_says_how_many_and_when() -> None:
    talk = case({"status_set": "needs_attempts"})
    talk.press("status", "silent")
    assert "Потрібно ще спроб: 1" in talk.words()
    assert "в різний час" in talk.words()
    talk.press("tried")
    assert talk.at() == "case.way"


@pytest.mark.parametrize("status", ["contacted", "working", "silent"])
def test_each_status_of_the_algorithm_can_be_set(status: str) -> None:
    talk = case()
    talk.press("status", status)
    assert talk.did[-1].data["status"] == status
    assert "записано" in talk.words()


def test_the_present_status_is_not_offered_again() -> None:
    talk = case(state="working")
    talk.press("status")
    assert "working" not in talk.ids()


def test_an_outcome_is_written_after_a_look_at_it() -> None:
    talk = case(state="contacted")
    talk.press("result", "met", "yes", "stays")
    talk.type("Родину поселено.")
    assert "Потрібну допомогу отримано" in talk.words()
    assert "Родину поселено." in talk.words()
    talk.press("yes")
    assert talk.did[-1].data == {
        "referral": REFERRAL,
        "outcome": "Родину поселено.",
        "result": "met",
        "adapted": True,
    }
    assert talk.at() == "case.finished"


NOBODY = {"institution": None, "name": None, "phone": None}


@pytest.mark.parametrize(("sender", "told"), [({}, True), ({"sender": NOBODY}, False)])
def test_only_where_somebody_referred_her_they_are_said_to_hear_of_the_end(
    sender: dict[str, Any], told: bool
) -> None:
    talk = case(state="contacted", **sender)
    talk.press("result", "declined", "stays", "skip")
    assert ("звідки людину направили" in talk.words()) is told
    talk.press("yes")
    assert ("звідки людину направили" in talk.words()) is told
    assert "Дякуємо!" in talk.words()
    talk = case(state="sent", **sender)
    talk.press("back")
    talk.type("Не наш напрям.")
    assert ("звідки людину направили" in talk.words()) is told


def test_an_outcome_needs_no_words() -> None:
    talk = case(state="contacted")
    talk.press("result", "declined", "stays", "skip", "yes")
    assert talk.did[-1].data == {
        "referral": REFERRAL,
        "outcome": None,
        "result": "declined",
        "adapted": None,
    }


@pytest.mark.parametrize("result", ["met", "partly"])
def test_who_has_not_settled_in_keeps_her_case_open(result: str) -> None:
    talk = case(state="contacted")
    talk.press("result", result)
    assert "Чи прижилася людина?" in talk.words()
    talk.press("no")
    assert "лишається відкритою" in talk.words()
    talk.press("card")
    assert not talk.did


def test_a_region_that_asks_nothing_more_is_not_asked_and_neither_is_who_lives_nowhere() -> None:
    talk = case(state="contacted", region={**REGION, "closing": {"text": "Досить."}}, placement=None)
    talk.press("result", "met")
    assert talk.at() == "case.words"
    assert "Напишіть, що завадило" not in talk.words()


def test_the_region_says_what_closing_words_should_tell() -> None:
    talk = case(state="contacted", placement=None)
    talk.press("result", "elsewhere")
    assert "Напишіть, що завадило." in talk.words()


def test_what_the_region_does_not_do_is_not_offered() -> None:
    plain = {**REGION, "practices": [], "team": {"must": [], "calls": []}}
    talk = case(state="contacted", region=plain, aid=False)
    talk.press("more", "together")
    assert [one for one in talk.ids() if not one.startswith("@")] == ["onward", "shelters", "card"]


def test_who_does_not_lead_the_case_takes_it_nowhere() -> None:
    talk = case(state="contacted", mine=False)
    talk.press("more")
    assert "together" not in talk.ids()


def test_never_reached_is_an_outcome_only_after_logged_attempts() -> None:
    talk = case(state="accepted")
    talk.press("result")
    assert "unreached" not in talk.ids()
    talk = case(state="silent")
    talk.press("result")
    assert "unreached" in talk.ids()


def test_a_regions_closing_rule_stands_beside_the_outcome() -> None:
    talk = case(state="contacted")
    talk.press("result")
    assert "коли потребу вирішено" in talk.words()


def test_a_case_goes_back_with_a_reason() -> None:
    talk = case(state="sent")
    talk.press("back")
    talk.type("Не наш напрям.")
    talk.press("yes")
    assert talk.did[-1].data == {"referral": REFERRAL, "reason": "Не наш напрям."}
    assert talk.at() == "case.handed"


def test_access_withdrawn_in_between_closes_the_card_on_the_next_press() -> None:
    talk = case()
    talk.press("more")
    talk.facts = facts(card=None)
    talk.press("card")
    assert "зараз недоступна" in talk.words()
    assert [one for one in talk.ids() if not one.startswith("@")] == ["close"]


def test_somebody_who_may_not_lead_gets_no_leads_actions() -> None:
    talk = case(mine=False)
    assert [one for one in talk.ids() if not one.startswith("@")] == ["more", "close"]


def test_a_closed_case_offers_nothing_that_changes_it() -> None:
    talk = case(state="done", outcome={"label": "потребу закрито", "words": "Поселено."})
    assert "потребу закрито" in talk.words()
    talk.press("more")
    assert "level" not in talk.ids()


def test_an_alert_without_one_case_opens_the_list() -> None:
    roles = {**facts()["me"], "roles": ["lead"]}
    talk = Talk(book(), "case", facts(me=roles), answers())
    assert talk.at() == "work.list"
    talk = Talk(book(), "case", facts(), answers())
    assert talk.at() == "desk.board"


def test_the_specialist_sees_state_and_outcome_of_what_she_referred() -> None:
    known = card(state="done", outcome={"label": "вирішено частково", "words": "Є тимчасове житло."})
    talk = Talk(book(), "sent", facts(card=known), answers())
    talk.press(REFERRAL)
    assert "вирішено частково" in talk.words()
    assert "Є тимчасове житло." in talk.words()
    assert "form" not in talk.ids()


def test_a_recipient_off_the_system_gets_a_form_and_a_name_is_recorded() -> None:
    talk = Talk(book(), "sent", facts(card=card(on_system=False)), answers(form_wanted="made"), GIVE)
    talk.press("form")
    assert "окремим файлом" in talk.words()
    talk.press("handed")
    talk.type("Чергова Зразок")
    assert talk.did[-1].data == {"referral": REFERRAL, "taken_by": "Чергова Зразок"}
    assert "Записано, хто прийняв" in talk.words()


@pytest.mark.parametrize("event", ["form_wanted", "handed_over"])
def test_a_paper_way_that_is_not_permitted_says_so(event: str) -> None:
    kinds = {"form_wanted": "made", event: "not_permitted"}
    talk = Talk(book(), "sent", facts(card=card(on_system=False)), answers(**kinds), GIVE)
    if event == "form_wanted":
        talk.press("form")
    else:
        talk.press("handed")
        talk.type("Чергова Зразок")
    assert "недоступна" in talk.words()


def test_where_the_sender_stays_first_contact_she_is_told() -> None:
    talk = Talk(book(), "sent", facts(card=card(state="sent")), answers(), GIVE)
    assert "першим контактом для людини лишаєтеся Ви" in talk.words()


@pytest.mark.parametrize(("choice", "agreed"), [("agree", True), ("return", False)])
def test_the_head_signs_or_returns(choice: str, agreed: bool) -> None:
    talk = Talk(book(), "signoff", facts(card=card(state="waiting")), answers())
    talk.press(REFERRAL, choice)
    assert talk.did[-1].data == {"referral": REFERRAL, "agreed": agreed}
    assert talk.at() == "signoff.list"


@pytest.mark.parametrize("outcome", ["not_permitted", "gone"])
def test_a_signature_that_comes_too_late_changes_nothing_and_says_so(outcome: str) -> None:
    talk = Talk(book(), "signoff", facts(card=card(state="waiting")), answers(signed_off=outcome), GIVE)
    talk.press("agree")
    assert "Нічого не змінено" in talk.words()


def test_what_does_not_wait_cannot_be_signed() -> None:
    talk = Talk(book(), "signoff", facts(card=card(state="sent")), answers(), GIVE)
    assert "agree" not in talk.ids()
    assert f"Справа {CODE}" in talk.words()
