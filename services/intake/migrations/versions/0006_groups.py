"""Group applications, their insured persons, and the lists these came by."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _create_cases()
    _create_lists()
    _create_insured()


def _create_cases() -> None:
    op.create_table(
        "group_applications",
        sa.Column("form_no", sa.String(length=40), nullable=False),
        sa.Column("form_on", sa.Date(), nullable=False),
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("applicant_name", sa.String(length=200), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.Column("premium_per_head_fen", sa.BigInteger(), nullable=False),
        sa.Column("sum_per_head_fen", sa.BigInteger(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("lists", sa.Integer(), nullable=False),
        sa.Column("rows_taken", sa.Integer(), nullable=False),
        sa.Column("rows_bad", sa.Integer(), nullable=False),
        sa.Column("underwriting_level", sa.String(length=20), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("reopened", sa.String(length=40), nullable=True),
        sa.Column("premium_collected_fen", sa.BigInteger(), nullable=False),
        sa.Column("premium_came_by", sa.String(length=10), nullable=True),
        sa.Column("returned", sa.String(length=40), nullable=True),
        sa.Column("withdrawn", sa.String(length=40), nullable=True),
        sa.Column("policy_no", sa.String(length=40), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=False),
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
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_group_applications")),
        sa.UniqueConstraint("policy_no", name=op.f("uq_group_applications_policy_no")),
    )
    op.create_index(op.f("ix_group_applications_credit_code"), "group_applications", ["credit_code"])
    op.create_index(op.f("ix_group_applications_due_at"), "group_applications", ["due_at"])
    op.create_index(op.f("ix_group_applications_org"), "group_applications", ["org"])
    op.create_index("ix_group_applications_page", "group_applications", ["opened_at", "case_no"])
    op.create_index(op.f("ix_group_applications_status"), "group_applications", ["status"])
    op.create_index(
        "uq_group_applications_form_no",
        "group_applications",
        ["form_no"],
        unique=True,
        postgresql_where=sa.text("outcome IS NULL OR outcome = 'issued'"),
        sqlite_where=sa.text("outcome IS NULL OR outcome = 'issued'"),
    )


def _create_lists() -> None:
    op.create_table(
        "insured_lists",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("list_no", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("take", sa.String(length=4), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("received_by", sa.String(length=80), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"], ["group_applications.case_no"], name=op.f("fk_insured_lists_case_no_group_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insured_lists")),
    )
    op.create_index(
        "ix_insured_lists_unfinished",
        "insured_lists",
        ["id"],
        postgresql_where=sa.text("finished_at IS NULL"),
        sqlite_where=sa.text("finished_at IS NULL"),
    )
    op.create_index("uq_insured_lists_case_no_list_no", "insured_lists", ["case_no", "list_no"], unique=True)
    op.create_table(
        "list_findings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("list_id", BigId, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("other_row", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["insured_lists.id"], name=op.f("fk_list_findings_list_id_insured_lists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_findings")),
    )
    op.create_index("ix_list_findings_list_id_row", "list_findings", ["list_id", "row", "id"])


def _create_insured() -> None:
    op.create_table(
        "insured_persons",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("list_no", sa.Integer(), nullable=True),
        sa.Column("guardian", sa.Text(), nullable=True),
        sa.Column("id", BigId, nullable=False),
        sa.Column("party_ref", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("id_type", sa.String(length=20), nullable=False),
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("mobile_hash", sa.String(length=64), nullable=True),
        sa.Column("share_percent", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("phones", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("account_no", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"], ["group_applications.case_no"], name=op.f("fk_insured_persons_case_no_group_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insured_persons")),
        sa.UniqueConstraint("party_ref", name=op.f("uq_insured_persons_party_ref")),
    )
    op.create_index("ix_insured_persons_case_no_id", "insured_persons", ["case_no", "id"])
    op.create_index(op.f("ix_insured_persons_id_hash"), "insured_persons", ["id_hash"])
    op.create_index(op.f("ix_insured_persons_mobile_hash"), "insured_persons", ["mobile_hash"])
    op.create_index("uq_insured_persons_case_no_id_hash", "insured_persons", ["case_no", "id_hash"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_list_findings_list_id_row", table_name="list_findings")
    op.drop_table("list_findings")
    op.drop_index("uq_insured_persons_case_no_id_hash", table_name="insured_persons")
    op.drop_index(op.f("ix_insured_persons_mobile_hash"), table_name="insured_persons")
    op.drop_index(op.f("ix_insured_persons_id_hash"), table_name="insured_persons")
    op.drop_index("ix_insured_persons_case_no_id", table_name="insured_persons")
    op.drop_table("insured_persons")
    op.drop_index("uq_insured_lists_case_no_list_no", table_name="insured_lists")
    op.drop_index(
        "ix_insured_lists_unfinished",
        table_name="insured_lists",
        postgresql_where=sa.text("finished_at IS NULL"),
        sqlite_where=sa.text("finished_at IS NULL"),
    )
    op.drop_table("insured_lists")
    op.drop_index(
        "uq_group_applications_form_no",
        table_name="group_applications",
        postgresql_where=sa.text("outcome IS NULL OR outcome = 'issued'"),
        sqlite_where=sa.text("outcome IS NULL OR outcome = 'issued'"),
    )
    op.drop_index(op.f("ix_group_applications_status"), table_name="group_applications")
    op.drop_index("ix_group_applications_page", table_name="group_applications")
    op.drop_index(op.f("ix_group_applications_org"), table_name="group_applications")
    op.drop_index(op.f("ix_group_applications_due_at"), table_name="group_applications")
    op.drop_index(op.f("ix_group_applications_credit_code"), table_name="group_applications")
    op.drop_table("group_applications")
