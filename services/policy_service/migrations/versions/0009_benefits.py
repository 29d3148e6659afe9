"""Benefits for living: what is due, the accounts it is paid to, and the batches in which it is transferred."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0009"
down_revision = "0008"


def case_columns() -> list[sa.Column[object]]:
    return [
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
    ]


def case_indexes(table: str) -> None:
    for column in ("due_at", "org", "status"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    op.create_index(f"ix_{table}_page", table, ["opened_at", "case_no"], unique=False)


def unique_where(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    op.create_table(
        "payee_accounts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("payee_ref", sa.String(length=36), nullable=False),
        sa.Column("account_no", sa.Text(), nullable=False),
        sa.Column("account_hash", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("suspect", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["policy_no"], ["policies.case_no"], name=op.f("fk_payee_accounts_policy_no_policies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_accounts")),
    )
    for column in ("account_hash", "policy_no"):
        op.create_index(op.f(f"ix_payee_accounts_{column}"), "payee_accounts", [column], unique=False)
    unique_where("uq_payee_accounts_good", "payee_accounts", ["policy_no", "payee_ref"], "ended_at IS NULL")
    create_benefits()
    create_batches()


def create_benefits() -> None:
    op.create_table(
        "benefits",
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("benefit", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("drawing_mode", sa.String(length=10), nullable=True),
        sa.Column("payee_ref", sa.String(length=36), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("batch_no", sa.String(length=40), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_account_id", BigId, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failed", sa.String(length=20), nullable=True),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("papers", Json, nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("agent_acts", sa.Boolean(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("relation", sa.String(length=20), nullable=True),
        sa.Column("identified_at", UtcDateTime(), nullable=True),
        sa.Column("turned_back", sa.String(length=40), nullable=True),
        sa.Column("paid_by", sa.String(length=10), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_reference", sa.String(length=40), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        *case_columns(),
        sa.ForeignKeyConstraint(["policy_no"], ["policies.case_no"], name=op.f("fk_benefits_policy_no_policies")),
        sa.ForeignKeyConstraint(
            ["tried_account_id"], ["payee_accounts.id"], name=op.f("fk_benefits_tried_account_id_payee_accounts")
        ),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_benefits")),
    )
    case_indexes("benefits")
    op.create_index("uq_benefits_instalment", "benefits", ["policy_no", "benefit", "due_on"], unique=True)
    op.create_index("ix_benefits_payee", "benefits", ["payee_ref"], unique=False)
    op.create_index("ix_benefits_due_on", "benefits", ["due_on"], unique=False)


def create_batches() -> None:
    op.create_table(
        "transfer_batches",
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("succeeded", sa.Integer(), nullable=False),
        sa.Column("succeeded_fen", sa.BigInteger(), nullable=False),
        sa.Column("exported_at", UtcDateTime(), nullable=True),
        sa.Column("results_sha256", sa.String(length=64), nullable=True),
        sa.Column("cancelled", sa.String(length=40), nullable=True),
        *case_columns(),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_transfer_batches")),
        sa.UniqueConstraint("results_sha256", name=op.f("uq_transfer_batches_results_sha256")),
    )
    case_indexes("transfer_batches")
    op.create_table(
        "transfers",
        sa.Column("id", BigId, nullable=False),
        sa.Column("batch_no", sa.String(length=40), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_no"], ["transfer_batches.case_no"], name=op.f("fk_transfers_batch_no_transfer_batches")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["payee_accounts.id"], name=op.f("fk_transfers_account_id_payee_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
    )
    op.create_index(op.f("ix_transfers_case_no"), "transfers", ["case_no"], unique=False)
    op.create_index("uq_transfers_batch_no_item_no", "transfers", ["batch_no", "item_no"], unique=True)
    unique_where("uq_transfers_in_flight", "transfers", ["case_no"], "settled_at IS NULL")
    unique_where("uq_transfers_paid", "transfers", ["case_no"], "result = 'success'")
    unique_where("uq_transfers_attempt", "transfers", ["case_no", "attempt"], "result IS NULL OR result <> 'cancelled'")


def downgrade() -> None:
    for table in ("transfers", "transfer_batches", "benefits", "payee_accounts"):
        op.drop_table(table)
