"""The lead writes to a person in her chat; the person reads on an opened screen and answers if she wishes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.staff_talk import Talk, answers
from tests.flows.staff_world import REFERRAL, book, card, facts, letters

GIVE = {"referral": REFERRAL}
NONE = {"talks": [], "unread": 0, "only": None, "open": None}


def case(outcomes: dict[str, str] | None = None, **changes: Any) -> Talk:
    return Talk(book(), "case", facts(card=card(**changes)), answers(**(outcomes or {})), GIVE)


def reading(outcomes: dict[str, str] | None = None, **changes: Any) -> Talk:
    return Talk(book(), "letters", facts(**changes), answers(**(outcomes or {})), GIVE)


def test_the_lead_writes_and_hears_that_it_was_sent() -> None:
    talk = case()
    assert "людина: Дякую, чекаю." in talk.words()
    talk.press("letter")
    assert talk.screen.protect
    talk.type("Чекаємо на Вас у вівторок.")
    assert talk.did[-1].name == "written"
    assert talk.did[-1].data == {"referral": REFERRAL, "text": "Чекаємо на Вас у вівторок."}
    assert "Надіслано" in talk.words()
    assert talk.session.top.answers["letter"] is None, "the words stay in no draft"


@pytest.mark.parametrize(
    ("outcome", "said"), [("unreachable", "чат людини"), ("not_permitted", "недоступна")]
)
def test_what_could_not_be_sent_is_said(outcome: str, said: str) -> None:
    talk = case({"written": outcome})
    talk.press("letter")
    talk.type("Чекаємо на Вас.")
    assert talk.at() == "case.card"
    assert said in talk.words()


@pytest.mark.parametrize("changes", [{"chat": False}, {"mine": False}, {"state": "sent"}, {"state": "done"}])
def test_writing_is_offered_where_she_can_be_written_to_and_the_case_is_hers(changes: dict[str, Any]) -> None:
    assert "letter" not in case(**changes).ids()


def test_writing_stands_beside_the_safe_way() -> None:
    client = card()["client"] | {"way": "telegram", "number": None}
    talk = case(client=client)
    talk.press("call")
    assert "повідомлення тут, у Дорожнику" in talk.words()
    assert "чекає на новини" not in talk.words()
    talk.press("letter")
    assert talk.at() == "case.letter"


@pytest.mark.parametrize(("state", "offered"), [("accepted", True), ("silent", True), ("contacted", False)])
def test_an_answer_lets_the_lead_say_that_contact_was_made(state: str, offered: bool) -> None:
    assert ("reached" in case(state=state).ids()) is offered
    assert "reached" not in case(state=state, replied=False).ids()


def test_contact_is_set_by_nobody_but_the_lead() -> None:
    talk = case()
    talk.press("reached")
    assert (talk.did[-1].name, talk.did[-1].data["status"]) == ("status_set", "contacted")
    assert len(talk.did) == 1


def test_the_opened_screen_says_who_writes_and_is_protected() -> None:
    talk = reading()
    assert "Вам пише Установа-зразок" in talk.words()
    assert "Добрий день!" in talk.words()
    assert talk.screen.protect


def test_she_answers_and_the_words_stay_in_no_draft() -> None:
    talk = reading()
    talk.press("reply")
    assert "Екстрені номери" in talk.words()
    talk.type("Прийду.")
    assert talk.did[-1].data == {"referral": REFERRAL, "text": "Прийду."}
    assert "передано" in talk.words()
    assert talk.session.top.answers["words"] is None


def test_she_need_not_answer() -> None:
    talk = reading()
    talk.press("reply", "later")
    assert talk.at() == "letters.talk"
    talk.press("done")
    assert talk.at() == "menu.hub"
    assert not talk.did


def test_an_answer_that_comes_too_late_is_said_to_be_so() -> None:
    talk = reading({"replied": "gone"})
    talk.press("reply")
    talk.type("Прийду.")
    assert "не передано" in talk.words()


def test_a_talk_that_is_over_can_be_read_but_not_answered() -> None:
    talk = reading(letters=letters(may_reply=False))
    assert "Добрий день!" in talk.words()
    assert "reply" not in talk.ids()
    assert "Звернутися знову можна" in talk.words()


def test_a_talk_that_is_not_there_says_so() -> None:
    assert "Повідомлень тут немає" in reading(letters=NONE).words()


def mine(**changes: Any) -> Talk:
    return Talk(book(), "mine", facts(**changes), answers())


def test_the_only_talk_opens_at_once_and_leads_back() -> None:
    talk = mine()
    talk.press("letters")
    assert talk.at() == "letters.talk"
    talk.press("done")
    assert talk.at() == "mine.mine"


def test_of_several_talks_one_is_chosen() -> None:
    talk = mine(letters={**letters(), "only": None})
    talk.press("letters", REFERRAL)
    assert talk.at() == "letters.talk"


def test_what_is_new_is_said_and_where_nothing_was_written_nothing_is_offered() -> None:
    assert "є нове повідомлення" in mine(letters={**letters(), "unread": 1}).words()
    assert "є нове повідомлення" not in mine().words()
    assert "letters" not in mine(letters=NONE).ids()
