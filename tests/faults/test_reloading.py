"""An operator's files change while the bot runs: the right ones are used soon, wrong ones change nothing."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot import reloading
from bot.app import App
from bot.db.models import Institution, Outbox, Staff
from bot.db.tx import Tx
from bot.http.server import web_app
from bot.i18n import Translator
from bot.redact import ALLOWED
from bot.regions import RegionProblems, load
from bot.reloading import LOOK, Reloading
from bot.services import region_files
from bot.services.people import identify
from flows.engine.message import Text
from flows.regions.problems import KINDS
from handlers.channel import Address
from tests.faults.test_intake import AT
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands

GOOD = '[sending]\nsign_off = "2 working h"\n'
WRONG = '[sending]\nwho = "boss"\n[levels.grade.red.terms]\nouter = "0 h"\n'
PEOPLE = (  # name, region of the institution, roles
    ("nadia", "UA-51", ["coordinator"]),
    ("vira", "UA-05", ["coordinator"]),
    ("admin", "UA-05", ["admin"]),
    ("iryna", "UA-51", ["specialist", "lead", "head"]),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "regions"
    made.mkdir()
    return made


@pytest.fixture
def hands() -> Hands:
    return Hands(AT)


@pytest.fixture
async def app(database_url: str, hands: Hands, folder: Path) -> AsyncIterator[App]:
    made = app_for(database_url, hands, "reloading", regions_folder=folder)
    await made.database.run(employ, hands)
    yield made
    await made.close()


@pytest.fixture
async def another(database_url: str, app: App, hands: Hands, folder: Path) -> AsyncIterator[App]:
    """A second process over the same database."""
    made = app_for(database_url, hands, "another", regions_folder=folder)
    yield made
    await made.close()


def employ(tx: Tx) -> None:
    for name, region, roles in PEOPLE:
        tx.db.add(
            Institution(id=f"at {name}", name="Зразок", kind="region", region=region, hours={}, tracks=[])
        )
        identity = identify(tx, Address("web", name), "uk")
        tx.db.flush()
        staff = Staff(
            id=name,
            person_id=identity.person_id,
            institution_id=f"at {name}",
            roles=roles,
            joined_at=tx.now,
        )
        tx.seal(staff, "name", name)
        tx.db.add(staff)


def reload_of(app: App) -> Reloading:
    assert app.reloading is not None
    return app.reloading


def who_signs_when(app: App, region: str = "UA-51") -> int:
    return app.world.regions.region(region).sending.sign_off.minutes


async def told(app: App, hands: Hands) -> list[str]:
    """Who has got a message, in the order in which they joined, one name a message."""

    def names(tx: Tx) -> list[str]:
        rows = tx.db.query(Staff.id).join(Outbox, Outbox.person_id == Staff.person_id).order_by(Outbox.id)
        return [one for (one,) in rows]

    return sorted(await app.database.run(names, hands))


async def settled(app: App) -> None:
    await reload_of(app).tick()
    await reload_of(app).tick()


async def test_a_changed_file_is_in_use_at_the_second_look(app: App, hands: Hands, folder: Path) -> None:
    (folder / "UA-51.toml").write_text(GOOD, "utf-8")
    await reload_of(app).tick()
    assert who_signs_when(app) == 240
    with capture_logs() as logged:
        await reload_of(app).tick()
    assert who_signs_when(app) == 120
    assert logged == [{"event": "regions.renewed", "log_level": "info", "count": 1}]
    assert await told(app, hands) == ["admin", "nadia"]
    assert not reload_of(app).problems

    (folder / "UA-05.toml").write_text("", "utf-8")
    (folder / "UA-51.toml").unlink()
    await settled(app)
    assert who_signs_when(app) == 240


async def test_all_files_gone_at_once_change_nothing_while_it_runs(app: App, folder: Path) -> None:
    """A disk that is not mounted looks like an empty folder."""
    (folder / "UA-51.toml").write_text(GOOD, "utf-8")
    await settled(app)
    before = app.world.regions
    (folder / "UA-51.toml").unlink()
    with capture_logs() as logged:
        for _ in range(4):
            await reload_of(app).tick()
    assert app.world.regions is before
    assert [line["event"] for line in logged] == ["regions.refused"]
    assert "all files are gone" in reload_of(app).problems[0]
    (folder / "UA-51.toml").write_text(GOOD, "utf-8")
    await settled(app)
    assert (who_signs_when(app), reload_of(app).problems) == (120, ())


@pytest.mark.parametrize("inner", ["", "procedures", "articles"])
async def test_a_folder_that_can_not_be_listed_is_no_empty_one(
    app: App, folder: Path, inner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in ("procedures", "articles"):
        (folder / one).mkdir()
    (folder / "UA-51.toml").write_text(GOOD, "utf-8")
    await settled(app)
    before = app.world.regions
    real = Path.iterdir

    def shut(self: Path) -> object:
        if self == folder / inner:
            raise PermissionError(13, "Permission denied")
        return real(self)

    monkeypatch.setattr(Path, "iterdir", shut)
    await settled(app)
    assert app.world.regions is before
    assert "can't be read: Permission denied" in reload_of(app).problems[0]
    with pytest.raises(RegionProblems):
        load(folder)


async def test_a_file_that_is_still_being_written_is_waited_for(app: App, folder: Path) -> None:
    file = folder / "UA-51.toml"
    for text in ('[sending]\nsign_off = "3', GOOD[:10], f"# {GOOD}"):
        file.write_text(text, "utf-8")
        assert not await reload_of(app).look()
    file.write_text(GOOD, "utf-8")
    assert [await reload_of(app).look() for _ in range(3)] == [False, True, False]
    assert who_signs_when(app) == 120


async def test_a_file_that_changes_while_it_is_read_is_read_again(
    app: App, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "UA-51.toml"
    file.write_text(WRONG, "utf-8")
    await reload_of(app).look()

    def slow(where: Path) -> object:
        try:
            return load(where)
        finally:
            file.write_text(GOOD, "utf-8")

    monkeypatch.setattr(reloading, "load", slow)
    with capture_logs() as logged:
        assert not await reload_of(app).look()
    assert logged == []
    monkeypatch.setattr(reloading, "load", load)
    assert [await reload_of(app).look() for _ in range(2)] == [False, True]
    assert who_signs_when(app) == 120


async def test_a_wrong_file_leaves_the_last_good_one_in_use_and_is_told_once(
    app: App, hands: Hands, folder: Path
) -> None:
    (folder / "UA-51.toml").write_text(GOOD, "utf-8")
    await settled(app)
    before = app.world.regions
    already = len(await told(app, hands))
    (folder / "UA-51.toml").write_text(WRONG, "utf-8")
    with capture_logs() as logged:
        for _ in range(5):
            await reload_of(app).tick()
    assert app.world.regions is before
    (line,) = logged
    assert (line["event"], line["log_level"], line["count"]) == ("regions.refused", "error", 3)
    assert (line["file"], line["key"]) == ("UA-51.toml", "levels.grade.red.terms.outer")
    assert set(line) - {"event", "log_level"} <= ALLOWED
    assert "boss" not in str(line)
    with pytest.raises(RegionProblems) as found:
        load(folder)
    assert reload_of(app).problems == tuple(found.value.problems)
    assert len(await told(app, hands)) == already + 2
    async with TestClient(TestServer(web_app(app))) as http:
        assert (await http.get("/health")).status == 200


async def test_those_who_look_after_the_files_it_is_about_hear_of_it(
    app: App, hands: Hands, folder: Path
) -> None:
    (folder / "UA-05.toml").write_text(WRONG, "utf-8")
    await settled(app)
    assert await told(app, hands) == ["admin", "vira"]
    (folder / "UA-05.toml").unlink()
    (folder / "default.toml").write_text(WRONG, "utf-8")
    await settled(app)
    assert await told(app, hands) == ["admin", "admin", "nadia", "vira", "vira"]


async def test_two_processes_tell_of_one_change_once_and_each_uses_it(
    app: App, another: App, hands: Hands, folder: Path
) -> None:
    (folder / "UA-51.toml").write_text(WRONG, "utf-8")
    await settled(app)
    await settled(another)
    assert await told(app, hands) == ["admin", "nadia"]
    (folder / "UA-51.toml").write_text(GOOD, "utf-8")
    await settled(app)
    await settled(another)
    assert [who_signs_when(app), who_signs_when(another)] == [120, 120]
    assert await told(app, hands) == ["admin", "admin", "nadia", "nadia"]


@pytest.mark.parametrize(
    "spoil",
    [
        shutil.rmtree,
        lambda folder: (folder / "UA-51.toml").write_bytes("who = 'тут'".encode("cp1251")),
        lambda folder: (folder / "UA-51.toml").write_bytes(b"#" * 10_000_000),
        lambda folder: (folder / "UA-51.toml").write_bytes(b"a" + b".a" * 5_000 + b" = 1"),
        lambda folder: (folder / "UA-51.toml").mkdir(),
        lambda folder: (folder / "odesa.toml").write_text(GOOD),
    ],
    ids=["gone", "another encoding", "large", "deep", "a folder", "unknown"],
)
async def test_whatever_becomes_of_the_folder_the_last_good_regions_stay(
    app: App, folder: Path, spoil: Callable[[Path], object]
) -> None:
    before = app.world.regions
    spoil(folder)
    await settled(app)
    assert app.world.regions is before
    assert reload_of(app).problems


async def test_a_fault_of_ours_while_reading_leaves_them_too(
    app: App, hands: Hands, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(where: Path) -> object:
        raise KeyError(where.name)

    before = app.world.regions
    (folder / "UA-51.toml").write_text(GOOD, "utf-8")
    monkeypatch.setattr(reloading, "load", fail)
    await settled(app)
    assert app.world.regions is before
    assert reload_of(app).problems == ("the folder of regions: can't be read (KeyError)",)
    assert await told(app, hands) == ["admin", "nadia", "vira"]


async def test_a_transaction_sees_the_regions_it_began_with(app: App, hands: Hands, folder: Path) -> None:
    (folder / "UA-51.toml").write_text(GOOD, "utf-8")
    now = load(folder)

    def look(tx: Tx) -> tuple[bool, bool]:
        before = tx.world.regions
        app.database.renew(now)
        return tx.world.regions is before, before is now

    assert await app.database.run(look, hands) == (True, False)
    assert await app.database.run(lambda tx: tx.world.regions is now, hands)


async def test_it_is_looked_for_within_a_minute_until_the_program_stops(
    app: App, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 3 * LOOK < 60, "one look may just have been, the next one sees it, the one after uses it"
    monkeypatch.setattr(reloading, "LOOK", 0.001)
    (folder / "UA-51.toml").write_text(GOOD, "utf-8")
    stop = asyncio.Event()
    running = asyncio.create_task(reload_of(app).run(stop))
    await asyncio.wait_for(app.intake.woken.wait(), 20)
    assert who_signs_when(app) == 120
    stop.set()
    await asyncio.wait_for(running, 20)


def problems_of(folder: Path, text: str) -> list[Any]:
    """What a notice says of such a file, line by line."""
    (folder / "UA-05.toml").write_text(text, "utf-8")
    with pytest.raises(RegionProblems) as found:
        load(folder)
    return [region_files.fault(line) for line in found.value.problems]


def ukrainian(text: Text) -> str:
    return Translator(("uk",), "Europe/Kyiv").text("uk", text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[sending]\nwho = "boss"',
            "UA-05.toml, sending.who: такого слова тут не може бути. Можна: specialist, head, either",
        ),
        ('[lead]\nprotection = "bureau"', "UA-05.toml, lead.protection: невідома установа. Можна: "),
        ('[sending]\nwhom = "head"', "UA-05.toml, sending.whom: такого ключа немає. Можна: sign_off, who"),
        (
            '[levels.grade.red.terms]\nouter = "0 h"',
            "UA-05.toml, levels.grade.red.terms.outer: строк має бути більшим за нуль",
        ),
        ("closing.text = 5", "UA-05.toml, closing.text: має бути текст"),
        ("who = 'head", "UA-05.toml: файл написано не за правилами TOML"),
        (
            'authorities = ["UA-51"]',
            "UA-05.toml, authorities: тут помилка; подробиці покаже команда «dorozhnyk check»",
        ),
    ],
)
def test_a_slip_is_said_in_plain_words_with_file_and_key(folder: Path, text: str, said: str) -> None:
    assert any(ukrainian(line).startswith(said) for line in problems_of(folder, text))


def test_every_kind_of_slip_has_words() -> None:
    assert set(region_files.SAID) == set(KINDS)


def test_a_long_list_of_what_is_allowed_is_cut(folder: Path) -> None:
    (text,) = problems_of(folder, '[lead]\nprotection = "bureau"')
    assert len(text["a"]["allowed"]) == region_files.LONGEST


async def test_whoever_heard_of_a_slip_hears_when_it_is_mended_and_nothing_has_changed(
    app: App, another: App, hands: Hands, folder: Path
) -> None:
    file = folder / "UA-51.toml"
    file.write_text(WRONG, "utf-8")
    await settled(app)
    assert await told(app, hands) == ["admin", "nadia"]
    file.write_text("# nothing", "utf-8")
    await settled(app)
    await settled(another)
    assert await told(app, hands) == ["admin", "admin", "nadia", "nadia"]


async def test_they_hear_of_it_too_where_the_program_has_started_anew_meanwhile(
    app: App, database_url: str, hands: Hands, folder: Path
) -> None:
    file = folder / "UA-51.toml"
    file.write_text(WRONG, "utf-8")
    await settled(app)
    file.write_text("# nothing", "utf-8")
    anew = app_for(database_url, hands, "anew", regions_folder=folder)
    await settled(anew)
    assert await told(anew, hands) == ["admin", "admin", "nadia", "nadia"]
    await anew.close()


async def test_a_process_that_started_before_a_slip_does_not_call_it_mended(
    app: App, another: App, hands: Hands, folder: Path
) -> None:
    (folder / "UA-51.toml").write_text(WRONG, "utf-8")
    await settled(app)
    await settled(another)
    assert await told(app, hands) == ["admin", "nadia"]
