"""Chats as Telegram keeps them, and a person who sees one on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

TICKS = ("☑ ", "☐ ")

SAMPLES: Mapping[str, Any] = {
    "voice": {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 2}},
    "video_note": {"video_note": {"file_id": "n", "file_unique_id": "n", "length": 240, "duration": 2}},
    "sticker": {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "emoji": "🙂"}},
    "photo": {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]},
    "document": {"document": {"file_id": "d", "file_unique_id": "d"}},
    "video": {"video": {"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9, "duration": 2}},
    "location": {"location": {"latitude": 46.482526, "longitude": 30.723309}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
}


@dataclass
class Message:
    """One message in a chat. ``marks`` are its entities, ``keyboard`` the rows of its inline keyboard."""

    id: int
    at: float
    ours: bool
    text: str = ""
    marks: tuple[tuple[str, int, int], ...] = ()
    keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    document: tuple[str, bytes] | None = None
    protected: bool = False
    silent_link: bool = False

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]


@dataclass
class Chat:
    """One private chat. ``started``: the person has pressed Start."""

    id: int
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    messages: dict[int, Message] = field(default_factory=dict)


class Server(Protocol):
    """What a person needs of the server."""

    def next_message(self, chat: Chat, *, ours: bool) -> Message: ...

    def push(self, kind: str, event: dict[str, Any]) -> None: ...

    def asked(self, chat: int) -> str: ...


class FakePerson:
    """A person with Telegram: says, presses, sends; sees the chat as it stands on the screen."""

    def __init__(self, server: Server, chat: Chat, name: str, language: str | None) -> None:
        self._server = server
        self.chat = chat
        self.name = name
        self.language = language
        self.clipboard = ""
        self.waiting: dict[str, str] = {}

    # doing -----------------------------------------------------------------------------------------

    def start(self, link: str = "") -> None:
        """Press Start, perhaps from a deep link."""
        self.say(f"/start {link}".rstrip())

    def say(self, text: str) -> Message:
        return self._put({"text": text}, text)

    def send(self, kind: str) -> Message:
        """Send a sample of that kind (see ``SAMPLES``)."""
        return self._put(SAMPLES[kind], "")

    def share_contact(self, number: str, *, own: bool = True) -> Message:
        contact = {"phone_number": number, "first_name": self.name}
        return self._put({"contact": {**contact, "user_id": self.chat.id} if own else contact}, "")

    def edit(self, message: Message, text: str) -> None:
        """Edit one's own message."""
        message.text = text
        self._server.push("edited_message", {**self._envelope(message), "text": text})

    def press(self, label: str, message: Message | None = None) -> str:
        """Press the lowest button with that label (a tick before it may be left out), or one in that message.

        Answers the query's id; a copy button fills the clipboard instead. Raises LookupError where nothing on
        the screen is called so.
        """
        shown = [message] if message is not None else list(reversed(self.from_bot))
        for one in shown:
            for button in (button for row in one.keyboard for button in row):
                if label in (button["text"], button["text"].lstrip("☑☐").lstrip()):
                    return self._pressed(one, button)
        raise LookupError(label)

    def press_data(self, data: str, message: Message) -> str:
        """Forge a press, as an altered app can."""
        return self._pressed(message, {"callback_data": data})

    def delete(self, message: Message) -> None:
        """Delete a message for both."""
        del self.chat.messages[message.id]

    def block(self) -> None:
        self.chat.blocked = True
        self._membership("kicked")

    def unblock(self) -> None:
        self.chat.blocked = False
        self._membership("member")

    # seeing ----------------------------------------------------------------------------------------

    @property
    def from_bot(self) -> list[Message]:
        """The bot's messages, from the top to the bottom of the chat."""
        return [self.chat.messages[one] for one in sorted(self.chat.messages) if self.chat.messages[one].ours]

    @property
    def texts(self) -> list[str]:
        """What the bot's messages say."""
        return [message.text for message in self.from_bot]

    @property
    def wizard(self) -> Message | None:
        """The lowest message of the bot that has buttons."""
        return next((message for message in reversed(self.from_bot) if message.keyboard), None)

    @property
    def screen(self) -> str:
        return self.wizard.text if self.wizard is not None else ""

    @property
    def buttons(self) -> list[str]:
        """The labels under the screen, row by row."""
        return self.wizard.labels if self.wizard is not None else []

    # the wire --------------------------------------------------------------------------------------

    def _put(self, content: Mapping[str, Any], text: str) -> Message:
        self.chat.started = True
        message = self._server.next_message(self.chat, ours=False)
        message.text = text
        self._server.push("message", {**self._envelope(message), **content})
        return message

    def _pressed(self, message: Message, button: Mapping[str, Any]) -> str:
        if "copy_text" in button:
            self.clipboard = button["copy_text"]["text"]
            return ""
        query = self._server.asked(self.chat.id)
        self.waiting[query] = button["callback_data"]
        event = {
            "id": query,
            "from": self.user,
            "chat_instance": "1",
            "data": button["callback_data"],
            "message": {
                "message_id": message.id,
                "date": int(message.at),
                "chat": self.where,
                "text": message.text,
            },
        }
        self._server.push("callback_query", event)
        return query

    def _membership(self, status: str) -> None:
        was = "member" if status == "kicked" else "kicked"
        bot = {"id": 42, "is_bot": True, "first_name": "bot"}
        event = {
            "chat": self.where,
            "from": self.user,
            "date": 0,
            "old_chat_member": {"user": bot, "status": was},
            "new_chat_member": {"user": bot, "status": status},
        }
        self._server.push("my_chat_member", event)

    def _envelope(self, message: Message) -> dict[str, Any]:
        return {"message_id": message.id, "date": int(message.at), "chat": self.where, "from": self.user}

    @property
    def user(self) -> dict[str, Any]:
        told = {"id": self.chat.id, "is_bot": False, "first_name": self.name}
        return {**told, "language_code": self.language} if self.language else told

    @property
    def where(self) -> dict[str, Any]:
        return {"id": self.chat.id, "type": "private", "first_name": self.name}
