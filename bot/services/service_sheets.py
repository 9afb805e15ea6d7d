"""A service on paper: the one-page sheet goes to whoever asks. It says nothing of her; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.db.models import Person
from bot.db.tx import Tx
from bot.forms.service_sheet import render
from bot.i18n import Translator
from bot.services.access import Actor, permitted
from bot.services.service_cards import service
from flows.engine.message import M, Text
from flows.engine.said import Happened
from handlers.shown import Attachment

FILE = M("find.sheet_file", "Аркуш «{name}»: його можна роздрукувати й віддати.")


def service_sent(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """In the language of whoever asks: she gives it to somebody who reads the same, or translates it."""
    if not permitted(tx, actor, "service_sent"):
        return Happened("gone")
    card = service(tx, actor, data["service"] or "")
    if card is None:
        return Happened("gone")
    language = tx.db.get_one(Person, actor.person_id).language
    translator = Translator((language,), tx.world.zone.key)

    def say(text: Text | M) -> str:
        return translator.text(language, text)

    sheet = Attachment("service.pdf", "application/pdf", render(card, say, tx.now))
    tx.hand(actor.person_id, sheet, FILE.json(name=card["name"]))
    return Happened("made")
