"""What is known of policyholders' numbers, nothing of policies of before; collections of fresh ones."""

import sqlalchemy as sa
from alembic import op

from shared.db import Json, UtcDateTime

revision = "0004"
down_revision = "0003"

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.add_column("known_policies", sa.Column("numbers", Json, nullable=True))
    op.add_column("known_policies", sa.Column("reach", sa.String(40), nullable=True))
    op.create_table(
        "contact_collections",
        sa.Column("policy_no", sa.String(40), nullable=False),
        sa.Column("policyholder_ref", sa.String(36), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("addressee", sa.String(20), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("org", sa.String(20), nullable=False),
        sa.Column("outlet", sa.String(40), nullable=True),
        sa.Column("channel", sa.String(20), nullable=True),
        sa.Column("line", sa.String(20), nullable=True),
        sa.Column("product", sa.String(40), nullable=True),
        sa.Column("handler", sa.String(80), nullable=True),
        sa.Column("salesperson", sa.String(80), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("waiting", sa.String(40), nullable=True),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.Column("last_action", sa.String(40), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("last_by", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_contact_collections")),
    )
    _create_indexes()


def downgrade() -> None:
    op.drop_table("contact_collections")
    op.drop_column("known_policies", "reach")
    op.drop_column("known_policies", "numbers")


def _create_indexes() -> None:
    table = "contact_collections"
    for name in ("due_at", "org", "status"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    op.create_index("ix_contact_collections_page", table, ["opened_at", "case_no"])
    op.create_index(
        "uq_contact_collections_open", table, ["policy_no"], unique=True, postgresql_where=OPEN, sqlite_where=OPEN
    )
