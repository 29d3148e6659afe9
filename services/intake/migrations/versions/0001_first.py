"""First tables of intake: applications, parties, scans, beside the shared ones."""

import sqlalchemy as sa
from alembic import op

from shared.core_tables import create_core, drop_core
from shared.db import BigId, Json, UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_core(op.get_bind())
    op.create_table(
        "applications",
        sa.Column("form_no", sa.String(length=40), nullable=False),
        sa.Column("form_on", sa.Date(), nullable=False),
        sa.Column("premium_fen", sa.BigInteger(), nullable=False),
        sa.Column("sum_assured_fen", sa.BigInteger(), nullable=False),
        sa.Column("payment_mode", sa.String(length=10), nullable=False),
        sa.Column("payment_method", sa.String(length=10), nullable=False),
        sa.Column("pay_years", sa.Integer(), nullable=False),
        sa.Column("insured_age", sa.Integer(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.Column("defects", Json, nullable=False),
        sa.Column("reminders", Json, nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("rescans", sa.Integer(), nullable=False),
        sa.Column("missing_pages", Json, nullable=False),
        sa.Column("scan_check", sa.String(length=10), nullable=False),
        sa.Column("keyed_by", sa.String(length=80), nullable=True),
        sa.Column("keying_error", sa.String(length=40), nullable=True),
        sa.Column("disclosures", Json, nullable=False),
        sa.Column("underwriting", sa.String(length=10), nullable=True),
        sa.Column("underwriting_level", sa.String(length=20), nullable=True),
        sa.Column("referral_reasons", Json, nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("notices", Json, nullable=False),
        sa.Column("debits", Json, nullable=False),
        sa.Column("premium_collected_fen", sa.BigInteger(), nullable=False),
        sa.Column("premium_came_by", sa.String(length=10), nullable=True),
        sa.Column("dun_count", sa.Integer(), nullable=False),
        sa.Column("returned", sa.String(length=40), nullable=True),
        sa.Column("withdrawn", sa.String(length=40), nullable=True),
        sa.Column("policy_no", sa.String(length=40), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("term_years", sa.Integer(), nullable=True),
        sa.Column("free_look_days", sa.Integer(), nullable=False),
        sa.Column("free_look_starts", sa.String(length=12), nullable=False),
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
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_applications")),
        sa.UniqueConstraint("policy_no", name=op.f("uq_applications_policy_no")),
    )
    op.create_index(op.f("ix_applications_due_at"), "applications", ["due_at"], unique=False)
    op.create_index(op.f("ix_applications_org"), "applications", ["org"], unique=False)
    op.create_index("ix_applications_page", "applications", ["opened_at", "case_no"], unique=False)
    op.create_index(op.f("ix_applications_status"), "applications", ["status"], unique=False)
    op.create_index(
        "uq_applications_form_no",
        "applications",
        ["form_no"],
        unique=True,
        postgresql_where=sa.text("outcome IS NULL OR outcome = 'issued'"),
        sqlite_where=sa.text("outcome IS NULL OR outcome = 'issued'"),
    )
    op.create_table(
        "parties",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("id", BigId, nullable=False),
        sa.Column("party_ref", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Text(), nullable=False),
        sa.Column("id_type", sa.String(length=20), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("phones", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("account_no", sa.Text(), nullable=True),
        sa.Column("share_percent", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["applications.case_no"], name=op.f("fk_parties_case_no_applications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
        sa.UniqueConstraint("party_ref", name=op.f("uq_parties_party_ref")),
    )
    op.create_index(op.f("ix_parties_case_no"), "parties", ["case_no"], unique=False)
    op.create_index(op.f("ix_parties_id_hash"), "parties", ["id_hash"], unique=False)
    op.create_table(
        "scans",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("scanned_at", UtcDateTime(), nullable=False),
        sa.Column("scanned_by", sa.String(length=80), nullable=False),
        sa.Column("rejected", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["applications.case_no"], name=op.f("fk_scans_case_no_applications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
    )
    op.create_index(op.f("ix_scans_case_no"), "scans", ["case_no"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_scans_case_no"), table_name="scans")
    op.drop_table("scans")
    op.drop_index(op.f("ix_parties_id_hash"), table_name="parties")
    op.drop_index(op.f("ix_parties_case_no"), table_name="parties")
    op.drop_table("parties")
    op.drop_index(
        "uq_applications_form_no",
        table_name="applications",
        postgresql_where=sa.text("outcome IS NULL OR outcome = 'issued'"),
        sqlite_where=sa.text("outcome IS NULL OR outcome = 'issued'"),
    )
    op.drop_index(op.f("ix_applications_status"), table_name="applications")
    op.drop_index("ix_applications_page", table_name="applications")
    op.drop_index(op.f("ix_applications_org"), table_name="applications")
    op.drop_index(op.f("ix_applications_due_at"), table_name="applications")
    op.drop_table("applications")
    drop_core(op.get_bind())
