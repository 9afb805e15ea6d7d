"""The record of a service: what may be kept, and what is kept of its changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db.directory import Service, ServiceChange, ServiceCheck
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.services.records import (
    RecordError,
    UnknownProviderError,
    assured,
    checked,
    held,
    history,
    new_provider,
    provider_of,
    put,
    record_of,
)
from flows.directory.record import Provider, Record, Visit, changed, packed, unpacked

WHOSE = Provider("Зразок: бюро правничої допомоги", "legal", "UA-51", "state", "", "+380482000000")
RECORD = Record(
    provider=WHOSE,
    name="Порада юриста",
    about="Пояснюють, що робити.",
    needs=("legal", "documents"),
    situations=("no_documents",),
    communities=("Подільська громада", "Балтська громада"),
    community="Подільськ",
    area="urban",
    address="вул. Зразкова, 1",
    latitude=47.75,
    longitude=29.53,
    phones=("+380482000000", "15-47".replace("-", "")),
    site="https://example.org/law",
    email="law@example.org",
    hours={"mon": [["09:00", "13:00"], ["14:00", "18:00"]]},
    visits=(Visit("2026-12-01", "10:00", "12:00", "Балтська громада", "клуб"),),
    documents=("паспорт; або довідка",),
    without_documents="Приходьте так.",
    languages=("uk", "usl"),
    accessibility=("ramp",),
    waiting="до двох днів",
    external_id="od-1",
)


async def kept(transact: Any, record: Record = RECORD) -> str:
    def keep(tx: Tx) -> str:
        new_provider(tx, record.provider, takes_referrals=True, sample=True)
        return put(tx, None, "UA-51", record).id

    id_: str = await transact(keep)
    return id_


async def read(transact: Any, id_: str) -> Record:
    def look(tx: Tx) -> Record:
        found = held(tx, id_)
        assert found is not None
        return record_of(*found)

    record: Record = await transact(look)
    return record


def test_a_record_goes_through_json_and_back() -> None:
    assert unpacked(packed(RECORD)) == RECORD
    assert unpacked({"phones": [], "provider": {"phone": ""}}, RECORD) == replace(
        RECORD, phones=(), provider=replace(WHOSE, phone="")
    )


@pytest.mark.parametrize("body", [{"nmae": "x"}, {"provider": {"kind": "x"}}])
def test_a_field_that_no_record_has_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        unpacked(body, RECORD)


@pytest.mark.parametrize("body", [{}, {"name": "x"}, {"provider": {"name": "x"}, "name": "y"}])
def test_a_new_record_needs_its_names(body: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        unpacked(body)


def test_what_differs_is_told_by_its_name() -> None:
    assert changed(RECORD, RECORD) == ()
    other = replace(RECORD, notice="x", provider=replace(WHOSE, phone="102"))
    assert changed(RECORD, other) == ("notice", "provider.phone")


@pytest.mark.parametrize(
    ("field", "differs"),
    [
        ("name", {"name": ""}),
        ("name", {"name": " з пробілом"}),
        ("name", {"name": "н" * 201}),
        ("about", {"about": "прихо\x07вано"}),
        ("needs", {"needs": ()}),
        ("needs", {"needs": ("gold",)}),
        ("situations", {"situations": ("gold",)}),
        ("situations", {"situations": ("job", "job")}),
        ("communities", {"communities": ("",)}),
        ("area", {"area": "moon"}),
        ("latitude", {"latitude": 29.53, "longitude": 29.53}),
        ("longitude", {"longitude": None}),
        ("latitude", {"latitude": float("nan")}),
        ("phones", {"phones": ("0482 00",)}),
        ("phones", {"phones": tuple(f"10{one}" for one in range(9))}),
        ("site", {"site": "http://example.org"}),
        ("site", {"site": "https://user@example.org"}),
        ("site", {"site": "https://example"}),
        ("email", {"email": "пошта"}),
        ("hours", {"hours": {"mon": [["9", "18"]]}}),
        ("hours", {"hours": {"mon": [["09:00", "25:00"]]}}),
        ("hours", {"hours": {"mon": []}}),
        ("hours", {"hours": {"mon": 5}}),
        ("hours", {"hours": {"monday": [["09:00", "18:00"]]}}),
        ("visits", {"visits": (Visit("2026-13-01", "10:00", "12:00", "x"),)}),
        ("visits", {"visits": (Visit("mon", "10:00", "12:00", ""),)}),
        ("visits", {"visits": (Visit("mon", "10", "12:00", "x"),)}),
        ("documents", {"documents": ("д" * 201,)}),
        ("languages", {"languages": ("xx",)}),
        ("accessibility", {"accessibility": ("wings",)}),
        ("state", {"state": ""}),
        ("notice", {"state": "paused", "notice": ""}),
        ("provider.name", {"provider": replace(WHOSE, name="")}),
        ("provider.body", {"provider": replace(WHOSE, body="bank")}),
        ("provider.region", {"provider": replace(WHOSE, region="UA-00")}),
        ("provider.sector", {"provider": replace(WHOSE, sector="bank")}),
        ("provider.phone", {"provider": replace(WHOSE, phone="дзвоніть")}),
    ],
)
def test_what_is_wrong_is_told_at_its_field(field: str, differs: dict[str, Any]) -> None:
    assert [one for one, _ in checked(replace(RECORD, **differs))] == [field]


def test_a_good_record_has_nothing_wrong() -> None:
    assert checked(RECORD) == []
    assert checked(Record(WHOSE, "Порада", needs=("legal",))) == []


async def test_what_is_put_is_read_back(transact: Any) -> None:
    id_ = await kept(transact)
    assert await read(transact, id_) == RECORD


async def test_a_change_is_kept_with_what_stood_there_before(transact: Any, clock: Any) -> None:
    id_ = await kept(transact)
    other = replace(RECORD, state="paused", notice="До 1 грудня ремонт.")
    clock.move(days=1)

    def change(tx: Tx) -> list[Any]:
        found = held(tx, id_)
        assert found is not None
        put(tx, None, "UA-51", other, found[0])
        return [(one.before, one.after) for one in history(tx, id_)]

    lines = await transact(change)
    assert lines == [(packed(RECORD), packed(other)), (None, packed(RECORD))]
    row = await transact(lambda tx: tx.db.get_one(Service, id_))
    assert row.modified_at == clock.at
    assert row.assured_on is None


async def test_what_is_the_same_is_not_written_again(transact: Any, clock: Any) -> None:
    id_ = await kept(transact)
    first = clock.at
    clock.move(days=1)

    def again(tx: Tx) -> int:
        found = held(tx, id_)
        assert found is not None
        put(tx, None, "UA-51", RECORD, found[0])
        return tx.db.scalar(select(func.count(ServiceChange.id))) or 0

    assert await transact(again) == 1
    assert (await transact(lambda tx: tx.db.get_one(Service, id_))).modified_at == first


async def test_a_record_that_is_not_right_is_not_kept(transact: Any) -> None:
    with pytest.raises(RecordError) as refused:
        await transact(lambda tx: put(tx, None, "UA-51", replace(RECORD, needs=())))
    assert [field for field, _ in refused.value.problems] == ["needs"]


async def test_a_service_of_nobody_known_is_not_kept(transact: Any) -> None:
    with pytest.raises(UnknownProviderError):
        await transact(lambda tx: put(tx, None, "UA-51", RECORD))


async def test_what_is_written_of_the_provider_stands_with_the_provider(transact: Any) -> None:
    id_ = await kept(transact)

    def change(tx: Tx) -> tuple[str, str, list[str]]:
        found = held(tx, id_)
        assert found is not None
        put(tx, None, "UA-51", replace(RECORD, provider=replace(WHOSE, phone="102", body="cnap")), found[0])
        row = tx.db.get_one(Institution, found[1].id)
        return row.phone, row.kind, row.tracks

    phone, kind, tracks = await transact(change)
    assert (phone, kind) == ("102", "cnap")
    assert "administrative" in tracks
    assert "legal" not in tracks


@pytest.mark.parametrize(
    "spelt",
    [
        {"name": "ЗРАЗОК:  Бюро правничої допомоги"},
        {"name": "Інакше названо", "external_id": "od"},
    ],
)
async def test_a_provider_is_known_by_its_id_or_by_its_name_however_it_is_spelt(
    transact: Any, spelt: dict[str, str]
) -> None:
    def look(tx: Tx) -> tuple[str, str | None]:
        made = new_provider(tx, replace(WHOSE, external_id="od"), takes_referrals=True, sample=True)
        other = provider_of(tx, replace(WHOSE, **spelt))
        return made.id, other and other.id

    one, other = await transact(look)
    assert one == other


async def test_a_provider_of_another_region_or_with_another_id_is_another(transact: Any) -> None:
    def look(tx: Tx) -> list[Any]:
        new_provider(tx, replace(WHOSE, external_id="od"), takes_referrals=True, sample=True)
        others = (replace(WHOSE, region="UA-05"), replace(WHOSE, external_id="xx"))
        return [provider_of(tx, one) for one in others]

    assert await transact(look) == [None, None]


async def test_what_somebody_calls_true_is_dated_and_no_earlier_day_undoes_it(transact: Any) -> None:
    id_ = await kept(transact)

    def call(tx: Tx) -> tuple[date | None, Any, int]:
        service = tx.db.get_one(Service, id_)
        service.asked_at = tx.now
        assured(tx, service, None)
        assured(tx, service, None, date(2026, 1, 1))
        return service.assured_on, service.asked_at, tx.db.scalar(select(func.count(ServiceCheck.id))) or 0

    assert await transact(call) == (date(2026, 11, 23), None, 1)
