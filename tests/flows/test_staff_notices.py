"""What comes by itself: who may read it over a shoulder, and where its buttons lead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from flows.definitions.notices import NOTICES
from flows.engine.flow import Bullets, Note, Part, Title, When
from flows.engine.message import M
from flows.engine.said import Pressed
from tests.flows.staff_talk import Talk, answers, said
from tests.flows.staff_world import CODE, DEADLINE, DUE, REFERRAL, book, facts

LINES = [f"🟡 {CODE}, до 10:00"]
GIVES: dict[str, dict[str, Any]] = {
    "lead_alert": {"code": CODE, "colour": "🔴", "due": DUE, "referral": REFERRAL},
    "lead_reminder": {"lines": LINES, "count": 1},
    "sender_reminder": {"lines": LINES, "count": 1},
    "sender_alert": {"lines": LINES, "count": 1, "deadline": DEADLINE, "referral": REFERRAL},
    "urgent_alert": {"lines": LINES, "count": 1, "deadline": DEADLINE, "referral": REFERRAL},
    "coordinator_alert": {"code": CODE, "colour": "🔴", "referral": REFERRAL, "deadline": DEADLINE},
    "coordinator_due": {"lines": LINES, "count": 1},
    "outcome_known": {"code": CODE, "label": "потребу закрито"},
    "returned_to_sender": {"code": CODE, "referral": REFERRAL},
    "contact_claimed": {"code": CODE, "referral": REFERRAL},
    "asked_arrived": {"code": CODE, "referral": REFERRAL},
    "mismatch": {"code": CODE, "referral": REFERRAL},
    "signoff_wanted": {"code": CODE, "referral": REFERRAL},
    "lowering_asked": {"code": CODE},
    "reassigned_to_you": {"code": CODE, "colour": "🟡", "due": DUE, "referral": REFERRAL},
    "case_taken_away": {"code": CODE},
    "consent_over_there": {"code": CODE, "referral": REFERRAL, "withdrawn": True},
    "head_told": {"code": CODE, "colour": "🔴"},
    "contact_changed": {"code": CODE, "referral": REFERRAL},
    "duty_told": {"code": CODE, "colour": "🔴", "referral": REFERRAL},
    "lowering_decided": {"code": CODE, "colour": "🟡", "lowered": True, "referral": REFERRAL},
    "work_moved": {},
    "group_due": {"group": "g" * 26, "count": 1},
    "group_given": {"group": "g" * 26},
    "publication_new": {"publication": "p" * 26, "label": "Перелік ознак ризику", "again": False},
    "service_check": {"services": ["s" * 26], "count": 1, "lines": ["Зразок: пн 9:00–18:00"]},
    "proposal_settled": {"approved": True, "label": "Юридична консультація"},
    "hold_ends": {"hold": "h" * 26, "due": DUE, "count": 2},
    "hold_lapsed": {"hold": "h" * 26, "due": DUE, "count": 2},
    "place_overfull": {"shelter": "p" * 26, "count": 1},
    "wellbeing_invited": {},
    "revoked": {},
    "cost_near_cap": {"count": 800, "label": "1000"},
    "region_refused": {
        "lines": ["UA-05.toml, sending.who: такого слова тут не може бути. Можна: specialist, head, either"],
        "more": 2,
    },
    "region_mended": {},
    "region_taken": {"lines": ["Вінницька область"]},
    "person_news": {},
    "letter_waits": {"referral": REFERRAL},
    "reply_came": {"code": CODE, "colour": "🟡", "referral": REFERRAL},
    "onward_prepared": {"code": CODE, "colour": "🟡", "referral": REFERRAL, "onward": "o" * 26},
    "onward_asked": {"onward": "o" * 26},
    **{f"talk_{one}": {"talk": "t" * 26} for one in ("asked", "new", "over")},
    **{f"talk_{one}": {"talk": "t" * 26} for one in ("answered", "news", "closed", "nobody")},
}
LEADS_TO = {
    "lead_alert": ["case.card"],
    "lead_reminder": ["work.list"],
    "sender_reminder": ["sent.list"],
    "sender_alert": ["desk.board", "sent.one"],
    "urgent_alert": ["desk.board", "case.card"],
    "coordinator_alert": ["desk.board", "case.card"],
    "coordinator_due": ["desk.board"],
    "outcome_known": ["sent.list"],
    "returned_to_sender": ["sent.one"],
    "contact_claimed": ["contacted.glad", "contacted.told", "contacted.wait"],
    "asked_arrived": ["contacted.glad", "contacted.told", "contacted.wait"],
    "mismatch": ["case.card", "desk.board"],
    "signoff_wanted": ["signoff.one"],
    "lowering_asked": ["level.changes"],
    "reassigned_to_you": ["case.card"],
    "case_taken_away": [],
    "consent_over_there": ["case.card"],
    "head_told": [],
    "contact_changed": ["case.card"],
    "duty_told": ["case.card"],
    "lowering_decided": ["case.card"],
    "work_moved": [],
    "group_due": ["groups.group"],
    "group_given": ["groups.group"],
    "publication_new": ["publications.one"],
    "service_check": ["service_check.ask"] * 3,
    "proposal_settled": [],
    "hold_ends": ["shelters.ask"],
    "hold_lapsed": ["shelters.ask"],
    "place_overfull": ["shelters.ask"],
    "wellbeing_invited": ["wellbeing.hello"],
    "revoked": [],
    "cost_near_cap": [],
    "region_refused": [],
    "region_mended": [],
    "region_taken": [],
    "person_news": ["mine.mine"],
    "letter_waits": ["letters.talk"],
    "reply_came": ["case.card"],
    "onward_prepared": ["onward.way"],
    "onward_asked": ["asked.offer"],
    "talk_asked": ["talks.ask"],
    "talk_new": ["talks.ask"],
    "talk_over": [],
    **{f"talk_{one}": ["talk.ask"] for one in ("answered", "news", "closed", "nobody")},
}
each = pytest.mark.parametrize("notice", sorted(NOTICES))


def test_every_notice_is_tried_here() -> None:
    assert set(NOTICES) == set(GIVES) == set(LEADS_TO)
    assert all(name == notice.id for name, notice in NOTICES.items())


@each
def test_a_notice_leaves_the_conversation_where_it_is(notice: str) -> None:
    talk = Talk(book(), "team", facts(), answers())
    talk.nudge(notice, **GIVES[notice])
    assert talk.at() == "team.team"
    assert talk.kept[-1].blocks
    assert "∅" not in said(talk.kept[-1])


@each
def test_each_button_under_a_notice_leads_where_it_says(notice: str) -> None:
    at = []
    for number in range(len(NOTICES[notice].offers)):
        talk = Talk(book(), "team", facts(), answers())
        talk.nudge(notice, **GIVES[notice])
        talk.say(Pressed(talk.kept[-1].buttons[number].id, ""))
        at.append(talk.at())
    assert at == LEADS_TO[notice]


@each
def test_a_push_looks_at_nothing_but_what_it_was_given(notice: str) -> None:
    """Design, promise 6: code, colour, deadline and the program's own words; never a fact of a case."""
    looked: list[str] = []
    for part in _parts(NOTICES[notice].say):
        looked += [path for _, path in part.args] if isinstance(part, M) else []
        looked += [part.path] if isinstance(part, Bullets) else []
    allowed = {"answers." + word for word in ("code", "colour", "due", "lines", "count", "label")}
    assert set(looked) <= allowed


