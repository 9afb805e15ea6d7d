"""A question that is left for the editors: which of its words may be kept, so that they say nothing of who
asked.

What the guard of free text finds is struck out, and long numbers and names besides. A name is known by what
stands before it («мене звати»), by its form (a patronymic), by being a common first name, or by a capital
inside a sentence: so a town with a capital may go as well. It is an offer: the person sees what would be kept
before anything is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flows.rules.freetext import STRUCK, guard

LIMIT = 200
"""Characters of ``Unanswered.words``."""

_LETTERS = 3  # fewer ask nothing

_WORD = r"[А-ЯІЇЄҐа-яіїєґёъыэЁЪЫЭA-Za-z][\w'’ʼ-]*"
_NUMBER = re.compile(r"\d(?:[\s-]?\d){4,}")
_CALLED = re.compile(
    rf"\b(?:(?:мене|меня|її|його|нас)\s+(?:звати|звуть|зовут)|(?:моє|мое|моё)\s+(?:ім['’ʼ]я|имя)"
    rf"|прізвище|фамилия|піб|фио|my name is|пані|пане|пан)(?:\s*[:—-]\s*|\s+)"
    rf"{_WORD}(?:\s+(?-i:[А-ЯІЇЄҐA-Z])[\w'’ʼ-]*){{0,2}}",
    re.IGNORECASE,
)
_PATRONYMIC = re.compile(
    r"\b[а-яіїєґ'’ʼ]{2,}(?:івн|ївн|овн|евн)(?:а|и|і|у|о|ою|е)\b|\b[а-яіїєґ'’ʼ]{2,}(?:ович|евич|йович)(?:а|у|ем|і|е)?\b",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"\b(?:олен|ірин|оксан|натал|тетян|світлан|людмил|галин|катерин|мар['’ʼ]ян|анастас|ганн|анн|василин|іван|микол|васил|андрі"
    r"|олександр|володимир|сергі|дмитр|михайл|петр|юрі|юлі|богдан|тарас|назар|максим|артем|владислав|ярослав|станіслав"
    r"|в['’ʼ]ячеслав|віктор|валентин|валері|євген|григор|степан|павл|ігор|олег|руслан|вадим|віталі|анатолі|леонід|остап|орест"
    r"|соломі|софі|дарин|ольг|ларис|маргарит|христин|альон|алён|елен|ирин|светлан|екатерин|наталь|татьян|андре|серге|алексе|никола|марі|мари)"
    r"(?:а|я|и|і|ї|у|ю|о|е|є|ою|ею|єю|ом|ем|єм|ові|еві|єві|ія|ії|ію|ією|ий|ій|ль|лі|ля|лю|й|ь|ья|ьи|ію)?\b",
    re.IGNORECASE,
)
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
    cleaned = guard(text).cleaned
    for pattern in (_CALLED, _NUMBER, _PATRONYMIC, _FIRST, _INSIDE):
        cleaned = pattern.sub(STRUCK, cleaned)
    words = _short(_folded(cleaned))
    if sum(letter.isalpha() for letter in words) < _LETTERS:
        words = ""
    return Kept(words, STRUCK in cleaned and STRUCK not in text)


def _folded(text: str) -> str:
    """Small letters, single spaces, no signs: so that the same question is found again."""
    letters = "".join(
        letter if letter.isalnum() or letter in "'-" else " "
        for letter in text.translate(_APOSTROPHES).casefold()
    )
    return " ".join(word for word in letters.split() if word.strip("'-"))


def _short(words: str) -> str:
    return words if len(words) <= LIMIT else words[: LIMIT + 1].rsplit(" ", 1)[0][:LIMIT]
