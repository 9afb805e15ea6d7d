"""Messages: a stable id, the Ukrainian text, and where its {names} come from.

Inside a turn a message travels as JSON, still untranslated, so that whoever shows it can choose the
language: ``{"m": "start.hello", "t": "Добрий день!", "a": {"name": "…"}}``. Beside it stand
``{"at": "2026-11-22T10:00:00+00:00"}`` (a moment, shown in the reader's wall-clock time; or a day, or a
month), ``{"tel": "+380671234567"}`` (a number, shown in groups that can be read aloud) and plain strings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None
Text: TypeAlias = Any  # str | int | {"m", "t", "a"} | {"at"} | {"tel"} | a list: kept open for JSON's sake


@dataclass(frozen=True, slots=True, init=False)
class M:
    """One message: ``M("case.code", "Код звернення: {code}", code="answers.sent.code")``.

    Each keyword names a path (see ``conditions.look``) whose value fills the {name} in the text.
    Ids are ``<flow>.<step or word>``; they never change once a translation exists.
    """

    id: str
    text: str
    args: tuple[tuple[str, str], ...]

    def __init__(self, id: str, text: str, **args: str) -> None:  # noqa: A002 - "id" is the word
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "args", tuple(sorted(args.items())))

    def json(self, **values: Text) -> Text:
        """The message as JSON with its names filled by ready values (used by rules)."""
        return {"m": self.id, "t": self.text, "a": dict(values)}


def moment(iso: str) -> Text:
    """A UTC moment (ISO 8601) as something to show."""
    return {"at": iso}


def phone(e164: str) -> Text:
    """A phone number (E.164) as something to show."""
    return {"tel": e164}
