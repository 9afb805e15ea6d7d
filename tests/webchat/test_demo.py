from __future__ import annotations

import pytest

from handlers.webchat.demo import Clock, DemoPlaces, Handset, Happening, demo_page
from handlers.webchat.pages import environment
from tests.webchat.samples import WORDS_UK, Page

HANDSETS = (
    Handset("person", "Людина", "Олена, зразок", "/demo/person/chat"),
    Handset("lead", "Фахівчиня", "Ірина, зразок", "/demo/lead/chat"),
    Handset("coordinator", "Координаторка", "Марія, зразок", "/demo/coordinator/chat"),
)
CLOCK = Clock("18:05", "неділя, 22 листопада", "Строк підтвердження: 18:20")
HAPPENINGS = (
    Happening(1, "18:01", "Олена пройшла опитування.", ("person",)),
    Happening(2, "18:05", "🟡 Звернення передано.", ("lead", "coordinator")),
)


def demo(
    happenings: tuple[Happening, ...] = HAPPENINGS,
    chosen: str = "",
    handsets: tuple[Handset, ...] = HANDSETS,
    clock: Clock = CLOCK,
) -> str:
    return demo_page(
        environment(),
        handsets,
        clock,
        happenings,
        csrf="guard",
        words=WORDS_UK,
        language="uk",
        chosen=chosen,
        places=DemoPlaces(events="/demo/events"),
    )


def test_three_phones_stand_side_by_side() -> None:
    frames = Page(demo()).all("iframe")
    assert [frame["src"] for frame in frames] == [handset.page for handset in HANDSETS]
    assert all(frame["title"] for frame in frames)


def test_the_clock_is_moved_by_plain_forms() -> None:
    page = Page(demo(chosen="lead"))
    form = page.sending("move", "next")
    assert form.sends == [("move", "15"), ("move", "240"), ("move", "1440"), ("move", "next")]
    assert (form.method, form.action, form.fields) == (
        "post",
        "/demo/clock",
        {"csrf": "guard", "phone": "lead"},
    )
    assert CLOCK.time in page.text
    assert CLOCK.ahead in page.text


@pytest.mark.parametrize(("asked", "shown"), [("", "person"), ("lead", "lead"), ("<nobody>", "person")])
def test_a_narrow_window_shows_one_phone_and_links_to_the_others(asked: str, shown: str) -> None:
    page = Page(demo(chosen=asked))
    chosen = [one["data-who"] for one in page.all("figure") if "chosen" in (one["class"] or "").split()]
    assert chosen == [shown]
    tabs = [one for one in page.all("a") if "data-who" in one]
    assert [tab["href"] for tab in tabs] == [f"/demo?phone={one.who}#phones" for one in HANDSETS]
    assert [tab["data-who"] for tab in tabs if "aria-current" in tab] == [shown]


def test_the_newest_happening_stands_first() -> None:
    lines = Page(demo()).all("li")
    assert [line["data-number"] for line in lines] == ["2", "1"]
    assert [line["data-who"] for line in lines] == ["lead coordinator", "person"]
    assert [line.get("data-level") for line in lines] == ["yellow", None]


def test_before_anything_happened_the_visitor_is_told_where_to_begin() -> None:
    page = Page(demo(happenings=()))
    assert WORDS_UK["demo.start"] in page.text
    assert not page.all("li")


def test_no_phones_and_a_quiet_clock_still_make_a_page() -> None:
    page = Page(demo(handsets=(), clock=Clock("00:00", "сьогодні")))
    assert not page.all("iframe")
    assert WORDS_UK["demo.ahead"] not in page.text


def test_the_page_says_that_its_people_are_made_up() -> None:
    assert WORDS_UK["demo.sample"] in Page(demo()).text


def test_the_demo_holds_no_inline_code_and_no_foreign_address() -> None:
    html = demo()
    page = Page(html)
    assert not page.all("style")
    assert all("style" not in attributes for _, attributes in page.tags)
    assert [one["src"] for one in page.all("script")] == ["/static/demo.js"]
    assert "://" not in html


def test_hostile_words_stay_words() -> None:
    hostile = '"><script>alert(1)</script>'
    html = demo(
        happenings=(Happening(1, hostile, hostile, (hostile,)),),
        handsets=(Handset(hostile, hostile, hostile, hostile),),
        clock=Clock(hostile, hostile, hostile),
    )
    assert len(Page(html).all("script")) == 1
