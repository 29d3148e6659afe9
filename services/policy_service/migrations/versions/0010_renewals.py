"""Renewal premiums: what is due, mandates, debits and their batches, and the runs that find what is due."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("policies", sa.Column("rescission_by", sa.String(length=80), nullable=True))
    op.create_table(
        "renewal_batches",
        sa.Column("debit_on", sa.Date(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("succeeded", sa.Integer(), nullable=False),
        sa.Column("succeeded_fen", sa.BigInteger(), nullable=False),
        sa.Column("unapplied", sa.Integer(), nullable=False),
        sa.Column("unapplied_fen", sa.BigInteger(), nullable=False),
        sa.Column("exported_at", UtcDateTime(timezone=True), nullable=True),
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
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("waiting", sa.String(length=40), nullable=True),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.Column("last_action", sa.String(length=40), nullable=False),
        sa.Column("last_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_renewal_batches")),
        sa.UniqueConstraint("results_sha256", name=op.f("uq_renewal_batches_results_sha256")),
    )
    op.create_index(op.f("ix_renewal_batches_due_at"), "renewal_batches", ["due_at"], unique=False)
    op.create_index(op.f("ix_renewal_batches_org"), "renewal_batches", ["org"], unique=False)
    op.create_index("ix_renewal_batches_page", "renewal_batches", ["opened_at", "case_no"], unique=False)
    op.create_index(op.f("ix_renewal_batches_status"), "renewal_batches", ["status"], unique=False)
    op.create_table(
        "renewal_runs",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("noticed", sa.Integer(), nullable=False),
        sa.Column("in_grace", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_renewal_runs")),
    )
    op.create_table(
        "renewal_mandates",
        sa.Column("mandate_no", sa.String(length=40), nullable=False),
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("account_no", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("suspect", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["policy_no"], ["policies.case_no"], name=op.f("fk_renewal_mandates_policy_no_policies")
        ),
        sa.PrimaryKeyConstraint("mandate_no", name=op.f("pk_renewal_mandates")),
    )
    op.create_index(op.f("ix_renewal_mandates_policy_no"), "renewal_mandates", ["policy_no"], unique=False)
    op.create_index(
        "uq_renewal_mandates_signed",
        "renewal_mandates",
        ["policy_no"],
        unique=True,
        postgresql_where=sa.text("status = 'signed'"),
        sqlite_where=sa.text("status = 'signed'"),
    )
    op.create_table(
        "renewals",
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("grace_ends_on", sa.Date(), nullable=False),
        sa.Column("premium_fen", sa.BigInteger(), nullable=False),
        sa.Column("payment_mode", sa.String(length=10), nullable=False),
        sa.Column("premium_year", sa.Integer(), nullable=False),
        sa.Column("mandated", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tried", Json, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_by", sa.String(length=20), nullable=True),
        sa.Column("grace_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_by", sa.String(length=10), nullable=True),
        sa.Column("paid_reference", sa.String(length=60), nullable=True),
        sa.Column("paid_to_on", sa.Date(), nullable=True),
        sa.Column("notice", sa.String(length=20), nullable=True),
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
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("waiting", sa.String(length=40), nullable=True),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.Column("last_action", sa.String(length=40), nullable=False),
        sa.Column("last_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["policy_no"], ["policies.case_no"], name=op.f("fk_renewals_policy_no_policies")),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_renewals")),
    )
    op.create_index(op.f("ix_renewals_due_at"), "renewals", ["due_at"], unique=False)
    op.create_index(op.f("ix_renewals_org"), "renewals", ["org"], unique=False)
    op.create_index("ix_renewals_page", "renewals", ["opened_at", "case_no"], unique=False)
    op.create_index(op.f("ix_renewals_status"), "renewals", ["status"], unique=False)
    op.create_index("ix_renewals_status_due_on", "renewals", ["status", "due_on", "case_no"], unique=False)
    op.create_index("uq_renewals_paid_reference", "renewals", ["paid_reference"], unique=True)
    op.create_index(
        "uq_renewals_policy_no_due_on",
        "renewals",
        ["policy_no", "due_on"],
        unique=True,
        postgresql_where=sa.text("status <> 'cancelled'"),
        sqlite_where=sa.text("status <> 'cancelled'"),
    )
    op.create_index(op.f("ix_renewals_policy_no"), "renewals", ["policy_no"], unique=False)
    op.create_table(
        "renewal_debits",
        sa.Column("id", BigId, nullable=False),
        sa.Column("batch_no", sa.String(length=40), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.Column("renewal_no", sa.String(length=40), nullable=False),
        sa.Column("mandate_no", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("unapplied_why", sa.String(length=20), nullable=True),
        sa.Column("settled_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_no"], ["renewal_batches.case_no"], name=op.f("fk_renewal_debits_batch_no_renewal_batches")
        ),
        sa.ForeignKeyConstraint(
            ["mandate_no"], ["renewal_mandates.mandate_no"], name=op.f("fk_renewal_debits_mandate_no_renewal_mandates")
        ),
        sa.ForeignKeyConstraint(
            ["renewal_no"], ["renewals.case_no"], name=op.f("fk_renewal_debits_renewal_no_renewals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_debits")),
    )
    op.create_index(
        "ix_renewal_debits_unapplied",
        "renewal_debits",
        ["id"],
        unique=False,
        postgresql_where=sa.text("unapplied_why IS NOT NULL"),
        sqlite_where=sa.text("unapplied_why IS NOT NULL"),
    )
    op.create_index(
        "uq_renewal_debits_attempt",
        "renewal_debits",
        ["renewal_no", "attempt"],
        unique=True,
        postgresql_where=sa.text("result IS NULL OR result <> 'cancelled'"),
        sqlite_where=sa.text("result IS NULL OR result <> 'cancelled'"),
    )
    op.create_index("uq_renewal_debits_batch_no_item_no", "renewal_debits", ["batch_no", "item_no"], unique=True)
    op.create_index(
        "uq_renewal_debits_in_flight",
        "renewal_debits",
        ["renewal_no"],
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
        sqlite_where=sa.text("settled_at IS NULL"),
    )
    op.create_index("ix_policies_paid_to_on_case_no", "policies", ["paid_to_on", "case_no"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_policies_paid_to_on_case_no", table_name="policies")
    op.drop_index(
        "uq_renewal_debits_in_flight",
        table_name="renewal_debits",
        postgresql_where=sa.text("settled_at IS NULL"),
        sqlite_where=sa.text("settled_at IS NULL"),
    )
    op.drop_index("uq_renewal_debits_batch_no_item_no", table_name="renewal_debits")
    op.drop_index(
        "uq_renewal_debits_attempt",
        table_name="renewal_debits",
        postgresql_where=sa.text("result IS NULL OR result <> 'cancelled'"),
        sqlite_where=sa.text("result IS NULL OR result <> 'cancelled'"),
    )
    op.drop_index(
        "ix_renewal_debits_unapplied",
        table_name="renewal_debits",
        postgresql_where=sa.text("unapplied_why IS NOT NULL"),
        sqlite_where=sa.text("unapplied_why IS NOT NULL"),
    )
    op.drop_table("renewal_debits")
    op.drop_index(op.f("ix_renewals_policy_no"), table_name="renewals")
    op.drop_index(
        "uq_renewals_policy_no_due_on",
        table_name="renewals",
        postgresql_where=sa.text("status <> 'cancelled'"),
        sqlite_where=sa.text("status <> 'cancelled'"),
    )
    op.drop_index("uq_renewals_paid_reference", table_name="renewals")
    op.drop_index("ix_renewals_status_due_on", table_name="renewals")
    op.drop_index(op.f("ix_renewals_status"), table_name="renewals")
    op.drop_index("ix_renewals_page", table_name="renewals")
    op.drop_index(op.f("ix_renewals_org"), table_name="renewals")
    op.drop_index(op.f("ix_renewals_due_at"), table_name="renewals")
    op.drop_table("renewals")
    op.drop_index(
        "uq_renewal_mandates_signed",
        table_name="renewal_mandates",
        postgresql_where=sa.text("status = 'signed'"),
        sqlite_where=sa.text("status = 'signed'"),
    )
    op.drop_index(op.f("ix_renewal_mandates_policy_no"), table_name="renewal_mandates")
    op.drop_table("renewal_mandates")
    op.drop_table("renewal_runs")
    op.drop_index(op.f("ix_renewal_batches_status"), table_name="renewal_batches")
    op.drop_index("ix_renewal_batches_page", table_name="renewal_batches")
    op.drop_index(op.f("ix_renewal_batches_org"), table_name="renewal_batches")
    op.drop_index(op.f("ix_renewal_batches_due_at"), table_name="renewal_batches")
    op.drop_table("renewal_batches")
    op.drop_column("policies", "rescission_by")
