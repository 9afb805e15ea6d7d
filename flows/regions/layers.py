"""Files laid over each other, value by value, each value remembering its file and where it comes from.

A table says ``from = "seed"``, or ``from = { all = "seed", sign_off = "product" }`` where single values
differ; a table inside it inherits that. Lists are replaced whole. Phases and steps are tables by number
(``[steps.3]``), so that single values of them can be changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.regions.problems import Problem, standing

ORIGINS = ("seed", "odesa", "product", "local")
"""``seed``: the region's own text. ``odesa``: taken from the fullest text. ``product``: set by this program
where no text says it. ``local``: an order of the operator."""

ANEW = ("phases", "steps")
"""Numbered tables: a layer changes single values of them, or brings all of them (``Layer.anew``)."""

FREE = frozenset(("id", "title", "source", "checked_on", "extends", "fullest"))
"""They describe the file itself, so they need no origin."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One file. ``prefix`` begins the ids of its messages. ``origin``: where its values come from if it does
    not say. ``anew``: an algorithm of its own, so that nothing is left of the phases and steps below it."""

    file: str
    raw: Mapping[str, Any]
    prefix: str
    origin: str | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value and its history."""

    value: Any
    origin: str
    layer: Layer


def merged(layers: Sequence[Layer], problems: list[str]) -> dict[str, Leaf]:
    """Dotted key → value, the last layer's winning. Faults of ``from`` go to ``problems``."""
    leaves: dict[str, Leaf] = {}
    for layer in layers:
        for table in ANEW if layer.anew else ():
            if table in layer.raw:
                leaves = {path: leaf for path, leaf in leaves.items() if not path.startswith(f"{table}.")}
        for path, leaf in _leaves(layer, layer.raw, "", layer.origin, problems):
            inside, words = f"{path}.", path.split(".")
            above = {".".join(words[:upto]) for upto in range(1, len(words))}
            for other in [other for other in leaves if other.startswith(inside) or other in above]:
                del leaves[other]
            leaves[path] = leaf
    return leaves


def tree(leaves: Mapping[str, Leaf]) -> dict[str, Any]:
    """The values as nested tables again."""
    root: dict[str, Any] = {}
    for path, leaf in leaves.items():
        *tables, key = path.split(".")
        table = root
        for one in tables:
            table = table.setdefault(one, {})
        table[key] = leaf.value
    return root


def _leaves(
    layer: Layer, table: Mapping[str, Any], under: str, origin: str | None, problems: list[str]
) -> Iterator[tuple[str, Leaf]]:
    here, single = _origins(layer, table, under, origin, problems)
    for key, value in table.items():
        if key == "from":
            continue
        path = f"{under}{key}"
        if not isinstance(key, str) or "." in key or not key:
            problems.append(standing(layer.file, path, "a key is a word without dots"))
        elif isinstance(value, Mapping) and not {*value} - {"from"}:
            said = "an empty table says nothing; fill it or leave it out"
            problems.append(standing(layer.file, path, said))
        elif isinstance(value, Mapping):
            yield from _leaves(layer, value, f"{path}.", single.get(key, here), problems)
        else:
            known = single.get(key, here)
            if known is None and path not in FREE:
                said = f"add from = one of {', '.join(ORIGINS)} to this table or above it"
                problems.append(standing(layer.file, path, f"nothing says where it comes from; {said}"))
            yield path, Leaf(value, known or "", layer)


def _origins(
    layer: Layer, table: Mapping[str, Any], under: str, origin: str | None, problems: list[str]
) -> tuple[str | None, dict[str, str]]:
    """The table's own origin and those of single keys."""
    said = table.get("from", origin)
    if said is None or isinstance(said, str):
        said = {"all": said}
    elif not isinstance(said, Mapping):
        said = {"all": str(said)}
    single: dict[str, str] = {}
    for key, one in said.items():
        if one is not None and one not in ORIGINS:
            wrong = Problem(f"{one!r}; allowed: {', '.join(ORIGINS)}", "word", ORIGINS)
            problems.append(standing(layer.file, f"{under}from", wrong))
        elif key != "all" and key not in table:
            problems.append(standing(layer.file, f"{under}from.{key}", f"this table has no {key}"))
        elif key != "all":
            single[key] = one
    own = said.get("all", origin)
    return (own if own in ORIGINS else None), single
