"""Whoever offers a service is asked whether its record is true; who could not get through is counted."""

from __future__ import annotations

import random as pseudo
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import event, select

from bot.app import build
from bot.crypto import new_secret_key
from bot.db.directory import Service, ServiceChange, ServiceCheck
from bot.db.models import Staff
from bot.db.tx import Tx
from bot.services import freshness
from bot.services.access import actor_of
from bot.services.retention import RULES
from bot.settings import Settings
from flows.engine.said import Happened
from flows.rules.stale import is_stale
from tests.conftest import Clock
from tests.services.house import House, furnished, kyiv
from tests.services.records import offer

CHECK = "service_check"


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    clock.at = kyiv("2026-11-23 10:00")
    return await furnished(transact, clock)


async def tick(house: House) -> list[str]:
    """Who is asked at a tick of the clock."""
    house.forget()
    await house.run(freshness.due)
    return sorted(who for who, notice, _ in house.told if notice == CHECK)


async def assured(house: House, who: str, *services: str) -> str:
    def act(tx: Tx) -> str:
        shown = {
            "services": services,
            "seen": [freshness.seen(tx.db.get_one(Service, one)) for one in services],
        }
        return freshness.service_assured(tx, actor_of(tx, house.ids[who]), shown).kind

    kind: str = await house.run(act)
    return kind


async def answered(house: House, who: str, notice: Mapping[str, Any]) -> Happened:
    """Somebody presses «усе так» under a notice, whenever it came."""
    given = {name: notice[name] for name in ("services", "seen")}
    said: Happened = await house.run(
        lambda tx: freshness.service_assured(tx, actor_of(tx, house.ids[who]), given)
    )
    return said


async def unreached(house: House, who: str, service: str) -> bool | None:
    """Whether the institution is asked now; None where it was not noted."""

    def act(tx: Tx) -> bool | None:
        done = freshness.service_unreached(tx, actor_of(tx, house.ids[who]), {"service": service})
        return done.data["asked"] if done.kind == "noted" else None

    asked: bool | None = await house.run(act)
    return asked


@pytest.mark.parametrize(("days", "stale"), [(None, True), (0, False), (45, False), (46, True)])
def test_a_record_is_stale_after_45_days_or_when_nobody_confirmed_it(days: int | None, stale: bool) -> None:
    today = date(2026, 11, 23)
    assert is_stale(None if days is None else today - timedelta(days=days), today) is stale


async def test_who_answers_for_it_is_asked_once_about_all_that_is_due(house: House) -> None:
    await offer(house, "Юристка", days=31)
    await offer(house, "Соціальний супровід", days=30)
    await offer(house, "Їдальня", days=29)
    assert await tick(house) == ["daria", "lesia"]
    (_, _, given), *_ = house.told
    assert (given["count"], given["services"]) == (
        2,
        [house.ids["Юристка"], house.ids["Соціальний супровід"]],  # the longer unconfirmed first
    )
    assert await tick(house) == []
    house.clock.at += timedelta(days=2)
    assert await tick(house) == ["daria", "lesia"], "the third one is due now"
    assert house.told[0][2]["services"] == [house.ids["Їдальня"]]


@pytest.mark.parametrize("over", [{"sample": True}, {"state": "closed"}, {"days": 29}])
async def test_it_is_not_asked_about_samples_what_is_closed_and_what_is_fresh(
    house: House, over: dict[str, Any]
) -> None:
    await offer(house, "Юристка", **over)
    assert await tick(house) == []


async def test_nobody_is_woken_for_it(house: House) -> None:
    await offer(house, "Юристка")
    house.clock.at = kyiv("2026-11-23 21:30")
    assert await tick(house) == []
    house.clock.at = kyiv("2026-11-24 08:00")
    assert await tick(house) == ["daria", "lesia"]


async def test_what_is_new_has_a_month_before_it_is_asked_about(house: House) -> None:
    id_ = await offer(house, "Юристка")

    def made(tx: Tx) -> None:
        tx.db.add(ServiceChange(service_id=id_, before=None, after={}, at=tx.now))

    await house.run(made)
    assert await tick(house) == []
    house.clock.at += timedelta(days=30)
    assert await tick(house) == ["daria", "lesia"]


