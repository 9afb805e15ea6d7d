"""What nobody asked for leaves in the hours that are safe when it leaves, not when it was written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.app import App
from bot.db.models import Institution, Person, Staff
from bot.db.tx import Tx
from bot.intake import tell
from bot.services.access import actor_of
from bot.services.contacts import keep
from bot.services.people import discreet_set
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api_chat import FakePerson
from tests.faults.test_intake import known, message
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands

MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)  # ten in Kyiv
ALMOST_NIGHT = datetime(2026, 11, 23, 18, 59, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 24, 6, 1, tzinfo=UTC)
NEXT_EVENING = datetime(2026, 11, 24, 15, 1, tzinfo=UTC)


class Case:
    """Somebody in Telegram, and what is told to her."""

    def __init__(self, app: App, hands: Hands, api: FakeBotApi) -> None:
        self.app, self.hands, self.api = app, hands, api
        self.olena: FakePerson = known(api)
        self.person = ""

    async def start(self) -> None:
        await self.come("1")

        def first(tx: Tx) -> str:
            return tx.db.query(Person.id).one()[0]

        self.person = await self.app.database.run(first, self.hands)

    async def come(self, number: str) -> None:
        await self.app.intake.receive("telegram", [(number, message(self.olena.chat.id, "/start"))])
        await self.app.settle()

    async def told(self, at: datetime, notice: str = "person_news", **give: str) -> None:
        self.hands.at = at

        def say(tx: Tx) -> None:
            tx.tell(self.person, notice, **give)
            tell(tx, self.app.intake.book, self.app.translator)

        await self.app.database.run(say, self.hands)

    async def news_by(self, at: datetime, words: str = "Є новина") -> bool:
        self.hands.at = at
        await self.app.settle()
        return any(words in one for one in self.olena.texts)


@pytest.fixture
async def case(database_url: str) -> AsyncIterator[Case]:
    async with FakeBotApi() as api:
        hands = Hands(MORNING)
        app = app_for(
            database_url, hands, "hours", telegram_token=SecretStr(api.token), telegram_api_url=api.url
        )
        made = Case(app, hands, api)
        await made.start()
        yield made
        await app.close()


async def test_a_line_that_is_down_until_the_night_keeps_it_until_the_morning(case: Case) -> None:
    await case.told(ALMOST_NIGHT)
    case.api.fail("sendMessage", 500)
    assert not await case.news_by(ALMOST_NIGHT)
    assert not await case.news_by(NIGHT)
    assert await case.news_by(NEXT_MORNING)


async def test_what_waits_keeps_to_the_hours_she_named_meanwhile(case: Case) -> None:
    await case.told(NIGHT)
    evenings = {"way": "call", "from": 17, "to": 21}
    await case.app.database.run(lambda tx: keep(tx, case.person, evenings), case.hands)
    assert not await case.news_by(NEXT_MORNING)
    assert await case.news_by(NEXT_EVENING)


async def test_what_waits_is_held_once_she_is_discreet_until_she_comes_herself(case: Case) -> None:
    await case.told(NIGHT)
    await case.app.database.run(
        lambda tx: discreet_set(tx, actor_of(tx, case.person), {"on": True}), case.hands
    )
    assert not await case.news_by(NEXT_MORNING)
    await case.come("2")
    assert await case.news_by(NEXT_MORNING)


async def test_who_works_here_has_safe_hours_for_her_own_case_and_none_for_her_work(case: Case) -> None:
    def employ(tx: Tx) -> None:
        tx.db.add(
            Institution(
                id="social", name="Зразок", kind="social", region="UA-51", hours={}, tracks=[], sample=True
            )
        )
        tx.db.flush()
        staff = Staff(
            id="olena", person_id=case.person, institution_id="social", roles=["lead"], joined_at=tx.now
        )
        tx.seal(staff, "name", "Зразкова Олена")
        tx.db.add(staff)

    await case.app.database.run(employ, case.hands)
    await case.told(NIGHT)
    await case.told(NIGHT, "case_taken_away", code="К7М-4Р2")
    assert await case.news_by(NIGHT, "більше не ведете")
    assert not await case.news_by(NIGHT)
    assert await case.news_by(NEXT_MORNING)
