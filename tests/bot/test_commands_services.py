"""``dorozhnyk services``, as an administrator meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import main
from bot.crypto import new_secret_key
from bot.exchange import csv_file, files
from bot.settings import Settings
from tests.exchange.made import LINES
from tests.logged import logged


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's folder, with nothing set but the keys and the database."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    file = tmp_path / ".env"
    file.touch(mode=0o600)
    file.write_text(
        f"SECRET_KEYS={new_secret_key('k1')}\nDATABASE_URL=sqlite:///{tmp_path / 'dorozhnyk.db'}\n", "utf-8"
    )
    return tmp_path


def call(*words: str) -> Result:
    with logged("INFO"):
        return CliRunner().invoke(main, ["services", *words])


def test_a_table_goes_in_and_out_again(folder: Path) -> None:
    (folder / "in.csv").write_bytes(csv_file.written(LINES))
    tried = call("import", "in.csv", "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert tried.output.splitlines()[:2] == [
        "Пробний прогін: нічого не змінено.",
        "Нових послуг: 2, нових установ: 2",
    ]
    assert call("import", "in.csv").output.splitlines()[0] == "Готово."
    assert "Змінених: 0, таких самих: 2" in call("import", "in.csv").output
    for name in ("out.csv", "out.xlsx", "out.json"):
        assert call("export", name).output == f"{name}: послуг 2\n"
        assert len(files.read(folder / name)) == 2
    assert (folder / "out.csv").read_bytes() == (folder / "in.csv").read_bytes()
    assert call("export", "none.csv", "--region", "UA-05").output == "none.csv: послуг 0\n"


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_a_template_is_made_without_any_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    told = call("template", name)
    assert (told.exit_code, told.output) == (0, f"{name}: готово\n")
    assert (tmp_path / name).stat().st_size > 100


def test_a_file_that_is_not_right_is_refused_by_row_and_heading_and_changes_nothing(folder: Path) -> None:
    text = csv_file.written(LINES).decode("utf-8-sig").replace("ЦНАП", "x").replace("https://", "http://")
    (folder / "in.csv").write_text(text, "utf-8")
    told = call("import", "in.csv")
    assert told.exit_code == 2
    assert told.output.splitlines() == [
        "Рядок 2, «Сайт»: Адреса сайту має починатися з https:// і не мати пробілів.",
        "Нічого не змінено.",
    ]
    assert call("export", "out.csv").output == "out.csv: послуг 0\n"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["import", "none.csv"], "none.csv: No such file or directory"),
        (["import", "in.xls"], "Не знаю такого файлу. Підійдуть: .csv, .xlsx, .json."),
        (["template", "t.json"], "Не знаю такого файлу. Підійдуть: .csv, .xlsx."),
        (["export", "out.pdf"], "Не знаю такого файлу. Підійдуть: .csv, .xlsx, .json."),
        (["export", "out.csv", "--region", "x"], "there is no region 'x'"),
        (["export", "away/out.csv"], "out.csv: No such file or directory"),
    ],
)
def test_what_can_t_be_done_is_said_in_a_line(folder: Path, words: list[str], line: str) -> None:
    told = call(*words)
    assert told.exit_code == 2
    assert told.output.splitlines()[0] == line


def test_many_changes_are_named_up_to_a_number_and_then_counted(folder: Path) -> None:
    from dataclasses import replace

    from bot.exchange.rows import Line
    from tests.exchange.made import PLAIN

    def table(waiting: str) -> bytes:
        records = (replace(PLAIN, name=f"Послуга {one:02}", waiting=waiting) for one in range(25))
        return csv_file.written(Line(one) for one in records)

    (folder / "in.csv").write_bytes(table("день"))
    call("import", "in.csv")
    (folder / "in.csv").write_bytes(table("тиждень"))
    lines = call("import", "in.csv").output.splitlines()
    assert "Змінених: 25, таких самих: 0" in lines
    assert "  рядок 2, Послуга 00: Скільки зазвичай чекають" in lines
    assert "  … і ще 5" in lines
