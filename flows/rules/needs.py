"""What a person may need: the catalogue, said to the person herself and to a specialist."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from flows.engine.message import M


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of need and the track it mainly goes along."""

    id: str
    track: str
    self_label: M
    specialist_label: M


def _need(id: str, track: str, own: str, other: str) -> Need:  # noqa: A002 - "id" is the word
    return Need(id, track, M(f"need.{id}.self", own), M(f"need.{id}.other", other))


CATALOGUE: tuple[Need, ...] = (
    _need("work", "employment", "Знайти роботу", "Пошук роботи"),
    _need("training", "employment", "Навчитися нової справи", "Навчання чи перенавчання"),
    _need("business", "employment", "Розпочати власну справу", "Власна справа, гранти"),
    _need("documents", "administrative", "Документи й довідки", "Документи й довідки"),
    _need("housing", "social", "Житло", "Житло"),
    _need("payments", "social", "Виплати й грошова допомога", "Виплати й грошова допомога"),
    _need("aid", "social", "Їжа, одяг, найнеобхідніше", "Їжа, одяг, найнеобхідніше"),
    _need("social", "social", "Підтримка соціальної служби", "Соціальний супровід"),
    _need("legal", "legal", "Порада юриста", "Правова допомога"),
    _need("psychological", "psychological", "Поговорити з психологом", "Психологічна підтримка"),
    _need("health", "health", "Лікар, ліки, догляд", "Медична допомога, догляд"),
    _need("child", "children", "Захист або статус дитини", "Захист або статус дитини"),
    _need("education", "education", "Школа чи дитячий садок", "Школа чи дитячий садок"),
    _need("other", "administrative", "Інше або важко сказати", "Інше або змішаний запит"),
)

NEEDS = MappingProxyType({need.id: need for need in CATALOGUE})
