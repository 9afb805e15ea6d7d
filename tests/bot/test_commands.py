"""The command ``dorozhnyk``, as an administrator meets it: what it prints, and the code it ends with."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import main
from bot.crypto import new_secret_key
from bot.settings import Settings

KEY = new_secret_key("k1")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's folder, with nothing set but the keys and the database."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    write(tmp_path)
    return tmp_path


def write(folder: Path, **given: str) -> None:
    """The settings; the database has a whole path, as the guard of databases wants it."""
    lines = {"SECRET_KEYS": KEY, "DATABASE_URL": f"sqlite:///{folder / 'data' / 'dorozhnyk.db'}", **given}
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in lines.items()), "utf-8")


def call(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize("command", [["run"], ["migrate"], ["services", "sample"]])
def test_a_region_that_is_none_of_ukraine_s_stops_the_start_with_one_line(
    folder: Path, command: list[str]
) -> None:
    write(folder, REGION="UA-99")
    told = call(*command)
    assert told.exit_code == 2
    assert told.output.splitlines() == [
        "REGION: must be the code of one of Ukraine's regions (ISO 3166-2), such as UA-51"
    ]


def test_where_a_region_has_no_samples_that_is_said_and_nothing_is_done(folder: Path) -> None:
    write(folder, REGION="UA-07")
    told = call("services", "sample")
    assert told.exit_code == 2
    assert told.output.splitlines() == ["there are no samples for UA-07; there are for: UA-05, UA-51"]


def test_samples_are_named_as_they_are_put_in(folder: Path) -> None:
    assert call("migrate").exit_code == 0
    told = call("services", "sample")
    assert told.exit_code == 0
    assert "Зразок: ЦНАП" in told.output.splitlines()
