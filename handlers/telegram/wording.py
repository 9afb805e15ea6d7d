"""The text of a screen as Telegram HTML, cut into pages that Telegram takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from handlers.shown import Block, Phone, Shown

TAGS = {"title": "b", "note": "i", "copy": "code", "text": "", "problem": ""}
GENTLE = "ℹ️ "  # a problem is a hint, never an alarm
BULLET = "• "


@dataclass(frozen=True, slots=True)
class Line:
    """What must stay together: HTML, and how many characters a reader sees (Telegram counts those)."""

    html: str
    size: int


def paragraphs(shown: Shown, limit: int) -> list[list[Line]]:
    """The screen's paragraphs in reading order: progress, what went wrong, the screen, what may be typed."""
    problems = [block for block in shown.blocks if block.kind == "problem"]
    others = [block for block in shown.blocks if block.kind != "problem"]
    blocks = [
        Block("text", shown.progress),
        *problems,
        *others,
        Block("note", shown.hint),
    ]
    made = (_lines(block, limit) for block in blocks)
    return [lines for lines in made if lines]


def pages(texts: Sequence[Sequence[Line]], limit: int) -> list[str]:
    """Fill pages of at most ``limit`` characters: broken between paragraphs, inside one only where it alone
    is longer than a page. No page is empty."""
    done: list[str] = []
    page, used = "", 0
    for paragraph in texts:
        size = sum(line.size for line in paragraph) + len(paragraph) - 1
        if used and used + 2 + size > limit:
            done.append(page)
            page, used = "", 0
        for number, line in enumerate(paragraph):
            gap = "\n" if number else "\n\n"
            if used and used + len(gap) + line.size > limit:
                done.append(page)
                page, used = "", 0
            if not used:
                gap = ""
            if used or line.size:
                page, used = f"{page}{gap}{line.html}", used + len(gap) + line.size
    return [*done, page] if used else done


def size(texts: Sequence[Sequence[Line]]) -> int:
    """How many characters they make on one page."""
    lines = sum(line.size + 1 for paragraph in texts for line in paragraph)
    return max(0, lines - 1 + max(0, len(texts) - 1))


def _lines(block: Block, limit: int) -> list[Line]:
    match block.kind:
        case "list":
            return [line for item in block.items if item.strip() for line in _said(item, "", BULLET, limit)]
        case "phones":
            return [_phone(phone) for phone in block.phones]
        case "link":
            html = f'<a href="{escape(block.url)}">{escape(block.text, quote=False)}</a>'
            return [Line(html, len(block.text))]
        case kind:
            return _said(block.text, TAGS[kind], GENTLE if kind == "problem" else "", limit)


def _said(text: str, tag: str, marker: str, limit: int) -> list[Line]:
    text = text.strip()
    if not text:
        return []
    lines = []
    for piece in _cut(marker + text, limit):
        html = escape(piece, quote=False)
        lines.append(Line(f"<{tag}>{html}</{tag}>" if tag and piece else html, len(piece)))
    return lines


def _cut(text: str, limit: int) -> Iterator[str]:
    """Lines, each at most ``limit`` long; a longer one breaks at a space if it has one."""
    for line in text.split("\n"):
        rest = line.rstrip()
        while len(rest) > limit:
            at = rest.rfind(" ", 1, limit + 1)
            at = at if at > 0 else limit
            yield rest[:at]
            rest = rest[at:].lstrip()
        yield rest


def _phone(phone: Phone) -> Line:
    """A tap on <code> copies; Telegram allows no tel: link on a button."""
    html = f"<code>{escape(phone.number, quote=False)}</code>"
    size = len(phone.number)
    if phone.name:
        html += f" — {escape(phone.name, quote=False)}"
        size += 3 + len(phone.name)
    if phone.hours:
        html += f"\n<i>{escape(phone.hours, quote=False)}</i>"
        size += 1 + len(phone.hours)
    return Line(html, size)
