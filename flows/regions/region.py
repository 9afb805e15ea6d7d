"""A region: everything its algorithm makes the program do, as checked values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from flows.engine.message import M, Text
from flows.policy.duration import Duration
from flows.policy.grades import Scheme
from flows.policy.leading import Leading, Sending, Track
from flows.regions.layers import ORIGINS, Layer


@dataclass(frozen=True, slots=True)
class Consent:
    """How consent may be given (``policy.words.MODES``), narrower for some kinds of recipient, and the least
    that is passed on. ``purposes``: what a kind of recipient is asked for, where its track says it too
    broadly or it has none."""

    modes: tuple[str, ...]
    recipients: Mapping[str, tuple[str, ...]]
    fields: tuple[str, ...]
    purposes: Mapping[str, M]

    def allowed(self, body: str) -> tuple[str, ...]:
        """The modes that count before a referral to this kind of body."""
        return self.recipients.get(body, self.modes)


@dataclass(frozen=True, slots=True)
class Entry:
    """A way in. ``takes``: with what to come there; ``needs``: the kinds of need it is first for (empty:
    any)."""

    id: str
    name: M
    body: str
    takes: M
    needs: tuple[str, ...]
    address: M | None


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a region's own question. ``opens``: the track it opens; ``body``: who is asked in besides;
    ``offer``: both are offered, never preselected; ``ends``: nothing more is asked at that moment, and what
    the question's other answers open is not preselected either; ``priority``: the region puts such a case
    first; ``tells``: what is said to whoever answered so."""

    id: str
    label: M
    opens: str | None
    body: str | None
    offer: bool
    ends: bool
    priority: bool
    tells: M | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question that only this region asks; it can always be skipped, and nobody in danger is asked.

    ``kind``: choose, tick or write. ``why``: small print. ``asked``: one of ``policy.words.ASKED``.
    ``needs``: asked only of whoever names one of these (empty: of all). ``kept``: the answer goes along with
    the referral, where the consent names it; else it only steers. ``whose``: the kinds of bodies that it is
    for (empty: for the one that leads). ``none`` and ``none_other``: what it means where nothing is ticked,
    said of oneself and of somebody else; it is an answer then.
    """

    id: str
    kind: str
    own: M
    other: M
    why: M | None
    asked: str
    needs: tuple[str, ...]
    kept: bool
    whose: tuple[str, ...]
    none: M | None
    none_other: M | None
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """When a case is over: ``rule`` is one of ``policy.words.CLOSINGS``. ``asks``: what must be answered with
    «так» before a case may end as helped, where the region names such a thing. ``note``: what the closing
    words of the lead should tell, where the region wants more than what was done (Mykolaiv)."""

    rule: str
    text: M
    asks: M | None
    note: M | None = None


@dataclass(frozen=True, slots=True)
class Onward:
    """Where one body has made contact, the next referral prepares itself; it goes with a consent of its
    own."""

    after: str
    to: str


@dataclass(frozen=True, slots=True)
class Team:
    """Who must sit at the joint plan, and who is called in as needed."""

    must: tuple[str, ...]
    calls: tuple[str, ...]
    text: M | None


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground for passing a case up."""

    id: str
    text: M


