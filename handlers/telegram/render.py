"""A screen as Telegram messages: HTML, inline keyboard, file. Pure: no aiogram, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from handlers.marking import TICKS, listed, words
from handlers.shown import Attachment, Block, Button, Shown, Style
from handlers.telegram.numbering import SHORT, marks
from handlers.telegram.wording import pages, paragraphs, size

TEXT = 4096  # characters, as read, not bytes and not HTML
CAPTION = 1024
PRESS_BYTES = 64
COPY = 256
BUTTONS = 100
COPY_LABEL = 32
ABREAST = 5  # marked choices in one row: «☐ 10» is still read and hit on a narrow phone


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
    marked = marks(shown)
    texts = paragraphs(replace(shown, blocks=(*shown.blocks, Block("text", listed(shown, marked)))), TEXT)
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
    return [*parts[:-1], Part(last.html, _keyboard(shown, marked), last.document)]


def _keyboard(shown: Shown, marked: Sequence[str]) -> Keyboard:
    copies = [Key(_copy_label(text), copy=text) for text in _copies(shown)]
    keys = [_key(button, shown.screen, mark) for button, mark in zip(shown.buttons, marked, strict=True)]
    controls = [_key(button, shown.screen) for button in shown.controls]
    if len(copies) + len(keys) + len(controls) > BUTTONS:
        msg = "too many buttons"
        raise UnrenderableError(msg)
    rows: list[tuple[Key, ...]] = [(key,) for key in copies]
    for short, run in groupby(zip(marked, keys, strict=True), lambda pair: bool(pair[0])):
        some = [key for _, key in run]
        rows += _abreast(some) if short else _rows(some)
    return (*rows, *_rows(controls))


def _copies(shown: Shown) -> Iterator[str]:
    for block in shown.blocks:
        text = block.text.strip()
        if block.kind == "copy" and 0 < len(text) <= COPY:
            yield text


def _copy_label(text: str) -> str:
    """The text itself: a word such as «copy» would have to be in the reader's language."""
    line = " ".join(text.split())
    return f"⧉ {line if len(line) <= COPY_LABEL else line[: COPY_LABEL - 1] + '…'}"


def _key(button: Button, screen: str, mark: str = "") -> Key:
    press = f"{screen}:{button.id}"
    if not button.label.strip():
        msg = "an empty label"
        raise UnrenderableError(msg)
    if len(press.encode()) > PRESS_BYTES:
        msg = "a choice id is too long"
        raise UnrenderableError(msg)
    label = TICKS[button.ticked] + mark if mark else words(button)
    return Key(label, press, style=button.style)


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


def _abreast(keys: Sequence[Key]) -> Iterator[tuple[Key, ...]]:
    """As few rows as hold them, as even as can be: eight are four and four."""
    rows = -(-len(keys) // ABREAST)
    start = 0
    for row in range(rows):
        end = start + -(-(len(keys) - start) // (rows - row))
        yield tuple(keys[start:end])
        start = end
