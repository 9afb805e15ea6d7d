"""What conversations may look at (``flows.facts``): one dict, name → function, and a mapping that loads
each fact at the moment it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from bot.db.tx import Tx
from bot.facts import (
    beside,
    caseload,
    deciding,
    desk,
    groups,
    onward,
    overview,
    person,
    publications,
    records,
    shelters,
    talks,
    team,
    wellbeing,
)
from bot.facts.card import card
from bot.facts.finding import article, danger, found
from bot.facts.procedures import procedure, procedures
from bot.facts.service_card import service
from bot.services.access import Actor

Load: TypeAlias = Callable[[Tx, Actor, Mapping[str, Any]], Any]

FACTS_BY_NAME: Mapping[str, Load] = MappingProxyType(
    {
        "me": person.me,
        "languages": person.languages,
        "regions": person.regions,
        "communities": person.communities,
        "operator": person.operator,
        "region": person.region,
        "emergency": person.emergency,
        "hotlines": person.hotlines,
        "lines": person.lines,
        "directory": person.directory,
        "heads": person.heads,
        "cases": person.cases,
        "consents": person.consents,
        "readers": person.readers,
        "letters": person.letters,
        "talk": talks.talk,
        "talk_cover": talks.talk_cover,
        "talks": talks.talks,
        "talks_waiting": talks.talks_waiting,
        "unanswered": talks.unanswered,
        "procedures": procedures,
        "procedure": procedure,
        "contact": person.contact,
        "danger": danger,
        "service": service,
        "found": found,
        "article": article,
        "work": caseload.work,
        "work_count": caseload.work_count,
        "sent": caseload.sent,
        "sent_count": caseload.sent_count,
        "card": card,
        "onward": onward.onward,
        "asked": onward.asked,
        "questions": onward.questions,
        "placement": beside.placement,
        "placed": beside.placed,
        "placed_at": beside.placed_at,
        "shelters": shelters.shelters,
        "shelter": shelters.shelter,
        "shelters_kept": shelters.shelters_kept,
        "holds": shelters.holds,
        "places_open": shelters.places_open,
        "aid": beside.aid,
        "joint_plan": beside.joint_plan,
        "due": desk.due,
        "due_count": desk.due_count,
        "due_places": desk.due_places,
        "deadline": desk.deadline,
        "ticked": desk.ticked,
        "overview": overview.overview,
        "groups": groups.groups,
        "group": groups.group,
        "group_task": groups.group_task,
        "group_report": groups.group_report,
        "group_bodies": groups.group_bodies,
        "publications": publications.publications,
        "publication": publications.publication,
        "acquaintance": publications.acquaintance,
        "wellbeing": wellbeing.wellbeing,
        "strain": wellbeing.strain,
        "records": records.records,
        "record": records.record,
        "proposals": records.proposals,
        "proposal": records.proposal,
        "team": team.team,
        "leads": team.leads,
        "institutions": team.institutions,
        "signoffs": deciding.signoffs,
        "changes": deciding.changes,
    }
)

_MISSING = object()


class Looked(Mapping[str, Any]):
    """A conversation's answers, and which of them were looked at."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers
        self.seen: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        self.seen[key] = self._answers.get(key, _MISSING)
        return self._answers[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


@dataclass
class FactsFor:
    """The facts as one actor may know them: ``facts(answers)`` is what a conversation with these answers
    sees.

    Each is loaded once, and again only where an answer that it looked at has changed: so a card is opened,
    and written to the audit log, once a turn. After an effect the facts are new: make another one."""

    tx: Tx
    actor: Actor
    _loaded: dict[str, tuple[Mapping[str, Any], Any]] = field(default_factory=dict)

    def __call__(self, answers: Mapping[str, Any]) -> Facts:
        return Facts(self, answers)

    def load(self, name: str, answers: Mapping[str, Any]) -> Any:
        known = self._loaded.get(name)
        if known is not None and all(answers.get(key, _MISSING) == was for key, was in known[0].items()):
            return known[1]
        looked = Looked(answers)
        value = FACTS_BY_NAME[name](self.tx, self.actor, looked)
        self._loaded[name] = (looked.seen, value)
        return value


class Facts(Mapping[str, Any]):
    """All facts by name; a name that is none is missing."""

    def __init__(self, source: FactsFor, answers: Mapping[str, Any]) -> None:
        self._source, self._answers = source, answers

    def __getitem__(self, name: str) -> Any:
        if name not in FACTS_BY_NAME:
            raise KeyError(name)
        return self._source.load(name, self._answers)

    def __iter__(self) -> Iterator[str]:
        return iter(FACTS_BY_NAME)

    def __len__(self) -> int:
        return len(FACTS_BY_NAME)
