"""Reading the articles: those of the package, and an operator's folder over them.

The operator's folder of regions may hold a folder ``articles`` with ``payments.toml`` (for every region) and
``payments.UA-23.toml`` (for one): a file there changes single values of ours. A name that none of ours has
brings in an article of the operator's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.tables import brought, tables
from flows.articles.article import Article
from flows.articles.reading import layer, parse
from flows.engine.message import M
from flows.regions.layers import Layer
from flows.regions.names import REGIONS
from flows.regions.problems import Problem, RegionProblems, standing

FOLDER = "articles"

_FILE = re.compile(r"(?P<id>[a-z][a-z0-9_]{0,23})(?:\.(?P<region>UA-\d\d))?\.toml")
_ALLOWED = f"small Latin letters and _, with a region's code or without: payments.{next(iter(REGIONS))}.toml"


@dataclass(frozen=True, eq=False)
class Articles:
    """Every article; ``special``: as an operator has set it for one region. Read once, and one of a kind."""

    by_id: Mapping[str, Article] = field(default_factory=dict)
    special: Mapping[tuple[str, str], Article] = field(default_factory=dict)

    def of(self, region: str, id: str) -> Article | None:  # noqa: A002 - "id" is the word
        """The article as it is in that region; None for an id that is none, or that does not hold there."""
        found = self.special.get((region, id)) or self.by_id.get(id)
        return found if found is not None and found.holds_in(region) else None

    def messages(self) -> Iterator[M]:
        for one in self.by_id.values():
            yield from one.messages()


def load(extra_folder: Path | None, problems: list[str]) -> Articles:
    """Read everything; faults go to ``problems``, each line naming its file."""
    ours = tables(_ours(), problems)
    theirs = tables(_theirs(extra_folder, problems), problems)
    by_id: dict[str, Article] = {}
    special: dict[tuple[str, str], Article] = {}
    for id in dict.fromkeys(_parts(name)[0] for name in (*sorted(ours), *theirs)):  # noqa: A001 - the word
        layers = [layer(ours[f"{id}.toml"], name=f"{id}.toml")] if f"{id}.toml" in ours else []
        try:
            if (name := f"{FOLDER}/{id}.toml") in theirs:
                layers.append(_over(theirs[name], name, id))
            if layers:
                by_id[id] = parse(layers)
            for name in (one for one in theirs if one.startswith(f"{FOLDER}/{id}.UA-")):
                special[_parts(name)[1], id] = parse([*layers, _over(theirs[name], name, id)])
        except RegionProblems as found:
            problems += found.problems
    return Articles(MappingProxyType(by_id), MappingProxyType(special))


def _over(raw: Mapping[str, Any], name: str, id: str) -> Layer:  # noqa: A002 - "id" is the word
    if raw.get("id", id) != id:
        raise RegionProblems([standing(name, "id", Problem(f"{raw['id']!r}; allowed: {id}", "word", (id,)))])
    return layer({"id": id, **raw}, name=name, local=True)


def _parts(name: str) -> tuple[str, str]:
    """The article and the region that a file's name tells."""
    found = _FILE.fullmatch(name.rpartition("/")[2])
    return (found["id"], found["region"] or "") if found is not None else ("", "")


def _ours() -> Iterator[tuple[str, bytes]]:
    for file in resources.files("flows.articles.data").iterdir():
        if file.name.endswith(".toml"):
            yield file.name, file.read_bytes()


def _theirs(folder: Path | None, problems: list[str]) -> Iterator[tuple[str, bytes]]:
    if folder is not None and (folder / FOLDER).is_dir():
        yield from brought(folder / FOLDER, f"{FOLDER}: ", f"{FOLDER}/", _fits, _ALLOWED, problems)


def _fits(name: str) -> bool:
    id_, region = _parts(name)
    return bool(id_) and (not region or region in REGIONS)
