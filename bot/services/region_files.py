"""Whoever looks after the regions' files hears what became of a change, once: the administrators, and the
coordinators of the regions it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import select

from bot.db.models import Institution, Meta, Staff
from bot.db.tx import Tx
from flows.engine.message import M, Text
from flows.policy.bodies import BODIES
from flows.regions.names import REGIONS
from flows.regions.problems import Problem

FEW = 3
"""Faults that a notice names; ``dorozhnyk check`` names all."""

LONGEST = 160  # characters of a list of what is allowed: a notice stays short enough to be read

_KEY = "regions_files"
_REFUSED = "refused:"
_REGION = re.compile(r"UA-\d\d")

AT_KEY = M("region_files.at_key", "{file}, {key}: {said}")
AT_KEY_LIST = M("region_files.at_key_list", "{file}, {key}: {said}. Можна: {allowed}")
AT_FILE = M("region_files.at_file", "{file}: {said}")
FOLDER = M("region_files.folder", "тека областей")
BODY = M("region_files.body", "невідома установа")
DETAILS = M("region_files.details", "тут помилка; подробиці покаже команда «dorozhnyk check»")
SAID: Mapping[str, M] = MappingProxyType(
    {
        "missing": M("region_files.missing", "тут має щось стояти, а немає нічого"),
        "unknown_key": M("region_files.unknown_key", "такого ключа немає"),
        "unknown_file": M("region_files.unknown_file", "файл із такою назвою програма не читає"),
        "word": M("region_files.word", "такого слова тут не може бути"),
        "twice": M("region_files.twice", "те саме стоїть двічі"),
        "none": M("region_files.none", "потрібне хоча б одне слово"),
        "id": M("region_files.id", "можна лише малі латинські літери, цифри та знак «_»"),
        "flag": M("region_files.flag", "має бути true (так) або false (ні)"),
        "day": M("region_files.day", "має бути дата, наприклад 2026-11-22"),
        "span": M(
            "region_files.span",
            "строк має бути більшим за нуль, але не довшим за 31 день; пишуть так: «15 min», «48 h», "
            "«4 working h», «3 d»",
        ),
        "text": M("region_files.text", "має бути текст, не порожній і не задовгий"),
        "marks": M("region_files.marks", "у тексті не може бути фігурних дужок і розривів рядка"),
        "list": M("region_files.list", "має бути список у квадратних дужках"),
        "table": M("region_files.table", "має бути таблиця"),
        "large": M("region_files.large", "файл завеликий"),
        "encoding": M("region_files.encoding", "файл треба зберегти в кодуванні UTF-8"),
        "toml": M("region_files.toml", "файл написано не за правилами TOML: десь бракує лапок чи дужки"),
        "unread": M("region_files.unread", "не вдається прочитати"),
    }
)
"""Kind of a ``Problem`` → what is wrong."""


def refused(tx: Tx, digest: str, problems: Sequence[str]) -> int:
    """Say that a change was not taken, and why; how many hear of it. ``digest``: which change; where another
    process has told of it, nobody hears."""
    files = {one.file if isinstance(one, Problem) else "" for one in problems}
    named = {found[0] for file in files if (found := _REGION.search(file))}
    everywhere = any(_REGION.search(file) is None for file in files)
    regions = REGIONS if everywhere else named
    before = _first(tx, f"{_REFUSED}{digest}:{','.join(sorted(regions))}")
    if before is None:
        return 0
    people = _keepers(tx, regions)
    for person_id in people:
        tx.tell(
            person_id,
            "region_refused",
            lines=[fault(line) for line in problems[:FEW]],
            count=len(problems) - FEW if len(problems) > FEW else None,
        )
    return len(people)


def taken(tx: Tx, digest: str, changed: Collection[str]) -> int:
    """Say in which regions another order holds from now on, and to whoever heard of a slip that nothing is
    wrong any more; how many hear of it."""
    before = _first(tx, f"taken:{digest}")
    if before is None:
        return 0
    people = _keepers(tx, changed)
    for person_id, theirs in people.items():
        tx.tell(person_id, "region_taken", lines=[REGIONS[one].json() for one in REGIONS if one in theirs])
    mended = _keepers(tx, before.rpartition(":")[2].split(",")) if before.startswith(_REFUSED) else {}
    for person_id in mended.keys() - people.keys():
        tx.tell(person_id, "region_mended")
    return len(people.keys() | mended.keys())


def fault(problem: str) -> Text:
    """A line of ``RegionProblems`` for somebody who edits a file and is no programmer: which file, which key,
    what is wrong; what may stand there, where it is a list of words."""
    if not isinstance(problem, Problem):
        return AT_FILE.json(file=FOLDER.json(), said=DETAILS.json())
    file = problem.file or FOLDER.json()
    unknown_body = problem.kind == "word" and problem.allowed and BODIES.keys() >= set(problem.allowed)
    said = (BODY if unknown_body else SAID.get(problem.kind, DETAILS)).json()
    if not problem.key:
        return AT_FILE.json(file=file, said=said)
    if not problem.allowed:
        return AT_KEY.json(file=file, key=problem.key, said=said)
    allowed = _short(", ".join(problem.allowed))
    return AT_KEY_LIST.json(file=file, key=problem.key, said=said, allowed=allowed)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _first(tx: Tx, what: str) -> str | None:
    """What was told before (empty: nothing), where nobody has told of this yet; it is told now. Else None."""
    row = tx.db.get(Meta, _KEY, with_for_update=True, populate_existing=True)
    before = row.value if row is not None else ""
    if before == what:
        return None
    if row is None:
        tx.db.add(Meta(key=_KEY, value=what))
    else:
        row.value = what
    tx.db.flush()
    return before


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
