"""What a passphrase has to be: long, and not one of those that are tried first. No rule about its letters."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

SHORTEST, LONGEST = 12, 200
SIGNS = 5
"""Fewer different signs than this are a key held down, or two of them."""


def plain(text: str) -> str:
    """The same passphrase, whichever keyboard composed its letters."""
    return unicodedata.normalize("NFKC", text)


def problem(passphrase: str, name: str = "") -> str | None:
    """Why it will not do: «short», «long» or «common»; None where it will."""
    given = plain(passphrase)
    if len(given) < SHORTEST:
        return "short"
    if len(given) > LONGEST:
        return "long"
    folded = given.casefold().strip()
    if folded in _common() or len(set(folded)) < SIGNS or folded == name.casefold().strip():
        return "common"
    return None


@cache
def _common() -> frozenset[str]:
    """Those that are tried first, a line each."""
    return frozenset(files("bot.services").joinpath("passphrases.txt").read_text("utf-8").split("\n"))
