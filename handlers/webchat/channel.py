"""The web as a channel: forms come in as JSON that the server makes of them, screens go out into a view."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from flows.engine.said import Commanded, Pressed, Said, Typed
from handlers.channel import Address, Incoming, Limits, Memory, UndecodableError
from handlers.shown import Shown
from handlers.webchat.view import View

PAYLOAD_BYTES = 65_536  # 5000 characters fit even where JSON escapes each as a surrogate pair (12 bytes)
_WORD: Final = re.compile(r"[^\x00-\x20\x7f]{1,200}")  # ids of ours: an address, a choice, a screen, a link
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_UNPRINTABLE: Final = dict.fromkeys([*range(9), *range(11, 32), 127])  # all but tab and line feed


class WebChannel:
    """Sending only folds the message into the address's view: nobody is reached who does not look.

    ``new_key`` makes an opaque word for each message, unguessable and never used twice.
    """

    name = "web"
    limits = Limits(
        text=5000,
        label=200,
        buttons=60,
        press_bytes=200,
        edits=True,
        deletes=True,
        starts_talks=False,
        files="page",
    )

    def __init__(self, new_key: Callable[[], str]) -> None:
        self._new_key = new_key

    def parse(self, payload: bytes) -> Incoming:
        """One form, as ``{"address", …}`` with ``choice`` and ``screen``, or ``text``, or ``command`` (one of
        menu, danger, again; it may carry a ``link``). ``language`` may stand beside each of them.

        A blank text draws the present screen again. Raises UndecodableError on anything else.
        """
        form = _form(payload)
        address = Address(self.name, _word(form.pop("address", None)))
        language = form.pop("language", None)
        if language is not None and not (isinstance(language, str) and _LANGUAGE.fullmatch(language)):
            raise UndecodableError
        said, link = self._said(form)
        return Incoming(address, said, language=language, link=link)

    async def acknowledge(self, incoming: Incoming) -> None:
        """The answer to the form is the acknowledgement."""

    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:  # noqa: ARG002 - the protocol's
        return {"view": view_in(memory).with_(shown, self._new_key()).to_json()}

    def remember(self, message: str, memory: Memory) -> Memory:  # noqa: ARG002 - own words are not shown
        return memory

    async def clear(
        self,
        address: str,  # noqa: ARG002 - the protocol's
        memory: Memory,
        *,
        protected_only: bool = False,
    ) -> Memory:
        return {"view": view_in(memory).unprotected().to_json()} if protected_only else {}

    async def close(self) -> None:
        """Nothing is held open."""

    def _said(self, form: Mapping[str, Any]) -> tuple[Said, str | None]:
        fields = set(form)
        if fields == {"choice", "screen"}:
            screen = form["screen"]
            return Pressed(_word(form["choice"]), _word(screen) if screen != "" else ""), None
        if fields == {"text"}:
            text = _text(form["text"], self.limits.text)
            return (Typed(text) if text else Commanded("again")), None
        if fields in ({"command"}, {"command", "link"}):
            command = form["command"]
            if command not in ("menu", "danger", "again"):
                raise UndecodableError
            return Commanded(command), (_word(form["link"]) if "link" in fields else None)
        raise UndecodableError


def view_in(memory: Memory) -> View:
    """The view that an address's memory holds; an empty one where there is none yet."""
    return View.from_json(memory["view"]) if "view" in memory else View()


def _form(payload: bytes) -> dict[str, Any]:
    if len(payload) > PAYLOAD_BYTES:
        raise UndecodableError
    try:
        form = json.loads(payload)
    except (ValueError, RecursionError):  # RecursionError: thousands of nested brackets
        form = None  # leaves this block before raising: the error would carry the text of the payload
    if not isinstance(form, dict):
        raise UndecodableError
    return form


def _word(value: object) -> str:
    if not isinstance(value, str) or not _WORD.fullmatch(value) or not _encodable(value):
        raise UndecodableError
    return value


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or not _encodable(value):
        raise UndecodableError
    # Forms send a line's end as CR LF, while a text field's maxlength counts it as one.
    text = value.replace("\r\n", "\n").replace("\r", "\n").translate(_UNPRINTABLE).strip()
    if len(text) > longest:
        raise UndecodableError
    return text


def _encodable(value: str) -> bool:
    """Half a surrogate pair passes through JSON but can't be stored as UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
