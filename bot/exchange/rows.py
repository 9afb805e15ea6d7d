"""The columns of a table of services: one place for headings, for writing and for reading a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from bot.exchange import cells
from bot.exchange.cells import Words
from bot.exchange.faults import CellError, Fault, RefusedError
from bot.services.records import same
from flows.directory.record import Record
from flows.directory.words import ACCESSIBILITY, AREAS, LANGUAGES, SECTORS, SITUATIONS, STATES
from flows.engine.message import M
from flows.policy.bodies import BODIES
from flows.regions.names import REGIONS
from flows.rules.needs import NEEDS

MISSING_COLUMN = M("exchange.missing_column", "Такого стовпця немає, а без нього не можна.")
UNKNOWN_COLUMN = M("exchange.unknown_column", "Такого стовпця немає у шаблоні.")
NEAR_COLUMN = M("exchange.near_column", "Такого стовпця немає у шаблоні; можливо, це «{near}».")
TWICE_COLUMN = M("exchange.twice_column", "Цей стовпець стоїть двічі.")
NO_HEADING = M("exchange.no_heading", "У стовпці {number} є дані, а заголовка немає.")
NO_ROWS = M("exchange.no_rows", "У файлі немає жодного запису.")
TOO_MANY_ROWS = M("exchange.too_many_rows", "Забагато рядків: щонайбільше {limit}. Поділіть файл на частини.")
TOO_WIDE = M("exchange.too_wide", "Забагато стовпців: щонайбільше {limit}.")

MAX_ROWS = 50_000
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A service as it goes out: its record, the day somebody called it true, its last change."""

    record: Record
    assured_on: date | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A service as it comes in: what the file says of it, by the keys of the columns. A key that is not there
    was not said: then what is known stays. Beside them ``in_force``: [(key, from, until)] of hours that hold
    for a time."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """``key``: a field of ``Record``, ``provider.`` and a field of its provider, or ``assured_on``. ``note``:
    what to write, for the template. ``words``: the closed list. ``many``: several of it, with «;» between.
    ``blank``: an empty cell says that it is empty; else it says nothing."""

    key: str
    heading: str
    note: str
    read: Callable[[str], Any] = field(default=str, repr=False)
    write: Callable[[Any], str] = field(default=str, repr=False)
    words: Words | None = None
    many: bool = False
    required: bool = False
    blank: Any = ""
    keeps: bool = False
    width: int = 18


def _labels(words: Mapping[str, M]) -> Words:
    return Words({id_: message.text for id_, message in words.items()})


_NEEDS = Words({need.id: need.specialist_label.text for need in NEEDS.values()})


def _one(key: str, heading: str, note: str, words: Words, **more: Any) -> Column:
    labels = {"": "", **words.labels}
    return Column(key, heading, note, words.id_of, labels.__getitem__, words, **more)


def _some(key: str, heading: str, note: str, words: Words, **more: Any) -> Column:
    def write(ids: Sequence[str]) -> str:
        return cells.joined(words.labels[one] for one in ids)

    return Column(key, heading, note, words.ids_of, write, words, many=True, blank=(), width=30, **more)


def _texts(key: str, heading: str, note: str) -> Column:
    return Column(key, heading, note, cells.several, cells.joined, many=True, blank=(), width=30)


def _yes_no(key: str, heading: str, note: str) -> Column:
    words = Words({"yes": cells.YES, "no": cells.NO})
    return Column(
        key,
        heading,
        note,
        cells.yes_no,
        lambda value: cells.YES if value else cells.NO,
        words,
        keeps=True,
        width=12,
    )


def _number(key: str, heading: str, note: str) -> Column:
    return Column(
        key,
        heading,
        note,
        cells.number,
        lambda value: "" if value is None else repr(float(value)),
        blank=None,
        width=12,
    )


COLUMNS: Sequence[Column] = (
    Column(
        "external_id",
        "Код послуги",
        "Ваш код цієї послуги, якщо Ви їх маєте. За ним запис упізнають наступного разу.",
        width=12,
    ),
    Column("provider.name", "Установа", "Повна назва установи.", required=True, width=36),
    _one("provider.body", "Тип установи", "Одне слово з переліку.", _labels(BODIES), required=True, width=26),
    _one("provider.sector", "Чия установа", "Одне слово з переліку.", _labels(SECTORS), width=26),
    Column("provider.external_id", "Код установи", "Ваш код цієї установи, якщо Ви їх маєте.", width=12),
    Column("provider.address", "Адреса установи", "Вулиця й номер, як їх пишуть для людей.", width=30),
    Column(
        "provider.phone",
        "Телефон установи",
        "Один публічний номер.",
        cells.telephone,
    ),
    _one(
        "provider.region", "Область", "Назва області; порожньо — та, для якої завантажують.", _labels(REGIONS)
    ),
    Column("name", "Послуга", "Назва послуги, як її зрозуміє кожен.", required=True, width=36),
    Column("about", "Що роблять", "Одне-два прості речення.", width=40),
    _some("needs", "Потреби", "З якими потребами сюди йдуть, через «;».", _NEEDS, required=True),
    _some("situations", "Життєві ситуації", "У яких ситуаціях це допомагає, через «;».", _labels(SITUATIONS)),
    _texts("communities", "Громади, які обслуговують", "Через «;»; порожньо — уся область."),
    Column("community", "Громада, де розташовано", "Громада, місто чи село, де двері."),
    _one("area", "Місто чи село", "Одне слово з переліку.", _labels(AREAS), width=12),
    Column("address", "Адреса послуги", "Вулиця й номер, де приймають.", width=30),
    _number("latitude", "Широта", "Наприклад 46,4825; разом із довготою або ніяк."),
    _number("longitude", "Довгота", "Наприклад 30,7233."),
    Column(
        "phones",
        "Телефони",
        "Через «;»: +380 і дев'ять цифр або короткий номер.",
        cells.telephones,
        cells.joined,
        many=True,
        blank=(),
        width=26,
    ),
    Column("site", "Сайт", "Починається з https://", width=26),
    Column("email", "Електронна пошта", "Публічна адреса.", width=22),
    Column(
        "hours",
        "Години роботи",
        "Наприклад: пн–пт 09:00–13:00, 14:00–18:00; сб 10:00–14:00. Порожньо — невідомо.",
        cells.hours,
        cells.hours_words,
        blank=MappingProxyType({}),
        width=34,
    ),
    Column(
        "visits",
        "Виїзди",
        "Наприклад: вт 10:00–12:00 | Балтська громада | будинок культури; 2026-12-01 …",
        cells.visits,
        cells.visits_words,
        many=True,
        blank=(),
        width=34,
    ),
    Column("eligibility", "Кому допомагають", "Для кого це, простими словами.", width=30),
    Column("cost", "Вартість", "Наприклад: безоплатно.", width=16),
    _texts("documents", "Потрібні документи", "Через «;»."),
    Column("without_documents", "Якщо документів немає", "Що тоді робити.", width=30),
    _some("languages", "Мови", "Якими мовами говорять, через «;».", _labels(LANGUAGES)),
    _some("accessibility", "Доступність", "Що є, через «;»; порожньо — невідомо.", _labels(ACCESSIBILITY)),
    _one("state", "Стан", "Порожньо — працює.", _labels(STATES), keeps=True),
    Column("notice", "Оголошення", "Чому й доки не працює, якщо не працює.", width=30),
    _yes_no("takes_referrals", "Приймає направлення", "так або ні; порожньо — так."),
    Column("waiting", "Скільки зазвичай чекають", "Словами, наприклад: до трьох днів."),
    _yes_no("sample", "Зразок", "так, якщо це вигаданий запис для спроби."),
    Column(
        "assured_on",
        "Підтверджено",
        "День, коли той, хто знає, сказав, що все так; порожньо — ніхто.",
        cells.day,
        lambda value: value.isoformat() if value else "",
        keeps=True,
        width=12,
    ),
)

BY_KEY: Mapping[str, Column] = MappingProxyType({one.key: one for one in COLUMNS})
HEADINGS: Mapping[str, str] = MappingProxyType({one.key: one.heading for one in COLUMNS})
_BY_HEADING = {same(one.heading): one for one in COLUMNS}


def value_of(line: Line, key: str) -> Any:
    """What a column holds of a line."""
    if key == "assured_on":
        return line.assured_on
    if key.startswith("provider."):
        return getattr(line.record.provider, key.removeprefix("provider."))
    return getattr(line.record, key)


_TELEPHONES = frozenset(("phones", "provider.phone"))


def written(line: Line, *, typed: bool = False) -> list[str]:
    """The cells of a line, in the order of the columns, none of them a formula. ``typed``: the file keeps a
    text a text, so that a telephone may begin with its «+»."""
    texts = ((one.key, one.write(value_of(line, one.key))) for one in COLUMNS)
    return [text if typed and key in _TELEPHONES else cells.escaped(text) for key, text in texts]


def known(headings: Sequence[str]) -> int:
    """How many of these are headings of ours."""
    return sum(_heading(one) in _BY_HEADING for one in headings)


def read(table: Iterator[Sequence[str]]) -> list[Row]:
    """The rows of a table; the first one holds its headings. Raises RefusedError with all that is wrong."""
    first = next(table, [])
    columns = _columns(first)
    before: list[dict[str, Any]] = [{} for _ in columns]  # the same words stand in many rows
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, row in enumerate(table, 2):
        if not any(row):
            continue
        if len(rows) >= MAX_ROWS:
            raise RefusedError([Fault(TOO_MANY_ROWS.json(limit=str(MAX_ROWS)), number)])
        rows.append(Row(number, dict(_values(number, row, columns, before, faults))))
    if faults:
        raise RefusedError(faults)
    if not rows:
        raise RefusedError([Fault(NO_ROWS.json())])
    return rows


def _values(
    number: int,
    row: Sequence[str],
    columns: Sequence[Column | None],
    before: Sequence[dict[str, Any]],
    faults: list[Fault],
) -> Iterator[tuple[str, Any]]:
    for at, text in enumerate((*row, *[""] * (len(columns) - len(row)))):
        column = columns[at] if at < len(columns) else None
        if column is None:
            if text:
                faults.append(Fault(NO_HEADING.json(number=str(at + 1)), number))
        elif not text:
            if not column.keeps:
                yield column.key, column.blank
        elif text in before[at]:
            yield column.key, before[at][text]
        else:
            try:
                value = before[at][text] = column.read(cells.unescaped(text))
            except CellError as error:
                faults.append(Fault(error.why, number, column.heading))
            else:
                yield column.key, value


def _columns(headings: Sequence[str]) -> list[Column | None]:
    """The column of each heading; None under an empty one. Raises RefusedError."""
    if len(headings) > MAX_COLUMNS:
        raise RefusedError([Fault(TOO_WIDE.json(limit=str(MAX_COLUMNS)), 1)])
    found: list[Column | None] = []
    faults = []
    for heading in headings:
        column = _BY_HEADING.get(_heading(heading))
        if column is None and heading:
            near = get_close_matches(_heading(heading), _BY_HEADING, 1)
            why = NEAR_COLUMN.json(near=_BY_HEADING[near[0]].heading) if near else UNKNOWN_COLUMN.json()
            faults.append(Fault(why, 1, heading[:60]))
        elif column is not None and column in found:
            faults.append(Fault(TWICE_COLUMN.json(), 1, column.heading))
        found.append(column)
    lacking = (one for one in COLUMNS if one.required and one not in found)
    faults += [Fault(MISSING_COLUMN.json(), None, one.heading) for one in lacking]
    if faults:
        raise RefusedError(faults)
    return found


def _heading(text: str) -> str:
    return same(text.rstrip("* "))
