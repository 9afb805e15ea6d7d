"""What is stored. Names are those of the design; a column that ends in ``_sealed`` is ciphertext.

Sealed columns open only with the key of the row's ``person_id`` (see ``bot.db.tx``): erasing a person
destroys that key. Ids are random words, so that a row can be sealed before it is stored and tells nothing
of its age.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.db.types import Moment

ID = String(26)
NO_ID_TWICE = {"sqlite_autoincrement": True}  # SQLite gives the id of a deleted last row away again


class Base(DeclarativeBase):
    """All tables. Constraint names are fixed, so that migrations can drop them on every engine."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: Moment,
        dict[str, Any]: JSON,
        list[str]: JSON,
        bytes: LargeBinary,
    }


# People and channels ----------------------------------------------------------------------------------------


class Person(Base):
    """Somebody the product speaks to or of. ``key_wrapped`` is None once erased."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    key_wrapped: Mapped[bytes | None]
    language: Mapped[str] = mapped_column(String(8), default="uk")
    region: Mapped[str | None] = mapped_column(String(8))
    community_sealed: Mapped[bytes | None]
    onboarded_at: Mapped[datetime | None]
    discreet: Mapped[bool] = mapped_column(default=False)
    name_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Identity(Base):
    """Where a person is reached. The address is sealed; ``address_index`` (keyed hash) finds it."""

    __tablename__ = "identity"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    address_index: Mapped[str] = mapped_column(String(64))
    address_sealed: Mapped[bytes]
    memory_sealed: Mapped[bytes | None]
    noted_sealed: Mapped[bytes | None]  # ids of the person's own messages that the memory does not hold yet
    reachable: Mapped[bool] = mapped_column(default=True)
    last_used_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("channel", "address_index"),)


class Conversation(Base):
    """One person's session. ``visit`` stays in the clear: an erased draft must not reuse screen numbers.
    ``protected``: the screen shown last is one that must not stay in the chat."""

    __tablename__ = "session"
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    body_sealed: Mapped[bytes | None]
    visit: Mapped[int] = mapped_column(default=0)
    shown_at: Mapped[datetime | None]
    protected: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(index=True)


class ReturnCode(Base):
    """A client's way back in, on any channel: only a keyed hash is kept."""

    __tablename__ = "return_code"
    code_index: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), unique=True)
    created_at: Mapped[datetime]


class Guess(Base):
    """Wrong return codes, invites and passphrases by address: what rate limits count."""

    __tablename__ = "guess"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    who_index: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    __table_args__ = (Index("ix_guess_who_at", "who_index", "at"),)


# Intake and outbox ------------------------------------------------------------------------------------------


class TransitKey(Base):
    """The key of one day's payloads, wrapped. Deleted after the longest use of it: then no backup opens
    them."""

    __tablename__ = "transit_key"
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    wrapped: Mapped[bytes]


class Inbox(Base):
    """What a platform sent: stored before it is acknowledged, its payload erased once processed."""

    __tablename__ = "inbox"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(80))
    sender_index: Mapped[str | None] = mapped_column(String(64))  # keyed hash: keeps one person's order
    payload_sealed: Mapped[bytes | None]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="new")  # new | done | dead
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("ix_inbox_state_id", "state", "id"),
        NO_ID_TWICE,
    )


class DeadLetter(Base):
    """A payload nobody could answer, kept sealed for seven days for the engineer; ``reason`` is a class
    name."""

    __tablename__ = "dead_letter"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(80))
    payload_sealed: Mapped[bytes]
    at: Mapped[datetime] = mapped_column(index=True)


