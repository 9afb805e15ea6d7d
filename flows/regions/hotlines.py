"""Hotlines: numbers that were looked up, each with its source, the day of that, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flows.engine.message import M, Text, moment
from flows.regions.names import REGIONS
from flows.regions.problems import RegionProblems, standing
from flows.regions.reading import Reader

PURPOSES = (
    "emergency",
    "gas",
    "trafficking",
    "violence",
    "children",
    "legal",
    "psychological",
    "government",
    "displaced",
)
EMERGENCY = ("emergency",)
SUPPORT = ("violence", "trafficking", "children", "psychological", "legal", "government", "displaced")
"""What the help lines are for, the most pressing first; those of emergency and of gas stand elsewhere."""

SURE = ("H", "M")
"""H: an official page or two independent ones. M: one page, or an older one; shown with its date. Anything
less sure is not shipped."""

AS_OF = M("hotline.as_of", "за даними на {date}")

_NUMBER = re.compile(r"\d[\d -]{1,17}\d")
_DAY = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?(?:-(0[1-9]|[12]\d|3[01]))?")


@dataclass(frozen=True, slots=True)
class Hotline:
    """One line. ``hours`` only where verified; ``region``: only there (None: the whole country);
    ``verified_on``: ISO day, month or year; ``sure``: H or M."""

    id: str
    numbers: tuple[str, ...]
    name: M
    purposes: tuple[str, ...]
    hours: M | None
    region: str | None
    source: str
    verified_on: str
    sure: str

    def shown(self) -> list[dict[str, Text]]:
        """The line as ``Phones`` shows it: one entry a number. The less sure ones carry their date."""
        hours: Text = self.hours.json() if self.hours else None
        if self.sure == "M":
            year = len(self.verified_on) == len("2026")
            hours = AS_OF.json(date=self.verified_on if year else moment(self.verified_on))
        entry: dict[str, Text] = {"name": self.name.json()}
        if hours is not None:
            entry["hours"] = hours
        return [{"number": number, **entry} for number in self.numbers]


def parse_hotlines(
    raw: Mapping[str, Any], *, name: str, under: Sequence[Hotline] = (), local: bool = False
) -> tuple[Hotline, ...]:
    """The lines of a file over those under it: one with a known id replaces it, ``hidden`` takes lines away
    (the emergency ones stay). Raises RegionProblems with all faults."""
    problems: list[str] = []
    prefix = "local" if local else "data"
    reader = Reader(
        raw,
        "",
        lambda path, problem: problems.append(standing(name, path, problem)),
        lambda _: prefix,
    )
    lines = {line.id: line for line in under}
    lines.update((line.id, line) for line in (_hotline(one) for one in reader.tables("hotlines")))
    removable = [line.id for line in lines.values() if "emergency" not in line.purposes]
    for hidden in reader.words("hidden", removable or ["-"]):
        lines.pop(hidden, None)
    reader.done()
    if problems:
        raise RegionProblems(problems)
    return tuple(lines.values())


def phones(
    lines: Iterable[Hotline], *, purposes: Sequence[str] = (), region: str | None = None
) -> list[dict[str, Text]]:
    """The lines for these purposes (none: all of them), in the order the purposes are named, ready to show;
    those of another region are left out."""
    here = [line for line in lines if line.region in (None, region)]
    wanted = purposes or PURPOSES
    found: dict[str, Hotline] = {}
    for purpose in wanted:
        found.update({line.id: line for line in here if purpose in line.purposes and line.id not in found})
    return [entry for line in found.values() for entry in line.shown()]


MATTERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "safety": ("violence", "trafficking"),
        "gas": ("gas",),
        "children": ("children",),
        "legal": ("legal",),
        "psychological": ("psychological",),
        "government": ("government", "displaced"),
    }
)
"""A matter and what its lines are for."""

FEW = 3
"""Lines shown of one matter: whoever is in trouble can't read a directory."""