async def test_a_specialist_is_asked_where_nobody_else_works(house: House) -> None:
    await offer(house, "Посвідчення", "cnap")
    assert await tick(house) == ["petro"], "the head"
    await house.change(Staff, house.ids["staff:petro"], revoked_at=house.clock.at)
    house.clock.at += timedelta(days=30)
    assert await tick(house) == ["iryna"]


async def test_who_is_away_is_not_asked_and_a_place_where_nobody_works_waits(house: House) -> None:
    await offer(house, "Юристка")
    await offer(house, "Консультація", "legal")
    await house.change(Staff, house.ids["staff:lesia"], away_until=house.clock.at + timedelta(days=1))
    assert await tick(house) == ["daria"]
    assert (await house.row(Service, house.ids["Консультація"])).asked_at is None


async def test_after_an_answer_it_is_asked_again_in_a_month_and_without_one_too(house: House) -> None:
    first, second = await offer(house, "Юристка"), await offer(house, "Їдальня")
    await tick(house)
    house.clock.at += timedelta(days=3)
    assert await assured(house, "lesia", first) == "ok"
    row = await house.row(Service, first)
    assert (row.assured_on, row.assured_by, row.asked_at) == (
        date(2026, 11, 26), house.ids["staff:lesia"], None,
    )  # fmt: skip
    house.clock.at += timedelta(days=27)
    assert await tick(house) == ["daria", "lesia"]
    assert house.told[0][2]["services"] == [second]
    house.clock.at += timedelta(days=3)
    assert await tick(house) == ["daria", "lesia"]
    assert house.told[0][2]["services"] == [first]


async def test_a_tick_looks_up_a_record_by_its_own_checks_not_among_all_of_this_month(
    house: House, database_url: str
) -> None:
    """The plan is SQLite's; there the tick holds the only thread of the database."""
    if not database_url.startswith("sqlite"):
        return
    await offer(house, "Юристка")

    def plans(tx: Tx) -> list[str]:
        connection = tx.db.connection()
        asked: list[tuple[str, Any]] = []
        listen = ("before_cursor_execute", lambda _c, _cursor, said, given, *_: asked.append((said, given)))
        event.listen(connection.engine, *listen)
        try:
            freshness.due(tx)
        finally:
            event.remove(connection.engine, *listen)
        explained = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", given).all()
            for said, given in asked
            if "service_change" in said
        ]
        return [
            str(step[3])
            for steps in explained
            for step in steps
            if {one[0]: one[3] for one in steps}.get(step[1], "").startswith("CORRELATED")
        ]

    steps = [one for one in await house.run(plans) if "service_check" in one]
    assert steps, "it is looked up for each record"
    assert [one for one in steps if "(service_id=? AND kind=? AND at>?)" not in one] == []


async def test_the_clock_looks_again_ten_minutes_after_nobody_was_to_be_asked(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = Clock(kyiv("2026-11-23 10:00"))
    keys = SecretStr(new_secret_key("k1", pseudo.Random(1).randbytes))
    app = build(Settings(database_url=database_url, secret_keys=keys), hands)
    told, looked = [1, 0, 0, 0, 0], []

    def due(tx: Tx) -> int:
        looked.append(tx.now)
        return told[len(looked) - 1]

    monkeypatch.setattr("bot.clock.BESIDE_CASES", {"freshness": due})
    begun = hands.at
    for _ in range(60):
        await app.clock.tick()
        hands.at += timedelta(seconds=15)
    assert [(at - begun).total_seconds() for at in looked] == [0, 15, 615]
    hands.at -= timedelta(days=1)
    await app.clock.tick()
    assert len(looked) == 4, "a clock that went back hides nothing"
    await app.close()


async def test_many_places_are_asked_a_few_at_a_tick(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "PLACES_AT_ONCE", 1)
    await offer(house, "Юристка")
    await offer(house, "Посвідчення", "cnap")
    assert sorted([await tick(house), await tick(house)]) == [["daria", "lesia"], ["petro"]]


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("lesia", "ok"),
        ("nadia", "ok"),
        ("iryna", "gone"),
        ("petro", "gone"),
        ("vira", "gone"),
        ("olena", "gone"),
    ],
)
async def test_who_may_say_that_a_record_is_true(house: House, who: str, kind: str) -> None:
    id_ = await offer(house, "Юристка")
    assert await assured(house, who, id_) == kind
    assert ((await house.row(Service, id_)).assured_on is not None) is (kind == "ok")


