"""The command ``dorozhnyk``, as an administrator meets it: what it prints, and the code it ends with."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.app import utc_now, world_of
from bot.commands import main
from bot.crypto import new_secret_key
from bot.db.engine import Database
from bot.db.tx import World
from bot.readiness import NotReadyError, make_ready
from bot.services.people import identify
from bot.settings import Settings, load
from handlers.channel import Address
from tests.logged import logged

KEY, K2, K3 = (new_secret_key(f"k{at}") for at in (1, 2, 3))


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
    with logged("INFO"):  # what a command sets up for itself ends with it
        return CliRunner().invoke(main, words)


def ready(folder: Path) -> World:
    """What `run` does before it hears anybody."""
    settings = load(folder / ".env")
    world = world_of(settings)
    asyncio.run(make_ready(settings.database_url, world))
    return world


def come(folder: Path, count: int) -> None:
    """So many people come, as the settings are now."""
    settings = load(folder / ".env")

    async def all_of_them() -> None:
        database = Database(settings.database_url, world_of(settings))
        addresses = [
            Address("web", f"{settings.secret_keys.get_secret_value()[:2]}-{one}") for one in range(count)
        ]
        await database.run(lambda tx: [identify(tx, one, "uk").id for one in addresses], utc_now)
        await database.close()

    asyncio.run(all_of_them())


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


def test_a_key_that_was_taken_out_stops_the_start_with_one_line(folder: Path) -> None:
    assert call("migrate").exit_code == 0
    come(folder, 2)
    write(folder, SECRET_KEYS=K2)
    told = call("run")
    assert told.exit_code == 2
    assert told.output.splitlines() == [
        "SECRET_KEYS: the key k1 is missing; people (2) can't be read: put it back; never remove a key"
    ]
    with pytest.raises(NotReadyError):
        ready(folder)


def test_a_rotation_waits_for_the_bot_to_know_the_new_key(folder: Path) -> None:
    assert call("migrate").exit_code == 0
    come(folder, 1)
    ready(folder)
    write(folder, SECRET_KEYS=f"{K2},{KEY}")
    told = call("keys", "rotate")
    assert told.exit_code == 2
    assert told.output.splitlines() == [
        "start the bot (each of its processes) with k2 in front first: then rotate"
    ]


def test_a_rotation_says_which_keys_stay_and_which_are_needed_no_longer(folder: Path) -> None:
    assert call("migrate").exit_code == 0
    come(folder, 3)
    write(folder, SECRET_KEYS=f"{K2},{KEY}")
    ready(folder)
    come(folder, 1)
    write(folder, SECRET_KEYS=f"{K3},{K2},{KEY}")
    ready(folder)
    rest = [
        "k2: the database needs it no longer; backups made until now do: keep it with them",
        "k1: stays for good, at the end: look-ups depend on it",
    ]
    told = call("keys", "rotate")
    assert (told.exit_code, told.output.splitlines()) == (0, ["wrapped anew by k3: people 4, days 0", *rest])
    assert call("keys", "rotate").output.splitlines() == ["wrapped anew by k3: people 0, days 0", *rest]
    write(folder, SECRET_KEYS=f"{K3},{KEY}")
    assert len(ready(folder).keys.keys) == 2


def test_a_rotation_without_the_old_key_does_nothing(folder: Path) -> None:
    assert call("migrate").exit_code == 0
    come(folder, 1)
    write(folder, SECRET_KEYS=K2)
    told = call("keys", "rotate")
    assert (told.exit_code, len(told.output.splitlines())) == (2, 1)
    assert "k1 is missing" in told.output
