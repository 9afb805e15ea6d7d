"""What every region does alike (the common core): danger first, a skipped danger question is never the
mildest level, nothing without consent, a first contact within three days. Played in each region, with or
without a file of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Base, Case, Consent, Deadline, Person, Referral, Screening
from bot.regions import load
from flows.policy.grades import Grade
from tests.stages.bare import BareStage
from tests.stages.cast import furnish, place
from tests.stages.script import Member, Script

AT = datetime.fromisoformat("2026-11-23T10:00:00+02:00")
REGIONS = load()
WITHOUT_A_FILE = ("UA-30", "UA-63")
in_each_region = pytest.mark.parametrize(
    "region", [*sorted(id_ for id_, one in REGIONS.by_id.items() if one.own), *WITHOUT_A_FILE]
)

HER = "olena"
NUMBER = "067 123 45 67"
MOST = 80  # presses of one conversation

BEGIN = ("find_step", "yes")
USUAL = ("none", "no", "skip", "sms", "morning", "me", "confirm", "refer", "done", "on", "ok")
"""What is pressed where a story says nothing: nothing of these, no, skipped, and on towards a referral."""


async def told(raise_bare: Any, region: str, *wants: str) -> tuple[BareStage, str]:
    """A self-screening to its end; the stage, and all that was shown. ``wants``: buttons, each pressed as
    soon as it is there; one with «*» each time."""
    stage = await raise_bare(AT)
    member = Member(HER)
    script = Script("common", region, AT, (member,), ())
    await stage.app.database.run(lambda tx: furnish(tx, script), stage.hands)
    person = await stage.enter(HER)
    await stage.app.database.run(lambda tx: place(tx, script, member, person), stage.hands)
    await stage.start(HER)
    left = [*BEGIN, *wants]
    shown: list[str] = []
    for _ in range(MOST):
        there = {one.id.lstrip("+@"): one.id for one in await stage.buttons(HER)}
        wanted = next((one for one in left if one.removeprefix("*") in there), None)
        usual = next((one for one in USUAL if one in there), None)
        if "find_step" in there and wanted != "find_step":
            return stage, "\n".join(shown)
        if wanted is not None:
            await stage.press(HER, there[wanted.removeprefix("*")])
        elif usual is not None:
            await stage.press(HER, there[usual])
        else:
            await stage.say(HER, NUMBER)
        if wanted is not None and not wanted.startswith("*"):
            left.remove(wanted)
        shown += await stage.texts(HER)
    raise AssertionError(f"no end of it: {sorted(there)}")


async def rows(stage: BareStage, table: type[Base]) -> list[Any]:
    return await stage.app.database.run(lambda tx: list(tx.db.scalars(select(table))), stage.hands)


def grades(region: str) -> tuple[Grade, ...]:
    return REGIONS.region(region).levels.grades


@in_each_region
async def test_danger_brings_the_numbers_at_once_and_the_gravest_level(region: str, raise_bare: Any) -> None:
    stage, shown = await told(raise_bare, region, "d1", "done", "*agree", "*send")
    assert shown.index("102") < shown.index("Чи можна передати Ваше звернення?")
    (case,) = await rows(stage, Case)
    assert case.level == grades(region)[-1].id
    assert case.ground["signs"] == ["d1"]
    assert case.profile_sealed is None  # whoever is in danger is asked nothing else
    assert {one.state for one in await rows(stage, Referral)} == {"sent"}  # no signature is waited for


@in_each_region
async def test_what_is_said_of_exploitation_ends_in_a_contact_within_three_days(
    region: str, raise_bare: Any
) -> None:
    stage, _ = await told(raise_bare, region, "e1", "done", "*agree", "*send")
    (case,) = await rows(stage, Case)
    assert case.level not in (grades(region)[0].id, grades(region)[-1].id)
    sent = await rows(stage, Referral)
    assert sum(one.leads for one in sent) == 1
    assert len(await rows(stage, Consent)) == len(sent)  # one each
    due = [one.due_at for one in await rows(stage, Deadline) if one.kind == "contact"]
    assert due
    assert all(AT < one <= AT + timedelta(hours=72) for one in due)


@in_each_region
async def test_a_danger_question_left_open_is_never_mild_and_nothing_goes_to_whom_she_refuses(
    region: str, raise_bare: Any
) -> None:
    stage, shown = await told(raise_bare, region, "*skip", "person", "*refuse")
    assert "Запитаємо ще раз" in shown
    assert [await rows(stage, one) for one in (Case, Consent, Referral)] == [[], [], []]
    (screening,) = await rows(stage, Screening)
    assert screening.level != grades(region)[0].id
    assert screening.person_id is None
    (person,) = await rows(stage, Person)
    assert person.name_sealed is None
