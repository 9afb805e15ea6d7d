"""Everything that is known about a person, in words, for herself: what the file says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from bot.db.models import (
    Case,
    CaseEvent,
    CaseNote,
    Consent,
    ContactAttempt,
    Conversation,
    DutyReport,
    Exclusion,
    Feedback,
    Identity,
    Institution,
    Letter,
    LevelChange,
    Person,
    PlanTask,
    Referral,
    Screening,
    Staff,
)
from bot.db.tx import Tx
from bot.i18n import Translator
from bot.services import contacts, own_copy_beside, own_copy_talks, own_lists, timeline
from bot.services.access import Actor
from bot.services.grades import grade_of
from bot.services.lines import RESULTS, STATES, level_label, when
from bot.services.readers import readers
from bot.services.versions import region_of_case
from flows.definitions.rules_own import answered
from flows.definitions.rules_people import contact_lines
from flows.engine.message import M, Text, phone
from flows.policy import consents, ways
from flows.policy.bodies import BODIES
from flows.rules.needs import NEEDS
from flows.rules.signals import why

Line = tuple[M, Text]

TITLE = M("own_copy.title", "Усе, що Дорожник знає про Вас. Складено: {at}.")
NOTHING = M("own_copy.nothing", "нічого")
LINE = M("own_copy.line", "{what}: {value}")

ABOUT = M("own_copy.about", "Про Вас")
LANGUAGE = M("own_copy.language", "Мова")
REGION = M("own_copy.region", "Область")
COMMUNITY = M("own_copy.community", "Громада")
NAME = M("own_copy.name", "Ім'я")
DISCREET = M("own_copy.discreet", "Обережний режим")
YES = M("own_copy.yes", "увімкнено")
SINCE = M("own_copy.since", "Уперше тут")
SEEN = M("own_copy.seen", "Востаннє тут")
CHANNEL = M("own_copy.channel", "Канал і адреса в ньому")
WORKS = M("own_copy.works", "Робота: ім'я, посада, телефон")
CONTACT = M("own_copy.contact", "Безпечний зв'язок")
SCREENINGS = M("own_copy.screenings", "Опитування")
SIGNALS = M("own_copy.signals", "Що позначено")
LEVEL = M("own_copy.level", "Рівень")
NEED = M("own_copy.need", "Потреба")
CASE = M("own_copy.case", "Звернення {code}")
OPENED = M("own_copy.opened", "Відкрито")
CLOSED = M("own_copy.closed", "Закрито")
DANGER = M("own_copy.danger", "Ознаки небезпеки")
CALLED = M("own_copy.called", "Кого викликали")
CALLED_AT = M("own_copy.called_at", "Коли викликали")
PROFILE = M("own_copy.profile", "Відповіді на запитання області")
PRIORITY = M("own_copy.priority", "Область ставить звернення першим серед рівних")
FIRST = M("own_copy.first", "так")
PLAN = M("own_copy.plan", "Наступний крок")
CHANGED = M("own_copy.changed", "Рівень змінили, причина")
NOTED = M("own_copy.noted", "Пояснення установи")
REFERRED = M("own_copy.referred", "Передано до")
STATE = M("own_copy.state", "Стан")
GIST = M("own_copy.gist", "Суть")
TAKEN = M("own_copy.taken", "Хто прийняв телефоном чи на папері")
LEAD = M("own_copy.lead", "Хто відповідає за зв'язок")
ATTEMPT = M("own_copy.attempt", "Спроба зв'язатися")
LETTER = M("own_copy.letter", "Вам написали")
REPLY = M("own_copy.reply", "Ви відповіли")
ANSWERED = M("own_copy.answered", "Ваша відповідь, чи був зв'язок")
RESULT = M("own_copy.result", "Результат")
REPORT = M("own_copy.report", "Повідомлено за законом")
STEP = M("own_copy.step", "Крок")
CONSENTS = M("own_copy.consents", "Ваші згоди")
CONSENT = M("own_copy.consent", "Кому і що саме")
GIVEN = M("own_copy.given", "Дано")
UNTIL = M("own_copy.until", "Діє до")
WITHDRAWN = M("own_copy.withdrawn", "Відкликано або завершено")
EXCLUDED = M("own_copy.excluded", "Кого Ви просили не залучати")
READERS = M("own_copy.readers", "Хто відкривав Ваше звернення")
DRAFT = M("own_copy.draft", "Незавершена розмова (стирається через 72 години)")

GOT: Mapping[str, M] = MappingProxyType(
    {
        "reached": M("own_copy.reached", "поговорили"),
        "no_answer": M("own_copy.no_answer", "без відповіді"),
        "unsafe": M("own_copy.unsafe", "говорити було небезпечно"),
        "written": M("own_copy.written", "Вам написали"),
    }
)
ANSWERS: Mapping[str, M] = MappingProxyType(
    {
        "yes": M("own_copy.yes_contact", "так"),
        "no": M("own_copy.no_contact", "ні"),
        "later": M("own_copy.later", "не зараз"),
    }
)
BEYOND_WORDS: Mapping[str, M] = MappingProxyType(
    {
        "ground": M("field.ground", "чому потрібна допомога області"),
        "payer": M("field.payer", "хто за це платить"),
    }
)
"""What goes along, besides the fields of a region's order, where the region's help is wanted."""

FIELD_WORDS: Mapping[str, M] = MappingProxyType(
    {
        "name": M("field.name", "ім'я"),
        "contact": M("field.contact", "телефон або чат для зв'язку"),
        "contact_way": M("field.contact_way", "як і коли безпечно зв'язуватися"),
        "need": M("field.need", "яка допомога потрібна"),
        "gist": M("field.gist", "суть звернення"),
        "profile": M("field.profile", "відповіді на запитання області"),
        "plan": M("field.plan", "план на найближчі дні"),
        "level": M("field.level", "наскільки це терміново"),
        **BEYOND_WORDS,
    }
)


def written(tx: Tx, actor: Actor) -> str:
    """The whole file, in the person's language."""
    person = tx.db.get_one(Person, actor.person_id)
    translator = Translator(tx.world.languages, tx.world.zone.key)

    def say(text: Text | M) -> str:
        return translator.text(person.language, text)

    lines = [say(TITLE.json(at=day(tx, tx.now)))]
    for heading, section in _sections(tx, person):
        lines += ["", say(heading).upper()]
        told = [
            say(value) if what.json() == heading else say(LINE.json(what=what.json(), value=value))
            for what, value in section
            if value not in (None, "", [])
        ]
        lines += told or [say(NOTHING)]
    return "\n".join(lines) + "\n"


