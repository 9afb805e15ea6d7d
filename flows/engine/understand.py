"""A typed text that means one of the buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterable

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "«": "", "»": "", "ё": "е"})
_LETTERS = 3  # fewer name nothing yet


def understood(
    text: str,
    labels: Iterable[tuple[str, str]],
    *,
    numbers: bool,
    names: Iterable[tuple[str, str]] = (),
) -> str | None:
    """The id of the one button that the text names, by its words, or, with ``numbers`` (off where a screen
    expects a text of its own), by their beginning or its place (from 1).

    ``labels``: (id, label) of the buttons shown, in their order. ``names``: the same of every option of a
    list that comes in pages. There a word inside a name will do («Крим»), or the beginning of one from three
    letters on («Харк»); a place is always that of a button shown. None where no button or more than one
    fits: guessing would be worse than asking again.
    """
    wanted = _folded(text)
    if not wanted:
        return None
    shown = [(one, _folded(label)) for one, label in labels]
    paged = [(one, _folded(label)) for one, label in names]
    known = dict([*paged, *shown])
    exact = _found(known, lambda label: label == wanted)
    if exact or not numbers:
        return _only(exact)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(shown):
        return shown[int(wanted) - 1][0]
    begun = _found(known, lambda label: label.startswith(wanted + " "))
    if begun or not paged or sum(letter.isalpha() for letter in wanted) < _LETTERS:
        return _only(begun)
    # Whole words first: «Київ» is the city, though «Київська область» is the one that begins so.
    words = _found(known, lambda label: f" {wanted} " in f" {label} ")
    return _only(words or _found(known, lambda label: f" {wanted}" in f" {label}"))


def _only(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def _found(known: dict[str, str], fits: Callable[[str], bool]) -> list[str]:
    return [one for one, label in known.items() if fits(label)]


def _folded(text: str) -> str:
    words = "".join(
        letter if letter.isalnum() or letter in "' -" else " "
        for letter in text.translate(_APOSTROPHES).casefold()
    )
    return " ".join(words.split())
