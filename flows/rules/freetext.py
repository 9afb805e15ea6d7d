"""The first guard of free text: what must not be stored is found and offered to be struck out.

Finds numbers of documents, tax numbers, bank cards, accounts, phones, e-mails, links to a person's pages,
exact addresses and details of violence. It is an offer to the writer, not a censor: a miss costs privacy, a
false find costs one press. Spans, sums, years, dates, short hotlines and «0 800» lines stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flows.engine.message import M
from flows.rules.freetext_numbers import numbers
from flows.rules.freetext_words import words

STRUCK = "…"
LIMIT = 400
"""Characters; the gist on a referral is one or two sentences (algorithms.md, the common core, 6)."""

KINDS: Mapping[str, M] = MappingProxyType(
    {
        "document": M("freetext.document", "номер документа"),
        "tax": M("freetext.tax", "податковий номер"),
        "card": M("freetext.card", "номер картки"),
        "iban": M("freetext.iban", "номер рахунку"),
        "phone": M("freetext.phone", "номер телефону"),
        "email": M("freetext.email", "електронна адреса"),
        "link": M("freetext.link", "посилання на чиюсь сторінку"),
        "address": M("freetext.address", "точна адреса"),
        "violence": M("freetext.violence", "подробиці насильства"),
    }
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """``found``: kinds (keys of ``KINDS``) in order of appearance. ``cleaned``: the text with each find
    struck out. ``too_long``: the text as typed is longer than ``LIMIT``."""

    found: tuple[str, ...]
    cleaned: str
    too_long: bool

    @property
    def clean(self) -> bool:
        return not self.found

    def json(self) -> dict[str, Any]:
        return {"found": list(self.found), "cleaned": self.cleaned, "too_long": self.too_long}


def guard(text: str) -> Guarded:
    """What was found in the text, and the text without it. Guarding the cleaned text finds nothing more."""
    found: list[str] = []
    cleaned = text
    while True:  # striking one thing may lay open another; every round makes the text hold less
        spans = _outermost(_spans(cleaned))
        if not spans:
            return Guarded(tuple(dict.fromkeys(found)), cleaned, len(text) > LIMIT)
        found += [kind for _, _, kind in spans]
        cleaned = _struck(cleaned, spans)


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    yield from words(text)
    yield from numbers(text)


def _outermost(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans in order, those that overlap made one: it has the kind of the one that begins first."""
    merged: list[tuple[int, int, str]] = []
    for start, stop, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            first, end, named = merged[-1]
            merged[-1] = (first, max(end, stop), named)
        else:
            merged.append((start, stop, kind))
    return merged


def _struck(text: str, spans: list[tuple[int, int, str]]) -> str:
    parts = []
    end = 0
    for start, stop, _ in spans:
        parts += [text[end:start], STRUCK]
        end = stop
    return "".join(parts) + text[end:]
