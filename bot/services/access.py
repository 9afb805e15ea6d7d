"""Who may do and read what: one table, action × role × relation. What is not in it is refused.

``ACCESS`` has an entry for every event a conversation may emit and for every fact that reads somebody's data
(tests hold it against both). Services ask ``permitted`` again where the effect happens.

    self         the acting person's own            own          sent by this member of staff
    unit         sent from her institution          stead        own, or of whom she is the deputy, to a
                                                                 recipient not on the system
    institution  referred to her institution        led          she leads it, or is the lead's deputy
    region       of her institution's region (*)    any          whatever it is about

(*) of cases also those of a region beside it that has no coordinator (``bot.services.standing_in``).

Towards a person's data every relation of staff but ``any`` ends at once where the person excluded the worker
or the institution; ``institution`` and ``led`` also where the consent was withdrawn or has run out, where the
head has not signed yet, and where the referral was handed back; so does a deputy's ``stead``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from bot.db.another import another
from bot.db.common_work import Publication, WorkingGroup
from bot.db.directory import Hold, Service, ServiceProposal, ShelterPlace, Talk, Unanswered
from bot.db.models import (
    Case,
    Consent,
    Deadline,
    Exclusion,
    Institution,
    Invite,
    LevelChange,
    Person,
    Referral,
    SafeContact,
    Screening,
    Staff,
)
from bot.db.tx import Tx
from bot.services.standing_in import watched
from flows.policy.words import DUTY_FIELDS, FIELDS

Thing = (
    Person | Staff | Institution | Invite | Screening | SafeContact | Case | Consent | Referral | LevelChange
    | Deadline | WorkingGroup | Publication | Service | ServiceProposal | ShelterPlace | Hold
    | Talk | Unanswered
)  # fmt: skip

PERSON = "person"
ROLES = ("specialist", "dispatcher", "head", "lead", "coordinator", "council", "admin", "editor")
NOT_FOR_RECIPIENTS = ("waiting", "returned", "withdrawn")
AFTERWARDS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``roles`` are those of staff; everybody is a person besides. ``region``: the institution's
    for staff, else the one the person chose."""

    person_id: str
    staff_id: str | None = None
    roles: frozenset[str] = frozenset()
    institution_id: str | None = None
    region: str | None = None
    identity_id: str | None = None
    channel: str | None = None


_HERSELF = {PERSON: "self"}
_SENDERS = {"specialist": "own", "head": "own", "lead": "own"}
_SENDERS_AND_DEPUTIES = dict.fromkeys(_SENDERS, "own stead")
_SENT = {"specialist": "own", "head": "own unit", "lead": "own institution", "coordinator": "region"}
_CARD = {
    role: f"{relations} led" + (" stead" if role in _SENDERS else "")  # deputies too
    for role, relations in _SENT.items()
}
_CHANGERS = {
    "specialist": "own stead",
    "head": "own unit stead",
    "lead": "own led stead",
    "coordinator": "led",
}
_LEADS = {"specialist": "led stead", "head": "led stead", "lead": "led stead", "coordinator": "led"}
_LED = dict.fromkeys(("specialist", "head", "lead", "coordinator"), "led")
_TAKERS = {"specialist": "led", "head": "led", "lead": "institution led", "coordinator": "led"}
_FIRST_LINE = {"specialist": "any", "head": "any", "lead": "any"}
_ALL_STAFF = dict.fromkeys(ROLES, "self")
_COORDINATOR = {"coordinator": "region"}
_WORKERS = {"specialist": "own led stead", "head": "own led stead", "lead": "own led stead"}
_TEAM = {"coordinator": "region", "admin": "any"}
_ALL_OF_REGION = dict.fromkeys(ROLES, "region")
_KEEPERS = dict.fromkeys(("specialist", "head", "lead"), "institution") | {
    "coordinator": "institution region"
}
_HOLDERS = dict.fromkeys(("specialist", "head", "lead", "coordinator"), "region")
_HOLDS = dict.fromkeys(_HOLDERS, "own")
_GROUPS_LEADS = dict.fromkeys(ROLES, "led") | {"coordinator": "region led"}
_EDITORS = {"editor": "region", "coordinator": "region"}
_TALKERS = dict.fromkeys(("specialist", "lead", "dispatcher"), "region")
_PROVIDERS = {"head": "institution", "lead": "institution"}


