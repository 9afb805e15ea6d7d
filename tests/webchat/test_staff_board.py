"""Staff pages in a real Chromium: nothing is cut at 320 px, all can be pressed, with and without script."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser
from sqlalchemy import select

from bot.db.models import Institution
from bot.services.access import actor_of
from bot.services.referrals import referred
from tests.bot.test_staff_board import house as house_with_a_case
from tests.bot.test_staff_web import House
from tests.demo.story import CHROMIUM
from tests.services.cast import asked, to
from tests.stages.web import PASSPHRASE

house = house_with_a_case

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium in /usr/bin"),
    pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True),
]


SMALL = """() => [...document.querySelectorAll("a, button, select, input:not([type=hidden])")]
  .filter((one) => one.offsetHeight && !one.closest(".skip") && !one.matches(".skip, [type=checkbox]"))
  .filter((one) => one.getBoundingClientRect().height < 43.9).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
async def test_she_sets_her_login_up_and_finds_the_board_and_the_case(
    house: House, browser: Browser, width: int, script: bool
) -> None:
    base = str(house.server.make_url("/")).rstrip("/")
    context = await browser.new_context(
        java_script_enabled=script, viewport={"width": width, "height": 800}, locale="uk-UA"
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))

    async def fits() -> None:
        widest = await page.locator("html").evaluate("one => one.scrollWidth")
        assert widest <= width
        assert await page.locator("html").evaluate(SMALL) == []

    await page.goto(base + await house.link("nadia"))
    await fits()
    house.secret = str(await page.get_attribute("[name=secret]", "value"))
    for name, value in {"name": "nadia", "passphrase": PASSPHRASE, "again": PASSPHRASE}.items():
        await page.fill(f"#{name}", value)
    await page.fill("#code", house.code())
    await page.click("main form button")
    assert page.url == f"{base}/staff/board"
    await fits()
    await page.click(".next button")
    await page.wait_for_url("**/staff/chat*")
    assert house.ids["code"] in await page.inner_text("main")
    await page.go_back()
    await page.click("header form button")
    await page.wait_for_url("**/staff")
    await page.goto(f"{base}/staff/chat")
    assert page.url == f"{base}/staff"
    await fits()
    assert complaints == []
    assert hosts == {base.split("/")[2]}
    await context.close()


async def test_the_board_tells_by_itself_of_a_new_case(house: House, browser: Browser) -> None:
    base = str(house.server.make_url("/")).rstrip("/")
    page = await browser.new_page()
    await page.goto(base + await house.link("lesia"))
    house.secret = str(await page.get_attribute("[name=secret]", "value"))
    for name, value in {"name": "lesia", "passphrase": PASSPHRASE, "again": PASSPHRASE}.items():
        await page.fill(f"#{name}", value)
    await page.fill("#code", house.code())
    await page.click("main form button")
    assert await page.locator("tbody tr").count() == 1
    place = (await house.ask(select(Institution.id).where(Institution.id == house.ids["place"])))[0]
    await house.app.database.run(
        lambda tx: referred(tx, actor_of(tx, house.ids["iryna"]), asked(to(place, leads=True))), house.hands
    )
    await page.locator("tbody tr").nth(1).wait_for()
    await page.close()
