"""Events on their way to the intake: named, dated, and only what is needed of them.

Viber tells a name, a picture, a country and a device with every message; none of it is stored. A location is
made coarse before it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

DEGREES = 2  # decimal places: about 1 km, so that a district can be told and a house can't
STORED = ("message", "subscribed", "unsubscribed")


@dataclass(frozen=True, slots=True)
class Update:
    """``external`` is Viber's 64-bit message_token. ``at``: when it happened, in Unix seconds; None where
    nothing says so."""

    external: str
    payload: bytes
    event: str = ""
    at: float | None = None
    raw: Mapping[str, Any] | None = None


def taken(body: bytes) -> Update:
    """A signed body. What can't be read is named by its content, so that it is stored once, for the dead
    letters."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    known = value if isinstance(value, dict) else {}
    token, event = known.get("message_token"), known.get("event")
    if type(token) is not int or not isinstance(event, str):
        return Update(f"sha256-{sha256(body).hexdigest()}", body)
    at = known.get("timestamp")
    seconds = at / 1000 if type(at) is int else None
    payload = json.dumps(_needed(known, event)).encode() if event in STORED else b""
    return Update(str(token), payload, event, seconds, known)


def _needed(value: Mapping[str, Any], event: str) -> dict[str, Any]:
    message = value.get("message")
    return {
        "event": event,
        "from": _sender(value),
        **({"message": _message(message)} if isinstance(message, dict) else {}),
    }


def _sender(value: Mapping[str, Any]) -> dict[str, Any]:
    for name in ("sender", "user"):
        one = value.get(name)
        if isinstance(one, dict):
            return {"id": one.get("id"), "language": one.get("language")}
    return {"id": value.get("user_id")}


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {"type": message.get("type")}
    contact, spot = message.get("contact"), message.get("location")
    if kept["type"] == "text":
        kept["text"] = message.get("text")
    elif kept["type"] == "contact" and isinstance(contact, dict):
        kept["phone"] = contact.get("phone_number")
    elif kept["type"] == "location" and isinstance(spot, dict):
        kept |= {name: _rounded(spot.get(name)) for name in ("lat", "lon")}
    return kept


def _rounded(degrees: Any) -> float | None:
    whole = isinstance(degrees, (int, float)) and not isinstance(degrees, bool)
    return round(float(degrees), DEGREES) if whole and abs(degrees) <= 180 else None
