"""The methods of the Bot API over chats kept in memory, with Telegram's limits and its words of refusal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.bot_api_chat import Chat, Message
from tests.fakes.bot_api_queue import PRESS, Updates
from tests.fakes.bot_api_text import BadHtmlError, Marked, marked

TEXT, CAPTION = 4096, 1024
TWO_DAYS = 48 * 3600.0
ACTIONS = ("callback_data", "copy_text", "url", "switch_inline_query")
JSON = ("reply_markup", "link_preview_options", "commands", "message_ids", "allowed_updates")
WHOLE = ("chat_id", "message_id", "offset", "limit", "timeout", "max_connections")
YES_NO = ("protect_content", "drop_pending_updates", "show_alert", "disable_notification")


class ApiError(Exception):
    """What Telegram answers instead of a result."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


@dataclass
class State:
    """Everything Telegram knows about one bot. ``now`` is Unix time, moved by the test."""

    now: float = 1_800_000_000.0
    updates: Updates = field(default_factory=Updates)
    chats: dict[int, Chat] = field(default_factory=dict)
    groups: set[int] = field(default_factory=set)
    last_message: int = 100
    queries: dict[str, tuple[int, float]] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    profile: dict[tuple[str, str], Any] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)


Params = Mapping[str, Any]
Files = Mapping[str, tuple[str, bytes]]


def decoded(params: Params) -> dict[str, Any]:
    """Form values as what they stand for."""
    return {name: _decoded(name, value) for name, value in params.items()}


