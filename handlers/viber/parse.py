"""What a stored event says (``handlers.viber.updates``). A press is a text message too: the app sends what
the button holds, which begins with a sign nobody types."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from flows.engine.said import Commanded, Pressed, Said, Sent, Typed
from handlers.channel import Address, Incoming, UndecodableError

NAME = "viber"

COMMANDS: Mapping[str, Said] = {
    "start": Commanded("menu"),
    "menu": Commanded("menu"),
    "danger": Commanded("danger"),
    "sos": Commanded("danger"),
}

# A link's address is what was typed: Viber makes a kind of message of it.
KINDS: Mapping[str, str] = {"picture": "photo", "sticker": "sticker", "file": "file", "video": "file"}

_PRESS: Final = re.compile(r"#(\d{0,18}):([^\s#]{1,80})")
_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:\s+(.*))?", re.DOTALL)
_LINK: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ADDRESS: Final = re.compile(r"[!-~]{1,128}")  # Base64 and the like; no id of Viber has other letters


def press(screen: str, choice: str) -> str:
    """What a button sends."""
    return f"#{screen}:{choice}"


def start(link: str = "") -> str:
    """What the start button sends: it carries on what the link carried that led here."""
    return f"/start {link}".rstrip()


def carried(context: Any) -> str:
    """What a deep link carries, or nothing where it is none of ours."""
    return context if isinstance(context, str) and _LINK.fullmatch(context) else ""


def parse(payload: bytes) -> Incoming:
    """What the event says. Raises UndecodableError where it is none that can be read."""
    try:
        event = json.loads(payload)
        return _incoming(event)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        pass  # raised outside: the error would carry the text of the payload
    raise UndecodableError


def _incoming(event: Mapping[str, Any]) -> Incoming:
    sender = event["from"]
    if not _ADDRESS.fullmatch(sender["id"]):
        raise ValueError
    address = Address(NAME, sender["id"])
    code = sender.get("language")
    language = code if isinstance(code, str) and _LANGUAGE.fullmatch(code) else None
    match event["event"]:
        case "subscribed":
            return Incoming(address, language=language, reachable=True)
        case "unsubscribed":
            return Incoming(address, language=language, reachable=False)
        case "message":
            said, link = _said(event["message"])
            return Incoming(address, said, language=language, link=link)
    raise ValueError


def _said(message: Mapping[str, Any]) -> tuple[Said, str | None]:
    match message["type"]:
        case "text":
            return _words(_clean(message["text"]))
        case "contact" if isinstance(message.get("phone"), str):
            number = _clean(message["phone"]).strip()  # whose it is Viber does not tell: as good as typed
            return Typed(f"+{number}" if number.isdigit() else number), None
        case "location" if message.get("lat") is not None and message.get("lon") is not None:
            return Sent("location", {"lat": message["lat"], "lon": message["lon"]}), None
        case "location":
            return Sent("location"), None
        case kind:
            return Sent(KINDS.get(kind, "other")), None


def _words(text: str) -> tuple[Said, str | None]:
    if pressed := _PRESS.fullmatch(text):
        return Pressed(pressed[2], pressed[1]), None
    command = _COMMAND.fullmatch(text.strip())
    if command is None or command[1].lower() not in COMMANDS:
        return Typed(text), None
    name, rest = command[1].lower(), (command[2] or "").strip()
    return COMMANDS[name], (carried(rest) or None) if name == "start" else None


def _clean(text: str) -> str:
    """JSON may carry half a surrogate pair or a NUL: UTF-8 refuses the one, PostgreSQL the other."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")
