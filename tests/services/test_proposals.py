"""What is proposed for the directory, and how many people have to approve it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db.directory import Service, ServiceChange, ServiceProposal
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services import proposals, records
from bot.services.access import actor_of
from flows.directory.record import Provider, Record, packed
from flows.engine.said import Happened
from tests.conftest import Clock
from tests.services.house import House, furnished

WHOSE = Provider("Майстерня «Приклад»", "ngo", "UA-51", "business")
NEW = Record(WHOSE, "Робота швачкою", needs=("work",))


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    made = await furnished(transact, clock)

    def more(tx: Tx) -> None:
        made.employ(tx, "zoia", "cnap", ("editor",))
        made.employ(tx, "olia", "social", ("editor",))
        made.employ(tx, "yana", "elsewhere", ("editor",))

    await made.run(more)
    return made


async def propose(house: House, who: str = "lesia", **data: Any) -> Happened:
    given = {"kind": "provider", "service": None, "institution": None, "fields": packed(NEW)} | data
    said: Happened = await house.run(lambda tx: proposals.proposed(tx, actor_of(tx, house.ids[who]), given))
    return said


async def decide(house: House, who: str, proposal: str, *, approve: bool = True) -> str:
    given = {"proposal": proposal, "approve": approve}
    said: Happened = await house.run(
        lambda tx: proposals.proposal_decided(tx, actor_of(tx, house.ids[who]), given)
    )
    return said.kind


async def count(house: House, table: Any, *where: Any) -> int:
    number: int = await house.run(
        lambda tx: tx.db.scalar(select(func.count()).select_from(table).where(*where))
    )
    return number


async def a_service(house: House) -> str:
    def make(tx: Tx) -> str:
        place = tx.db.get_one(Institution, house.ids["at:social"])
        record = records.unpacked(
            {"provider": records.provider_json(place), "name": "Зразок: порада", "needs": ["social"]}
        )
        return records.put(tx, None, "UA-51", record, institution=place).id

    id_: str = await house.run(make)
    return id_


async def test_a_new_provider_is_made_when_two_people_have_approved_it(house: House) -> None:
    proposal = (await propose(house)).data["proposal"]
    assert await decide(house, "zoia", proposal) == "once"
    assert await count(house, Institution, Institution.name == WHOSE.name) == 0
    assert await decide(house, "nadia", proposal) == "approved"
    assert await count(house, Institution, Institution.name == WHOSE.name) == 1
    changes = await house.run(lambda tx: tx.db.scalars(select(ServiceChange)).all())
    assert [(one.staff_id, one.before) for one in changes] == [(house.ids["staff:nadia"], None)]
    assert changes[0].after == packed(NEW)


async def test_one_person_can_t_approve_twice(house: House) -> None:
    proposal = (await propose(house)).data["proposal"]
    assert await decide(house, "zoia", proposal) == "once"
    assert await decide(house, "zoia", proposal) == "own"
    assert await count(house, Service) == 0


async def test_who_proposes_is_none_of_the_two(house: House) -> None:
    proposal = (await propose(house, "zoia")).data["proposal"]
    assert await decide(house, "zoia", proposal) == "own"
    assert await decide(house, "nadia", proposal) == "once"
    assert await decide(house, "zoia", proposal) == "own"
    assert await decide(house, "olia", proposal) == "approved"


async def test_who_has_left_since_does_not_count(house: House) -> None:
    proposal = (await propose(house)).data["proposal"]
    assert await decide(house, "zoia", proposal) == "once"
    await house.change(Staff, house.ids["staff:zoia"], revoked_at=house.clock())
    assert await decide(house, "nadia", proposal) == "once"
    assert await decide(house, "olia", proposal) == "approved"


async def test_two_who_approve_at_once_are_both_counted_and_the_provider_is_made_once(house: House) -> None:
    proposal = (await propose(house)).data["proposal"]
    said = await asyncio.gather(*(decide(house, who, proposal) for who in ("zoia", "nadia", "olia")))
    assert sorted(said) == ["approved", "gone", "once"]
    assert await count(house, Institution, Institution.name == WHOSE.name) == 1
    assert await count(house, Service) == 1


async def test_one_who_refuses_is_enough_and_it_stays_refused(house: House) -> None:
    proposal = (await propose(house)).data["proposal"]
    assert await decide(house, "zoia", proposal) == "once"
    assert await decide(house, "nadia", proposal, approve=False) == "refused"
    assert await decide(house, "olia", proposal) == "gone"
    assert await count(house, Service) == 0


async def test_a_service_of_a_provider_who_is_known_needs_one(house: House) -> None:
    fields = {"name": "Група підтримки", "needs": ["psychological"]}
    said = await propose(house, kind="service", institution=house.ids["at:social"], fields=fields)
    assert await decide(house, "zoia", said.data["proposal"]) == "approved"
    assert await count(house, Service, Service.institution_id == house.ids["at:social"]) == 1


async def test_a_change_needs_one_and_changes_nothing_else(house: House) -> None:
    id_ = await a_service(house)
    said = await propose(house, kind="change", service=id_, fields={"phones": ["+380482000001"]})

    def meanwhile(tx: Tx) -> None:
        pair = records.held(tx, id_)
        assert pair is not None
        record = records.record_of(*pair)
        records.put(tx, None, "UA-51", records.unpacked({"waiting": "день"}, record), pair[0])

    await house.run(meanwhile)
    assert await decide(house, "zoia", said.data["proposal"]) == "approved"
    row = await house.row(Service, id_)
    assert (row.phones, row.waiting) == (["+380482000001"], "день")


async def test_another_name_for_a_provider_needs_two(house: House) -> None:
    id_ = await a_service(house)
    said = await propose(house, kind="change", service=id_, fields={"provider": {"name": "Хтось інший"}})
    assert await decide(house, "zoia", said.data["proposal"]) == "once"
    assert await decide(house, "olia", said.data["proposal"]) == "approved"


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"phones": ["дзвоніть"]}, ["phones"]),
        ({"state": "paused"}, ["notice"]),
        ({"nmae": "x"}, []),
        ({"provider": {"salary": "x"}}, []),
    ],
)
async def test_what_may_not_be_kept_is_told_and_not_proposed(
    house: House, fields: dict[str, Any], names: list[str]
) -> None:
    said = await propose(house, kind="change", service=await a_service(house), fields=fields)
    assert (said.kind, [one["field"] for one in said.data["problems"]]) == ("wrong", names)
    assert await count(house, ServiceProposal) == 0


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "change", "service": "x" * 26, "fields": {"notice": "x"}},
        {"kind": "service", "institution": "x" * 26, "fields": {"name": "x", "needs": ["work"]}},
    ],
)
async def test_what_is_not_there_can_t_be_proposed(house: House, data: dict[str, Any]) -> None:
    assert (await propose(house, **data)).kind == "gone"


async def test_what_another_region_has_can_be_neither_proposed_nor_decided(house: House) -> None:
    id_ = await a_service(house)
    assert (await propose(house, "vira", kind="change", service=id_, fields={"notice": "x"})).kind == "gone"
    proposal = (await propose(house)).data["proposal"]
    assert [await decide(house, who, proposal) for who in ("vira", "yana")] == ["gone", "gone"]


async def test_a_provider_proposed_elsewhere_stays_in_the_region_of_whoever_proposed_it(house: House) -> None:
    said = await propose(house, "vira")
    row = await house.row(ServiceProposal, said.data["proposal"])
    assert (row.region, row.body["provider"]["region"]) == ("UA-05", "UA-05")


async def test_who_has_no_say_can_neither_propose_nor_decide(house: House) -> None:
    assert (await propose(house, "olena")).kind == "not_permitted"
    proposal = (await propose(house)).data["proposal"]
    assert [await decide(house, who, proposal) for who in ("lesia", "iryna", "olena")] == ["gone"] * 3


async def test_a_change_that_does_not_fit_any_more_stays_open(house: House) -> None:
    id_ = await a_service(house)
    said = await propose(house, kind="change", service=id_, fields={"latitude": 46.5, "longitude": 30.7})
    row = await house.row(ServiceProposal, said.data["proposal"])
    await house.change(ServiceProposal, row.id, body={"latitude": 46.5})
    assert await decide(house, "zoia", row.id) == "wrong"
    assert (await house.row(ServiceProposal, row.id)).state == "open"


async def test_the_oldest_is_decided_first(house: House) -> None:
    first = (await propose(house)).data["proposal"]
    house.clock.move(hours=1)
    second = (await propose(house)).data["proposal"]
    ids = await house.run(lambda tx: [one.id for one in proposals.waiting(tx, "UA-51")])
    assert ids == [first, second]
    await decide(house, "zoia", first, approve=False)
    assert await house.run(lambda tx: [one.id for one in proposals.waiting(tx, "UA-51")]) == [second]


# A provider who is known already ----------------------------------------------------------------------------


async def said_of(house: House) -> dict[str, Any]:
    """What stands of the social service, the part that somebody else might want to rewrite."""
    row = await house.row(Institution, house.ids["at:social"])
    return {"kind": row.kind, "tracks": row.tracks, "phone": row.phone, "address": row.address,
            "sector": row.sector, "external_id": row.external_id}  # fmt: skip


def posing(name: str) -> dict[str, Any]:
    return packed(Record(Provider(name, "ngo", "UA-51"), "Порада", needs=("legal",)))


async def test_a_new_provider_by_the_name_of_one_who_is_known_changes_nothing_of_that_one(
    house: House,
) -> None:
    told = {"phone": "+380482000009", "address": "вулиця Зразкова, 1", "external_id": "S-1"}
    await house.change(Institution, house.ids["at:social"], **told)
    before = await said_of(house)
    name = (await house.row(Institution, house.ids["at:social"])).name
    proposal = (await propose(house, fields=posing(name.upper()))).data["proposal"]
    row = await house.fact("zoia", "proposal", proposal=proposal)
    assert (row["known"], row["two"], row["title"]["m"]) == (True, True, "records.kind_known")
    assert row["title"]["a"] == {"name": "Порада", "place": name}
    assert await decide(house, "zoia", proposal) == "once"
    assert await decide(house, "nadia", proposal) == "approved"
    assert await said_of(house) == before
    assert (await house.row(Institution, house.ids["at:social"])).name == name
    assert await count(house, Service, Service.institution_id == house.ids["at:social"]) == 1


async def test_a_provider_who_became_known_while_it_waited_is_not_rewritten_either(house: House) -> None:
    first = (await propose(house)).data["proposal"]
    fields = packed(Record(Provider(WHOSE.name, "social", "UA-51"), "Порада", needs=("legal",)))
    second = (await propose(house, fields=fields)).data["proposal"]
    for proposal in (first, second):
        assert await decide(house, "zoia", proposal) == "once"
        row = await house.fact("nadia", "proposal", proposal=proposal)
        assert row["known"] is (proposal == second)
        assert await decide(house, "nadia", proposal) == "approved"
    (made,) = await house.run(
        lambda tx: tx.db.scalars(select(Institution).where(Institution.name == WHOSE.name)).all()
    )
    assert (made.kind, made.sector) == (WHOSE.body, WHOSE.sector)
    assert await count(house, Service, Service.institution_id == made.id) == 2
