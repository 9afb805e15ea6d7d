"""What is found for somebody who looks for help, and the answer she opens.

The words that are typed are used for this one answer: nothing here writes them anywhere.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import String, cast, select

from bot.db.directory import Service
from bot.db.models import Institution, Person
from bot.db.tx import Tx
from bot.search.finder import Asker, Found, Hit, Wanted
from bot.search.places import Place, distance
from bot.search.spelling import lowered
from bot.services.access import Actor, excluded_by
from bot.services.danger import calls_for, danger_in
from bot.services.freshness import today
from bot.services.procedures import Setting, offers
from bot.services.screenings import region_of
from flows.articles.article import Article, Next
from flows.directory.words import SITUATIONS
from flows.engine.message import Json, M, Text
from flows.regions.hotlines import by_matter
from flows.regions.names import REGIONS
from flows.rules.needs import NEEDS

Answers = Mapping[str, Any]

WINDOW = 6
LONGEST = 60
"""Characters of a row: it is a button."""

MANY = 500
"""More ids than these are not named one by one in a query."""

_SAMPLE = M("found.row_sample", "Зразок: {name}")
_SAMPLE_BEGINS = "зразок"
_HOTLINES = M("found.hotlines", "Гарячі лінії")
_BANDS: Sequence[tuple[float, M]] = (
    (5, M("found.row_5", "{name} (до 5 км)")),
    (15, M("found.row_15", "{name} (до 15 км)")),
    (math.inf, M("found.row_farther", "{name} (понад 15 км)")),
)
"""Up to how many kilometres. Closer distances to doors that everybody knows would say where she was, and so
would their order: within a band it is the alphabet's."""

_TOPIC = M("found.row_topic", "Усе з теми «{name}»")
"""A need or a situation: an answer often has the same name, and it is another button."""


