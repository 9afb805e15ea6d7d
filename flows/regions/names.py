"""The regions of Ukraine to choose from: ISO 3166-2 codes and names. All of them: a person may come from, or
be, anywhere within the country's borders."""

from __future__ import annotations

from types import MappingProxyType

from flows.engine.message import M

REGIONS = MappingProxyType(
    {
        id: M(f"region.name.{id}", name)
        for id, name in (  # noqa: A001 - "id" is the word
            ("UA-05", "Вінницька область"),
            ("UA-07", "Волинська область"),
            ("UA-12", "Дніпропетровська область"),
            ("UA-14", "Донецька область"),
            ("UA-18", "Житомирська область"),
            ("UA-21", "Закарпатська область"),
            ("UA-23", "Запорізька область"),
            ("UA-26", "Івано-Франківська область"),
            ("UA-32", "Київська область"),
            ("UA-30", "місто Київ"),
            ("UA-35", "Кіровоградська область"),
            ("UA-43", "Автономна Республіка Крим"),
            ("UA-09", "Луганська область"),
            ("UA-46", "Львівська область"),
            ("UA-48", "Миколаївська область"),
            ("UA-51", "Одеська область"),
            ("UA-53", "Полтавська область"),
            ("UA-56", "Рівненська область"),
            ("UA-40", "місто Севастополь"),
            ("UA-59", "Сумська область"),
            ("UA-61", "Тернопільська область"),
            ("UA-63", "Харківська область"),
            ("UA-65", "Херсонська область"),
            ("UA-68", "Хмельницька область"),
            ("UA-71", "Черкаська область"),
            ("UA-77", "Чернівецька область"),
            ("UA-74", "Чернігівська область"),
        )
    }
)
"""Id → name, in the order of the Ukrainian alphabet."""

DEFAULT = "default"
DEFAULT_NAME = M("region.name.default", "Уся Україна")
