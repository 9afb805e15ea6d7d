"""How a conversation runs, whatever it is about."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.conditions import Is
from flows.engine.flow import (
    END,
    PLACE,
    Book,
    Choose,
    Const,
    Derive,
    Flow,
    Link,
    Option,
    Put,
    Rows,
    Tick,
    When,
    Write,
)
from flows.engine.message import M
from flows.engine.run import FlowError, remind, resume, showing, start
from flows.engine.said import Commanded, Happened, Nudged, Pressed, Reading, Said, Sent, Typed
from flows.engine.session import Frame, Session
from flows.engine.turn import Did, Say, Turn
from tests.engine.sample import T, book

BOOK = book()
FACTS: dict[str, Any] = {"warn": "так", "towns": 3}


class Talk:
    """Somebody who talks with the engine; the session goes through JSON before every turn."""

    def __init__(self, facts: dict[str, Any] | None = None) -> None:
        self.facts = facts or FACTS
        self.turn: Turn = start(BOOK, "menu", self.facts)

    @property
    def session(self) -> Session:
        return self.turn.session

    @property
    def at(self) -> str:
        return f"{self.session.top.flow}.{self.session.top.step}"

    @property
    def screen(self) -> Say:
        return [event for event in self.turn.events if isinstance(event, Say) and not event.kept][-1]

    def buttons(self) -> list[str]:
        return [button.id for button in self.screen.buttons]

    def hear(self, said: Said) -> Talk:
        session = Session.from_json(json.loads(json.dumps(self.session.to_json())))
        self.turn = resume(BOOK, session, said, self.facts)
        return self

    def press(self, *choices: str) -> Talk:
        for choice in choices:
            self.hear(Pressed(choice, str(self.session.visit)))
        return self

    def write(self, value: str) -> Talk:
        return self.hear(Typed(value, Reading(value)))


def named() -> Talk:
    return Talk().press("talk", "yes", "+a", "@done").write("Оля")


def test_it_goes_through_screens_to_an_event_and_on_from_its_outcome() -> None:
    talk = named()
    assert talk.turn.events == (Did("saved", {"name": "Оля"}),)
    assert talk.turn.awaits
    talk.hear(Happened("ok", {"number": 7}))
    assert talk.at == "talk.thanks"
    assert talk.session.top.answers["act"] == {"kind": "ok", "number": 7}
    talk.press("fine")
    assert talk.at == "menu.hub"


def test_an_old_button_redraws_the_present_screen_and_changes_nothing() -> None:
    talk = Talk().press("talk", "yes")
    before = talk.session
    talk.hear(Pressed("no", "1"))
    assert talk.session == before
    assert talk.screen.anew


def test_a_press_that_the_screen_does_not_offer_changes_nothing() -> None:
    talk = Talk().press("talk")
    before = talk.session
    for forged in ("fine", "+a", "@done", "@strike", "@more", "", "!1.open", "-"):
        talk.hear(Pressed(forged, str(talk.session.visit)))
        assert talk.session == before


def test_a_double_tap_on_a_tick_is_one_tick() -> None:
    talk = Talk().press("talk", "yes", "+a", "+a")
    assert talk.buttons() == ["-a", "+b", "@done", "@skip"]


def test_ticks_pressed_faster_than_the_screen_is_drawn_all_count() -> None:
    talk = Talk().press("talk", "yes")
    screen = str(talk.session.visit)
    talk.hear(Pressed("+b", screen)).hear(Pressed("+a", screen))
    talk.press("@done")
    assert talk.session.top.answers["signs"] == ["a", "b"]


@pytest.mark.parametrize(("choice", "saved"), [("@none", []), ("@skip", None)])
def test_nothing_ticked_is_told_apart_from_skipped(choice: str, saved: list[str] | None) -> None:
    talk = Talk().press("talk", "yes", choice)
    assert talk.session.top.answers["signs"] == saved


def test_an_empty_list_can_not_be_confirmed_by_a_slip() -> None:
    assert "@done" not in Talk().press("talk", "yes").buttons()


def test_back_leads_through_the_screens_and_out_to_the_menu() -> None:
    talk = named().hear(Happened("no"))
    talk = Talk().press("talk", "yes", "@none")
    talk.press("@back")
    assert talk.at == "talk.signs"
    talk.press("@back")
    assert talk.at == "talk.safe"
    talk.press("@back")
    assert talk.at == "menu.hub"


def test_every_screen_but_the_home_of_the_menu_has_a_way_back_and_out() -> None:
    ways = {"@back", "@menu"}
    talk = Talk()
    assert ways.isdisjoint(one.id for one in talk.screen.controls)
    talk.press("towns")
    assert talk.at == "menu.towns"
    assert ways <= {one.id for one in talk.screen.controls}
    talk.press("@back")
    assert talk.at == "menu.hub"


@pytest.mark.parametrize("way_back", ["finish", "@back"])
def test_what_a_screen_counts_is_counted_anew_when_it_is_come_back_to(way_back: str) -> None:
    board = Flow(
        "menu",
        1,
        T,
        (
            Derive("few", "count", to="twice"),
            Derive("twice", "count", to="board"),
            Choose("board", (M("board.said", "{n}, {m}", n="answers.few", m="answers.twice"),), (), to=END),
        ),
    )
    aside = Flow("danger", 1, T, (Choose("numbers", (T,), (Option("finish", T),), to=END),))
    made = Book({"menu": board, "danger": aside}, {}, {"count": lambda scope: scope.look("facts.n")})
    turn = start(made, "menu", {"n": 1})
    for choice in ("@danger", way_back):
        turn = resume(made, turn.session, Pressed(choice, str(turn.session.visit)), {"n": 2})
    (say,) = (event for event in turn.events if isinstance(event, Say))
    assert say.blocks[0].content == M("board.said", "{n}, {m}").json(n=2, m=2)


def test_what_was_noted_is_not_said_again_where_one_comes_back() -> None:
    said = When(Is("answers.note", "done"), M("desk.done", "Записано."))
    desk = Flow(
        "menu",
        1,
        T,
        (
            Choose("hub", (T,), (Option("do", T),), to="did"),
            Put("did", {"note": Const("done")}, "board"),
            Choose("board", (said, T), (Option("leave", T),), to=END),
        ),
    )
    aside = Flow("danger", 1, T, (Choose("numbers", (T,), (Option("finish", T),), to=END),))
    made = Book({"menu": desk, "danger": aside}, {}, {})
    turn = start(made, "menu", {})
    told = []
    for choice in ("do", "@danger", "finish"):
        turn = resume(made, turn.session, Pressed(choice, str(turn.session.visit)), {})
        (say,) = (event for event in turn.events if isinstance(event, Say))
        told.append(len(say.blocks))
    assert told == [2, 1, 1]


def test_what_has_happened_can_not_be_gone_back_behind() -> None:
    talk = named().hear(Happened("ok"))
    talk.press("@back")
    assert talk.at == "menu.hub"


def test_the_emergency_numbers_open_from_any_old_message_and_lead_back() -> None:
    talk = Talk().press("talk", "yes", "+a")
    talk.hear(Pressed("@danger", "0"))
    assert talk.at == "danger.numbers"
    talk.press("back")
    assert talk.at == "talk.signs"
    assert "-a" in talk.buttons()


def test_the_menu_keeps_the_draft_and_goes_on_with_it() -> None:
    talk = Talk().press("talk", "yes", "+b")
    assert "resume" not in Talk().buttons()
    talk.press("@menu")
    assert "resume" in talk.buttons()
    talk.press("resume")
    assert talk.at == "talk.signs"
    assert "-b" in talk.buttons()


def test_a_draft_is_no_longer_offered_once_the_same_conversation_was_finished_anew() -> None:
    talk = Talk().press("talk", "yes", "+a", "@menu")
    assert "resume" in talk.buttons()
    talk.press("talk", "no", "skip").hear(Happened("ok"))
    assert talk.session.parked, "it is not finished yet"
    talk.press("fine")
    assert talk.at == "menu.hub"
    assert "resume" not in talk.buttons()


def test_a_draft_outlives_the_end_of_another_conversation() -> None:
    talk = Talk().press("talk", "yes", "@menu", "@danger", "back")
    assert "resume" in talk.buttons()


def test_an_option_may_write_further_answers() -> None:
    talk = Talk().press("talk", "no")
    assert talk.session.top.answers["warned"] == "так"
    assert talk.at == "talk.name"


def test_a_text_that_could_not_be_read_says_why_and_offers_a_cleaned_one() -> None:
    talk = Talk().press("talk", "no")
    talk.hear(Typed("АА 123456 Оля", Reading("Оля", "Без номера, будь ласка")))
    assert talk.screen.blocks[0].kind == "problem"
    assert talk.at == "talk.name"
    talk.press("@strike")
    assert talk.turn.events[-1] == Did("saved", {"name": "Оля"})


@pytest.mark.parametrize(
    "said", [Typed("щось"), Sent("voice"), Sent("dice"), Sent("photo"), Commanded("again")]
)
def test_what_is_not_an_answer_shows_the_screen_again(said: Said) -> None:
    talk = Talk().press("talk", "yes")
    before = talk.session
    talk.hear(said)
    assert talk.session == before
    assert talk.screen.anew


_HERE = {"lat": 46.48, "lon": 30.72}


@pytest.mark.parametrize(
    ("kind", "value", "answer"), [(PLACE, _HERE, _HERE), (PLACE, None, None), ("text", _HERE, None)]
)
def test_a_location_is_an_answer_only_where_a_place_is_asked_for(
    kind: str, value: dict[str, float] | None, answer: dict[str, float] | None
) -> None:
    near = Flow(
        "menu",
        1,
        T,
        (Write("where", (T,), kind, to="told"), Choose("told", (T,), (Option("ok", T),), to="where")),
    )
    made = Book({"menu": near, "danger": replace(near, id="danger")}, {}, {})
    turn = resume(made, start(made, "menu", {}).session, Sent("location", value), {})
    assert turn.session.top.answers.get("where") == answer
    assert turn.session.top.step == ("told" if answer else "where")
    (say,) = (event for event in turn.events if isinstance(event, Say))
    assert (say.blocks[0].kind == "problem") is (answer is None)


@pytest.mark.parametrize(
    "url", ["http://a.example", "javascript:alert(1)", "tel:102", "", None, ["https://a"]]
)
def test_only_a_secure_address_becomes_a_link(url: object) -> None:
    menu = Flow("menu", 1, T, (Choose("a", (T, Link("facts.page", T)), (Option("x", T),), to="a"),))
    made = Book({"menu": menu}, {}, {})

    def blocks(page: object) -> list[str]:
        (say,) = (one for one in start(made, "menu", {"page": page}).events if isinstance(one, Say))
        return [block.kind for block in say.blocks]

    assert blocks(url) == ["text"]
    assert blocks("https://example.org/?a=1&b=2") == ["text", "link"]


def test_a_typed_word_that_names_a_button_is_a_press() -> None:
    assert Talk().hear(Typed("розмова", choice="talk")).at == "talk.safe"


@pytest.mark.parametrize(("choice", "where"), [("@danger", "danger.numbers"), ("@menu", "menu.hub")])
def test_the_emergency_numbers_and_the_menu_can_be_asked_for_in_words(choice: str, where: str) -> None:
    assert Talk().press("talk").hear(Typed("слово з кнопки", choice=choice)).at == where


def test_a_notice_leaves_the_conversation_where_it_is() -> None:
    talk = Talk().press("talk", "yes", "+a")
    talk.hear(Nudged("news", {"what": "код К1"}))
    (notice,) = talk.turn.events
    assert isinstance(notice, Say)
    assert notice.kept
    talk.press("@done")
    assert talk.at == "talk.name"


def test_a_button_under_a_notice_opens_its_conversation_once() -> None:
    talk = Talk().press("talk", "yes").hear(Nudged("news", {"what": "x"}))
    talk.hear(Pressed("!1.open", ""))
    assert talk.session.top.answers == {"warned": "x"}
    assert talk.turn.crossed[0] == ("@notice", "news", "open")
    deep = len(talk.session.frames)
    talk.hear(Pressed("!1.open", "")).hear(Pressed("!1.later", ""))
    assert len(talk.session.frames) == deep


def test_long_lists_come_in_pages_and_rows_are_saved_whole() -> None:
    talk = Talk({"towns": 20}).press("towns")
    assert talk.buttons() == [f"t{number}" for number in range(8)] + ["@more"]
    talk.press("@more")
    assert talk.buttons() == ["@less"] * 0 + [f"t{number}" for number in range(8, 16)] + ["@less", "@more"]
    talk.press("t9")
    assert talk.session.top.answers["towns_row"] == {"id": "t9", "label": "Місто 9"}


def test_a_way_on_beside_a_long_list_stands_on_every_page() -> None:
    asked = Flow("menu", 1, T, (Choose("town", (T,), (Rows("towns"), Option("skip", T)), to=END),))
    long = replace(BOOK, flows={**BOOK.flows, "menu": asked})
    for page in (0, 1, 2):
        shown = showing(long, Session((Frame("menu", 1, "town"),), page=page), {"towns": 20})
        assert shown is not None
        assert shown.buttons[-1].id == "skip"


def test_a_list_in_pages_tells_the_names_of_all_its_options_on_every_page() -> None:
    talk = Talk({"towns": 20}).press("towns")
    everything = [f"t{number}" for number in range(20)]
    assert [name.id for name in talk.screen.names] == everything
    talk.press("@more")
    assert [name.id for name in talk.screen.names] == everything


@pytest.mark.parametrize(("towns", "names"), [(10, 0), (11, 11)])
def test_a_list_of_one_page_has_no_names_beside_its_buttons(towns: int, names: int) -> None:
    assert len(Talk({"towns": towns}).press("towns").screen.names) == names


def test_an_option_of_another_page_is_chosen_by_its_name() -> None:
    talk = Talk({"towns": 20}).press("towns").hear(Typed("місто 17", choice="t17"))
    assert talk.session.top.answers["towns"] == "t17"
    assert talk.at == "menu.hub"


def test_a_tick_by_name_turns_to_the_page_where_it_is_seen() -> None:
    many = tuple(Option(f"o{number}", T) for number in range(20))
    ticks = Flow("talk", 1, T, (Tick("signs", (T,), many, to=END),))
    with_ticks = replace(BOOK, flows={**BOOK.flows, "talk": ticks})
    session = start(with_ticks, "talk", FACTS).session
    turn = resume(with_ticks, session, Typed("текст", choice="+o17"), FACTS)
    assert turn.session.page == 2
    (say,) = turn.events
    assert isinstance(say, Say)
    assert ("-o17", True) in [(button.id, button.ticked) for button in say.buttons]
    assert say.names[17].id == "-o17"


def test_progress_and_kind_of_text_are_told_to_the_channel() -> None:
    talk = Talk().press("talk", "no")
    assert talk.screen.progress == (3, 3)
    assert talk.screen.expects == "name"


def test_an_old_session_is_led_to_the_step_that_took_over() -> None:
    old = Session(frames=(Frame("talk", 1, "whom", {"signs": []}, ("safe", "gone")),), visit=4)
    turn = resume(BOOK, old, Commanded("again"), FACTS)
    assert turn.session.top.step == "name"
    assert turn.session.top.version == 2
    assert turn.session.top.trail == ("safe",)


def test_a_session_of_a_step_that_is_gone_starts_anew_with_its_answers() -> None:
    old = Session(frames=(Frame("talk", 0, "lost", {"signs": ["a"]}), Frame("nowhere", 1, "x")), visit=4)
    turn = resume(BOOK, old, Commanded("again"), FACTS)
    assert turn.session.top.step == "safe"
    assert turn.session.top.answers == {"signs": ["a"]}


def test_reminding_puts_words_in_front_of_the_screen() -> None:
    turn = remind(BOOK, Talk().session, "Почнімо спочатку", FACTS)
    assert isinstance(turn.events[-1], Say)
    assert turn.events[-1].blocks[0].content == "Почнімо спочатку"


def test_looking_at_the_present_screen_changes_nothing() -> None:
    talk = Talk().press("talk")
    shown = showing(BOOK, talk.session, FACTS)
    assert shown is not None
    assert replace(shown, anew=False) == replace(talk.screen, anew=False)


def test_an_outcome_nobody_knows_is_a_loud_fault() -> None:
    with pytest.raises(FlowError):
        named().hear(Happened("unheard-of"))
    with pytest.raises(FlowError):
        Talk().hear(Happened("ok"))


_CHOICES = [
    *("talk", "towns", "resume", "yes", "no", "+a", "-a", "+b", "@done", "@none", "@skip", "skip", "fine"),
    *("@back", "@menu", "@danger", "@more", "@less", "@strike", "back", "t1", "!1.open", "!2.later", "ї"),
]
_SAID = st.one_of(
    st.builds(Pressed, st.sampled_from(_CHOICES), st.sampled_from(["now", "0", "7", ""])),
    st.builds(Typed, st.text(max_size=20), st.none() | st.builds(Reading, st.text(max_size=9))),
    st.builds(Sent, st.sampled_from(["voice", "ї"])),
    st.just(Nudged("news", {"what": "x"})),
    st.builds(Commanded, st.sampled_from(["menu", "danger", "again"])),
)


@given(st.lists(_SAID, max_size=40))
def test_nothing_a_person_can_do_crashes_it_or_leaves_her_without_a_screen(saids: list[Said]) -> None:
    talk = Talk()
    for said in saids:
        before = talk.session.visit
        now = isinstance(said, Pressed) and said.screen == "now"
        talk.hear(Pressed(said.choice, str(before)) if now and isinstance(said, Pressed) else said)
        if talk.turn.awaits:
            talk.hear(Happened("ok"))
        assert talk.session.visit >= before
        assert showing(BOOK, talk.session, FACTS) is not None
