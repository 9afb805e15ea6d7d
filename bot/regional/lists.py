"""The page of guided lists that a lawyer checks: every value of each list, with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from bot.regional import words
from bot.regions import Regions
from flows.policy.bodies import BODIES
from flows.procedures.procedure import Procedure
from flows.regions.layers import FREE
from flows.regions.names import REGIONS

PAGE = "procedures.md"

_WHAT: Mapping[str, str] = MappingProxyType(
    {
        "aim": "Навіщо",
        "who": "Для кого",
        "order": "Послідовність кроків",
        "title": "Назва",
        "does": "Що робити",
        "without": "Якщо паперу немає",
        "documents": "Папери",
        "bodies": "Хто допоможе",
        "responsible": "Хто відповідає",
        "lines": "Чиї номери показати",
        "action": "Куди веде кнопка",
        "asks": "Що вирішує громада",
        "answer": "Як вирішено",
    }
)
_WHOM = MappingProxyType({"own": "людині", "other": "тим, хто працює"})
_READERS = MappingProxyType(
    {
        "person": "людина",
        "specialist": "фахівці разом з людиною",
        "community": "громада",
        "region": "область",
    }
)

_BEGINNING = """\
# Покрокові списки

Що робити крок за кроком, з якими паперами, хто допоможе і що робити, коли паперу немає. Які списки
пропонує область, каже її файл (`procedures`). Сторінку створено з даних, за якими працює програма,
командою `dorozhnyk region pages docs`; її не правлять руками. Що означає «Звідки», сказано в
[переліку областей](regions.md).

## Як заповнити шаблон або змінити крок

У теці для власних файлів (`REGIONS_FOLDER`) створіть теку `procedures`, а в ній файл: `settling.toml`
для всіх областей або `settling.{code}.toml` для однієї. Впишіть лише те, що змінюєте.

```toml
[step.settle]
answer = "Заяву приймає ЦНАП."   # відповідь громади на запитання шаблону (asks)
```

Свій крок додають разом із послідовністю `order`; крок, якого немає в `order`, не показують. Помилку
пояснить `dorozhnyk check`. Програма перечитує файли сама.
"""

_HEAD = "| ☐ | Що | Значення | Звідки | Ключ у файлі |\n|---|---|---|---|---|"


def page(regions: Regions) -> str:
    """All lists, in the order of their ids."""
    lines = [_BEGINNING.replace("{code}", next(iter(REGIONS)))]
    for one in regions.procedures.by_id.values():
        lines += [f"## {one.title.text}", "", *_about(one, regions), "", _HEAD, *_rows(one), ""]
    return "\n".join(lines)


def _about(one: Procedure, regions: Regions) -> Iterator[str]:
    yield f"- Файл: `{one.id}.toml`"
    yield f"- Джерело: {one.source}"
    yield f"- Звірено: {'.'.join(reversed(one.checked_on.split('-')))}"
    named = [
        region.name.text for region in regions.by_id.values() if one.id in region.procedures and region.own
    ]
    if one.id in regions.default.procedures:
        named.append("області без власного файлу")
    yield f"- Пропонують: {', '.join(named) or 'поки жодна область'}"


def _rows(one: Procedure) -> Iterator[str]:
    places = {step.id: number for number, step in enumerate(one.steps, 1)}
    shown = [key for key in one.values if key not in FREE and _place(places, key) is not None]
    for key in sorted(shown, key=lambda key: (_place(places, key) or 0, *_order(key))):
        value = _value(key, one.values[key])
        yield f"| ☐ | {_said(one, key)} | {value} | {words.ORIGINS[one.origins[key]]} | `{key}` |"


def _place(places: Mapping[str, int], key: str) -> int | None:
    """The number of the step; 0 for the list itself, None for a step that is left out."""
    parts = key.split(".")
    return places.get(parts[1]) if parts[0] == "step" else 0


def _order(key: str) -> tuple[int, str]:
    last = key.rpartition(".")[2]
    return (list(_WHAT).index(last) if last in _WHAT else len(_WHAT), key)


def _said(one: Procedure, key: str) -> str:
    parts = key.split(".")
    what = _WHAT[parts[-1]]
    if parts[0] != "step":
        return what
    number, step = next((n, step) for n, step in enumerate(one.steps, 1) if step.id == parts[1])
    whom = f" ({_WHOM[parts[2]]})" if parts[2] in _WHOM else ""
    return f"Крок {number}. {step.title.text}: {what.lower()}{whom}"


def _value(key: str, value: Any) -> str:
    known = {"bodies": {id_: name.text for id_, name in BODIES.items()}, "who": _READERS}
    names: Mapping[str, str] = known.get(key.rpartition(".")[2], {})
    items = value if isinstance(value, list) else [value]
    return "; ".join(names.get(str(one), str(one)) for one in items).replace("|", "\\|")
