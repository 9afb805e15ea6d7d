"""What is going on in the demo, in words: the cases' timelines and the reminders that went out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.db.models import Case, CaseEvent, Deadline, Nudge
from bot.db.tx import Tx
from bot.demo.world import Demo
from bot.services import lines, timeline
from bot.services.versions import region_of_case
from flows.engine.message import M, Text
from handlers.webchat.demo import Happening

NEWEST = 40
LANGUAGE = "uk"

OPENED = M("demo.opened", "{colour} {code}: відкрито справу")
STEP = M("demo.step", "{colour} {code}: {what}")
TOLD = {
    "lead": M("demo.told_lead", "{colour} {code}: сповіщено особу, яка веде справу"),
    "deputy": M("demo.told_deputy", "{colour} {code}: сповіщено заміну"),
    "coordinator": M("demo.told_coordinator", "{colour} {code}: сповіщено координацію"),
    "specialist": M("demo.told_specialist", "{colour} {code}: сповіщено особу, яка направила"),
    "person": M("demo.told_person", "{colour} {code}: запитано людину"),
}
PHONES = {"lead": "specialist", "specialist": "specialist", "coordinator": "coordinator", "person": "person"}


async def happenings(demo: Demo) -> list[Happening]:
    """The newest lines, oldest first."""
    app = demo.app
    found = await app.database.run(_found, demo.hands)
    zone = app.world.zone
    return [
        Happening(
            number=number,
            time=f"{at.astimezone(zone):%d.%m %H:%M}",
            text=app.translator.text(LANGUAGE, text),
            who=(who,) if who else (),
        )
        for number, (at, text, who) in enumerate(found, 1)
    ][-NEWEST:]


def _found(tx: Tx) -> list[tuple[datetime, Text, str]]:
    found: list[tuple[datetime, Text, str]] = []
    for one in sorted([*_steps(tx), *_told(tx)], key=lambda one: one[0]):
        if one not in found[-4:]:  # two referrals of one case are told of at once
            found.append(one)
    return found


def _steps(tx: Tx) -> list[tuple[datetime, Text, str]]:
    rows = tx.db.execute(
        select(CaseEvent, Case).join(Case, Case.id == CaseEvent.case_id).order_by(CaseEvent.id)
    )
    return [
        (event.at, _step(tx, event, case), "")
        for event, case in rows
        if event.kind in (*timeline.WORDS, "opened")
    ]


def _step(tx: Tx, event: CaseEvent, case: Case) -> Text:
    about = {"colour": lines.colour(tx, case), "code": case.code}
    if event.kind == "opened":
        return OPENED.json(**about)
    return STEP.json(**about, what=timeline.words(event, region_of_case(tx, case)))


def _told(tx: Tx) -> list[tuple[datetime, Text, str]]:
    rows = tx.db.execute(
        select(Nudge, Case)
        .join(Deadline, Deadline.id == Nudge.deadline_id)
        .join(Case, Case.id == Deadline.case_id)
        .where(Nudge.told_at.is_not(None))
    )
    return [
        (
            nudge.told_at,
            TOLD[nudge.whom].json(colour=lines.colour(tx, case), code=case.code),
            PHONES.get(nudge.whom, ""),
        )
        for nudge, case in rows
        if nudge.told_at is not None
    ]
