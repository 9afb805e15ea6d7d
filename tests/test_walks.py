"""People who press and write whatever comes to mind, with the real services behind: nothing breaks."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from bot.db.models import Consent, DutyReport, Referral
from bot.db.tx import Tx
from tests.stages.cast import furnish, place
from tests.stages.script import Member, Script
from tests.stages.stage import Stage

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
CAST = (
    Member("olena", new=True),
    Member("iryna", ("specialist", "head"), "cnap"),
    Member("lesia", ("lead", "specialist"), "social"),
    Member("nadia", ("coordinator",), "ova"),
)
WORDS = (
    "Олена", "067 123 45 67", "8 067 123 45 67", "Потрібне житло для двох.", "паспорт АА123456", "ї" * 4001,
    "так", "меню", "назад", "1", "0", "<b>&", "К7М-4Р2", "123 456 789 012", "", " ", "екстрені номери",
)  # fmt: skip
STEPS = 120


async def settle_in(stage: Stage, region: str) -> Script:
    script = Script("walk", region, AT, CAST, ())
    await stage.app.database.run(lambda tx: furnish(tx, script), stage.hands)
    for member in CAST:
        person = await stage.enter(member.name)
        await stage.app.database.run(lambda tx, m=member, p=person: place(tx, script, m, p), stage.hands)
        await stage.start(member.name)
    return script


async def step(stage: Stage, random: Random, seen: Counter[str]) -> None:
    """One thing that somebody does; buttons not pressed before are likelier, so that walks go far."""
    who = random.choice(CAST).name
    chance = random.random()
    buttons = [one.id for one in await stage.buttons(who)]
    assert buttons, f"{who} has no way on"
    notices = [one.id for one in await stage.notices(who)]
    if chance < 0.04:
        await stage.send(who, random.choice(["voice", "sticker", "photo", "location"]))
    elif chance < 0.14:
        await stage.say(who, random.choice(WORDS))
    elif chance < 0.22 and notices:
        await stage.press(who, random.choice(notices))
    elif chance < 0.26:
        await stage.press(who, random.choice(["yes", "@done", "+e6", "agree", "!1.open", "erase", "x" * 50]))
    elif chance < 0.29:
        await stage.wait(timedelta(hours=random.choice([1, 9, 30, 73])))
    else:
        weights = [0.05 if one in ("@menu", "@danger", "@back") else 1 / (1 + seen[one]) for one in buttons]
        (choice,) = random.choices(buttons, weights)
        seen[choice] += 1
        await stage.press(who, choice)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("region", ["UA-51", "UA-05"])
async def test_whatever_people_do_they_have_a_way_on(seed: int, region: str, bare_stage) -> None:
    stage = await bare_stage(AT)
    await settle_in(stage, region)
    random, seen = Random(seed), Counter[str]()
    for _ in range(STEPS):
        await step(stage, random, seen)
    await stage.app.database.run(_nothing_without_consent, stage.hands)


def _nothing_without_consent(tx: Tx) -> None:
    """Every referral has a consent of its own person for its own recipient, or a report a law obliges to."""
    reported = set(tx.db.scalars(select(DutyReport.case_id)))
    for referral in tx.db.scalars(select(Referral)):
        consent = tx.db.get(Consent, referral.consent_id) if referral.consent_id else None
        if consent is None:
            assert referral.case_id in reported
        else:
            assert (consent.person_id, consent.institution_id) == (
                referral.person_id,
                referral.institution_id,
            )
