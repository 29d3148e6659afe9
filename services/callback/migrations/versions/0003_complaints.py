"""Complaints."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0003"
down_revision = "0002"

CODES = (("refusal", 40), ("extension", 40), ("finding", 40), ("told_by", 20))
OF_A_CASE = (
    *(("outlet", 40), ("channel", 20), ("line", 20), ("product", 40), ("handler", 80), ("salesperson", 80)),
    *(("outcome", 40), ("waiting", 40)),
)


def upgrade() -> None:
    op.create_table(
        "complaints",
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("policy_no", sa.String(40), nullable=True),
        sa.Column("callback_no", sa.String(40), nullable=True),
        sa.Column("complainant", sa.String(20), nullable=False),
        sa.Column("complainant_ref", sa.String(36), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(length), nullable=True) for name, length in CODES),
        sa.Column("reopened", sa.Integer(), nullable=False),
        *_case_columns(),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_complaints")),
    )
    for name in ("policy_no", "callback_no", "status", "org", "due_at"):
        op.create_index(op.f(f"ix_complaints_{name}"), "complaints", [name])
    op.create_index("ix_complaints_page", "complaints", ["opened_at", "case_no"])


def downgrade() -> None:
    op.drop_table("complaints")


def _case_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("case_no", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("org", sa.String(20), nullable=False),
        *(sa.Column(name, sa.String(length), nullable=True) for name, length in OF_A_CASE),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.Column("last_action", sa.String(40), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("last_by", sa.String(80), nullable=False),
    ]