class Outbox(Base):
    """A message to send, or an order to take messages away. Order is kept per address: the lowest id first,
    and what is being tried again holds back those behind it.

    ``state``: new | held (discreet mode: until the person comes by herself) | talk (held while
    she talks to a living person: ``bot.services.talk_ends``) | timed (taking away, later) |
    sent | failed | dropped (of nothing that still matters).
    ``claimed_until``: some process is sending it. ``tried_at``: the first time in vain. ``about``: ids of the
    deadlines it tells of.
    """

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    identity_id: Mapped[str] = mapped_column(ForeignKey("identity.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="show")  # show | push (unasked) | clear | unprotect
    body_sealed: Mapped[bytes | None]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    about: Mapped[list[str] | None]
    state: Mapped[str] = mapped_column(String(8), default="new")
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    __table_args__ = (Index("ix_outbox_state_not_before", "state", "not_before"), NO_ID_TWICE)


# Who is there -----------------------------------------------------------------------------------------------


class Institution(Base):
    """A body that takes part. ``sample`` records say so on every screen.

    ``kind``: one of ``flows.policy.bodies``: social, employment, cnap, children, legal …
    ``hours`` and ``roster`` are those of ``bot.calendar``. ``on_system``: its staff get alerts; otherwise the
    specialist phones or prints. ``phone`` is a public number or empty: none is invented.
    """

    __tablename__ = "institution"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(24))
    region: Mapped[str] = mapped_column(String(8), index=True)
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    hours: Mapped[dict[str, Any]]
    roster: Mapped[dict[str, Any] | None]
    tracks: Mapped[list[str]]
    on_system: Mapped[bool] = mapped_column(default=False)
    takes_referrals: Mapped[bool] = mapped_column(default=True)
    consent_modes: Mapped[list[str] | None]  # None: as the region says
    sample: Mapped[bool] = mapped_column(default=False)
    no_telegram: Mapped[bool] = mapped_column(default=False)  # nothing of the work comes there by itself
    sector: Mapped[str | None] = mapped_column(String(16))  # one of flows.directory.words.SECTORS
    external_id: Mapped[str | None] = mapped_column(String(64), index=True)  # its id in what was imported


class Staff(Base):
    """Somebody who works: roles, institution, deputy. ``name_sealed`` opens with the person's key."""

    __tablename__ = "staff"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), unique=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"), index=True)
    roles: Mapped[list[str]]  # specialist | dispatcher | head | lead | coordinator | council | admin …
    name_sealed: Mapped[bytes]
    position_sealed: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    deputy_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    away_until: Mapped[datetime | None]
    talks_until: Mapped[datetime | None]  # «я на зв'язку»: till then she can be asked for a talk
    joined_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Invite(Base):
    """A one-time link for staff: only its keyed hash is kept. ``staff_id``: whose work it moves to the phone
    where it is opened; None: it brings somebody new."""

    __tablename__ = "invite"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    token_index: Mapped[str] = mapped_column(String(64), unique=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"))
    roles: Mapped[list[str]]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


# The case ---------------------------------------------------------------------------------------------------


class Screening(Base):
    """Signals as ids, a level and its reasons; no narrative. ``person_id`` is None where nothing was
    referred."""

    __tablename__ = "screening"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    region: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    mode: Mapped[str] = mapped_column(String(8))  # self | beside | phone
    signals: Mapped[dict[str, Any]]
    level: Mapped[str] = mapped_column(String(16))
    need: Mapped[str | None] = mapped_column(String(16))
    by_staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class SafeContact(Base):
    """How a person may be reached: a law for the program. One a person."""

    __tablename__ = "safe_contact"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), unique=True)
    body_sealed: Mapped[bytes]  # {"way", "number", "hours", "who", "word", "notes"}
    updated_at: Mapped[datetime]


