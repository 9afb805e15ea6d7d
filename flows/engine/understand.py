"""A typed text that means one of the buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flows.engine.flow import Means

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "«": "", "»": "", "ё": "е"})
_LETTERS = 3  # fewer name nothing yet

# Whole answers, in the languages people type them in, whichever the screen speaks. No word here may be the
# name of a town or a person: a name is often what the screen asks for.
_YES = """
так, ага, угу, авжеж, звісно, гаразд, згоден, згодна, я згоден, я згодна, так згоден, так згодна,
погоджуюсь, погоджуюся, ок, окей, добре, можна, дякую, да, хорошо, согласен, согласна, yes, yeah,
yep, ok, okay, sure
"""
_NO = """
ні, нє, нема, немає, не треба, не потрібно, не хочу, не згоден, не згодна, не погоджуюсь, не
погоджуюся, нічого, нікого, ніхто, ще ніхто, нікому, жодного, жодної, нічого з цього, ні дякую, нет,
не надо, ничего, никто, никого, no, nope, none, nothing, nobody, no thanks
"""
_SKIP = """
не знаю, я не знаю, не певен, не певна, важко сказати, не скажу, не пам'ятаю, не хочу відповідати,
не хочу казати, пропускаю, пропустити, не помню, трудно сказать, пропустить, skip, i don't know,
don't know, not sure, hard to say
"""
_HELP = """
допоможіть, допоможи, на допомогу, рятуйте, врятуйте, небезпека, небезпечно, мені страшно, помогите,
спасите, опасно, help, help me, sos, danger, 101, 102, 103, 112
"""


def understood(
    text: str,
    labels: Iterable[tuple[str, str]],
    *,
    numbers: bool,
    names: Iterable[tuple[str, str]] = (),
    meanings: Iterable[tuple[str, Means]] = (),
) -> str | None:
    """The id of the one button that the text names, by its words, or, with ``numbers`` (off where a screen
    expects a text of its own), by their beginning or its place (from 1), or by what it means («ага»).

    ``labels``: (id, label) of the buttons shown, in their order. ``names``: the same of every option of a
    list that comes in pages. There a word inside a name will do («Крим»), or the beginning of one from three
    letters on («Харк»); a place is always that of a button shown. ``meanings``: (id, meaning) of the buttons
    shown. None where no button or more than one fits: guessing would be worse than asking again.
    """
    wanted = _folded(text)
    if not wanted:
        return None
    shown = [(one, _folded(label)) for one, label in labels]
    paged = [(one, _folded(label)) for one, label in names]
    known = dict([*paged, *shown])
    exact = _found(known, lambda label: label == wanted)
    meant = _meant(wanted, {**_begun_so(shown), **dict(meanings)}, or_skip=not numbers)
    if exact or not numbers:
        return _only(exact) if exact else meant
    if wanted.isdecimal() and 1 <= int(wanted) <= len(shown):
        return shown[int(wanted) - 1][0]
    begun = _found(known, lambda label: label.startswith(wanted + " "))
    if begun or not paged or sum(letter.isalpha() for letter in wanted) < _LETTERS:
        return _only(begun) or meant
    # Whole words first: «Київ» is the city, though «Київська область» is the one that begins so.
    words = _found(known, lambda label: f" {wanted} " in f" {label} ")
    return _only(words or _found(known, lambda label: f" {wanted}" in f" {label}")) or meant


def asks_for_menu(text: str) -> bool:
    """Whether somebody types what the menu is called by, wherever she is."""
    return _folded(text) in _MENU


def meaning(text: str) -> Means:
    """The everyday answer that the whole text is, or ``""``."""
    return _MEANING.get(_folded(text), "")


def _begun_so(shown: list[tuple[str, str]]) -> dict[str, Means]:
    """What labels such as «Так, безпечно» stand for by themselves."""
    return {one: _FIRST[word] for one, label in shown if (word := label.split(" ")[0]) in _FIRST}


def _meant(wanted: str, buttons: dict[str, Means], *, or_skip: bool) -> str | None:
    """The one button that stands for the answer. ``or_skip``: where a text is asked for, «ні» is the way past
    it, and so is «не знаю»."""
    answer = _MEANING.get(wanted, "")
    if not answer:
        return None
    fitting = [one for one, means in buttons.items() if means == answer]
    if not fitting and or_skip and answer in ("no", "skip"):
        fitting = [one for one, means in buttons.items() if means in ("no", "skip")]
    return _only(fitting)


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


def _answers(words: str, means: Means) -> dict[str, Means]:
    return {_folded(one): means for one in words.split(",")}


_MENU = frozenset(("меню", "menu", "головне меню", "старт", "start", "почати", "привіт", "hello", "привет"))
_FIRST: dict[str, Means] = {"так": "yes", "yes": "yes", "ні": "no", "no": "no"}
_MEANING = {
    **_answers(_YES, "yes"),
    **_answers(_NO, "no"),
    **_answers(_SKIP, "skip"),
    **_answers(_HELP, "help"),
}
