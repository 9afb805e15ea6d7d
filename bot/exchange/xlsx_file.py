"""Tables as .xlsx: one sheet of services, one of allowed words, one that says what to write where."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from bot.exchange import rows, zipped
from bot.exchange.cells import plain
from bot.exchange.faults import RefusedError, refused
from bot.exchange.rows import COLUMNS, MAX_COLUMNS, MAX_ROWS, Column, Line, Row
from bot.exchange.zipped import NOT_XLSX, WIDE, Room

SHEET, WORDS, NOTES = "Послуги", "Дозволені слова", "Пояснення"
CHOSEN_DOWN_TO = 5000
"""Down to this row a cell offers its list."""


def read(data: bytes, room: Room = WIDE) -> list[Row]:
    """The rows of the sheet «Послуги», or of the first one. Raises RefusedError."""
    zipped.checked(data, room)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            name = SHEET if SHEET in book.sheetnames else book.sheetnames[0]
            zipped.unmerged(data, name)
            return rows.read(_table(book[name]))
        finally:
            book.close()
    except RefusedError:
        raise
    except Exception:  # noqa: BLE001 - openpyxl has no error of its own for a file that is not whole
        raise refused(NOT_XLSX) from None


def written(lines: Iterable[Line]) -> bytes:
    """The sheets; without lines they are a template."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, {**options, "strings_to_numbers": False})
    try:
        sheet, words, notes = (book.add_worksheet(name) for name in (SHEET, WORDS, NOTES))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        _head(sheet, bold, text)
        _offer(sheet, words, bold)
        _explain(notes, bold, text)
        for at, line in enumerate(lines, 1):
            for column, cell in enumerate(rows.written(line, typed=True)):
                if cell:
                    sheet.write_string(at, column, cell, text)
    finally:
        book.close()
    return out.getvalue()


def _table(sheet: Any) -> Iterator[Sequence[str]]:
    """The texts of the cells, row by row; a formula is its own text, which no column takes."""
    sheet.reset_dimensions()  # what the file says of its own size need not be so
    # one row and one column too many, so that what is beyond them is noticed
    for row in sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1, values_only=True):
        width = len(row)
        while width and row[width - 1] is None:
            width -= 1
        yield [plain(one) for one in row[:width]]


def _head(sheet: Worksheet, bold: Any, text: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width, text)
        sheet.write_string(0, at, f"{column.heading} *" if column.required else column.heading, bold)
        sheet.write_comment(0, at, column.note)


def _offer(sheet: Worksheet, words: Worksheet, bold: Any) -> None:
    """The closed lists, and cells that offer them; where several words may stand, the cell only explains."""
    listed = [one for one in COLUMNS if one.words is not None]
    for at, column in enumerate(listed):
        labels = list(column.words.labels.values()) if column.words else []
        words.set_column(at, at, max(column.width, 24))
        words.write_string(0, at, column.heading, bold)
        for row, label in enumerate(labels, 1):
            words.write_string(row, at, label)
        name = xl_col_to_name(at)
        source = f"='{WORDS}'!${name}$2:${name}${len(labels) + 1}"
        where = COLUMNS.index(column)
        sheet.data_validation(1, where, CHOSEN_DOWN_TO, where, _validation(column, source))
    for where, column in enumerate(COLUMNS):
        if column.words is None:
            sheet.data_validation(1, where, CHOSEN_DOWN_TO, where, _validation(column, None))


def _validation(column: Column, source: str | None) -> dict[str, Any]:
    shown = {"input_title": column.heading[:32], "input_message": column.note[:255]}
    if source is None or column.many:
        return {"validate": "any", **shown}
    return {"validate": "list", "source": source, "error_title": column.heading[:32], **shown}


def _explain(notes: Worksheet, bold: Any, text: Any) -> None:
    notes.set_column(0, 0, 30)
    notes.set_column(1, 1, 100)
    notes.write_row(0, 0, ["Стовпець", "Що писати"], bold)
    for row, column in enumerate(COLUMNS, 1):
        notes.write_string(row, 0, f"{column.heading} *" if column.required else column.heading, text)
        notes.write_string(row, 1, column.note, text)