class Case(Base):
    """One person's road. ``ground`` (red): ids of the danger signs and services called, no details.

    ``profile``: what she answered to the region's own questions, a line each. ``priority``: the region puts
    her first (why is not kept). ``region_version``: the region's algorithm as it was when the case began."""

    __tablename__ = "case"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    region: Mapped[str] = mapped_column(String(8), index=True)
    level: Mapped[str] = mapped_column(String(16))
    need: Mapped[str | None] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(8))
    screening_id: Mapped[str | None] = mapped_column(ForeignKey("screening.id"))
    opened_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))  # None: by the person
    ground: Mapped[dict[str, Any] | None]
    profile_sealed: Mapped[bytes | None]
    priority: Mapped[bool] = mapped_column(default=False)
    region_version: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(8), default="open")  # open | closed
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Consent(Base):
    """Who may know what, why and until when; one row a recipient. Withdrawn: access ends at once."""

    __tablename__ = "consent"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"))
    fields: Mapped[list[str]]
    purpose: Mapped[str] = mapped_column(String(32))
    mode: Mapped[str] = mapped_column(String(12))  # oral | electronic | paper
    text_version: Mapped[str] = mapped_column(String(16))
    taken_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))  # who witnessed it, or noted it
    given_at: Mapped[datetime]
    until: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Exclusion(Base):
    """Who must not be involved, by the person's own word."""

    __tablename__ = "exclusion"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class Referral(Base):
    """A case handed to one recipient.

    ``state``: waiting (for the head's sign-off) | sent | accepted | contacted | working | silent | returned |
    done | withdrawn. ``gist_sealed``: one or two sentences. ``taken_by_sealed``: who took it by phone or on
    paper, where the recipient is not on the system.
    """

    __tablename__ = "referral"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"), index=True)
    consent_id: Mapped[str | None] = mapped_column(ForeignKey("consent.id"))
    track: Mapped[str] = mapped_column(String(16))
    leads: Mapped[bool] = mapped_column(default=False)
    lead_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    gist_sealed: Mapped[bytes | None]
    taken_by_sealed: Mapped[bytes | None]
    taken_at: Mapped[datetime | None]
    outcome_sealed: Mapped[bytes | None]
    sent_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    contacted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class ContactAttempt(Base):
    """One try to reach the person: when, how, with what result (reached | no_answer | unsafe, or written: a
    letter)."""

    __tablename__ = "contact_attempt"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referral.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    way: Mapped[str] = mapped_column(String(12))
    result: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]


class Letter(Base):
    """A few words between a case lead and the person, in the chat she chose. ``read_at``: the other side has
    opened it."""

    __tablename__ = "letter"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referral.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    from_staff: Mapped[bool]
    body_sealed: Mapped[bytes]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class PlanTask(Base):
    """The next step within 24-72 h: what, who phones, where to go."""

    __tablename__ = "plan_task"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    body_sealed: Mapped[bytes]
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class CaseEvent(Base):
    """The timeline: ids and words of the program only, never somebody's text."""

    __tablename__ = "case_event"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]]


class Onward(Base):
    """A further referral, prepared by itself or by the lead; it goes only with a consent of its own.

    ``state``: prepared | asked (the person, in her chat) | sent | declined | over (nobody asks any more:
    the case, or the consent of whoever asked, has ended). ``ground`` and ``payer`` where it exceeds the
    powers of the community (a region's ``beyond``). ``gist``: what the lead wrote for it, until the person
    has answered. One a case and an institution."""

    __tablename__ = "onward"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referral.id"), index=True)  # the one it follows
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"))
    ground: Mapped[str | None] = mapped_column(String(32))
    payer: Mapped[str | None] = mapped_column(String(16))
    gist_sealed: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(String(10), default="prepared")
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("case_id", "institution_id"),)


class Placement(Base):
    """Where the person was given a place to live. It ends apart from the case."""

    __tablename__ = "placement"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    place_id: Mapped[str | None] = mapped_column(ForeignKey("shelter_place.id"), index=True)
    beds: Mapped[int | None]  # taken of that place, and given back when it ends


class Aid(Base):
    """Help given or planned by an institution of the case's team: a kind of need, never a name.
    ``state``: planned | given."""

    __tablename__ = "aid"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"))
    need: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class JointPlan(Base):
    """Which bodies sat at the joint plan. ``agreed_at``: empty while somebody obligatory is missing."""

    __tablename__ = "joint_plan"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), unique=True)
    bodies: Mapped[list[str]]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]


