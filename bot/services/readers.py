"""Who opened a person's card, and when: from the audit log, for herself."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.db.models import Audit, Case, Institution, Staff
from bot.db.tx import ErasedError, Tx
from bot.services.lines import when
from flows.engine.message import M, Text

READING = (
    "card_read",
    "form_wanted",
    "procedure_read",
    "onward_read",
    "placement_read",
    "aid_read",
    "joint_plan_read",
)
"""Actions of the audit log in which somebody's eyes were on the card, or on a page beside it."""

SITTING = timedelta(hours=1)
"""Readings by one worker closer together than this are one: each screen of a card is written down."""

SHOWN = 30
LOOKED_AT = 500  # rows of the log

LINE = M("reader.line", "{at}: {name}, {institution}")
NAMELESS = M("reader.nameless", "{at}: {institution}")


def readers(tx: Tx, person_id: str) -> list[Text]:
    """A line a sitting, by its last moment, the newest first; at most ``SHOWN``."""
    rows = tx.db.execute(
        select(Audit.at, Staff, Institution.name)
        .join(Case, Case.id == Audit.case_id)
        .join(Staff, Staff.id == Audit.staff_id)
        .join(Institution, Institution.id == Staff.institution_id)
        .where(Case.person_id == person_id, Audit.action.in_(READING))
        .order_by(Audit.id.desc())
        .limit(LOOKED_AT)
    )
    lines: list[Text] = []
    seen: dict[str, datetime] = {}
    for at, staff, institution in rows:
        if staff.id not in seen or seen[staff.id] - at >= SITTING:
            lines.append(_line(tx, staff, institution, when(at)))
        seen[staff.id] = at
    return lines[:SHOWN]


def _line(tx: Tx, staff: Staff, institution: str, at: Text) -> Text:
    try:
        return LINE.json(at=at, name=tx.unseal(staff, "name"), institution=institution)
    except ErasedError:
        return NAMELESS.json(at=at, institution=institution)
