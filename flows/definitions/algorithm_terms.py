"""Words for the values of a region's policy: spans, terms, ways of consent, what goes along, practices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flows.engine.message import M, Text

CONSENT_FIELDS = MappingProxyType(
    {
        "name": M("algorithm.field_name", "ім'я"),
        "contact": M("algorithm.field_contact", "контакт"),
        "contact_way": M("algorithm.field_contact_way", "безпечний спосіб зв'язку"),
        "need": M("algorithm.field_need", "потреба"),
        "gist": M("algorithm.field_gist", "суть"),
        "plan": M("algorithm.field_plan", "план"),
        "profile": M("algorithm.field_profile", "відповіді на запитання області"),
        "level": M("algorithm.field_level", "рівень"),
    }
)

PRACTICES = MappingProxyType(
    {
        "deidentified_exchange": M(
            "algorithm.practice_exchange", "Команда бачить без імен, яку допомогу вже надають чи планують."
        ),
        "group_head": M(
            "algorithm.practice_group_head", "Робоча група під час планування обирає, хто її очолює."
        ),
        "indicators": M(
            "algorithm.practice_indicators",
            "Область публікує перелік ознак; працівниці й працівники підтверджують, що прочитали.",
        ),
        "no_documents_asked": M(
            "algorithm.practice_no_documents", "Найнеобхідніше надають, не питаючи документів."
        ),
        "overview": M("algorithm.practice_overview", "Область стежить за строками громад."),
        "placements": M(
            "algorithm.practice_placements",
            "Записують, де людину поселили; звільнене місце ще не означає, що справу закрито.",
        ),
        "problem_first": M(
            "algorithm.practice_problem_first",
            "Спершу називають проблему і причину, потім кличуть до робочої групи.",
        ),
        "wellbeing_check": M(
            "algorithm.practice_wellbeing", "Стежать, як почуваються працівниці та працівники: лише цифри."
        ),
        "who_pays": M("algorithm.practice_who_pays", "Складній справі записують, хто платить."),
        "work_first": M("algorithm.practice_work_first", "Спершу робота: лише безпека важливіша."),
        "working_groups": M(
            "algorithm.practice_groups", "Проблему розв'язує робоча група з планом, строками й показниками."
        ),
    }
)


def listed(texts: Sequence[Text]) -> Text:
    """Texts that may hold commas of their own, as one."""
    first, *others = texts
    return _AND.json(first=first, others=listed(others)) if others else first


_AND = M("algorithm.and", "{first}; {others}")


def span(raw: Mapping[str, Any]) -> Text:
    """«15 хвилин», «48 годин», «4 робочі години»: as it stands after «за»."""
    unit, n = ("minutes", raw["minutes"]) if raw["minutes"] % 60 else ("hours", raw["minutes"] // 60)
    return SPANS[unit, raw["counts"] == "working"][form(n)].json(n=n)


def form(n: int) -> str:
    """How a counted word stands beside the number. One alone and 21, 31… sound alike in Ukrainian only."""
    if n % 10 == 1 and n % 100 != 11:
        return "single" if n == 1 else "one"
    if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14):
        return "few"
    return "many"


SPANS: Mapping[tuple[str, bool], Mapping[str, M]] = MappingProxyType(
    {
        ("minutes", False): {
            "single": M("algorithm.minutes_single", "{n} хвилину"),
            "one": M("algorithm.minutes_one", "{n} хвилину"),
            "few": M("algorithm.minutes_few", "{n} хвилини"),
            "many": M("algorithm.minutes_many", "{n} хвилин"),
        },
        ("minutes", True): {
            "single": M("algorithm.working_minutes_single", "{n} робочу хвилину"),
            "one": M("algorithm.working_minutes_one", "{n} робочу хвилину"),
            "few": M("algorithm.working_minutes_few", "{n} робочі хвилини"),
            "many": M("algorithm.working_minutes_many", "{n} робочих хвилин"),
        },
        ("hours", False): {
            "single": M("algorithm.hours_single", "{n} годину"),
            "one": M("algorithm.hours_one", "{n} годину"),
            "few": M("algorithm.hours_few", "{n} години"),
            "many": M("algorithm.hours_many", "{n} годин"),
        },
        ("hours", True): {
            "single": M("algorithm.working_hours_single", "{n} робочу годину"),
            "one": M("algorithm.working_hours_one", "{n} робочу годину"),
            "few": M("algorithm.working_hours_few", "{n} робочі години"),
            "many": M("algorithm.working_hours_many", "{n} робочих годин"),
        },
    }
)


HEARERS = MappingProxyType(
    {
        "duty": M("algorithm.hears_duty", "чергові"),
        "lead": M("algorithm.hears_lead", "хто веде справу"),
        "deputy": M("algorithm.hears_deputy", "заміна"),
        "coordinator": M("algorithm.hears_coordinator", "координація"),
        "specialist": M("algorithm.hears_specialist", "хто направив"),
        "person": M("algorithm.hears_person", "сама людина"),
    }
)


def hearers(raw: Mapping[str, Any]) -> list[Text]:
    """Who hears of a term, each once, in the order of the ladder."""
    return [HEARERS[whom].json() for whom in dict.fromkeys(stage["whom"] for stage in raw["ladder"])]


def terms(raw: Mapping[str, Any]) -> list[Text]:
    """What must happen by when on a grade; nothing where it has no terms."""
    found: list[Text] = []
    if raw["acknowledge"]:
        message = (
            M("algorithm.acknowledge_duty", "прийняти за {span}, якщо є чергування")
            if raw["duty_only"]
            else M("algorithm.acknowledge", "прийняти за {span}")
        )
        found.append(message.json(span=span(raw["acknowledge"])))
    if raw["first_contact"]:
        message = (
            M("algorithm.contact_after", "перший контакт за {span} від прийняття")
            if raw["starts"] == "acknowledged"
            else M("algorithm.contact", "перший контакт за {span}")
        )
        found.append(message.json(span=span(raw["first_contact"])))
    if raw["outer"]:
        found.append(M("algorithm.outer", "найпізніше за {span}").json(span=span(raw["outer"])))
    if raw["ask_after"]:
        found.append(
            M("algorithm.ask_after", "через {span} питають людину, чи дійшла").json(
                span=span(raw["ask_after"])
            )
        )
    return found