_TABLE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        # Events: the person and this conversation
        "language_chosen": _HERSELF,
        "place_chosen": _HERSELF,
        "onboarded": _HERSELF,
        "discreet_set": _HERSELF,
        "return_code_wanted": _HERSELF,
        "returned": _HERSELF,
        # Screening and referral
        "screened": _HERSELF | _FIRST_LINE,
        "referred": _HERSELF | _FIRST_LINE,
        "referred_another": _FIRST_LINE,
        "handed_over": dict.fromkeys(_SENDERS, "own stead led") | _COORDINATOR,
        "form_wanted": _HERSELF | _CARD | {"coordinator": ""},
        "duty_reported": _CARD,
        "duty_reported_without_case": _FIRST_LINE,
        "signed_off": {"head": "unit", "coordinator": "region"},  # the coordinator where no head is there
        # The lead
        "accepted": _TAKERS,
        "handed_back": _TAKERS,
        "attempted": _LEADS,
        "status_set": _LEADS,
        "outcome_written": _LEADS,
        "written": _LED,
        # What a region adds to the lead's work
        "onward_sent": _LEADS,
        "onward_asked": _LEADS,
        "onward_declined": _LEADS,
        "settled": _LEADS,
        "place_freed": _LEADS | {"coordinator": "led region"},
        "aid_noted": _LED,
        "team_met": _LEADS,
        # Levels
        "level_raised": _CHANGERS,
        "level_lowering_asked": _CHANGERS,
        "level_decided": _SENT,
        # The person's own data; a consent may also be taken back through the one who took it
        "contact_confirmed": _HERSELF,
        "contact_changed": _HERSELF,
        "onward_answered": _HERSELF,
        "replied": _HERSELF,
        "consent_withdrawn": _HERSELF | _SENDERS,
        "excluded": _HERSELF,
        "data_exported": _HERSELF,
        "erased": _HERSELF,
        # The coordinator
        "heard": _COORDINATOR | _WORKERS,
        "reassigned": _COORDINATOR,
        "paused": _COORDINATOR,
        "invited": _TEAM,
        "invited_anew": _TEAM,
        "joined": _HERSELF,
        "revoked": _TEAM,
        "deputy_set": _TEAM,
        "away_set": _ALL_STAFF,
        "telegram_switched": _TEAM,
        # What staff do beside cases, where the region's practices name it
        "group_made": _COORDINATOR,
        "group_described": _GROUPS_LEADS,
        "group_lead_given": _COORDINATOR,
        "group_member_added": _GROUPS_LEADS,
        "group_member_removed": _GROUPS_LEADS,
        "group_head_chosen": _GROUPS_LEADS,
        "group_task_planned": _GROUPS_LEADS,
        "group_task_done": _GROUPS_LEADS,
        "group_task_moved": _GROUPS_LEADS,
        "group_task_dropped": _GROUPS_LEADS,
        "group_started": _GROUPS_LEADS,
        "group_reported": _GROUPS_LEADS,
        "published": _COORDINATOR,
        "acquainted": _ALL_OF_REGION,
        "reminded": _COORDINATOR,
        "wellbeing_told": _ALL_STAFF,
        "groups": _ALL_OF_REGION,
        "group": _ALL_OF_REGION,
        "group_task": _ALL_OF_REGION,
        "group_report": _ALL_OF_REGION,
        "group_bodies": _GROUPS_LEADS,
        "publications": _ALL_OF_REGION,
        "publication": _ALL_OF_REGION,
        "acquaintance": _COORDINATOR,
        "overview": _COORDINATOR,
        "wellbeing": _ALL_STAFF,
        "strain": {"head": "institution", "coordinator": "region"},  # shares only (flows.rules.strain)
        # The directory of services; what a provider changes waits for an editor (bot.services.proposals)
        "service_assured": _EDITORS | _PROVIDERS | {"specialist": "institution"},
        "service_unreached": _HERSELF,
        "services_asked": _EDITORS | _PROVIDERS | {"specialist": "institution"},
        "service_changed": _EDITORS | _PROVIDERS,
        "record_written": _EDITORS,
        "service_added": _EDITORS,
        "proposed": dict.fromkeys((*_EDITORS, *_PROVIDERS), "any"),  # of the region she works in
        "proposal_decided": _EDITORS,
        "editor_page_wanted": dict.fromkeys(_EDITORS, "any"),
        "work_page_wanted": _ALL_STAFF,
        "records": _EDITORS | _PROVIDERS | {"specialist": "institution"},
        "record": _EDITORS | _PROVIDERS | {"specialist": "institution"},
        "proposals": _EDITORS,
        "proposal": _EDITORS,
        # Places to live: who works there keeps them true, whoever meets people keeps beds for somebody
        "place_added": _KEEPERS,
        "place_changed": _KEEPERS,
        "place_inspected": _COORDINATOR,
        "place_updated": _KEEPERS,
        "place_held": _HOLDERS,
        "place_held_for_case": _LEADS,
        "hold_released": _HOLDS,
        "hold_longer": _HOLDS,
        "hold_used": _HOLDS,
        "shelters": _HOLDERS,
        "shelter": _HOLDERS | {"coordinator": "institution region"},
        "shelters_kept": _KEEPERS,
        "holds": _HOLDS,
        # Questions and talks
        "question_left": _HERSELF,
        "question_settled": _EDITORS,
        "talks_set": dict.fromkeys(_TALKERS, "self"),
        "talk_wanted": _HERSELF,
        "talk_taken": _TALKERS,
        "talk_said": _HERSELF | dict.fromkeys(_TALKERS, "led"),
        "talk_ended": _HERSELF | dict.fromkeys(_TALKERS, "led"),
        "talk": _HERSELF,
        "talk_cover": _HERSELF,
        "talks": _TALKERS,
        "talks_waiting": _TALKERS,
        "unanswered": _EDITORS,
        # Guided lists: the event finds the run of whoever asks (bot.services.procedures)
        "procedure_followed": _HERSELF | _ALL_STAFF,
        # Everybody may take a public record along
        "service_sent": _HERSELF,
        # Facts that read somebody's data
        "procedures": _HERSELF | _ALL_STAFF,
        "procedure": _HERSELF | _ALL_STAFF,
        # what is ticked for a case tells of the person: not to whoever only watches over deadlines
        "procedure_of_case": _CARD | {"coordinator": "led"},
        "cases": _HERSELF,
        "consents": _HERSELF,
        "readers": _HERSELF,
        "contact": _HERSELF,
        "letters": _HERSELF,
        "work": _TAKERS,
        "work_count": _TAKERS,
        "sent": _SENDERS_AND_DEPUTIES,
        "sent_count": _SENDERS,
        "card": _CARD,
        "onward": _LEADS,
        "asked": _HERSELF,
        "questions": _HERSELF,
        "placement": _LEADS,
        "placed": _COORDINATOR,
        "placed_at": _COORDINATOR,
        "aid": _LED,
        "joint_plan": _LEADS,
        "due": _COORDINATOR,
        "due_count": _COORDINATOR,
        "due_places": _COORDINATOR,
        "deadline": _COORDINATOR,
        "ticked": _COORDINATOR,
        "team": _TEAM,
        "leads": _COORDINATOR,
        "institutions": _TEAM,
        "signoffs": {"head": "unit"},
        "changes": _SENT,
    }
)

