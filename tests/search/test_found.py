"""What people are shown: answers and services, fresh ones first, as the database says now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event

from bot.db.directory import Service, ServiceChange
from bot.db.models import Exclusion, Person
from bot.db.tx import Tx
from bot.facts.finding import LONGEST, cut, found
from bot.i18n import Translator
from bot.search import finder
from bot.search.finder import Asker, Finder, Wanted
from bot.services.access import actor_of
from bot.services.records import put
from flows.directory.record import Provider, Record
from flows.directory.words import SITUATIONS
from flows.rules.needs import CATALOGUE
from flows.rules.stale import STALE
from tests.conftest import Clock
from tests.services.house import KYIV, REGION, House, furnished, kyiv

SAY = Translator(("uk",), KYIV.key)
TODAY, LONG_AGO = date(2026, 11, 23), date(2026, 9, 1)
HERE, ELSEWHERE = "Зразкова громада", "Інша громада"


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    clock.at = kyiv("2026-11-23 10:00")
    built = await furnished(transact, clock)
    await built.run(lambda tx: built.newcomer(tx, "mariia"))
    return built


def record(name: str, place: str = "cnap", need: str = "other", **given: Any) -> Record:
    return Record(Provider(f"Зразок: {place}", place, REGION), name, needs=(need,), **given)


async def kept(house: House, made: Record, *, assured: date | None = None) -> str:
    def write(tx: Tx) -> str:
        service = put(tx, None, REGION, made)
        service.assured_on = assured
        return service.id

    id_: str = await house.run(write)
    return id_


async def rows(house: House, who: str = "mariia", **answers: Any) -> list[str]:
    shown = await house.fact(who, "found", **answers)
    return [row["id"] for row in shown["rows"]]


# Following the database -------------------------------------------------------------------------------------


async def test_a_service_is_found_by_its_own_words_with_a_mistake(house: House) -> None:
    id_ = await kept(house, record("Майстерня протезів «Крок»", need="health"))
    assert id_ in await rows(house, query="майстирня протизів")


async def test_a_change_made_by_another_process_is_seen(house: House) -> None:
    id_ = await kept(house, record("Ремонт годинників"))
    assert id_ in await rows(house, query="годиники")

    def rewritten(tx: Tx) -> None:
        other = replace(tx, world=replace(tx.world, finder=Finder()))
        put(other, None, REGION, record("Клуб скрипалів"), tx.db.get_one(Service, id_))

    await house.run(rewritten)
    assert id_ in await rows(house, query="скрипка скрипалів")
    assert id_ not in await rows(house, query="годинники")


async def test_the_index_is_begun_in_parts_and_whoever_asks_meanwhile_gets_all_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "_BATCH", 2)
    made = [await kept(house, record(f"Гурток {what}")) for what in ("ліплення", "вишивки", "гончарства")]

    def begin(tx: Tx) -> list[bool]:
        new, articles = Finder(), tx.world.regions.articles
        return [new.begin(tx.db, articles), new.begin(tx.db, articles)]

    def asked_meanwhile(tx: Tx) -> set[str]:
        new, articles = Finder(), tx.world.regions.articles
        assert new.begin(tx.db, articles)
        return {hit.id for hit in new.search(tx.db, "гурток", Asker(REGION, TODAY), articles, tx.now).hits}

    assert await house.run(begin) == [True, False]
    assert set(made) <= await house.run(asked_meanwhile)


async def test_what_was_rolled_back_is_not_found(house: House) -> None:
    made: list[str] = []

    def begun(tx: Tx) -> None:
        made.append(put(tx, None, REGION, record("Гурток бджолярів")).id)
        actor = actor_of(tx, house.ids["mariia"])
        shown: Any = found(tx, actor, {"query": "бджолярі"})
        assert made[0] in [row["id"] for row in shown["rows"]]
        raise KeyError

    with pytest.raises(KeyError):
        await house.run(begun)
    assert made[0] not in await rows(house, query="бджолярі")


async def test_a_change_that_came_late_is_taken_in_within_ten_minutes(house: House) -> None:
    """Its line of the history stands further back than anybody looks."""
    changed, gone = (
        await kept(house, record("Ремонт годинників")),
        await kept(house, record("Позика скрипок")),
    )
    assert changed in await rows(house, query="годинники")

    def late(tx: Tx) -> None:
        service = tx.db.get_one(Service, changed)
        service.name, service.modified_at = "Гурток бджолярів", tx.now + timedelta(seconds=1)
        tx.db.execute(delete(ServiceChange).where(ServiceChange.service_id == gone))
        tx.db.execute(delete(Service).where(Service.id == gone))

    assert gone in await rows(house, query="скрипки")
    await house.run(late)
    assert await rows(house, query="бджолярі") == []
    house.clock.at += timedelta(minutes=10)
    assert changed in await rows(house, query="бджолярі")
    assert gone not in await rows(house, query="скрипки")


async def test_a_long_list_is_read_by_what_stands_in_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {await kept(house, record(f"Пункт {number}", need="aid")) for number in range(5)}
    await kept(house, record("Ремонт годинників"))
    await rows(house, need="aid")
    monkeypatch.setattr(finder, "_BATCH", 2)

    def listed(tx: Tx) -> tuple[set[str], list[int]]:
        read: list[int] = []

        def look(_connection: Any, _cursor: Any, said: str, given: Any, *_: Any) -> None:
            if "service.assured_on" in said:
                read.append(len(given))

        engine, articles = tx.db.connection().engine, tx.world.regions.articles
        event.listen(engine, "before_cursor_execute", look)
        try:
            shown = tx.world.finder.listed(tx.db, Wanted("aid"), Asker(REGION, TODAY), articles, tx.now)
        finally:
            event.remove(engine, "before_cursor_execute", look)
        return {one.id for one in shown.hits if one.kind == "service"}, read

    ids, read = await house.run(listed)
    assert made <= ids
    assert sum(read) == len(ids)
    assert max(read) == 2


async def test_the_search_of_one_region_shows_no_other(house: House) -> None:
    await house.run(lambda tx: setattr(tx.db.get_one(Person, house.ids["mariia"]), "region", "UA-05"))
    await kept(house, record("Ремонт годинників"))
    assert await rows(house, query="годинники") == []


async def test_a_large_import_is_taken_in_part_by_part(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.search.finder._BATCH", 2)
    await kept(house, record("Ремонт годинників"))
    assert await rows(house, query="годинники")  # the index is there

    def imported(tx: Tx) -> None:
        for number in range(4):
            put(tx, None, REGION, record(f"Позика скрипок {number}", "social", "social"))

    await house.run(imported)
    seen = [len(await rows(house, query="скрипки")) for _ in range(3)]
    assert seen == [2, 4, 4]


async def test_whoever_asks_for_what_the_region_does_not_have_is_led_to_an_answer(house: House) -> None:
    assert "lost_documents" in (await rows(house, query="міграційна служба"))[:2]
    assert "hotlines" in await rows(house, query="гаряча лінія")
    assert "veterans" in await rows(house, query="помічник ветерана")


# What stands first ------------------------------------------------------------------------------------------


async def test_stale_and_paused_services_sink_and_closed_ones_never_show(house: House) -> None:
    paused = await kept(house, record("Абетка", need="aid", state="paused", notice="ремонт"), assured=TODAY)
    stale = await kept(house, record("Берег", need="aid"), assured=LONG_AGO)
    closed = await kept(house, record("Вежа", need="aid", state="closed"), assured=TODAY)
    fresh = await kept(house, record("Гай", need="aid"), assured=TODAY)
    shown = [one for one in await rows(house, need="aid") if one in (paused, stale, closed, fresh)]
    skipped = [one for one in await rows(house, need="aid", skip=6) if one in (paused, stale, closed, fresh)]
    assert [*shown, *(one for one in skipped if one not in shown)] == [fresh, stale, paused]


async def test_a_record_sinks_at_midnight_of_the_installation_not_of_greenwich(house: House) -> None:
    last = await kept(house, record("Абетка", need="aid"), assured=TODAY - STALE)
    other = await kept(house, record("Берег", need="aid"), assured=TODAY)

    async def order() -> list[str]:
        return [one for one in await rows(house, need="aid") if one in (last, other)]

    house.clock.at = kyiv("2026-11-23 23:59")
    assert await order() == sorted((last, other)), "both are fresh"
    house.clock.at = kyiv("2026-11-24 00:01")
    assert await order() == [other, last]
    card = await house.fact("mariia", "service", service=last)
    assert card["stale"], "as its card says"


async def test_confirming_a_service_lifts_it_at_once(house: House) -> None:
    first = await kept(house, record("Позика скрипок"), assured=TODAY)
    second = await kept(house, record("Позика скрипок"))
    assert await rows(house, query="позика скрипок") == [first, second]
    await house.change(Service, second, assured_on=TODAY)
    await house.change(Service, first, assured_on=LONG_AGO)
    assert await rows(house, query="позика скрипок") == [second, first]


async def test_the_person_s_own_community_comes_first(house: House) -> None:
    there = await kept(house, record("Позика скрипок", communities=(ELSEWHERE,)), assured=TODAY)
    here = await kept(house, record("Позика скрипок", communities=(HERE,)), assured=TODAY)

    def live(tx: Tx) -> None:
        tx.seal(tx.db.get_one(Person, house.ids["mariia"]), "community", HERE)

    await house.run(live)
    assert await rows(house, query="позика скрипок") == [here, there]
    assert await rows(house, query="позика скрипок", place=ELSEWHERE) == [there, here]


async def test_a_place_alone_lists_what_serves_it(house: House) -> None:
    there = await kept(house, record("Далеко", communities=(ELSEWHERE,)))
    here = await kept(house, record("Тут", communities=(HERE,)))
    everywhere = await kept(house, record("Усюди"))
    shown = await rows(house, place=HERE)
    assert here == shown[0]
    assert everywhere in shown
    assert there not in shown


async def test_a_community_is_known_by_its_town_s_name_too(house: House) -> None:
    here = await kept(house, record("Тут", communities=("Ізмаїльська міська громада",)))
    there = await kept(house, record("Там", communities=("Болградська міська громада",)))
    shown = await rows(house, place="Ізмаїл")
    assert here in shown
    assert there not in shown


async def test_near_a_place_the_near_doors_come_first_and_say_roughly_how_far(house: House) -> None:
    far = await kept(house, record("Далекий ЦНАП", latitude=46.60, longitude=31.00), assured=TODAY)
    near = await kept(house, record("Близький ЦНАП", latitude=46.49, longitude=30.73), assured=TODAY)
    unknown = await kept(house, record("ЦНАП без координат"), assured=TODAY)
    shown = await house.fact("mariia", "found", near={"lat": 46.4825, "lon": 30.7233})
    ids = [row["id"] for row in shown["rows"]]
    assert ids == [near, far]
    assert unknown not in ids
    assert [row["label"]["m"] for row in shown["rows"]] == ["found.row_5", "found.row_farther"]


async def test_what_is_near_tells_no_more_of_where_she_was_than_a_few_kilometres(house: House) -> None:
    """The list is kept for a while, and doors are public: from wherever she is among them it is the same."""
    for name, lat, lon in (
        ("А", 46.482, 30.723),
        ("Б", 46.49, 30.73),
        ("В", 46.47, 30.75),
        ("Г", 46.57, 30.8),
    ):
        await kept(house, record(name, latitude=lat, longitude=lon), assured=TODAY)
    here = [(46.48, 30.72), (46.49, 30.75), (46.47, 30.74)]
    lists = [(await house.fact("mariia", "found", near={"lat": a, "lon": b}))["rows"] for a, b in here]
    assert lists[0] == lists[1] == lists[2]
    assert [row["label"]["a"] for row in lists[0]] == [{"name": name} for name in "АБВГ"]


async def test_whom_she_excluded_is_not_offered_to_her(house: House) -> None:
    id_ = await kept(house, record("Ремонт годинників"))

    def exclude(tx: Tx) -> None:
        row = Exclusion(
            id=tx.new_id(),
            person_id=house.ids["mariia"],
            institution_id=house.ids["at:cnap"],
            at=tx.now,
        )
        tx.db.add(row)

    await house.run(exclude)
    assert id_ not in await rows(house, query="годинники")
    assert id_ in await rows(house, "iryna", query="годинники")


# Rows and windows -------------------------------------------------------------------------------------------


async def test_a_need_lists_its_answers_then_its_services(house: House) -> None:
    service = await kept(house, record("Роздача одягу", need="aid"))
    shown = await house.fact("mariia", "found", need="aid")
    kinds = [row["kind"] for row in shown["rows"]]
    assert kinds == sorted(kinds)  # articles, then services
    assert service in [row["id"] for row in shown["rows"]]
    assert "humanitarian_aid" in [row["id"] for row in shown["rows"]]
    assert not shown["danger"]


async def test_a_situation_lists_what_it_brings_and_violence_is_danger(house: House) -> None:
    lawyer = await kept(house, record("Порада", need="legal"))
    crisis = await kept(house, record("Кризова кімната", "social", "social", situations=("violence",)))
    shown = await house.fact("mariia", "found", situation="violence")
    ids = [row["id"] for row in shown["rows"]]
    assert shown["danger"]
    assert "violence" in ids
    assert crisis in ids
    assert lawyer not in ids


async def test_long_lists_come_a_window_at_a_time(house: House) -> None:
    for number in range(8):
        await kept(house, record(f"Позика скрипок {number}"))
    first = await house.fact("mariia", "found", query="скрипки")
    assert (len(first["rows"]), first["every"], first["left"], first["next"]) == (6, 8, 2, 6)
    second = await house.fact("mariia", "found", query="скрипки", skip=first["next"])
    assert (len(second["rows"]), second["before"], second["next"]) == (2, 6, None)
    assert not {row["id"] for row in first["rows"]} & {row["id"] for row in second["rows"]}


async def test_rows_fit_a_button_and_are_named_apart(house: House) -> None:
    await kept(house, record("Дуже довга назва послуги, яка ніколи не вмістилася б на одну кнопку"))
    shown = await house.fact("mariia", "found", query="назва послуги цнап документи")
    assert shown["rows"]
    for row in shown["rows"]:
        label = row["label"] if isinstance(row["label"], str) else row["label"]["t"]
        assert len(label) <= LONGEST
        if row["kind"] in ("need", "situation"):
            assert row["id"].startswith(f"{row['kind']}.")
    assert cut("одне друге третє", 12) == "одне друге…"


async def test_nothing_is_found_for_what_means_nothing(house: House) -> None:
    for query in ("ыфвпрщ", "...", "123456789", "zxcvbnm qqq", "і та не"):
        shown = await house.fact("mariia", "found", query=query)
        assert shown["none"], query
        assert not shown["danger"]


async def test_danger_is_heard_however_it_is_spelled(house: House) -> None:
    for query in (
        "чоловік мене бье",
        "muzh byet menya",
        "не хочу больше жить",
        "забралы паспорт і не выпускают",
        "мене тримають силою",
        "он угрожает меня убить",
    ):
        assert (await house.fact("mariia", "found", query=query))["danger"], query
    for query in ("садок для дитини", "довідка впо", "шукаю роботу", "пенсія"):
        assert not (await house.fact("mariia", "found", query=query))["danger"], query


# One answer -------------------------------------------------------------------------------------------------


async def test_an_answer_leads_to_a_guided_list_only_where_the_region_offers_it(house: House) -> None:
    here = await house.fact("mariia", "article", article="lost_documents")
    assert here["next"]["kind"] == "need"
    assert here["next"]["id"] == "documents"
    await house.run(lambda tx: setattr(tx.db.get_one(Person, house.ids["mariia"]), "region", "UA-12"))
    there = await house.fact("mariia", "article", article="lost_documents")
    assert (there["next"]["kind"], there["next"]["id"]) == ("procedure", "lost_documents.person")


async def test_an_answer_says_its_source_its_lines_and_what_is_left_to_the_editor(house: House) -> None:
    shown = await house.fact("mariia", "article", article="violence")
    assert shown["source"]
    assert shown["reviewed"] == {"at": "2026-11-23"}
    assert "15-47" in [phone["number"] for phone in shown["phones"]]
    assert shown["to_complete"]
    assert shown["next"] == {
        "kind": "danger",
        "id": None,
        "label": shown["next"]["label"],
        "apart": "violence",
    }
    assert await house.fact("mariia", "article", article="nothing") is None
    assert await house.fact("mariia", "article") is None


async def test_a_list_that_an_answer_leads_to_has_services_first_and_that_answer_no_more(
    house: House,
) -> None:
    service = await kept(house, record("Виплата пенсій", "social", "payments", situations=("retirement",)))
    step = (await house.fact("mariia", "article", article="retirement"))["next"]
    assert step["apart"] == "retirement"
    shown = await house.fact("mariia", "found", situation=step["id"], apart=step["apart"])
    assert shown["rows"][0]["id"] == service
    told = [row["id"] for row in shown["rows"] if row["kind"] == "article"]
    assert told
    assert "retirement" not in told
    assert "retirement" in await rows(house, situation=step["id"])


async def test_no_programme_of_buying_stands_where_somebody_has_nowhere_to_sleep(house: House) -> None:
    await kept(house, record("Гуртожиток", "social", "housing", situations=("housing",)))
    step = (await house.fact("mariia", "article", article="shelter"))["next"]
    for asked in ({}, {"apart": step["apart"]}):
        shown = await rows(house, **{step["kind"]: step["id"]}, **asked)
        assert "housing" in shown
        assert "eoselia" not in shown
    longer = await rows(house, need="housing")
    assert longer.index("housing") < longer.index("shelter") < longer.index("eoselia")


async def test_a_grandchild_who_does_not_speak_is_led_to_those_who_help_him_speak(house: House) -> None:
    helping = {"psychological", "disability", "health"}
    for query in ("внук не говорить", "онука мовчить", "внучка не разговаривает", "внуку потрібен логопед"):
        shown = await house.fact("mariia", "found", query=query)
        ids = [row["id"] for row in shown["rows"]]
        assert not shown["danger"], query
        assert set(ids[:2]) <= helping, query
        assert "children_alone" not in ids, query
    for query in ("опіка над внуком", "залишили внука"):
        assert (await rows(house, query=query))[0] == "children_alone"


@pytest.mark.parametrize("query", ["їжа й одяг", "загинув брат", "лікар", "шукаю роботу"])
async def test_no_two_buttons_of_what_is_found_have_the_same_words(house: House, query: str) -> None:
    said = list((await labels(house, query=query)).values())
    assert len(set(said)) == len(said)
    assert all(len(one) <= LONGEST for one in said)


def test_a_theme_s_button_is_no_longer_than_a_button_may_be() -> None:
    for name in (*SITUATIONS.values(), *(one.self_label for one in CATALOGUE)):
        assert len(f"Усе з теми «{name.text}»") <= LONGEST, name.id


# Samples ----------------------------------------------------------------------------------------------------


async def labels(house: House, **answers: Any) -> dict[str, str]:
    shown = await house.fact("mariia", "found", **answers)
    return {row["id"]: SAY.text("uk", row["label"]) for row in shown["rows"]}


async def test_a_sample_says_so_on_its_button_once(house: House) -> None:
    bare = await kept(house, record("Майстерня протезів", sample=True))
    said = await kept(house, record("Зразок: прокат протезів", sample=True))
    shown = await labels(house, query="протезів")
    assert shown[bare] == "Зразок: Майстерня протезів. cnap"
    assert shown[said] == "Зразок: прокат протезів. cnap"
    name = "Майстерня протезів " + "рук і ніг " * 9 + "усіх"
    long = await kept(house, record(name, sample=True, latitude=46.5, longitude=30.7))
    for asked in ({}, {"near": {"lat": 46.4, "lon": 30.7}}):
        label = (await labels(house, query="протезів", **asked))[long]
        assert label.startswith("Зразок: Майстерня")
        assert len(label) <= LONGEST


@pytest.mark.parametrize("asked", [{"query": "протезів"}, {"need": "health"}])
async def test_a_sample_is_left_out_where_there_is_somebody_real_for_that_need(
    house: House, asked: dict[str, Any]
) -> None:
    sample = await kept(house, record("Майстерня протезів", need="health", sample=True))
    other = await kept(house, record("Прокат протезів", need="aid", sample=True))
    assert sample in await rows(house, **asked)
    real = await kept(house, record("Відділення протезів", need="health"))
    shown = await rows(house, **asked)
    assert real in shown
    assert sample not in shown
    assert "query" not in asked or other in shown, "nobody real is there for its need"
    await house.change(Service, real, state="closed")
    assert sample in await rows(house, **asked)


async def test_what_is_real_in_another_region_leaves_no_sample_out_here(house: House) -> None:
    sample = await kept(house, record("Майстерня протезів", need="health", sample=True))
    real = await kept(house, record("Відділення протезів", need="health"))
    await house.change(Service, real, region="UA-05")
    assert sample in await rows(house, query="протезів")
