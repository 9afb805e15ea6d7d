"""One conversation or deadline at fault is nobody else's: all others hear, on time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.app import App
from bot.clock import SILENT
from bot.db.engine import AwayError
from bot.db.models import Conversation, DeadLetter, Nudge, Outbox, SafeContact
from bot.db.tx import Tx
from bot.http.server import web_app
from bot.intake import tell
from bot.redact import ALLOWED
from bot.services import nudging, retention
from flows.engine.session import Session
from tests.faults.test_intake import AT, rows
from tests.services.house import House, furnished
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands

DAMAGES = {"another shape": {"visit": 3}, "no object": ["frames"], "a step that is gone": None}


@pytest.fixture
def hands() -> Hands:
    return Hands(AT)


@pytest.fixture
async def app(database_url: str, hands: Hands) -> AsyncIterator[App]:
    made = app_for(database_url, hands, "one-fault")
    yield made
    await made.close()


@pytest.fixture
async def house(app: App) -> House:
    """Everybody on the page, and one person more."""
    hands: Any = app.now

    async def transact(fn: Any) -> Any:
        return await app.database.run(fn, hands)

    made = await furnished(transact, hands)

    await made.run(lambda tx: made.newcomer(tx, "hanna"))
    return made


async def damage(app: App, person_id: str, body: Any) -> None:
    def write(tx: Tx) -> None:
        row = tx.db.get(Conversation, person_id)
        if row is None:
            row = Conversation(person_id=person_id, visit=7, updated_at=tx.now)
            tx.db.add(row)
        if body is None:
            frame = {"flow": "desk", "version": 1, "step": "gone", "answers": 5, "trail": []}
            tx.seal(row, "body", Session((), visit=7, notices=4).to_json() | {"frames": [frame]})
        else:
            tx.seal(row, "body", body)

    await app.database.run(write, app.now)


async def said_to(app: App, person_id: str) -> int:
    return await rows(app, app.now, Outbox, person_id=person_id)  # type: ignore[arg-type] # a clock


@pytest.mark.parametrize("kind", DAMAGES)
async def test_who_can_t_be_read_is_told_all_the_same_and_nobody_else_notices(
    app: App, house: House, kind: str
) -> None:
    await damage(app, house.ids["lesia"], DAMAGES[kind])

    def both(tx: Tx) -> None:
        for who in ("lesia", "nadia"):
            tx.tell(house.ids[who], "case_taken_away", code="К7М-4Р2")
        tell(tx, app.intake.book, app.translator)

    with capture_logs() as logged:
        await app.database.run(both, app.now)
    assert await said_to(app, house.ids["lesia"]) == 1
    assert await said_to(app, house.ids["nadia"]) == 1
    assert all(set(one) - {"event", "log_level"} <= ALLOWED for one in logged)


async def test_who_can_t_be_read_begins_anew_when_she_comes_herself(app: App) -> None:
    form = b'{"address": "olena", "command": "menu"}'
    await app.intake.receive("web", [("1", form)])
    await app.settle()

    def first(tx: Tx) -> str:
        return tx.db.scalars(select(Conversation.person_id)).one()

    person_id = await app.database.run(first, app.now)
    await damage(app, person_id, {"visit": 3})
    await app.intake.receive("web", [("2", form)])
    await app.settle()
    assert await rows(app, app.now, DeadLetter) == 0  # type: ignore[arg-type]
    assert await said_to(app, person_id) == 2


async def test_the_numbers_of_notices_go_on_so_that_no_old_button_answers_a_new_question(
    app: App, house: House
) -> None:
    await damage(app, house.ids["lesia"], None)
    await damage(app, house.ids["nadia"], {"visit": 3})

    def told(tx: Tx) -> list[int]:
        for who in ("lesia", "nadia"):
            tx.tell(house.ids[who], "case_taken_away", code="К7М-4Р2")
        tell(tx, app.intake.book, app.translator)
        tx.db.flush()
        found = [tx.db.get_one(Conversation, house.ids[who]) for who in ("lesia", "nadia")]
        return [tx.unseal(one, "body")["notices"] for one in found]

    known, lost = await app.database.run(told, app.now)
    assert known == 5
    assert lost > 1_000_000


async def test_a_deadline_at_fault_is_put_off_and_the_others_are_told(
    app: App, house: House, hands: Hands
) -> None:
    await house.refer("green", person="olena", code="К7М-4Р2")
    await house.refer("green", person="hanna", code="Р2М-4К7", name="other")

    def spoil(tx: Tx) -> None:
        contact = tx.db.scalars(select(SafeContact).where(SafeContact.person_id == house.ids["olena"])).one()
        contact.body_sealed = b"damaged"

    await app.database.run(spoil, hands)
    await app.clock.tick()
    before = await said_to(app, house.ids["hanna"])
    hands.at += timedelta(hours=73)
    with capture_logs() as logged:
        assert await app.clock.tick() == 1
    assert await said_to(app, house.ids["hanna"]) == before + 1
    assert {"clock.fault"} <= {one["event"] for one in logged}
    assert all(set(one) - {"event", "log_level"} <= ALLOWED for one in logged)
    assert not app.clock.silent()

    def next_try(tx: Tx) -> Any:
        return tx.db.scalars(select(Nudge.at).where(Nudge.told_at.is_(None))).all()

    assert await app.database.run(next_try, hands) == [hands.at + nudging.NOBODY_YET]


async def test_an_unreadable_draft_keeps_no_other_from_being_erased(
    app: App, house: House, hands: Hands
) -> None:
    await damage(app, house.ids["lesia"], {"visit": 3})
    await damage(app, house.ids["nadia"], Session((), visit=7, page=2).to_json())
    hands.at += retention.DRAFT + timedelta(seconds=1)
    await app.database.run(retention.sweep, hands)

    def left(tx: Tx) -> list[Any]:
        return list(tx.db.scalars(select(Conversation.body_sealed)))

    assert await app.database.run(left, hands) == [None, None]


async def test_a_rule_at_fault_keeps_no_other_from_its_sweep(
    app: App, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[str] = []

    def faulty(_: Tx) -> int:
        raise ZeroDivisionError

    def good(_: Tx) -> int:
        swept.append("good")
        return 0

    monkeypatch.setattr(retention, "RULES", {"faulty": faulty, "good": good})
    for _ in range(14):
        await app.clock.sweep()
        hands.at += timedelta(hours=1)
    assert swept


async def test_whoever_watches_sees_that_no_tick_gets_through(
    app: App, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with TestClient(TestServer(web_app(app))) as http:
        await app.clock.tick()
        hands.at += SILENT
        assert (await http.get("/health/clock")).status == 200

        async def away(*_: object) -> None:
            raise AwayError

        with monkeypatch.context() as broken:
            broken.setattr(app.database, "run", away)
            with pytest.raises(AwayError):
                await app.clock.tick()
        hands.at += timedelta(seconds=1)
        seen = await http.get("/health/clock")
        assert (seen.status, await seen.text()) == (
            503,
            "clock: no tick has got through, nobody hears of deadlines\n",
        )
        assert (await http.get("/health")).status == 200
        await app.clock.tick()
        assert (await http.get("/health/clock")).status == 200


async def test_what_concerns_no_case_stops_nobody_s_deadline(
    app: App, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A working group's days, what a region publishes: at fault, they wait for the next tick."""
    ran = []

    def broken(tx: Tx) -> int:
        raise RuntimeError

    def whole(tx: Tx) -> int:
        ran.append(tx.now)
        return 0

    monkeypatch.setattr("bot.clock.BESIDE_CASES", {"roadmaps": broken, "publications": whole})
    await house.refer()
    app.now.at += timedelta(hours=30)  # type: ignore[attr-defined] # a clock's hands
    with capture_logs() as logged:
        assert await app.clock.tick() > 0
    assert ran == [app.now()]
    assert [(one["event"], one["kind"]) for one in logged if one["log_level"] == "error"] == [
        ("clock.fault", "roadmaps")
    ]
    assert not app.clock.silent()
