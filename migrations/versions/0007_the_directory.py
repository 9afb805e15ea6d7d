"""The directory: services and how fresh they are, questions nobody could answer, talks, shelter places.

Batch operations copy a table on SQLite, and its triggers are lost: see ``migrations.append_only``.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "unanswered",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered")),
        sa.UniqueConstraint("region", "words", name=op.f("uq_unanswered_region_words")),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("institution_id", sa.String(length=26), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("situations", sa.JSON(), nullable=False),
        sa.Column("communities", sa.JSON(), nullable=False),
        sa.Column("community", sa.String(length=60), nullable=False),
        sa.Column("area", sa.String(length=8), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("phones", sa.JSON(), nullable=False),
        sa.Column("site", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("visits", sa.JSON(), nullable=False),
        sa.Column("eligibility", sa.Text(), nullable=False),
        sa.Column("cost", sa.String(length=200), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("without_documents", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("accessibility", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("notice", sa.String(length=300), nullable=False),
        sa.Column("takes_referrals", sa.Boolean(), nullable=False),
        sa.Column("waiting", sa.String(length=100), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("assured_on", sa.Date(), nullable=True),
        sa.Column("assured_by", sa.String(length=26), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["assured_by"], ["staff.id"], name=op.f("fk_service_assured_by_staff")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_service_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_external_id"), ["external_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index("ix_service_region_state", ["region", "state"], unique=False)

    op.create_table(
        "shelter_place",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("institution_id", sa.String(length=26), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("community", sa.String(length=60), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("accessibility", sa.JSON(), nullable=False),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.Column("over", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("inspection", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=26), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_shelter_place_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["staff.id"], name=op.f("fk_shelter_place_updated_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelter_place")),
    )
    with op.batch_alter_table("shelter_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shelter_place_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shelter_place_region"), ["region"], unique=False)

    op.create_table(
        "talk",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rang_person_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rang_staff_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_talk_person_id_person")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_talk_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk")),
    )
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_region"), ["region"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index("ix_talk_state", ["state"], unique=False)

    op.create_table(
        "service_change",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("service_id", sa.String(length=26), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_change_service_id_service")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_service_change_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_change")),
    )
    with op.batch_alter_table("service_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_change_service_id"), ["service_id"], unique=False)

    op.create_table(
        "service_check",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("service_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=True),
        sa.Column("who_index", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_check_service_id_service")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_service_check_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_check")),
    )
    with op.batch_alter_table("service_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_check_service_id"), ["service_id"], unique=False)
        batch_op.create_index("ix_service_check_kind_at", ["kind", "at"], unique=False)

    op.create_table(
        "staff_session",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=False),
        sa.Column("token_index", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_index", name=op.f("uq_staff_session_token_index")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_session_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "service_proposal",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("service_id", sa.String(length=26), nullable=True),
        sa.Column("institution_id", sa.String(length=26), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("proposed_by", sa.String(length=26), nullable=True),
        sa.Column("approved_by", sa.String(length=26), nullable=True),
        sa.Column("settled_by", sa.String(length=26), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff.id"], name=op.f("fk_service_proposal_approved_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_service_proposal_institution_id_institution"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["staff.id"], name=op.f("fk_service_proposal_proposed_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_proposal_service_id_service")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["staff.id"], name=op.f("fk_service_proposal_settled_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_proposal")),
    )
    with op.batch_alter_table("service_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_proposal_region"), ["region"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_proposal_service_id"), ["service_id"], unique=False)

    op.create_table(
        "talk_line",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("talk_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("from_staff", sa.Boolean(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_talk_line_person_id_person")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_talk_line_talk_id_talk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_line")),
    )
    with op.batch_alter_table("talk_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_line_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_line_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "hold",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("place_id", sa.String(length=26), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=True),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("longer", sa.Boolean(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_hold_case_id_case")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["shelter_place.id"], name=op.f("fk_hold_place_id_shelter_place")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_hold_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hold_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hold_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hold_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index("ix_hold_state_until", ["state", "until"], unique=False)

    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sector", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("external_id", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_institution_external_id"), ["external_id"], unique=False)

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("talks_until", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place_id", sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column("beds", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_placement_place_id"), ["place_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_placement_place_id_shelter_place"), "shelter_place", ["place_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_placement_place_id_shelter_place"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_placement_place_id"))
        batch_op.drop_column("beds")
        batch_op.drop_column("place_id")

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("talks_until")

    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_institution_external_id"))
        batch_op.drop_column("external_id")
        batch_op.drop_column("sector")

    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_index("ix_hold_state_until")
        batch_op.drop_index(batch_op.f("ix_hold_staff_id"))
        batch_op.drop_index(batch_op.f("ix_hold_place_id"))
        batch_op.drop_index(batch_op.f("ix_hold_case_id"))

    op.drop_table("hold")
    with op.batch_alter_table("talk_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talk_line_talk_id"))
        batch_op.drop_index(batch_op.f("ix_talk_line_person_id"))

    op.drop_table("talk_line")
    with op.batch_alter_table("service_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_proposal_service_id"))
        batch_op.drop_index(batch_op.f("ix_service_proposal_region"))

    op.drop_table("service_proposal")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_staff_id"))
        batch_op.drop_index(batch_op.f("ix_staff_session_expires_at"))

    op.drop_table("staff_session")
    with op.batch_alter_table("service_check", schema=None) as batch_op:
        batch_op.drop_index("ix_service_check_kind_at")
        batch_op.drop_index(batch_op.f("ix_service_check_service_id"))

    op.drop_table("service_check")
    with op.batch_alter_table("service_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_change_service_id"))

    op.drop_table("service_change")
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.drop_index("ix_talk_state")
        batch_op.drop_index(batch_op.f("ix_talk_staff_id"))
        batch_op.drop_index(batch_op.f("ix_talk_region"))
        batch_op.drop_index(batch_op.f("ix_talk_person_id"))

    op.drop_table("talk")
    with op.batch_alter_table("shelter_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shelter_place_region"))
        batch_op.drop_index(batch_op.f("ix_shelter_place_institution_id"))

    op.drop_table("shelter_place")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_index("ix_service_region_state")
        batch_op.drop_index(batch_op.f("ix_service_institution_id"))
        batch_op.drop_index(batch_op.f("ix_service_external_id"))

    op.drop_table("service")
    op.drop_table("unanswered")
