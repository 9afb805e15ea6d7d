"""Files that are refused: each with its reason, in words for whoever made the file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bot.exchange import csv_file, files, hsds, rows, xlsx_file
from bot.exchange.faults import RefusedError, told
from bot.exchange.rows import COLUMNS, HEADINGS
from bot.exchange.zipped import PAGE
from bot.i18n import Translator
from tests.exchange.made import LINES

HEADS = [one.heading for one in COLUMNS if one.required]
GOOD = ["Зразок: установа", "ЦНАП", "Довідка", "Житло"]


def table(*lines: Sequence[str], heads: Sequence[str] = HEADS) -> bytes:
    return "\r\n".join(";".join(line) for line in (heads, *lines)).encode()


def sheet(
    *lines: Sequence[Any], heads: Sequence[str] = HEADS, prepare: Callable[[Any], None] | None = None
) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for line in (heads, *lines):
        page.append(list(line))
    if prepare:
        prepare(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rezipped(data: bytes, **parts: bytes) -> bytes:
    """The same archive with other, or more, parts in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def protected() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


SHEET1 = "xl/worksheets/sheet1.xml"


def bomb() -> bytes:
    return rezipped(sheet(GOOD), **{"xl/media/x.bin": bytes(300 * 1024 * 1024)})


def squeezed() -> bytes:
    return rezipped(sheet(GOOD), **{SHEET1: b"<x>" + b" " * 30_000_000})


def many_parts() -> bytes:
    return rezipped(sheet(GOOD), **{f"xl/media/{one}": b"" for one in range(600)})


def entities() -> bytes:
    with zipfile.ZipFile(io.BytesIO(sheet(GOOD))) as archive:
        part = archive.read(SHEET1).decode()
    head = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return rezipped(sheet(GOOD), **{SHEET1: (head + part.partition("?>")[2]).encode()})


def entities_elsewhere() -> bytes:
    """The same in a part that is not called .xml: the archive says by itself that it is the table."""
    with zipfile.ZipFile(io.BytesIO(entities())) as archive:
        part, types = archive.read(SHEET1), archive.read("[Content_Types].xml")
        relations = archive.read("xl/_rels/workbook.xml.rels")
    moved = {
        "[Content_Types].xml": types.replace(b"sheet1.xml", b"sheet1.dat"),
        "xl/_rels/workbook.xml.rels": relations.replace(b"sheet1.xml", b"sheet1.dat"),
        "xl/worksheets/sheet1.dat": part,
    }
    return rezipped(sheet(GOOD), **moved)


def damaged() -> bytes:
    """Squeezed bytes of the table that are none."""
    data = bytearray(sheet(GOOD))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo(SHEET1)
    start = info.header_offset + 30 + len(SHEET1)
    data[start : start + 8] = b"\xff" * 8
    return bytes(data)


def in_unknown_letters() -> bytes:
    with zipfile.ZipFile(io.BytesIO(sheet(GOOD))) as archive:
        part = archive.read(SHEET1).decode()
    body = part.partition("?>")[2] if part.startswith("<?xml") else part
    return rezipped(sheet(GOOD), **{SHEET1: f'<?xml version="1.0" encoding="no-such"?>{body}'.encode()})


def beyond_numbers() -> bytes:
    """A number with more digits than any number of that kind may have."""
    with zipfile.ZipFile(io.BytesIO(sheet(GOOD))) as archive:
        part = archive.read("xl/styles.xml")
    return rezipped(
        sheet(GOOD), **{"xl/styles.xml": part.replace(b'fontId="0"', b'fontId="%s"' % (b"9" * 400))}
    )


def begun_and_never_closed() -> bytes:
    """Very many beginnings of what ``MERGED`` looks for, none of them whole."""
    with zipfile.ZipFile(io.BytesIO(sheet(GOOD))) as archive:
        part = archive.read(SHEET1)
    return rezipped(sheet(GOOD), **{SHEET1: part + b"<mergeCell " * 60_000})


def hsds_of(**said: str) -> Callable[[], bytes]:
    """One service of another directory; values as they stand in the file."""
    more = "".join(f', "{name}": {value}' for name, value in said.items())
    return f'[{{"name": "x", "status": "active"{more}}}]'.encode


def wide() -> bytes:
    return sheet(heads=[*HEADS, *(f"x{one}" for one in range(300))])


def long() -> bytes:
    return table(*([GOOD] * (rows.MAX_ROWS + 1)))


def error(page: Any) -> None:
    page["C2"] = "#REF!"
    page["C2"].data_type = "e"


