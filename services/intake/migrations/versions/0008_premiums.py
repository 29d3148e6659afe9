"""The money book of premiums, debit mandates and debit batches."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    _create_debit_batches()
    _create_debit_mandates()
    _create_premium_closings()
    _create_premium_receipts()
    _create_debit_items()
    _create_premium_movements()
    _create_premium_refunds()


def _create_debit_batches() -> None:
    op.create_table(
        "debit_batches",
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("succeeded", sa.Integer(), nullable=False),
        sa.Column("succeeded_fen", sa.BigInteger(), nullable=False),
        sa.Column("exported_at", UtcDateTime(), nullable=True),
        sa.Column("results_sha256", sa.String(length=64), nullable=True),
        sa.Column("cancelled", sa.String(length=40), nullable=True),
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
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_debit_batches")),
        sa.UniqueConstraint("results_sha256", name=op.f("uq_debit_batches_results_sha256")),
    )
    op.create_index(op.f("ix_debit_batches_due_at"), "debit_batches", ["due_at"], unique=False)
    op.create_index(op.f("ix_debit_batches_org"), "debit_batches", ["org"], unique=False)
    op.create_index("ix_debit_batches_page", "debit_batches", ["opened_at", "case_no"], unique=False)
    op.create_index(op.f("ix_debit_batches_status"), "debit_batches", ["status"], unique=False)


def _create_debit_mandates() -> None:
    op.create_table(
        "debit_mandates",
        sa.Column("mandate_no", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("account_no", sa.Text(), nullable=True),
        sa.Column("account_hash", sa.String(length=64), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("suspect", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("mandate_no", name=op.f("pk_debit_mandates")),
    )
    op.create_index(op.f("ix_debit_mandates_account_hash"), "debit_mandates", ["account_hash"], unique=False)
    op.create_index(op.f("ix_debit_mandates_case_no"), "debit_mandates", ["case_no"], unique=False)
    op.create_index(
        "uq_debit_mandates_signed",
        "debit_mandates",
        ["case_no"],
        unique=True,
        postgresql_where=sa.text("status = 'signed'"),
        sqlite_where=sa.text("status = 'signed'"),
    )


def _create_premium_closings() -> None:
    op.create_table(
        "premium_closings",
        sa.Column("closing_no", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_cash_fen", sa.BigInteger(), nullable=False),
        sa.Column("booked_cash_fen", sa.BigInteger(), nullable=False),
        sa.Column("statement_fen", sa.BigInteger(), nullable=False),
        sa.Column("booked_transfers_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("closed_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("closing_no", name=op.f("pk_premium_closings")),
    )
    op.create_index("uq_premium_closings_org_day", "premium_closings", ["org", "day"], unique=True)


def _create_premium_receipts() -> None:
    op.create_table(
        "premium_receipts",
        sa.Column("receipt_no", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("came_by", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.String(length=80), nullable=False),
        sa.Column("applied_fen", sa.BigInteger(), nullable=False),
        sa.Column("suspended_fen", sa.BigInteger(), nullable=False),
        sa.Column("refunded_fen", sa.BigInteger(), nullable=False),
        sa.Column("held_fen", sa.BigInteger(), nullable=False),
        sa.Column("suspended_why", sa.String(length=20), nullable=True),
        sa.CheckConstraint("amount_fen = applied_fen + suspended_fen + refunded_fen", name="ck_premium_receipts_whole"),
        sa.CheckConstraint(
            "applied_fen >= 0 AND suspended_fen >= held_fen AND refunded_fen >= 0", name="ck_premium_receipts_no_debts"
        ),
        sa.CheckConstraint("held_fen >= 0", name="ck_premium_receipts_held"),
        sa.PrimaryKeyConstraint("receipt_no", name=op.f("pk_premium_receipts")),
    )
    op.create_index(op.f("ix_premium_receipts_case_no"), "premium_receipts", ["case_no"], unique=False)
    op.create_index("ix_premium_receipts_org_received_on", "premium_receipts", ["org", "received_on"], unique=False)
    op.create_index(
        "ix_premium_receipts_suspended",
        "premium_receipts",
        ["org"],
        unique=False,
        postgresql_where=sa.text("suspended_fen > 0"),
        sqlite_where=sa.text("suspended_fen > 0"),
    )
    op.create_index("uq_premium_receipts_reference", "premium_receipts", ["org", "came_by", "reference"], unique=True)


def _create_debit_items() -> None:
    op.create_table(
        "debit_items",
        sa.Column("id", BigId, nullable=False),
        sa.Column("batch_no", sa.String(length=40), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("mandate_no", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("receipt_no", sa.String(length=40), nullable=True),
        sa.Column("suspended_why", sa.String(length=20), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_no"], ["debit_batches.case_no"], name=op.f("fk_debit_items_batch_no_debit_batches")
        ),
        sa.ForeignKeyConstraint(
            ["mandate_no"], ["debit_mandates.mandate_no"], name=op.f("fk_debit_items_mandate_no_debit_mandates")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_no"], ["premium_receipts.receipt_no"], name=op.f("fk_debit_items_receipt_no_premium_receipts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debit_items")),
    )
    op.create_index(op.f("ix_debit_items_case_no"), "debit_items", ["case_no"], unique=False)
    op.create_index("uq_debit_items_batch_no_item_no", "debit_items", ["batch_no", "item_no"], unique=True)
    op.create_index(
        "uq_debit_items_in_flight",
        "debit_items",
        ["case_no"],
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
        sqlite_where=sa.text("settled_at IS NULL"),
    )


def _create_premium_movements() -> None:
    op.create_table(
        "premium_movements",
        sa.Column("id", BigId, nullable=False),
        sa.Column("receipt_no", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=True),
        sa.Column("target", sa.String(length=10), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["receipt_no"],
            ["premium_receipts.receipt_no"],
            name=op.f("fk_premium_movements_receipt_no_premium_receipts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premium_movements")),
    )
    op.create_index(op.f("ix_premium_movements_case_no"), "premium_movements", ["case_no"], unique=False)
    op.create_index("ix_premium_movements_org_booked_on", "premium_movements", ["org", "booked_on"], unique=False)
    op.create_index(op.f("ix_premium_movements_receipt_no"), "premium_movements", ["receipt_no"], unique=False)


def _create_premium_refunds() -> None:
    op.create_table(
        "premium_refunds",
        sa.Column("refund_no", sa.String(length=40), nullable=False),
        sa.Column("receipt_no", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["receipt_no"], ["premium_receipts.receipt_no"], name=op.f("fk_premium_refunds_receipt_no_premium_receipts")
        ),
        sa.PrimaryKeyConstraint("refund_no", name=op.f("pk_premium_refunds")),
    )
    op.create_index(op.f("ix_premium_refunds_org"), "premium_refunds", ["org"], unique=False)
    op.create_index(op.f("ix_premium_refunds_receipt_no"), "premium_refunds", ["receipt_no"], unique=False)


def downgrade() -> None:
    op.drop_table("premium_refunds")
    op.drop_table("premium_movements")
    op.drop_table("debit_items")
    op.drop_table("premium_receipts")
    op.drop_table("premium_closings")
    op.drop_table("debit_mandates")
    op.drop_table("debit_batches")
