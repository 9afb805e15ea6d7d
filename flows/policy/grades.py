"""Grades of urgency: what each is called, what puts a case there, and what must happen by when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from flows.engine.message import M
from flows.policy.duration import SPELLINGS, Duration

Point: TypeAlias = Literal["created", "breach", "last_closing", "said_no"]

MOMENTS = f"«created», «50 %», «last closing», «breach», «said no» or {SPELLINGS}"

_SHARE = re.compile(r"([1-9]\d?) ?%")
_POINTS: Mapping[str, Point] = {
    "created": "created",
    "breach": "breach",
    "last closing": "last_closing",
    "said no": "said_no",
}


@dataclass(frozen=True, slots=True)
class At:
    """A moment of a term's life: a point, a share of it (percent), or a span after its beginning.

    ``last_closing``: before the recipient's last closing time inside the term. ``said_no``: when the person
    answered that she did not get there. Exactly one of the three is filled.
    """

    point: Point | None = None
    percent: int | None = None
    after: Duration | None = None

    @classmethod
    def parse(cls, spelled: str) -> At:
        """Read «created», «50 %», «15 min» … Raises ValueError."""
        if spelled in _POINTS:
            return cls(point=_POINTS[spelled])
        if share := _SHARE.fullmatch(spelled):
            return cls(percent=int(share[1]))
        try:
            return cls(after=Duration.parse(spelled))
        except ValueError:
            raise ValueError(MOMENTS) from None

    def json(self) -> dict[str, Any]:
        return {"point": self.point, "percent": self.percent, "after": self.after and self.after.json()}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> At:
        return cls(raw["point"], raw["percent"], Duration.from_json(raw["after"]))


@dataclass(frozen=True, slots=True)
class Stage:
    """One rung of the ladder: at this moment of that term this role hears of it; ``every``: and again, until
    somebody acknowledges."""

    of: str
    whom: str
    at: At
    every: Duration | None = None

    def json(self) -> dict[str, Any]:
        return {
            "of": self.of,
            "whom": self.whom,
            "at": self.at.json(),
            "every": self.every and self.every.json(),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Stage:
        return cls(raw["of"], raw["whom"], At.from_json(raw["at"]), Duration.from_json(raw["every"]))


@dataclass(frozen=True, slots=True)
class Terms:
    """What must happen by when, as spans; the default is Odesa's 24–72 h made exact.

    ``acknowledge``: somebody at the recipient takes the case; ``duty_only``: promised only where a duty
    roster covers it. ``first_contact`` counts from ``starts`` («created» or «acknowledged»), working spans in
    the recipient's hours; ``outer``: never later than that. ``ask_after``: the person is asked once whether
    she got there. ``quiet``: quiet hours hold. ``pausable``: an audited pause moves it. ``sign_off``: the
    head's signature, where the region asks for one.
    """

    acknowledge: Duration | None = None
    duty_only: bool = False
    first_contact: Duration | None = None
    starts: Literal["created", "acknowledged"] = "created"
    outer: Duration | None = None
    ask_after: Duration | None = None
    quiet: bool = True
    pausable: bool = True
    ladder: tuple[Stage, ...] = ()
    sign_off: Duration | None = None

    def json(self) -> dict[str, Any]:
        return {
            "acknowledge": self.acknowledge and self.acknowledge.json(),
            "duty_only": self.duty_only,
            "first_contact": self.first_contact and self.first_contact.json(),
            "starts": self.starts,
            "outer": self.outer and self.outer.json(),
            "ask_after": self.ask_after and self.ask_after.json(),
            "quiet": self.quiet,
            "pausable": self.pausable,
            "ladder": [stage.json() for stage in self.ladder],
            "sign_off": self.sign_off and self.sign_off.json(),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Terms:
        return cls(
            acknowledge=Duration.from_json(raw["acknowledge"]),
            duty_only=raw["duty_only"],
            first_contact=Duration.from_json(raw["first_contact"]),
            starts=raw["starts"],
            outer=Duration.from_json(raw["outer"]),
            ask_after=Duration.from_json(raw["ask_after"]),
            quiet=raw["quiet"],
            pausable=raw["pausable"],
            ladder=tuple(Stage.from_json(stage) for stage in raw["ladder"]),
            sign_off=Duration.from_json(raw["sign_off"]),
        )


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade. ``label`` is the staff's word, ``plain`` what the person is told; ``rows`` are what puts a
    case here (``words.ROWS``); ``does`` is the specialist's list of things to do."""

    id: str
    label: M
    plain: M
    colour: str
    corridor: str
    emergency: bool
    rows: tuple[str, ...]
    terms: Terms
    does: tuple[M, ...] = ()

    def json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "label": self.label.json(),
            "plain": self.plain.json(),
            "colour": self.colour,
            "corridor": self.corridor,
            "emergency": self.emergency,
            "rows": list(self.rows),
            "terms": self.terms.json(),
            "does": [one.json() for one in self.does],
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Grade:
        return cls(
            id=raw["id"],
            label=_message(raw["label"]),
            plain=_message(raw["plain"]),
            colour=raw["colour"],
            corridor=raw["corridor"],
            emergency=raw["emergency"],
            rows=tuple(raw["rows"]),
            terms=Terms.from_json(raw["terms"]),
            does=tuple(_message(one) for one in raw["does"]),
        )


@dataclass(frozen=True, slots=True)
class Scheme:
    """The region's grades, mildest first, and the vulnerability signals that by themselves call for more than
    the mildest one."""

    grades: tuple[Grade, ...]
    raising: tuple[str, ...]

    def grade(self, id: str) -> Grade:  # noqa: A002 - "id" is the word
        """The grade of that id. Raises KeyError."""
        for grade in self.grades:
            if grade.id == id:
                return grade
        raise KeyError(id)

    def grade_like(self, id: str, known: Scheme) -> Grade:  # noqa: A002 - "id" is the word
        """The grade of that id. Where this scheme does not have it: the gravest one of the colour that the id
        has in ``known``, or that it names; else the gravest of all."""
        by_id = {grade.id: grade for grade in self.grades}
        if id in by_id:
            return by_id[id]
        colour = next((grade.colour for grade in known.grades if grade.id == id), id)
        alike = [grade for grade in self.grades if grade.colour == colour]
        return (alike or self.grades)[-1]

    def worst(self, rows: Sequence[str]) -> Grade:
        """The gravest grade that one of these rows puts a case on; the mildest where there is none."""
        return next((grade for grade in reversed(self.grades) if set(rows) & set(grade.rows)), self.grades[0])

    def json(self) -> dict[str, Any]:
        return {"grades": [grade.json() for grade in self.grades], "raising": list(self.raising)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Scheme:
        return cls(tuple(Grade.from_json(grade) for grade in raw["grades"]), tuple(raw["raising"]))


def _message(raw: Mapping[str, Any]) -> M:
    return M(raw["m"], raw["t"])
