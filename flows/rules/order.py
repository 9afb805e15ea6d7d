"""The template of an interaction order for communities, written from the region's own algorithm.

What the region decides stands in it; what only a community knows is left to fill in («____»).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from flows.engine.message import M, Text
from flows.policy import consents
from flows.policy.bodies import BODIES
from flows.policy.duration import Duration

_NOTICES = M(
    "order.notices",
    "Хто помічає ознаки: {entries}. Установи громади, адреси й телефони: ____.",
)
_SCREENING = M(
    "order.screening",
    "Як дізнаються: короткий скринінг за спільним переліком ознак. Без доказів, перевірок і подробиць.",
)
_SENDS = MappingProxyType(
    {
        "specialist": M(
            "order.specialist", "Хто направляє: фахівчиня чи фахівець, до кого звернулася людина."
        ),
        "head": M("order.head", "Хто направляє: керівництво установи підписує направлення."),
        "either": M(
            "order.either", "Хто направляє: фахівчиня чи фахівець, сама установа або її керівництво."
        ),
    }
)
_CONSENT = M(
    "order.consent",
    "Згода: {modes}. Передають лише те, на що людина погодилася; навіщо і кому — пояснюють до того.",
)
_LEADS = M("order.leads", "Хто веде: якщо є ризик — {protection}. У громаді це: ____.")
_CHILDREN = M("order.children", "Коли йдеться про безпеку дитини: {children}. У громаді це: ____.")
_TERM = M("order.term", "{label}: перший контакт до {hours} год.")
_TERM_WORKING = M("order.term_working", "{label}: перший контакт до {hours} год робочого часу.")
_TERM_SHORT = M("order.term_short", "{label}: перший контакт до {minutes} хв.")
_EMERGENCY = M("order.emergency", "Коли є небезпека: спершу 102 і 103, потім направлення.")
_BACK = M("order.back", "Хто направив, дізнається, чим завершилося; людину питають, чи їй допомогли.")
_BEYOND = M("order.beyond", "Складне або спільне для кількох громад передають: {body}.")
_BEYOND_BY = M("order.beyond_by", "Складне або спільне для кількох громад передають: {body}. Як: {channel}.")
_REVIEW = M(
    "order.review", "Хто в громаді відповідає за порядок: ____, заміна: ____. Переглянути не пізніше: ____."
)


def order(region: Mapping[str, Any]) -> list[Text]:
    """The template's lines. ``region``: what a conversation sees under ``facts.region``."""
    return list(_lines(region))


def _lines(region: Mapping[str, Any]) -> Iterator[Text]:
    lead, beyond = region["lead"], region["beyond"]
    yield _NOTICES.json(entries=[one["name"] for one in region["entries"]])
    yield _SCREENING.json()
    yield _EMERGENCY.json()
    yield _SENDS[region["sending"]["who"]].json()
    yield _CONSENT.json(modes=[consents.IS[one].json() for one in region["consent"]["modes"]])
    yield _LEADS.json(protection=BODIES[lead["protection"]].json())
    yield _CHILDREN.json(children=BODIES["children"].json())
    for grade in region["levels"]["grades"]:
        if term := Duration.from_json(grade["terms"]["first_contact"]):
            yield _term(grade["label"], term)
    yield _BACK.json()
    if beyond["body"] is not None and beyond["channel"] is not None:
        yield _BEYOND_BY.json(body=BODIES[beyond["body"]].json(), channel=beyond["channel"])
    elif beyond["body"] is not None:
        yield _BEYOND.json(body=BODIES[beyond["body"]].json())
    yield _REVIEW.json()


def _term(label: Text, term: Duration) -> Text:
    if term.minutes % 60:
        return _TERM_SHORT.json(label=label, minutes=term.minutes)
    words = _TERM_WORKING if term.counts == "working" else _TERM
    return words.json(label=label, hours=term.minutes // 60)
