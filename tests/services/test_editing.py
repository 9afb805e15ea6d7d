"""Who changes records of the directory, and whose change waits; what each may look at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db.directory import Service, ServiceProposal
from bot.db.models import Staff
from bot.services.access import NotPermittedError
from tests.conftest import Clock
from tests.services.house import House, furnished, kyiv
from tests.services.records import offer

EDITORS, PROVIDERS, OTHERS = ["zoia", "nadia"], ["lesia"], ["iryna", "vira", "stranger", "olena"]


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    clock.at = kyiv("2026-11-23 10:00")
    house = await furnished(transact, clock)
    await house.run(lambda tx: house.employ(tx, "zoia", "ova", ("editor",)))
    await house.run(lambda tx: house.employ(tx, "stranger", "elsewhere", ("editor",)))
    await offer(house, "Юристка", days=3)
    return house


async def changed(house: House, who: str, field: str = "waiting", value: Any = "до тижня") -> str:
    done = await house.do(who, "service_changed", service=house.ids["Юристка"], field=field, value=value)
    kind: str = done.kind
    return kind


async def proposals(house: House) -> int:
    count: int = await house.run(lambda tx: tx.db.scalar(select(func.count(ServiceProposal.id))))
    return count


@pytest.mark.parametrize("who", EDITORS)
async def test_an_editor_s_change_holds_at_once(house: House, who: str) -> None:
    assert await changed(house, who) == "ok"
    assert (await house.row(Service, house.ids["Юристка"])).waiting == "до тижня"
    assert await proposals(house) == 0


@pytest.mark.parametrize("who", PROVIDERS)
async def test_a_provider_s_change_waits_for_an_editor(house: House, who: str) -> None:
    assert await changed(house, who) == "proposed"
    assert (await house.row(Service, house.ids["Юристка"])).waiting == ""
    assert await proposals(house) == 1


@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_else_changes_or_proposes_to_change_it(house: House, who: str) -> None:
    assert await changed(house, who) == "gone"
    assert (await house.row(Service, house.ids["Юристка"])).waiting == ""
    assert await proposals(house) == 0


async def test_a_change_that_may_not_be_kept_is_said_to_be_wrong(house: House) -> None:
    numbers = [f"+38048200000{number}" for number in range(9)]
    assert await changed(house, "zoia", "phones", numbers) == "wrong"
    assert await changed(house, "lesia", "phones", numbers) == "wrong"
    assert await changed(house, "zoia", "name", "Інша") == "gone", "not one of the simple things"


async def test_only_an_editor_opens_again_what_is_closed(house: House) -> None:
    assert await changed(house, "zoia", "close", None) == "ok"
    assert await changed(house, "lesia", "open", None) == "gone"
    assert await changed(house, "zoia", "open", None) == "ok"
    assert (await house.row(Service, house.ids["Юристка"])).state == "active"


async def test_after_a_change_those_who_could_not_get_through_before_count_no_more(house: House) -> None:
    for who in ("olena", "iryna"):
        await house.do(who, "service_unreached", service=house.ids["Юристка"])
    seen = await house.fact("zoia", "record", service=house.ids["Юристка"])
    assert (seen["doubted"], seen["asked"]) == (2, True)
    house.clock.at += timedelta(minutes=5)
    await changed(house, "zoia", "phones", ["+380482000009"])
    assert (await house.fact("zoia", "record", service=house.ids["Юристка"]))["doubted"] == 0


@pytest.mark.parametrize("who", ["lesia", "zoia"])
async def test_who_proposed_hears_what_became_of_it(house: House, who: str) -> None:
    fields = {"name": "Обіди", "needs": ["aid"]}
    made = await house.do(
        who, "proposed", kind="service", fields=fields, institution=house.ids["at:social"], service=None
    )
    assert made.kind == "ok"
    house.forget()
    done = await house.do("nadia", "proposal_decided", proposal=made.data["proposal"], approve=True)
    assert done.kind == "approved"
    assert house.told == [(who, "proposal_settled", {"approved": True, "label": "Обіди"})]


@pytest.mark.parametrize("who", [*PROVIDERS, *OTHERS])
async def test_nobody_but_an_editor_of_the_region_decides_or_looks_at_what_is_proposed(
    house: House, who: str
) -> None:
    await changed(house, "lesia")
    (id_,) = await house.run(lambda tx: list(tx.db.scalars(select(ServiceProposal.id))))
    assert (await house.do(who, "proposal_decided", proposal=id_, approve=True)).kind == "gone"
    assert await house.fact(who, "proposals") == []
    assert await house.fact(who, "proposal", proposal=id_) is None
    assert (await house.fact("zoia", "proposal", proposal=id_))["by"]["a"]["name"] == "Lesia"


@pytest.mark.parametrize("who", ["iryna", "olena"])
async def test_nobody_else_proposes_at_all(house: House, who: str) -> None:
    fields = {"name": "Обіди", "needs": ["aid"], "provider": {"name": "Кухня", "body": "ngo"}}
    made = await house.do(who, "proposed", kind="provider", fields=fields, institution=None, service=None)
    assert made.kind == "not_permitted"


async def test_each_sees_the_records_that_are_hers_to_keep(house: House) -> None:
    await offer(house, "Посвідчення", "cnap", days=3)
    await offer(house, "Десь інде", "elsewhere", region="UA-05")

    async def seen(who: str) -> list[str] | None:
        found = await house.fact(who, "records")
        names = {house.ids[name]: name for name in ("Юристка", "Посвідчення", "Десь інде")}
        return None if found is None else [names[one["id"]] for one in found["rows"]]

    assert await seen("zoia") == await seen("nadia") == ["Посвідчення", "Юристка"]
    assert await seen("lesia") == ["Юристка"]
    assert await seen("iryna") == ["Посвідчення"]
    assert await seen("stranger") == ["Десь інде"]
    assert await seen("olena") is None
    assert await house.fact("iryna", "record", service=house.ids["Юристка"]) is None
    assert await house.fact("stranger", "record", service=house.ids["Юристка"]) is None
    assert not (await house.fact("iryna", "record", service=house.ids["Посвідчення"]))["changes"]


async def test_what_needs_looking_at_stands_first(house: House) -> None:
    await offer(house, "А свіжа", days=1)
    await offer(house, "Б ніколи")
    await offer(house, "В давня", days=50)
    await offer(house, "Г мовчить", days=20, asked_at=house.clock.at - timedelta(days=8))
    await offer(house, "Ґ зразок", sample=True)
    await offer(house, "Д закрита", state="closed")
    await house.do("olena", "service_unreached", service=house.ids["Юристка"])
    await house.do("iryna", "service_unreached", service=house.ids["Юристка"])
    found = await house.fact("zoia", "records")
    order = ["Г мовчить", "Юристка", "Б ніколи", "В давня", "А свіжа", "Ґ зразок", "Д закрита"]
    assert [one["id"] for one in found["rows"]] == [house.ids[name] for name in order]
    assert [found[kind] for kind in ("silent", "doubted", "never", "stale")] == [1, 1, 1, 1]
    (only,) = (await house.fact("zoia", "records", sought="Ґ З"))["rows"]
    assert only["id"] == house.ids["Ґ зразок"]


async def test_a_sample_says_in_the_list_that_it_is_one_and_says_it_once(house: House) -> None:
    await offer(house, "Зразок: порада", sample=True)
    await offer(house, "Порада", sample=True)
    shown = {
        one["id"]: one["label"] for one in (await house.fact("zoia", "records", sought="порада"))["rows"]
    }
    assert shown[house.ids["Зразок: порада"]] == "Зразок: порада"
    assert shown[house.ids["Порада"]]["m"] == "records.row_sample"


async def test_a_link_to_the_page_is_an_editor_s(house: House) -> None:
    for who in EDITORS:
        assert (await house.do(who, "editor_page_wanted")).kind == "made"
    await house.change(Staff, house.ids["staff:zoia"], roles=["specialist"])
    for who in [*PROVIDERS, "iryna", "olena", "zoia"]:
        with pytest.raises(NotPermittedError):
            await house.do(who, "editor_page_wanted")
