"""Takes the README's pictures: ``python -m tests.demo.pictures``."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from playwright.async_api import Browser

from bot.services.browsers import ENTRY
from tests.demo.story import ask_for_help, chromium, demo_server, phone

DOCS = Path(__file__).parents[2] / "docs"
SETTLED = 1500  # milliseconds: what slides in has come to rest


async def main() -> None:
    async with demo_server() as (_demo, address), chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800}, device_scale_factor=1.5)
        await page.goto(f"{address}/demo")
        person, lead = phone(page, "person"), phone(page, "specialist")
        await ask_for_help(person)
        await lead.press("Відкрити справу")
        await lead.sees("Людина: Олена К.").wait_for()
        await page.wait_for_timeout(SETTLED)
        await page.screenshot(path=DOCS / "demo.png")
        await lead.press("Меню")
        await page.get_by_role("button", name="До наступної події").click()
        await phone(page, "coordinator").sees("не прийнято").wait_for()
        await page.wait_for_timeout(SETTLED)
        await page.screenshot(path=DOCS / "nudge.png")
        small = await browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=1.5)
        await small.goto(f"{address}/demo/person/chat")
        await small.wait_for_timeout(SETTLED)
        await small.screenshot(path=DOCS / "phone.png")
        await directory(address, browser)


async def directory(address: str, browser: Browser) -> None:
    """The search, a card, and the editors' page, which a link in the coordinator's chat opens."""
    page = await browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=1.5)
    await page.goto(f"{address}/demo/person/chat")
    await page.get_by_role("button", name="Меню", exact=True).last.click()
    await page.locator("[name=text]").fill("нема паспорта шо робить")
    await page.get_by_role("button", name="Шукати", exact=True).last.click()
    card = page.get_by_role("button", name="Зразок: документи").last
    await card.wait_for()
    await page.wait_for_timeout(SETTLED)
    await page.screenshot(path=DOCS / "search.png")
    await card.click()
    await page.get_by_text("Зараз:").wait_for()
    await page.wait_for_timeout(SETTLED)
    await page.screenshot(path=DOCS / "card.png")
    coordinator = await browser.new_page()
    await coordinator.goto(f"{address}/demo/coordinator/chat")
    for label in ("Порядок і спільна робота", "Довідник послуг", "Відкрити редактор на сторінці"):
        await coordinator.get_by_role("button", name=label, exact=True).last.click()
        await coordinator.wait_for_timeout(SETTLED)
    link = re.search(rf"{ENTRY}\S+", await coordinator.locator("main").inner_text())
    desk = await browser.new_page(viewport={"width": 1280, "height": 800})
    await desk.goto(f"{address}{link[0] if link else '/'}")
    await desk.get_by_role("button").last.click()
    await desk.wait_for_timeout(SETTLED)
    await desk.screenshot(path=DOCS / "editor.png")


if __name__ == "__main__":
    asyncio.run(main())
