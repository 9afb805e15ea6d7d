"""Putting people in their places before a transcript begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.db.directory import Service, ServiceChange
from bot.db.models import Institution, Person, Staff
from bot.db.tx import Tx
from bot.services.access import actor_of
from bot.services.directory import seed_samples
from bot.services.referrals import referred
from flows.policy.bodies import BODIES
from tests.services.cast import asked, to
from tests.stages.script import Member, Script

Changes = Mapping[str, Mapping[str, Any]]

NAMES = {
    "olena": "Олена", "iryna": "Ірина Черненко", "lesia": "Леся Гончар", "nadia": "Надія Кравець",
    "halyna": "Галина Мороз", "petro": "Петро Савчук", "oksana": "Оксана Бондар", "daria": "Дарія Ткач",
    "roman": "Роман Бойко", "vira": "Віра Мельник", "taras": "Тарас Лисенко", "solomiia": "Соломія Яценко",
}  # fmt: skip


def furnish(tx: Tx, script: Script) -> None:
    """The sample directory of the region (of both, where two authorities stand side by side), as the
    transcript wants it."""
    for region in dict.fromkeys((script.region, *tx.world.regions.region(script.region).authorities)):
        seed_samples(tx, region)
    change(tx, script, script.directory)
    for columns in script.services:
        place = select(Institution).where(
            Institution.region == script.region, Institution.kind == columns["at"]
        )
        ours: dict[str, Any] = {"region": script.region, "modified_at": tx.now, "sample": True}
        ours["institution_id"] = tx.db.scalars(place).one().id
        told = {name: value for name, value in columns.items() if name not in ("at", "copies")}
        for number in range(columns.get("copies", 1)):
            name = f"{told['name']} {number + 1}" if "copies" in columns else told["name"]
            row = Service(**{**ours, "id": tx.new_id(), **told, "name": name})
            tx.db.add(row)
            _note_change(tx, row)


def _note_change(tx: Tx, row: Service) -> None:
    """The history says that the row is another one: whoever keeps an index reads it."""
    tx.db.flush()
    tx.db.add(ServiceChange(service_id=row.id, before=None, after={}, at=tx.now))
    tx.db.flush()


def change_services(tx: Tx, changes: Changes) -> None:
    """Let something be different about the services of a name."""
    for name, columns in changes.items():
        rows = tx.db.scalars(select(Service).where(Service.name == name)).all()
        assert rows, f"no service {name!r}"
        for row in rows:
            for column, value in columns.items():
                assert hasattr(row, column), f"a service has no {column}"
                setattr(row, column, value)
            _note_change(tx, row)


def change(tx: Tx, script: Script, changes: Changes) -> None:
    """Let something be different about the institution of a kind: columns of its row."""
    for kind, columns in changes.items():
        query = select(Institution).where(Institution.region == script.region, Institution.kind == kind)
        for institution in tx.db.scalars(query):
            for name, value in columns.items():
                assert hasattr(institution, name), f"an institution has no {name}"
                setattr(institution, name, value)
    tx.db.flush()


def place(tx: Tx, script: Script, member: Member, person_id: str) -> None:
    """Let somebody be known already: region chosen, and for staff a role and an institution."""
    person = tx.db.get_one(Person, person_id)
    person.language = member.language
    region = member.region or script.region
    if not member.new:
        person.region, person.onboarded_at = region, tx.now
    if member.roles:
        staff = Staff(
            id=tx.new_id(),
            person_id=person_id,
            institution_id=_institution(tx, region, member.at or "social").id,
            roles=list(member.roles),
            joined_at=tx.now - timedelta(days=30 - script.people.index(member)),  # in the order of the cast
        )
        tx.seal(staff, "name", NAMES.get(member.name, member.name.title()))
        tx.seal(staff, "position", "фахівчиня")
        tx.db.add(staff)


def deputise(tx: Tx, script: Script, people: Mapping[str, str]) -> None:
    """Let everybody have the deputy that the transcript names. ``people``: ids by name."""
    for member in script.people:
        if member.deputy is not None:
            staff = {one.person_id: one for one in tx.db.scalars(select(Staff))}
            staff[people[member.name]].deputy_id = staff[people[member.deputy]].id


def crowd(tx: Tx, script: Script, by: str, rows: int) -> None:
    """So many cases of people who are not in the transcript, sent by somebody of it; nobody is told."""
    sender = actor_of(tx, by)
    social = _institution(tx, script.region, "social").id
    for _ in range(rows):
        assert referred(tx, sender, asked(to(social, leads=True))).kind == "sent"
    tx.told.clear()


def _institution(tx: Tx, region: str, kind: str) -> Institution:
    """The institution of that kind whose staff is on the system; it is made where the samples have none."""
    query = select(Institution).where(Institution.region == region, Institution.kind == kind)
    found = tx.db.scalars(query.order_by(Institution.on_system.desc(), Institution.name)).first()
    if found is None:
        found = Institution(
            id=tx.new_id(),
            name=f"Зразок: {BODIES[kind].text if kind in BODIES else kind}",
            kind=kind,
            region=region,
            hours={},
            tracks=[],
            on_system=True,
            sample=True,
        )
        tx.db.add(found)
    found.on_system = True
    tx.db.flush()
    return found
