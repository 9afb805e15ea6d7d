"""What a file does to the directory: all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import ORMExecuteState, Session

from bot.db.directory import Service, ServiceChange, ServiceCheck
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.exchange import csv_file, files, hsds, hsds_reading
from bot.exchange.faults import RefusedError
from bot.exchange.load import Report, load
from bot.exchange.rows import HEADINGS, Line, Row
from bot.services import records
from bot.services.samples import seed_samples
from flows.directory.record import Record, packed
from tests.conftest import Clock
from tests.exchange.made import FULL, LINES, PLAIN, named, values

Transact = Callable[[Any], Awaitable[Any]]


def rows(*lines: Line) -> list[Row]:
    return csv_file.read(csv_file.written(lines))


async def loaded(transact: Transact, taken: list[Row], **how: Any) -> Report:
    report: Report = await transact(lambda tx: load(tx, taken, "UA-51", **how))
    return report


async def count(transact: Transact, table: Any) -> int:
    number: int = await transact(lambda tx: tx.db.scalar(select(func.count()).select_from(table)))
    return number


async def kept(transact: Transact) -> list[Line]:
    """What stands in the directory, but for the moments of changes."""
    found: list[Line] = await transact(files.lines)
    return [replace(one, modified_at=None) for one in found]


async def faults(transact: Transact, taken: list[Row], **how: Any) -> list[tuple[int | None, str, str]]:
    """Row, heading and what is wrong; nothing has changed."""
    before = await kept(transact)
    with pytest.raises(RefusedError) as refused:
        await loaded(transact, taken, **how)
    assert await kept(transact) == before
    return [(one.row, one.heading, one.why["m"]) for one in refused.value.faults]


async def test_new_services_and_their_providers_come_into_the_directory(transact: Transact) -> None:
    report = await loaded(transact, rows(*LINES))
    assert (report.new, report.new_providers, report.confirmed) == (2, 2, 1)
    assert await kept(transact) == LINES
    assert await count(transact, ServiceChange) == 2
    changes = await transact(lambda tx: tx.db.scalars(select(ServiceChange).order_by(ServiceChange.id)).all())
    assert [(one.staff_id, one.before, one.after) for one in changes] == [
        (None, None, packed(FULL)),
        (None, None, packed(PLAIN)),
    ]


async def test_the_same_file_again_changes_nothing(transact: Transact, clock: Clock) -> None:
    await loaded(transact, rows(*LINES))
    clock.move(days=1)
    report = await loaded(transact, rows(*LINES))
    assert (report.new, report.unchanged, report.changed, report.confirmed) == (0, 2, [], 0)
    assert await count(transact, ServiceChange) == 2
    assert await count(transact, ServiceCheck) == 1


async def test_what_differs_is_told_by_its_headings_and_kept_in_the_history(transact: Transact) -> None:
    await loaded(transact, rows(*LINES))
    other = replace(FULL, phones=("102",), provider=replace(FULL.provider, address="вул. Інша, 2"))
    report = await loaded(transact, rows(Line(other)))
    assert report.changed == [(2, FULL.name, ("Телефони", "Адреса установи"))]
    assert report.absent == [PLAIN.name]
    assert [one.record for one in await kept(transact)] == [other, PLAIN]
    newest = await transact(
        lambda tx: tx.db.scalars(select(ServiceChange).order_by(ServiceChange.id.desc()).limit(1)).one()
    )
    assert (newest.before, newest.after) == (packed(FULL), packed(other))


async def test_a_dry_run_tells_the_same_and_changes_nothing(transact: Transact) -> None:
    await loaded(transact, rows(LINES[1]))
    changed = replace(PLAIN, notice="оголошення")
    told = await loaded(transact, rows(LINES[0], Line(changed)), dry_run=True)
    assert (told.new, told.new_providers, len(told.changed), told.confirmed) == (1, 1, 1, 1)
    assert await kept(transact) == [LINES[1]]
    assert await count(transact, Institution) == 1


async def test_what_a_file_has_no_column_for_stays_as_it_is(transact: Transact) -> None:
    await loaded(transact, rows(*LINES))
    some = {"provider.name", "provider.body", "name", "needs", "community", "waiting"}
    said = values(Line(replace(FULL, waiting="тиждень")))
    await loaded(transact, [Row(2, {key: value for key, value in said.items() if key in some})])
    assert (await kept(transact))[0].record == replace(FULL, waiting="тиждень")


async def test_a_service_is_known_again_by_its_code_even_under_another_name(transact: Transact) -> None:
    await loaded(transact, rows(*LINES))
    report = await loaded(transact, rows(Line(named(FULL, "Інша назва"))))
    assert (report.new, len(report.changed)) == (0, 1)


async def test_a_service_without_a_code_takes_the_one_that_the_file_brings(transact: Transact) -> None:
    await loaded(transact, rows(Line(PLAIN)))
    report = await loaded(transact, rows(Line(replace(PLAIN, external_id="p-1"))))
    assert (report.new, report.changed[0][2]) == (0, ("Код послуги",))
    assert (await loaded(transact, rows(Line(PLAIN)))).unchanged == 1  # and keeps it


async def test_with_another_code_it_is_another_service(transact: Transact) -> None:
    await loaded(transact, rows(Line(FULL)))
    assert (await loaded(transact, rows(Line(replace(FULL, external_id="008"))))).new == 1


BALTA = replace(PLAIN, community="Балта")


@pytest.mark.parametrize(("before", "after"), [(PLAIN, BALTA), (BALTA, PLAIN)])
async def test_a_community_that_is_added_or_left_out_makes_no_second_service(
    transact: Transact, before: Record, after: Record
) -> None:
    await loaded(transact, rows(Line(before)))
    report = await loaded(transact, rows(Line(after)))
    assert (report.new, report.changed[0][2], report.absent) == (0, ("Громада, де розташовано",), [])
    assert await kept(transact) == [Line(after)]


async def test_a_file_without_communities_says_nothing_of_where_its_services_are(transact: Transact) -> None:
    await loaded(transact, rows(Line(BALTA)))
    said = values(Line(replace(BALTA, waiting="тиждень")))
    report = await loaded(transact, [Row(2, {key: said[key] for key in said if key != "community"})])
    assert report.new == 0
    assert await kept(transact) == [Line(replace(BALTA, waiting="тиждень"))]


async def test_another_community_is_another_service(transact: Transact) -> None:
    await loaded(transact, rows(Line(BALTA)))
    other = replace(PLAIN, community="Ананьїв")
    assert (await loaded(transact, rows(Line(other)))).new == 1
    # which of the two a bare row means can't be told
    assert (await loaded(transact, rows(Line(PLAIN)))).new == 1


async def test_a_community_is_added_to_nothing_that_another_row_means(transact: Transact) -> None:
    await loaded(transact, rows(Line(PLAIN)))
    report = await loaded(transact, rows(Line(BALTA), Line(PLAIN)))
    assert (report.new, report.unchanged, report.absent) == (1, 1, [])


async def test_of_two_communities_for_one_bare_service_neither_is_taken_for_it(transact: Transact) -> None:
    await loaded(transact, rows(Line(PLAIN)))
    report = await loaded(transact, rows(Line(BALTA), Line(replace(PLAIN, community="Ананьїв"))))
    assert (report.new, report.absent) == (2, [PLAIN.name])


async def test_a_community_is_not_added_to_a_service_with_another_code(transact: Transact) -> None:
    await loaded(transact, rows(Line(replace(PLAIN, external_id="p-1"))))
    assert (await loaded(transact, rows(Line(replace(BALTA, external_id="p-2"))))).new == 1


async def test_two_services_alike_without_a_code_are_asked_about(transact: Transact) -> None:
    await loaded(transact, rows(Line(FULL), Line(replace(FULL, external_id="008"))))
    told = await faults(transact, rows(Line(replace(FULL, external_id=""))))
    assert told == [(2, HEADINGS["external_id"], "exchange.several")]


async def test_an_earlier_day_does_not_undo_a_later_one(transact: Transact) -> None:
    await loaded(transact, rows(*LINES))
    report = await loaded(transact, rows(Line(FULL, date(2026, 1, 1))))
    assert report.confirmed == 0
    assert (await kept(transact))[0].assured_on == date(2026, 11, 2)
    assert (await loaded(transact, rows(Line(FULL, date(2026, 11, 3))))).confirmed == 1


async def test_nobody_is_named_for_what_only_a_file_confirms(transact: Transact) -> None:
    await loaded(transact, rows(Line(FULL, date(2026, 11, 3))))
    row = await transact(lambda tx: tx.db.scalars(select(Service)).one())
    assert (row.assured_on, row.assured_by) == (date(2026, 11, 3), None)


async def test_a_real_provider_stands_on_its_kind_s_tracks_and_is_not_on_the_system(
    transact: Transact,
) -> None:
    await loaded(transact, rows(Line(replace(FULL, sample=False))))
    row = await transact(lambda tx: tx.db.scalars(select(Institution)).one())
    assert (row.tracks, row.on_system, row.sample, row.takes_referrals, row.hours) == (
        ["legal"],
        False,
        False,
        False,
        {},
    )


async def test_an_institution_that_is_there_gets_the_service_and_keeps_what_is_its_own(
    transact: Transact,
) -> None:
    def begin(tx: Tx) -> Institution:
        return next(one for one in seed_samples(tx, "UA-51") if one.kind == "legal")

    there = await transact(begin)
    whose = replace(FULL.provider, name=there.name.upper(), external_id="")
    report = await loaded(transact, rows(Line(replace(FULL, provider=whose))))
    assert report.new_providers == 0
    row = await transact(lambda tx: tx.db.get_one(Institution, there.id))
    assert (row.hours, row.phone, row.sample) == (there.hours, whose.phone, True)


async def test_an_editor_s_record_goes_out_as_it_stands(transact: Transact) -> None:
    def write(tx: Tx) -> None:
        records.new_provider(tx, FULL.provider, takes_referrals=True, sample=True)
        records.put(tx, None, "UA-51", FULL)

    await transact(write)
    assert await kept(transact) == [Line(FULL)]
    assert await transact(lambda tx: files.lines(tx, "UA-05")) == []


@pytest.mark.parametrize("ending", files.WRITERS)
async def test_a_whole_directory_moves_to_another_database(
    transact: Transact, ending: str, clock: Clock
) -> None:
    elsewhere = replace(PLAIN, provider=replace(PLAIN.provider, region="UA-05"))
    await loaded(transact, rows(*LINES, Line(elsewhere)))
    out: bytes = await transact(lambda tx: files.written(ending, files.lines(tx)))

    def emptied(tx: Tx) -> None:
        for table in (ServiceChange, ServiceCheck, Service, Institution):
            tx.db.query(table).delete()

    await transact(emptied)
    clock.move(days=3)
    report = await loaded(transact, files.READERS[ending](out))
    assert report.new == 3
    again: bytes = await transact(lambda tx: files.written(ending, files.lines(tx)))
    read = files.READERS[ending]
    assert read(again) == read(out)
    assert again == out or ending == ".xlsx"  # which says when it was made


# What is refused --------------------------------------------------------------------------------------------


async def test_one_wrong_row_refuses_them_all(transact: Transact) -> None:
    wrong = replace(PLAIN, site="http://example.org")
    assert await faults(transact, rows(LINES[0], Line(wrong))) == [(3, "Сайт", "record.site")]


@pytest.mark.parametrize("of_provider", [False, True])
async def test_half_a_sign_that_no_file_can_hold_is_refused(transact: Transact, of_provider: bool) -> None:
    """JSON can name one, and nothing that is written out later can."""
    whose = replace(PLAIN.provider, name="Установа %") if of_provider else PLAIN.provider
    wrong = replace(PLAIN, provider=whose, documents=() if of_provider else ("пас%порт",))
    read = hsds_reading.read(hsds.written([Line(wrong)]).replace(b"%", b"\\ud83d"))
    heading = HEADINGS["provider.name" if of_provider else "documents"]
    assert await faults(transact, read) == [(1, heading, "record.not_shown")]


async def test_every_wrong_cell_is_told_at_once(transact: Transact) -> None:
    wrong = replace(PLAIN, site="x", needs=(), provider=replace(PLAIN.provider, body=""))
    told = await faults(transact, rows(Line(wrong)))
    assert {heading for _, heading, _ in told} == {"Тип установи", "Потреби", "Сайт"}


async def test_the_same_service_twice_is_refused_with_the_row_of_the_first(transact: Transact) -> None:
    assert await faults(transact, rows(LINES[1], LINES[0], LINES[1])) == [(4, "", "exchange.twice")]
    coded, other = (Line(replace(PLAIN, external_id=one)) for one in ("p-1", "p-2"))
    for pair in ((LINES[1], coded), (coded, LINES[1]), (coded, coded)):
        assert await faults(transact, rows(*pair)) == [(3, "", "exchange.twice")]
    await loaded(transact, rows(LINES[1]))
    assert await faults(transact, rows(LINES[1], coded)) == [(3, "", "exchange.twice")]
    assert (await loaded(transact, rows(coded, other))).new == 1


async def test_two_rows_that_say_different_things_of_one_provider_are_refused(transact: Transact) -> None:
    other = replace(named(PLAIN, "Одяг"), provider=replace(PLAIN.provider, body="cnap"))
    assert await faults(transact, rows(LINES[1], Line(other))) == [(3, "Тип установи", "exchange.differs")]


async def test_an_empty_cell_beside_a_full_one_says_nothing_of_the_provider(transact: Transact) -> None:
    bare = replace(named(PLAIN, "Одяг"), provider=replace(PLAIN.provider, address="вул. Зразкова, 3"))
    await loaded(transact, rows(LINES[1], Line(bare)))
    assert await count(transact, Institution) == 1
    assert {one.record.provider.address for one in await kept(transact)} == {"вул. Зразкова, 3"}


async def test_one_name_with_two_codes_and_a_row_with_none_is_asked_about(transact: Transact) -> None:
    def of(code: str, name: str) -> Line:
        return Line(replace(named(PLAIN, name), provider=replace(PLAIN.provider, external_id=code)))

    told = await faults(transact, rows(of("a", "1"), of("b", "2"), of("", "3")))
    assert told == [(4, HEADINGS["provider.external_id"], "exchange.which")]


async def test_a_region_that_was_not_asked_for_is_refused(transact: Transact) -> None:
    other = Line(replace(PLAIN, provider=replace(PLAIN.provider, region="UA-05")))
    told = await faults(transact, rows(other), only=True)
    assert told == [(2, "Область", "exchange.other_region")]
    assert (await loaded(transact, rows(other))).new == 1


async def test_a_day_to_come_is_refused(transact: Transact) -> None:
    told = await faults(transact, rows(Line(PLAIN, date(2027, 1, 1))))
    assert told == [(2, "Підтверджено", "exchange.future")]


async def test_ten_times_as_many_rows_ask_the_database_no_more_often(transact: Transact) -> None:
    asked = []

    def look(state: ORMExecuteState) -> None:
        asked.append(state.statement)

    numbers = []
    event.listen(Session, "do_orm_execute", look)
    try:
        for many in (5, 50):
            asked.clear()
            lines = [Line(named(PLAIN, f"Послуга {many} {one}")) for one in range(many)]
            await loaded(transact, rows(*lines))
            numbers.append(len(asked))
    finally:
        event.remove(Session, "do_orm_execute", look)
    assert numbers[0] == numbers[1]


# Hours that hold for a time ---------------------------------------------------------------------------------


def bounded(**bounds: str) -> list[Row]:
    """The plain record with weekly hours of such bounds, as HSDS has them."""
    service = json.loads(hsds.written([Line(PLAIN)]))[0]
    weekly = {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "18:00"}
    return hsds_reading.read(json.dumps([service | {"schedules": [weekly | bounds]}]).encode())


@pytest.mark.parametrize(
    "bounds",
    [
        {"valid_to": "2020-01-01"},
        {"valid_from": "2031-01-01"},
        {"dtstart": "2031-01-01"},
        {"until": "2026-11-22T00:00:00Z"},
    ],
)
async def test_hours_that_do_not_hold_now_are_refused(transact: Transact, bounds: dict[str, str]) -> None:
    assert await faults(transact, bounded(**bounds)) == [(1, HEADINGS["hours"], "exchange.not_in_force")]


@pytest.mark.parametrize(
    "bounds",
    [{}, {"valid_from": "2020-01-01", "valid_to": "2031-01-01"}, {"dtstart": "2020-01-01", "interval": "1"}],
)
async def test_hours_that_hold_now_are_taken(transact: Transact, bounds: dict[str, str]) -> None:
    await loaded(transact, bounded(**bounds))
    (line,) = await kept(transact)
    assert line.record.hours == {"mon": [["09:00", "18:00"]]}


@pytest.mark.parametrize(
    ("spell", "right"),
    [
        (["09:00", "05:00"], False),
        (["09:00", "09:00"], False),
        (["20:00", "08:00"], True),
        (["18:00", "08:00"], True),
        (["17:59", "08:00"], False),
        (["00:00", "24:00"], True),
    ],
)
async def test_a_night_longer_than_fourteen_hours_is_a_slip(spell: list[str], right: bool) -> None:
    wrong = [field for field, _ in records.checked(replace(PLAIN, hours={"fri": [spell]}))]
    assert wrong == ([] if right else ["hours"])
