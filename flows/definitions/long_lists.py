"""A list that may hold thousands: shown a window at a time, with a way to the rest and to the one looked for.

A screen of such a list keeps three answers that its facts look at: ``skip`` (rows before the window),
``sought`` (a case code) and ``place`` (an institution). ``counted`` is the fact that counts the list
(``flows.facts``: ``due_count``, ``work_count``, ``sent_count``).
"""

from __future__ import annotations

from types import MappingProxyType

from flows.definitions.noted import CALM
from flows.engine.conditions import All, Condition, Either, Filled, Is, Not
from flows.engine.flow import Const, Given, Note, Option, Part, Put, Step, Title, When, Write
from flows.engine.message import M

_FROM_THE_TOP: Given = MappingProxyType({**CALM, "skip": Const(None)})
_EVERYTHING: Given = MappingProxyType({**_FROM_THE_TOP, "sought": Const(None), "place": Const(None)})

NARROWED = Either(Filled("answers.sought"), Filled("answers.place"))


def unfound(counted: str) -> Condition:
    """The one looked for is not in the list."""
    return All(Filled("answers.sought"), Not(Filled(f"{counted}.all")))


def of_all(counted: str) -> tuple[Part, ...]:
    """What stands above the rows: what the region puts first, that nothing was found, that they are not
    all."""
    return (
        When(
            Filled(f"{counted}.put_first"),
            Note(M("list.put_first", "⏫ — серед рівних за терміновістю область ставить їх першими.")),
        ),
        When(
            unfound(counted),
            M(
                "list.unfound",
                "За кодом {code} у цьому списку нічого немає. Перевірте код або покажіть весь список.",
                code="answers.sought",
            ),
        ),
        When(
            Is(f"{counted}.part"),
            Note(
                M(
                    "list.part",
                    "Усього у списку {all}. Тут {first}–{last}.",
                    all=f"{counted}.all",
                    first=f"{counted}.first",
                    last=f"{counted}.last",
                )
            ),
        ),
    )


def ways(counted: str, screen: str) -> tuple[Option, ...]:
    """The ways on under the rows of ``screen``; «find» leads to ``finding``."""
    return (
        Option(
            "further",
            M("list.further", "Наступні у списку (ще {left})", left=f"{counted}.left"),
            screen,
            Filled(f"{counted}.left"),
            sets={**CALM, "skip": f"{counted}.next"},
        ),
        Option(
            "first",
            M("list.first", "До початку списку"),
            screen,
            Filled(f"{counted}.before"),
            sets=_FROM_THE_TOP,
        ),
        Option(
            "find",
            M("list.find", "Знайти за кодом"),
            "find",
            Either(Filled(f"{counted}.many"), Filled("answers.sought")),
            sets=CALM,
        ),
        Option("all", M("list.all", "Показати весь список"), screen, NARROWED, sets=_EVERYTHING),
    )


def finding(screen: str) -> tuple[Step, ...]:
    """Look for one case by its code, in the list of ``screen``."""
    return (
        Write(
            "find",
            (
                Title(M("list.find_title", "Який код справи?")),
                M("list.find_how", "Він стоїть у сповіщенні та у формі направлення."),
            ),
            "code",
            "found",
            (Option("no", M("list.find_no", "Не шукати"), "unsought"),),
            saves="sought",
        ),
        Put("found", {"skip": Const(None), "place": Const(None)}, screen),
        Put("unsought", {"sought": Const(None)}, screen),
    )
