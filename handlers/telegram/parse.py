"""What a raw update says. Plain JSON, no aiogram types: one odd update must not stand in others' way.

Only private chats speak; the bot leaves groups (``group_to_leave``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from flows.engine.said import Commanded, Pressed, Said, Sent, Typed
from handlers.channel import Address, Incoming, UndecodableError
from handlers.telegram.places import DEGREES

NAME = "telegram"

COMMANDS: Mapping[str, Said] = {
    "start": Commanded("menu"),
    "menu": Commanded("menu"),
    "danger": Commanded("danger"),
    "sos": Commanded("danger"),
}

# In this order: an animation comes with a document beside it, a live photo with a photo.
KINDS: Mapping[str, str] = {
    "voice": "voice",
    "video_note": "voice",
    "sticker": "sticker",
    "live_photo": "photo",
    "photo": "photo",
    "animation": "file",
    "document": "file",
    "video": "file",
    "audio": "file",
    "location": "location",
}

# What Telegram itself writes into a private chat. Answering would be wrong: somebody who has just set the
# chat to delete itself should not be told that we can't read this.
SERVICE = frozenset(
    {
        "boost_added",
        "chat_background_set",
        "chat_shared",
        "checklist_tasks_added",
        "checklist_tasks_done",
        "connected_website",
        "forum_topic_closed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "gift",
        "gift_upgrade_sent",
        "managed_bot_created",
        "message_auto_delete_timer_changed",
        "paid_message_price_changed",
        "passport_data",
        "pinned_message",
        "proximity_alert_triggered",
        "refunded_payment",
        "successful_payment",
        "unique_gift",
        "users_shared",
        "web_app_data",
        "write_access_allowed",
    }
)

_LINK = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


def parse(payload: bytes) -> Incoming | None:
    """What the update says; None where it concerns nobody (groups, edits, Telegram's own service messages).

    Raises UndecodableError where the payload is no update that can be read.
    """
    try:
        update = json.loads(payload)
    except (ValueError, RecursionError):
        update = None  # leaves this block before raising: the error would carry the text of the payload
    if not isinstance(update, dict):
        raise UndecodableError
    try:
        if "message" in update:
            return _message(update["message"])
        if "callback_query" in update:
            return _press(update["callback_query"])
        if "my_chat_member" in update:
            return _membership(update["my_chat_member"])
    except (KeyError, TypeError, AttributeError):
        pass
    else:
        return None
    raise UndecodableError


def group_to_leave(update: Mapping[str, Any]) -> int | None:
    """The id of the group or channel that this update shows us to be in: we serve private chats only."""
    for kind in ("my_chat_member", "message", "edited_message"):
        event = update.get(kind)
        if not isinstance(event, dict) or not isinstance(event.get("chat"), dict):
            continue
        chat = event["chat"]
        member = event.get("new_chat_member")
        gone = isinstance(member, dict) and member.get("status") in ("left", "kicked")
        if chat.get("type") in ("group", "supergroup", "channel") and not gone:
            return chat["id"] if isinstance(chat.get("id"), int) else None
    return None


def _message(message: dict[str, Any]) -> Incoming | None:
    sender = message.get("from")
    if message["chat"]["type"] != "private" or sender is None or sender.get("is_bot"):
        return None
    said, link = _said(message, sender)
    if said is None:
        return None
    return Incoming(
        address=_address(message["chat"]["id"]),
        said=said,
        language=_language(sender),
        link=link,
        message=str(_whole(message["message_id"])),
    )


def _said(message: dict[str, Any], sender: dict[str, Any]) -> tuple[Said | None, str | None]:
    if "text" in message:
        return _words(_clean(message["text"]))
    if "contact" in message:
        return _contact(message["contact"], sender), None
    if "location" in message:
        return Sent("location", _spot(message["location"])), None
    for field, kind in KINDS.items():
        if field in message:
            return Sent(kind), None
    if SERVICE & message.keys():
        return None, None
    return Sent("other"), None


def _words(text: str) -> tuple[Said, str | None]:
    command = _COMMAND.fullmatch(text)
    if command is None:
        return Typed(text), None
    name, rest = command[1].lower(), (command[2] or "").strip()
    if name not in COMMANDS:
        return Typed(text), None
    link = rest if name == "start" and _LINK.fullmatch(rest) else None
    return COMMANDS[name], link


def _contact(contact: dict[str, Any], sender: dict[str, Any]) -> Said:
    """One's own number is as good as typed; somebody else's is not ours to take."""
    if contact.get("user_id") != sender["id"]:
        return Sent("other")
    number = _clean(contact["phone_number"])
    return Typed(f"+{number}" if number.isdigit() else number)  # some apps leave the plus out


def _spot(location: dict[str, Any]) -> dict[str, float] | None:
    """Where that is, as coarse as it was stored (``handlers.telegram.places``); None where it is nowhere."""
    spot = {"lat": location.get("latitude"), "lon": location.get("longitude")}
    if not all(isinstance(one, (int, float)) and abs(one) <= 180 for one in spot.values()):
        return None
    return {name: round(float(one), DEGREES) for name, one in spot.items() if one is not None}


def _press(query: dict[str, Any]) -> Incoming | None:
    message, data = query.get("message"), query.get("data")
    if data is None or message is None or message["chat"]["type"] != "private":
        return None
    screen, colon, choice = _clean(data).partition(":")
    return Incoming(
        address=_address(message["chat"]["id"]),
        said=Pressed(choice, screen) if colon else Pressed(screen, ""),
        language=_language(query["from"]),
        receipt=_clean(query["id"]),
    )


def _membership(change: dict[str, Any]) -> Incoming | None:
    status = change["new_chat_member"]["status"]
    if change["chat"]["type"] != "private" or status not in ("member", "kicked"):
        return None
    return Incoming(
        address=_address(change["chat"]["id"]),
        language=_language(change["from"]),
        reachable=status == "member",
    )


def _address(chat: Any) -> Address:
    return Address(NAME, str(_whole(chat)))


def _whole(number: Any) -> int:
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError
    return number


def _language(sender: dict[str, Any]) -> str | None:
    code = sender.get("language_code")
    return code if isinstance(code, str) and _LANGUAGE.fullmatch(code) else None


def _clean(text: Any) -> str:
    """JSON may carry half a surrogate pair or a NUL: UTF-8 refuses the one, PostgreSQL the other."""
    if not isinstance(text, str):
        raise TypeError
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")
