"""Reading the regions' files: those of the package, and an operator's folder over them.

The operator's folder may hold ``default.toml``, ``UA-51.toml`` … and ``hotlines.toml``, procedures
(``bot.procedures``) and articles (``bot.articles``). A file there changes single values of ours, or brings in
a region that has none yet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

from bot import articles, procedures
from bot.articles import Articles
from bot.procedures import Procedures
from bot.tables import LARGEST, brought, tables
from flows.engine.message import M
from flows.regions.hotlines import Hotline, parse_hotlines
from flows.regions.layers import Layer
from flows.regions.names import DEFAULT, REGIONS
from flows.regions.problems import Problem, RegionProblems, standing
from flows.regions.region import Region
from flows.regions.schema import assembled, layer
from flows.rules import needs, signals

__all__ = ["LARGEST", "Known", "RegionProblems", "Regions", "Versions", "fullest", "load", "messages"]

_DATA = "flows.regions.data"
_ALLOWED = f"default.toml, hotlines.toml or a region's code such as {next(iter(REGIONS))}.toml"
_FILE = re.compile(r"(default|hotlines|UA-\d\d)\.toml")
_FAMILY = re.compile(r"(?!default|hotlines)[a-z_]+\.toml")
"""What several regions agreed on in the same words: files of ours that a region's file ``extends`` (one, or a
list of them), the last winning."""


@dataclass(frozen=True, slots=True)
class Known:
    """A region, and what a conversation sees of it."""

    region: Region
    facts: Mapping[str, Any]


class Versions:
    """Algorithms as they once were: those of the cases that were looked at last. None for a version that this
    program can't read. Transactions of several threads ask."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._known: dict[str, Known | None] = {}
        self._lock = Lock()

    def known(self, version: str, read: Callable[[], Known | None]) -> Known | None:
        """The version, read only if it is not held."""
        with self._lock:
            if version in self._known:
                found = self._known[version] = self._known.pop(version)  # the youngest stands last
                return found
        found = read()
        with self._lock:
            self._known[version] = found
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]
        return found


@dataclass(frozen=True)
class Regions:
    """Every region of Ukraine, those without a file running on the national default; and the hotlines."""

    by_id: Mapping[str, Region]
    default: Region
    hotlines: tuple[Hotline, ...]
    facts: Mapping[str, Mapping[str, Any]]
    """Region id → what a conversation sees under ``facts.region``, made once."""
    procedures: Procedures
    articles: Articles

    def region(self, id: str | None) -> Region:  # noqa: A002 - "id" is the word
        """The region of that id; the national default where none is chosen or known."""
        return self.by_id.get(id or "", self.default)

    def facts_of(self, id: str | None) -> Mapping[str, Any]:  # noqa: A002 - "id" is the word
        return self.facts[self.region(id).id]

    def known(self, id: str | None) -> Known:  # noqa: A002 - "id" is the word
        return Known(self.region(id), self.facts_of(id))


def load(extra_folder: Path | None = None) -> Regions:
    """Read everything. Raises RegionProblems with all faults of all files, each line naming its file."""
    return _shipped() if extra_folder is None or _empty(extra_folder) else _read(extra_folder)


def _empty(folder: Path) -> bool:
    """Whether there is such a folder with nothing in it; one that can't be read is none."""
    try:
        return folder.is_dir() and not any(folder.iterdir())
    except OSError:
        return False


@cache
def _shipped() -> Regions:
    """What the package alone says: its files stay as they are while the program runs."""
    return _read(None)


def _read(extra_folder: Path | None) -> Regions:
    problems: list[str] = []
    ours = tables(_ours(), problems)
    theirs = tables(_theirs(extra_folder, problems), problems)
    regions: dict[str, Region] = {}
    facts: dict[str, Mapping[str, Any]] = {}
    for id in (DEFAULT, *REGIONS):  # noqa: A001 - "id" is the word
        if extra_folder is not None and not {f"{DEFAULT}.toml", f"{id}.toml"} & set(theirs):
            regions[id] = _shipped().default if id == DEFAULT else _shipped().region(id)
            facts[regions[id].id] = _shipped().facts_of(id)
            continue
        try:
            layers = _layers(id, ours, theirs)
            _same_id(layers)
            regions[id] = assembled(layers, id=id)
        except RegionProblems as found:
            problems += found.problems
    hotlines: tuple[Hotline, ...] = ()
    for files, local in ((ours, False), (theirs, True)):
        if "hotlines.toml" in files:
            try:
                raw = files["hotlines.toml"]
                hotlines = parse_hotlines(raw, name="hotlines.toml", under=hotlines, local=local)
            except RegionProblems as found:
                problems += found.problems
    guided = procedures.load(extra_folder, problems)
    answers = articles.load(extra_folder, problems)
    if problems:
        # A fault of default.toml shows in every region: say it once.
        raise RegionProblems(list(dict.fromkeys(problems)))
    default = regions.pop(DEFAULT)
    facts |= {one.id: one.facts() for one in (default, *regions.values()) if one.id not in facts}
    return Regions(MappingProxyType(regions), default, hotlines, MappingProxyType(facts), guided, answers)


