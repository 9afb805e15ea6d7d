"""The one-page form for a recipient that is not on the system: what was consented to, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from bot.db.models import Case, Consent, Deadline, Institution, Onward, Person, Referral, Staff
from bot.db.tx import Tx
from bot.forms.referral import ReferralForm, render
from bot.i18n import Translator
from bot.phones import show_phone
from bot.services import audit, contacts, timeline
from bot.services.access import Actor, passed_on, permitted
from bot.services.grades import grade_of
from bot.services.lines import when
from bot.services.referrals import answers_for
from bot.services.sending import consent_holds
from bot.services.versions import region_of_case
from flows.definitions.rules_own import answered
from flows.engine.message import M, Text
from flows.engine.said import Happened
from flows.policy import consents, ways
from flows.rules.needs import NEEDS
from handlers.shown import Attachment

LANGUAGE = "uk"  # institutions work in Ukrainian, whatever language the asker speaks
PRINTED = ("sent", "accepted", "contacted", "working", "silent", "done")

FILE = M(
    "paper.file",
    "Форма направлення {code} на одну сторінку. Передайте її лише тим, кого в ній названо.",
)
BEYOND = M("paper.beyond", "Потрібна допомога області: {ground}.")
HERSELF = M("paper.herself", "людина звернулася сама")
WHO: Mapping[str, M] = MappingProxyType(
    {
        "me": M(
            "paper.me",
            "Говорити лише з самою людиною. Якщо відповість хтось інший, про звернення не казати.",
        ),
        "trusted": M("paper.trusted", "Відповісти може й людина, якій вона довіряє."),
        "anyone": M("paper.anyone", "Відповісти може будь-хто."),
    }
)
HOURS = M("paper.hours", "з {first}:00 до {last}:00")
WORD = M("paper.word", "На початку розмови назвати кодове слово: {word}.")
CONSENT = M("paper.consent", "так, {mode}")
DUTY = M("paper.duty", "дія за законом, згоди батьків не питали")


def form_wanted(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The form goes to whoever asks; printing it is a reading of the card."""
    referral = tx.db.get(Referral, data["referral"])
    if referral is None or not permitted(tx, actor, "form_wanted", referral):
        return Happened("not_permitted")
    if referral.state not in PRINTED or not consent_holds(tx, referral):
        return Happened("not_permitted")
    case = tx.db.get_one(Case, referral.case_id)
    translator = Translator((LANGUAGE,), tx.world.zone.key)

    def say(text: Text | M) -> str:
        return translator.text(LANGUAGE, text)

    content = render(_form(tx, case, referral, say), say, tx.now)
    tx.hand(actor.person_id, Attachment("form.pdf", "application/pdf", content), FILE.json(code=case.code))
    audit.record(tx, actor, "form_wanted", case.id)
    return Happened("made")


def _form(tx: Tx, case: Case, referral: Referral, say: Any) -> ReferralForm:
    consent = tx.db.get(Consent, referral.consent_id) if referral.consent_id else None
    open_ = passed_on(tx, referral)
    person = tx.db.get_one(Person, case.person_id)
    contact = contacts.safe_contact(tx, person.id) or {}
    way = contact if "contact_way" in open_ else {}
    number = contact.get("number") if "contact" in open_ else None
    institution, sender, works_at = _sides(tx, case, referral)
    return ReferralForm(
        code=case.code,
        recorded=say(when(case.opened_at)),
        referred=say(when(referral.sent_at)),
        sender_institution=works_at.name if works_at is not None else say(HERSELF),
        sender_person=_joined(tx, sender, "name", "position"),
        sender_contact=_joined(tx, sender, "phone"),
        client_name=(tx.unseal(person, "name") or "") if "name" in open_ else "",
        client_contact=show_phone(number) if number else "",
        client_way=say(ways.ON_PAPER[way["way"]]) if way.get("way") in ways.ON_PAPER else "",
        client_hours=", ".join(_hours(way, say)),
        safety=" ".join(_safety(way, say)),
        gist=" ".join(_request(tx, case, referral, open_, say)),
        profile=" ".join(_profile(tx, case, institution, say)) if "profile" in open_ else "",
        level=say(grade_of(tx, case).label.json()) if "level" in open_ else "",
        consent=say(CONSENT.json(mode=consents.IS[consent.mode].json()) if consent is not None else DUTY),
        recipient_institution=institution.name,
        recipient_person=tx.unseal(referral, "taken_by") or "",
        lead=_leading(tx, case),
        deadline=say(when(_due(tx, referral))),
    )


