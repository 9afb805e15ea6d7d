"""No serious or critical finding of axe-core on any page of the person, in any of its looks."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from handlers.shown import Shown
from tests.databases import Sqlite
from tests.demo.story import CHROMIUM
from tests.webchat.real import serving
from tests.webchat.samples import (
    CODE,
    NUMBERS,
    OFFER,
    PHONE,
    QUESTION,
    TICKS,
    WORDS_UK,
    WRITE,
)
from tests.webchat.test_browser import SMALL_TARGETS, Site, site

__all__ = ["site"]  # a fixture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium in /usr/bin"),
]

STATES: dict[str, tuple[Shown, ...]] = {
    "beginning": (),
    "question": (QUESTION,),
    "ticks": (TICKS,),
    "words": (WRITE,),
    "number": (PHONE,),
    "kept": (CODE, OFFER, QUESTION, CODE, TICKS),
    "danger": (QUESTION, NUMBERS),
}
AROUND = ("/chat", "/traces", "/addresses", "/away", "/nowhere")
LOOKS = [(390, "light"), (390, "dark"), (320, "light"), (1280, "dark")]
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}


async def findings(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe-core finds, whatever its weight: (rule, weight, where)."""
    found = (await Axe().run(page, options=RULES)).response
    assert found["testEngine"]["name"] == "axe-core"
    return [
        (one["id"], one["impact"], [str(node["target"]) for node in one["nodes"]])
        for one in found["violations"]
    ]


async def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content("<html><body><img src='x.png'><input></body></html>")
    assert {"image-alt", "label"} <= {rule for rule, _, _ in await findings(page)}


@pytest.mark.parametrize(("width", "look"), LOOKS)
async def test_the_conversation_in_all_its_states(
    site: Site, browser: Browser, width: int, look: str
) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=look,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page = await context.new_page()
    found = {}
    for name, shown in STATES.items():
        site.view = type(site.view)()
        site.show(*shown)
        await page.goto(site.address + "/chat")
        if await page.locator(".older").count():
            await page.locator(".older summary").click()
        if listed := await findings(page):
            found[name] = listed
    await context.close()
    assert found == {}


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize(("width", "look"), LOOKS[1:3])
async def test_the_pages_around_it(
    sqlite: Sqlite, browser: Browser, width: int, look: str, language: str
) -> None:
    more = {"telegram_name": "dorozhnyk_sample_bot", "viber_uri": "dorozhnyk_sample"}
    async with serving(await sqlite.fresh(), **more) as (_, address):
        context = await browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=look,  # type: ignore[arg-type]
            locale=language,
        )
        page = await context.new_page()
        for path in AROUND:
            await page.goto(address + path)
            assert await page.locator("html").get_attribute("lang") == language
            assert await findings(page) == [], path
            assert await page.evaluate(SMALL_TARGETS) == [], path
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
        await context.close()


async def test_all_of_it_goes_by_the_keyboard_and_the_way_out_comes_first(
    site: Site, browser: Browser
) -> None:
    site.show(CODE, QUESTION)
    page = await browser.new_page(viewport={"width": 320, "height": 640})
    await page.goto(site.address + "/chat")
    await page.keyboard.press("Tab")
    first = page.locator(":focus")
    await expect(first).to_have_text(WORDS_UK["exit"])
    box = await first.bounding_box()
    assert box is not None
    assert box["height"] >= 44, "it is seen once it has the focus"
    await page.keyboard.press("Tab")
    await expect(page.locator(":focus")).to_have_text(WORDS_UK["skip"])
    reached = []
    for _ in range(20):
        await page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if not await focused.count():
            break
        reached.append(await focused.inner_text())
        hidden = await focused.evaluate(
            "one => { const { x, y, width, height } = one.getBoundingClientRect();"
            " return !one.contains(document.elementFromPoint(x + width / 2, y + height / 2)) }"
        )
        assert not hidden, "what has the focus is not covered by the bars"
    said = " ".join(reached)
    for one in (WORDS_UK["exit"], "Так", "Ні", "Назад", "Меню", "Екстрені номери", WORDS_UK["traces"]):
        assert one in said
    await page.get_by_role("button", name="Ні", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#talk:not([aria-busy])")).to_be_attached()
    assert site.posted[-1][1]["choice"] == "no"


async def test_shift_is_counted_aloud_and_a_capital_letter_is_no_wish_to_leave(
    site: Site, browser: Browser
) -> None:
    site.show(WRITE)
    page = await browser.new_page()
    await page.goto(site.address + "/chat")
    status = page.get_by_role("status")
    await page.get_by_label(WORDS_UK["write"]).focus()
    for _ in range(4):
        await page.keyboard.press("Shift+A")
    await expect(status).to_be_empty()
    await page.keyboard.press("Shift")
    await expect(status).to_have_text(WORDS_UK["exit_twice"])
    await page.keyboard.press("Shift")
    await expect(status).to_have_text(WORDS_UK["exit_once"])
    await page.keyboard.press("b")
    await expect(status).to_be_empty()
    await page.keyboard.press("Shift")
    await expect(status).to_have_text(WORDS_UK["exit_twice"])
    assert page.url.endswith("/chat")
    await page.keyboard.press("Shift")
    await page.keyboard.press("Shift")
    await page.wait_for_url("**/away")


async def test_what_comes_unasked_is_read_from_the_log(site: Site, browser: Browser) -> None:
    site.show(WRITE)
    page = await browser.new_page()
    await page.goto(site.address + "/chat")
    log = page.get_by_role("log")
    await expect(log).to_be_empty()
    site.show(OFFER)
    site.changed.set()
    await expect(log).to_contain_text("Чи зв’язалися з Вами?")
    site.answer = lambda _: QUESTION
    await page.get_by_label(WORDS_UK["write"]).fill("Слово")
    await page.get_by_role("button", name=WORDS_UK["send"]).click()
    await expect(page.locator("#now")).to_be_focused()
    await expect(log).to_be_empty()


async def test_colours_of_the_persons_own_are_kept_to(site: Site, browser: Browser) -> None:
    site.show(CODE, TICKS)
    context = await browser.new_context(forced_colors="active", viewport={"width": 320, "height": 640})
    page = await context.new_page()
    await page.goto(site.address + "/chat")
    edges = await page.locator(".button").evaluate_all(
        "all => all.map(one => getComputedStyle(one).borderTopWidth)"
    )
    assert all(re.fullmatch(r"[1-9][\d.]*px", edge) for edge in edges), "a button has an edge without colours"
    await context.close()
