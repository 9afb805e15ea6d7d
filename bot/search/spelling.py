"""What is left of a word when spelling no longer counts: one form for ё and е, for і, и, ї, й and ы, for an
apostrophe of any shape and none; Latin letters and a wrong keyboard layout read as what was meant.

Ukrainian and Russian words come out so alike that one index serves both.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

_WORD = re.compile(r"[а-яіїєґёa-z0-9']+")
_CYRILLIC = re.compile(r"[а-яіїєґё]")
_LATIN = re.compile(r"[a-z]")
_MARKS = dict.fromkeys(map(ord, "’ʼ`´‘ʹ′"), "'")

_BARE = str.maketrans(
    {
        "ё": "е",
        "э": "е",
        "є": "е",
        "ы": "и",
        "і": "и",
        "ї": "и",
        "й": "и",
        "ґ": "г",
        "ь": "",
        "ъ": "",
        "'": "",
    }
)
_SOUNDS = str.maketrans({"о": "а", "е": "и", "щ": "ш", "я": "и", "г": "х", "ф": "х"})
_TWICE = re.compile(r"(.)\1+")

_LATIN_LETTERS = MappingProxyType(
    {
        "shch": "щ", "sch": "щ", "zgh": "зг",
        "zh": "ж", "kh": "х", "ts": "ц", "tc": "ц", "tz": "ц", "ch": "ч", "sh": "ш",
        "yu": "ю", "iu": "ю", "ju": "ю", "ya": "я", "ia": "я", "ja": "я", "ye": "є", "ie": "є", "je": "є",
        "yi": "ї", "ji": "ї", "yo": "йо", "io": "йо", "jo": "йо", "ck": "к", "ph": "ф",
        "a": "а", "b": "б", "c": "ц", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "г", "i": "і", "j": "й",
        "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т",
        "u": "у", "v": "в", "w": "в", "x": "кс", "y": "и", "z": "з",
    }
)  # fmt: skip
_PIECE = re.compile("|".join(sorted(_LATIN_LETTERS, key=len, reverse=True)))

_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_LAYOUT = str.maketrans(_KEYS, "йцукенгшщзхїфівапролджєячсмитьбю'")
_LAYOUT_BACK = str.maketrans("йцукенгшщзхїфівапролджєячсмитьбю", _KEYS[:-1])


@lru_cache(maxsize=1)
def grammar() -> Mapping[str, frozenset[str]]:
    """``empty``: words that say nothing by themselves; ``endings`` of bare words."""
    raw = tomllib.loads((resources.files("bot.search.data") / "grammar.toml").read_text("utf-8"))
    return {name: frozenset(said.split()) for name, said in raw.items()}


def lowered(text: str) -> str:
    """Small letters, one shape of each, one apostrophe."""
    return unicodedata.normalize("NFKC", text).lower().translate(_MARKS)


def words(text: str) -> list[str]:
    """The words of a lowered text."""
    return [found for one in _WORD.findall(text) if (found := one.strip("'"))]


def is_cyrillic(text: str) -> bool:
    return _CYRILLIC.search(text) is not None


def is_latin(text: str) -> bool:
    return _LATIN.search(text) is not None


def from_latin(word: str) -> tuple[str, ...]:
    """What a word in Latin letters may stand for, the likeliest first: h is г or х, c is ц or к."""
    letters = _PIECE.sub(lambda one: _LATIN_LETTERS[one[0]], word)
    found = [letters]
    if "h" in word:
        found.append(_PIECE.sub(lambda one: "х" if one[0] == "h" else _LATIN_LETTERS[one[0]], word))
    if "c" in word:
        found.append(_PIECE.sub(lambda one: "к" if one[0] == "c" else _LATIN_LETTERS[one[0]], word))
    return tuple(dict.fromkeys(found))


def other_layout(text: str) -> str:
    """The same keys on the Ukrainian keyboard, or on the Latin one for a Cyrillic text."""
    return text.translate(_LAYOUT_BACK if is_cyrillic(text) else _LAYOUT)


def bare(word: str) -> str:
    """A word without what people mix up first: «сім'ю», «сімю» and «симю» are one."""
    return _TWICE.sub(r"\1", word.translate(_BARE))


def sound(word: str) -> str:
    """A bare word as it is heard: «дакумент» and «документ» are one."""
    return _TWICE.sub(r"\1", word.translate(_SOUNDS))


# Stems, where no dictionary knows the word ------------------------------------------------------------------

_SOFT = (("енец", "енц"), ("ец", "ц"), ("ок", "к"))
_LEAST = 4
_LONGEST_ENDING = 5


def stem(word: str) -> str:
    """A bare word without its ending; short words stay whole."""
    found = word
    for back in ("ся", "с"):
        if found.endswith((f"ти{back}", f"т{back}")):
            found = found[: -len(back)]
            break
    endings = grammar()["endings"]
    for _ in range(2):
        most = min(_LONGEST_ENDING, len(found) - _LEAST)
        long = next((size for size in range(most, 0, -1) if found[-size:] in endings), 0)
        if not long:
            break
        found = found[:-long]
    for ending, short in _SOFT:
        if found.endswith(ending) and len(found) - len(ending) >= 2:
            return found[: -len(ending)] + short
    return found