ACCESS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        # whoever takes calls meets people as a specialist does
        action: {"dispatcher": rights["specialist"], **rights} if "specialist" in rights else rights
        for action, rights in _TABLE.items()
    }
)


class NotPermittedError(Exception):
    """Somebody asked for what is not hers, where no conversation offers it. Says no more than that."""


def actor_of(tx: Tx, person_id: str, identity_id: str | None = None, channel: str | None = None) -> Actor:
    """Who this person is today: the roles of somebody revoked are gone."""
    found = tx.db.execute(
        select(Person.region, Staff, Institution.region)
        .outerjoin(Staff, and_(Staff.person_id == Person.id, Staff.revoked_at.is_(None)))
        .outerjoin(Institution, Institution.id == Staff.institution_id)
        .where(Person.id == person_id)
    ).one()
    region, staff, works_in = found
    if staff is None:
        return Actor(person_id, region=region, identity_id=identity_id, channel=channel)
    return Actor(
        person_id, staff.id, frozenset(staff.roles), staff.institution_id, works_in, identity_id, channel
    )


def is_staff(tx: Tx, person_id: str) -> bool:
    """Whether the person works here today."""
    working = exists().where(Staff.person_id == person_id, Staff.revoked_at.is_(None))
    return bool(tx.db.scalar(select(working)))


def permitted(tx: Tx, actor: Actor, action: str, thing: Thing | None = None) -> bool:
    """Whether the actor may do this with that. Without a thing, what concerns nobody but the actor."""
    return any(_holds(tx, actor, relation, thing) for relation in _relations(actor, action))


