"""From a chat that can't be cleared to the page, and to files: links that open once and tell nothing."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.db.models import Identity, Person
from bot.db.tx import Tx
from bot.db.ways import OneTimeLink
from bot.services import one_time, own_data, retention
from bot.services.access import actor_of
from bot.services.people import identify
from handlers.channel import Address
from handlers.shown import Attachment
from tests.fakes.viber_api import Phone
from tests.stages.viber import ViberStage

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PAGE = re.compile(r"http://127\.0\.0\.1:8080(/go/[\w-]{32})")
FILE = re.compile(r"http://127\.0\.0\.1:8080(/file/[\w-]{32}\.[a-z]+)")
pytestmark = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)


@pytest.fixture
async def stage(viber_stage) -> ViberStage:
    return await viber_stage(AT)


@pytest.fixture
def within(stage: ViberStage) -> Callable[[Callable[[Tx], Any]], Awaitable[Any]]:
    async def run(fn: Callable[[Tx], Any]) -> Any:
        return await stage.app.database.run(fn, stage.hands)

    return run


@pytest.fixture
async def olena(stage: ViberStage, within: Any) -> Phone:
    """Somebody at the first sensitive question of the screening."""
    person = await stage.enter("olena")
    await within(lambda tx: known(tx, person))
    await stage.start("olena")
    await stage.press("olena", "find_step")
    await stage.press("olena", "yes")
    return stage._people["olena"]


def known(tx: Tx, person_id: str) -> None:
    person = tx.db.get_one(Person, person_id)
    person.region, person.onboarded_at = "UA-51", tx.now


async def look(stage: ViberStage, path: str, http: aiohttp.ClientSession) -> tuple[int, str]:
    async with http.get(stage._web._server.make_url(path)) as response:
        return response.status, await response.text()


async def taken(stage: ViberStage, path: str, http: aiohttp.ClientSession) -> tuple[int, str]:
    async with http.post(stage._web._server.make_url(path)) as response:
        return response.status, await response.text()


async def opened(stage: ViberStage, path: str, http: aiohttp.ClientSession) -> str:
    """Open the page's link and press its button; what the page shows then."""
    _, page = await look(stage, path, http)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    url = stage._web._server.make_url("/chat")
    async with http.post(url, data={**fields, "command": "menu"}) as response:
        return await response.text()


def browser() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Accept-Language": "uk"})


async def test_on_a_sensitive_screen_the_page_is_offered_once(stage: ViberStage, olena: Phone) -> None:
    links = PAGE.findall("\n".join(olena.texts))
    assert len(links) == 1
    await olena.press_body("/menu")
    await stage.settle()
    await stage.press("olena", "find_step")
    await stage.press("olena", "yes")
    asked = [text for text in olena.texts if "Крок 1" in text]
    assert len(asked) > 1, "the screen stands there twice"
    assert len(PAGE.findall("\n".join(olena.texts))) == 1


async def test_the_same_conversation_goes_on_there_and_the_link_opens_once(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    (path,) = PAGE.findall("\n".join(olena.texts))
    question = await stage.buttons("olena")
    async with browser() as http, browser() as other:
        assert (await look(stage, path, http))[0] == 200
        page = await opened(stage, path, http)
        assert all(f'value="{one.id}"' in page for one in question)
        again = await opened(stage, path, other)
        assert not all(f'value="{one.id}"' in again for one in question)

    def owners(tx: Tx) -> list[str]:
        return list(tx.db.scalars(select(Identity.person_id).order_by(Identity.last_used_at)))

    people = await within(owners)
    assert (len(people), len(set(people))) == (3, 2), "the first browser is hers, the second somebody's"


async def test_the_link_is_dead_after_a_quarter_of_an_hour(stage: ViberStage, olena: Phone) -> None:
    (path,) = PAGE.findall("\n".join(olena.texts))
    question = await stage.buttons("olena")
    stage.hands.at += timedelta(minutes=15)
    async with browser() as http:
        page = await opened(stage, path, http)
    assert not all(f'value="{one.id}"' in page for one in question)


async def test_who_has_a_case_or_works_here_keeps_her_page(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    from tests.viber.test_free_hours import employ

    (path,) = PAGE.findall("\n".join(olena.texts))

    def lured(tx: Tx) -> tuple[bool, bool]:
        identity = identify(tx, Address("web", "nadia"), "uk")
        employ(tx, identity.person_id)
        before = identity.person_id
        taken = one_time.brought(tx, identity, f"go_{path.removeprefix('/go/')}")
        return taken, identity.person_id == before

    assert await within(lured) == (False, True)


async def test_a_file_comes_as_a_link_that_ends_in_its_extension(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    def export(tx: Tx) -> None:
        person = tx.db.scalars(select(Identity.person_id).where(Identity.channel == "viber")).one()
        own_data.data_exported(tx, actor_of(tx, person), {})
        from bot import delivery

        for handed in tx.handed:
            delivery.hand(tx, stage.app.translator, handed)

    await within(export)
    await stage.settle()
    (path,) = FILE.findall(olena.texts[-1])
    assert path.endswith(".txt")
    async with browser() as http:
        for _ in range(2):  # whoever draws a preview uses nothing up, and gets nothing
            status, text = await look(stage, path, http)
            assert (status, "Завантажити" in text, "Мої дані" in text) == (200, True, False)
        stage.hands.at += timedelta(minutes=11)
        status, text = await taken(stage, path, http)
        assert (status, "Дорожник" in text) == (200, True)
        stage.hands.at += timedelta(minutes=9)
        assert (await taken(stage, path, http))[0] == 200, "a line may break half-way"
        stage.hands.at += timedelta(minutes=2)
        assert (await taken(stage, path, http))[0] == 404
        assert (await look(stage, path, http))[0] == 404
        assert (await look(stage, "/file/nonsense.pdf", http))[0] == 404


async def test_a_file_that_nobody_takes_is_gone_in_a_day_and_with_its_person(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    paper = Attachment("napravlennia.pdf", "application/pdf", b"%PDF-1.7")

    def person(tx: Tx) -> str:
        return tx.db.scalars(select(Identity.person_id).where(Identity.channel == "viber")).one()

    async def left() -> int:
        return await within(lambda tx: tx.db.scalar(select(func.count()).select_from(OneTimeLink)) or 0)

    link = await within(lambda tx: one_time.file_link(tx, person(tx), paper))
    token = link.rpartition("/")[2].partition(".")[0]
    assert link.endswith(".pdf")
    assert "napravlennia" not in link
    assert (await within(lambda tx: one_time.file(tx, token))).content == b"%PDF-1.7"
    before = await left()
    stage.hands.at += timedelta(hours=25)
    await within(retention.sweep)
    assert await left() < before
    await within(lambda tx: one_time.file_link(tx, person(tx), paper))
    await within(lambda tx: own_data.erased(tx, actor_of(tx, person(tx)), {}))
    assert await left() == 0


async def test_no_word_that_opens_anything_is_kept(stage: ViberStage, olena: Phone, within: Any) -> None:
    (path,) = PAGE.findall("\n".join(olena.texts))
    rows = await within(lambda tx: tx.db.scalars(select(OneTimeLink.token_index)).all())
    assert path.removeprefix("/go/") not in "".join(rows)
