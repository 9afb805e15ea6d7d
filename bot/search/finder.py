"""The search of one process: it follows the database by itself, and answers with what fits best.

    its own index     in memory: bot.search.index (services), bot.search.topics (articles, needs, situations)
    what has changed  told by the history of the services (``ServiceChange``), which another process writes
                      too: looked at before each answer, read anew service by service
    how fresh         read for the services that are about to be shown; for all of them now and then
    what came late    a change that began long before the last one and was committed after it: every record's
                      last change is compared now and then

Rows are read before the lock is taken: several transactions may share a thread, and one that waits for its
database must not hold up another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import nlargest
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.articles import Articles
from bot.db.directory import Service, ServiceChange
from bot.db.models import Institution
from bot.search.hearing import hear
from bot.search.index import Entry, Index, Texts
from bot.search.places import Place, distance, same_place
from bot.search.query import Vocabulary, read
from bot.search.signs import Kind
from bot.search.topics import Topic, Topics, instead, topics_of
from flows.articles.article import Article
from flows.rules.stale import is_stale

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_AGAIN = timedelta(minutes=10)
_BACK = 200  # changes: one that began earlier may be committed later
_BATCH = 400  # services read at once
_CANDIDATES = 80
_LEAST = 0.7
"""A topic that scores less is a coincidence of letters."""
_INSTEAD = 0.8
_SAFETY: Mapping[str, Topic] = MappingProxyType(
    {
        "medical": ("article", "emergency"),
        "disaster": ("article", "emergency"),
        "violence": ("article", "violence"),
        "sexual": ("article", "violence"),
        "captivity": ("article", "trafficking"),
        "child": ("article", "emergency"),
        "life": ("article", "psychological"),
        "help": ("article", "emergency"),
    }
)
"""The answer that leads out of each kind of danger."""
_SAFE = 1.05
"""Of what the best is worth: so much the way to safety is worth, for it comes first."""
_PART = 0.3
"""A topic that scores less than such a part of the best is not what was meant."""
_SUNK = {"stale": 0.6, "paused": 0.35}
_HERE, _ELSEWHERE = 1.3, 0.7
_NEAR = 15.0  # kilometres at which nearness counts half


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: ``service``, ``article``, ``need``, ``situation`` or ``hotlines``."""

    kind: str
    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the best first. ``danger``: the kinds of danger that the words sound like."""

    hits: tuple[Hit, ...]
    danger: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    """From where it is asked, and on which day there. ``near``: latitude and longitude, rounded."""

    region: str
    today: date
    community: str | None = None
    near: Place | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is listed: a need or a situation; neither: everything."""

    need: str | None = None
    situation: str | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    """What the end of the history looks like: a change that came, or one that was rolled back, shows."""

    last: int
    count: int
    at: datetime | None


