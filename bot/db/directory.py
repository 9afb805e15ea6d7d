"""The directory: services that people are sent to, how fresh each record is, questions and shelter places.

Nothing here is about a person but ``Talk`` and its lines, which are sealed with her key, and ``Hold``, which
names a case. What an editor writes about a service is public.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.models import ID, Base


class Service(Base):
    """What an institution does for people, and where. The words are those of ``flows.directory.words``.

    ``needs``, ``situations``: ids; ``communities``: names served, none: the whole region; ``hours`` are those
    of ``bot.calendar``, none: not known. ``visits``: the timetable of a mobile office, ``[{"community",
    "place", "day" (mon … or an ISO date), "from", "to"}]``. ``latitude``, ``longitude``: of the door.
    ``notice``: why it is paused. ``waiting``: how long people usually wait, in words. ``assured_on``: the day
    somebody who knows said that all is so; ``modified_at``: the last change of a word. Both begin empty:
    nothing is called confirmed that nobody confirmed.
    """

    __tablename__ = "service"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"), index=True)
    region: Mapped[str] = mapped_column(String(8))
    external_id: Mapped[str | None] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, default="")
    needs: Mapped[list[str]] = mapped_column(default=list)
    situations: Mapped[list[str]] = mapped_column(default=list)
    communities: Mapped[list[str]] = mapped_column(default=list)
    community: Mapped[str] = mapped_column(String(60), default="")  # where the door is
    area: Mapped[str | None] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(300), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    phones: Mapped[list[str]] = mapped_column(default=list)
    site: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    visits: Mapped[list[Any]] = mapped_column(JSON, default=list)
    eligibility: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[str] = mapped_column(String(200), default="")
    documents: Mapped[list[str]] = mapped_column(default=list)
    without_documents: Mapped[str] = mapped_column(Text, default="")
    languages: Mapped[list[str]] = mapped_column(default=list)
    accessibility: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(String(8), default="active")
    notice: Mapped[str] = mapped_column(String(300), default="")
    takes_referrals: Mapped[bool] = mapped_column(default=True)
    waiting: Mapped[str] = mapped_column(String(100), default="")
    sample: Mapped[bool] = mapped_column(default=False)
    assured_on: Mapped[date | None] = mapped_column(Date)
    assured_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    modified_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]  # «усе так?», and nobody has answered since
    __table_args__ = (Index("ix_service_region_state", "region", "state"),)


class ServiceChange(Base):
    """One change of a service, for good: what stood there and what stands there now. ``staff_id`` None: an
    import. ``before`` None: it was new."""

    __tablename__ = "service_change"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class ServiceProposal(Base):
    """What somebody wants to be changed, until an editor decides; a new provider needs two who approve.

    ``kind``: provider | service | change. ``body``: the fields of the record as they would be (of a provider
    also its institution's). ``state``: open | once (one of two has approved) | approved | refused.
    """

    __tablename__ = "service_proposal"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    region: Mapped[str] = mapped_column(String(8), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    service_id: Mapped[str | None] = mapped_column(ForeignKey("service.id"), index=True)
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"))
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(8), default="open")
    proposed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    approved_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))  # the first of two
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class ServiceCheck(Base):
    """Something that tells whether a record is true. ``kind``: asked (the bot) | assured (all is so) |
    changed | unreached (somebody could not get through) | reviewed (an editor has looked)."""

    __tablename__ = "service_check"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"))
    kind: Mapped[str] = mapped_column(String(10))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    who_index: Mapped[str | None] = mapped_column(String(64))  # keyed hash: one person counts once
    at: Mapped[datetime]
    __table_args__ = (
        Index("ix_service_check_service_kind_at", "service_id", "kind", "at"),
        Index("ix_service_check_kind_at", "kind", "at"),
    )


class Unanswered(Base):
    """A question nobody could answer, for the editors: words that say nothing of who asked, and how often."""

    __tablename__ = "unanswered"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    region: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(String(200))
    times: Mapped[int] = mapped_column(default=1)
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    settled_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("region", "words"),)


class Talk(Base):
    """A person and a live specialist, who do not see each other's number. ``state``: waiting | open | over.
    ``said_at``: of the newest line. ``rang_person_at``, ``rang_staff_at``: when that side, which was not
    looking, was told last that there is something new."""

    __tablename__ = "talk"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    region: Mapped[str] = mapped_column(String(8), index=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    asked_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    said_at: Mapped[datetime | None]
    rang_person_at: Mapped[datetime | None]
    rang_staff_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_talk_state", "state"),)


class TalkLine(Base):
    """One thing said in a talk, erased some days after it is over."""

    __tablename__ = "talk_line"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    talk_id: Mapped[str] = mapped_column(ForeignKey("talk.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    from_staff: Mapped[bool]
    body_sealed: Mapped[bytes]
    at: Mapped[datetime]


class ShelterPlace(Base):
    """Beds of one kind in a place to live. ``kinds``: ``flows.directory.words.PLACE_KINDS``; ``opened`` is
    False before it opens (``opens_on``: when, if that is known). ``free`` never falls below nought:
    whoever is housed beyond it is counted in ``over``."""

    __tablename__ = "shelter_place"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"), index=True)
    region: Mapped[str] = mapped_column(String(8), index=True)
    name: Mapped[str] = mapped_column(String(120))
    community: Mapped[str] = mapped_column(String(60), default="")
    kinds: Mapped[list[str]] = mapped_column(default=list)
    accessibility: Mapped[list[str]] = mapped_column(default=list)
    beds: Mapped[int]
    free: Mapped[int]
    over: Mapped[int] = mapped_column(default=0)
    opened: Mapped[bool] = mapped_column(default=True)
    opens_on: Mapped[date | None] = mapped_column(Date)
    inspected_on: Mapped[date | None] = mapped_column(Date)
    inspection: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime]
    updated_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    sample: Mapped[bool] = mapped_column(default=False)


class Hold(Base):
    """Beds kept for somebody for some hours. ``state``: held | used | released | lapsed."""

    __tablename__ = "hold"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    place_id: Mapped[str] = mapped_column(ForeignKey("shelter_place.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("case.id"), index=True)
    beds: Mapped[int]
    state: Mapped[str] = mapped_column(String(8), default="held")
    at: Mapped[datetime]
    until: Mapped[datetime]
    longer: Mapped[bool] = mapped_column(default=False)  # once
    warned_at: Mapped[datetime | None]  # who held them has heard that the time is nearly over
    told_at: Mapped[datetime | None]  # and that it was over
    ended_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_hold_state_until", "state", "until"),)
