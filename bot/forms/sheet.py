"""A printed sheet: boxes with a small label and a value, always on one A4 page.

What is too much for the page is first set smaller; below ``SMALLEST`` the longest value is cut, and says so
(and so is one of more than ``MOST`` characters).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.fonts import TTFFont

FONT = "dejavu"
MARGIN = 14.0  # millimetres, as everything here but the sizes of letters
WIDTH = 210.0 - 2 * MARGIN
BOTTOM = 297.0 - MARGIN
PADDING = 1.6
HEAD, HEADING, TICK = 13.0, 7.5, 3.6
SQUARE = 36.0  # read from paper at arm's length
LABEL, NOTE = 7.0, 7.5  # points
LARGEST, SMALLEST = 12.0, 7.0
MOST = 1500  # characters of one value
GREY, BLACK = 110, 0


@dataclass(frozen=True, slots=True)
class Box:
    """``strong``: must not be overlooked. ``share``: of the row's width. ``room``: lines to write by hand."""

    label: str
    value: str = ""
    strong: bool = False
    share: float = 1.0
    room: int = 1


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to tick by hand."""

    label: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading."""

    heading: str
    rows: tuple[tuple[Box | Tick, ...], ...]


@dataclass(frozen=True, slots=True)
class Square:
    """A code for a phone's camera to read. ``rows``: its modules, from the top; 1 is dark."""

    label: str
    rows: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole page. ``cut`` stands where a value was cut; ``footer`` is small print, a line each;
    ``squares`` stand side by side above it."""

    title: str
    code: str
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
    cut: str
    squares: tuple[Square, ...] = ()


@dataclass(slots=True)
class _Placed:
    """A cell with its width and its value's lines at the size chosen."""

    cell: Box | Tick
    width: float
    lines: list[str]

    def height(self, size: float) -> float:
        if isinstance(self.cell, Tick):
            return TICK + 2 * PADDING
        return _line(LABEL) + max(len(self.lines), self.cell.room) * _line(size) + 2 * PADDING


def printed(sheet: Sheet, made_at: datetime) -> bytes:
    """The page as PDF; the same sheet made at the same moment is the same file."""
    pdf = opened_page(sheet.title, made_at)
    size, rows = _fitted(pdf, sheet)
    _head(pdf, sheet)
    for section, placed in zip(sheet.sections, rows, strict=True):
        pdf.set_font(FONT, "B", 9)
        pdf.set_xy(MARGIN, pdf.get_y() + 2.2)
        pdf.cell(WIDTH, HEADING - 2.2, section.heading)
        pdf.set_y(pdf.get_y() + HEADING - 2.2)
        for row in placed:
            _row(pdf, row, size)
    _squares(pdf, sheet)
    _foot(pdf, sheet)
    return bytes(pdf.output())


def opened_page(title: str, made_at: datetime) -> FPDF:
    """An empty A4 page with our letters at hand."""
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(MARGIN)
    pdf.c_margin = 0
    pdf.set_creation_date(made_at)
    pdf.set_title(title)  # without the code: readers list titles of files opened lately
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        with resources.as_file(resources.files("bot.forms.fonts") / name) as path:
            pdf.add_font(FONT, style, path)
    pdf.add_page()
    return pdf


def _fitted(pdf: FPDF, sheet: Sheet) -> tuple[float, list[list[list[_Placed]]]]:
    """The size of letters and the rows of each section, wrapped so that all of them fit."""
    around = HEAD + len(sheet.sections) * HEADING + len(_footer(pdf, sheet)) * _line(NOTE) + 2
    around += SQUARE + _line(NOTE) + 4 if sheet.squares else 0
    room = BOTTOM - MARGIN - around
    size = LARGEST
    rows = _placed(pdf, sheet, size)
    while _height(rows, size) > room and size > SMALLEST:
        size -= 0.5
        rows = _placed(pdf, sheet, size)
    cells = [cell for section in rows for row in section for cell in row]
    while _height(rows, size) > room:
        longest = max(cells, key=lambda one: len(one.lines))
        if len(longest.lines) < 2:
            break  # labels and empty boxes alone fill the page: nothing left to cut
        longest.lines = [*longest.lines[:-2], sheet.cut]
    return size, rows


def _placed(pdf: FPDF, sheet: Sheet, size: float) -> list[list[list[_Placed]]]:
    return [
        [
            [
                _Placed(cell, width, _lines(pdf, cell, width, size, sheet.cut))
                for cell, width in zip(row, _widths(row), strict=True)
            ]
            for row in section.rows
        ]
        for section in sheet.sections
    ]


def _widths(row: tuple[Box | Tick, ...]) -> list[float]:
    whole = sum(cell.share for cell in row)
    return [WIDTH * cell.share / whole for cell in row]


def _lines(pdf: FPDF, cell: Box | Tick, width: float, size: float, cut: str) -> list[str]:
    if isinstance(cell, Tick):
        return []
    pdf.set_font(FONT, "B" if cell.strong else "", size)
    value = cell.value if len(cell.value) <= MOST else f"{cell.value[:MOST]}\n{cut}"
    return _wrapped(pdf, value, width - 2 * PADDING)


