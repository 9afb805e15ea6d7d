"""What goes out as a file comes in as it was."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, example, given, settings

from bot.exchange import csv_file, files, hsds, hsds_reading, xlsx_file
from bot.exchange.faults import RefusedError
from bot.exchange.rows import COLUMNS, Line, Row
from tests.exchange.made import FULL, LINE_LISTS, LINES, values

QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def said(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [{**row.values, "hours": dict(row.values["hours"])} for row in rows]


@pytest.mark.parametrize("ending", files.READERS)
@QUIET
@given(lines=LINE_LISTS)
@example(lines=LINES)
def test_every_record_comes_in_as_it_went_out(ending: str, lines: list[Line]) -> None:
    rows = files.READERS[ending](files.written(ending, lines))
    assert said(rows) == [values(one) for one in lines]


@pytest.mark.parametrize("ending", files.TEMPLATES)
def test_a_template_is_a_table_without_rows(ending: str) -> None:
    with pytest.raises(RefusedError) as refused:
        files.READERS[ending](files.template(ending))
    assert [one.why["m"] for one in refused.value.faults] == ["exchange.no_rows"]


def test_a_table_is_read_whichever_mark_stands_between_its_cells() -> None:
    text = csv_file.written(LINES).decode("utf-8-sig")
    for mark in (",", "\t"):
        lines = [mark.join(f'"{one.heading}"' for one in COLUMNS), mark.join(_row("Продукти"))]
        assert csv_file.read("\n".join(lines).encode())[0].values["name"] == "Продукти"
    assert len(csv_file.read(f"sep=;\r\n{text}".encode())) == len(LINES)


def _row(name: str) -> list[str]:
    given = {"provider.name": "А", "provider.body": "ЦНАП", "name": name, "needs": "Житло"}
    return [f'"{given.get(one.key, "")}"' for one in COLUMNS]


def test_no_cell_begins_as_a_formula_does() -> None:
    import csv
    import io

    table = csv.reader(io.StringIO(csv_file.written(LINES).decode("utf-8-sig")), delimiter=";")
    assert not [cell for row in table for cell in row if cell[:1] in ("=", "+", "-", "@")]


def test_excel_is_given_no_formula_at_all() -> None:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(xlsx_file.written(LINES))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_the_template_offers_every_word_of_the_closed_lists() -> None:
    import io

    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(files.template(".xlsx")))
    offered = {
        column[0].value: {one.value for one in column[1:] if one.value}
        for column in book["Дозволені слова"].columns
    }
    assert offered == {one.heading: set(one.words.labels.values()) for one in COLUMNS if one.words}
    rules = book["Послуги"].data_validations.dataValidation
    assert len([one for one in rules if one.type == "list"]) == len(
        [one for one in COLUMNS if one.words and not one.many]
    )
    assert [one.value for one in book["Пояснення"]["B"]][1:] == [one.note for one in COLUMNS]


def test_hsds_written_again_is_the_same_text() -> None:
    assert hsds.written(LINES) == hsds.written(LINES)
    assert len(hsds_reading.read(hsds.written(LINES))) == len(LINES)


def test_a_service_keeps_its_hsds_id_when_its_details_change() -> None:
    from dataclasses import replace

    first, other = (
        json.loads(hsds.written([Line(one)]))[0]["id"] for one in (FULL, replace(FULL, notice="інше"))
    )
    assert first == other


def test_rings_are_looked_for_again_once_a_file_is_taken() -> None:
    import gc

    assert gc.isenabled()
    seen = []

    def taken() -> None:
        with files.uncollected():
            seen.append(gc.isenabled())
            raise KeyError

    with pytest.raises(KeyError):
        taken()
    assert seen == [False]
    assert gc.isenabled()