def found(tx: Tx, actor: Actor, answers: Answers) -> Json:
    """Rows for what was asked, the best first; a window of them (``answers.skip``).

    A list that an answer (``answers.apart``) leads to has the services first, and leaves that answer out."""
    asker = _asker(tx, actor, answers)
    everything = _found(tx, answers, asker)
    kinds = ("violence",) if answers.get("situation") == "violence" else everything.danger
    best = everything.hits if answers.get("query") else _listed(tx, answers, asker, everything.hits)
    hits = _without_samples(tx, asker.region, _allowed(tx, actor, best))
    before = min(answers.get("skip") or 0, max(0, len(hits) - 1) // WINDOW * WINDOW)
    left = max(0, len(hits) - before - WINDOW)
    return {
        "danger": calls_for(tx, asker.region, kinds),
        "rows": _rows(tx, actor, hits[before : before + WINDOW], asker),
        "every": len(hits),
        "before": before,
        "left": left,
        "next": before + WINDOW if left else None,
        "none": not hits,
    }


def danger(tx: Tx, actor: Actor, answers: Answers) -> Json:
    """Whom to call, where the words of a question sound like danger."""
    return danger_in(tx, region_of(tx, actor), str(answers.get("query") or ""))


def article(tx: Tx, actor: Actor, answers: Answers) -> Json:
    """The answer as it is in the region of whoever asks."""
    region = region_of(tx, actor)
    one = tx.world.regions.articles.of(region, answers.get("article") or "")
    if one is None:
        return None
    lines: list[Text] = [said.json() for said in one.says]
    if one.without is not None:
        lines.append(one.without.json())
    matters = by_matter(tx.world.regions.hotlines, region) if one.lines is not None else {}
    return {
        "id": one.id,
        "title": one.title.json(),
        "lines": lines,
        "next": _next(tx, actor, one),
        "phones": matters.get(one.lines or "", []),
        "source": one.source,
        "reviewed": {"at": one.reviewed_on},
        "owner": one.owner.json(),
        "to_complete": [said.json() for said in one.to_complete],
        "region": REGIONS[region].json() if region in REGIONS else None,
    }


def _next(tx: Tx, actor: Actor, one: Article) -> Json:
    """The next step; a guided list that is not offered here gives way to the services for the need."""
    step = one.next
    id_ = step.id
    if step.kind == "procedure":
        where = Setting(tx.world.regions.region(region_of(tx, actor)), None)
        keys = [offered.key for offered in offers(tx, actor, where) if offered.procedure.id == step.id]
        if not keys and one.needs:
            need = NEEDS[one.needs[0]]
            step = Next("need", need.id, need.self_label)
        id_ = keys[0] if keys else step.id
    return {"label": step.label.json(), "kind": step.kind, "id": id_, "apart": one.id}


def _asker(tx: Tx, actor: Actor, answers: Answers) -> Asker:
    near = answers.get("near")
    place = answers.get("place")
    if place is None and actor.staff_id is None:
        place = tx.unseal(tx.db.get_one(Person, actor.person_id), "community")
    return Asker(
        region_of(tx, actor),
        today(tx),
        place or None,
        (round(float(near["lat"]), 2), round(float(near["lon"]), 2)) if near else None,
    )


def _found(tx: Tx, answers: Answers, asker: Asker) -> Found:
    finder, articles = tx.world.finder, tx.world.regions.articles
    if query := answers.get("query"):
        return finder.search(tx.db, str(query), asker, articles, tx.now)
    wanted = Wanted(answers.get("need"), answers.get("situation"))
    if wanted == Wanted() and not answers.get("place") and asker.near is None:
        return Found(())
    return finder.listed(tx.db, wanted, asker, articles, tx.now)


def _listed(tx: Tx, answers: Answers, asker: Asker, hits: Sequence[Hit]) -> list[Hit]:
    """A list in its order. An answer that belongs to no situation (a programme, not a way out of trouble)
    comes after those that do."""
    apart, articles = answers.get("apart"), tx.world.regions.articles
    services = [one for one in hits if one.kind != "article"]
    told = [one for one in hits if one.kind == "article" and one.id != apart]
    told.sort(key=lambda one: not _situations(articles.of(asker.region, one.id)))
    return [*services, *told] if apart else [*told[:2], *services, *told[2:]]


def _situations(one: Article | None) -> tuple[str, ...]:
    return one.situations if one is not None else ()


def _allowed(tx: Tx, actor: Actor, hits: Sequence[Hit]) -> list[Hit]:
    """Without the services of whom the person does not want to deal with."""
    refused = excluded_by(tx, actor.person_id)[0] if actor.staff_id is None else set()
    if not refused:
        return list(hits)
    owner = tx.world.finder.owner
    return [one for one in hits if one.kind != "service" or owner(one.id) not in refused]


def _without_samples(tx: Tx, region: str, hits: Sequence[Hit]) -> list[Hit]:
    """Without the samples where the region has somebody real for the same need: nobody is to ring a number
    that is made up while there is one who answers."""
    ids = [one.id for one in hits if one.kind == "service"]
    here = select(Service.id, Service.needs).where(Service.region == region, Service.sample.is_(True))
    samples = (
        tx.db.execute(here.where(Service.id.in_(ids)) if len(ids) <= MANY else here).all() if ids else ()
    )
    if not samples:
        return list(hits)
    real = select(cast(Service.needs, String)).where(
        Service.region == region, Service.sample.is_(False), Service.state != "closed"
    )
    covered = {need for needs in tx.db.scalars(real.distinct()) for need in json.loads(needs)}
    left_out = {id_ for id_, needs in samples if not covered.isdisjoint(needs)}
    return [one for one in hits if one.kind != "service" or one.id not in left_out]


def _rows(tx: Tx, actor: Actor, hits: Sequence[Hit], asker: Asker) -> list[Json]:
    services = [one.id for one in hits if one.kind == "service"]
    names = _near_names(tx, services, asker.near) if asker.near else _names(tx, services)
    order = {id_: at for at, id_ in enumerate(names)} if asker.near else {}
    rows: list[Json] = []
    for one in sorted(hits, key=lambda hit: order.get(hit.id, len(order))):
        match one.kind:
            case "service" if one.id in names:
                rows.append({"id": one.id, "kind": "service", "label": names[one.id]})
            case "article" if (known := tx.world.regions.articles.of(asker.region, one.id)) is not None:
                rows.append({"id": one.id, "kind": "article", "label": known.title.json()})
            case "need":
                need = NEEDS[one.id]
                label = need.specialist_label if actor.staff_id else need.self_label
                rows.append(_topic("need", one.id, label))
            case "situation":
                rows.append(_topic("situation", one.id, SITUATIONS[one.id]))
            case "hotlines":
                rows.append({"id": "hotlines", "kind": "hotlines", "label": _HOTLINES.json()})
    return rows


def _topic(kind: str, id_: str, name: M) -> Json:
    return {
        "id": f"{kind}.{id_}",
        "kind": kind,
        "label": _TOPIC.json(name=name.json()),
        "heading": name.json(),
    }


def _names(tx: Tx, ids: Sequence[str]) -> dict[str, Text]:
    """What stands on a service's button: its name and whose it is. A sample's says once that it is one."""
    found: dict[str, Text] = {}
    for id_, name, whose, _, sample in _named(tx, ids):
        room = _room(name, sample=sample)
        both = f"{name}. {whose.removeprefix(_SAMPLE.text.format(name='')) if sample else whose}"
        found[id_] = _marked(
            both if len(both) <= room and whose not in name else cut(name, room), name, sample=sample
        )
    return found


def _near_names(tx: Tx, ids: Sequence[str], near: Place) -> dict[str, Text]:
    """The same where it is asked what is near: its name and how far it is, roughly; the near ones first."""
    found = []
    for id_, name, _, place, sample in _named(tx, ids):
        if place is None:
            continue
        far = distance(near, place)
        band = next(at for at, (most, _) in enumerate(_BANDS) if far <= most)
        short = _marked(cut(name, _room(name, sample=sample) - 20), name, sample=sample)
        found.append((band, lowered(name), id_, _BANDS[band][1].json(name=short)))
    return {id_: label for _, _, id_, label in sorted(found, key=lambda one: one[:3])}


def _named(tx: Tx, ids: Sequence[str]) -> Iterator[tuple[str, str, str, Place | None, bool]]:
    """Of each service: id, name, whose it is, where its door is, whether it is a sample."""
    if not ids:
        return
    query = (
        select(
            Service.id, Service.name, Institution.name, Service.latitude, Service.longitude, Service.sample
        )
        .join(Institution, Institution.id == Service.institution_id)
        .where(Service.id.in_(ids))
    )
    for id_, name, whose, lat, lon, sample in tx.db.execute(query):
        yield id_, name, whose, (lat, lon) if lat is not None and lon is not None else None, sample


def _room(name: str, *, sample: bool) -> int:
    return LONGEST - len(_SAMPLE.text.format(name="")) if _is_marked(name, sample=sample) else LONGEST


def _marked(text: str, name: str, *, sample: bool) -> Text:
    return _SAMPLE.json(name=text) if _is_marked(name, sample=sample) else text


def _is_marked(name: str, *, sample: bool) -> bool:
    return sample and not lowered(name).startswith(_SAMPLE_BEGINS)


def cut(text: str, most: int = LONGEST) -> str:
    """The text in so many characters, cut after a whole word."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,.;:—–-") + "…"
