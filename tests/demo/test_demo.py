"""The demo in a real browser: the whole main job, as three people."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, expect

from bot.services.browsers import ENTRY
from tests.demo.story import CHROMIUM, Phone, ask_for_help, chromium, demo_server, phone

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium in /usr/bin"),
]


def watched(page: Page) -> tuple[list[str], set[str]]:
    """What the page complains of, and which hosts it asks."""
    complaints: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: hosts.add(urlsplit(asked.url).netloc))
    return complaints, hosts


async def test_the_main_job_from_the_screening_to_the_outcome() -> None:
    async with demo_server() as (_, address), chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        complaints, hosts = watched(page)
        await page.goto(f"{address}/demo")
        person, lead, coordinator = (phone(page, who) for who in ("person", "specialist", "coordinator"))
        await ask_for_help(person)
        await lead.sees("Нова справа").wait_for()

        await page.get_by_role("button", name="До наступної події").click()
        await coordinator.sees("не прийнято").wait_for()

        await lead.press("Відкрити справу")
        await lead.sees("Людина: Олена К.").wait_for()
        await lead.press("Беру цю справу")
        await lead.press("Записати дзвінок чи іншу спробу")
        await lead.press("Телефоном", "Поговорили", "Так, контакт є")
        await person.sees("З Вами вже зв'язалися?").wait_for()
        await person.press("Так")
        await lead.press("Меню", "Мої справи")
        await lead.sees("Контакт встановлено").wait_for()

        wide = await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert wide, "the demo does not fit 1280 px"
        assert complaints == []
        assert hosts == {urlsplit(address).netloc}


async def test_the_person_needs_no_javascript_and_a_small_phone_is_enough() -> None:
    async with demo_server() as (_, address), chromium() as browser:
        context = await browser.new_context(
            viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="uk-UA"
        )
        page = await context.new_page()
        await page.goto(f"{address}/demo/person/chat")
        await ask_for_help(Phone(page))
        box = await page.locator("body").bounding_box()
        assert box is not None
        assert box["width"] <= 390
        await expect(page.get_by_text("Відповідає Зразок: соціальна служба")).to_be_visible()


async def test_starting_over_forgets_everything() -> None:
    async with demo_server() as (demo, address), chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.goto(f"{address}/demo")
        await ask_for_help(phone(page, "person"))
        before = demo.hands()
        await page.get_by_role("button", name="+1 доба").click()
        await page.get_by_role("button", name="Спочатку").click()
        await expect(page.get_by_text("Почніть з телефона людини")).to_be_visible()
        await phone(page, "specialist").sees("Робоче меню").wait_for()
        assert demo.hands() <= before


async def test_the_editors_page_opens_from_the_coordinators_chat_and_nobody_has_to_log_in() -> None:
    async with demo_server() as (_, address), chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.goto(f"{address}/demo")
        coordinator = phone(page, "coordinator")
        await coordinator.press(
            "Порядок і спільна робота", "Довідник послуг", "Відкрити редактор на сторінці"
        )
        said = await coordinator.sees(ENTRY).inner_text()
        desk = await browser.new_page(locale="uk-UA")
        await desk.goto(address + said[said.index(ENTRY) :])
        await desk.get_by_role("button", name="Увійти").click()
        await expect(desk.get_by_role("heading", name="Записи")).to_be_visible()
        await desk.goto(f"{address}/staff")
        await expect(desk.get_by_text("У демонстрації входити не треба")).to_be_visible()
