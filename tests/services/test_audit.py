"""The log tells who did what; a row that was changed behind its back is found."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, text

from bot.db.engine import Database
from bot.db.models import Audit
from bot.db.tx import Tx
from bot.services import audit
from bot.services.access import Actor
from tests.conftest import Clock
from tests.services.cast import Cast

IRYNA = Actor("p1", "iryna", frozenset({"lead"}), "social", "UA-51")


async def test_a_row_says_who_what_and_when_and_no_more(transact: Callable[..., Any], clock: Clock) -> None:
    await transact(lambda tx: audit.record(tx, IRYNA, "card", "case1", "referral1"))
    await transact(lambda tx: audit.record(tx, Actor("p2"), "erased"))
    await transact(lambda tx: audit.record(tx, None, "consent_ended", "case1"))
    rows = await transact(lambda tx: list(tx.db.scalars(select(Audit).order_by(Audit.id))))
    assert [(row.staff_id, row.person_id, row.action, row.case_id, row.detail, row.at) for row in rows] == [
        ("iryna", None, "card", "case1", "referral1", clock.at),
        (None, "p2", "erased", None, "", clock.at),
        (None, None, "consent_ended", "case1", "", clock.at),
    ]
    assert [row.before for row in rows] == [audit.BEGINNING, rows[0].digest, rows[1].digest]
    assert await transact(audit.verify) is None


async def test_what_failed_leaves_no_trace_in_the_log(database: Database, clock: Clock) -> None:
    def fail(tx: Tx) -> None:
        audit.record(tx, IRYNA, "card", "case1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.run(fail, clock)
    assert await database.run(lambda tx: tx.db.scalar(select(func.count(Audit.id))), clock) == 0


async def test_many_at_once_make_one_chain(database: Database, clock: Clock) -> None:
    def twice(tx: Tx) -> None:
        audit.record(tx, IRYNA, "card", "case1")
        audit.record(tx, IRYNA, "accepted", "case1")

    await asyncio.gather(*(database.run(twice, clock) for _ in range(12)))
    assert await database.run(audit.verify, clock) is None
    assert await database.run(lambda tx: tx.db.scalar(select(func.count(Audit.id))), clock) == 24


TAMPERING = {
    "a changed row": ("UPDATE audit SET action = 'nothing' WHERE id = 3", 3),
    "a changed moment": ("UPDATE audit SET at = '2026-11-01 00:00:00' WHERE id = 2", 2),
    "a row taken out": ("DELETE FROM audit WHERE id = 2", 3),
    "the first row taken out": ("DELETE FROM audit WHERE id = 1", 2),
    "rows that changed places": (
        "UPDATE audit SET action = CASE id WHEN 1 THEN 'a1' ELSE 'a0' END WHERE id IN (1, 2)",
        1,
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
async def test_tampering_is_found_at_its_first_row(database: Database, clock: Clock, how: str) -> None:
    statement, found = TAMPERING[how]
    for step in range(4):
        await database.run(partial(audit.record, actor=IRYNA, action=f"a{step}"), clock)

    def tamper(tx: Tx) -> None:
        if tx.db.get_bind().dialect.name == "sqlite":
            tx.db.execute(text("DROP TRIGGER audit_no_update"))
            tx.db.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            tx.db.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        tx.db.execute(text(statement))

    await database.run(tamper, clock)
    assert await database.run(audit.verify, clock) == found


async def test_a_row_made_without_the_key_is_found(database: Database, clock: Clock) -> None:
    """Adding is allowed to whoever holds the database; sealing is not."""
    await database.run(lambda tx: audit.record(tx, IRYNA, "card", "case1"), clock)

    def forge(tx: Tx) -> None:
        last = tx.db.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
        tx.db.add(
            Audit(
                at=tx.now,
                staff_id="oleh",
                action="card",
                case_id="case1",
                before=last.digest,
                digest="f" * 64,
            )
        )

    await database.run(forge, clock)
    assert await database.run(audit.verify, clock) == 2


async def test_a_long_log_is_read_in_parts(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> None:
    monkeypatch.setattr(audit, "_AT_ONCE", 3)
    for _ in range(7):
        await database.run(partial(audit.record, actor=IRYNA, action="card"), clock)
    assert await database.run(audit.verify, clock) is None
