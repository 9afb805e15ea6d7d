"""The differences as the terminal prints them: key, the default, here, where from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from textwrap import wrap
from typing import Any

from bot.i18n import Translator
from bot.regional import words
from bot.regional.rows import Difference, differences, section
from flows.regions.region import Region

WIDTH = 100  # columns
_BORDER = "─" * WIDTH


def printed(
    region: Region, than: Region, ours: Region | None, translator: Translator | None
) -> Iterator[str]:
    """Line by line. ``ours``: the region without the operator's files, where there are such. With a
    translator it is said in English: keys as they are, texts as they are translated."""
    say = _english(translator, region, than, *([ours] if ours is not None else [])) if translator else None
    found = differences(region, than)
    if say is None:
        title = f"{region.name.text} ({region.id}): відмінностей від типового порядку: {len(found)}"
    else:
        title = f"{say(region.name.text)} ({region.id}): {len(found)} differences from the default"
    yield from (title, _BORDER)
    yield from _table(found, "типово" if say is None else "default", say)
    if ours is None:
        return
    orders = differences(region, ours)
    if say is None:
        yield from ("", f"Розпорядження у власних файлах: {len(orders)}", _BORDER)
    else:
        yield from ("", f"Orders in files of your own: {len(orders)}", _BORDER)
    yield from _table(orders, "без них" if say is None else "without", say)


def _table(found: list[Difference], there: str, say: Callable[[str], str] | None) -> Iterator[str]:
    for name, inside in groupby(found, key=lambda one: section(one.key)):
        if say is None:
            yield from ("", name.upper())
        for one in inside:
            if say is None:
                yield from (one.what, f"    {one.written}")
                yield from _value(there, one.there)
                yield from _value(f"тут ({words.ORIGINS.get(one.origin, '—')})", one.here)
            else:
                yield one.written
                yield from _value(there, _written(one.raw[0], say))
                yield from _value(f"here ({one.origin or '—'})", _written(one.raw[1], say))


def _value(name: str, value: str | None) -> Iterator[str]:
    first, indent = f"    {name}: ", " " * 8
    for paragraph in (value if value is not None else "—").split("\n"):
        yield from wrap(paragraph, WIDTH, initial_indent=first, subsequent_indent=indent) or [first]
        first = indent


def _written(value: Any, say: Callable[[str], str]) -> str | None:
    """A value as the file has it, its texts translated."""
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return "\n".join(str(_written(one, say)) for one in value) or "—"
        case Mapping():
            return ", ".join(f"{key} = {_written(one, say)}" for key, one in value.items())
        case None:
            return None
    return say(str(value))


def _english(translator: Translator, *regions: Region) -> Callable[[str], str]:
    """A text as the catalog translates it; what it does not know stays as it is."""
    known = {message.text: message for region in regions for message in region.messages()}
    known.update((region.name.text, region.name) for region in regions)
    return lambda text: translator.text("en", known[text].json()) if text in known else text
