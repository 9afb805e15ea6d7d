"""Levels, duty reports, the coordinator's desk and team, joining, being away."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.staff_talk import Talk, answers, said
from tests.flows.staff_world import (
    CHANGE,
    CODE,
    DEADLINE,
    INSTITUTION,
    OTHER_STAFF,
    REFERRAL,
    STAFF,
    book,
    deadline,
    facts,
)

CASE = {"case": "k" * 26, "code": CODE, "level": "middle", "level_label": "середній"}
LEAD_ONLY = {**facts()["me"], "roles": ["lead"]}


def talk(flow: str, give: dict[str, Any] | None = None, **kinds: str) -> Talk:
    return Talk(book(), flow, facts(), answers(**kinds), give)


# Levels


def test_raising_takes_a_reason_and_an_emergency_comes_with_numbers() -> None:
    it = talk("level", CASE)
    it.press("raise", "high")
    it.type("Нові погрози.")
    assert it.did[-1].data == {"case": "k" * 26, "level": "high", "reason": "Нові погрози."}
    assert "102" in it.words()
    assert "phones" in [block.kind for block in it.screen.blocks]


def test_only_graver_levels_are_offered_for_raising_and_milder_for_lowering() -> None:
    it = talk("level", CASE)
    it.press("raise")
    assert [one for one in it.ids() if not one.startswith("@")] == ["high", "leave"]
    it.press("@back", "lower")
    assert [one for one in it.ids() if not one.startswith("@")] == ["low", "leave"]


def test_the_gravest_level_cannot_be_raised() -> None:
    assert "raise" not in talk("level", {**CASE, "level": "high"}).ids()


def test_lowering_waits_for_a_second_person() -> None:
    it = talk("level", CASE, level_lowering_asked="asked")
    it.press("lower")
    assert "друга людина" in it.words()
    it.press("low")
    it.type("Небезпека минула.")
    assert it.did[-1].name == "level_lowering_asked"
    assert "Доти рівень і строки лишаються ті самі" in it.words()


@pytest.mark.parametrize(("way", "wanted"), [("raise", "high"), ("lower", "low")])
def test_a_level_that_may_not_be_changed_says_so(way: str, wanted: str) -> None:
    it = talk("level", CASE, level_raised="not_permitted", level_lowering_asked="not_permitted")
    it.press(way, wanted)
    it.type("Причина.")
    assert "Нічого не змінено" in it.words()


@pytest.mark.parametrize(
    ("choice", "outcome", "agreed", "words"),
    [
        ("agree", "ok", True, "Рівень знижено"),
        ("refuse", "ok", False, "Рівень лишається"),
        ("agree", "gone", True, "вже вирішено"),
        ("agree", "not_permitted", True, "недоступне"),
    ],
)
def test_the_second_person_decides(choice: str, outcome: str, agreed: bool, words: str) -> None:
    it = talk("level", level_decided=outcome)
    it.press(CHANGE)
    assert "Небезпека минула." in it.words()
    it.press(choice)
    assert it.did[-1].data == {"change": CHANGE, "agreed": agreed}
    assert words in it.words()
    assert it.at() == "level.changes"


# The duty to report


def test_a_child_in_danger_names_police_and_the_childrens_service_within_a_day() -> None:
    it = talk("duty", CASE, duty_reported="recorded")
    it.press("child")
    assert "упродовж доби" in it.words()
    assert "КМУ № 658" in it.words()
    it.press("+police", "+children", "@done")
    assert "уголос" in it.words()
    it.press("yes")
    assert it.did[-1].data == {
        "case": "k" * 26,
        "ground": "child",
        "bodies": ["police", "children"],
        "said": True,
    }
    assert "Координаторку чи координатора повідомлено" in it.words()


def test_a_report_can_be_recorded_without_a_case_and_without_words_that_endanger() -> None:
    it = talk("duty", duty_reported="recorded")
    it.press("other", "+social", "@done", "no")
    assert it.did[-1].data["case"] is None
    assert it.did[-1].data["said"] is False


def test_nothing_is_recorded_before_somebody_was_told() -> None:
    it = talk("duty", CASE)
    it.press("child", "@none")
    assert "Спершу повідомте" in it.words()
    assert not it.did
    it.press("told")
    assert it.at() == "duty.bodies"


def test_whoever_is_unsure_is_told_to_ask_for_consent() -> None:
    it = talk("duty", CASE)
    it.press("unsure")
    assert "потрібна згода людини" in it.words()


def test_a_report_on_a_case_out_of_reach_stays_valid() -> None:
    it = talk("duty", CASE, duty_reported="not_permitted")
    it.press("child", "+police", "@done", "yes")
    assert "лишається чинним" in it.words()


# The desk


def test_the_desk_counts_and_lists_what_is_due() -> None:
    it = talk("desk")
    assert "Прострочено: 1. Строк попереду: 0. З них уже взято на себе: 0." in it.words()
    it.press(DEADLINE)
    assert "Перший контакт мав бути до 10:00" in it.words()


def test_an_alert_is_heard_in_one_press() -> None:
    it = talk("desk", {"deadline": DEADLINE, "also": [OTHER_STAFF], "do": "hear"})
    assert it.did[-1].data == {"deadline": DEADLINE, "also": [OTHER_STAFF]}
    assert it.at() == "desk.board"
    assert "🟡 К7М-4Р2, до 10:00, Установа-зразок" in it.words()


def test_what_was_ticked_is_named_and_nothing_else_is() -> None:
    other = deadline(id="e" * 26, label="🟡 4МР-К31, до 12:00")
    it = Talk(book(), "desk", facts(due=[deadline(), other]), answers())
    it.press(DEADLINE, "hear")
    assert it.did[-1].data == {"deadline": DEADLINE, "also": []}
    assert "🟡 К7М-4Р2, до 10:00, Установа-зразок" in it.words()
    assert "4МР-К31" not in it.words()
    it.press(DEADLINE, "board")
    assert "до 10:00, Установа-зразок" not in it.words()  # said once


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "accepted"}, "Веде справу: Ведуча Зразок"),
        ({"state": "sent"}, "Чекає на: Ведуча Зразок"),
        ({"state": "sent", "lead": None}, "Справу ще ніхто не взяв"),
        ({"state": "sent", "lead": None, "on_system": False}, "Установа ще не в Дорожнику"),
        ({"state": "returned"}, "нею зараз ніхто не займається"),
        ({"heard": True}, "нагадування зупинено"),
    ],
)
def test_a_deadline_says_whose_it_is(changes: dict[str, Any], words: str) -> None:
    it = Talk(book(), "desk", facts(deadline=deadline(**changes)), answers())
    it.press(DEADLINE)
    assert words in it.words()
    assert "| Установа-зразок |" in it.words()
    assert ("hear" in it.ids()) == (not changes.get("heard"))


def test_a_deadline_that_ended_meanwhile_says_so_and_offers_nothing_to_take_on() -> None:
    it = Talk(book(), "desk", facts(deadline=None), answers())
    it.press(DEADLINE)
    assert "уже не діє" in it.words()
    assert not {"hear", "move", "pause"} & set(it.ids())


def test_a_lead_who_hears_an_alert_is_thanked_and_shown_her_list() -> None:
    it = Talk(book(), "desk", facts(me=LEAD_ONLY), answers(), {"deadline": DEADLINE, "do": "hear"})
    it.press("work")
    assert it.at() == "work.list"
    it = Talk(
        book(),
        "desk",
        facts(me=LEAD_ONLY),
        answers(heard="not_permitted"),
        {"deadline": DEADLINE, "do": "hear"},
    )
    assert it.at() == "desk.not_yours"


@pytest.mark.parametrize("outcome", ["ok", "not_permitted"])
def test_a_lead_gets_from_an_alert_to_the_case_whether_or_not_hearing_is_hers(outcome: str) -> None:
    give = {"deadline": DEADLINE, "do": "hear", "referral": REFERRAL}
    it = Talk(book(), "desk", facts(me=LEAD_ONLY), answers(heard=outcome), give)
    if outcome == "ok":
        it.press("open")
    assert it.at() == "case.card"


def test_the_desk_is_the_coordinators() -> None:
    assert Talk(book(), "desk", facts(me=LEAD_ONLY), answers()).at() == "desk.not_yours"


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("ok", "Справу передано"), ("gone", "вже завершено"), ("not_permitted", "недоступна")],
)
def test_a_case_moves_to_another_lead(outcome: str, words: str) -> None:
    it = talk("desk", reassigned=outcome)
    it.press(DEADLINE, "move", OTHER_STAFF)
    assert "Другий Зразок" in it.words()
    it.press("yes")
    assert it.did[-1].data == {"referral": REFERRAL, "staff": OTHER_STAFF}
    assert words in it.words()


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("ok", "призупинено"), ("red", "строк діє далі"), ("not_permitted", "недоступна")],
)
def test_a_deadline_rests_for_some_hours_with_a_reason(outcome: str, words: str) -> None:
    it = talk("desk", paused=outcome)
    it.press(DEADLINE, "pause", "h24")
    it.type("Людина просила пізніше.")
    assert it.did[-1].data == {"deadline": DEADLINE, "hours": 24, "reason": "Людина просила пізніше."}
    assert words in it.words()


def test_an_emergency_offers_no_pause() -> None:
    it = Talk(book(), "desk", facts(deadline=deadline(pausable=False)), answers())
    it.press(DEADLINE)
    assert "pause" not in it.ids()
    assert "hear" in it.ids()


def test_the_desk_leads_to_the_card_and_to_levels_that_wait() -> None:
    it = talk("desk")
    it.press(DEADLINE, "open")
    assert it.at() == "case.card"
    it.press("close", "changes")
    assert it.at() == "level.changes"


# The team


def test_an_invitation_is_a_link_to_copy_that_the_session_forgets() -> None:
    it = talk("team", invited="made")
    it.press("invite", INSTITUTION, "+specialist", "+lead", "@done")
    assert it.did[-1].data == {"institution": INSTITUTION, "roles": ["specialist", "lead"]}
    assert "https://example.org/join?invite=one" in said(it.kept[-1])
    assert "invite=one" not in str(it.session.to_json())


def test_nobody_is_invited_without_a_role() -> None:
    it = talk("team")
    it.press("invite", INSTITUTION, "@none")
    assert "Без ролі" in it.words()
    assert not it.did


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("ok", "Доступ закрито"), ("self", "самим собі"), ("not_permitted", "недоступна")],
)
def test_access_is_closed_after_a_second_look(outcome: str, words: str) -> None:
    it = talk("team", revoked=outcome)
    it.press(STAFF, "revoke")
    assert not it.did
    it.press("yes")
    assert it.did[-1].data == {"staff": STAFF}
    assert words in it.words()


def test_a_deputy_is_somebody_else_or_nobody() -> None:
    it = talk("team")
    it.press(STAFF, "deputy")
    assert STAFF not in it.ids()
    it.press(OTHER_STAFF)
    assert it.did[-1].data == {"staff": STAFF, "deputy": OTHER_STAFF}
    it.press(STAFF, "deputy", "nobody")
    assert it.did[-1].data == {"staff": STAFF, "deputy": None}


@pytest.mark.parametrize("event", ["deputy_set", "invited"])
def test_what_the_coordinator_may_not_do_is_said(event: str) -> None:
    it = talk("team", **{event: "not_permitted"})
    if event == "invited":
        it.press("invite", INSTITUTION, "+head", "@done")
    else:
        it.press(STAFF, "deputy", OTHER_STAFF)
    assert "Нічого не змінено" in it.words()


# Joining, being away


def join(outcome: str) -> Talk:
    it = talk("join", {"token": "one"}, joined=outcome)
    it.press("go")
    it.type("Нова Зразок")
    it.type("фахівчиня")
    it.press("skip")
    return it


def test_a_newcomer_says_who_she_is_and_lands_in_the_menu() -> None:
    it = join("ok")
    assert it.did[-1].data == {
        "token": "one",
        "name": "Нова Зразок",
        "position": "фахівчиня",
        "phone": None,
    }
    assert it.at() == "menu.hub"
    assert "Вітаємо" in said(it.kept[-1])


@pytest.mark.parametrize(
    ("outcome", "words"), [("wrong", "не діє"), ("used", "вже використано"), ("too_many", "Забагато спроб")]
)
def test_a_link_that_does_not_open_says_why(outcome: str, words: str) -> None:
    assert words in join(outcome).words()


def test_telegram_on_a_service_device_is_no_must() -> None:
    assert "на вебсторінці" in talk("join", {"token": "one"}).words()


def test_a_worker_is_away_and_back() -> None:
    it = talk("away")
    assert "back" not in it.ids()
    it.press("d7")
    assert it.did[-1].data == {"days": 7}
    away = Talk(book(), "away", facts(me={**facts()["me"], "away": True}), answers())
    away.press("back")
    assert away.did[-1].data == {"days": 0}
    assert "З поверненням" in away.words()
