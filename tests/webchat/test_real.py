"""The person's pages of the program itself in a real browser: the main job, the way out, the way back."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect
from sqlalchemy import func, select

from bot.app import App
from bot.db.models import Case, Identity
from bot.db.tx import Tx
from tests.demo.story import CHROMIUM, FLAGS, GIST, NAME, NUMBER, Phone, ask_for_help
from tests.webchat.real import get_acquainted
from tests.webchat.samples import WORDS_UK

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium in /usr/bin"),
]

CODE = re.compile(r"\d{3}(?: \d{3}){3}")
CANARIES = (GIST[:30], NAME, NUMBER, "+380671234567", "0671234567", "067+123+45+67")


def watched(page: Page) -> tuple[list[str], set[str]]:
    """What the page complains of, and which places it asks."""
    complaints: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    return complaints, asked


async def identities(app: App) -> int:
    def count(tx: Tx) -> int:
        return tx.db.scalar(select(func.count(Identity.id)).where(Identity.channel == "web")) or 0

    return await app.database.run(count, app.now)


async def cases(app: App) -> int:
    return await app.database.run(lambda tx: tx.db.scalar(select(func.count(Case.id))) or 0, app.now)


async def leave(page: Page) -> None:
    await page.locator("header .exit button").click()
    await page.wait_for_url("**/away")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
async def test_the_main_job_and_the_way_back_by_code_on_another_device(
    running: tuple[App, str], browser: Browser, script: bool
) -> None:
    app, address = running
    context = await browser.new_context(
        java_script_enabled=script, locale="uk-UA", viewport={"width": 320, "height": 640}
    )
    page = await context.new_page()
    complaints, asked = watched(page)
    person = await get_acquainted(page, address)
    await ask_for_help(person)
    assert await cases(app) == 1
    code = CODE.search(await page.locator("section.present").inner_text())
    assert code is not None, "who asks for herself, alone, gets a code too"
    assert urlsplit(page.url).path == "/chat", "the address tells nothing of the talk"
    assert not urlsplit(page.url).query
    assert [cookie["name"] for cookie in await context.cookies()] == ["visit"]
    if script:
        assert await page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
            0,
            0,
            "",
        ]
        assert await page.evaluate("indexedDB.databases().then(all => all.length)") == 0
        assert await page.evaluate("caches.keys().then(all => all.length)") == 0
        assert await page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    await leave(page)
    assert asked == {urlsplit(address).netloc}
    assert complaints == []

    other = await browser.new_context(java_script_enabled=script, locale="uk-UA")
    elsewhere = await other.new_page()
    await elsewhere.goto(f"{address}/chat")
    await elsewhere.get_by_role("button", name=WORDS_UK["start"], exact=True).click()
    returning = Phone(elsewhere)
    await returning.press("Маю код, щоб повернутися")
    await returning.write("111 222 333 444")
    await returning.sees("Такого коду не знайшли").wait_for()
    await returning.press("Ввести ще раз")
    await returning.write(code[0])
    await returning.sees("З поверненням!").wait_for()
    await returning.press("Меню", "Мої звернення і дані")
    await expect(elsewhere.locator("section.present")).to_contain_text("К")
    assert await cases(app) == 1
    await context.close()
    await other.close()


async def test_codes_are_guessed_only_so_often(running: tuple[App, str], browser: Browser) -> None:
    _, address = running
    page = await browser.new_page(locale="uk-UA")
    await page.goto(f"{address}/chat")
    await page.get_by_role("button", name=WORDS_UK["start"], exact=True).click()
    person = Phone(page)
    await person.press("Маю код, щоб повернутися")
    for at in range(5):
        await person.write(f"111 222 333 00{at}")
        await person.press("Ввести ще раз")
    await person.write("111 222 333 009")
    await person.sees("Зробімо перерву").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
async def test_after_a_quick_exit_the_way_back_shows_nothing(
    running: tuple[App, str], browser: Browser, script: bool
) -> None:
    app, address = running
    context = await browser.new_context(java_script_enabled=script, locale="uk-UA")
    page = await context.new_page()
    await page.goto(f"{address}/traces")
    person = await get_acquainted(page, address)
    await person.press("Шукаю допомогу чи пораду")
    assert await identities(app) == 1
    await leave(page)
    await expect(page).to_have_title(WORDS_UK["calendar"])

    async def known() -> list[str]:
        return [one.get("name", "") for one in await context.cookies() if one.get("name") == "visit"]

    if script:  # the word of it travels beside the page that is opened, and its answer comes back after it
        async with asyncio.timeout(10):
            while await identities(app) or await known():
                continue
    assert await identities(app) == 0, "the session has ended on the server"
    assert await known() == []
    for _ in range(3):
        await page.go_back()
        assert await page.locator("[data-card]").count() == 0, "nothing of the talk is there"
        await expect(page.get_by_text("безпе")).to_have_count(0)
    await context.close()


async def test_another_window_of_the_same_talk_closes_too(running: tuple[App, str], browser: Browser) -> None:
    _, address = running
    context = await browser.new_context(locale="uk-UA")
    page = await context.new_page()
    await get_acquainted(page, address)
    other = await context.new_page()
    async with other.expect_response("**/chat/events"):
        await other.goto(f"{address}/chat")
    await leave(page)
    await other.wait_for_url("**/away")
    await context.close()


async def test_a_quick_exit_needs_no_line(running: tuple[App, str], browser: Browser) -> None:
    _, address = running
    context = await browser.new_context(locale="uk-UA")
    page = await context.new_page()
    await get_acquainted(page, address)
    await context.set_offline(True)
    await page.evaluate(
        "window.went = []; new MutationObserver(() => went.push(document.documentElement"
        ".className)).observe(document.documentElement, {attributes: true})"
    )
    await page.locator("header .exit button").click(no_wait_after=True)
    await page.wait_for_function("!document.querySelector('#talk') || !document.body.offsetHeight")
    await context.close()


async def test_the_profile_on_disk_holds_nothing_that_was_typed(
    running: tuple[App, str], tmp_path: Path
) -> None:
    _, address = running
    profile = tmp_path / "profile"
    async with async_playwright() as driver:
        context: BrowserContext = await driver.chromium.launch_persistent_context(
            str(profile), executable_path=str(CHROMIUM), args=FLAGS, locale="uk-UA"
        )
        page = context.pages[0]
        person = await get_acquainted(page, address)
        await ask_for_help(person)
        code = CODE.search(await page.locator("section.present").inner_text())
        assert code is not None
        for _ in range(3):
            await page.keyboard.press("Shift")
        await page.wait_for_url("**/away")
        await context.close()
    files = [path for path in profile.rglob("*") if path.is_file()]
    assert any(b"/away" in path.read_bytes() for path in files), "the search finds what is there"
    left = {
        (canary, path.name)
        for path in files
        for canary in (*CANARIES, code[0])
        for coding in ("utf-8", "utf-16-le")
        if canary.encode(coding) in path.read_bytes()
    }
    assert left == set()