@pytest.mark.parametrize("over", [{"sample": True}, {"state": "closed"}])
async def test_nobody_confirms_a_sample_or_what_is_closed(house: House, over: dict[str, Any]) -> None:
    id_ = await offer(house, "Юристка", **over)
    assert await assured(house, "lesia", id_) == "gone"
    assert (await house.row(Service, id_)).assured_on is None


async def test_under_an_old_notice_nothing_is_confirmed_that_changed_since(house: House) -> None:
    changed, same = await offer(house, "Юристка", days=31), await offer(house, "Їдальня", days=31)
    await tick(house)
    notice = next(given for who, _, given in house.told if who == "lesia")
    house.clock.at += timedelta(hours=1)
    await house.do("nadia", "service_changed", service=changed, field="phones", value=["+380482000099"])
    done = await answered(house, "lesia", notice)
    assert (done.kind, done.data) == ("changed", {"count": 1, "changed": 1})
    today = date(2026, 11, 23)
    assert (await house.row(Service, same)).assured_on == today
    row = await house.row(Service, changed)
    assert row.assured_on != today
    assert row.asked_at is not None, "it still waits for an answer"
    assert (await assured(house, "lesia", changed)) == "ok", "as it is now"


async def test_a_notice_that_does_not_say_what_it_showed_confirms_nothing(house: House) -> None:
    id_ = await offer(house, "Юристка", days=31)
    done = await answered(house, "lesia", {"services": [id_], "seen": None})
    assert done.kind == "changed"
    assert (await house.row(Service, id_)).assured_on != date(2026, 11, 23)


async def test_only_what_a_notice_has_room_for_is_confirmed_by_it(house: House) -> None:
    for number in range(12):
        await offer(house, f"Гурток {number:02}", days=31)
    await tick(house)
    notice = next(given for who, _, given in house.told if who == "lesia")
    assert (notice["count"], len(notice["services"]), notice["more"]) == (10, 10, 2)
    assert notice["lines"][-1]["m"] == "freshness.more"
    assert (await answered(house, "lesia", notice)).data == {"count": 10}
    waiting = await house.run(
        lambda tx: tx.db.scalars(select(Service.name).where(Service.asked_at.isnot(None))).all()
    )
    assert waiting == [], "about the others nobody has been asked yet"
    assert await asked_of(house) == {f"Гурток {number:02}" for number in range(10)}


async def asked_of(house: House) -> set[str]:
    """Of which records it is written down that somebody was asked about them."""
    query = select(Service.name).join(ServiceCheck, ServiceCheck.service_id == Service.id)
    names = await house.run(lambda tx: tx.db.scalars(query.where(ServiceCheck.kind == "asked")).all())
    return set(names)


def notice_of(house: House, who: str) -> dict[str, Any] | None:
    """The last «усе так?» somebody has got."""
    return next((given for whom, kind, given in reversed(house.told) if (whom, kind) == (who, CHECK)), None)


async def test_those_unconfirmed_for_longest_are_asked_about_first(house: House) -> None:
    for number in range(12):
        await offer(house, f"Гурток {number:02}", days=60 - number)
    never = await offer(house, "Ярмарок")
    await tick(house)
    notice = notice_of(house, "lesia")
    assert notice is not None
    assert notice["services"] == [never, *(house.ids[f"Гурток {number:02}"] for number in range(9))]


