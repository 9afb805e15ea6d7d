"""Takes the pictures of the pages in docs: ``python -m tests.webchat.pictures``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page

from bot.app import App
from bot.db.migrate import upgrade
from tests.demo.story import TO_CONTACT, Phone, ask_for_help, chromium
from tests.webchat.real import get_acquainted, serving
from tests.webchat.samples import WORDS_UK
from tests.webchat.test_three_people import worker

DOCS = Path(__file__).parents[2] / "docs"
WINDOWS = {320: 640, 1280: 800}
SETTLED = 1500  # milliseconds: what slides in has come to rest
LARGEST = 200 * 1024


async def main() -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'pictures.db'}"
        await upgrade(url)
        async with serving(url) as (app, address), chromium() as browser:
            for width, height in WINDOWS.items():
                context = await browser.new_context(
                    viewport={"width": width, "height": height}, locale="uk-UA", color_scheme="light"
                )
                page = await context.new_page()
                person = await get_acquainted(page, address)
                await _taken(page, person, address, width)
                await context.close()
            await _board(app, address, browser)


async def _taken(page: Page, person: Phone, address: str, width: int) -> None:
    await person.press("Шукаю допомогу чи пораду", "Так, безпечно", "Нічого з цього", "Нічого з цього")
    await person.tick("Вам не платять")
    await page.wait_for_timeout(SETTLED)
    await page.screenshot(path=_file("web", width))
    await person.press(TO_CONTACT[0])
    await page.get_by_role("button", name="Екстрені номери").last.click()
    await page.get_by_text("103").first.wait_for()
    await page.wait_for_timeout(SETTLED)
    await page.screenshot(path=_file("web-danger", width))
    await page.goto(f"{address}/traces")
    await page.screenshot(path=_file("web-traces", width))
    await page.locator("header .exit button").click()
    await page.wait_for_url("**/away")
    assert await page.title() == WORDS_UK["calendar"]
    await page.screenshot(path=_file("web-exit", width))


async def _board(app: App, address: str, browser: Browser) -> None:
    """The board of a coordinator to whom nobody's case is known by name."""
    coordinator = await worker(app, address, browser, "nadia", "coordinator", "social")
    await worker(app, address, browser, "iryna", "lead", "social")
    for _ in range(2):
        visit = await browser.new_context(locale="uk-UA")
        await ask_for_help(await get_acquainted(await visit.new_page(), address))
        await app.settle()
        await visit.close()
    for width, height in WINDOWS.items():
        await coordinator.page.set_viewport_size({"width": width, "height": height})
        await coordinator.page.goto(f"{address}/staff/board")
        await coordinator.page.screenshot(path=_file("board", width))


def _file(name: str, width: int) -> Path:
    return DOCS / f"{name}-{width}.png"


if __name__ == "__main__":
    asyncio.run(main())
    for path in (*DOCS.glob("web*.png"), *DOCS.glob("board*.png")):
        assert path.stat().st_size <= LARGEST, path.name
