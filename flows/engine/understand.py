"""A typed text that means one of the buttons."""

from __future__ import annotations

from collections.abc import Iterable

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "«": "", "»": "", "ё": "е"})


def understood(text: str, labels: Iterable[tuple[str, str]], *, numbers: bool) -> str | None:
    """The id of the one button that the text names, by its words, or, with ``numbers`` (off where a screen
    expects a text of its own), by their beginning or its place (from 1).

    ``labels``: (id, label as shown). None where no button or more than one fits: guessing would be worse
    than asking again.
    """
    wanted = _folded(text)
    if not wanted:
        return None
    known = [(one, _folded(label)) for one, label in labels]
    exact = [one for one, label in known if label == wanted]
    if len(exact) == 1:
        return exact[0]
    if not numbers:
        return None
    if wanted.isdecimal() and 1 <= int(wanted) <= len(known):
        return known[int(wanted) - 1][0]
    begun = [one for one, label in known if label.startswith(wanted + " ")]
    return begun[0] if len(begun) == 1 else None


def _folded(text: str) -> str:
    words = "".join(
        letter if letter.isalnum() or letter in "' -" else " "
        for letter in text.translate(_APOSTROPHES).casefold()
    )
    return " ".join(words.split())
