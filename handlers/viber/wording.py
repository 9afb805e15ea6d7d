"""The text of a screen as Viber shows it: plain, cut into messages that Viber takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.shown import Block, Phone, Shown

GENTLE = "ℹ️ "  # a problem is a hint, never an alarm
BULLET = "• "


def paragraphs(shown: Shown) -> list[list[str]]:
    """The screen's paragraphs in reading order: progress, what went wrong, the screen, what may be typed;
    each of them lines that stay together where they can."""
    problems = [block for block in shown.blocks if block.kind == "problem"]
    others = [block for block in shown.blocks if block.kind != "problem"]
    blocks = [Block("text", shown.progress), *problems, *others, Block("note", shown.hint)]
    made = ([line for line in _lines(block) if line] for block in blocks)
    return [lines for lines in made if lines]


def pages(texts: Sequence[Sequence[str]], limit: int) -> list[str]:
    """Messages of at most ``limit`` characters: broken between paragraphs, inside one only where it alone is
    longer. None is empty."""
    done: list[str] = []
    page = ""
    for paragraph in texts:
        whole = "\n".join(paragraph)
        if len(whole) <= limit:
            pieces = [("\n\n", whole)]
        else:
            lines = [piece for line in paragraph for piece in _cut(line, limit)]
            pieces = [("\n" if number else "\n\n", line) for number, line in enumerate(lines)]
        for gap, piece in pieces:
            if page and len(page) + len(gap) + len(piece) > limit:
                done.append(page)
                page = ""
            page = f"{page}{gap}{piece}" if page else piece
    return [*done, page] if page else done


def _lines(block: Block) -> Iterator[str]:
    match block.kind:
        case "list":
            for item in block.items:
                yield from _said(item, BULLET)
        case "phones":
            for phone in block.phones:
                yield from _phone(phone)
        case "link":
            yield from _said(block.text, "")
            yield block.url  # Viber makes a link of an address by itself
        case kind:
            yield from _said(block.text, GENTLE if kind == "problem" else "")


def _said(text: str, marker: str) -> list[str]:
    lines = [line.strip() for line in _clean(text).split("\n")]
    lines = [line for line in lines if line]
    return [marker + lines[0], *lines[1:]] if lines else []


def _phone(phone: Phone) -> Iterator[str]:
    """A number that stands in a text can be tapped and called."""
    yield f"{phone.number} — {phone.name}" if phone.name else phone.number
    if phone.hours:
        yield phone.hours


def _cut(line: str, limit: int) -> Iterator[str]:
    """Pieces of at most ``limit`` characters; broken at a space where there is one."""
    rest = line
    while len(rest) > limit:
        at = rest.rfind(" ", 1, limit + 1)
        at = at if at > 0 else limit
        yield rest[:at]
        rest = rest[at:].lstrip()
    if rest:
        yield rest


def _clean(text: str) -> str:
    """Without what JSON would write in six bytes, or UTF-8 can't."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(letter for letter in whole if letter >= " " or letter == "\n")
