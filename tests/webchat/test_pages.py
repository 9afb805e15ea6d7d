from __future__ import annotations

import re
from dataclasses import replace

import pytest

from handlers.shown import Attachment, Block, Button, Phone, Shown
from handlers.webchat.pages import Places, content_policy, dial, dotted
from handlers.webchat.view import FILES, View
from tests.webchat.samples import (
    ALL,
    CODE,
    CONTROLS,
    NUMBERS,
    OFFER,
    PHONE,
    QUESTION,
    TICKS,
    WORDS_UK,
    WRITE,
    Page,
    page_of,
    view_of,
)

HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(1)>"'&{{ 7*7 }}{% raw %}</textarea>"""
PRESENT = (QUESTION, TICKS, WRITE, PHONE)


@pytest.mark.parametrize("shown", PRESENT, ids=lambda shown: shown.screen)
def test_every_button_is_in_a_form_that_says_where_it_was_pressed(shown: Shown) -> None:
    page = Page(page_of(view_of(CODE, OFFER, shown)))
    for button in (*OFFER.buttons, *shown.buttons, *shown.controls):
        form = page.sending("choice", button.id)
        assert (form.method, form.action) == ("post", "/chat")
        assert form.fields == {"csrf": "guard", "key": "once", "screen": shown.screen}


@pytest.mark.parametrize("shown", PRESENT, ids=lambda shown: shown.screen)
def test_every_word_of_a_message_is_on_the_page(shown: Shown) -> None:
    text = Page(page_of(view_of(CODE, NUMBERS, OFFER, shown))).text
    for one in (CODE, NUMBERS, OFFER, shown):
        for block in one.blocks:
            for words in (block.text, *block.items, *(phone.number for phone in block.phones)):
                assert words in text
        for button in (*one.buttons, *one.controls):
            assert button.label in text
        assert one.progress in text
        assert one.hint in text


def test_a_written_answer_has_a_form_of_its_own_so_that_enter_sends_it() -> None:
    page = Page(page_of(view_of(WRITE)))
    (form,) = [form for form in page.forms if "text" in form.fields]
    assert form.sends == [("", "")]
    assert set(form.fields) == {"csrf", "key", "screen", "text"}
    (area,) = page.all("textarea")
    assert area["id"] == "text"
    assert {"for": "text"} in page.all("label")
    assert area["maxlength"] == "5000"
    assert area["spellcheck"] == "false"
    assert area["aria-invalid"] == "true"
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert set((area["aria-describedby"] or "").split()) <= ids
    assert WORDS_UK["write"] in page.text
    assert WORDS_UK["send"] in page.text


@pytest.mark.parametrize(
    ("expects", "kind", "keyboard"),
    [("phone", "tel", "tel"), ("return_code", "text", "numeric"), ("name", "text", "text")],
)
def test_short_answers_have_one_line_and_the_keyboard_that_fits(
    expects: str, kind: str, keyboard: str
) -> None:
    page = Page(page_of(view_of(replace(PHONE, expects=expects))))
    (typed,) = [one for one in page.all("input") if one["name"] == "text"]
    assert (typed["type"], typed["inputmode"], typed["autocomplete"]) == (kind, keyboard, "off")
    assert typed["spellcheck"] == "false"
    assert "aria-describedby" not in typed
    assert "aria-invalid" not in typed


def test_what_is_looked_for_is_searched_not_answered() -> None:
    html = page_of(view_of(replace(WRITE, expects="query", hint="Або напишіть своїми словами")))
    assert '<label for="text">Або напишіть своїми словами</label>' in html
    assert 'id="hint"' not in html
    assert "<span>Шукати</span>" in html


def test_nothing_is_typed_where_nothing_is_expected() -> None:
    page = Page(page_of(view_of(WRITE, QUESTION)))
    assert all("text" not in form.fields for form in page.forms)


