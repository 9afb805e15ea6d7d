"""What is wrong with a file: row, heading and why, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.i18n import Translator
from flows.engine.message import M, Text

WHERE = M("exchange.where", "Рядок {row}, «{heading}»: {why}")
IN_ROW = M("exchange.in_row", "Рядок {row}: {why}")
IN_COLUMN = M("exchange.in_column", "Стовпець «{heading}»: {why}")
MORE = M("exchange.more", "І ще помилок: {count}.")
ALLOWED = M("exchange.allowed", "{why} Можна: {words}.")
SHOWN = 50
"""So many faults are told; of the others it is said how many there are."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. ``row``: as a table program counts, from 1; None: the whole file or column."""

    why: Text
    row: int | None = None
    heading: str = ""

    def text(self) -> Text:
        if self.row is None:
            return IN_COLUMN.json(heading=self.heading, why=self.why) if self.heading else self.why
        if not self.heading:
            return IN_ROW.json(row=str(self.row), why=self.why)
        return WHERE.json(row=str(self.row), heading=self.heading, why=self.why)


class RefusedError(Exception):
    """Nothing of the file is taken. ``faults``: in the order of the rows; the message holds none of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda one: one.row or 0)
        super().__init__(f"{len(self.faults)} faults")


class CellError(ValueError):
    """A cell that can't be read; ``why`` says it."""

    def __init__(self, why: Text) -> None:
        super().__init__("a cell")
        self.why = why


def refused(message: M, *, row: int | None = None, heading: str = "", **values: Text) -> RefusedError:
    """One fault that is reason enough."""
    return RefusedError([Fault(message.json(**values), row, heading)])


def told(faults: Sequence[Fault], translator: Translator, language: str = "uk") -> list[str]:
    """The faults as lines to print."""
    lines = [translator.text(language, one.text()) for one in faults[:SHOWN]]
    if len(faults) > SHOWN:
        lines.append(translator.text(language, MORE.json(count=str(len(faults) - SHOWN))))
    return lines
