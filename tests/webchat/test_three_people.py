"""The main job on the real server in three browsers: who asks for help, who leads, who watches the terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pyotp
import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from bot.agenda import next_due
from bot.app import App
from bot.db.models import Institution, Person, Staff
from bot.db.tx import Tx
from bot.services.access import actor_of
from bot.services.logins import work_page_wanted
from bot.services.people import identify
from handlers.channel import Address
from tests.demo.story import CHROMIUM, NAME, Phone, ask_for_help
from tests.stages.stage import Hands
from tests.stages.web import PASSPHRASE
from tests.webchat.real import get_acquainted

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium in /usr/bin"),
]


@dataclass
class Worker:
    """Somebody who works here, at a browser of her own."""

    app: App
    address: str
    page: Page
    name: str
    secret: str = ""

    async def set_up(self, link: str) -> None:
        await self.page.goto(self.address + link)
        self.secret = str(await self.page.get_attribute("[name=secret]", "value"))
        await self._fill(name=self.name, passphrase=PASSPHRASE, again=PASSPHRASE)

    async def log_in(self) -> None:
        """Her browser has run out meanwhile: it asks who she is."""
        await self.page.goto(f"{self.address}/staff/board")
        await expect(self.page).to_have_url(f"{self.address}/staff")
        await self._fill(name=self.name, passphrase=PASSPHRASE)

    async def _fill(self, **fields: str) -> None:
        code = pyotp.TOTP(self.secret).generate_otp(int(self.app.now().timestamp()) // 30)
        for name, value in {**fields, "code": code}.items():
            await self.page.fill(f"#{name}", value)
        await self.page.click("main form button")
        await self.page.wait_for_url("**/staff/board")

    async def begin(self) -> None:
        """She begins the conversation here, later than in the chat: this page is told what is new."""
        assert isinstance(self.app.now, Hands)
        self.app.now.at += timedelta(minutes=1)
        await self.page.goto(f"{self.address}/staff/chat")
        await self.page.locator("main form button").last.click()
        await Phone(self.page).sees("Робоче меню").wait_for()
        await self.page.goto(f"{self.address}/staff/board")

    async def open(self) -> Phone:
        """The case on top of the board, in the conversation."""
        await self.page.locator(".next button").first.click()
        await self.page.wait_for_url("**/staff/chat*")
        return Phone(self.page)


async def worker(app: App, address: str, browser: Browser, name: str, role: str, kind: str) -> Worker:
    """She works at the region's institution of that kind, and comes by the link that her chat gave her."""

    def employed(tx: Tx) -> str:
        place = tx.db.scalars(
            select(Institution).where(Institution.region == app.settings.region, Institution.kind == kind)
        ).first()
        assert place is not None
        place.on_system = True
        person = identify(tx, Address("telegram", name), "uk").person_id
        tx.db.get_one(Person, person).onboarded_at = tx.now
        row = Staff(id=tx.new_id(), person_id=person, institution_id=place.id, roles=[role], joined_at=tx.now)
        tx.seal(row, "name", f"Зразок {name}")
        tx.db.add(row)
        tx.db.flush()
        return str(work_page_wanted(tx, actor_of(tx, person), {}).data["link"])

    link = await app.database.run(employed, app.now)
    context = await browser.new_context(locale="uk-UA", viewport={"width": 1280, "height": 800})
    made = Worker(app, address, await context.new_page(), name)
    await made.set_up(link.removeprefix(app.settings.public_url))
    return made


async def until_next(app: App) -> None:
    """Move the clock to where something falls due, and let it happen."""
    ahead = await app.database.run(next_due, app.now)
    assert ahead is not None
    assert isinstance(app.now, Hands)
    app.now.at = max(ahead, app.now.at)
    await app.clock.tick()
    await app.settle()


async def test_the_main_job_of_three_people_each_in_a_browser_of_her_own(
    running: tuple[App, str], browser: Browser
) -> None:
    app, address = running
    lead = await worker(app, address, browser, "iryna", "lead", "social")
    coordinator = await worker(app, address, browser, "nadia", "coordinator", "social")
    await lead.begin()
    await expect(lead.page.locator("tbody tr")).to_have_count(0)

    visit = await browser.new_context(locale="uk-UA", viewport={"width": 390, "height": 844})
    page = await visit.new_page()
    person = await get_acquainted(page, address)
    await ask_for_help(person)
    await app.settle()
    row = lead.page.locator("tbody tr")
    await expect(row).to_have_count(1)  # her open board tells of it by itself
    await expect(row).to_contain_text("Відкрити, щоб узяти")
    await expect(coordinator.page.locator("tbody tr").first).to_contain_text("взяти на себе")
    assert NAME not in await lead.page.inner_text("main"), "the board names nobody"

    late = coordinator.page.locator("tr.late", has_text="соціальна служба")
    for _ in range(9):
        await until_next(app)
        await coordinator.page.goto(f"{address}/staff/board")
        if await coordinator.page.locator("#passphrase").count():
            await coordinator.log_in()
        if await late.count():
            break
    await expect(late).to_contain_text("Прострочено")
    desk = await coordinator.open()
    await desk.sees("не прийнято").wait_for()

    await lead.page.goto(f"{address}/staff/board")
    if await lead.page.locator("#passphrase").count():
        await lead.log_in()
    work = await lead.open()
    await work.sees(f"Людина: {NAME}").wait_for()
    await work.press("Беру цю справу", "Записати дзвінок чи іншу спробу")
    await work.press("Телефоном", "Поговорили", "Так, контакт є")
    await app.settle()

    await person.sees("З Вами вже зв'язалися?").wait_for()
    await person.press("Так")
    await work.press("Меню", "Мої справи")
    await work.sees("Контакт встановлено").wait_for()
    await coordinator.page.goto(f"{address}/staff/board")
    await expect(late).to_have_count(0)
