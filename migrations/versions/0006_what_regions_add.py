"""What a region adds to a case: profile, version, onward referrals, placements; and the work beside cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "region_version",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_version")),
    )
    op.create_table(
        "wellbeing_asked",
        sa.Column("who_index", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.PrimaryKeyConstraint("who_index", name=op.f("pk_wellbeing_asked")),
    )
    op.create_index(op.f("ix_wellbeing_asked_month"), "wellbeing_asked", ["month"], unique=False)

    op.create_table(
        "wellbeing",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("institution_id", sa.String(length=26), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_wellbeing_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wellbeing")),
        sa.UniqueConstraint(
            "region", "institution_id", "month", name=op.f("uq_wellbeing_region_institution_id_month")
        ),
    )
    op.create_index("ix_wellbeing_region_month", "wellbeing", ["region", "month"], unique=False)
    op.create_index(
        "uq_wellbeing_small_teams",
        "wellbeing",
        ["region", "month"],
        unique=True,
        sqlite_where=sa.text("institution_id IS NULL"),
        postgresql_where=sa.text("institution_id IS NULL"),
    )

    op.create_table(
        "publication",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_publication_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("region", "kind", "edition", name=op.f("uq_publication_region_kind_edition")),
    )
    op.create_index(op.f("ix_publication_region"), "publication", ["region"], unique=False)

    op.create_table(
        "working_group",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("led_by", sa.String(length=26), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["led_by"], ["staff.id"], name=op.f("fk_working_group_led_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_group")),
    )
    op.create_index(op.f("ix_working_group_region"), "working_group", ["region"], unique=False)

    op.create_table(
        "acquainted",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("publication_id", sa.String(length=26), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_acquainted_publication_id_publication")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_acquainted_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acquainted")),
        sa.UniqueConstraint("publication_id", "staff_id", name=op.f("uq_acquainted_publication_id_staff_id")),
    )
    op.create_index(op.f("ix_acquainted_publication_id"), "acquainted", ["publication_id"], unique=False)

    op.create_table(
        "group_member",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("group_id", sa.String(length=26), nullable=False),
        sa.Column("body", sa.String(length=24), nullable=False),
        sa.Column("institution_id", sa.String(length=26), nullable=True),
        sa.Column("heads", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_group_member_group_id_working_group")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_group_member_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    op.create_index(op.f("ix_group_member_group_id"), "group_member", ["group_id"], unique=False)

    op.create_table(
        "group_report",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("group_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_group_report_group_id_working_group")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_group_report_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_report")),
    )
    op.create_index(op.f("ix_group_report_group_id"), "group_report", ["group_id"], unique=False)

    op.create_table(
        "aid",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("institution_id", sa.String(length=26), nullable=False),
        sa.Column("need", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_aid_case_id_case")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_aid_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_aid_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid")),
    )
    op.create_index(op.f("ix_aid_case_id"), "aid", ["case_id"], unique=False)

    op.create_table(
        "group_task",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("group_id", sa.String(length=26), nullable=False),
        sa.Column("member_id", sa.String(length=26), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_group_task_group_id_working_group")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["group_member.id"], name=op.f("fk_group_task_member_id_group_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_task")),
    )
    op.create_index("ix_group_task_due", "group_task", ["done_at", "due_at"], unique=False)
    op.create_index(op.f("ix_group_task_group_id"), "group_task", ["group_id"], unique=False)

    op.create_table(
        "joint_plan",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("bodies", sa.JSON(), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_joint_plan_case_id_case")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_joint_plan_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_plan")),
        sa.UniqueConstraint("case_id", name=op.f("uq_joint_plan_case_id")),
    )
    op.create_table(
        "placement",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("institution_id", sa.String(length=26), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_placement_case_id_case")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_placement_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_placement_person_id_person")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_placement_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    op.create_index(op.f("ix_placement_case_id"), "placement", ["case_id"], unique=False)
    op.create_index(op.f("ix_placement_institution_id"), "placement", ["institution_id"], unique=False)
    op.create_index(op.f("ix_placement_person_id"), "placement", ["person_id"], unique=False)

    op.create_table(
        "procedure_run",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("procedure", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=True),
        sa.Column("case_id", sa.String(length=26), nullable=True),
        sa.Column("staff_id", sa.String(length=26), nullable=True),
        sa.Column("institution_id", sa.String(length=26), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_procedure_run_case_id_case")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_procedure_run_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_procedure_run_person_id_person")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_procedure_run_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_run")),
    )
    op.create_index(op.f("ix_procedure_run_case_id"), "procedure_run", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_procedure_run_institution_id"), "procedure_run", ["institution_id"], unique=False
    )
    op.create_index(op.f("ix_procedure_run_person_id"), "procedure_run", ["person_id"], unique=False)
    op.create_index(op.f("ix_procedure_run_staff_id"), "procedure_run", ["staff_id"], unique=False)

    op.create_table(
        "procedure_mark",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("run_id", sa.String(length=26), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["procedure_run.id"], name=op.f("fk_procedure_mark_run_id_procedure_run")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_procedure_mark_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_mark")),
        sa.UniqueConstraint("run_id", "step", name=op.f("uq_procedure_mark_run_id_step")),
    )
    op.create_index(op.f("ix_procedure_mark_run_id"), "procedure_mark", ["run_id"], unique=False)

    op.create_table(
        "onward",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("referral_id", sa.String(length=26), nullable=False),
        sa.Column("institution_id", sa.String(length=26), nullable=False),
        sa.Column("ground", sa.String(length=32), nullable=True),
        sa.Column("payer", sa.String(length=16), nullable=True),
        sa.Column("gist_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_onward_case_id_case")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_onward_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_onward_person_id_person")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_onward_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onward")),
        sa.UniqueConstraint("case_id", "institution_id", name=op.f("uq_onward_case_id_institution_id")),
    )
    op.create_index(op.f("ix_onward_case_id"), "onward", ["case_id"], unique=False)
    op.create_index(op.f("ix_onward_person_id"), "onward", ["person_id"], unique=False)
    op.create_index(op.f("ix_onward_referral_id"), "onward", ["referral_id"], unique=False)

    op.add_column("case", sa.Column("profile_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("case", sa.Column("priority", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("case", sa.Column("region_version", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "region_version")
    op.drop_column("case", "priority")
    op.drop_column("case", "profile_sealed")

    op.drop_index(op.f("ix_onward_referral_id"), table_name="onward")
    op.drop_index(op.f("ix_onward_person_id"), table_name="onward")
    op.drop_index(op.f("ix_onward_case_id"), table_name="onward")

    op.drop_table("onward")
    op.drop_index(op.f("ix_procedure_mark_run_id"), table_name="procedure_mark")

    op.drop_table("procedure_mark")
    op.drop_index(op.f("ix_procedure_run_staff_id"), table_name="procedure_run")
    op.drop_index(op.f("ix_procedure_run_person_id"), table_name="procedure_run")
    op.drop_index(op.f("ix_procedure_run_institution_id"), table_name="procedure_run")
    op.drop_index(op.f("ix_procedure_run_case_id"), table_name="procedure_run")

    op.drop_table("procedure_run")
    op.drop_index(op.f("ix_placement_person_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_institution_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_case_id"), table_name="placement")

    op.drop_table("placement")
    op.drop_table("joint_plan")
    op.drop_index(op.f("ix_group_task_group_id"), table_name="group_task")
    op.drop_index("ix_group_task_due", table_name="group_task")

    op.drop_table("group_task")
    op.drop_index(op.f("ix_aid_case_id"), table_name="aid")

    op.drop_table("aid")
    op.drop_index(op.f("ix_group_report_group_id"), table_name="group_report")

    op.drop_table("group_report")
    op.drop_index(op.f("ix_group_member_group_id"), table_name="group_member")

    op.drop_table("group_member")
    op.drop_index(op.f("ix_acquainted_publication_id"), table_name="acquainted")

    op.drop_table("acquainted")
    op.drop_index(op.f("ix_working_group_region"), table_name="working_group")

    op.drop_table("working_group")
    op.drop_index(op.f("ix_publication_region"), table_name="publication")

    op.drop_table("publication")
    op.drop_index(
        "uq_wellbeing_small_teams",
        table_name="wellbeing",
        sqlite_where=sa.text("institution_id IS NULL"),
        postgresql_where=sa.text("institution_id IS NULL"),
    )
    op.drop_index("ix_wellbeing_region_month", table_name="wellbeing")

    op.drop_table("wellbeing")
    op.drop_index(op.f("ix_wellbeing_asked_month"), table_name="wellbeing_asked")

    op.drop_table("wellbeing_asked")
    op.drop_table("region_version")
