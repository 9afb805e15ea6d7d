"""The command ``dorozhnyk``, as an administrator meets it: what it prints, and the code it ends with."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click import Group
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from bot.app import utc_now, world_of
from bot.commands import main
from bot.crypto import new_secret_key
from bot.db.engine import Database
from bot.db.migrate import head
from bot.db.models import Identity, Person
from bot.db.tx import Tx, World
from bot.readiness import NotReadyError, make_ready
from bot.services.access import actor_of
from bot.services.own_data import erased
from bot.services.people import identify
from bot.settings import Settings, load
from handlers.channel import Address
from tests.logged import logged

ROOT = Path(__file__).parents[2]
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
    file = folder / ".env"
    if not file.exists():
        file.touch(mode=0o600)
    file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()), "utf-8")


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

    name = settings.secret_keys.get_secret_value()[:2]
    addresses = [Address("web", f"{name}-{one}") for one in range(count)]
    in_transaction(settings, lambda tx: [identify(tx, one, "uk").id for one in addresses])


def in_transaction(settings: Settings, fn: Callable[[Tx], Any]) -> Any:
    async def run() -> Any:
        database = Database(settings.database_url, world_of(settings))
        try:
            return await database.run(fn, utc_now)
        finally:
            await database.close()

    return asyncio.run(run())


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


def test_a_region_without_a_file_of_its_own_has_the_samples_of_the_national_default(folder: Path) -> None:
    write(folder, REGION="UA-63")
    told = call("services", "sample")
    assert told.exit_code == 0
    assert "Зразок: соціальна служба" in told.output.splitlines()


@pytest.mark.parametrize(
    "command",
    [
        ["staff", "invite", "--institution", "Зразок", "--kind", "region"],
        ["services", "sample"],
        ["minutes"],
        ["audit", "verify"],
    ],
)
def test_what_is_done_before_the_first_start_finds_a_database(folder: Path, command: list[str]) -> None:
    write(folder, PUBLIC_URL="https://dorozhnyk.example")
    told = call(*command)
    assert told.exit_code == 0, told.output
    assert call(*command).exit_code == 0, "and so again"


def test_samples_are_named_as_they_are_put_in(folder: Path) -> None:
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


def erase(folder: Path) -> None:
    """Everybody who is there has everything erased."""
    settings = load(folder / ".env")

    def all_of_them(tx: Tx) -> None:
        for id_ in tx.db.scalars(select(Identity.person_id)).all():
            assert erased(tx, actor_of(tx, id_), {}).kind == "ok"

    in_transaction(settings, all_of_them)


def open_people(folder: Path) -> int:
    """How many can be read."""
    query = select(func.count()).select_from(Person).where(Person.key_wrapped.is_not(None))
    return int(in_transaction(load(folder / ".env"), lambda tx: tx.db.scalar(query)))


def test_what_was_copied_is_put_back_and_who_was_erased_since_stays_erased(folder: Path) -> None:
    assert call("migrate").exit_code == 0
    come(folder, 3)
    ready(folder)
    told = call("backup", "copy.db")
    assert (told.exit_code, told.output.splitlines()) == (
        0,
        ["copied; keep the list of erasures too, its newest state, and SECRET_KEYS apart from both"],
    )
    assert (folder / "copy.db").stat().st_mode & 0o777 == 0o600
    erase(folder)
    assert open_people(folder) == 0
    told = call("restore", "copy.db")
    assert (told.exit_code, told.output.splitlines()) == (
        0,
        [
            "put back; people erased since then and now again: 3",
            "the database that was there is dorozhnyk.db.before now: delete it once all is well",
        ],
    )
    assert open_people(folder) == 0
    assert (folder / "data" / "dorozhnyk.db").stat().st_mode & 0o777 == 0o600
    assert call("restore", "copy.db").output.splitlines() == [
        "dorozhnyk.db.before is there from an earlier time: move it away or delete it first"
    ]


def test_who_was_not_erased_is_there_again(folder: Path) -> None:
    assert call("migrate").exit_code == 0
    come(folder, 2)
    ready(folder)
    assert call("backup", "copy.db").exit_code == 0
    (folder / "data" / "dorozhnyk.db").write_bytes(b"a broken disk")
    assert call("restore", "copy.db").exit_code == 0
    assert open_people(folder) == 2


def test_messages_that_waited_long_in_a_copy_do_not_go_out_again(folder: Path) -> None:
    assert call("migrate").exit_code == 0
    come(folder, 1)
    ready(folder)
    database = folder / "data" / "dorozhnyk.db"
    waiting = (("show", "new", -2), ("push", "held", -2), ("show", "new", 0), ("unprotect", "timed", -2))
    with closing(sqlite3.connect(database)) as bot, bot:
        identity, person = bot.execute("SELECT id, person_id FROM identity").fetchone()
        bot.execute("DELETE FROM outbox")
        for kind, state, hours in waiting:
            bot.execute(
                "INSERT INTO outbox (person_id, identity_id, kind, state, body_sealed, not_before, attempts,"
                " created_at) VALUES (?, ?, ?, ?, x'00', datetime('now'), 0, datetime('now', ?))",
                (person, identity, kind, state, f"{hours} hours"),
            )
    assert call("backup", "copy.db").exit_code == 0
    assert call("restore", "copy.db").exit_code == 0
    with closing(sqlite3.connect(database)) as bot:
        left = bot.execute("SELECT state, body_sealed IS NULL FROM outbox ORDER BY id").fetchall()
    assert left == [("dropped", 1), ("dropped", 1), ("new", 0), ("timed", 0)]


def test_a_copy_goes_over_nothing(folder: Path) -> None:
    assert call("backup", "copy.db").output == "there is no database yet\n"
    assert call("migrate").exit_code == 0
    (folder / "copy.db").write_text("something else")
    told = call("backup", "copy.db")
    assert (told.exit_code, told.output) == (
        2,
        "there is such a file already: give the copy a name of its own\n",
    )
    assert (folder / "copy.db").read_text() == "something else"


def test_nothing_is_put_back_while_the_bot_runs_or_without_the_list_or_from_something_else(
    folder: Path,
) -> None:
    assert call("migrate").exit_code == 0
    assert call("backup", "copy.db").exit_code == 0
    told = call("restore", "copy.db")
    assert (told.exit_code, told.output.partition(":")[0]) == (2, "the list of erasures is missing")
    ready(folder)
    (folder / "other.db").write_bytes(b"SQLite format 3\0 or so")
    told = call("restore", "other.db")
    assert (told.exit_code, told.output) == (2, "that is no whole copy of a database of ours\n")
    database = folder / "data" / "dorozhnyk.db"
    with closing(sqlite3.connect(database)) as bot:
        bot.execute("SELECT count(*) FROM person").fetchone()
        told = call("restore", "copy.db")
        assert (told.exit_code, told.output) == (2, "the database is in use: stop the bot first\n")
    assert not list(folder.rglob("*.new"))
    assert call("restore", "copy.db").exit_code == 0


@pytest.mark.parametrize("words", [("backup", "copy.db"), ("restore", ".env")])
def test_postgresql_has_its_own_tools(folder: Path, words: tuple[str, str]) -> None:
    write(folder, DATABASE_URL="postgresql://127.0.0.1:9/dorozhnyk", ERASURES_FILE="x.erased")
    told = call(*words)
    assert (told.exit_code, told.output.partition(":")[0]) == (2, "PostgreSQL keeps the data")


PACKAGE = "in order: flows, translations, regions and migrations"
SET_UP = {"TELEGRAM_NAME": "sample_bot", "OPERATOR_NAME": "Зразок", "OPERATOR_CONTACT": "зразок"}


@pytest.fixture
def sound_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package itself is checked elsewhere, and by `make check`."""

    async def nothing() -> list[str]:
        return []

    monkeypatch.setattr("bot.checks.problems", nothing)