class Finder:
    """The index of one installation, made at the first question."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._index = Index()
        self._topics: Topics | None = None
        self._articles: Articles | None = None
        self._vocabulary = Vocabulary()
        self._mark: _Mark | None = None
        self._recent: dict[int, tuple[str, datetime]] = {}
        """Change → its service, and when: the last changes as they were read."""
        self._pending: dict[str, None] = {}
        self._taken: dict[str, datetime] = {}
        """Service → the last change of it that was taken in."""
        self._refreshed: datetime | None = None
        self._whole = False

    # Following the database --------------------------------------------------------------------------------

    def begin(self, db: Session, articles: Articles) -> bool:
        """Take in the next ``_BATCH`` services, before anybody asks; whether there are more. While it does
        that on PostgreSQL nothing else runs: several small parts let the others in between."""
        self._noted(db, articles)
        self._take(db, _BATCH)
        self._whole = not self._pending
        return not self._whole

    def follow(self, db: Session, articles: Articles, now: datetime) -> None:
        """Take in what has changed since the last time: at most ``_BATCH`` services at once, so that whoever
        asks after a large import does not wait for all of it; the first time, everything."""
        self._noted(db, articles)
        if self._refreshed is None or not timedelta(0) <= now - self._refreshed < _AGAIN:
            self._compare(db, now)
        if self._pending:
            self._take(db, _BATCH if self._whole else None)
        self._whole = self._whole or not self._pending

    def _noted(self, db: Session, articles: Articles) -> None:
        self._follow_articles(articles)
        mark = _mark(db)
        if mark != self._mark:
            self._note(db, mark)

    def _follow_articles(self, articles: Articles) -> None:
        if articles is self._articles:
            return
        topics = topics_of(articles)
        with self._lock:
            self._topics, self._articles = topics, articles
            self._vocabulary.add(topics.vocabulary.keys)

    def _note(self, db: Session, mark: _Mark) -> None:
        """Which services have to be read anew."""
        before, recent, was = self._mark, _recent(db, mark.last), self._recent
        if before is not None and abs(mark.last - before.last) < _BACK:
            # what came, and what was there and is no more: a transaction that was rolled back
            changed = {one for one in recent.keys() | was.keys() if recent.get(one) != was.get(one)}
            wanted = {found[one][0] for one in changed for found in (recent, was) if one in found}
            # a provider's name is written with any of its services
            providers = select(Service.institution_id).where(Service.id.in_(wanted))
            wanted |= set(db.scalars(select(Service.id).where(Service.institution_id.in_(providers))))
        else:
            wanted = {*db.scalars(select(Service.id)), *self._index.entries}
        with self._lock:
            self._pending = dict.fromkeys(wanted) | self._pending
            self._mark, self._recent = mark, recent

    def _compare(self, db: Session, now: datetime) -> None:
        """Look at every record, whatever the history says: how fresh it is, and whether it is what was taken
        in."""
        rows = db.execute(_LOOKED_AT).all()
        with self._lock:
            self._renew((one.id, one.state, one.assured_on) for one in rows)
            # a provider's name is written with any of its services
            places = {one.institution_id for one in rows if self._taken.get(one.id) != one.modified_at}
            late = [one.id for one in rows if one.institution_id in places]
            gone = self._taken.keys() - {one.id for one in rows}
            self._pending |= dict.fromkeys((*late, *gone))
            self._refreshed = now

    def _take(self, db: Session, most: int | None) -> None:
        """Read some of them."""
        wanted = list(self._pending)[:most]
        made = []
        for start in range(0, len(wanted), _BATCH):
            rows = db.execute(_ROWS.where(Service.id.in_(wanted[start : start + _BATCH]))).all()
            made += [
                (_entry(service, body), _texts(service, name), service.modified_at)
                for service, name, body in rows
            ]
        with self._lock:
            for entry, texts, at in made:
                self._index.put(entry, texts, self._vocabulary)
                self._taken[entry.id] = at
            for gone in set(wanted) - {entry.id for entry, _, _ in made}:
                self._index.drop(gone)
                self._taken.pop(gone, None)
            for one in wanted:
                self._pending.pop(one, None)

    def _renew(self, rows: Iterable[tuple[str, str, date | None]]) -> None:
        for id_, state, assured_on in rows:
            entry = self._index.entries.get(id_)
            if entry is not None and (entry.state, entry.assured_on) != (state, assured_on):
                self._index.renew(replace(entry, state=state, assured_on=assured_on))

    # Answering ---------------------------------------------------------------------------------------------

    def search(self, db: Session, query: str, asker: Asker, articles: Articles, now: datetime) -> Found:
        """What fits the words."""
        self.follow(db, articles, now)
        danger = hear(query)
        with self._lock:
            topics = self._topics
            assert topics is not None  # noqa: S101 - follow has made them
            tokens = read(query, self._vocabulary)
            scores = topics.scores(tokens)
            top = max(scores.values(), default=0)
            for kind in danger:  # whatever else was asked: the way to safety comes first
                scores[_SAFETY[kind]] = max(scores.get(_SAFETY[kind], 0), _LEAST, _SAFE * top)
            self._lead_on(scores, asker.region)
            worded = self._index.by_words(tokens, asker.region)
            heads = _heads(scores, articles, asker.region)
            services = self._services(scores, worded, articles, asker)
        return Found(tuple(_mixed(heads, self._fresh(db, services, asker.today))), danger)

    def listed(self, db: Session, wanted: Wanted, asker: Asker, articles: Articles, now: datetime) -> Found:
        """Everything for a need or a situation: two answers that are mainly about it, the services, the other
        answers; or every service of the community, or of the region, the nearest first where ``asker.near``
        is given."""
        self.follow(db, articles, now)
        answers = [
            one
            for one in _here(articles, asker.region)
            if wanted.need in one.needs or wanted.situation in one.situations
        ]
        answers.sort(
            key=lambda one: wanted.need not in one.needs[:1] and wanted.situation not in one.situations[:1]
        )
        about = [Hit("article", one.id, 1.0) for one in answers]
        with self._lock:
            entries = [self._index.entries[one] for one in self._listed(wanted, asker, articles)]
            if asker.near is not None and wanted == Wanted():
                entries = [one for one in entries if one.place is not None]
            services = [Hit("service", one.id, _placed(1.0, one, asker)) for one in entries]
        return Found((*about[:2], *self._fresh(db, services, asker.today, most=None), *about[2:]))

    def _listed(self, wanted: Wanted, asker: Asker, articles: Articles) -> Iterable[str]:
        of, region = self._index.of, asker.region
        if wanted.need is not None:
            return of(region, "need", wanted.need)
        if wanted.situation is not None:
            # who offers something for the situation itself; where nobody says so, for the needs it brings
            found = of(region, "situation", wanted.situation)
            answers = (one for one in _here(articles, region) if wanted.situation in one.situations)
            needs = dict.fromkeys(need for one in answers for need in one.needs[:1])
            return found or frozenset[str]().union(*(of(region, "need", need) for need in needs))
        here = (one for one in self._index.entries.values() if one.region == region)
        if asker.community is None:
            return [one.id for one in here]
        return [one.id for one in here if _serves(one, asker.community)]

    def owner(self, service: str) -> str | None:
        """The institution of a service, as far as it is known here."""
        entry = self._index.entries.get(service)
        return entry.institution if entry is not None else None

    def _lead_on(self, scores: dict[Topic, float], region: str) -> None:
        """Whoever asks for a body that the region does not have is led to an answer."""
        for (kind, id_), score in list(scores.items()):
            if kind == "body" and id_ in instead() and not self._index.of(region, "body", id_):
                topic = instead()[id_]
                scores[topic] = max(scores.get(topic, 0), _INSTEAD * score)

    def _services(
        self, scores: dict[Topic, float], worded: dict[str, float], articles: Articles, asker: Asker
    ) -> list[Hit]:
        """Services of the region by the bodies and needs that the query is about, and by their own words."""
        kinds = {(kind, id_): score for (kind, id_), score in scores.items() if kind in ("body", "need")}
        for (kind, id_), score in scores.items():
            article = articles.of(asker.region, id_) if kind == "article" else None
            for need in article.needs[:1] if article is not None else ():
                kinds["need", need] = max(kinds.get(("need", need), 0), 0.6 * score)
        worths = {
            (kind, id_): score * (1.0 if kind == "body" else 0.8) for (kind, id_), score in kinds.items()
        }
        least = max(_LEAST, _PART * max(worths.values(), default=0))
        found: dict[str, float] = {}
        for (kind, id_), worth in worths.items():
            for one in self._index.of(asker.region, kind, id_) if worth >= least else ():
                found[one] = max(found.get(one, 0), worth)
        top = max(scores.values(), default=0)
        for one, fit in worded.items():
            found[one] = found.get(one, 0) + fit * min(max(top, 1.0), 3.0) * 0.5
        placed = ((_placed(worth, self._index.entries[one], asker), one) for one, worth in found.items())
        return [Hit("service", one, score) for score, one in nlargest(_CANDIDATES, placed)]

    def _fresh(
        self, db: Session, services: Sequence[Hit], today: date, most: int | None = _CANDIDATES
    ) -> list[Hit]:
        """The services as they are now: closed ones are gone, stale and paused ones sink."""
        if not services:
            return []
        ids = [one.id for one in services]
        query = select(Service.id, Service.state, Service.assured_on)
        rows = [
            (id_, state, assured_on)
            for start in range(0, len(ids), _BATCH)
            for id_, state, assured_on in db.execute(query.where(Service.id.in_(ids[start : start + _BATCH])))
        ]
        with self._lock:
            self._renew(rows)
        states = {id_: (state, assured_on) for id_, state, assured_on in rows}
        found = []
        for one in services:
            state, assured_on = states.get(one.id, ("closed", None))
            if state == "closed":
                continue
            stale = is_stale(assured_on, today)
            sunk = _SUNK["paused"] if state == "paused" else _SUNK["stale"] if stale else 1.0
            found.append(replace(one, score=one.score * sunk))
        return sorted(found, key=lambda one: (-one.score, one.id))[:most]


_ROWS = select(Service, Institution.name, Institution.kind).join(
    Institution, Institution.id == Service.institution_id
)

_LOOKED_AT = select(
    Service.id, Service.institution_id, Service.state, Service.assured_on, Service.modified_at
)


def _mark(db: Session) -> _Mark:
    """What the end of the history says; one small query."""
    top = select(func.max(ServiceChange.id)).scalar_subquery()
    end = select(func.max(ServiceChange.id), func.count(), func.max(ServiceChange.at))
    last, count, at = db.execute(end.where(ServiceChange.id > top - _BACK)).one()
    return _Mark(last or 0, count, at)


def _recent(db: Session, last: int) -> dict[int, tuple[str, datetime]]:
    query = select(ServiceChange.id, ServiceChange.service_id, ServiceChange.at)
    rows = db.execute(query.where(ServiceChange.id > last - _BACK))
    return {id_: (service, at) for id_, service, at in rows}


def _entry(service: Service, body: str) -> Entry:
    known = service.latitude is not None and service.longitude is not None
    return Entry(
        id=service.id,
        institution=service.institution_id,
        region=service.region,
        body=body,
        needs=tuple(service.needs),
        situations=tuple(service.situations),
        communities=tuple(service.communities),
        community=service.community,
        place=(float(service.latitude or 0), float(service.longitude or 0)) if known else None,
        state=service.state,
        assured_on=service.assured_on,
    )


def _texts(service: Service, provider: str) -> Texts:
    about = " ".join((service.about, service.eligibility, service.cost, *service.documents))
    place = " ".join((service.community, service.address, *service.communities))
    return Texts(service.name, provider, about, place)


def _here(articles: Articles, region: str) -> list[Article]:
    return [one for id_ in articles.by_id if (one := articles.of(region, id_)) is not None]


def _heads(scores: dict[Topic, float], articles: Articles, region: str) -> list[Hit]:
    """Articles, needs, situations and the help lines that the query is about, the best first."""
    heads = [
        Hit(kind, id_, score)
        for (kind, id_), score in scores.items()
        if kind in ("article", "need", "situation", "hotlines")
        and (kind != "article" or articles.of(region, id_) is not None)
    ]
    best = max((one.score for one in heads), default=0)
    kept = [one for one in heads if one.score >= max(_LEAST, best * _PART)]
    return sorted(kept, key=lambda one: (-one.score * (0.75 if one.kind == "situation" else 1), one.id))


def _mixed(heads: Sequence[Hit], services: Sequence[Hit]) -> Iterable[Hit]:
    """Two answers, then the best service, then the others: so that the first three are of both kinds. A
    service whose provider is named outright comes first."""
    first = list(heads[:2])
    if services and (not heads or services[0].score > heads[0].score * 1.2):
        yield services[0]
        yield from first
    else:
        yield from first
        yield from services[:1]
    yield from sorted((*heads[2:6], *services[1:]), key=lambda one: -one.score)


def _placed(worth: float, entry: Entry, asker: Asker) -> float:
    """More for what is near, or serves the person's community."""
    if asker.near is not None and entry.place is not None:
        worth *= 1 + 0.5 / (1 + distance(asker.near, entry.place) / _NEAR)
    if asker.community:
        if any(same_place(asker.community, one) for one in (entry.community, *entry.communities)):
            worth *= _HERE
        elif entry.communities:
            worth *= _ELSEWHERE
    return worth


def _serves(entry: Entry, community: str) -> bool:
    named = (entry.community, *entry.communities)
    return not entry.communities or any(same_place(community, one) for one in named)