def fields_open(tx: Tx, actor: Actor, referral: Referral) -> frozenset[str]:
    """Which of the client's fields (``policy.words.FIELDS``) the actor may see on the referral's card.

    The sender and the head see what was sent; a recipient what was consented to (``passed_on``); whoever only
    watches over deadlines sees the level alone.
    """
    held = {one for one in _relations(actor, "card") if _holds(tx, actor, one, referral)}
    if held & {"own", "unit"}:
        return frozenset(FIELDS)
    if held & {"institution", "led", "stead"}:
        return passed_on(tx, referral)
    return frozenset({"level"}) if held else frozenset()


def passed_on(tx: Tx, referral: Referral) -> frozenset[str]:
    """The fields the recipient was given: the consent's, or the least that a duty to report carries."""
    if referral.consent_id is None:
        return frozenset(DUTY_FIELDS)
    return frozenset(tx.db.get_one(Consent, referral.consent_id).fields)


# For lists: the same rules as conditions of a query ---------------------------------------------------------


def open_to_recipient(tx: Tx, actor: Actor) -> ColumnElement[bool]:
    """That a ``Referral`` may be seen by those it was referred to: signed, not handed back, consent holds.

    A consent holds while they work with the case; once it is done, for a few days more, to finish the
    notes. Whoever stands in for a recipient that is not on the system knows of the person by her own
    institution's consent, and no longer than that."""
    theirs = Referral.institution_id == actor.institution_id
    return and_(_open(tx, actor), or_(theirs, ~led_by_a_stranger(tx)))


def _open(tx: Tx, actor: Actor) -> ColumnElement[bool]:
    return and_(
        Referral.state.not_in(NOT_FOR_RECIPIENTS),
        or_(Referral.closed_at.is_(None), Referral.closed_at > tx.now - AFTERWARDS),
        or_(
            Referral.consent_id.is_(
                None
            ),  # the duty path: the children's service, without a parent's consent
            exists().where(
                Consent.id == Referral.consent_id, Consent.withdrawn_at.is_(None), Consent.until > tx.now
            ),
        ),
        not_excluded(actor),
    )


def led_by_a_stranger(tx: Tx) -> ColumnElement[bool]:
    """That a ``Referral`` to a recipient that is not on the system is led from an institution whose own way
    into the case has ended."""
    lead, own = another(Staff, "a stranger"), another(Referral, "a stranger's")
    consent = another(Consent, "a stranger's")
    holds = exists().where(
        consent.id == own.consent_id, consent.withdrawn_at.is_(None), consent.until > tx.now
    )
    way = (
        exists()
        .where(
            own.case_id == Referral.case_id,
            own.institution_id == lead.institution_id,
            own.state.not_in(NOT_FOR_RECIPIENTS),
            or_(own.consent_id.is_(None), holds),
        )
        .correlate(Referral, lead)
    )
    led = exists().where(lead.id == Referral.lead_id, lead.institution_id != Referral.institution_id, ~way)
    return and_(_OUTSIDE, led)


def sent_for(tx: Tx, actor: Actor) -> ColumnElement[bool]:
    """That she is the deputy of whoever sent a ``Referral`` to a recipient that is not on the system."""
    sender = another(Staff, "sender")
    deputises = exists().where(
        Case.id == Referral.case_id, sender.id == Case.opened_by, sender.deputy_id == actor.staff_id
    )
    return and_(deputises, _OUTSIDE, _open(tx, actor))


def not_excluded(actor: Actor, person_id: Any = Referral.person_id) -> ColumnElement[bool]:
    """That the person of a ``Referral`` has excluded neither this worker nor her institution."""
    return ~exists().where(Exclusion.person_id == person_id, _excludes(actor))


def excluded_by(tx: Tx, person_id: str) -> tuple[set[str], set[str]]:
    """Institutions and workers whom the person does not want."""
    rows = tx.db.execute(
        select(Exclusion.institution_id, Exclusion.staff_id).where(Exclusion.person_id == person_id)
    ).all()
    return {one for one, _ in rows if one}, {one for _, one in rows if one}


# One thing and one relation ---------------------------------------------------------------------------------


def _relations(actor: Actor, action: str) -> set[str]:
    """The relations of which any one would do."""
    rights = ACCESS.get(action, {})
    return {relation for role in (PERSON, *actor.roles) for relation in rights.get(role, "").split()}


