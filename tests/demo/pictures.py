"""Takes the README's pictures: ``python -m tests.demo.pictures``."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.demo.story import ask_for_help, chromium, demo_server, phone

DOCS = Path(__file__).parents[2] / "docs"
SETTLED = 1500  # milliseconds: what slides in has come to rest


async def main() -> None:
    async with demo_server() as (_, address), chromium() as browser:
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


if __name__ == "__main__":
    asyncio.run(main())