@pytest.mark.usefixtures("sound_package")
def test_a_check_without_settings_looks_at_the_package_alone(folder: Path) -> None:
    (folder / ".env").unlink()
    told = call("check")
    assert (told.exit_code, told.output.splitlines()) == (0, [PACKAGE])
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("sound_package")
def test_a_check_says_in_plain_lines_what_is_in_order(folder: Path) -> None:
    write(folder, **SET_UP)
    before = [PACKAGE, "in order: settings", "in order: region UA-51, no files of your own"]
    before.append("in order: Telegram: off (no token)")
    before.append("in order: Viber: off (no token)")
    assert call("check").output.splitlines() == [
        *before,
        "in order: database: not there yet, the first start makes it",
        "in order: list of erasures: not there yet, the first start makes it",
    ]
    assert not (folder / "data").exists(), "a check makes nothing"
    assert call("migrate").exit_code == 0
    come(folder, 1)
    ready(folder)
    told = call("check")
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        *before,
        f"in order: database: at revision {head()}, the newest",
        "in order: keys: they open what is stored, k1 is current",
        f"in order: list of erasures: {folder / 'data' / 'dorozhnyk.erased'}",
    ]


def wrong(folder: Path) -> list[str]:
    """What a check finds not in order."""
    told = call("check")
    assert told.exit_code == 1
    begins = "NOT in order: "
    return [line.removeprefix(begins) for line in told.output.splitlines() if line.startswith(begins)]


