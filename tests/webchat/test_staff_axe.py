"""No serious or critical finding of axe-core on the pages of staff and of editors, narrow and wide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from bot.db.tx import Tx
from bot.services.access import actor_of
from bot.services.one_time import file_link
from bot.services.referrals import referred
from handlers.shown import Attachment
from tests.bot.test_editor_pages import Desk
from tests.bot.test_editor_pages import desk as desk_of_an_editor
from tests.bot.test_staff_board import house as house_with_a_case
from tests.bot.test_staff_web import House
from tests.demo.story import CHROMIUM
from tests.services.cast import asked, to, verdict
from tests.stages.web import PASSPHRASE
from tests.webchat.test_axe import findings

house, desk = house_with_a_case, desk_of_an_editor  # fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium in /usr/bin"),
    pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True),
    pytest.mark.parametrize("width", [320, 1280]),
]


@dataclass
class Walk:
    """A page, and what was found wrong where, by day and by night."""

    page: Page
    base: str
    width: int
    found: dict[tuple[str, str], list[Any]] = field(default_factory=dict)

    async def look(self, name: str, *, has: str) -> None:
        """``has``: a selector of what makes this state what it is; without it nothing was looked at."""
        assert await self.page.locator(has).count(), name
        # As tall as the page is: a button half scrolled below the bar would pass for a small one.
        tall = await self.page.evaluate("document.documentElement.scrollHeight")
        await self.page.set_viewport_size({"width": self.width, "height": max(800, tall)})
        for scheme in ("light", "dark"):
            await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if listed := await findings(self.page):
                self.found[name, scheme] = listed
        assert await self.page.evaluate("document.documentElement.scrollWidth") <= self.width, name
        await self.page.set_viewport_size({"width": self.width, "height": 800})

    async def go(self, path: str) -> None:
        await self.page.goto(self.base + path)

    async def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            await self.page.fill(f"#{name}", value)


async def walk(browser: Browser, width: int, server: Any) -> Walk:
    page = await browser.new_page(viewport={"width": width, "height": 800}, locale="uk-UA")
    return Walk(page, str(server.make_url("")).rstrip("/"), width)


async def set_up(house: House, one: Walk, who: str) -> None:
    await one.go(await house.link(who))
    house.secret = str(await one.page.get_attribute("[name=secret]", "value"))
    await one.fill(name=f"name of {who}", passphrase=PASSPHRASE, again=PASSPHRASE, code=house.code())
    await one.page.click("main form button")
    await one.page.wait_for_url("**/staff/board")


async def test_the_door(house: House, browser: Browser, width: int) -> None:
    one = await walk(browser, width, house.server)
    await one.go("/staff")
    await one.look("login", has="#passphrase")
    await one.page.click("summary")
    await one.look("what to do about a lost app", has="details[open]")
    await one.fill(name="nobody", passphrase=PASSPHRASE, code="123456")
    await one.page.click("main form button")
    await one.look("login refused", has=".faults")
    link = await house.link()
    await one.go(link)
    await one.look("setting up", has=".drawn svg")
    await one.fill(name="nadia", passphrase=PASSPHRASE, again="щось зовсім інше", code="000000")
    await one.page.click("main form button")
    await one.look("setting up refused", has=".faults")
    await one.go(link[:-4] + "aaaa")
    await one.look("a link that is gone", has="main .links")
    await one.page.close()
    assert one.found == {}


async def test_a_file_that_waits_and_words_that_came_too_late(
    house: House, browser: Browser, width: int
) -> None:
    paper = Attachment("napravlennia.pdf", "application/pdf", b"%PDF-1.7")
    link = await house.app.database.run(lambda tx: file_link(tx, house.ids["lesia"], paper), house.hands)
    one = await walk(browser, width, house.server)
    await one.go(link.removeprefix(house.app.settings.public_url))
    await one.look("a file that waits", has="main form[action^='/file/'] button")
    await set_up(house, one, "lesia")
    await one.page.locator(".next button").first.click()
    await one.page.wait_for_url("**/staff/chat*")
    house.later(minutes=31)
    await one.page.get_by_role("button", name="Меню", exact=True).last.click()
    await one.page.locator("#passphrase").wait_for()
    await one.look("the way in, closed meanwhile", has="#passphrase")
    await one.page.close()
    assert one.found == {}


async def test_the_board_and_the_conversation(house: House, browser: Browser, width: int) -> None:
    def more(tx: Tx) -> None:
        sender = actor_of(tx, house.ids["iryna"])
        for level in ("green", "red"):
            data = asked(to(house.ids["place"], leads=True), verdict=verdict(level))
            assert referred(tx, sender, data).kind == "sent"

    await house.app.database.run(more, house.hands)
    one = await walk(browser, width, house.server)
    await set_up(house, one, "vira")
    await one.look("an empty board", has="p.none")
    await one.page.click("header form button")
    await set_up(house, one, "lesia")
    dots = {str(await dot.get_attribute("class")) for dot in await one.page.locator("tbody .dot").all()}
    assert len(dots) == 3, "each colour stands on the board"
    await one.look("a lead's board", has="tbody tr")
    await one.page.locator(".next button").first.click()
    await one.page.wait_for_url("**/staff/chat*")
    assert "Людина" in await one.page.inner_text("section.present")
    await one.look("a case", has="section.present")
    await one.page.click("header form button")
    await set_up(house, one, "nadia")
    await one.look("a coordinator's board", has="tbody tr")
    await one.page.click("summary")
    await one.look("the filters", has="details[open] .filter")
    await one.page.check("[name=overdue]")
    await one.page.click(".filter button")
    await one.look("nothing under these filters", has="p.none")
    house.later(hours=71)
    await one.go("/staff")
    await one.fill(name="name of nadia", passphrase=PASSPHRASE, code=house.code())
    await one.page.click("main form button")
    await one.go("/staff/board?overdue=1")
    await one.look("what is overdue", has="tr.late")
    await one.go("/staff/board?said=nowhere")
    await one.look("a case that is not hers", has=".said")
    await one.go("/staff/board")
    await one.page.locator(".next button").first.click()
    await one.page.wait_for_url("**/staff/chat*")
    await one.look("a term that runs out", has="section.present")
    await one.page.get_by_role("button", name="Меню", exact=True).last.click()
    await one.page.get_by_text("Команда").wait_for()
    await one.look("the menu", has="section.present")
    await one.page.close()
    assert one.found == {}


async def test_the_editors_pages(desk: Desk, browser: Browser, width: int) -> None:
    made = await desk.do(
        "lead",
        "proposed",
        kind="provider",
        fields={"name": "Обіди", "needs": ["aid"], "provider": {"name": "Кухня", "body": "ngo"}},
        institution=None,
        service=None,
    )
    assert made.kind == "ok"
    one = await walk(browser, width, desk.browser.server)
    await one.go("/editor")
    await one.look("outside", has="h1")
    await one.go(await desk.link())
    await one.look("the way in", has="main form button")
    await one.page.click("main form button")
    await one.look("the list", has=".records li")
    await one.go("/editor?q=nothing")
    await one.look("a list of nothing", has="p.none")
    record = f"/editor/record/{desk.ids['service']}"
    await one.go(record)
    await one.look("a record", has="form.record")
    await one.page.fill("#f-name", "Порада юристки")
    await one.page.click("form.record .go button")
    await one.look("a record that was changed", has=".said")
    await one.page.fill("#f-name", "")
    await one.page.fill("#f-phones", "десь")
    await one.page.fill("#f-hours", "як вийде")
    for tick in await one.page.locator("[name=needs]:checked").all():
        await tick.uncheck()
    await one.page.click("form.record .go button")
    await one.look("a record with faults", has=".why")
    await one.go("/editor/new")
    await one.look("a new record", has="#f-institution")
    await one.go("/editor/proposals")
    await one.look("proposals", has="article form")
    await one.go("/editor/files")
    await one.look("files", has="#file")
    for content in (b"a,b\n1,2\n", await (await desk.browser.get("/editor/files/template.csv")).read()):
        await one.page.set_input_files(
            "#file", {"name": "services.csv", "mimeType": "text/csv", "buffer": content}
        )
        await one.page.click("main form button")
        await one.look("a file that was looked at", has=".faults, .said")
    await one.page.close()
    assert one.found == {}
