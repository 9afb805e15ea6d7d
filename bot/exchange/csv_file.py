"""Tables as CSV: UTF-8, with «;» between cells as table programs here write it; «,» and tabs are read too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from bot.exchange import rows
from bot.exchange.cells import plain
from bot.exchange.faults import refused
from bot.exchange.rows import COLUMNS, Line, Row
from flows.engine.message import M

ENCODING = M(
    "exchange.encoding",
    "Файл збережено не в UTF-8. У програмі з таблицею виберіть «Зберегти як» і «CSV UTF-8» або .xlsx.",
)
WINDOWS = M(
    "exchange.windows",
    "Схоже, файл збережено у Windows-1251, а потрібен UTF-8. У програмі з таблицею виберіть «Зберегти як» і"
    " «CSV UTF-8» або .xlsx.",
)
BROKEN = M("exchange.broken_csv", "Тут лапки відкрито й не закрито, або рядок не схожий на CSV.")

DELIMITERS = (";", ",", "\t")
LONGEST = 40_000
_BOM = b"\xef\xbb\xbf"


def read(data: bytes) -> list[Row]:
    """The rows of the file. Raises RefusedError."""
    text = _text(data)
    return rows.read(_table(text, _delimiter(text)))


def written(lines: Iterable[Line]) -> bytes:
    """A table with a line of headings; without lines it is a template."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([one.heading for one in COLUMNS])
    writer.writerows(rows.written(one) for one in lines)
    return _BOM + out.getvalue().encode()


def _table(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    if text[:5].casefold().startswith("sep="):  # a line for table programs, not for us
        text = text.partition("\n")[2]
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise refused(BROKEN, row=number) from None
        yield [plain(one) for one in row]


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise refused(WINDOWS if _is_windows(data) else ENCODING, row=row) from None
    if "\0" in text:
        raise refused(ENCODING, row=text.count("\n", 0, text.index("\0")) + 1)
    return text


def _is_windows(data: bytes) -> bool:
    """Whether most letters of it are Ukrainian ones where they are read as Windows-1251."""
    words = data[:20_000].decode("cp1251", "replace")
    strange = [one for one in words if one > "\x7f" and one not in "«»—–’№…"]
    ours = sum("а" <= one.casefold() <= "я" or one.casefold() in "іїєґ" for one in strange)
    return bool(strange) and ours > 0.9 * len(strange) and b"\0" not in data


def _delimiter(text: str) -> str:
    """The one under which the first line has most of our headings."""
    start = text.partition("\n")[2] if text[:5].casefold().startswith("sep=") else text
    first = start.partition("\n")[0].rstrip("\r")
    return max(DELIMITERS, key=lambda one: rows.known([part.strip(' "\ufeff') for part in first.split(one)]))