@pytest.mark.usefixtures("sound_package")
def test_a_check_finds_what_is_not_in_order(folder: Path) -> None:
    write(folder, REGION="UA-99", LISTEN="?")
    assert [line.partition(":")[0] for line in wrong(folder)] == ["LISTEN", "REGION"]

    (folder / "regions").mkdir()
    (folder / "regions" / "UA-51.toml").write_text("levels = 1\n", "utf-8")
    (folder / ".env").chmod(0o644)
    write(folder, REGIONS_FOLDER="regions")
    found = wrong(folder)
    assert found[0] == ".env: others on this machine can read it: chmod 600 .env"
    assert found[1].startswith("REGIONS_FOLDER: UA-51.toml: ")
    assert found[-3:] == [
        "set PUBLIC_URL or TELEGRAM_NAME: a link for staff needs an address",
        "OPERATOR_NAME: is empty: people are told who keeps their data",
        "OPERATOR_CONTACT: is empty: people are told who keeps their data",
    ]


@pytest.mark.usefixtures("sound_package")
def test_a_check_looks_into_the_database(folder: Path) -> None:
    assert call("migrate").exit_code == 0
    come(folder, 1)
    write(folder, SECRET_KEYS=K2, **SET_UP)
    (line,) = wrong(folder)
    assert "k1 is missing" in line
    write(folder, **SET_UP)
    at(folder, "9999")
    assert wrong(folder) == ["database: made by a newer version of the program"]
    told = call("run")
    assert (told.exit_code, told.output.splitlines()) == (
        2,
        ["the database was made by a newer version of the program: install that one"],
    )
    (folder / "data" / "dorozhnyk.db").write_bytes(b"no database at all" * 100)
    assert wrong(folder) == ["database: can't be opened (DatabaseError)"]


def at(folder: Path, revision: str) -> None:
    """Say that the database is at that revision."""
    with closing(sqlite3.connect(folder / "data" / "dorozhnyk.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()


def test_catalogs_are_brought_up_to_date_and_a_new_language_is_begun(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def write_catalogs(languages: list[str], extra: tuple[Any, ...]) -> list[Path]:
        asked.append((languages, any(one.id.startswith("region.name.") for one in extra)))
        return [Path("locales/pl/LC_MESSAGES/dorozhnyk.po")]

    monkeypatch.setattr("bot.i18n.write_catalogs", write_catalogs)
    told = call("words", "pl")
    assert (told.exit_code, told.output) == (0, "pl: brought up to date\n")
    assert asked == [(["uk", "en", "pl"], True)], "texts that stand in data are translated too"
    told = call("words", "zz-top")
    assert (told.exit_code, told.output) == (2, "there is no language 'zz-top'; it looks like en or pt-BR\n")
    assert len(asked) == 1


def test_minutes_are_told_once_there_are_enough_answers(folder: Path) -> None:
    assert call("migrate").exit_code == 0
    assert call("minutes").output == "no step has five answers yet\n"


def test_a_rotation_without_the_old_key_does_nothing(folder: Path) -> None:
    assert call("migrate").exit_code == 0
    come(folder, 1)
    write(folder, SECRET_KEYS=K2)
    told = call("keys", "rotate")
    assert (told.exit_code, len(told.output.splitlines())) == (2, 1)
    assert "k1 is missing" in told.output


@pytest.mark.parametrize(
    "page", ["README.md", "README.uk.md", "docs/service.md", "docs/architecture.md", ".env.example"]
)
def test_every_command_that_a_page_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = re.findall(r"(?:`|bin/)dorozhnyk((?: [a-z]+)+)", text)
    assert named or page == ".env.example"
    for words in named:
        group: Any = main
        for word in words.split():
            if not isinstance(group, Group):
                break  # what a command is given
            assert word in group.commands, f"{page}: dorozhnyk{words}"
            group = group.commands[word]