@dataclass(frozen=True, slots=True)
class Beyond:
    """Where a case goes that exceeds the community's powers, and on which grounds; no body: nowhere."""

    body: str | None
    channel: M | None
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Places to live: for how long beds are kept for somebody, and who comes first where they are few.
    ``first``: what a place must be fit for (``directory.words.NEEDED``), never what somebody is."""

    hours: Duration
    first: tuple[str, ...]
    note: M | None


@dataclass(frozen=True, slots=True)
class Oversight:
    """Who changes the algorithm, whether the IDP council watches quality, and how that goes."""

    body: str
    council_monitors: bool
    text: M


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the algorithm."""

    number: str
    title: M
    aim: M | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the algorithm in the pocket shows it. ``action``: one of ``policy.words.ACTIONS``, what a
    press leads to; ``at``: where a case stands that is at this step (``policy.words.CASE_STATES``)."""

    number: str
    phase: str | None
    title: M
    community: M | None
    region: M | None
    responsible: M | None
    why: M | None
    action: str | None
    at: tuple[str, ...]


_TELLING = MappingProxyType(
    {
        "oversight": ("oversight.*",),
        "team": ("team.*",),
        "lead": ("lead.*", "onward"),
        "sending": ("sending.*", "lead.first_contact"),
        "consent": ("consent.*",),
        "levels": ("levels.order", "levels.grade.*.label", "levels.grade.*.terms.*"),
        "does": ("levels.grade.*.does", "levels.grade.*.adds"),
        "entries": ("entries",),
        "beyond": ("beyond.*",),
        "closing": ("closing.*",),
        "special": ("principles", "practices", "authorities", "questions", "communities"),
    }
)
"""A page of the algorithm and the values that it shows, as patterns of their keys."""


@dataclass(frozen=True)
class Region:
    """One region's algorithm. ``own``: it has data of its own, not only the national default. ``origins``
    tells for each dotted key where its value comes from (``layers.ORIGINS``). ``authorities``: regions of
    which a case must name one, where two authorities stand side by side. ``procedures``: ids of the guided
    lists offered here. ``principles``: how those who work together agreed to do so (Kyiv region, Poltava).
    ``layers``: the files it was made of; ``version``: their digest."""

    id: str
    name: M
    own: bool
    title: M
    source: str
    checked_on: str
    shape: str
    aim: M | None
    principles: tuple[M, ...]
    communities: tuple[str, ...]
    levels: Scheme
    consent: Consent
    sending: Sending
    lead: Leading
    tracks: tuple[Track, ...]
    entries: tuple[Entry, ...]
    authorities: tuple[str, ...]
    questions: tuple[Question, ...]
    closing: Closing
    team: Team
    beyond: Beyond
    onward: tuple[Onward, ...]
    places: Places
    oversight: Oversight
    practices: tuple[str, ...]
    procedures: tuple[str, ...]
    phases: tuple[Phase, ...]
    steps: tuple[Step, ...]
    origins: Mapping[str, str]
    values: Mapping[str, Any]
    layers: tuple[Layer, ...]
    version: str

    @property
    def stays_first_contact(self) -> bool:
        """The one who referred stays the person's contact until a case lead takes over (Vinnytsia)."""
        return self.lead.first_contact == "sender_until_replaced"

    def sources(self) -> tuple[tuple[str, str, str], ...]:
        """(key, value as written, origin) of every value: the table a lawyer checks."""
        return tuple((path, str(self.values[path]), origin) for path, origin in sorted(self.origins.items()))

    def origins_of(self, *patterns: str) -> list[str]:
        """Where the values of these keys come from, each origin once; what says nothing here counts for
        none."""
        said = {
            origin
            for path, origin in self.origins.items()
            if self.values[path] and any(fnmatchcase(path, one) for one in patterns)
        }
        return [one for one in ORIGINS if one in said]

    def messages(self) -> Iterator[M]:
        """Every text of the region: what is to be translated."""
        return _messages(self)

    def facts(self) -> dict[str, Any]:
        """What a conversation sees under ``facts.region``."""
        return {
            "id": self.id,
            "name": self.name.json(),
            "own": self.own,
            "title": self.title.json(),
            "source": self.source,
            "checked_on": self.checked_on,
            "shape": self.shape,
            "aim": _json(self.aim),
            "principles": [one.json() for one in self.principles],
            "communities": list(self.communities),
            "levels": self.levels.json(),
            "consent": {
                "modes": list(self.consent.modes),
                "recipients": {body: list(modes) for body, modes in self.consent.recipients.items()},
                "fields": list(self.consent.fields),
                "purposes": {body: text.json() for body, text in self.consent.purposes.items()},
            },
            "sending": self.sending.json(),
            "lead": self.lead.json(),
            "stays_first_contact": self.stays_first_contact,
            "tracks": [track.json() for track in self.tracks],
            "entries": [
                {
                    "id": entry.id,
                    "name": entry.name.json(),
                    "body": entry.body,
                    "takes": entry.takes.json(),
                    "needs": list(entry.needs),
                    "address": _json(entry.address),
                }
                for entry in self.entries
            ],
            "authorities": list(self.authorities),
            "questions": [_question(question) for question in self.questions],
            "closing": {
                "rule": self.closing.rule,
                "text": self.closing.text.json(),
                "asks": _json(self.closing.asks),
                "note": _json(self.closing.note),
            },
            "team": {
                "must": list(self.team.must),
                "calls": list(self.team.calls),
                "text": _json(self.team.text),
            },
            "beyond": {
                "body": self.beyond.body,
                "channel": _json(self.beyond.channel),
                "grounds": [{"id": one.id, "text": one.text.json()} for one in self.beyond.grounds],
            },
            "onward": [{"after": one.after, "to": one.to} for one in self.onward],
            "places": {
                "hours": self.places.hours.json(),
                "first": list(self.places.first),
                "note": _json(self.places.note),
            },
            "oversight": {
                "body": self.oversight.body,
                "council_monitors": self.oversight.council_monitors,
                "text": self.oversight.text.json(),
            },
            "practices": list(self.practices),
            "procedures": list(self.procedures),
            "origins": {section: self.origins_of(*keys) for section, keys in _TELLING.items()},
            "version": self.version,
            "phases": [
                {"number": phase.number, "title": phase.title.json(), "aim": _json(phase.aim)}
                for phase in self.phases
            ],
            "steps": [
                {
                    "number": step.number,
                    "phase": step.phase,
                    "title": step.title.json(),
                    "community": _json(step.community),
                    "region": _json(step.region),
                    "responsible": _json(step.responsible),
                    "why": _json(step.why),
                    "action": step.action,
                    "at": list(step.at),
                    "origin": self.origins.get(f"steps.{step.number}.title"),
                }
                for step in self.steps
            ],
        }


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind,
        "own": question.own.json(),
        "other": question.other.json(),
        "why": _json(question.why),
        "asked": question.asked,
        "needs": list(question.needs),
        "kept": question.kept,
        "whose": list(question.whose),
        "none": _json(question.none),
        "none_other": _json(question.none_other),
        "options": [
            {
                "id": one.id,
                "label": one.label.json(),
                "opens": one.opens,
                "body": one.body,
                "offer": one.offer,
                "ends": one.ends,
                "priority": one.priority,
                "tells": _json(one.tells),
            }
            for one in question.options
        ],
    }


def _messages(value: Any) -> Iterator[M]:
    if isinstance(value, M):
        yield value
    elif isinstance(value, (tuple, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _messages(one)
    elif is_dataclass(value) and not isinstance(value, Layer):
        for each in fields(value):
            yield from _messages(getattr(value, each.name))


def _json(message: M | None) -> Text | None:
    return message and message.json()
