"""The kinds of bodies a case can be with, and how each is called on the screen."""

from __future__ import annotations

from types import MappingProxyType

from flows.engine.message import M

CHILDRENS_SERVICE = "children"
"""Told without a parent's consent when a child is alone, or a parent is the danger."""

PROTECTORS = frozenset(("police", "ombudsman"))
"""They answer for protection itself, whichever way of it is open."""

BODIES = MappingProxyType(
    {
        "social": M("body.social", "Соціальна служба"),
        "social_protection": M("body.social_protection", "Підрозділ соціального захисту"),
        "employment": M("body.employment", "Служба зайнятості"),
        "cnap": M("body.cnap", "ЦНАП"),
        "window": M("body.window", "«Єдине вікно»"),
        "children": M("body.children", "Служба у справах дітей"),
        "legal": M("body.legal", "Безоплатна правнича допомога"),
        "labour": M("body.labour", "Установа, що захищає трудові права"),
        "psychological": M("body.psychological", "Психологічна підтримка"),
        "health": M("body.health", "Медичний заклад"),
        "education": M("body.education", "Заклад або управління освіти"),
        "police": M("body.police", "Поліція"),
        "ambulance": M("body.ambulance", "Екстрена медична допомога"),
        "ngo": M("body.ngo", "Громадська чи благодійна організація"),
        "veterans": M("body.veterans", "Підрозділ ветеранської політики"),
        "migration": M("body.migration", "Державна міграційна служба"),
        "shelter": M("body.shelter", "Місце тимчасового проживання"),
        "hub": M("body.hub", "Хаб громади, з якої людина приїхала"),
        "hotline": M("body.hotline", "Гаряча лінія розміщення"),
        "ombudsman": M("body.ombudsman", "Омбудсман"),
        "region": M("body.region", "Обласна військова адміністрація"),
        "region_social": M("body.region_social", "Обласний підрозділ соціальної політики"),
        "partners": M("body.partners", "Спільна зустріч партнерів"),
        "council": M("body.council", "Рада ВПО"),
        "coordination": M("body.coordination", "Координаційна рада чи штаб"),
        "advisory": M("body.advisory", "Дорадчий орган при обласній адміністрації"),
    }
)