def _sections(tx: Tx, person: Person) -> Iterator[tuple[Text, list[Line]]]:
    yield ABOUT.json(), list(_about(tx, person))
    contact = contacts.safe_contact(tx, person.id)
    yield CONTACT.json(), [(CONTACT, line) for line in contact_lines(contact, own=True)] if contact else []
    yield SCREENINGS.json(), list(_screenings(tx, person))
    places = {one.id: one.name for one in tx.db.scalars(select(Institution))}
    for case in tx.db.scalars(select(Case).where(Case.person_id == person.id).order_by(Case.opened_at)):
        yield CASE.json(code=case.code), list(_case(tx, case, places))
    yield own_lists.LISTS.json(), list(own_lists.lines(tx, person.id))
    yield own_copy_talks.TALKS.json(), list(own_copy_talks.lines(tx, person.id))
    yield CONSENTS.json(), list(_consents(tx, person, places))
    yield EXCLUDED.json(), list(_exclusions(tx, person, places))
    yield READERS.json(), [(READERS, one) for one in readers(tx, person.id)]
    yield DRAFT.json(), list(_draft(tx, person))


def _about(tx: Tx, person: Person) -> Iterator[Line]:
    yield LANGUAGE, person.language
    yield REGION, tx.world.regions.region(person.region).name.json() if person.region else None
    yield COMMUNITY, tx.unseal(person, "community")
    yield NAME, tx.unseal(person, "name")
    yield DISCREET, YES.json() if person.discreet else None
    yield SINCE, day(tx, person.created_at)
    yield SEEN, day(tx, person.seen_at)
    for one in tx.db.scalars(select(Identity).where(Identity.person_id == person.id)):
        yield CHANNEL, [_word(ways.IN_OWN_COPY, one.channel), tx.unseal(one, "address")]
    for staff in tx.db.scalars(select(Staff).where(Staff.person_id == person.id)):
        number = tx.unseal(staff, "phone")
        words = [tx.unseal(staff, part) or "-" for part in ("name", "position")]
        yield WORKS, [*words, phone(number) if number else "-"]


def _screenings(tx: Tx, person: Person) -> Iterator[Line]:
    rows = select(Screening).where(Screening.person_id == person.id).order_by(Screening.at)
    for one in tx.db.scalars(rows):
        yield SCREENINGS, day(tx, one.at)
        yield LEVEL, level_label(tx.world.regions.region(one.region), one.level)
        yield NEED, _need(one.need)
        ticked = [mark for group in one.signals.values() if isinstance(group, list) for mark in group]
        yield SIGNALS, why(ticked)