def by_matter(lines: Sequence[Hotline], region: str | None) -> dict[str, list[dict[str, Text]]]:
    """The few lines to call in each matter, one number a line: first those that cover it whole, then those
    that are for nothing else."""
    here = [line for line in lines if line.region in (None, region)]
    found = {}
    for matter, purposes in MATTERS.items():
        serving = [(len(set(purposes) & set(line.purposes)), line) for line in here]
        fitting = [(count, line) for count, line in serving if count]
        fitting.sort(key=lambda one: (-one[0], len(one[1].purposes)))
        found[matter] = [line.shown()[0] for _, line in fitting[:FEW]]
    return found


DANGERS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "medical": (("ambulance",), ()),
        "disaster": (("rescue",), ("gas",)),
        "violence": (("police",), ("violence",)),
        "sexual": (("police",), ("violence",)),
        "captivity": (("police",), ("trafficking", "violence")),
        "child": (("police", "children"), ("children",)),
        "life": (("ambulance", "lifeline"), ("psychological",)),
        "help": (("police",), ("violence", "psychological")),
    }
)
"""A kind of danger that somebody's words sound like (``bot.search.hearing``): the lines to stand first (by
id), and what the help lines are for."""

LISTENING = 5
"""Help lines shown beside the emergency numbers."""


def in_danger(lines: Sequence[Hotline], region: str | None, kinds: Sequence[str]) -> dict[str, Any] | None:
    """Whom to call: ``calls``, every emergency number, what fits first; ``listen``, the few help lines for
    these kinds, one number each; ``first``, which of the two comes first: whoever despairs is to be heard.
    None where there is no danger."""
    if not kinds:
        return None
    here = [line for line in lines if line.region in (None, region)]
    fitting = [id_ for kind in kinds for id_ in DANGERS[kind][0]]
    calls = [line for line in here if "emergency" in line.purposes]
    calls.sort(key=lambda line: fitting.index(line.id) if line.id in fitting else len(fitting))
    wanted = list(dict.fromkeys(purpose for kind in kinds for purpose in DANGERS[kind][1]))
    if "gas" in wanted:
        calls[1:1] = [line for line in here if "gas" in line.purposes]
    listen = _in_turn([_for(here, purpose, fitting) for purpose in wanted if purpose != "gas"])
    return {
        "first": "listen" if listen and not set(kinds) - {"life", "child"} and "life" in kinds else "calls",
        "calls": [entry for line in calls for entry in line.shown()],
        "listen": [line.shown()[0] for line in listen[:LISTENING]],
    }


def _for(here: Sequence[Hotline], purpose: str, fitting: Sequence[str]) -> list[Hotline]:
    """The few lines for one purpose: those that fit, then those that are for little else."""
    serving = (line for line in here if purpose in line.purposes)
    return sorted(serving, key=lambda line: (line.id not in fitting, len(line.purposes)))[:FEW]


def _in_turn(some: Sequence[Sequence[Hotline]]) -> list[Hotline]:
    """The first of each, then the second of each, and so on; no line twice."""
    found: dict[str, Hotline] = {}
    for at in range(FEW):
        for lines in some:
            if at < len(lines):
                found.setdefault(lines[at].id, lines[at])
    return list(found.values())


def _hotline(reader: Reader) -> Hotline:
    numbers = reader.plains("numbers")
    if not numbers or any(_NUMBER.fullmatch(number) is None for number in numbers):
        reader.wrong("numbers", "allowed: at least one number of digits, spaces and dashes, such as «15-47»")
    verified_on = reader.plain("verified_on")
    if _DAY.fullmatch(verified_on) is None:
        reader.wrong(
            "verified_on", "allowed: a day, a month or a year, such as «2026-11-22», «2026-11», «2026»"
        )
    line = Hotline(
        id=reader.id(),
        numbers=numbers,
        name=reader.text("name"),
        purposes=reader.words("for", PURPOSES, filled=True),
        hours=reader.maybe_text("hours"),
        region=reader.maybe_word("region", REGIONS),
        source=reader.plain("source"),
        verified_on=verified_on,
        sure=reader.word("sure", SURE),
    )
    reader.done()
    return line
