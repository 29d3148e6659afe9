"""What claims owe, and the payments of it; risk flags; the shares of beneficiaries."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "claim_payments",
        sa.Column("claim_no", sa.String(length=40), nullable=False),
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("settlement_no", sa.Integer(), nullable=False),
        sa.Column("settlement_kind", sa.String(length=10), nullable=False),
        sa.Column("payee", sa.String(length=20), nullable=False),
        sa.Column("capacity", sa.String(length=10), nullable=False),
        sa.Column("share", sa.String(length=24), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("guardian", sa.Text(), nullable=True),
        sa.Column("has_guardian", sa.Boolean(), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("papers", Json, nullable=False),
        sa.Column("departed", Json, nullable=False),
        sa.Column("account_no", sa.Text(), nullable=False),
        sa.Column("account_hash", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("suspect", sa.Boolean(), nullable=False),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failed", sa.String(length=20), nullable=True),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("paid_by", sa.String(length=10), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("voucher", sa.String(length=40), nullable=True),
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
        sa.ForeignKeyConstraint(["claim_no"], ["claims.case_no"], name=op.f("fk_claim_payments_claim_no_claims")),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_claim_payments")),
        sa.UniqueConstraint(
            "claim_no",
            "settlement_no",
            "payee",
            "person_hash",
            name=op.f("uq_claim_payments_claim_no_settlement_no_payee_person_hash"),
        ),
    )
    op.create_index(op.f("ix_claim_payments_account_hash"), "claim_payments", ["account_hash"], unique=False)
    op.create_index(op.f("ix_claim_payments_due_at"), "claim_payments", ["due_at"], unique=False)
    op.create_index(op.f("ix_claim_payments_org"), "claim_payments", ["org"], unique=False)
    op.create_index("ix_claim_payments_page", "claim_payments", ["opened_at", "case_no"], unique=False)
    op.create_index(op.f("ix_claim_payments_status"), "claim_payments", ["status"], unique=False)
    op.create_table(
        "claim_settlements",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("payee", sa.String(length=20), nullable=False),
        sa.Column("pay_fen", sa.BigInteger(), nullable=False),
        sa.Column("claim_back_fen", sa.BigInteger(), nullable=False),
        sa.Column("steps", Json, nullable=False),
        sa.Column("settled_by", sa.String(length=80), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["claims.case_no"], name=op.f("fk_claim_settlements_case_no_claims")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_settlements")),
        sa.UniqueConstraint("case_no", "no", "payee", name=op.f("uq_claim_settlements_case_no_no_payee")),
    )
    op.create_table(
        "claim_payment_attempts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("by_way_of", sa.String(length=10), nullable=False),
        sa.Column("account_hash", sa.String(length=64), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("voucher", sa.String(length=40), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"], ["claim_payments.case_no"], name=op.f("fk_claim_payment_attempts_case_no_claim_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_payment_attempts")),
        sa.UniqueConstraint("case_no", "attempt", name=op.f("uq_claim_payment_attempts_case_no_attempt")),
    )
    op.create_index(
        "uq_claim_payment_attempts_in_flight",
        "claim_payment_attempts",
        ["case_no"],
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
        sqlite_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(
        "uq_claim_payment_attempts_paid",
        "claim_payment_attempts",
        ["case_no"],
        unique=True,
        postgresql_where=sa.text("result = 'success'"),
        sqlite_where=sa.text("result = 'success'"),
    )
    op.add_column("claims", sa.Column("risk", Json, nullable=False, server_default="[]"))
    op.add_column("covered_people", sa.Column("share_percent", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("covered_people", "share_percent")
    op.drop_column("claims", "risk")
    op.drop_index(
        "uq_claim_payment_attempts_paid",
        table_name="claim_payment_attempts",
        postgresql_where=sa.text("result = 'success'"),
        sqlite_where=sa.text("result = 'success'"),
    )
    op.drop_index(
        "uq_claim_payment_attempts_in_flight",
        table_name="claim_payment_attempts",
        postgresql_where=sa.text("settled_at IS NULL"),
        sqlite_where=sa.text("settled_at IS NULL"),
    )
    op.drop_table("claim_payment_attempts")
    op.drop_table("claim_settlements")
    op.drop_index(op.f("ix_claim_payments_status"), table_name="claim_payments")
    op.drop_index("ix_claim_payments_page", table_name="claim_payments")
    op.drop_index(op.f("ix_claim_payments_org"), table_name="claim_payments")
    op.drop_index(op.f("ix_claim_payments_due_at"), table_name="claim_payments")
    op.drop_index(op.f("ix_claim_payments_account_hash"), table_name="claim_payments")
    op.drop_table("claim_payments")
