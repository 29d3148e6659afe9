"""Applications that banks sell at their counters, their people, and the reconciliation of a bank's days."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _create_cases()
    _create_people()
    _create_reconciliation()


def _create_cases() -> None:
    op.create_table(
        "bank_applications",
        sa.Column("bank", sa.String(length=20), nullable=False),
        sa.Column("transaction_no", sa.String(length=40), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("payment_mode", sa.String(length=10), nullable=False),
        sa.Column("premium_fen", sa.BigInteger(), nullable=False),
        sa.Column("sum_assured_fen", sa.BigInteger(), nullable=False),
        sa.Column("term_years", sa.Integer(), nullable=True),
        sa.Column("pay_years", sa.Integer(), nullable=False),
        sa.Column("free_look_days", sa.Integer(), nullable=False),
        sa.Column("free_look_starts", sa.String(length=12), nullable=False),
        sa.Column("finances", sa.Text(), nullable=False),
        sa.Column("flags", Json, nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.Column("underwriting", sa.String(length=10), nullable=True),
        sa.Column("underwriting_level", sa.String(length=20), nullable=True),
        sa.Column("referral_reasons", Json, nullable=False),
        sa.Column("declared_reasons", Json, nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("premium_due_on", sa.Date(), nullable=True),
        sa.Column("premium_collected_fen", sa.BigInteger(), nullable=False),
        sa.Column("premium_came_by", sa.String(length=10), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.Column("policy_no", sa.String(length=40), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.String(length=40), nullable=True),
        sa.Column("voided", sa.String(length=40), nullable=True),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("refund_due_fen", sa.BigInteger(), nullable=False),
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
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_bank_applications")),
        sa.UniqueConstraint("policy_no", name=op.f("uq_bank_applications_policy_no")),
    )
    op.create_index(op.f("ix_bank_applications_due_at"), "bank_applications", ["due_at"])
    op.create_index(op.f("ix_bank_applications_org"), "bank_applications", ["org"])
    op.create_index("ix_bank_applications_page", "bank_applications", ["opened_at", "case_no"])
    op.create_index("ix_bank_applications_paid_on", "bank_applications", ["paid_on", "bank"])
    op.create_index(op.f("ix_bank_applications_status"), "bank_applications", ["status"])
    op.create_index("ix_bank_applications_voided_on", "bank_applications", ["voided_on", "bank"])
    op.create_index(
        "uq_bank_applications_bank_transaction_no", "bank_applications", ["bank", "transaction_no"], unique=True
    )


def _create_people() -> None:
    op.create_table(
        "bank_parties",
        sa.Column("case_no", sa.String(length=40), nullable=False),
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
            ["case_no"], ["bank_applications.case_no"], name=op.f("fk_bank_parties_case_no_bank_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_parties")),
        sa.UniqueConstraint("party_ref", name=op.f("uq_bank_parties_party_ref")),
    )
    op.create_index(op.f("ix_bank_parties_case_no"), "bank_parties", ["case_no"])
    op.create_index(op.f("ix_bank_parties_id_hash"), "bank_parties", ["id_hash"])
    op.create_index(op.f("ix_bank_parties_mobile_hash"), "bank_parties", ["mobile_hash"])


def _create_reconciliation() -> None:
    op.create_table(
        "bank_reconciliations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("bank", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("run_no", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("missing_with_us", sa.Integer(), nullable=False),
        sa.Column("missing_with_them", sa.Integer(), nullable=False),
        sa.Column("amount_differs", sa.Integer(), nullable=False),
        sa.Column("policy_differs", sa.Integer(), nullable=False),
        sa.Column("unsettled", sa.Integer(), nullable=False),
        sa.Column("bank_premium_fen", sa.BigInteger(), nullable=False),
        sa.Column("bank_void_fen", sa.BigInteger(), nullable=False),
        sa.Column("our_premium_fen", sa.BigInteger(), nullable=False),
        sa.Column("our_void_fen", sa.BigInteger(), nullable=False),
        sa.Column("reconciled_at", UtcDateTime(), nullable=False),
        sa.Column("reconciled_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_reconciliations")),
    )
    op.create_index("ix_bank_reconciliations_day", "bank_reconciliations", ["day", "bank"])
    op.create_index(
        "uq_bank_reconciliations_run", "bank_reconciliations", ["org", "bank", "day", "run_no"], unique=True
    )
    op.create_table(
        "bank_reconciliation_rows",
        sa.Column("id", BigId, nullable=False),
        sa.Column("run_id", BigId, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("transaction_no", sa.String(length=40), nullable=False),
        sa.Column("file_row", sa.Integer(), nullable=True),
        sa.Column("bank_policy_no", sa.String(length=40), nullable=True),
        sa.Column("bank_fen", sa.BigInteger(), nullable=True),
        sa.Column("bank_at", UtcDateTime(), nullable=True),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("our_policy_no", sa.String(length=40), nullable=True),
        sa.Column("our_fen", sa.BigInteger(), nullable=True),
        sa.Column("settled", sa.String(length=40), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["bank_reconciliations.id"],
            name=op.f("fk_bank_reconciliation_rows_run_id_bank_reconciliations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_reconciliation_rows")),
    )
    op.create_index("ix_bank_reconciliation_rows_run", "bank_reconciliation_rows", ["run_id", "outcome", "id"])


def downgrade() -> None:
    op.drop_index("ix_bank_reconciliation_rows_run", table_name="bank_reconciliation_rows")
    op.drop_table("bank_reconciliation_rows")
    op.drop_index(op.f("ix_bank_parties_mobile_hash"), table_name="bank_parties")
    op.drop_index(op.f("ix_bank_parties_id_hash"), table_name="bank_parties")
    op.drop_index(op.f("ix_bank_parties_case_no"), table_name="bank_parties")
    op.drop_table("bank_parties")
    op.drop_index("uq_bank_reconciliations_run", table_name="bank_reconciliations")
    op.drop_index("ix_bank_reconciliations_day", table_name="bank_reconciliations")
    op.drop_table("bank_reconciliations")
    op.drop_index("uq_bank_applications_bank_transaction_no", table_name="bank_applications")
    op.drop_index("ix_bank_applications_voided_on", table_name="bank_applications")
    op.drop_index(op.f("ix_bank_applications_status"), table_name="bank_applications")
    op.drop_index("ix_bank_applications_paid_on", table_name="bank_applications")
    op.drop_index("ix_bank_applications_page", table_name="bank_applications")
    op.drop_index(op.f("ix_bank_applications_org"), table_name="bank_applications")
    op.drop_index(op.f("ix_bank_applications_due_at"), table_name="bank_applications")
    op.drop_table("bank_applications")
