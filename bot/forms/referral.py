"""The one-page referral form (algorithms.md, the common core, 6), for a recipient that is not on the system.

Every field of the common core is there, and what was answered to a region's own questions; nothing else: the
least data that a referral needs. What the recipient fills in by hand are the link statuses between services.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.forms.sheet import Box, Section, Sheet, Tick, printed
from flows.engine.message import M, Text, moment

Say: TypeAlias = Callable[[Text], str]
"""A message (``M`` or its JSON) in the language of the form: ``partial(translator.text, language)``."""

TITLE = M("form.title", "Направлення")
RECORDED = M("form.recorded", "Записано")
REFERRED = M("form.referred", "Направлено")
SENDER = M("form.sender", "Хто направляє")
CLIENT = M("form.client", "Людина, яку направляють")
RECIPIENT = M("form.recipient", "Куди направляють")
INSTITUTION = M("form.institution", "Установа")
POSITION = M("form.position", "Ім'я, посада")
WORK_CONTACT = M("form.work_contact", "Робочий контакт")
NAME = M("form.name", "Ім'я або ініціали")
CONTACT = M("form.contact", "Телефон або інший канал")
WAY = M("form.way", "Безпечний спосіб зв'язку")
HOURS = M("form.hours", "Зручний час")
SAFETY = M("form.safety", "Безпека контакту: прочитайте, перш ніж телефонувати")
GIST = M("form.gist", "Суть звернення (одне-два речення, без подробиць)")
PROFILE = M("form.profile", "Відповіді на запитання області")
LEVEL = M("form.level", "Рівень ризику")
CONSENT = M("form.consent", "Згода на передачу цих даних")
SIGNATURE = M("form.signature", "Підпис людини, якщо згода на папері")
PERSON = M("form.person", "Контактна особа")
LEAD = M("form.lead", "Відповідає за перший контакт")
DEADLINE = M("form.deadline", "Перший контакт не пізніше")
ANSWER = M("form.answer", "Заповнює установа, яка прийняла")
CONTACTED = M("form.contacted", "Контакт встановлено")
IN_PROGRESS = M("form.in_progress", "У процесі")
UNREACHED = M("form.unreached", "Не вийшли на зв'язок")
WHEN = M("form.when", "Дата й час")
WHO = M("form.who", "Хто відповів: ім'я, посада, підпис")
CARE = M(
    "form.care",
    "Тут особисті дані. Передавайте лише тим, хто працює з цим зверненням, не фотографуйте,"
    " зберігайте під замком.",
)
MADE = M("form.made", "Роздруковано: {at}")
CUT = M("form.cut", "… (скорочено)")


@dataclass(frozen=True, slots=True)
class ReferralForm:
    """The form's fields as they are to be read; an empty one leaves room to write by hand.

    ``profile`` has its place only where a region asks questions of its own and the person agreed to pass the
    answers on. ``level``, ``consent`` («так, усна») and moments come in words, in the language of the form.
    """

    code: str
    recorded: str
    referred: str
    sender_institution: str
    sender_person: str
    sender_contact: str
    client_name: str
    client_contact: str
    client_way: str
    client_hours: str
    safety: str
    gist: str
    profile: str
    level: str
    consent: str
    recipient_institution: str
    recipient_person: str
    lead: str
    deadline: str


def render(form: ReferralForm, say: Say, made_at: datetime) -> bytes:
    """The form as a PDF of exactly one A4 page, the same bytes for the same form and moment."""
    return printed(_sheet(form, say, made_at), made_at)


def _sheet(form: ReferralForm, say: Say, made_at: datetime) -> Sheet:
    def box(label: M, value: str = "", *, strong: bool = False, share: float = 1, room: int = 1) -> Box:
        return Box(say(label), value, strong, share, room)

    return Sheet(
        title=say(TITLE),
        code=form.code,
        sections=(
            Section(
                say(SENDER),
                (
                    (box(RECORDED, form.recorded), box(REFERRED, form.referred)),
                    (box(INSTITUTION, form.sender_institution),),
                    (box(POSITION, form.sender_person), box(WORK_CONTACT, form.sender_contact)),
                ),
            ),
            Section(
                say(CLIENT),
                (
                    (box(SAFETY, form.safety, strong=True),),
                    (box(NAME, form.client_name), box(CONTACT, form.client_contact)),
                    (box(WAY, form.client_way), box(HOURS, form.client_hours)),
                    (box(GIST, form.gist, room=2),),
                    *([(box(PROFILE, form.profile),)] if form.profile else ()),
                    (box(LEVEL, form.level, strong=True), box(CONSENT, form.consent), box(SIGNATURE)),
                ),
            ),
            Section(
                say(RECIPIENT),
                (
                    (box(INSTITUTION, form.recipient_institution), box(PERSON, form.recipient_person)),
                    (box(LEAD, form.lead), box(DEADLINE, form.deadline, strong=True)),
                ),
            ),
            Section(
                say(ANSWER),
                (
                    (Tick(say(CONTACTED)), Tick(say(IN_PROGRESS)), Tick(say(UNREACHED))),
                    (box(WHEN, room=2), box(WHO, share=2, room=2)),
                ),
            ),
        ),
        footer=(say(CARE), say(MADE.json(at=moment(made_at.isoformat())))),
        cut=say(CUT),
    )