class LevelChange(Base):
    """A level raised, or asked to be lowered (a second person decides). The reason is sealed."""

    __tablename__ = "level_change"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    old: Mapped[str] = mapped_column(String(16))
    new: Mapped[str] = mapped_column(String(16))
    reason_sealed: Mapped[bytes]
    asked_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[str] = mapped_column(String(8))  # done | asked | refused
    at: Mapped[datetime]


class CaseNote(Base):
    """A reason that staff gave in words (handed_back | paused): sealed, unlike the timeline."""

    __tablename__ = "case_note"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(16))
    body_sealed: Mapped[bytes]
    at: Mapped[datetime]


class DutyReport(Base):
    """A report that a law obliges to, apart from consent: said aloud, minimal, the coordinator told."""

    __tablename__ = "duty_report"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("case.id"), index=True)
    region: Mapped[str] = mapped_column(String(8))
    ground: Mapped[str] = mapped_column(String(24))
    bodies: Mapped[list[str]]
    said_aloud: Mapped[bool]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))  # None: a child asked by herself
    at: Mapped[datetime]


class Feedback(Base):
    """What the person answered to «чи зв'язалися з Вами?»: yes | no | later."""

    __tablename__ = "feedback"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referral.id"), index=True)
    answer: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]


# Time -------------------------------------------------------------------------------------------------------


class Deadline(Base):
    """By when something must have happened. ``kind``: acknowledge | contact | signoff | asked.

    ``stage`` is the last rung of the ladder that was told; ``heard_at``: somebody acknowledged it.
    """

    __tablename__ = "deadline"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    referral_id: Mapped[str | None] = mapped_column(ForeignKey("referral.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    level: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    stage: Mapped[str] = mapped_column(String(16), default="")
    __table_args__ = (Index("ix_deadline_open", "met_at", "due_at"),)


class Nudge(Base):
    """One rung of a deadline's ladder: who hears, when. Told once."""

    __tablename__ = "nudge"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    deadline_id: Mapped[str] = mapped_column(ForeignKey("deadline.id"), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    whom: Mapped[str] = mapped_column(String(12))  # lead | deputy | coordinator | specialist | person
    at: Mapped[datetime]
    urgent: Mapped[bool] = mapped_column(default=False)
    repeat: Mapped[int] = mapped_column(default=0)  # minutes until it is told again, 0: once
    told_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_nudge_told_at", "told_at", "at"),)


# Watching ourselves -----------------------------------------------------------------------------------------


class Audit(Base):
    """Who did or read what; append-only (triggers refuse changes), each row hashed with the one before."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    staff_id: Mapped[str | None] = mapped_column(String(26))
    person_id: Mapped[str | None] = mapped_column(String(26))  # who acted, where no staff did
    action: Mapped[str] = mapped_column(String(32))
    case_id: Mapped[str | None] = mapped_column(String(26), index=True)
    detail: Mapped[str] = mapped_column(String(64), default="")
    before: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    __table_args__ = NO_ID_TWICE


class StepTime(Base):
    """How long a screen was looked at before it was answered; no person, for improving the questions."""

    __tablename__ = "step_time"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    flow: Mapped[str] = mapped_column(String(24))
    step: Mapped[str] = mapped_column(String(32))
    seconds: Mapped[int]
    day: Mapped[str] = mapped_column(String(10))


class RegionVersion(Base):
    """A region's algorithm as it was when some case began: its layers as read from the files. ``id``: their
    digest."""

    __tablename__ = "region_version"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    region: Mapped[str] = mapped_column(String(8))
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Erasure(Base):
    """Persons erased, by id: a restored backup replays this list."""

    __tablename__ = "erasure"
    person_id: Mapped[str] = mapped_column(ID, primary_key=True)
    at: Mapped[datetime]


class Meta(Base):
    """Small facts of the installation: which demo or real world this is, when the clock last ticked."""

    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
