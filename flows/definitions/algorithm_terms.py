"""Words for the values of a region's policy: spans, terms, ways of consent, what goes along, practices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flows.engine.message import M, Text

MODES = MappingProxyType(
    {
        "oral": M("algorithm.mode_oral", "усна"),
        "electronic": M("algorithm.mode_electronic", "електронна (натисканням)"),
        "paper": M("algorithm.mode_paper", "письмова"),
    }
)

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
    """«15 хв», «48 год», «4 робочі год»."""
    minutes, working = raw["minutes"], raw["counts"] == "working"
    if minutes % 60:
        message = (
            M("algorithm.working_minutes", "{n} робочих хв") if working else M("algorithm.minutes", "{n} хв")
        )
        return message.json(n=minutes)
    message = M("algorithm.working_hours", "{n} робочих год") if working else M("algorithm.hours", "{n} год")
    return message.json(n=minutes // 60)


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
        found.append(M("algorithm.outer", "найпізніше {span}").json(span=span(raw["outer"])))
    if raw["ask_after"]:
        found.append(
            M("algorithm.ask_after", "через {span} питають людину, чи дійшла").json(span=span(raw["ask_after"]))
        )
    return found
