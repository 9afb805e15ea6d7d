"""Which values of a region's algorithm are looked at while a transcript plays.

facts       ``facts.region`` and ``facts.card.region`` are handed out as ``Looked``: each key that a flow
            or a rule reads is noted
values      a service, or a rule with a parsed policy, reads attributes: each is noted too
not noted   the file's own reading and ``json``/``from_json``: whoever turns a value into another shape
            has not used it yet
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import Any

from bot.regions import Regions
from flows.policy.grades import Grade, Scheme, Stage, Terms
from flows.policy.leading import Leading, Sending, Track
from flows.regions import region as parts
from flows.regions.region import Region

SHAPES: Mapping[type[Any], str] = MappingProxyType(
    {
        Region: "",
        Scheme: "levels",
        Grade: "levels.grades[]",
        Terms: "levels.grades[].terms",
        Stage: "levels.grades[].terms.ladder[]",
        Leading: "lead",
        Sending: "sending",
        Track: "tracks[]",
        parts.Consent: "consent",
        parts.Entry: "entries[]",
        parts.Question: "questions[]",
        parts.Choice: "questions[].options[]",
        parts.Closing: "closing",
        parts.Team: "team",
        parts.Beyond: "beyond",
        parts.Ground: "beyond.grounds[]",
        parts.Onward: "onward[]",
        parts.Places: "places",
        parts.Oversight: "oversight",
        parts.Phase: "phases[]",
        parts.Step: "steps[]",
    }
)
"""Class → where such a value stands among the facts."""

WHOLE = (
    "origins",
    "sending.sign_off",
    "lead.by_need",
    "lead.by_signal",
    "lead.beside_by_need",
    "consent.recipients",
    "consent.purposes",
    "places.hours",
    *(f"levels.grades[].terms.{one}" for one in ("acknowledge", "first_contact", "outer", "ask_after")),
    *(f"levels.grades[].terms.ladder[].{one}" for one in ("at", "every")),
)
"""Tables that are one value: a span, or who does what."""

_READING = Path(parts.__file__).parent
_JSON = str(Path(json.__file__).parent)
_OTHER_SHAPE = ("json", "from_json", "__eq__", "__hash__", "__repr__", "_replace", "replace")


def is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"m", "t", "a"}


def leaves(facts: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Every value by its path; what stands in lists, or for any word, comes together under one path."""
    found: dict[str, list[Any]] = {}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, Mapping) and not is_text(value) and path not in WHOLE:
            for key, inner in value.items():
                walk(inner, f"{path}.{key}" if path else key)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping) and not is_text(value[0]):
            for inner in value:
                walk(inner, f"{path}[]")
        else:
            found.setdefault(path, []).append(value)

    walk(facts, "")
    return found


@contextmanager
def looking(seen: set[str]) -> Iterator[None]:
    """Note in ``seen`` which attributes of regions' values are read."""
    before = {kind: kind.__getattribute__ for kind in SHAPES}
    for kind, path in SHAPES.items():
        names = {one.name: f"{path}.{one.name}" if path else one.name for one in fields(kind)}
        kind.__getattribute__ = _noting(before[kind], names, seen)  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        for kind in SHAPES:
            del kind.__getattribute__


def tracked(regions: Regions, seen: set[str]) -> Regions:
    """The same regions, whose facts note what is read of them."""
    facts = {id_: Looked(one, "", seen) for id_, one in regions.facts.items()}
    return replace(regions, facts=MappingProxyType(facts))


class Looked(dict[str, Any]):
    """A table of facts that notes which of its keys are read."""

    def __init__(self, raw: Mapping[str, Any], path: str, seen: set[str]) -> None:
        super().__init__(raw)
        self._path, self._seen = path, seen

    def __getitem__(self, key: str) -> Any:
        return self._handed(key, super().__getitem__(key))

    def __iter__(self) -> Iterator[str]:
        """With an iteration of its own it is copied key by key, through ``__getitem__``."""
        return super().__iter__()

    def keys(self) -> Any:
        return list(self)

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self else default  # noqa: SIM401 - that would call itself

    def items(self) -> Any:
        return [(key, self[key]) for key in self]

    def values(self) -> Any:
        return [self[key] for key in self]

    def _handed(self, key: str, value: Any) -> Any:
        path = f"{self._path}.{key}" if self._path else key
        return _wrapped(value, path, self._seen)


class LookedList(list[Any]):
    """A list of such tables."""

    def __init__(self, raw: list[Any], path: str, seen: set[str]) -> None:
        super().__init__(_wrapped(one, f"{path}[]", seen) for one in raw)


def _wrapped(value: Any, path: str, seen: set[str]) -> Any:
    if isinstance(value, Mapping) and not is_text(value) and path not in WHOLE:
        return Looked(value, path, seen)
    if isinstance(value, list) and value and isinstance(value[0], Mapping) and not is_text(value[0]):
        return LookedList(value, path, seen)
    if not _of_another_shape(sys._getframe(1)):
        seen.add(path)
    return value


def _noting(read: Any, names: Mapping[str, str], seen: set[str]) -> Any:
    def note(self: Any, name: str) -> Any:
        if name in names and not _of_another_shape(sys._getframe(1)):
            seen.add(names[name])
        return read(self, name)

    return note


def _of_another_shape(frame: FrameType | None) -> bool:
    """Whether the value is only being read from a file, compared, or turned into JSON or back."""
    here = Path(__file__).name
    while frame is not None and frame.f_code.co_filename.endswith((here, "dataclasses.py")):
        frame = frame.f_back
    if frame is None:
        return False
    code = frame.f_code
    elsewhere = str(_READING) in code.co_filename or code.co_filename.startswith(_JSON)
    return code.co_name in _OTHER_SHAPE or elsewhere or _in_from_json(frame)


def _in_from_json(frame: FrameType) -> bool:
    """A comprehension inside has a frame of its own."""
    return (
        frame.f_back is not None and frame.f_code.co_name.startswith("<") and _of_another_shape(frame.f_back)
    )
