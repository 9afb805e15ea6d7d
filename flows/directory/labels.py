"""What each field of a record is called, wherever people read or write it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.directory.words import ACCESSIBILITY, AREAS, LANGUAGES, SECTORS, SITUATIONS, STATES
from flows.engine.message import M
from flows.policy.bodies import BODIES
from flows.rules.needs import NEEDS

FIELDS: Mapping[str, M] = MappingProxyType(
    {
        "name": M("fields.name", "Назва послуги"),
        "about": M("fields.about", "Що це за допомога"),
        "needs": M("fields.needs", "Для яких потреб"),
        "situations": M("fields.situations", "Для яких життєвих обставин"),
        "state": M("fields.state", "Стан"),
        "notice": M("fields.notice", "Оголошення, доки не працює"),
        "phones": M("fields.phones", "Телефони"),
        "hours": M("fields.hours", "Години роботи"),
        "takes_referrals": M("fields.takes_referrals", "Приймає направлення"),
        "waiting": M("fields.waiting", "Скільки зазвичай чекають"),
        "community": M("fields.community", "Громада, де приймають"),
        "area": M("fields.area", "Місто чи село"),
        "address": M("fields.address", "Адреса"),
        "latitude": M("fields.latitude", "Широта"),
        "longitude": M("fields.longitude", "Довгота"),
        "communities": M("fields.communities", "Які громади обслуговує"),
        "site": M("fields.site", "Сайт"),
        "email": M("fields.email", "Електронна пошта"),
        "visits": M("fields.visits", "Виїзди мобільного офісу"),
        "eligibility": M("fields.eligibility", "Хто може звернутися"),
        "cost": M("fields.cost", "Вартість"),
        "documents": M("fields.documents", "Які документи потрібні"),
        "without_documents": M("fields.without_documents", "Що робити без документів"),
        "languages": M("fields.languages", "Якими мовами говорять"),
        "accessibility": M("fields.accessibility", "Доступність"),
        "external_id": M("fields.external_id", "Код запису в іншій системі"),
        "sample": M("fields.sample", "Зразок"),
        "provider.name": M("fields.provider_name", "Установа"),
        "provider.body": M("fields.provider_body", "Вид установи"),
        "provider.sector": M("fields.provider_sector", "Чия установа"),
        "provider.address": M("fields.provider_address", "Адреса установи"),
        "provider.phone": M("fields.provider_phone", "Телефон установи"),
        "provider.region": M("fields.provider_region", "Область"),
        "provider.external_id": M("fields.provider_external_id", "Код установи в іншій системі"),
    }
)

WORDS: Mapping[str, Mapping[str, M]] = MappingProxyType(
    {
        "needs": MappingProxyType({id_: need.specialist_label for id_, need in NEEDS.items()}),
        "situations": SITUATIONS,
        "state": STATES,
        "area": AREAS,
        "languages": LANGUAGES,
        "accessibility": ACCESSIBILITY,
        "provider.body": BODIES,
        "provider.sector": SECTORS,
    }
)
"""How the ids of closed lists are read."""