def _case(tx: Tx, case: Case, places: Mapping[str, str]) -> Iterator[Line]:
    yield OPENED, day(tx, case.opened_at)
    yield CLOSED, day(tx, case.closed_at)
    yield LEVEL, grade_of(tx, case).label.json()
    yield NEED, _need(case.need)
    for line in answered(tx.unseal(case, "profile"), "own"):
        yield PROFILE, line
    yield PRIORITY, FIRST.json() if case.priority else None
    if case.ground:
        yield DANGER, why(case.ground["signs"])
        yield CALLED, list(case.ground["called"])
        at = case.ground["at"]
        yield CALLED_AT, when(datetime.fromisoformat(at)) if at else None
    region = region_of_case(tx, case)
    for task in tx.db.scalars(select(PlanTask).where(PlanTask.case_id == case.id)):
        yield PLAN, tx.unseal(task, "body")
    for change in tx.db.scalars(select(LevelChange).where(LevelChange.case_id == case.id)):
        new = level_label(region, change.new)
        yield CHANGED, [when(change.at), new, tx.unseal(change, "reason")]
    for note in tx.db.scalars(select(CaseNote).where(CaseNote.case_id == case.id).order_by(CaseNote.at)):
        yield NOTED, [when(note.at), tx.unseal(note, "body")]
    told = select(DutyReport).where(DutyReport.case_id == case.id, DutyReport.said_aloud)
    for report in tx.db.scalars(told):  # what it was not safe to say aloud is not said in a file either
        yield REPORT, [when(report.at), *(_word(BODIES, body) for body in report.bodies)]
    yield from own_copy_beside.lines(tx, case, places)
    steps = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(timeline.WORDS))
    for step in tx.db.scalars(steps.order_by(CaseEvent.id)):
        if step.kind != "duty_reported":
            yield STEP, [when(step.at), timeline.words(step, region)]
    sent = select(Referral).where(Referral.case_id == case.id).order_by(Referral.sent_at)
    for referral in tx.db.scalars(sent):
        yield from _referral(tx, referral, places)


def _referral(tx: Tx, referral: Referral, places: Mapping[str, str]) -> Iterator[Line]:
    yield REFERRED, [places[referral.institution_id], when(referral.sent_at)]
    yield STATE, STATES[referral.state].json()
    yield GIST, tx.unseal(referral, "gist")
    yield TAKEN, tx.unseal(referral, "taken_by")
    lead = tx.db.get(Staff, referral.lead_id) if referral.lead_id else None
    yield LEAD, tx.unseal(lead, "name") if lead is not None else None
    for one in tx.db.scalars(select(ContactAttempt).where(ContactAttempt.referral_id == referral.id)):
        yield ATTEMPT, [when(one.at), _word(ways.IN_OWN_COPY, one.way), _word(GOT, one.result)]
    letters = (
        select(Letter).where(Letter.referral_id == referral.id).order_by(Letter.at, Letter.from_staff.desc())
    )
    for letter in tx.db.scalars(letters):
        yield LETTER if letter.from_staff else REPLY, [when(letter.at), tx.unseal(letter, "body")]
    for answer in tx.db.scalars(select(Feedback).where(Feedback.referral_id == referral.id)):
        yield ANSWERED, [when(answer.at), _word(ANSWERS, answer.answer)]
    outcome = tx.unseal(referral, "outcome")
    if outcome:
        result = RESULTS[outcome["result"]].json() if outcome.get("result") in RESULTS else None
        yield RESULT, [one for one in (result, outcome.get("words")) if one]


def _consents(tx: Tx, person: Person, places: Mapping[str, str]) -> Iterator[Line]:
    rows = select(Consent).where(Consent.person_id == person.id).order_by(Consent.given_at)
    for one in tx.db.scalars(rows):
        yield CONSENT, [places[one.institution_id], *field_words(one.fields)]
        yield GIVEN, [day(tx, one.given_at), consents.IN_OWN_COPY[one.mode].json()]
        yield UNTIL, day(tx, one.until)
        yield WITHDRAWN, day(tx, one.withdrawn_at)


def _exclusions(tx: Tx, person: Person, places: Mapping[str, str]) -> Iterator[Line]:
    rows = (
        select(Exclusion, Staff)
        .outerjoin(Staff, Staff.id == Exclusion.staff_id)
        .where(Exclusion.person_id == person.id)
        .order_by(Exclusion.at)
    )
    for one, staff in tx.db.execute(rows):
        yield EXCLUDED, tx.unseal(staff, "name") if staff is not None else places[one.institution_id]


def _draft(tx: Tx, person: Person) -> Iterator[Line]:
    """As it is stored: nobody but a machine ever read it."""
    row = tx.db.get(Conversation, person.id)
    body: dict[str, Any] | None = tx.unseal(row, "body") if row is not None else None
    for frame in (*body["frames"], *body["parked"]) if body else ():
        if frame["answers"]:
            yield DRAFT, json.dumps(frame["answers"], ensure_ascii=False)


def _need(need: str | None) -> Text:
    return NEEDS[need].self_label.json() if need is not None and need in NEEDS else need


def _word(words: Mapping[str, M], one: str) -> Text:
    return words[one].json() if one in words else one


def day(tx: Tx, at: datetime | None) -> Text:
    """A day with its year, as it is on the calendar here; or None."""
    return {"at": at.astimezone(tx.world.zone).date().isoformat()} if at is not None else None


def field_words(fields: Sequence[str]) -> list[Text]:
    """What a consent covers, in words."""
    return [FIELD_WORDS[one].json() for one in FIELD_WORDS if one in fields]