@pytest.mark.parametrize("answers", [True, False])
async def test_an_institution_hears_of_every_record_it_has_and_of_no_more_than_ten_a_week(
    house: House, answers: bool
) -> None:
    ids = {await offer(house, f"Гурток {number:02}") for number in range(25)}
    heard: list[set[str]] = []
    for _ in range(4):
        assert await tick(house) == (["daria", "lesia"] if len(heard) < 3 else [])
        if (notice := notice_of(house, "lesia")) is not None:
            heard.append(set(notice["services"]))
            if answers:
                assert (await answered(house, "lesia", notice)).kind == "ok"
        assert await tick(house) == []
        house.clock.at += timedelta(days=7)
    assert [len(one) for one in heard] == [10, 10, 5]
    assert set().union(*heard) == ids


async def test_without_answers_another_month_is_about_others_too(house: House) -> None:
    """More records than four weeks have room for: nothing is for ever behind the others."""
    ids = {await offer(house, f"Гурток {number:02}") for number in range(55)}
    heard: set[str] = set()
    for _ in range(6):
        await tick(house)
        notice = notice_of(house, "lesia")
        heard |= set(notice["services"]) if notice is not None else set()
        house.clock.at += timedelta(days=7)
    assert heard == ids


async def test_after_an_answer_she_is_asked_about_the_next_ones_as_soon_as_she_likes(house: House) -> None:
    ids = {await offer(house, f"Гурток {number:02}") for number in range(25)}
    await tick(house)
    notice = notice_of(house, "lesia")
    heard: list[str] = []
    rounds = []
    while notice is not None:
        rounds.append((len(notice["services"]), notice["more"]))
        heard += notice["services"]
        assert (await answered(house, "lesia", notice)).kind == "ok"
        done = await house.do("lesia", "services_asked")
        notice = done.data if done.kind == "ok" else None
    assert rounds == [(10, 15), (10, 5), (5, 0)]
    assert set(heard) == ids
    assert await tick(house) == []
    today = date(2026, 11, 23)
    assert {one.assured_on for one in [await house.row(Service, id_) for id_ in ids]} == {today}


@pytest.mark.parametrize("who", ["iryna", "vira", "olena"])
async def test_nobody_is_asked_about_what_is_not_hers(house: House, who: str) -> None:
    await offer(house, "Юристка")
    assert (await house.do(who, "services_asked")).kind != "ok"
    assert (await house.row(Service, house.ids["Юристка"])).asked_at is None


async def test_two_different_people_who_could_not_get_through_open_a_check_at_once(house: House) -> None:
    id_ = await offer(house, "Юристка", days=3)
    house.forget()
    assert await unreached(house, "olena", id_) is False
    assert await unreached(house, "olena", id_) is False, "one person counts once"
    assert house.told == []
    assert await unreached(house, "iryna", id_) is True
    assert [(who, notice, given["doubted"]) for who, notice, given in house.told] == [
        ("lesia", CHECK, True),
        ("daria", CHECK, True),
    ]
    house.forget()
    assert await unreached(house, "petro", id_) is True
    assert house.told == [], "they are asked already"
    assert await tick(house) == []


async def test_at_night_they_are_asked_in_the_morning(house: House) -> None:
    id_ = await offer(house, "Юристка", days=3)
    house.clock.at = kyiv("2026-11-23 23:00")
    assert [await unreached(house, who, id_) for who in ("olena", "iryna")] == [False, False], "not yet"
    assert house.heard("lesia") == []
    assert await tick(house) == []
    house.clock.at = kyiv("2026-11-24 08:00")
    assert await tick(house) == ["daria", "lesia"]
    assert await tick(house) == []
    assert await unreached(house, "petro", id_) is True


