"""HTML as the Bot API reads it: plain text and entities, or the very complaint Telegram would make."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}
_TOKEN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)?([^<>]*)>|<|[^<]+")


class BadHtmlError(Exception):
    """Telegram's description of what is wrong."""


@dataclass(frozen=True, slots=True)
class Marked:
    """``entities``: kind, offset and length, in UTF-16 code units as the Bot API counts them."""

    text: str
    entities: tuple[tuple[str, int, int], ...] = ()


def marked(source: str, parse_mode: str | None) -> Marked:
    """What the reader sees. Raises BadHtmlError."""
    if not parse_mode:
        return Marked(source.strip())
    if parse_mode.upper() != "HTML":
        raise BadHtmlError("unsupported parse_mode")
    return _html(source)


def _html(source: str) -> Marked:
    text = ""
    stack: list[tuple[str, int]] = []
    entities: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(source):
        piece = match[0]
        at = len(source[: match.start()].encode())
        if not piece.startswith("<"):
            text += _plain(piece)
            continue
        name = (match[2] or "").lower()
        if match[1]:
            if not stack:
                raise BadHtmlError(f"can't parse entities: Unexpected end tag at byte offset {at}")
            opened, start = stack.pop()
            if name not in ("", opened):
                raise BadHtmlError(
                    f'can\'t parse entities: Unmatched end tag at byte offset {at}, expected "</{opened}>", '
                    f'found "</{name}>"'
                )
            if _units(text) > start:
                entities.append((TAGS[opened], start, _units(text) - start))
        elif name not in TAGS:
            raise BadHtmlError(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {at}')
        else:
            stack.append((name, _units(text)))
    if stack:
        raise BadHtmlError(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{stack[-1][0]}\""
        )
    return Marked(text.strip(), tuple(sorted(entities, key=lambda one: one[1])))


def _plain(piece: str) -> str:
    """Telegram knows four names and numbers; any other ``&`` stands for itself."""
    return re.sub(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);", lambda match: unescape(match[0]), piece)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