def test_a_tick_list_says_what_is_ticked() -> None:
    pressed = {
        one["value"]: one["aria-pressed"]
        for one in Page(page_of(view_of(TICKS))).all("button")
        if "aria-pressed" in one
    }
    assert pressed == {"-contract": "true", "+documents": "false"}


def test_a_problem_is_announced() -> None:
    alerts = [one for one in Page(page_of(view_of(WRITE))).all("div") if one.get("role") == "alert"]
    assert len(alerts) == 1


def test_numbers_can_be_called() -> None:
    links = [one["href"] for one in Page(page_of(view_of(NUMBERS, QUESTION))).all("a")]
    assert links == ["#now", "tel:102", "tel:116123", "tel:1547"]


@pytest.mark.parametrize(
    ("number", "dialled"),
    [("0 800 500 335", "0800500335"), ("+380 (67) 000-00-00", "+380670000000"), ("javascript:x", "")],
)
def test_only_digits_are_dialled(number: str, dialled: str) -> None:
    assert dial(number) == dialled


def test_a_link_outside_tells_the_other_side_nothing() -> None:
    shown = Shown("uk", (Block("link", HOSTILE, url='https://example.org/?a=1&b="2"'),))
    (link,) = [one for one in Page(page_of(view_of(shown))).all("a") if one.get("class") == "outside"]
    assert link["href"] == 'https://example.org/?a=1&b="2"'
    assert (link["rel"], link["target"]) == ("noopener noreferrer", "_blank")


def test_a_file_is_a_link_with_an_opaque_address() -> None:
    page = Page(page_of(view_of(CODE, QUESTION)))
    (link,) = [one for one in page.all("a") if "download" in one]
    assert (link["href"], link["download"]) == ("/chat/file/key-0", "dovidka.pdf")


def test_a_file_that_is_gone_is_said_to_be_gone() -> None:
    page = Page(page_of(view_of(*[CODE] * (FILES + 1), QUESTION)))
    assert len([one for one in page.all("a") if "download" in one]) == FILES
    assert page.text.count(WORDS_UK["lapsed"]) == 1


@pytest.mark.parametrize(
    ("progress", "bar"),
    [("Крок 2 з 5", ("2", "5")), ("", None), ("Майже все", None), ("Крок 7 з 5", None), ("0 / 0", None)],
)
def test_progress_is_a_bar_where_the_words_hold_it(progress: str, bar: tuple[str, str] | None) -> None:
    bars = Page(page_of(view_of(replace(QUESTION, progress=progress)))).all("progress")
    assert [(one["value"], one["max"]) for one in bars] == ([bar] if bar else [])


def test_an_empty_page_leads_to_the_start_and_to_emergency_numbers() -> None:
    page = Page(page_of(View()))
    assert WORDS_UK["empty"] in page.text
    assert page.sending("command", "menu").fields["link"] == ""
    assert page.sending("command", "danger")
    assert [one for one in page.tags if one[1].get("id") == "now"]


def test_a_screen_without_words_or_buttons_is_still_a_page() -> None:
    page = Page(page_of(view_of(Shown("uk", ()))))
    assert page.all("h1")
    assert {form.action for form in page.forms} == {"/exit", "/chat"}


@pytest.mark.parametrize(
    ("shown", "first"),
    [((QUESTION,), "key-0"), ((QUESTION, CODE, NUMBERS, TICKS), "key-1"), ((CODE, QUESTION, TICKS), "key-2")],
)
def test_reading_begins_at_the_first_message_not_seen_before(shown: tuple[Shown, ...], first: str) -> None:
    now = [one for _, one in Page(page_of(view_of(*shown))).tags if one.get("id") == "now"]
    assert [(one["data-card"], one["tabindex"]) for one in now] == [(first, "-1")]


def test_read_messages_are_folded_and_their_buttons_still_answer() -> None:
    html = page_of(view_of(OFFER, QUESTION, TICKS))
    folded = html[html.index("<details") : html.index("</details>")]
    assert 'value="!3.yes"' in folded
    assert page_of(view_of(OFFER, QUESTION)).count("<details") == 0