BROKEN = [
    # what is wrong, ending, the file, row, heading, message
    ("windows", ".csv", lambda: table(GOOD).decode().encode("cp1251"), 1, "", "exchange.windows"),
    (
        "latin",
        ".csv",
        lambda: table([*GOOD[:2], "\u00e9t\u00e9", GOOD[3]]).replace(b"\xc3\xa9", b"\xe9"),
        2,
        "",
        "exchange.encoding",
    ),
    ("utf16", ".csv", lambda: table(GOOD).decode().encode("utf-16"), 1, "", "exchange.encoding"),
    ("utf16 in ascii", ".csv", lambda: b"a\0b\0", 1, "", "exchange.encoding"),
    ("quotes", ".csv", lambda: table(GOOD, ['"не закрито', "x"]), 3, "", "exchange.broken_csv"),
    (
        "formula",
        ".csv",
        lambda: table(GOOD, [*GOOD[:2], '"=1+1"', GOOD[3]]),
        3,
        "Послуга",
        "exchange.formula",
    ),
    (
        "link",
        ".csv",
        lambda: table([*GOOD[:2], '"=HYPERLINK(""https://x.example"")"', GOOD[3]]),
        2,
        "Послуга",
        "exchange.formula",
    ),
    (
        "command",
        ".csv",
        lambda: table([*GOOD[:2], "+cmd|' /C calc'!A0", GOOD[3]]),
        2,
        "Послуга",
        "exchange.formula",
    ),
    ("at", ".csv", lambda: table([*GOOD[:2], "@SUM(1+1)", GOOD[3]]), 2, "Послуга", "exchange.formula"),
    ("no rows", ".csv", table, None, "", "exchange.no_rows"),
    ("blank rows", ".csv", lambda: table(["", "", "", ""], ["  "]), None, "", "exchange.no_rows"),
    ("lacks", ".csv", lambda: table(GOOD[:3], heads=HEADS[:3]), None, "Потреби", "exchange.missing_column"),
    (
        "twice",
        ".csv",
        lambda: table([*GOOD, "x"], heads=[*HEADS, "послуга"]),
        1,
        "Послуга",
        "exchange.twice_column",
    ),
    (
        "near",
        ".csv",
        lambda: table([*GOOD, "1"], heads=[*HEADS, "Телефони "[:6]]),
        1,
        "Телефо",
        "exchange.near_column",
    ),
    (
        "unknown",
        ".csv",
        lambda: table([*GOOD, "1"], heads=[*HEADS, "Qwxz"]),
        1,
        "Qwxz",
        "exchange.unknown_column",
    ),
    ("no heading", ".csv", lambda: table([*GOOD, "щось"]), 2, "", "exchange.no_heading"),
    ("word", ".csv", lambda: table([GOOD[0], "ЦНАПП", *GOOD[2:]]), 2, "Тип установи", "exchange.allowed"),
    (
        "merged",
        ".xlsx",
        lambda: sheet(GOOD, GOOD, prepare=lambda page: page.merge_cells("A2:A3")),
        2,
        "",
        "exchange.merged",
    ),
    ("formula", ".xlsx", lambda: sheet(GOOD, [*GOOD[:2], "=1+1", GOOD[3]]), 3, "Послуга", "exchange.formula"),
    ("error", ".xlsx", lambda: sheet(GOOD, prepare=error), 2, "Послуга", "exchange.error_cell"),
    ("no rows", ".xlsx", sheet, None, "", "exchange.no_rows"),
    ("no sheet", ".xlsx", lambda: sheet(heads=[]), None, "Установа", "exchange.missing_column"),
    ("lacks", ".xlsx", lambda: sheet(GOOD[1:], heads=HEADS[1:]), None, "Установа", "exchange.missing_column"),
    (
        "twice",
        ".xlsx",
        lambda: sheet([*GOOD, "x"], heads=[*HEADS, HEADS[0]]),
        1,
        "Установа",
        "exchange.twice_column",
    ),
    ("wide", ".xlsx", wide, 1, "", "exchange.too_wide"),
    ("long", ".csv", long, rows.MAX_ROWS + 2, "", "exchange.too_many_rows"),
    ("bomb", ".xlsx", bomb, None, "", "exchange.bomb"),
    ("squeezed", ".xlsx", squeezed, None, "", "exchange.bomb"),
    ("many parts", ".xlsx", many_parts, None, "", "exchange.bomb"),
    ("entities", ".xlsx", entities, None, "", "exchange.entities"),
    (
        "macros",
        ".xlsx",
        lambda: rezipped(sheet(GOOD), **{"xl/vbaProject.bin": b"x"}),
        None,
        "",
        "exchange.macros",
    ),
    ("no zip", ".xlsx", lambda: b"PK\x03\x04" + bytes(100), None, "", "exchange.not_xlsx"),
    (
        "another zip",
        ".xlsx",
        lambda: rezipped(sheet(GOOD), **{"xl/workbook.xml": b"<x/>"}),
        None,
        "",
        "exchange.not_xlsx",
    ),
    ("cut off", ".xlsx", lambda: sheet(GOOD)[:-200], None, "", "exchange.not_xlsx"),
    (
        "broken part",
        ".xlsx",
        lambda: rezipped(sheet(GOOD), **{SHEET1: b"<worksheet><sheetData>"}),
        None,
        "",
        "exchange.not_xlsx",
    ),
    ("damaged", ".xlsx", damaged, None, "", "exchange.not_xlsx"),
    ("unknown letters", ".xlsx", in_unknown_letters, None, "", "exchange.not_xlsx"),
    ("beyond numbers", ".xlsx", beyond_numbers, None, "", "exchange.not_xlsx"),
    ("begun", ".xlsx", begun_and_never_closed, None, "", "exchange.not_xlsx"),
    ("entities elsewhere", ".xlsx", entities_elsewhere, None, "", "exchange.entities"),
    ("old or locked", ".xlsx", protected, None, "", "exchange.old_or_locked"),
    ("no json", ".json", lambda: b"[{", None, "", "exchange.not_json"),
    ("deep json", ".json", lambda: b"[" * 200_000, None, "", "exchange.not_json"),
    ("no utf-8", ".json", lambda: '[{"name": "ї"}]'.encode("cp1251"), None, "", "exchange.not_json"),
    ("no list", ".json", lambda: b'{"name": "x"}', None, "", "exchange.not_hsds"),
    ("no objects", ".json", lambda: b"[1]", None, "", "exchange.not_hsds"),
    ("nothing", ".json", lambda: b"[]", None, "", "exchange.no_rows"),
    ("status", ".json", lambda: b'[{"name": "x", "status": "open"}]', 1, "Стан", "record.unknown"),
    ("shape", ".json", lambda: b'[{"name": 5, "status": "active"}]', 1, "", "exchange.shape"),
    ("digits", ".json", hsds_of(id="9" * 5000), None, "", "exchange.not_json"),
    (
        "huge",
        ".json",
        hsds_of(service_at_locations=f'[{{"location": {{"latitude": 1{"0" * 400}}}}}]'),
        1,
        "Широта",
        "exchange.number",
    ),
    (
        "before time",
        ".json",
        hsds_of(last_modified='"0001-01-01T00:00:00+03:00"'),
        1,
        "Підтверджено",
        "exchange.day",
    ),
    ("list", ".json", lambda: b'[{"status": "active", "phones": {}}]', 1, "", "exchange.shape"),
]


