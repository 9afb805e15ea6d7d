"""The page in a real browser, with JavaScript and without, behind a tiny server of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

import pytest
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, expect

from handlers import webchat
from handlers.shown import Block, Shown
from handlers.webchat.demo import Clock, DemoPlaces, Handset, Happening, demo_page
from handlers.webchat.pages import Places, content_policy, environment
from handlers.webchat.view import View
from tests.webchat.samples import (
    CODE,
    NUMBERS,
    OFFER,
    PHONE,
    QUESTION,
    TICKS,
    WORDS_UK,
    WRITE,
    page_of,
    view_of,
)

CHROMIUM = Path("/usr/bin/chromium")
STATIC = Path(webchat.__file__).parent / "static"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PLACES = Places(events="/events", away="/away", traces="/traces", addresses="/addresses")
HANDSETS = (
    Handset("person", "Людина", "Олена, зразок", "/chat"),
    Handset("lead", "Фахівчиня", "Ірина, зразок", "/chat"),
    Handset("coordinator", "Координаторка", "Марія, зразок", "/chat"),
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium in /usr/bin"),
]


@dataclass
class Site:
    """A server with one visitor: what it shows, what was posted, and what it answers to a form."""

    view: View = field(default_factory=View)
    address: str = ""
    posted: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answer: Callable[[dict[str, str]], Shown | None] = lambda _: None
    pages: int = 0
    moved: int = 0
    broken: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, *shown: Shown) -> None:
        for one in shown:
            self.view = self.view.with_(one, f"key-{len(self.view.kept)}-{one.screen}")

    async def chat(self, _: web.Request) -> web.Response:
        self.pages += 1
        return html(page_of(self.view, key=f"once-{self.pages}", places=PLACES))

    async def said(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.posted.append((request.path, form))
        if self.broken:
            return web.Response(status=503)
        if next_shown := self.answer(form):
            self.show(next_shown)
        raise web.HTTPSeeOther("/chat#now")

    async def exit(self, request: web.Request) -> NoReturn:
        self.posted.append(
            (request.path, {name: str(value) for name, value in (await request.post()).items()})
        )
        raise web.HTTPSeeOther("/away")

    async def away(self, _: web.Request) -> web.Response:
        return html('<!doctype html><link rel="icon" href="/static/icon.svg"><title>Погода</title>')

    async def events(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        await self.changed.wait()
        with suppress(ConnectionError):  # the window may be closed by now
            await stream.write(b"event: changed\ndata: \n\n")
        return stream

    async def demo(self, request: web.Request) -> web.Response:
        log = [Happening(1, "18:05", "Олена пройшла опитування.", ("person",))]
        log += [Happening(2, "18:20", "🔴 Строк минає.", ("coordinator",))] * self.moved
        clock = Clock("18:20" if self.moved else "18:05", "неділя, 22 листопада", "Нагадування: 18:20")
        return html(
            demo_page(
                environment(),
                HANDSETS,
                clock,
                log,
                csrf="guard",
                words=WORDS_UK,
                language="uk",
                chosen=request.query.get("phone", ""),
                places=DemoPlaces(),
            )
        )

    async def move(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.posted.append((request.path, form))
        self.moved += 1
        raise web.HTTPSeeOther(f"/demo?phone={form['phone']}")


def html(text: str) -> web.Response:
    return web.Response(
        text=text,
        content_type="text/html",
        headers={"Content-Security-Policy": content_policy(framed=True), "Cache-Control": "no-store"},
    )


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    served = Site()
    app = web.Application()
    app.router.add_get("/chat", served.chat)
    app.router.add_post("/chat", served.said)
    app.router.add_post("/exit", served.exit)
    app.router.add_get("/away", served.away)
    app.router.add_get("/events", served.events)
    app.router.add_get("/demo", served.demo)
    app.router.add_post("/demo/clock", served.move)
    app.router.add_static("/static/", STATIC)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    served.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield served
    served.changed.set()
    await runner.cleanup()


@asynccontextmanager
async def window(
    browser: Browser, *, script: bool = True, width: int = 390, height: int = 844
) -> AsyncIterator[Page]:
    """A window; at its end nothing may have been complained of (a policy broken, a script failed)."""
    context: BrowserContext = await browser.new_context(
        java_script_enabled=script,
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        color_scheme="light",
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: (
            complaints.append(line.text) if line.type == "error" and "503" not in line.text else None
        ),
    )
    yield page
    await context.close()
    assert complaints == []


async def test_without_javascript_a_press_posts_the_button_the_screen_and_the_tokens(
    site: Site, browser: Browser
) -> None:
    site.show(OFFER, QUESTION)
    async with window(browser, script=False) as page:
        await page.goto(site.address + "/chat")
        await page.get_by_role("button", name="Ні", exact=True).click()
        await page.get_by_role("button", name="Так, зв’язалися").click()
        await page.get_by_role("button", name="Екстрені номери").click()
    common = {"csrf": "guard", "screen": "2"}
    assert site.posted == [
        ("/chat", {**common, "key": "once-1", "choice": "no"}),
        ("/chat", {**common, "key": "once-2", "choice": "!3.yes"}),
        ("/chat", {**common, "key": "once-3", "choice": "@danger"}),
    ]


async def test_without_javascript_ticks_and_words_are_posted_and_enter_sends_a_number(
    site: Site, browser: Browser
) -> None:
    site.show(TICKS)
    site.answer = lambda form: {"3": WRITE, "4": PHONE, "5": QUESTION}.get(form["screen"])
    async with window(browser, script=False) as page:
        await page.goto(site.address + "/chat")
        await page.get_by_role("button", name="Забрали документи").click()
        await page.get_by_label(WORDS_UK["write"]).fill("Потрібне житло.\nУ двох.")
        await page.get_by_role("button", name=WORDS_UK["send"]).click()
        await expect(page.get_by_role("heading", name="Який у Вас номер?")).to_be_visible()
        await page.get_by_label(WORDS_UK["write"]).fill("067 000 00 00")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Ви зараз у безпеці?")).to_be_visible()
    said = [{name: form[name] for name in form if name not in ("csrf", "key")} for _, form in site.posted]
    assert said == [
        {"screen": "3", "choice": "+documents"},
        {"screen": "4", "text": "Потрібне житло.\r\nУ двох."},
        {"screen": "5", "text": "067 000 00 00"},
    ]


async def test_without_javascript_a_quick_exit_ends_on_another_page(site: Site, browser: Browser) -> None:
    site.show(QUESTION)
    async with window(browser, script=False) as page:
        await page.goto(site.address + "/chat")
        await page.locator("header .exit button").click()
        await page.wait_for_url("**/away")
    assert site.posted == [("/exit", {"csrf": "guard"})]


LONG = replace(
    TICKS,
    blocks=(Block("title", "Найдовшепринайдовшеслово" * 4), Block("copy", "0123456789" * 9)),
    buttons=(*TICKS.buttons, replace(QUESTION.buttons[0], id="long", label="Довжелезнийпредовгийнапис" * 5)),
)


SMALL_TARGETS = """
[...document.querySelectorAll('button:not(.skip), a:not(.skip), summary, textarea, input:not([type=hidden])')]
  .map((one) => [one.textContent, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([words]) => words)
"""


async def test_no_window_scrolls_sideways_and_every_target_is_large_enough(
    site: Site, browser: Browser
) -> None:
    cases = [*((CODE, NUMBERS, OFFER, one) for one in (QUESTION, TICKS, WRITE, PHONE, LONG)), ()]
    async with window(browser) as page:
        for width in (320, 390, 1280):
            await page.set_viewport_size({"width": width, "height": 800})
            for shown in cases:
                site.view = view_of(*shown)
                await page.goto(site.address + "/chat")
                assert await page.evaluate("document.documentElement.scrollWidth") <= width
                small = await page.evaluate(SMALL_TARGETS)
                assert small == []
            await page.goto(site.address + "/demo")
            assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_with_javascript_the_page_goes_on_in_place_and_the_focus_with_it(
    site: Site, browser: Browser
) -> None:
    site.show(QUESTION)
    site.answer = lambda form: {
        "yes": TICKS,
        "+documents": replace(
            TICKS, buttons=(replace(TICKS.buttons[1], id="-documents", ticked=True), *TICKS.buttons[2:])
        ),
    }.get(form["choice"])
    async with window(browser) as page:
        await page.goto(site.address + "/chat")
        await page.evaluate("window.stayed = true")
        await page.get_by_role("button", name="Так").click()
        heading = page.get_by_role("heading", name="Чи було щось із цього?")
        await expect(heading).to_be_visible()
        await expect(page.locator("#now")).to_be_focused()
        await page.get_by_role("button", name="Забрали документи").click()
        ticked = page.get_by_role("button", name="Забрали документи", pressed=True)
        await expect(ticked).to_be_focused()
        assert await page.evaluate("window.stayed")
    assert [form["choice"] for _, form in site.posted] == ["yes", "+documents"]
    assert site.posted[0][1]["key"] != site.posted[1][1]["key"]


async def test_words_refused_stay_to_be_mended(site: Site, browser: Browser) -> None:
    site.show(replace(WRITE, blocks=WRITE.blocks[1:]))
    site.answer = lambda _: WRITE
    async with window(browser) as page:
        await page.goto(site.address + "/chat")
        await page.get_by_label(WORDS_UK["write"]).fill("номер 000000000")
        await page.get_by_role("button", name=WORDS_UK["send"]).click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.get_by_label(WORDS_UK["write"])).to_have_value("номер 000000000")
        await expect(page.get_by_label(WORDS_UK["write"])).to_be_focused()


async def test_a_broken_line_loses_no_words_and_the_second_try_carries_the_same_key(
    site: Site, browser: Browser
) -> None:
    site.show(WRITE)
    site.answer = lambda _: QUESTION
    site.broken = True
    async with window(browser) as page:
        await page.goto(site.address + "/chat")
        await page.get_by_label(WORDS_UK["write"]).fill("Потрібне житло")
        await page.get_by_role("button", name=WORDS_UK["send"]).click()
        await expect(page.get_by_role("status")).to_have_text(WORDS_UK["offline"])
        site.broken = False
        await page.get_by_role("button", name=WORDS_UK["send"]).click()
        await expect(page.get_by_role("heading", name="Ви зараз у безпеці?")).to_be_visible()
        await expect(page.get_by_role("status")).to_be_empty()
    first, second = [form for _, form in site.posted]
    assert first == second


async def test_news_come_by_themselves_and_leave_a_draft_and_the_focus_alone(
    site: Site, browser: Browser
) -> None:
    site.show(WRITE)
    async with window(browser) as page:
        await page.goto(site.address + "/chat")
        await page.get_by_label(WORDS_UK["write"]).fill("Потрі")
        site.show(OFFER)
        site.changed.set()
        await expect(page.get_by_role("heading", name="Чи зв’язалися з Вами?")).to_be_visible()
        await expect(page.get_by_label(WORDS_UK["write"])).to_have_value("Потрі")
        await expect(page.get_by_label(WORDS_UK["write"])).to_be_focused()
        await expect(page.get_by_role("status")).to_have_text(WORDS_UK["news"])


@pytest.mark.parametrize("way", ["button", "keys"])
async def test_a_quick_exit_leaves_at_once_and_the_way_back_does_not_lead_here(
    site: Site, browser: Browser, way: str
) -> None:
    site.show(CODE, QUESTION)
    async with window(browser) as page:
        await page.goto(site.address + "/chat")
        entries = await page.evaluate("history.length")
        if way == "button":
            await page.locator("header .exit button").click()
        else:
            for _ in range(3):
                await page.keyboard.press("Shift")
        await page.wait_for_url("**/away")
        assert await page.evaluate("history.length") == entries
        await page.go_back()
        assert "/chat" not in page.url
    assert site.posted == [("/exit", {"csrf": "guard"})]


async def test_a_code_is_copied_by_one_press(site: Site, browser: Browser) -> None:
    site.show(CODE, QUESTION)
    async with window(browser) as page:
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.address)
        await page.goto(site.address + "/chat")
        await page.get_by_role("button", name=WORDS_UK["copy"]).click()
        await expect(page.get_by_role("button", name=WORDS_UK["copied"])).to_be_visible()
        assert await page.evaluate("navigator.clipboard.readText()") == "482 910 337 156"


async def test_the_demo_moves_its_clock_while_the_phones_stay_as_they_are(
    site: Site, browser: Browser
) -> None:
    site.show(QUESTION)
    async with window(browser, width=1280, height=800) as page:
        await page.goto(site.address + "/demo")
        for number in range(3):
            phone = page.frame_locator("iframe").nth(number)
            await expect(phone.get_by_role("heading", name="Ви зараз у безпеці?")).to_be_visible()
        drawn = site.pages
        await page.get_by_role("button", name=WORDS_UK["demo.next"]).click()
        await expect(page.locator(".now b")).to_have_text("18:20")
        await expect(page.locator("#log li")).to_have_count(2)
        await expect(page.get_by_role("button", name=WORDS_UK["demo.next"])).to_be_focused()
        assert site.pages == drawn
    assert site.posted == [("/demo/clock", {"csrf": "guard", "phone": "person", "move": "next"})]


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
async def test_a_narrow_demo_shows_the_phone_asked_for(site: Site, browser: Browser, script: bool) -> None:
    site.show(QUESTION)
    async with window(browser, script=script) as page:
        await page.goto(site.address + "/demo")
        await expect(page.locator("figure:visible")).to_have_attribute("data-who", "person")
        await page.get_by_role("button", name=WORDS_UK["demo.quarter"]).click()
        await expect(page.locator("#log li")).to_have_count(2)
        tab = page.get_by_role("link", name="Координаторка")
        if script:
            await expect(tab).to_contain_text(WORDS_UK["demo.news"])
        await tab.click()
        await expect(page.locator("figure:visible")).to_have_attribute("data-who", "coordinator")
        await expect(tab).not_to_contain_text(WORDS_UK["demo.news"])