@pytest.mark.parametrize("shown", ALL, ids=range(len(ALL)))
def test_every_page_has_one_main_heading(shown: Shown) -> None:
    assert len(Page(page_of(view_of(shown))).all("h1")) == 1


def test_hostile_words_stay_words_everywhere() -> None:
    hostile = Shown(
        HOSTILE,
        (
            *(Block(kind, HOSTILE) for kind in ("title", "text", "note", "copy", "problem")),
            Block("list", items=(HOSTILE,)),
            Block("phones", phones=(Phone(HOSTILE, HOSTILE, HOSTILE),)),
        ),
        (Button(HOSTILE, HOSTILE), Button("+" + HOSTILE, HOSTILE, ticked=True)),
        (Button(HOSTILE, HOSTILE),),
        screen=HOSTILE,
        expects="text",
        hint=HOSTILE,
        progress=HOSTILE,
        attachment=Attachment(HOSTILE, HOSTILE, b""),
    )
    view = View().with_(replace(hostile, kept=True, buttons=()), HOSTILE).with_(hostile, "key")
    places = Places(away=HOSTILE)
    html = page_of(view, key=HOSTILE, places=places, language=HOSTILE)
    assert "49" not in html
    page = Page(html)
    assert page.all("script") == [{"src": "/static/chat.js", "defer": None}]
    assert not page.all("img")
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert page.text.count(HOSTILE) >= 20
    assert page.sending("choice", "+" + HOSTILE).fields["screen"] == HOSTILE


@pytest.mark.parametrize("shown", ALL, ids=range(len(ALL)))
def test_pages_hold_no_inline_code_and_no_foreign_address(shown: Shown) -> None:
    html = page_of(view_of(shown))
    page = Page(html)
    assert not page.all("style")
    for tag, attributes in page.tags:
        assert "style" not in attributes
        assert tag != "script" or attributes.get("src")
        for name in ("src", "href", "action"):
            assert not re.match(r"[a-z]+:|//", attributes.get(name) or "") or "tel:" in (
                attributes[name] or ""
            )
    assert "http" not in html.replace('http-equiv="', "")


def test_parts_of_the_page_are_where_the_server_says() -> None:
    places = Places(
        chat="/demo/person/chat",
        file="/demo/person/file/",
        exit="/demo/person/exit",
        events="/demo/person/events",
        static="/demo/static/",
        away="/demo/gone",
    )
    html = page_of(view_of(CODE, QUESTION), places=places)
    page = Page(html)
    assert {form.action for form in page.forms} == {"/demo/person/chat", "/demo/person/exit"}
    assert 'href="/demo/person/file/key-0"' in html
    assert 'data-events="/demo/person/events"' in html
    assert 'data-away="/demo/gone"' in html
    assert page.all("script")[0]["src"] == "/demo/static/chat.js"


def test_the_page_speaks_its_language_and_marks_messages_in_another() -> None:
    page = Page(page_of(view_of(CODE, replace(QUESTION, language="en"))))
    assert page.all("html") == [{"lang": "uk"}]
    assert [one.get("lang") for one in page.all("section")] == ["en"]
    assert [one.get("lang") for one in page.all("article")] == [None]


def test_coloured_circles_are_drawn_and_still_spoken() -> None:
    assert dotted("🟡 <b>") == '<span class="dot dot-yellow"><span class="spoken">🟡</span></span> &lt;b&gt;'
    html = page_of(view_of(CODE, QUESTION))
    assert 'data-level="yellow"' in html


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    for policy in (content_policy(), content_policy(framed=True)):
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'"
        assert set(rules.values()) <= {"'none'", "'self'"}
    assert "frame-ancestors 'none'" in content_policy()
    assert "frame-ancestors 'self'" in content_policy(framed=True)


def test_controls_of_a_screen_are_those_it_offers() -> None:
    page = Page(page_of(view_of(replace(QUESTION, controls=CONTROLS[:2]))))
    assert [form for form in page.forms if ("choice", "@danger") in form.sends] == []
