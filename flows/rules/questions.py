"""A question that is left for the editors: which of its words may be kept, so that they say nothing of who
asked.

What the guard of free text finds is struck out, and long numbers, names and doors besides
(``flows.rules.who_asks``), and what has a capital inside a sentence: so a town may go as well. Not everything
is known: the person sees what would be kept before anything is, and is asked to look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flows.rules.freetext import STRUCK, guard
from flows.rules.who_asks import spans

LIMIT = 200
"""Characters of ``Unanswered.words``."""

_LETTERS = 3  # fewer ask nothing

_NUMBER = re.compile(r"\d(?:[\s-]?\d){4,}")
_INSIDE = re.compile(r"(?<![.!?…\n])(?<![.!?…\n]\s)(?<=\S\s)[А-ЯІЇЄҐЁ][а-яіїєґё'’ʼ-]+\b")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'"})


@dataclass(frozen=True, slots=True)
class Kept:
    """``words``: what would be kept, none of it if too little is left. ``struck``: whether something went."""

    words: str
    struck: bool

    def json(self) -> dict[str, Any]:
        return {"words": self.words, "struck": self.struck}


def kept(text: str) -> Kept:
    """What may be kept of the question. Keeping what was kept changes nothing."""
    words, struck = text.translate(_APOSTROPHES), False
    while True:  # striking one thing may bring together two others; every round makes the text shorter
        cleaned = _cleaned(words)
        struck = struck or (STRUCK in cleaned and STRUCK not in words)
        before, words = words, _short(_folded(cleaned))
        if words == before:
            break
    if sum(letter.isalpha() for letter in words) < _LETTERS:
        words = ""
    return Kept(words, struck)


def _cleaned(text: str) -> str:
    cleaned, end = "", 0
    for start, stop in sorted(spans(text)):
        if stop > end:
            cleaned, end = cleaned + text[end : max(start, end)] + STRUCK, stop
    cleaned += text[end:]
    cleaned = guard(cleaned).cleaned
    for pattern in (_NUMBER, _INSIDE):
        cleaned = pattern.sub(STRUCK, cleaned)
    return cleaned


def _folded(text: str) -> str:
    """Small letters, single spaces, no signs: so that the same question is found again."""
    letters = "".join(
        letter if letter.isalnum() or letter in "'-" else " "
        for letter in text.translate(_APOSTROPHES).casefold()
    )
    return " ".join(word for word in letters.split() if word.strip("'-"))


def _short(words: str) -> str:
    return words if len(words) <= LIMIT else words[: LIMIT + 1].rsplit(" ", 1)[0][:LIMIT]
