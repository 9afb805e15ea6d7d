"""Reading the procedures: those of the package, and an operator's folder over them.

The operator's folder of regions may hold a folder ``procedures`` with ``settling.toml`` (for every region)
and ``settling.UA-23.toml`` (for one): a file there changes single values of ours.
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
from flows.engine.message import M
from flows.policy.words import PROCEDURES
from flows.procedures.procedure import Procedure
from flows.procedures.reading import layer, parse
from flows.regions.layers import Layer
from flows.regions.names import REGIONS
from flows.regions.problems import Problem, RegionProblems, standing

FOLDER = "procedures"

_FILE = re.compile(r"(?P<id>[a-z_]+)(?:\.(?P<region>UA-\d\d))?\.toml")
_ALLOWED = (
    f"one of {', '.join(PROCEDURES)}, with a region's code or without: settling.{next(iter(REGIONS))}.toml"
)


@dataclass(frozen=True)
class Procedures:
    """Every procedure; ``special``: as an operator has set it for one region."""

    by_id: Mapping[str, Procedure] = field(default_factory=dict)
    special: Mapping[tuple[str, str], Procedure] = field(default_factory=dict)

    def of(self, region: str, id: str) -> Procedure | None:  # noqa: A002 - "id" is the word
        """The procedure as it is in that region; None for an id that is none."""
        return self.special.get((region, id)) or self.by_id.get(id)

    def messages(self) -> Iterator[M]:
        for one in self.by_id.values():
            yield from one.messages()


def load(extra_folder: Path | None, problems: list[str]) -> Procedures:
    """Read everything; faults go to ``problems``, each line naming its file."""
    ours = tables(_ours(), problems)
    theirs = tables(_theirs(extra_folder, problems), problems)
    by_id: dict[str, Procedure] = {}
    special: dict[tuple[str, str], Procedure] = {}
    for id in PROCEDURES:  # noqa: A001 - "id" is the word
        layers = [layer(ours[f"{id}.toml"], name=f"{id}.toml")]
        try:
            if (name := f"{FOLDER}/{id}.toml") in theirs:
                layers.append(_over(theirs[name], name, id))
            by_id[id] = parse(layers)
            for name in (one for one in theirs if one.startswith(f"{FOLDER}/{id}.UA-")):
                special[_parts(name)[1], id] = parse([*layers, _over(theirs[name], name, id)])
        except RegionProblems as found:
            problems += found.problems
    return Procedures(MappingProxyType(by_id), MappingProxyType(special))


def _over(raw: Mapping[str, Any], name: str, id: str) -> Layer:  # noqa: A002 - "id" is the word
    if raw.get("id", id) != id:
        raise RegionProblems([standing(name, "id", Problem(f"{raw['id']!r}; allowed: {id}", "word", (id,)))])
    return layer(raw, name=name, local=True)


def _parts(name: str) -> tuple[str, str]:
    """The procedure and the region that a file's name tells."""
    found = _FILE.fullmatch(name.rpartition("/")[2])
    return (found["id"], found["region"] or "") if found is not None else ("", "")


def _ours() -> Iterator[tuple[str, bytes]]:
    for file in resources.files("flows.procedures.data").iterdir():
        if file.name.endswith(".toml"):
            yield file.name, file.read_bytes()


def _theirs(folder: Path | None, problems: list[str]) -> Iterator[tuple[str, bytes]]:
    if folder is not None and (folder / FOLDER).is_dir():
        yield from brought(folder / FOLDER, f"{FOLDER}: ", f"{FOLDER}/", _fits, _ALLOWED, problems)


def _fits(name: str) -> bool:
    id_, region = _parts(name)
    return id_ in PROCEDURES and (not region or region in REGIONS)
