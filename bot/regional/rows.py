"""A region as rows: each value with its key, in words, where it comes from; and how two regions differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.regional import words
from flows.regions.layers import FREE
from flows.regions.region import Region


@dataclass(frozen=True, slots=True)
class Row:
    """One value. ``key``: by which rows are told apart; ``written``: the key as it stands in the file;
    ``what``: in words; ``origin`` one of ``layers.ORIGINS``; ``raw`` as written."""

    key: str
    written: str
    what: str
    value: str
    origin: str
    raw: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that another region (the default) has otherwise; None where one of them has none. ``raw``: as
    it is written there and here."""

    key: str
    written: str
    what: str
    there: str | None
    here: str | None
    origin: str
    raw: tuple[Any, Any]


def rows(region: Region) -> list[Row]:
    """Every value, in the order of a page."""
    found = [
        Row(key, _written(region, key), _what(region, key), _shown(region, key, value), origin, value)
        for key, value, origin in _leaves(region)
    ]
    return sorted(found, key=lambda row: _place(region, row))


def section(key: str) -> str:
    """The heading under which it stands."""
    return words.SECTIONS[key.partition(".")[0]]


def differences(region: Region, than: Region) -> list[Difference]:
    """What is otherwise than there, in the order of a page; what is only there counts too."""
    here, there = ({row.key: row for row in rows(one)} for one in (region, than))
    found = []
    for key in sorted({*here, *there}, key=lambda key: _place(region, here.get(key) or there[key])):
        one, other = here.get(key), there.get(key)
        if (one.raw if one is not None else []) == (other.raw if other is not None else []):
            continue  # an empty list is nothing
        known = one or there[key]
        found.append(
            Difference(
                key,
                known.written,
                known.what,
                other.value if other is not None else None,
                one.value if one is not None else None,
                one.origin if one is not None else region.origins.get(key.partition(".")[0], ""),
                (other.raw if other is not None else None, one.raw if one is not None else None),
            )
        )
    return found


def _leaves(region: Region) -> Iterator[tuple[str, Any, str]]:
    """Single values: of a list of tables each item, of an item each value; grades that no order names are
    idle."""
    used = {grade.id for grade in region.levels.grades}
    for path, value in region.values.items():
        parts = path.split(".")
        if path in FREE or (path.startswith("levels.grade.") and parts[2] not in used):
            continue
        origin = region.origins[path]
        path = path.replace("more_questions", "questions")  # noqa: PLW2901 - one list for whoever reads
        if not (isinstance(value, list) and value and isinstance(value[0], Mapping)):
            yield path, value, origin
            continue
        for place, item in enumerate(value, 1):
            for key, inner in _item(path, place, item):
                yield key, inner, origin