def _parts(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        match part:
            case When(_, inner):
                yield from _parts(inner)
            case Title(message) | Note(message):
                yield message
            case _:
                yield part


def test_an_invitation_to_say_how_one_is_does_not_say_what_it_is_about() -> None:
    talk = Talk(book(), "menu", facts(), answers())
    talk.nudge("wellbeing_invited")
    words = said(talk.kept[-1]).lower()
    for word in ("втом", "сил", "стан", "почува", "виснаж", "вигоран"):
        assert word not in words


@pytest.mark.parametrize(
    "notice",
    [
        *("contact_claimed", "asked_arrived", "person_news", "letter_waits", "onward_asked"),
        *("talk_answered", "talk_news", "talk_closed", "talk_nobody"),
    ],
)
def test_a_push_to_a_person_names_nothing_that_could_hurt_her(notice: str) -> None:
    talk = Talk(book(), "menu", facts(), answers())
    talk.nudge(notice, **GIVES[notice])
    words = said(talk.kept[-1]).lower()
    for word in ("установ", "служб", "насил", "загроз", "ризик", "поліц", "експлуат", "рівень", "переселен"):
        assert word not in words


def test_a_duty_report_without_a_case_is_told_without_one() -> None:
    talk = Talk(book(), "menu", facts(), answers())
    talk.nudge("duty_told", code=None, colour=None, referral=None)
    assert said(talk.kept[-1]) == "Записано дію за законом"
    talk.say(Pressed(talk.kept[-1].buttons[0].id, ""))
    assert talk.at() == "desk.board"


def test_an_urgent_alert_about_several_cases_opens_the_list() -> None:
    talk = Talk(book(), "menu", facts(), answers())
    talk.nudge("urgent_alert", lines=LINES * 2, count=2)
    talk.say(Pressed(talk.kept[-1].buttons[1].id, ""))
    assert talk.at() == "desk.board"