async def test_nobody_is_said_to_be_asked_where_nobody_is_there(house: House) -> None:
    id_ = await offer(house, "Консультація", "legal", days=3)
    assert [await unreached(house, who, id_) for who in ("olena", "iryna", "petro")] == [False] * 3
    done = await house.do("vira", "service_unreached", service=id_)
    assert done.data == {"asked": False, "many": True}, "the editors see it"
    assert await asked_of(house) == set()
    await house.run(lambda tx: house.employ(tx, "marta", "legal", ("lead",)))
    house.clock.at += timedelta(days=1)
    assert await tick(house) == ["marta"], "once there is somebody"


async def test_after_somebody_confirmed_it_earlier_marks_count_no_more(house: House) -> None:
    id_ = await offer(house, "Юристка", days=3)
    await unreached(house, "olena", id_)
    house.clock.at += timedelta(hours=1)
    await assured(house, "lesia", id_)
    house.clock.at += timedelta(hours=1)
    assert await unreached(house, "iryna", id_) is False
    assert await unreached(house, "olena", id_) is True, "it is a new time that she could not get through"


async def test_marks_older_than_a_month_count_no_more(house: House) -> None:
    id_ = await offer(house, "Юристка", days=3)
    await unreached(house, "olena", id_)
    house.clock.at += timedelta(days=30)
    assert await unreached(house, "iryna", id_) is False


async def test_it_is_not_kept_who_could_not_get_through(house: House) -> None:
    id_ = await offer(house, "Юристка")
    await unreached(house, "olena", id_)
    await unreached(house, "iryna", id_)
    query = select(ServiceCheck).where(ServiceCheck.kind == "unreached")
    rows = await house.run(lambda tx: tx.db.scalars(query).all())
    assert [one.staff_id for one in rows] == [None, None]
    assert not {one.who_index for one in rows} & {*house.ids.values()}


async def test_a_hash_of_who_could_not_get_through_goes_once_it_counts_no_more(house: House) -> None:
    settled, open_ = await offer(house, "Юристка", days=3), await offer(house, "Їдальня", days=3)
    for one in (settled, open_):
        await unreached(house, "olena", one)
    house.clock.at += timedelta(hours=1)
    await assured(house, "lesia", settled)

    def hashes(tx: Tx) -> list[str]:
        RULES["unreached"](tx)
        query = select(ServiceCheck.service_id).where(ServiceCheck.who_index.is_not(None))
        return list(tx.db.scalars(query))

    assert await house.run(hashes) == [open_]
    house.clock.at += timedelta(days=30, hours=-1, seconds=-1)
    assert await house.run(hashes) == [open_]
    house.clock.at += timedelta(seconds=1)
    assert await house.run(hashes) == []


async def test_marks_go_when_no_rule_asks_for_them_and_not_before(house: House) -> None:
    id_ = await offer(house, "Юристка", days=31)
    await tick(house)
    await assured(house, "lesia", id_)

    def kinds(tx: Tx) -> list[str]:
        RULES["checks"](tx)
        return sorted(tx.db.scalars(select(ServiceCheck.kind)))

    house.clock.at += timedelta(days=30, seconds=-1)
    assert await house.run(kinds) == ["asked", "assured"]
    assert await tick(house) == []
    house.clock.at += timedelta(seconds=1)
    assert await house.run(kinds) == []
    assert await tick(house) == ["daria", "lesia"]
    assert (await house.row(Service, id_)).assured_on == date(2026, 11, 23)


async def test_a_sample_and_what_is_closed_are_not_doubted(house: House) -> None:
    sample, closed = await offer(house, "Зразок", sample=True), await offer(house, "Був", state="closed")
    for who in ("olena", "iryna", "petro"):
        assert await unreached(house, who, sample) is False
        assert await unreached(house, who, closed) is None
    assert await tick(house) == []


async def test_an_institution_is_stale_where_none_of_its_records_is_fresh(house: House) -> None:
    await offer(house, "Юристка", days=50)
    await offer(house, "Їдальня", days=3)
    await offer(house, "Посвідчення", "cnap")
    await offer(house, "Консультація", "legal", sample=True)
    await offer(house, "Була", "ova", state="closed")
    rows = await house.fact("iryna", "directory")
    assert [one["id"] for one in rows if one["stale"]] == [house.ids["at:cnap"]]