def _decoded(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if name in JSON:
            return json.loads(value)
        if name in WHOLE:
            return int(value)
    except ValueError:
        raise ApiError(400, f"Bad Request: can't parse {name}") from None
    return value.lower() in ("true", "1", "yes") if name in YES_NO else value


# messages ------------------------------------------------------------------------------------------


def send_message(state: State, params: Params, _: Files) -> Any:
    chat = _chat(state, params)
    text = _text(params, "text", TEXT, "message is too long")
    if not text.text:
        raise _bad("message text is empty")
    message = _new(state, chat, params)
    message.text, message.marks = text.text, text.entities
    message.silent_link = bool((params.get("link_preview_options") or {}).get("is_disabled"))
    return _shown(message, chat)


def send_document(state: State, params: Params, files: Files) -> Any:
    chat = _chat(state, params)
    caption = _text(params, "caption", CAPTION, "message caption is too long")
    name, content = files.get(str(params.get("document", "")).removeprefix("attach://"), ("", b""))
    if not content:
        raise _bad("file must be non-empty")
    message = _new(state, chat, params)
    message.text, message.marks, message.document = caption.text, caption.entities, (name, content)
    return _shown(message, chat)


def edit_text(state: State, params: Params, _: Files) -> Any:
    chat = _chat(state, params)
    message = _ours(chat, params)
    if message.document is not None:
        raise _bad("there is no text in the message to edit")
    text = _text(params, "text", TEXT, "message is too long")
    if not text.text:
        raise _bad("message text is empty")
    keyboard = _keyboard(params)
    _changed((message.text, message.marks, message.keyboard), (text.text, text.entities, keyboard))
    message.text, message.marks, message.keyboard = text.text, text.entities, keyboard
    return _shown(message, chat)


def edit_markup(state: State, params: Params, _: Files) -> Any:
    chat = _chat(state, params)
    message = _ours(chat, params)
    keyboard = _keyboard(params)
    _changed(message.keyboard, keyboard)
    message.keyboard = keyboard
    return _shown(message, chat)


def delete_message(state: State, params: Params, _: Files) -> bool:
    chat = _chat(state, params)
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise _bad("message to delete not found")
    _deletable(state, message)
    del chat.messages[message.id]
    return True


def delete_messages(state: State, params: Params, _: Files) -> bool:
    chat = _chat(state, params)
    ids = params["message_ids"]
    if not 1 <= len(ids) <= 100:
        raise _bad(
            "too many message identifiers specified" if ids else "message identifiers are not specified"
        )
    found = [chat.messages[one] for one in ids if one in chat.messages]
    for message in found:
        _deletable(state, message)
    for message in found:
        del chat.messages[message.id]
    return True


def answer_query(state: State, params: Params, _: Files) -> bool:
    query = params["callback_query_id"]
    if len(params.get("text", "")) > 200:
        raise _bad("MESSAGE_TOO_LONG")
    asked = state.queries.get(query, (0, -PRESS))[1]
    if state.now - asked >= PRESS:
        raise _bad("query is too old and response timeout expired or query ID is invalid")
    del state.queries[query]
    state.answered.append(query)
    return True


# the bot itself ------------------------------------------------------------------------------------


def get_me(state: State, params: Params, _: Files) -> Any:
    return {"id": 42, "is_bot": True, "first_name": "bot", "username": "sample_bot"}


def set_commands(state: State, params: Params, _: Files) -> bool:
    commands = params["commands"]
    if len(commands) > 100:
        raise _bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise _bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise _bad("BOT_COMMAND_DESCRIPTION_INVALID")
    told = [(command["command"], command["description"]) for command in commands]
    return _profile(state, "commands", params, told)


def set_description(state: State, params: Params, _: Files) -> bool:
    return _profile(state, "description", params, _short(params.get("description", ""), 512))


def set_short_description(state: State, params: Params, _: Files) -> bool:
    return _profile(state, "short_description", params, _short(params.get("short_description", ""), 120))


def set_webhook(state: State, params: Params, _: Files) -> bool:
    secret = params.get("secret_token", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise _bad("secret token contains unallowed characters")
    url = params["url"]
    # Telegram wants https; the bot under test listens on this machine.
    if url and not url.startswith(("https://", "http://127.0.0.1")):
        raise _bad("bad webhook: An HTTPS URL must be provided for webhook")
    state.webhook = {"url": url, "secret": secret} if url else {}
    allow(state, params)
    return _dropped(state, params)


def delete_webhook(state: State, params: Params, _: Files) -> bool:
    state.webhook = {}
    return _dropped(state, params)


def leave_chat(state: State, params: Params, _: Files) -> bool:
    chat = params["chat_id"]
    if chat in state.chats:
        raise _bad("chat member status can't be changed in private chats")
    if chat not in state.groups:
        raise ApiError(403, "Forbidden: bot is not a member of the supergroup chat")
    state.groups.remove(chat)
    return True


METHODS: Mapping[str, Callable[[State, Params, Files], Any]] = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_query,
    "getMe": get_me,
    "setMyCommands": set_commands,
    "setMyDescription": set_description,
    "setMyShortDescription": set_short_description,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "leaveChat": leave_chat,
}


def allow(state: State, params: Params) -> None:
    """Left out, the former setting stays."""
    if "allowed_updates" in params:
        state.updates.allowed = tuple(params["allowed_updates"])


# limits --------------------------------------------------------------------------------------------


def _bad(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


def _chat(state: State, params: Params) -> Chat:
    chat = state.chats.get(params["chat_id"])
    if chat is None:
        raise _bad("chat not found")
    if chat.deactivated:
        raise ApiError(403, "Forbidden: user is deactivated")
    if chat.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if not chat.started:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    return chat


def _text(params: Params, name: str, limit: int, complaint: str) -> Marked:
    """Counted in characters after the entities are parsed."""
    try:
        text = marked(params.get(name) or "", params.get("parse_mode"))
    except BadHtmlError as error:
        raise _bad(str(error)) from None
    if len(text.text) > limit:
        raise _bad(complaint)
    return text


def _keyboard(params: Params) -> list[list[dict[str, Any]]]:
    markup = params.get("reply_markup")
    if markup is None:
        return []
    if not isinstance(markup, dict) or not isinstance(markup.get("inline_keyboard"), list):
        raise _bad("object expected as reply markup")
    rows: list[list[dict[str, Any]]] = markup["inline_keyboard"]
    if any(not row or len(row) > 8 for row in rows):
        raise _bad(
            "inline keyboard rows must have 1 to 8 buttons"
        )  # Telegram itself drops empty rows silently
    if sum(map(len, rows)) > 100:
        raise _bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        _button(button)
    return rows


def _button(button: Mapping[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise _bad('can\'t parse inline keyboard button: Field "text" must be non-empty')
    actions = [one for one in ACTIONS if button.get(one)]
    if len(actions) != 1:
        raise _bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(button.get("callback_data", "").encode()) > 64:
        raise _bad("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise _bad("BUTTON_COPY_TEXT_INVALID")
    if button.get("style", "primary") not in ("primary", "success", "danger"):
        raise _bad("BUTTON_STYLE_INVALID")
    if button.get("url", "").startswith("tel:"):
        raise _bad("BUTTON_URL_INVALID")


def _new(state: State, chat: Chat, params: Params) -> Message:
    keyboard = _keyboard(params)
    state.last_message += 1
    message = Message(state.last_message, state.now, ours=True, keyboard=keyboard)
    message.protected = bool(params.get("protect_content"))
    chat.messages[message.id] = message
    return message


def _ours(chat: Chat, params: Params) -> Message:
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise _bad("message to edit not found")
    if not message.ours:
        raise _bad("message can't be edited")
    return message


def _changed(before: Any, after: Any) -> None:
    if before == after:
        raise _bad(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )


def _deletable(state: State, message: Message) -> None:
    if state.now - message.at >= TWO_DAYS:
        raise _bad("message can't be deleted for everyone")


def _short(text: str, limit: int) -> str:
    if len(text) > limit:
        raise _bad("BOT_DESCRIPTION_TOO_LONG")
    return text


def _profile(state: State, what: str, params: Params, value: Any) -> bool:
    language = params.get("language_code", "")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise _bad("language_code is invalid")
    state.profile[what, language] = value
    return True


def _dropped(state: State, params: Params) -> bool:
    if params.get("drop_pending_updates"):
        state.updates.waiting.clear()
    return True


def _shown(message: Message, chat: Chat) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "message_id": message.id,
        "date": int(message.at),
        "chat": {"id": chat.id, "type": "private"},
        "from": {"id": 42, "is_bot": True, "first_name": "bot"},
    }
    if message.document is None:
        shown["text"] = message.text
    else:
        shown["document"] = {"file_id": "d", "file_unique_id": "d", "file_name": message.document[0]}
    return shown
