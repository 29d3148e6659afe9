"""Surveys: with their evidence and reports, the days of their allocation, and investigators' capacities."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "investigator_capacities",
        sa.Column("id", BigId, nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("per_day", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investigator_capacities")),
    )
    op.create_index(op.f("ix_investigator_capacities_org"), "investigator_capacities", ["org"], unique=False)
    op.create_table(
        "survey_days",
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("seats", Json, nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.Column("left_open", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("handed_over", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("line", sa.String(length=20), nullable=True),
        sa.Column("product", sa.String(length=40), nullable=True),
        sa.Column("handler", sa.String(length=80), nullable=True),
        sa.Column("salesperson", sa.String(length=80), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("waiting", sa.String(length=40), nullable=True),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.Column("last_action", sa.String(length=40), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("last_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_survey_days")),
    )
    op.create_index(op.f("ix_survey_days_due_at"), "survey_days", ["due_at"], unique=False)
    op.create_index(op.f("ix_survey_days_org"), "survey_days", ["org"], unique=False)
    op.create_index("ix_survey_days_page", "survey_days", ["opened_at", "case_no"], unique=False)
    op.create_index(op.f("ix_survey_days_status"), "survey_days", ["status"], unique=False)
    op.create_index("uq_survey_days_held_on", "survey_days", ["org", "held_on"], unique=True)
    op.create_table(
        "surveys",
        sa.Column("claim_no", sa.String(length=40), nullable=False),
        sa.Column("survey_type", sa.String(length=20), nullable=False),
        sa.Column("grade_days", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=True),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("evidence", sa.Integer(), nullable=False),
        sa.Column("missing_evidence", Json, nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=True),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("supplements", sa.Integer(), nullable=False),
        sa.Column("first_reported_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("line", sa.String(length=20), nullable=True),
        sa.Column("product", sa.String(length=40), nullable=True),
        sa.Column("handler", sa.String(length=80), nullable=True),
        sa.Column("salesperson", sa.String(length=80), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("waiting", sa.String(length=40), nullable=True),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.Column("last_action", sa.String(length=40), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("last_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["claim_no"], ["claims.case_no"], name=op.f("fk_surveys_claim_no_claims")),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_surveys")),
    )
    op.create_index(op.f("ix_surveys_claim_no"), "surveys", ["claim_no"], unique=False)
    op.create_index(op.f("ix_surveys_due_at"), "surveys", ["due_at"], unique=False)
    op.create_index("ix_surveys_handler", "surveys", ["handler"], unique=False)
    op.create_index(op.f("ix_surveys_org"), "surveys", ["org"], unique=False)
    op.create_index("ix_surveys_page", "surveys", ["opened_at", "case_no"], unique=False)
    op.create_index(op.f("ix_surveys_status"), "surveys", ["status"], unique=False)
    op.create_table(
        "survey_evidence",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["surveys.case_no"], name=op.f("fk_survey_evidence_case_no_surveys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_evidence")),
        sa.UniqueConstraint("case_no", "sha256", name=op.f("uq_survey_evidence_case_no_sha256")),
    )
    op.create_index(op.f("ix_survey_evidence_sha256"), "survey_evidence", ["sha256"], unique=False)
    op.create_table(
        "survey_reports",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("unobtainable", Json, nullable=False),
        sa.Column("reported_by", sa.String(length=80), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["surveys.case_no"], name=op.f("fk_survey_reports_case_no_surveys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_reports")),
        sa.UniqueConstraint("case_no", "round", name=op.f("uq_survey_reports_case_no_round")),
    )


def downgrade() -> None:
    op.drop_table("survey_reports")
    op.drop_index(op.f("ix_survey_evidence_sha256"), table_name="survey_evidence")
    op.drop_table("survey_evidence")
    op.drop_index(op.f("ix_surveys_status"), table_name="surveys")
    op.drop_index("ix_surveys_page", table_name="surveys")
    op.drop_index(op.f("ix_surveys_org"), table_name="surveys")
    op.drop_index("ix_surveys_handler", table_name="surveys")
    op.drop_index(op.f("ix_surveys_due_at"), table_name="surveys")
    op.drop_index(op.f("ix_surveys_claim_no"), table_name="surveys")
    op.drop_table("surveys")
    op.drop_index("uq_survey_days_held_on", table_name="survey_days")
    op.drop_index(op.f("ix_survey_days_status"), table_name="survey_days")
    op.drop_index("ix_survey_days_page", table_name="survey_days")
    op.drop_index(op.f("ix_survey_days_org"), table_name="survey_days")
    op.drop_index(op.f("ix_survey_days_due_at"), table_name="survey_days")
    op.drop_table("survey_days")
    op.drop_index(op.f("ix_investigator_capacities_org"), table_name="investigator_capacities")
    op.drop_table("investigator_capacities")
