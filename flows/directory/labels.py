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
        "name": M("field.name", "Назва послуги"),
        "about": M("field.about", "Що це за допомога"),
        "needs": M("field.needs", "Для яких потреб"),
        "situations": M("field.situations", "Для яких життєвих обставин"),
        "state": M("field.state", "Стан"),
        "notice": M("field.notice", "Оголошення, доки не працює"),
        "phones": M("field.phones", "Телефони"),
        "hours": M("field.hours", "Години роботи"),
        "takes_referrals": M("field.takes_referrals", "Приймає направлення"),
        "waiting": M("field.waiting", "Скільки зазвичай чекають"),
        "community": M("field.community", "Громада, де приймають"),
        "area": M("field.area", "Місто чи село"),
        "address": M("field.address", "Адреса"),
        "latitude": M("field.latitude", "Широта"),
        "longitude": M("field.longitude", "Довгота"),
        "communities": M("field.communities", "Які громади обслуговує"),
        "site": M("field.site", "Сайт"),
        "email": M("field.email", "Електронна пошта"),
        "visits": M("field.visits", "Виїзди мобільного офісу"),
        "eligibility": M("field.eligibility", "Хто може звернутися"),
        "cost": M("field.cost", "Вартість"),
        "documents": M("field.documents", "Які документи потрібні"),
        "without_documents": M("field.without_documents", "Що робити без документів"),
        "languages": M("field.languages", "Якими мовами говорять"),
        "accessibility": M("field.accessibility", "Доступність"),
        "external_id": M("field.external_id", "Код запису в іншій системі"),
        "sample": M("field.sample", "Зразок"),
        "provider.name": M("field.provider_name", "Установа"),
        "provider.body": M("field.provider_body", "Вид установи"),
        "provider.sector": M("field.provider_sector", "Чия установа"),
        "provider.address": M("field.provider_address", "Адреса установи"),
        "provider.phone": M("field.provider_phone", "Телефон установи"),
        "provider.region": M("field.provider_region", "Область"),
        "provider.external_id": M("field.provider_external_id", "Код установи в іншій системі"),
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
