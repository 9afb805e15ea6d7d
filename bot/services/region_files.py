"""Whoever looks after the regions' files hears what became of a change, once: the administrators, and the
coordinators of the regions it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select

from bot.db.models import Institution, Meta, Staff
from bot.db.tx import Tx
from flows.engine.message import M, Text
from flows.regions.names import REGIONS

FEW = 3
"""Faults that a notice names; ``dorozhnyk check`` names all."""

LONGEST = 160  # characters of a list of what is allowed: a notice stays short enough to be read

_KEY = "regions_files"
_FAULT = re.compile(
    r"(?P<file>[^:]+): (?P<key>[^:]+): (?:(?P<said>.*?); )?allowed(?: here)?: (?P<allowed>.*)"
)
_NAMED = re.compile(r"(?P<file>[^:]+): (?P<said>.*)")
_REGION = re.compile(r"UA-\d\d")

NOT_ALLOWED = M("orders.not_allowed", "{file}, {key}: {said}. Можна: {allowed}")
ALLOWED = M("orders.allowed", "{file}, {key}. Можна: {allowed}")
NAMED = M("orders.named", "{file}: {said}")


def refused(tx: Tx, digest: str, problems: Sequence[str]) -> int:
    """Say that a change was not taken, and why; how many hear of it. ``digest``: which change; where another
    process has told of it, nobody hears."""
    if not _first(tx, f"refused:{digest}"):
        return 0
    files = {line.partition(":")[0] for line in problems}
    named = {found[0] for file in files if (found := _REGION.search(file))}
    everywhere = any(_REGION.search(file) is None for file in files)
    people = _keepers(tx, REGIONS if everywhere else named)
    for person_id in people:
        tx.tell(
            person_id,
            "region_refused",
            lines=[fault(line) for line in problems[:FEW]],
            count=len(problems) - FEW if len(problems) > FEW else None,
        )
    return len(people)


def taken(tx: Tx, digest: str, changed: Collection[str]) -> int:
    """Say in which regions another order holds from now on; how many hear of it."""
    if not _first(tx, f"taken:{digest}") or not changed:
        return 0
    people = _keepers(tx, changed)
    for person_id, theirs in people.items():
        tx.tell(person_id, "region_taken", lines=[REGIONS[one].json() for one in REGIONS if one in theirs])
    return len(people)


def fault(line: str) -> Text:
    """A line of ``RegionProblems`` for somebody who edits a file and is no programmer."""
    if (found := _FAULT.fullmatch(line)) is not None:
        about = {"file": found["file"], "key": found["key"], "allowed": _short(found["allowed"])}
        return NOT_ALLOWED.json(**about, said=found["said"]) if found["said"] else ALLOWED.json(**about)
    named = _NAMED.fullmatch(line)
    return NAMED.json(file=named["file"], said=_short(named["said"])) if named is not None else line


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _first(tx: Tx, what: str) -> bool:
    """Whether nobody has told of it yet; it is told now."""
    row = tx.db.get(Meta, _KEY, with_for_update=True, populate_existing=True)
    if row is None:
        tx.db.add(Meta(key=_KEY, value=what))
    elif row.value == what:
        return False
    else:
        row.value = what
    tx.db.flush()
    return True


def _keepers(tx: Tx, regions: Collection[str]) -> dict[str, set[str]]:
    """Person → of these regions those that she looks after."""
    return {person_id: theirs for person_id, theirs in _each(tx, set(regions)) if theirs}


def _each(tx: Tx, regions: set[str]) -> Iterator[tuple[str, set[str]]]:
    rows = tx.db.execute(
        select(Staff, Institution.region)
        .join(Institution, Institution.id == Staff.institution_id)
        .where(Staff.revoked_at.is_(None))
        .order_by(Staff.joined_at, Staff.id)
    )
    for staff, region in rows:
        if "admin" in staff.roles:
            yield staff.person_id, regions
        elif "coordinator" in staff.roles:
            yield staff.person_id, regions & {region}