def _holds(tx: Tx, actor: Actor, relation: str, thing: Thing | None) -> bool:
    if relation == "any":
        return True
    if relation == "self":
        return thing is None or _person_of(thing) == actor.person_id
    if thing is None or actor.staff_id is None:
        return False
    if isinstance(thing, WorkingGroup | Publication):
        led = relation == "led" and isinstance(thing, WorkingGroup) and thing.led_by == actor.staff_id
        return thing.region == actor.region and (led or relation == "region")
    if isinstance(thing, Hold):
        return relation == "own" and thing.staff_id == actor.staff_id
    if isinstance(thing, Service | ServiceProposal | ShelterPlace):
        hers = relation == "institution" and thing.institution_id == actor.institution_id
        return hers or (relation == "region" and thing.region == actor.region)
    if isinstance(thing, Unanswered):
        return relation == "region" and thing.region == actor.region
    if isinstance(thing, Talk):
        return _about_talk(tx, actor, relation, thing)
    if isinstance(thing, Institution) and relation == "institution":
        return thing.id == actor.institution_id
    if isinstance(thing, Staff | Institution | Invite):
        return relation == "region" and _region_of_team(tx, thing) == actor.region
    if isinstance(thing, Person | SafeContact):
        return False
    if isinstance(thing, Screening):
        return relation == "own" and thing.by_staff_id == actor.staff_id
    return _about_case(tx, actor, relation, thing)


def _about_talk(tx: Tx, actor: Actor, relation: str, talk: Talk) -> bool:
    """Whoever takes it is of the region and not the person herself; whom she excluded never talks to her."""
    hers = talk.staff_id == actor.staff_id if relation == "led" else talk.region == actor.region
    return hers and talk.person_id != actor.person_id and not _is_excluded(tx, actor, talk.person_id)


def _about_case(
    tx: Tx, actor: Actor, relation: str, thing: Case | Consent | Referral | LevelChange | Deadline
) -> bool:
    case = thing if isinstance(thing, Case) else tx.db.get(Case, thing.case_id)
    if case is None:
        return False
    match relation:  # what costs no query is asked first; ``open_to_recipient`` leaves the excluded out
        case "own":
            return case.opened_by == actor.staff_id and not _is_excluded(tx, actor, case.person_id)
        case "region":
            watches = case.region in watched(tx, actor.region)
            return watches and not _is_excluded(tx, actor, case.person_id)
        case "unit":
            sender = tx.db.get(Staff, case.opened_by) if case.opened_by else None
            hers = sender is not None and sender.institution_id == actor.institution_id
            return hers and not _is_excluded(tx, actor, case.person_id)
        case "stead" if case.opened_by == actor.staff_id:
            about = (Referral.state.not_in(NOT_FOR_RECIPIENTS), _OUTSIDE, not_excluded(actor))
            return _some(tx, thing, *about)
        case "stead":
            return _some(tx, thing, sent_for(tx, actor))
        case "institution":
            theirs = Referral.institution_id == actor.institution_id
            return _some(tx, thing, theirs, open_to_recipient(tx, actor))
        case "led":
            return _some(tx, thing, _led_by(actor), open_to_recipient(tx, actor))
    return False


_OUTSIDE = exists().where(Institution.id == Referral.institution_id, ~Institution.on_system)


def _led_by(actor: Actor) -> ColumnElement[bool]:
    lead = another(Staff, "lead")
    deputises = exists().where(lead.id == Referral.lead_id, lead.deputy_id == actor.staff_id)
    return or_(Referral.lead_id == actor.staff_id, deputises)


def _some(
    tx: Tx, thing: Case | Consent | Referral | LevelChange | Deadline, *conditions: ColumnElement[bool]
) -> bool:
    """Whether the referral the thing is about (for a whole case: any of it) meets the conditions."""
    match thing:
        case Referral():
            about = Referral.id == thing.id
        case Consent():
            about = Referral.consent_id == thing.id
        case Deadline(referral_id=str(referral_id)):
            about = Referral.id == referral_id
        case Case():
            about = Referral.case_id == thing.id
        case _:
            about = Referral.case_id == thing.case_id
    return bool(tx.db.scalar(select(exists().where(about, *conditions))))


def _is_excluded(tx: Tx, actor: Actor, person_id: str) -> bool:
    return bool(tx.db.scalar(select(exists().where(Exclusion.person_id == person_id, _excludes(actor)))))


def _excludes(actor: Actor) -> ColumnElement[bool]:
    return or_(Exclusion.staff_id == actor.staff_id, Exclusion.institution_id == actor.institution_id)


def _person_of(thing: Thing) -> str | None:
    if isinstance(thing, Person):
        return thing.id
    return getattr(thing, "person_id", None)


def _region_of_team(tx: Tx, thing: Staff | Institution | Invite) -> str | None:
    if isinstance(thing, Institution):
        return thing.region
    institution = tx.db.get(Institution, thing.institution_id)
    return institution.region if institution is not None else None
