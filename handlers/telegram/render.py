"""A screen as Telegram messages: HTML, inline keyboard, file. Pure: no aiogram, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from handlers.shown import Attachment, Button, Shown, Style
from handlers.telegram.wording import pages, paragraphs, size

TEXT = 4096  # characters, as read, not bytes and not HTML
CAPTION = 1024
PRESS_BYTES = 64
COPY = 256
BUTTONS = 100
SHORT = 18  # two labels this long stand side by side on a narrow phone without being cut
COPY_LABEL = 32

TICKS = {None: "", True: "☑ ", False: "☐ "}


class UnrenderableError(Exception):
    """Telegram would not take this screen: nothing to read, an empty label, a choice id that is too long."""


@dataclass(frozen=True, slots=True)
class Key:
    """One inline button: ``press`` goes back to us, or ``copy`` goes to the clipboard."""

    label: str
    press: str | None = None
    copy: str | None = None
    style: Style = ""


Keyboard: TypeAlias = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One message. ``html`` is empty only beside a document, whose caption it is."""

    html: str
    keyboard: Keyboard = ()
    document: Attachment | None = None


def render(shown: Shown) -> list[Part]:
    """The messages that show it, at least one; the keyboard is under the last. Raises UnrenderableError."""
    texts = paragraphs(shown, TEXT)
    if any(line.size > TEXT for lines in texts for line in lines):
        msg = "a line does not fit"
        raise UnrenderableError(msg)
    if shown.attachment is None:
        parts = [Part(html) for html in pages(texts, TEXT)]
    elif size(texts) <= CAPTION:
        parts = [Part(html, document=shown.attachment) for html in pages(texts, CAPTION) or [""]]
    else:
        parts = [Part("", document=shown.attachment), *(Part(html) for html in pages(texts, TEXT))]
    if not parts:
        msg = "nothing to read"
        raise UnrenderableError(msg)
    last = parts[-1]
    return [*parts[:-1], Part(last.html, _keyboard(shown), last.document)]


def _keyboard(shown: Shown) -> Keyboard:
    copies = [Key(_copy_label(text), copy=text) for text in _copies(shown)]
    keys = [_key(button, shown.screen) for button in shown.buttons]
    controls = [_key(button, shown.screen) for button in shown.controls]
    if len(copies) + len(keys) + len(controls) > BUTTONS:
        msg = "too many buttons"
        raise UnrenderableError(msg)
    return (*((key,) for key in copies), *_rows(keys), *_rows(controls))


def _copies(shown: Shown) -> Iterator[str]:
    for block in shown.blocks:
        text = block.text.strip()
        if block.kind == "copy" and 0 < len(text) <= COPY:
            yield text


def _copy_label(text: str) -> str:
    """The text itself: a word such as «copy» would have to be in the reader's language."""
    line = " ".join(text.split())
    return f"⧉ {line if len(line) <= COPY_LABEL else line[: COPY_LABEL - 1] + '…'}"


def _key(button: Button, screen: str) -> Key:
    press = f"{screen}:{button.id}"
    if not button.label.strip():
        msg = "an empty label"
        raise UnrenderableError(msg)
    if len(press.encode()) > PRESS_BYTES:
        msg = "a choice id is too long"
        raise UnrenderableError(msg)
    return Key(TICKS[button.ticked] + button.label, press, style=button.style)


def _rows(keys: Sequence[Key]) -> Iterator[tuple[Key, ...]]:
    """Two short labels share a row; a long one has its own."""
    left: Key | None = None
    for key in keys:
        if left is not None and len(left.label) <= SHORT and len(key.label) <= SHORT:
            yield (left, key)
            left = None
        else:
            if left is not None:
                yield (left,)
            left = key
    if left is not None:
        yield (left,)
