"""What a conversation may know of one service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.db.tx import Tx
from bot.services import service_cards
from bot.services.access import Actor


def service(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    return service_cards.service(tx, actor, answers.get("service") or "")
