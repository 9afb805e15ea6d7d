"""Glue for getting acquainted, for safe contact, and for help without a referral."""

from __future__ import annotations

from typing import Any

from flows.definitions.rules_asking import by_herself
from flows.engine.conditions import Scope
from flows.engine.message import M, Text, phone
from flows.policy import ways
from flows.policy.bodies import BODIES

Row = dict[str, Any]

_GO = M("start.begin", "Почати")
_WAY = M("contact.line_way", "Як: {way}")
_WAY_NUMBER = M("contact.line_way_number", "Як: {way}, {number}")
_HOURS = M("contact.line_hours", "Коли: з {first}:00 до {last}:00")
_NOTE = M("contact.line_note", "Про час: {hours}")
_ONLY_PERSON = M("contact.line_only_person", "Говорити лише з самою людиною")
_WHO = {
    "me": M("contact.line_me", "Говорити лише зі мною"),
    "trusted": M("contact.line_trusted", "Відповісти може й людина, якій можна довіряти"),
    "anyone": M("contact.line_anyone", "Відповісти може будь-хто"),
}
_WORD = M("contact.line_word", "Кодове слово: {word}")
_PLACE = M("without.place", "{name} — {address}")

_LINES = 2  # of each matter, where several matters stand on one screen

FIRST_HOUR, LAST_HOUR = 8, 21


def languages(scope: Scope) -> list[Row]:
    """The languages offered; the only one is a way to begin, no question."""
    offered = scope.look("facts.languages") or []
    if len(offered) == 1:
        return [{"id": offered[0]["id"], "label": _GO.json()}]
    return [{"id": one["id"], "label": one["label"]} for one in offered]


def regions(scope: Scope) -> list[Row]:
    """All regions, the one this installation works in (or the person's own) first."""
    known = scope.look("facts.regions") or []
    here = scope.look("facts.me.region") or scope.look("facts.region.id")
    return sorted(
        (
            {"id": one["id"], "label": one["label"], "authorities": one.get("authorities") or []}
            for one in known
        ),
        key=lambda one: one["id"] != here,
    )


def communities(scope: Scope) -> list[Row]:
    return [{"id": one["id"], "label": one["label"]} for one in scope.look("facts.communities") or []]


def place(scope: Scope) -> Text:
    """The community as typed or chosen, or None."""
    return scope.look("answers.community") or scope.look("answers.community_row.label")


def opens(_scope: Scope) -> list[Row]:
    return [_hour(hour) for hour in range(FIRST_HOUR, LAST_HOUR)]


def closes(scope: Scope) -> list[Row]:
    first = scope.look("answers.opens_row.hour") or FIRST_HOUR
    return [_hour(hour) for hour in range(first + 1, LAST_HOUR + 1)]


def _hour(hour: int) -> Row:
    return {"id": f"h{hour}", "label": f"{hour}:00", "hour": hour}


def earlier(scope: Scope) -> dict[str, Any] | None:
    """The contact told in this conversation before, else the person's own stored one, or None."""
    contact = scope.look("answers.before")
    if not contact and by_herself(scope):
        contact = scope.look("facts.contact")
    if not contact or not contact.get("way"):
        return None
    return {"contact": dict(contact), "lines": contact_lines(contact, own=by_herself(scope))}


def contact_lines(contact: dict[str, Any], *, own: bool) -> list[Text]:
    """A safe contact in words, a line each; ``own``: read by the person herself."""
    way = ways.CHOSEN[contact["way"]].json() if contact["way"] in ways.CHOSEN else contact["way"]
    number = contact.get("number")
    lines: list[Text] = [_WAY_NUMBER.json(way=way, number=phone(number)) if number else _WAY.json(way=way)]
    if contact.get("from") is not None and contact.get("to") is not None:
        lines.append(_HOURS.json(first=contact["from"], last=contact["to"]))
    if contact.get("hours"):
        lines.append(_NOTE.json(hours=contact["hours"]))
    if number and contact.get("who") in _WHO:
        who = _WHO[contact["who"]] if own or contact["who"] != "me" else _ONLY_PERSON
        lines.append(who.json())
    if contact.get("word"):
        lines.append(_WORD.json(word=contact["word"]))
    return lines


def places(scope: Scope) -> list[Text]:
    """Where one can simply come."""
    return [_PLACE.json(name=name, address=address) for _, name, address in addresses(scope)]


def lines(scope: Scope) -> list[Any]:
    """Whom one can phone without being referred: in danger those who protect, else those who advise."""
    matters = (
        ("safety", "psychological")
        if scope.look("answers.emergency")
        else ("legal", "psychological", "government")
    )
    return [entry for matter in matters for entry in (scope.look(f"facts.lines.{matter}") or [])[:_LINES]]


def addresses(scope: Scope) -> list[tuple[str, Text, Text]]:
    """(kind of body, name, address) of every known address in the region, each once: institutions, then the
    region's entries."""
    known: dict[str, tuple[str, Text, Text]] = {}
    for one in scope.look("facts.directory") or []:
        if one.get("address"):
            known.setdefault(_words(one["address"]), (one["kind"], one["name"], one["address"]))
    for entry in scope.look("facts.region.entries") or []:
        if entry["address"]:
            body = BODIES[entry["body"]].json() if entry["body"] in BODIES else entry["name"]
            known.setdefault(_words(entry["address"]), (entry["body"], body, entry["address"]))
    return list(known.values())


def _words(text: Text) -> str:
    """A text's Ukrainian words: the same address is listed once, whichever way it came."""
    return str(text["t"]) if isinstance(text, dict) else str(text)


RULES_PEOPLE = {
    "start.languages": languages,
    "start.regions": regions,
    "start.communities": communities,
    "start.place": place,
    "contact.opens": opens,
    "contact.closes": closes,
    "contact.earlier": earlier,
    "without.places": places,
    "without.lines": lines,
}
