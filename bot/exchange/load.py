"""Taking rows into the directory: all of them or none, in one transaction.

A row is known again by the code of its service, else by its provider, its name and the community it is in;
where one of the two names no community, by provider and name, if that fits no other row and no other service.
What a row does not say stays as it is. Services that the file does not name are told of and left alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import insert, select, update

from bot.db.directory import Service, ServiceChange, ServiceCheck
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.exchange.faults import Fault, RefusedError
from bot.exchange.providers import Found, resolved
from bot.exchange.rows import BY_KEY, HEADINGS, Row
from bot.services.records import checked, columns, one_adds, record_of, same
from flows.directory.record import WRITTEN, Record, changed, packed
from flows.engine.message import M
from flows.regions.names import REGIONS

OTHER_REGION = M("exchange.other_region", "Це інша область, ніж та, для якої завантажують файл.")
TWICE = M("exchange.twice", "Та сама послуга вже є в рядку {row}.")
SEVERAL = M(
    "exchange.several",
    "У довіднику є кілька таких послуг. Напишіть код послуги, щоб було ясно, про котру йдеться.",
)
NOT_IN_FORCE = M(
    "exchange.not_in_force",
    "Ці години ще не діють або вже не діють. Залиште ті, за якими працюють зараз.",
)
FUTURE = M("exchange.future", "Цей день ще не настав.")


@dataclass
class Report:
    """What a file does, or would do, to the directory. ``changed``: row, name, and headings of what differs;
    ``absent``: names of services of these regions that the file does not name; ``confirmed``: how many rows
    bring a newer day on which somebody called them true."""

    new: int = 0
    unchanged: int = 0
    confirmed: int = 0
    new_providers: int = 0
    changed: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


@dataclass
class _Plan:
    """What is to be written, table by table, and by whom."""

    by: str | None
    services: list[dict[str, Any]] = field(default_factory=list)
    rewritten: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    confirmed: list[dict[str, Any]] = field(default_factory=list)


def load(
    tx: Tx,
    rows: Sequence[Row],
    region: str,
    *,
    only: bool = False,
    dry_run: bool = False,
    by: str | None = None,
) -> Report:
    """Take the rows in. ``region``: of rows that name none; with ``only`` no other may stand there. ``by``:
    the member of staff who brings them; None: whoever holds the machine.

    Raises RefusedError with everything that is wrong; then, and with ``dry_run``, nothing is written.
    """
    faults: list[Fault] = []
    regions = {row.number: str(row.values.get("provider.region") or region) for row in rows}
    for number, one in regions.items():
        if one not in REGIONS or (only and one != region):
            faults.append(Fault(OTHER_REGION.json(), number, HEADINGS["provider.region"]))
    if faults:
        raise RefusedError(faults)
    if not dry_run:
        one_adds(tx)
    wanted = sorted(set(regions.values()))
    institutions = tx.db.execute(
        select(*Institution.__table__.columns).where(Institution.region.in_(wanted)).order_by(Institution.id)
    ).all()
    owners = resolved(tx, rows, regions, institutions, faults)
    known = _Known(tx, wanted, {one.id: one for one in institutions}, hold=not dry_run)
    known.expect((row, owners[row.number]) for row in rows if row.number in owners)
    report, plan = Report(), _Plan(by)
    taken = _Taken()
    for row in rows:
        owner = owners.get(row.number)
        if owner is not None:
            _take(tx, row, owner, known, report, plan, taken, faults)
    if faults:
        raise RefusedError(faults)
    report.new_providers = sum(one.new for one in {id(one): one for one in owners.values()}.values())
    report.absent = known.absent()
    if not dry_run:
        _write(tx, owners.values(), plan)
    return report


@dataclass(frozen=True, slots=True)
class _Key:
    """What a row may be known again by; names as ``same`` has them."""

    region: str
    code: str
    owner: str
    name: str
    community: str

    @classmethod
    def of(cls, row: Row, owner: Found) -> _Key:
        code, name, community = (str(row.values.get(one, "")) for one in ("external_id", "name", "community"))
        return cls(owner.provider.region, code, owner.id, same(name), same(community))


class _Known:
    """The services of the regions, by what a row may be known again by."""

    def __init__(
        self, tx: Tx, regions: Iterable[str], institutions: Mapping[str, Any], *, hold: bool
    ) -> None:
        query = select(*Service.__table__.columns).where(Service.region.in_(regions)).order_by(Service.id)
        found = tx.db.execute(query.with_for_update() if hold else query).all()
        self.rows = {one.id: one for one in found}
        self.named: set[str] = set()
        self._institutions = institutions
        self._by_code = {(one.region, one.external_id): one.id for one in found if one.external_id}
        self._by_name: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for one in found:
            self._by_name[one.institution_id, same(one.name), same(one.community)].append(one.id)
        self._anywhere: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in found:
            self._anywhere[one.institution_id, same(one.name)].append(one.id)
        self._exact: set[str] = set()
        self._unplaced: Counter[tuple[str, str]] = Counter()

    def expect(self, rows: Iterable[tuple[Row, Found]]) -> None:
        """What the whole file means outright, so that no row is taken for what another one means."""
        for row, owner in rows:
            key = _Key.of(row, owner)
            outright = self._outright(key)
            self._exact.update(outright)
            if not outright:
                self._unplaced[key.owner, key.name] += 1

    def ids_of(self, key: _Key) -> list[str]:
        """The services that a row may mean. One with another code, or one that a row before it meant, is
        another service."""
        if (key.region, key.code) in self._by_code:
            return [self._by_code[key.region, key.code]]
        return self._not_another(key, self._outright(key) or self._without_place(key))

    def _outright(self, key: _Key) -> list[str]:
        coded = self._by_code.get((key.region, key.code)) if key.code else None
        return [coded] if coded else self._by_name.get((key.owner, key.name, key.community), [])

    def _without_place(self, key: _Key) -> list[str]:
        """The service to which a row adds the community, or of which it does not say it."""
        whose = key.owner, key.name
        left = [one for one in self._anywhere.get(whose, ()) if one not in self._exact]
        if self._unplaced[whose] != 1 or len(left) != 1:
            return []
        return left if not key.community or not self.rows[left[0]].community else []

    def _not_another(self, key: _Key, ids: Iterable[str]) -> list[str]:
        return [one for one in ids if not (key.code and (self.rows[one].external_id or one in self.named))]

    def record(self, id_: str) -> Record:
        row = self.rows[id_]
        return record_of(cast("Service", row), self._institutions[row.institution_id])

    def absent(self) -> list[str]:
        left = (one for id_, one in self.rows.items() if id_ not in self.named)
        return sorted(one.name for one in left if one.state != "closed" and not one.sample)


class _Taken:
    """Which row spoke first of which service. Two rows that look alike mean two services only where each has
    a code of its own."""

    def __init__(self) -> None:
        self._by_id: dict[str, int] = {}
        self._by_code: dict[tuple[str, str], int] = {}
        self._bare: dict[tuple[str, str, str], int] = {}
        self._alike: dict[tuple[str, str, str], int] = {}

    def first(self, row: int, id_: str | None, alike: tuple[str, str, str], code: str) -> int | None:
        """The row before this one that spoke of the same service, if one did."""
        found = [self._by_id.setdefault(id_, row)] if id_ else []
        if code:
            found.append(self._by_code.setdefault((alike[0], code), row))
            found.append(self._bare.get(alike, row))
        else:
            found.append(self._alike.get(alike, row))
            self._bare.setdefault(alike, row)
        self._alike.setdefault(alike, row)
        return next((one for one in found if one != row), None)


def _take(
    tx: Tx,
    row: Row,
    owner: Found,
    known: _Known,
    report: Report,
    plan: _Plan,
    taken: _Taken,
    faults: list[Fault],
) -> None:
    """One row: what it says, whether that may be kept, and what is to be written for it."""
    said = {key: value for key, value in row.values.items() if key in WRITTEN}
    key = _Key.of(row, owner)
    ids = known.ids_of(key)
    if len(ids) > 1:
        faults.append(Fault(SEVERAL.json(), row.number, HEADINGS["external_id"]))
        return
    before = known.record(ids[0]) if ids else None
    base = before or Record(provider=owner.provider, name=str(said.get("name", "")))
    after = replace(base, provider=owner.provider, **said)
    if not after.external_id and before is not None and before.external_id:
        after = replace(after, external_id=before.external_id)
    wrong = [Fault(why, row.number, HEADINGS[key]) for key, why in checked(after)]
    day, today = row.values.get("assured_on"), tx.now.astimezone(tx.world.zone).date()
    for field_, begins, ends in row.values.get("in_force", ()):
        if (begins or today) > today or (ends or today) < today:
            wrong.append(Fault(NOT_IN_FORCE.json(), row.number, HEADINGS[field_]))
    if day is not None and day > today:
        wrong.append(Fault(FUTURE.json(), row.number, HEADINGS["assured_on"]))
    alike = key.owner, key.name, key.community
    first = taken.first(row.number, ids[0] if ids else None, alike, key.code)
    if first is not None:
        wrong.append(Fault(TWICE.json(row=str(first)), row.number))
    faults += wrong
    if wrong:
        return
    id_ = ids[0] if ids else tx.new_id()
    known.named.add(id_)
    confirmed = _is_newer(day, known.rows[id_].assured_on if before else None)
    report.confirmed += confirmed
    if before is None:
        report.new += 1
        plan.services.append(_new(tx, id_, owner, after, row, day))
    elif before == after:
        report.unchanged += 1
    else:
        headings = tuple(HEADINGS[key] for key in changed(before, after) if key in BY_KEY)
        report.changed.append((row.number, after.name, headings))
        plan.rewritten.append({"id": id_, "modified_at": tx.now, **columns(after)})
    if before != after:
        was = packed(before) if before is not None else None
        plan.changes.append(
            {"service_id": id_, "staff_id": plan.by, "before": was, "after": packed(after), "at": tx.now}
        )
    if confirmed:
        plan.confirmed.append({"id": id_, "assured_on": day, "assured_by": plan.by, "asked_at": None})


def _new(tx: Tx, id_: str, owner: Found, record: Record, row: Row, day: date | None) -> dict[str, Any]:
    at = row.values.get("modified_at")
    return {
        "id": id_,
        "institution_id": owner.id,
        "region": owner.provider.region,
        "modified_at": min(at, tx.now) if at is not None else tx.now,
        "assured_on": day,
        **columns(record),
    }


def _is_newer(day: date | None, known: date | None) -> bool:
    return day is not None and (known is None or day > known)


def _write(tx: Tx, owners: Iterable[Found], plan: _Plan) -> None:
    once = {one.id: one for one in owners}.values()
    new = [one.row() for one in once if one.new]
    differ = [{"id": one.id, **one.differs} for one in once if one.differs]
    tx.db.add_all(new)
    tx.db.flush()
    connection = tx.db.connection()  # its inserts look at no row twice
    if differ:
        tx.db.execute(update(Institution), differ)
    if plan.services:
        connection.execute(insert(Service), plan.services)
    if plan.rewritten:
        tx.db.execute(update(Service), plan.rewritten)
    if plan.changes:
        connection.execute(insert(ServiceChange), plan.changes)
    if plan.confirmed:
        tx.db.execute(update(Service), plan.confirmed)
    marks = [
        {"id": tx.new_id(), "service_id": one["id"], "kind": kind, "staff_id": plan.by, "at": tx.now}
        for kind, ones in (("changed", plan.rewritten), ("assured", plan.confirmed))
        for one in ones
    ]
    if marks:
        connection.execute(insert(ServiceCheck), marks)
    tx.db.expire_all()
