"""A person with her own data, and her word on whether anybody contacted her."""

from __future__ import annotations

from typing import Any

import pytest

from flows.engine.said import Pressed
from tests.flows.staff_talk import Talk, answers, said
from tests.flows.staff_world import (
    CODE,
    CONSENT,
    CONTACT,
    INSTITUTION,
    REFERRAL,
    STAFF,
    book,
    facts,
    own_case,
)


def mine(outcomes: dict[str, str] | None = None, **changes: Any) -> Talk:
    return Talk(book(), "mine", facts(**changes), answers(**(outcomes or {})))


def test_her_cases_are_told_honestly_and_by_when() -> None:
    talk = mine(cases=[own_case("sent")])
    assert CODE in talk.words()
    assert "мають зв'язатися до 2026-11-24" in talk.words()
    assert "Веде справу: Ведуча Зразок" in talk.words()


def test_a_coordinator_is_named_only_where_one_hears_and_a_sample_is_said_to_be_one() -> None:
    case = own_case("sent")
    case["referrals"][0] |= {"watched": False}
    words = mine(cases=[case]).words()
    assert "мають зв'язатися до 2026-11-24" in words
    assert "координатор" not in words
    case["referrals"][0] |= {"show": True}
    words = mine(cases=[case]).words()
    assert "Це показ" in words
    assert "мають зв'язатися" not in words


def test_after_a_contact_no_term_is_promised_any_more() -> None:
    assert "мають зв'язатися" not in mine(cases=[own_case("contacted")]).words()


def test_discreet_mode_names_no_institution() -> None:
    me = {**facts()["me"], "discreet": True}
    talk = mine(me=me)
    assert "Установа" not in talk.words()
    talk.press("said")
    assert "Установа" not in str(talk.screen.buttons)


def test_without_a_case_there_is_a_kind_word_and_a_way_on() -> None:
    talk = mine(cases=[], consents=[])
    assert "Звернень поки немає" in talk.words()
    assert "consents" not in talk.ids()
    talk.press("begin")
    assert talk.at() == "screening.ask"
    assert talk.session.top.answers["mode"] == "self"


def test_a_finished_case_says_so() -> None:
    assert "завершено" in mine(cases=[own_case(state="closed") | {"state": "closed"}]).words()


def test_a_consent_is_withdrawn_after_she_has_read_what_follows() -> None:
    talk = mine()
    talk.press("consents", CONSENT)
    assert "ім'я, контакт" in talk.words()
    talk.press("withdraw")
    assert "Одразу після цього установа не зможе відкрити" in talk.words()
    assert not talk.did
    talk.press("yes")
    assert talk.did[-1].data == {"consent": CONSENT}
    assert "Згоду відкликано" in talk.words()


def test_a_consent_that_is_gone_already_is_answered_kindly() -> None:
    talk = mine({"consent_withdrawn": "gone"})
    talk.press("consents", CONSENT, "withdraw", "yes")
    assert "вже не діє" in talk.words()


@pytest.mark.parametrize("state", ["returned", "done", "withdrawn"])
def test_nobody_is_said_to_lead_what_is_over(state: str) -> None:
    talk = mine(cases=[own_case(state)])
    assert "Веде справу" not in talk.words()


@pytest.mark.parametrize(
    ("row", "institution", "staff"),
    [(f"i_{INSTITUTION}", INSTITUTION, None), (f"w_{STAFF}", None, STAFF)],
)
def test_an_institution_or_a_worker_is_shut_out(row: str, institution: str | None, staff: str | None) -> None:
    talk = mine()
    talk.press("exclude", row)
    assert "втратить доступ" in talk.words()
    talk.press("yes")
    assert talk.did[-1].data == {"institution": institution, "staff": staff}


def test_an_institution_is_offered_once_for_shutting_out() -> None:
    talk = mine(cases=[own_case(), own_case()])
    talk.press("exclude")
    assert [one for one in talk.ids() if one.startswith("i_")] == [f"i_{INSTITUTION}"]


def test_the_safe_contact_is_changed_as_a_whole() -> None:
    talk = mine()
    talk.press("contact", "sms")
    assert talk.did[-1].data == {"contact": CONTACT}
    assert "Відтепер зв'язуватимуться лише так" in talk.words()


def test_she_sees_who_opened_her_card() -> None:
    talk = mine()
    talk.press("readers")
    assert "22 листопада" in talk.words()
    talk = mine(readers=[])
    talk.press("readers")
    assert "Поки що ніхто" in talk.words()


def test_her_data_come_as_a_file_after_a_warning_about_the_chat() -> None:
    talk = mine({"data_exported": "made"})
    talk.press("export")
    assert "Файл лишиться в чаті" in talk.words()
    talk.press("yes")
    assert talk.did[-1].name == "data_exported"
    assert "окремим повідомленням" in talk.words()


def test_erasing_takes_three_presses_from_the_menu() -> None:
    talk = Talk(book(), "menu", facts(), answers())
    talk.press("mine", "erase", "yes")
    assert talk.did[-1].name == "erased"
    assert "Ваші дані видалено" in said(talk.kept[-1])
    assert talk.at() == "menu.hub"


@pytest.mark.parametrize("answer", ["yes", "no", "later"])
def test_one_tap_under_the_question_is_an_answer(answer: str) -> None:
    talk = Talk(book(), "menu", facts(), answers(contact_confirmed="ok"))
    talk.nudge("contact_claimed", code=CODE, referral=REFERRAL)
    choice = next(one.id for one in talk.kept[-1].buttons if one.id.endswith(f".{answer}"))
    talk.say(Pressed(choice, ""))
    assert talk.did[-1].data == {"referral": REFERRAL, "answer": answer}
    assert talk.at().startswith("contacted.")


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        ("yes", "ok", "Дякуємо, що сказали!"),
        ("no", "mismatch", "координаторці чи координатору, справу перевірять"),
        ("no", "ok", "Це не Ваша провина"),
        ("later", "ok", "Відповісти можна будь-коли"),
        ("yes", "gone", "вже не потрібно"),
    ],
)
def test_each_answer_is_answered_kindly(answer: str, outcome: str, words: str) -> None:
    give = {"referral": REFERRAL, "answer": answer}
    talk = Talk(book(), "contacted", facts(), answers(contact_confirmed=outcome), give)
    assert words in talk.words()


def test_an_answer_put_off_can_be_given_later_from_her_own_cases() -> None:
    talk = mine({"contact_confirmed": "mismatch"})
    talk.press("said", REFERRAL)
    assert talk.at() == "contacted.ask"
    talk.press("no", "done")
    assert talk.did[-1].data == {"referral": REFERRAL, "answer": "no"}
    assert talk.at() == "mine.mine"


@pytest.mark.parametrize(
    ("state", "discreet", "said", "unsaid"),
    [
        ("sent", False, "ще передаємо; про це дбає Ведуча Зразок", "Веде справу"),
        ("sent", True, "ще передаємо.", "Ведуча Зразок"),
        ("accepted", False, "прийнято", "Ведуча Зразок"),
    ],
)
def test_what_a_place_outside_the_program_has_not_taken_yet_is_not_said_to_be_led(
    state: str, discreet: bool, said: str, unsaid: str
) -> None:
    case = own_case(state)
    case["referrals"][0] |= {"on_system": False, "state_label": "прийнято"}
    words = mine(cases=[case], me={**facts()["me"], "discreet": discreet}).words()
    assert said in words
    assert unsaid not in words