def _item(path: str, place: int, item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if path.endswith(".ladder"):
        yield f"{path}.{place}", item
    elif path == "onward":
        yield f"{path}.{item['after']}", item["to"]
    elif path == "beyond.grounds":
        yield f"{path}.{place}", item["text"]
    else:
        for key, value in item.items():
            if key == "options":
                for number, option in enumerate(value, 1):
                    yield f"{path}.{item['id']}.options.{number}", option
            elif key != "id":
                yield f"{path}.{item['id']}.{key}", value


def _written(region: Region, key: str) -> str:
    """A table of a list is named by its id, another item by its place."""
    match key.split("."):
        case ["questions" | "entries" as table, id_, *inner] if inner:
            more = region.values.get("more_questions") or ()
            added = table == "questions" and any(one["id"] == id_ for one in more)
            name, *place = inner
            return f'[[{"more_questions" if added else table}]] id = "{id_}": {name}{_nth(place)}'
        case ["onward", after]:
            return f'onward: after = "{after}"'
        case [*path, place] if isinstance(region.values.get(".".join(path)), list):
            return f"{'.'.join(path)}{_nth([place])}"
    return key


def _nth(place: list[str]) -> str:
    return f", № {place[0]}" if place else ""


def _what(region: Region, key: str) -> str:
    for pattern, label in words.LABELS:
        named = words.fits(pattern, key)
        if named is not None:
            return label.format(*(_named(region, key, one) for one in named))
    return key


def _named(region: Region, key: str, word: str) -> str:
    """A word of a key as a page names it."""
    match key.split(".")[:2]:
        case ["levels", "grade"]:
            return next((one.label.text for one in region.levels.grades if one.id == word), word)
        case ["lead", "by_need" | "beside_by_need"]:
            return words.need(word)
        case ["lead", "by_signal"]:
            return words.signal(word)
        case ["tracks", _]:
            return next((one.name.text for one in region.tracks if one.id == word), word)
        case ["consent", _] | ["onward", _]:
            return words.body(word)
        case ["entries", _]:
            return next((one.name.text for one in region.entries if one.id == word), word)
        case ["questions", _]:
            return next((one.own.text for one in region.questions if one.id == word), word)
    return word


def _shown(region: Region, key: str, value: Any) -> str:
    """A value in words."""
    match value:
        case bool():
            return "так" if value else "ні"
        case list():
            if words.fits("levels.grade.*.does", key) or words.fits("levels.grade.*.adds", key):
                return "\n".join(value)
            return "; ".join(_shown(region, key, one) for one in value) or "—"
        case Mapping():
            return _rung(value) if ".ladder." in key else _option(region, value)
    text = str(value)
    if key == "levels.order":
        return next((one.label.text for one in region.levels.grades if one.id == text), text)
    if key == "tracks.order":
        return _track(region, text)
    if key.startswith("onward."):
        return f"готують направлення: {words.body(text)}"
    if text == "none":
        return "строку немає" if ".terms." in key else words.words_of(key).get(text, text)
    return words.words_of(key).get(text) or words.span(text)


def _rung(rung: Mapping[str, Any]) -> str:
    at = str(rung["at"])
    when = words.AT.get(at) or (f"коли мине {at}" if "%" in at else f"через {words.span(at)}")
    again = f", далі що {words.span(rung['every'])}" if "every" in rung else ""
    return f"{words.OF[rung['of']]}: {when} — {words.WHOM[rung['whom']]}{again}"


def _option(region: Region, option: Mapping[str, Any]) -> str:
    said = [f"«{option['label']}»"]
    if "opens" in option:
        said.append(f"відкриває напрям: {_track(region, option['opens'])}")
    if "body" in option:
        said.append(f"долучає: {words.body(option['body'])}")
    if option.get("offer"):
        said.append("лише пропонують: наперед не позначають")
    if option.get("ends"):
        said.append("далі про це не питають")
    if option.get("priority"):
        said.append("область ставить таку справу першою")
    if "tells" in option:
        said.append(f"каже: «{option['tells']}»")
    return "; ".join(said)


def _track(region: Region, id: str) -> str:  # noqa: A002 - "id" is the word
    return next((one.name.text for one in region.tracks if one.id == id), id)


def _place(region: Region, row: Row) -> tuple[int, str, tuple[int, ...], str]:
    """Where it stands on a page: by heading, then as ``LABELS`` lists it; grades and steps one by one."""
    headings = list(dict.fromkeys(words.SECTIONS.values()))
    nth = next(
        (nth for nth, (pattern, _) in enumerate(words.LABELS) if words.fits(pattern, row.key) is not None), 0
    )
    numbers = [int(one) for one in row.key.split(".") if one.isdigit()]
    place: tuple[str, tuple[int, ...]]
    match row.key.split("."):
        case ["phases" | "steps" as table, *_]:
            place = (table, (*numbers, nth))
        case ["levels", "grade", grade, *_]:
            order = [one.id for one in region.levels.grades]
            place = ("levels", (1000 + order.index(grade) if grade in order else 0, nth, *numbers))
        case ["entries" | "questions" | "tracks", *inner, _] if inner:
            place = (row.what.partition(": ")[0], (nth, *numbers))
        case _:
            place = ("", (nth, *numbers))
    return headings.index(section(row.key)), *place, row.key
