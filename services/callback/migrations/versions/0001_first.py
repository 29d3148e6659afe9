"""First tables of callback: call-backs, beside the shared ones."""

import sqlalchemy as sa
from alembic import op

from shared.core_tables import create_core, drop_core
from shared.db import Json, UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_core(op.get_bind())
    op.create_table(
        "callbacks",
        sa.Column("project", sa.String(length=20), nullable=False),
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("policyholder_ref", sa.String(length=36), nullable=False),
        sa.Column("free_look_days", sa.Integer(), nullable=False),
        sa.Column("free_look_starts", sa.String(length=12), nullable=False),
        sa.Column("call_by", sa.Date(), nullable=True),
        sa.Column("attempts", Json, nullable=False),
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
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_callbacks")),
    )
    op.create_index(op.f("ix_callbacks_due_at"), "callbacks", ["due_at"], unique=False)
    op.create_index(op.f("ix_callbacks_org"), "callbacks", ["org"], unique=False)
    op.create_index("ix_callbacks_page", "callbacks", ["opened_at", "case_no"], unique=False)
    op.create_index(op.f("ix_callbacks_status"), "callbacks", ["status"], unique=False)
    op.create_index("uq_callbacks_policy_no_project", "callbacks", ["policy_no", "project"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_callbacks_policy_no_project", table_name="callbacks")
    op.drop_index(op.f("ix_callbacks_status"), table_name="callbacks")
    op.drop_index("ix_callbacks_page", table_name="callbacks")
    op.drop_index(op.f("ix_callbacks_org"), table_name="callbacks")
    op.drop_index(op.f("ix_callbacks_due_at"), table_name="callbacks")
    op.drop_table("callbacks")
    drop_core(op.get_bind())
