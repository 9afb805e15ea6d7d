"""The closed lists of words of the directory, each with what people read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.engine.message import M

SECTORS: Mapping[str, M] = MappingProxyType(
    {
        "state": M("sector.state", "Державна установа"),
        "community": M("sector.community", "Заклад громади"),
        "ngo": M("sector.ngo", "Громадська чи благодійна організація"),
        "international": M("sector.international", "Міжнародна організація"),
        "business": M("sector.business", "Бізнес-партнер"),
    }
)
"""Who stands behind an institution."""

STATES: Mapping[str, M] = MappingProxyType(
    {
        "active": M("service.active", "Працює"),
        "paused": M("service.paused", "Тимчасово не працює"),
        "closed": M("service.closed", "Більше не працює"),
    }
)
"""How a service is now; ``paused`` says why in its ``notice``."""

SITUATIONS: Mapping[str, M] = MappingProxyType(
    {
        "moving": M("situation.moving", "Переїжджаю або щойно приїхав чи приїхала"),
        "no_documents": M("situation.no_documents", "Немає документів"),
        "housing": M("situation.housing", "Немає де жити"),
        "job": M("situation.job", "Шукаю роботу"),
        "birth": M("situation.birth", "Чекаю дитину або щойно народила"),
        "school": M("situation.school", "Дитині потрібні школа чи садок"),
        "child_status": M("situation.child_status", "Дитина постраждала через війну"),
        "loss": M("situation.loss", "Помер чи загинув хтось близький"),
        "illness": M("situation.illness", "Хвороба, інвалідність, догляд"),
        "retirement": M("situation.retirement", "Виходжу на пенсію, живу на пенсію"),
        "veteran": M("situation.veteran", "Служба, ветеранство, родина ветерана"),
        "violence": M("situation.violence", "Мене кривдять або примушують"),
    }
)
"""What happens in a life, and brings several services together."""

AREAS: Mapping[str, M] = MappingProxyType(
    {
        "urban": M("area.urban", "місто"),
        "rural": M("area.rural", "село"),
    }
)

ACCESSIBILITY: Mapping[str, M] = MappingProxyType(
    {
        "ramp": M("access.ramp", "пандус або вхід без сходів"),
        "lift": M("access.lift", "ліфт"),
        "doors": M("access.doors", "широкі двері"),
        "bathroom": M("access.bathroom", "пристосована вбиральня"),
        "parking": M("access.parking", "місце для авто людини з інвалідністю"),
        "sign_language": M("access.sign_language", "переклад жестовою мовою"),
        "braille": M("access.braille", "шрифт Брайля або озвучення"),
        "easy_words": M("access.easy_words", "пояснюють простими словами"),
        "home_visit": M("access.home_visit", "приходять додому"),
        "children_corner": M("access.children_corner", "куточок для дітей"),
        "shelter_near": M("access.shelter_near", "укриття поруч"),
    }
)
"""What makes a place usable; nothing listed means that it is not known."""

LANGUAGES: Mapping[str, M] = MappingProxyType(
    {
        "uk": M("spoken.uk", "українська"),
        "en": M("spoken.en", "англійська"),
        "ru": M("spoken.ru", "російська"),
        "pl": M("spoken.pl", "польська"),
        "ro": M("spoken.ro", "румунська"),
        "hu": M("spoken.hu", "угорська"),
        "crh": M("spoken.crh", "кримськотатарська"),
        "rom": M("spoken.rom", "ромська"),
        "usl": M("spoken.usl", "українська жестова"),
    }
)
"""Languages in which people are spoken to; BCP 47, ``usl`` for the Ukrainian sign language."""

PLACE_KINDS: Mapping[str, M] = MappingProxyType(
    {
        "anyone": M("place.anyone", "для всіх"),
        "accessible": M("place.accessible", "для людей на кріслі колісному чи з милицями"),
        "women_children": M("place.women_children", "для жінок з дітьми"),
        "families": M("place.families", "для родин"),
        "bedridden": M("place.bedridden", "для лежачих людей"),
        "animals": M("place.animals", "можна з тваринами"),
    }
)
"""What a place to live is fit for (never who may not come)."""

SHELTER = "shelter"
"""The kind of institution where people live (``policy.bodies``)."""

NEEDED = tuple(one for one in PLACE_KINDS if one != "anyone")
"""What can be needed of a place: asked about the place, never about the person."""
