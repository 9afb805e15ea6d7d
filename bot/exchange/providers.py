"""Whose the services of a file are: one provider each, however many rows speak of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.db.models import Institution
from bot.db.tx import Tx
from bot.exchange.faults import Fault
from bot.exchange.rows import BY_KEY, HEADINGS, Row
from bot.services.records import provider_json, same
from flows.directory.record import OF_PROVIDER, Provider
from flows.engine.message import M

DIFFERS = M("exchange.differs", "Про цю установу в рядку {row} стоїть інше.")
WHICH = M(
    "exchange.which", "Таких установ у файлі кілька. Напишіть код установи, щоб було ясно, про котру йдеться."
)


@dataclass
class Found:
    """A provider, and its institution: ``new``, or, where it says something else than the row that is there,
    all that row is to say (``differs``)."""

    id: str
    provider: Provider
    tracks: list[str]
    new: bool = False
    takes_referrals: bool = False
    sample: bool = True
    differs: dict[str, Any] = field(default_factory=dict)

    def row(self) -> Institution:
        """The row of a new institution. A sample is one whose every service is a sample."""
        return Institution(
            id=self.id,
            name=self.provider.name,
            kind=self.provider.body,
            region=self.provider.region,
            address=self.provider.address,
            phone=self.provider.phone,
            hours={},
            tracks=self.tracks,
            takes_referrals=self.takes_referrals,
            sample=self.sample,
            sector=self.provider.sector or None,
            external_id=self.provider.external_id or None,
        )


def resolved(
    tx: Tx,
    rows: Sequence[Row],
    regions: Mapping[int, str],
    institutions: Sequence[Any],
    faults: list[Fault],
) -> dict[int, Found]:
    """The provider of each row, by the row's number. What rows say differently of one is a fault."""
    by_code = {(one.region, one.external_id): one for one in institutions if one.external_id}
    by_name: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for one in institutions:
        by_name[one.region, same(one.name)].append(one)
    found: dict[int, Found] = {}
    for (region, code, _), theirs in _grouped(rows, regions, faults).items():
        known = by_code.get((region, code)) if code else None
        if known is None:
            alike = by_name[region, same(str(theirs[0].values.get("provider.name", "")))]
            known = next((one for one in alike if not (code and one.external_id)), None)
        said = _said(theirs, faults)
        owner = _owner(tx, region, said, known, theirs)
        found |= dict.fromkeys((one.number for one in theirs), owner)
    return found


def _grouped(
    rows: Sequence[Row], regions: Mapping[int, str], faults: list[Fault]
) -> dict[tuple[str, str, str], list[Row]]:
    """The rows of each provider: those with one code, and those with one name and no other code."""
    codes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if code := row.values.get("provider.external_id"):
            codes[regions[row.number], same(str(row.values.get("provider.name", "")))].add(code)
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        region, name = regions[row.number], same(str(row.values.get("provider.name", "")))
        code = str(row.values.get("provider.external_id") or "")
        given = codes.get((region, name), set())
        if not code and len(given) > 1:
            faults.append(Fault(WHICH.json(), row.number, HEADINGS["provider.external_id"]))
            continue
        code = code or next(iter(given), "")
        groups[region, code, "" if code else name].append(row)
    return groups


def _said(rows: Sequence[Row], faults: list[Fault]) -> dict[str, str]:
    """What the rows say of their provider: each field once; an empty cell beside a full one says nothing."""
    said: dict[str, str] = {}
    where: dict[str, int] = {}
    for name in OF_PROVIDER:
        key = f"provider.{name}"
        for row in rows:
            if name == "region" or key not in row.values:
                continue
            value = str(row.values[key])
            if value and said.get(name):
                alike = same(value) == same(said[name]) if name == "name" else value == said[name]
                if not alike:
                    faults.append(Fault(DIFFERS.json(row=str(where[name])), row.number, BY_KEY[key].heading))
            elif value or name not in said:
                said[name], where[name] = value, row.number
    return said


def _owner(tx: Tx, region: str, said: dict[str, str], known: Any, rows: Sequence[Row]) -> Found:
    tracks = tx.world.regions.region(region).tracks
    if known is None:
        provider = Provider(**({"name": "", "body": ""} | said | {"region": region}))
        return Found(
            tx.new_id(),
            provider,
            [one.id for one in tracks if provider.body in one.bodies],
            new=True,
            takes_referrals=any(row.values.get("takes_referrals", True) for row in rows),
            sample=all(row.values.get("sample", False) for row in rows),
        )
    before = provider_json(known)
    if not said.get("external_id"):
        said.pop("external_id", None)
    provider = Provider(**(before | said))
    owner = Found(known.id, provider, list(known.tracks))
    written = {
        "name": provider.name,
        "kind": provider.body,
        "address": provider.address,
        "phone": provider.phone,
        "sector": provider.sector or None,
        "external_id": provider.external_id or None,
    }
    if any(getattr(known, name) != value for name, value in written.items()):
        owner.differs = written | {"tracks": owner.tracks}
        if known.kind != provider.body:  # another kind of body stands on other tracks
            owner.differs["tracks"] = [one.id for one in tracks if provider.body in one.bodies]
    return owner
