"""What Viber takes of a bot, as its documentation says, and what its apps can draw."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

BODY = 30 * 1024
VERSIONS = 10
SHARING = ("share-phone", "location-picker")
ACTIONS = ("reply", "open-url", "none", *SHARING)
BUTTON = {
    "Columns", "Rows", "BgColor", "ActionType", "ActionBody", "Text", "TextSize", "Silent", "TextVAlign",
    "TextHAlign", "Image",
}  # fmt: skip
OK, BAD, MISSING, VERSION = 0, 3, 4, 13


def told(body: bytes, message: Any) -> int:
    """The status with which Viber answers ``send_message``, as far as the message alone decides it."""
    if len(body) > BODY or not isinstance(message, dict):
        return BAD
    sender = message.get("sender")
    if not isinstance(sender, dict) or not sender.get("name"):
        return MISSING
    if len(sender["name"]) > 28 or len(str(message.get("tracking_data", ""))) > 4000:
        return BAD
    if not isinstance(message.get("min_api_version", 1), int) or message.get("min_api_version", 1) > VERSIONS:
        return VERSION
    kind = _KINDS.get(message.get("type"))
    if kind is None:
        return BAD
    if status := kind(message):
        return status
    return _group(message["keyboard"], "keyboard", message) if "keyboard" in message else OK


def drawable(message: dict[str, Any]) -> bool:
    """Whether an app can draw its buttons: rows that are even and not too many of them."""
    keys = message.get("keyboard")
    media = message.get("rich_media")
    return (keys is None or _drawn(keys["Buttons"], 12)) and (
        media is None
        or (_drawn(media["Buttons"], 7) and _height(media["Buttons"]) == media["ButtonsGroupRows"])
    )


def rows(buttons: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The buttons as they stand: a row is full at six columns."""
    made: list[list[dict[str, Any]]] = []
    for button in buttons:
        if made and sum(one["Columns"] for one in made[-1]) + button["Columns"] <= 6:
            made[-1].append(button)
        else:
            made.append([button])
    return made


def _drawn(buttons: list[dict[str, Any]], tallest: int) -> bool:
    even = all(len({one["Rows"] for one in row}) == 1 for row in rows(buttons))
    full = all(sum(one["Columns"] for one in row) == 6 for row in rows(buttons))
    return even and full and _height(buttons) <= tallest


def _height(buttons: list[dict[str, Any]]) -> int:
    return sum(row[0]["Rows"] for row in rows(buttons))


def _text(message: dict[str, Any]) -> int:
    text = message.get("text")
    if text is None:
        return MISSING
    return OK if isinstance(text, str) and 0 < len(text) <= 7000 else BAD


def _media(message: dict[str, Any]) -> int:
    if message.get("min_api_version", 1) < 2:
        return VERSION
    return _group(message["rich_media"], "rich_media", message) if "rich_media" in message else MISSING


def _file(message: dict[str, Any]) -> int:
    if not {"media", "size", "file_name"} <= message.keys():
        return MISSING
    path = urlsplit(str(message["media"])).path
    return OK if "." in path.rpartition("/")[2] and len(message["file_name"]) <= 256 else BAD


_KINDS: dict[Any, Any] = {"text": _text, "rich_media": _media, "file": _file}


def _group(group: Any, kind: str, message: dict[str, Any]) -> int:
    if not isinstance(group, dict) or group.get("Type") != kind or not isinstance(group.get("Buttons"), list):
        return BAD
    if not group["Buttons"]:
        return BAD
    return max(_button(one, message) for one in group["Buttons"])


def _button(button: Any, message: dict[str, Any]) -> int:
    if not isinstance(button, dict) or button.keys() - BUTTON:
        return BAD
    sizes = (button.get("Columns"), range(1, 7)), (button.get("Rows"), range(1, 3))
    if any(type(size) is not int or size not in allowed for size, allowed in sizes):
        return BAD
    body, text = button.get("ActionBody"), button.get("Text")
    if button.get("ActionType") not in ACTIONS or not isinstance(body, str) or not isinstance(text, str):
        return BAD
    if not 0 < len(body) <= 100 or not 0 < len(text) <= 250 or not text.strip():
        return BAD
    if button["ActionType"] in SHARING and message.get("min_api_version", 1) < 3:
        return VERSION
    return OK


def decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