def fullest() -> str:
    """The region whose text is the fullest: whoever sets up a program names no other one."""
    said: str = tomllib.loads((resources.files(_DATA) / f"{DEFAULT}.toml").read_text("utf-8"))["fullest"]
    return said


def messages() -> tuple[M, ...]:
    """Every text that stands in our data and catalogues, not in a call of ``M``: for the translations."""
    regions = load()
    found = [
        message for region in (regions.default, *regions.by_id.values()) for message in region.messages()
    ]
    for line in regions.hotlines:
        found += [line.name, *([line.hours] if line.hours else [])]
    found += regions.procedures.messages()
    found += regions.articles.messages()
    for signal in signals.CATALOGUE:
        found += [signal.self_label, signal.specialist_label, signal.short]
    for need in needs.CATALOGUE:
        found += [need.self_label, need.specialist_label]
    return tuple({message.id: message for message in found}.values())


def _layers(
    id: str,  # noqa: A002 - "id" is the word
    ours: Mapping[str, Mapping[str, Any]],
    theirs: Mapping[str, Mapping[str, Any]],
) -> list[Layer]:
    """The default, the families that the region's file extends, the region; the operator's file over each."""
    layers = _files(DEFAULT, ours, theirs)
    if id == DEFAULT:
        return layers
    own = _files(id, ours, theirs)
    extended = [one.raw["extends"] for one in own if "extends" in one.raw][-1:]
    families = extended[0] if extended and isinstance(extended[0], list) else extended
    known = [name.removesuffix(".toml") for name in ours if _FAMILY.fullmatch(name)]
    if wrong := [one for one in families if one not in known]:
        unknown = Problem(f"{wrong[0]!r}; allowed: {', '.join(sorted(known))}", "word", sorted(known))
        raise RegionProblems([standing(own[-1].file, "extends", unknown)])
    above = [*(one for family in families for one in _files(family, ours, theirs)), *own[:1]]
    first = next((one for one in above if "steps" in one.raw), None)
    above = [replace(one, anew=True) if one is first else one for one in above]
    return [*layers, *above, *own[1:]]


def _files(
    stem: str, ours: Mapping[str, Mapping[str, Any]], theirs: Mapping[str, Mapping[str, Any]]
) -> list[Layer]:
    name = f"{stem}.toml"
    found = [layer(ours[name], name=name)] if name in ours else []
    return [*found, *([layer(theirs[name], name=name, local=True)] if name in theirs else [])]


def _same_id(layers: list[Layer]) -> None:
    wrong = [
        standing(one.file, "id", Problem(f"{one.raw['id']!r}; allowed: {stem}", "word", (stem,)))
        for one in layers
        for stem in (one.file.removesuffix(".toml"),)
        if one.raw.get("id", stem) != stem
    ]
    if wrong:
        raise RegionProblems(wrong)


def _ours() -> Iterator[tuple[str, bytes]]:
    for file in resources.files(_DATA).iterdir():
        if file.name.endswith(".toml"):
            yield file.name, file.read_bytes()


def _theirs(folder: Path | None, problems: list[str]) -> Iterator[tuple[str, bytes]]:
    if folder is None:
        return
    if not folder.is_dir():
        problems.append(Problem("the folder of regions: there is no such folder", "unread"))
        return
    yield from brought(folder, "the folder of regions: ", "", _fits, _ALLOWED, problems)


def _fits(name: str) -> bool:
    known = not name.startswith("UA") or name.removesuffix(".toml") in REGIONS
    return known and _FILE.fullmatch(name) is not None