def _wrapped(pdf: FPDF, text: str, width: float) -> list[str]:
    """The text's lines in the font now set; none where there is no text."""
    value = _writable(pdf, text)
    found = pdf.multi_cell(width, text=value, align="L", dry_run=True, output=MethodReturnValue.LINES)
    return cast("list[str]", found) if value else []


def _writable(pdf: FPDF, text: str) -> str:
    """Without what the font has no sign for (emoji): a hollow box in its place would puzzle the reader."""
    known = cast("TTFFont", pdf.fonts[FONT]).cmap
    lines = (" ".join(line.split()) for line in text.strip().splitlines())
    return "\n".join("".join(sign for sign in line if ord(sign) in known) for line in lines)


def _height(rows: list[list[list[_Placed]]], size: float) -> float:
    return sum(max(cell.height(size) for cell in row) for section in rows for row in section)


def _line(points: float) -> float:
    """The height of one line."""
    return points * 0.3528 * 1.28


def _head(pdf: FPDF, sheet: Sheet) -> None:
    pdf.set_xy(MARGIN, MARGIN)
    pdf.set_font(FONT, "B", 15)
    pdf.cell(WIDTH, 9, sheet.title)
    pdf.set_xy(MARGIN, MARGIN)
    pdf.set_font(FONT, "B", 17)
    pdf.cell(WIDTH, 9, _writable(pdf, sheet.code), align="R")
    pdf.set_y(MARGIN + HEAD - 3)


def _row(pdf: FPDF, row: list[_Placed], size: float) -> None:
    top, height, left = pdf.get_y(), max(cell.height(size) for cell in row), MARGIN
    for placed in row:
        if isinstance(placed.cell, Tick):
            _tick(pdf, placed.cell, left, top, placed.width)
        else:
            _box(pdf, placed.cell, placed, left, top, height, size)
        left += placed.width
    pdf.set_y(top + height)


def _tick(pdf: FPDF, tick: Tick, left: float, top: float, width: float) -> None:
    pdf.set_draw_color(BLACK)
    pdf.set_line_width(0.3)
    pdf.rect(left, top + PADDING, TICK, TICK)
    pdf.set_xy(left + TICK + 1.5, top + PADDING)
    pdf.set_font(FONT, "", 8.5)
    pdf.cell(width - TICK - 1.5, TICK, tick.label)


def _box(pdf: FPDF, box: Box, placed: _Placed, left: float, top: float, height: float, size: float) -> None:
    inside = 0.35 if box.strong else 0.0  # within its own cell: the neighbours' lines do not touch it
    pdf.set_draw_color(BLACK if box.strong else GREY)
    pdf.set_line_width(0.5 if box.strong else 0.2)
    pdf.rect(left + inside, top + inside, placed.width - 2 * inside, height - 2 * inside)
    pdf.set_text_color(GREY)
    pdf.set_font(FONT, "", LABEL)
    pdf.set_xy(left + PADDING, top + PADDING)
    pdf.cell(placed.width - 2 * PADDING, _line(LABEL), box.label)
    pdf.set_text_color(BLACK)
    pdf.set_font(FONT, "B" if box.strong else "", size)
    for number, line in enumerate(placed.lines):
        pdf.set_xy(left + PADDING, top + PADDING + _line(LABEL) + number * _line(size))
        pdf.cell(placed.width - 2 * PADDING, _line(size), line)


def _squares(pdf: FPDF, sheet: Sheet) -> None:
    """The codes, dark on white with an empty edge: a camera needs both."""
    under = len(_footer(pdf, sheet)) * _line(NOTE) + 2
    for number, one in enumerate(sheet.squares):
        left, top = MARGIN + number * WIDTH / 2, BOTTOM - under - SQUARE - _line(NOTE)
        square(pdf, one.rows, left, top, SQUARE)
        pdf.set_text_color(BLACK)
        pdf.set_font(FONT, "", NOTE)
        pdf.set_xy(left, top + SQUARE + 0.6)
        pdf.cell(WIDTH / 2, _line(NOTE), one.label)


def square(pdf: FPDF, rows: tuple[bytes | bytearray, ...], left: float, top: float, side: float) -> None:
    """A code's modules, ``side`` millimetres wide in all."""
    one = side / len(rows)
    pdf.set_fill_color(BLACK)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                pdf.rect(left + across * one, top + down * one, one, one, style="F")


def _foot(pdf: FPDF, sheet: Sheet) -> None:
    lines = _footer(pdf, sheet)
    pdf.set_text_color(GREY)
    pdf.set_y(BOTTOM - len(lines) * _line(NOTE))
    for line in lines:
        pdf.cell(WIDTH, _line(NOTE), line, new_x="LMARGIN", new_y="NEXT")


def _footer(pdf: FPDF, sheet: Sheet) -> list[str]:
    pdf.set_font(FONT, "", NOTE)
    return [line for text in sheet.footer for line in _wrapped(pdf, text, WIDTH)]
