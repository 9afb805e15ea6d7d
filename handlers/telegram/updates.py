"""Raw updates on their way to the intake: named, made coarse, groups left out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from handlers.telegram.parse import group_to_leave
from handlers.telegram.places import coarse

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")


@dataclass(frozen=True, slots=True)
class Update:
    """``id`` is Telegram's, None where there is none. ``group``: where it comes from, if that is no private
    chat; then it is not ours to store."""

    external: str
    payload: bytes
    id: int | None = None
    group: int | None = None


def taken(value: Any) -> Update:
    """One decoded update, ready to be stored."""
    payload = json.dumps(coarse(value)).encode()
    number = value.get("update_id") if isinstance(value, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        return unnamed(payload)
    return Update(str(number), payload, number, group_to_leave(value))


def unnamed(payload: bytes) -> Update:
    """What has no id is named by its content, so that it is stored once; it will be a dead letter."""
    return Update(f"sha256-{sha256(payload).hexdigest()}", payload)
