"""Anti-money-laundering: identity checks, cash of the day and its reports, suspicions and what raises them."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    _create_checks()
    _create_reports()
    _create_persons()
    _create_suspicions()
    _create_receipts()


def _create_checks() -> None:
    op.create_table(
        "identity_checks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_kind", sa.String(length=40), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("party_ref", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("copy_sha256", sa.String(length=64), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.Column("checked_by", sa.String(length=80), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_checks")),
    )
    op.create_index(op.f("ix_identity_checks_case_no"), "identity_checks", ["case_no"])


def _create_reports() -> None:
    op.create_table(
        "large_cash_reports",
        sa.Column("customer_hash", sa.String(length=64), nullable=False),
        sa.Column("cash_on", sa.Date(), nullable=False),
        sa.Column("cash_fen", sa.BigInteger(), nullable=False),
        sa.Column("receipts", sa.Integer(), nullable=False),
        sa.Column("doubt", sa.String(length=40), nullable=True),
        sa.Column("doubted_by", sa.String(length=80), nullable=True),
        sa.Column("filed_as", sa.String(length=40), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
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
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_large_cash_reports")),
    )
    op.create_index(op.f("ix_large_cash_reports_due_at"), "large_cash_reports", ["due_at"])
    op.create_index(op.f("ix_large_cash_reports_org"), "large_cash_reports", ["org"])
    op.create_index("ix_large_cash_reports_page", "large_cash_reports", ["opened_at", "case_no"])
    op.create_index(op.f("ix_large_cash_reports_status"), "large_cash_reports", ["status"])
    op.create_index(
        "uq_large_cash_reports_customer_day", "large_cash_reports", ["customer_hash", "cash_on"], unique=True
    )


def _create_persons() -> None:
    op.create_table(
        "persons_seen",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("mobile_hash", sa.String(length=64), nullable=True),
        sa.Column("account_hash", sa.String(length=64), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons_seen")),
    )
    op.create_index(op.f("ix_persons_seen_account_hash"), "persons_seen", ["account_hash"])
    op.create_index(op.f("ix_persons_seen_case_no"), "persons_seen", ["case_no"])
    op.create_index(op.f("ix_persons_seen_mobile_hash"), "persons_seen", ["mobile_hash"])
    op.create_index(op.f("ix_persons_seen_person_hash"), "persons_seen", ["person_hash"])
    op.create_index(
        "ix_persons_seen_unlooked",
        "persons_seen",
        ["id"],
        postgresql_where=sa.text("looked_at IS NULL"),
        sqlite_where=sa.text("looked_at IS NULL"),
    )


def _create_suspicions() -> None:
    op.create_table(
        "suspicions",
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("cases", Json, nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("raised_by_rule", sa.String(length=40), nullable=True),
        sa.Column("subject_hash", sa.String(length=64), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("dismissed", sa.String(length=40), nullable=True),
        sa.Column("filed_as", sa.String(length=40), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
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
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_suspicions")),
    )
    op.create_index(op.f("ix_suspicions_due_at"), "suspicions", ["due_at"])
    op.create_index(op.f("ix_suspicions_org"), "suspicions", ["org"])
    op.create_index("ix_suspicions_page", "suspicions", ["opened_at", "case_no"])
    op.create_index(op.f("ix_suspicions_status"), "suspicions", ["status"])
    op.create_index("ix_suspicions_subject", "suspicions", ["subject_hash", "reason"])


def _create_receipts() -> None:
    op.create_table(
        "cash_receipts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_kind", sa.String(length=40), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("party_ref", sa.String(length=40), nullable=False),
        sa.Column("customer_hash", sa.String(length=64), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("taken_by", sa.String(length=80), nullable=False),
        sa.Column("report_no", sa.String(length=40), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_no"], ["large_cash_reports.case_no"], name=op.f("fk_cash_receipts_report_no_large_cash_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_receipts")),
    )
    op.create_index(op.f("ix_cash_receipts_case_no"), "cash_receipts", ["case_no"])
    op.create_index("ix_cash_receipts_customer_hash_taken_on", "cash_receipts", ["customer_hash", "taken_on"])
    op.create_index(op.f("ix_cash_receipts_report_no"), "cash_receipts", ["report_no"])


def downgrade() -> None:
    op.drop_table("cash_receipts")
    op.drop_table("suspicions")
    op.drop_table("persons_seen")
    op.drop_table("large_cash_reports")
    op.drop_table("identity_checks")
