"""What staff do beside cases: procedures, working groups, what the region publishes, their own strain.

Free words here are about things, never about a person: they pass the same guard as every typed text.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.models import ID, Base


class ProcedureRun(Base):
    """A guided list of steps that somebody follows: a person for herself (``person_id``), or a worker
    (``staff_id``), for a case or for her institution's work."""

    __tablename__ = "procedure_run"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    procedure: Mapped[str] = mapped_column(String(32))
    region: Mapped[str] = mapped_column(String(8))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("case.id"), index=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ProcedureMark(Base):
    """A step ticked off."""

    __tablename__ = "procedure_mark"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("procedure_run.id"), index=True)
    step: Mapped[str] = mapped_column(String(32))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("run_id", "step"),)


class WorkingGroup(Base):
    """Bodies that solve one problem together. ``state``: prepared | planned | acting | closed."""

    __tablename__ = "working_group"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    region: Mapped[str] = mapped_column(String(8), index=True)
    led_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    title: Mapped[str] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text, default="")
    cause: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="prepared")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class GroupMember(Base):
    """Who takes part: an institution, with the kind of body it is, or any body of that kind. ``heads``: the
    group chose it to lead the process."""

    __tablename__ = "group_member"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("working_group.id"), index=True)
    body: Mapped[str] = mapped_column(String(24))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"))
    heads: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class GroupTask(Base):
    """A line of the group's roadmap: what, which body answers, how it shows, by when."""

    __tablename__ = "group_task"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("working_group.id"), index=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("group_member.id"))
    what: Mapped[str] = mapped_column(Text)
    indicator: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]  # whoever leads the group heard that the day has come
    __table_args__ = (Index("ix_group_task_due", "done_at", "due_at"),)


class GroupReport(Base):
    """What was done, interim or final. ``body``: JSON of ``lines`` (what the roadmap said that day, as texts
    for any language) and ``words`` (the writer's)."""

    __tablename__ = "group_report"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("working_group.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))  # interim | final
    body: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class Publication(Base):
    """What the region gives its communities: its indicators, the template of the interaction order."""

    __tablename__ = "publication"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    region: Mapped[str] = mapped_column(String(8), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # indicators | order
    edition: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("region", "kind", "edition"),)


class Acquainted(Base):
    """When somebody was told of a publication, and when she said that she has read it («Ознайомлено»)."""

    __tablename__ = "acquainted"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    publication_id: Mapped[str] = mapped_column(ForeignKey("publication.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    told_at: Mapped[datetime | None]
    at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("publication_id", "staff_id"),)


class Wellbeing(Base):
    """How staff of an institution said they were, in one month: ``given`` times somebody answered, and of
    each question how often each answer was given. ``institution_id`` None: of all teams of the region that
    are too small to be counted by themselves. Nobody's own answers are kept anywhere: a row of hers
    could be tied to her by when it was written."""

    __tablename__ = "wellbeing"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    region: Mapped[str] = mapped_column(String(8))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"))
    month: Mapped[str] = mapped_column(String(7))
    given: Mapped[int]
    answers: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    __table_args__ = (
        UniqueConstraint("region", "institution_id", "month"),
        Index("ix_wellbeing_region_month", "region", "month"),
        # nothing equals NULL: without it the small teams could have several rows
        Index(
            "uq_wellbeing_small_teams",
            "region",
            "month",
            unique=True,
            sqlite_where=text("institution_id IS NULL"),
            postgresql_where=text("institution_id IS NULL"),
        ),
    )


class WellbeingAsked(Base):
    """That somebody was invited to answer this month, or has: a keyed hash, tied to no answer."""

    __tablename__ = "wellbeing_asked"
    who_index: Mapped[str] = mapped_column(String(64), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), index=True)
