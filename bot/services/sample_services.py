"""What the sample institutions do: one made-up service each, which says that it is one."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from sqlalchemy import select

from bot.db.directory import Service
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.services.records import provider_json, put
from flows.directory.record import Provider, Record

ABOUT = "Це вигаданий запис: він показує, як виглядатиме справжній. Телефону й адреси в нього немає."

_DOES: MappingProxyType[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "social": ("підтримка соціальної служби", ("social", "housing", "payments"), ("illness", "housing")),
        "social_protection": (
            "виплати й допомога",
            ("payments", "housing", "social"),
            ("moving", "retirement"),
        ),
        "region_social": ("порада про соціальні послуги області", ("social",), ("moving",)),
        "region": ("прийом людей в обласній адміністрації", ("other",), ()),
        "employment": ("пошук роботи й навчання", ("work", "training", "business"), ("job",)),
        "cnap": ("документи й довідки", ("documents", "other"), ("moving", "no_documents")),
        "window": ("документи й довідки в одному місці", ("documents", "other"), ("moving", "no_documents")),
        "children": ("захист прав дитини", ("child",), ("child_status",)),
        "veterans": ("порада ветеранам, ветеранкам і родинам", ("social", "other"), ("veteran",)),
        "legal": ("порада юриста", ("legal",), ("no_documents", "loss")),
        "labour": ("порада про трудові права", ("legal", "work"), ("job",)),
        "psychological": ("розмова з психологом", ("psychological",), ("loss",)),
        "health": ("прийом лікаря", ("health",), ("illness", "birth")),
        "education": ("школа й дитячий садок", ("education",), ("school",)),
        "ngo": ("їжа, одяг, найнеобхідніше", ("aid",), ("moving",)),
        "migration": ("паспорт та інші документи", ("documents",), ("no_documents",)),
        "shelter": ("місце, де можна жити якийсь час", ("housing",), ("housing",)),
        "hub": ("зустріч і порада для тих, хто приїхав", ("social", "other"), ("moving",)),
        "hotline": ("порада про житло телефоном", ("housing",), ("housing", "moving")),
        "police": ("заява до поліції", ("other",), ()),
        "ombudsman": ("звернення про порушені права", ("legal",), ()),
    }
)
"""By the kind of body: what it does, for which needs beside those that the region's algorithm gives it, in
which situations."""


def seed_services(tx: Tx, institutions: Iterable[Institution]) -> list[Service]:
    """Give each sample among these institutions its sample service; where one has a service, it stays as it
    is. Nobody has confirmed any of them. Answers those that are new."""
    samples = [one for one in institutions if one.sample and one.kind in _DOES]
    ids = [one.id for one in samples]
    served = set(tx.db.scalars(select(Service.institution_id).where(Service.institution_id.in_(ids))))
    return [
        put(tx, None, one.region, _record(tx, one), institution=one)
        for one in samples
        if one.id not in served
    ]


def _record(tx: Tx, institution: Institution) -> Record:
    name, needs, situations = _DOES[institution.kind]
    leads = tx.world.regions.region(institution.region).lead.by_need
    needs = (*needs, *(need for need, body in leads.items() if body == institution.kind))
    return Record(
        provider=Provider(**provider_json(institution)),
        name=f"Зразок: {name}",
        about=ABOUT,
        needs=tuple(dict.fromkeys(needs)),
        situations=situations,
        hours=institution.hours,
        takes_referrals=institution.takes_referrals,
        sample=True,
    )
