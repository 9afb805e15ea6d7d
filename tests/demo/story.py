"""The main job in a browser: a person, the specialist who leads her case, the coordinator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, FrameLocator, Page, async_playwright

from bot.app import utc_now
from bot.demo.run import demo_app
from bot.demo.world import Demo

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TO_SIGNS = ("Шукаю допомогу чи пораду", "Так, безпечно", "Нічого з цього", "Нічого з цього")
SIGN = "Вам не платять"
TO_CONTACT = (
    *("Далі", "Нічого з цього", "Знайти роботу", "Так, далі", "Попросити про допомогу", "Далі"),
    "Телефонний дзвінок",
)
NUMBER, NAME = "067 123 45 67", "Олена К."
GIST = "Другий місяць не платять зарплату. Хочу знайти іншу роботу."


@asynccontextmanager
async def demo_server() -> AsyncIterator[tuple[Demo, str]]:
    """The demo and its address."""
    demo = Demo(utc_now)
    await demo.begin()
    server = TestServer(demo_app(demo))
    await server.start_server()
    try:
        yield demo, str(server.make_url("")).rstrip("/")
    finally:
        await server.close()
        await demo.end()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


class Phone:
    """One phone on the demo's page, or a page of its own."""

    def __init__(self, frame: FrameLocator | Page) -> None:
        self._frame = frame

    async def press(self, *labels: str) -> None:
        """Press buttons one after the other, the lowest of that name; each leads to another screen."""
        for label in labels:
            before = await self._screen()
            await self._frame.get_by_role("button", name=label, exact=True).last.click()
            await self._moved_on(before)

    async def tick(self, label: str) -> None:
        """Tick what begins so; it is on the screen as ticked afterwards."""
        await self._frame.locator(".ticks").get_by_role("button", name=label).click()
        await self._frame.locator(".ticks").get_by_role("button", name=label, pressed=True).wait_for()

    async def write(self, text: str) -> None:
        before = await self._screen()
        await self._frame.locator("[name=text]").fill(text)
        await self._frame.get_by_role("button", name="Надіслати", exact=True).last.click()
        await self._moved_on(before)

    async def _screen(self) -> str:
        return await self._frame.locator(".bar [name=screen]").input_value()

    async def _moved_on(self, before: str) -> None:
        await self._frame.locator(f'.bar [name=screen]:not([value="{before}"])').wait_for(state="attached")

    def sees(self, words: str):  # type: ignore[no-untyped-def] # a Playwright locator
        return self._frame.get_by_text(words).last


def phone(page: Page, who: str) -> Phone:
    return Phone(page.frame_locator(f'iframe[src="/demo/{who}/chat"]'))


async def ask_for_help(person: Phone) -> None:
    """From the menu to the code: screening, safe contact, consent for two institutions, referral."""
    await person.press(*TO_SIGNS)
    await person.tick(SIGN)
    await person.press(*TO_CONTACT)
    await person.write(NUMBER)
    await person.press("Будь-коли з 8:00 до 21:00", "Лише я", "Без кодового слова")
    await person.write(NAME)
    await person.write(GIST)
    for institution in ("соціальна служба", "служба зайнятості"):
        await person.sees(f"Кому: Зразок: {institution}").wait_for()
        await person.press("Погоджуюсь")
    await person.press("Надіслати")
    await person.sees("Звернення передано").wait_for()
    await person.sees("Збережіть код повернення").wait_for()