@pytest.mark.parametrize(
    ("ending", "made", "row", "heading", "message"),
    [one[1:] for one in BROKEN],
    ids=[f"{one[0]}{one[1]}" for one in BROKEN],
)
def test_a_broken_file_is_refused_with_row_and_reason(
    ending: str, made: Callable[[], bytes], row: int | None, heading: str, message: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        files.READERS[ending](made())
    first = refused.value.faults[0]
    assert (first.row, first.heading, first.why["m"]) == (row, heading, message)


def strings(count: int) -> bytes:
    """A table with very many texts that no cell has: a small file, and seconds of work."""
    table_ = xlsx_file.written(LINES)
    with zipfile.ZipFile(io.BytesIO(table_)) as archive:
        part = archive.read("xl/sharedStrings.xml")
    more = b"".join(b"<si><t>%x</t></si>" % (one * 7919**2 % 999_983) for one in range(count))
    return rezipped(table_, **{"xl/sharedStrings.xml": part.replace(b"</sst>", more + b"</sst>")})


def sheets(count: int) -> bytes:
    table_ = xlsx_file.written(LINES)
    with zipfile.ZipFile(io.BytesIO(table_)) as archive:
        part = archive.read("xl/workbook.xml")
    more = b'<sheet name="a" sheetId="1" r:id="rId1"/>' * count
    return rezipped(table_, **{"xl/workbook.xml": part.replace(b"</sheets>", more + b"</sheets>")})


def rules(count: int, about: bytes) -> bytes:
    """Very many rules for what a cell may hold, or one about very many cells."""
    table_ = xlsx_file.written(LINES)
    with zipfile.ZipFile(io.BytesIO(table_)) as archive:
        part = archive.read(SHEET1)
    more = b'<dataValidation sqref="%s"/>' % about * count + b"</dataValidations>"
    return rezipped(table_, **{SHEET1: part.replace(b"</dataValidations>", more)})


@pytest.mark.parametrize(
    "made",
    [
        lambda: strings(250_000),
        lambda: sheets(3000),
        lambda: rules(25_000, b"A1"),
        lambda: rules(1, b"A1 " * 100_000),
    ],
    ids=["strings", "sheets", "rules", "cells"],
)
def test_what_would_take_long_on_a_page_is_refused_before_it_is_read(
    made: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = made()

    def read(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(xlsx_file, "load_workbook", read)
    with pytest.raises(RefusedError) as refused:
        files.parsed(".xlsx", data, PAGE)
    assert refused.value.faults[0].why["m"] == "exchange.bomb"


def test_a_page_has_room_for_five_thousand_services_and_a_command_for_more() -> None:
    lines = [replace(one, record=replace(one.record, name=f"{at}")) for at in range(2500) for one in LINES]
    assert len(files.parsed(".xlsx", xlsx_file.written(lines), PAGE)) == 5000
    assert len(files.parsed(".xlsx", strings(250_000))) == len(LINES)


def test_what_is_allowed_is_named_and_so_is_what_comes_near() -> None:
    with pytest.raises(RefusedError) as refused:
        csv_file.read(table([GOOD[0], "ЦНАПП", GOOD[2], '"Житло; Золото"']))
    lines = told(refused.value.faults, Translator(["uk"]))
    assert lines[0] == "Рядок 2, «Тип установи»: Такого слова в переліку немає. Можна: «ЦНАП»."
    assert lines[1].startswith("Рядок 2, «Потреби»: Такого слова в переліку немає. Можна: «Пошук роботи»;")


def test_of_very_many_faults_the_first_are_told_and_the_others_counted() -> None:
    with pytest.raises(RefusedError) as refused:
        csv_file.read(table(*([GOOD[0], "x", *GOOD[2:]] for _ in range(60))))
    lines = told(refused.value.faults, Translator(["uk"]))
    assert len(lines) == 51
    assert lines[-1] == "І ще помилок: 10."


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x.xls", "exchange.unknown_format"),
        ("x", "exchange.unknown_format"),
        ("x.ods", "exchange.unknown_format"),
        ("x.xlsm", "exchange.macro_file"),
        ("x.csv", "exchange.empty"),
    ],
)
def test_what_is_no_file_of_ours_is_refused_by_its_name(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(RefusedError) as refused:
        files.read(tmp_path / name)
    assert refused.value.faults[0].why["m"] == message


@pytest.mark.parametrize("size", [21, 100])  # megabytes
def test_a_file_that_is_too_large_is_not_even_read(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.xlsx"
    with path.open("wb") as file:
        file.truncate(size * 1024 * 1024)

    def opened(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(Path, "read_bytes", opened)
    with pytest.raises(RefusedError) as refused:
        files.read(path)
    assert refused.value.faults[0].why["a"] == {"size": str(size), "limit": "20"}


def test_a_table_saved_by_other_hands_is_read(tmp_path: Path) -> None:
    """Numbers as numbers, dates as dates, a heading with its star, columns in another order."""
    from datetime import datetime

    heads = [
        "Потреби *",
        "Установа*",
        "Тип установи",
        "ПОСЛУГА",
        "Широта",
        "Довгота",
        "Телефони",
        "Підтверджено",
    ]
    line = ["житло; housing", "Зразок", "cnap", "Довідка", 46.5, 30, 380482000000, datetime(2026, 11, 5)]  # noqa: DTZ001
    path = tmp_path / "X.XLSX"
    path.write_bytes(sheet(line, heads=heads))
    said = files.read(path)[0].values
    assert (said["needs"], said["longitude"], said["phones"]) == (("housing",), 30.0, ("+380482000000",))
    assert str(said["assured_on"]) == "2026-11-05"


def test_a_fault_s_message_says_nothing_of_what_stood_in_the_file() -> None:
    with pytest.raises(RefusedError) as refused:
        csv_file.read(table([*GOOD[:3], "Таємниця"]))
    assert "Таємниця" not in str(refused.value)


def test_headings_are_all_different() -> None:
    assert len(set(HEADINGS.values())) == len(COLUMNS)
    for column in COLUMNS:
        if column.words:
            assert len(set(column.words.labels.values())) == len(column.words.labels)


def test_no_part_of_a_good_export_is_taken_for_a_bomb() -> None:
    lines = LINES * 500
    assert len(xlsx_file.read(xlsx_file.written(lines))) == len(lines)
    assert len(json.loads(hsds.written(lines))) == len(lines)


def test_the_page_for_operators_has_every_column_with_what_to_write() -> None:
    page = (Path(__file__).parents[2] / "docs" / "directory.md").read_text("utf-8")
    for column in COLUMNS:
        star = " *" if column.required else ""
        assert f"| {column.heading}{star} | {column.note} |" in page
