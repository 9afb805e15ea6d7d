"""What a browser page shows: the messages that stay, and the present screen below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers.shown import Attachment, Shown

KEPT = 30  # messages that stay; older ones fall off
FILES = 3  # newest files that can still be taken: a view is stored whole, and files are big


@dataclass(frozen=True, slots=True)
class Card:
    """One message on the page. ``key`` is an opaque word, the address of its file. ``lapsed``: it had a file
    that the page no longer keeps."""

    shown: Shown
    key: str
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """``kept``: messages that stay, newest last; ``fresh`` of them stand open above the present screen, the
    older ones are folded away. The person's own words are never here: whoever picks up the phone would read
    them.

    ``settled``: the present screen came after all of ``kept``.
    """

    kept: tuple[Card, ...] = ()
    present: Card | None = None
    fresh: int = 0
    settled: bool = False

    def with_(self, shown: Shown, key: str) -> View:
        """The view after one more message: a kept one is added, any other replaces the present screen."""
        card = Card(shown, key)
        if shown.kept:
            kept = _lapsing((*self.kept, card)[-KEPT:])
            return replace(self, kept=kept, fresh=min(self.fresh + 1, KEPT), settled=False)
        moved_on = self.settled and (self.present is None or self.present.shown.screen != shown.screen)
        return replace(self, present=card, fresh=0 if moved_on else self.fresh, settled=True)

    def unprotected(self) -> View:
        """The view without the sensitive messages that stay; a sensitive present screen goes too."""
        kept = tuple(card for card in self.kept if not card.shown.protect)
        fresh = [card for card in self.kept[len(self.kept) - self.fresh :] if not card.shown.protect]
        present = None if self.present is not None and self.present.shown.protect else self.present
        return replace(self, kept=kept, present=present, fresh=len(fresh))

    def file(self, key: str) -> Attachment | None:
        """The file of the card with that key, or None where there is none (any more)."""
        cards = [*self.kept, self.present] if self.present else self.kept
        return next((card.shown.attachment for card in cards if card.key == key), None)

    def to_json(self) -> dict[str, Any]:
        return {
            "kept": [_card_out(card) for card in self.kept],
            "present": self.present and _card_out(self.present),
            "fresh": self.fresh,
            "settled": self.settled,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> View:
        return cls(
            kept=tuple(_card_in(card) for card in raw["kept"]),
            present=raw["present"] and _card_in(raw["present"]),
            fresh=raw["fresh"],
            settled=raw["settled"],
        )


def _lapsing(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """The cards, with only the newest files still in them."""
    with_file = [card.key for card in cards if card.shown.attachment]
    gone = set(with_file[:-FILES])
    return tuple(
        Card(replace(card.shown, attachment=None), card.key, lapsed=True) if card.key in gone else card
        for card in cards
    )


def _card_out(card: Card) -> dict[str, Any]:
    return {"shown": card.shown.to_json(), "key": card.key, "lapsed": card.lapsed}


def _card_in(raw: Mapping[str, Any]) -> Card:
    return Card(Shown.from_json(raw["shown"]), raw["key"], raw["lapsed"])