def _request(tx: Tx, case: Case, referral: Referral, open_: frozenset[str], say: Any) -> Iterator[str]:
    """What is asked for: the need in the catalogue's words, then the gist."""
    need = NEEDS.get(case.need or "") if "need" in open_ else None
    if need is not None:
        yield f"{say(need.specialist_label)}."
    gist = tx.unseal(referral, "gist") if "gist" in open_ else None
    if gist:
        yield gist
    yield from _beyond(tx, case, referral, open_, say)


def _beyond(tx: Tx, case: Case, referral: Referral, open_: frozenset[str], say: Any) -> Iterator[str]:
    """Why the region's help is wanted and who pays, where the person has agreed to that."""
    asked = select(Onward).where(
        Onward.case_id == case.id,
        Onward.institution_id == referral.institution_id,
        Onward.ground.is_not(None),
        Onward.state == "sent",
    )
    row = tx.db.scalars(asked).first() if "ground" in open_ else None
    if row is not None and row.ground is not None:
        payer = row.payer if "payer" in open_ else None
        yield say(BEYOND.json(ground=timeline.ground(region_of_case(tx, case), row.ground, payer)))


def _profile(tx: Tx, case: Case, institution: Institution, say: Any) -> Iterator[str]:
    """What was answered to the region's own questions, as far as it is for them."""
    for line in answered(answers_for(tx, case, institution), "other"):
        yield f"{say(line).rstrip('.')}."


def _sides(tx: Tx, case: Case, referral: Referral) -> tuple[Institution, Staff | None, Institution | None]:
    """The recipient; who sent it, and from where (both None where the person asked herself)."""
    institution = tx.db.get_one(Institution, referral.institution_id)
    sender = tx.db.get(Staff, case.opened_by) if case.opened_by else None
    works_at = tx.db.get(Institution, sender.institution_id) if sender is not None else None
    return institution, sender, works_at


def _joined(tx: Tx, staff: Staff | None, *parts: str) -> str:
    if staff is None:
        return ""
    values = [tx.unseal(staff, part) for part in parts]
    return ", ".join(show_phone(one) if one.startswith("+") else one for one in values if one)


def _hours(contact: Mapping[str, Any], say: Any) -> list[str]:
    window = contact.get("from") is not None and contact.get("to") is not None
    named = [say(HOURS.json(first=contact["from"], last=contact["to"]))] if window else []
    return [*named, *([contact["hours"]] if contact.get("hours") else [])]


def _safety(contact: Mapping[str, Any], say: Any) -> list[str]:
    lines = [say(WHO[contact["who"]])] if contact.get("who") in WHO else []
    return [*lines, say(WORD.json(word=contact["word"]))] if contact.get("word") else lines


def _leading(tx: Tx, case: Case) -> str:
    """The institution that answers for the first contact."""
    name = tx.db.scalar(
        select(Institution.name)
        .join(Referral, Referral.institution_id == Institution.id)
        .where(Referral.case_id == case.id, Referral.leads)
    )
    return name or ""


def _due(tx: Tx, referral: Referral) -> Any:
    return tx.db.scalar(
        select(Deadline.due_at)
        .where(Deadline.referral_id == referral.id, Deadline.kind == "contact")
        .order_by(Deadline.started_at.desc())
        .limit(1)
    )
