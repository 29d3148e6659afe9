"""Visits to the hall, and the rolls that their tickets come from."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0005"
down_revision = "0004"

OF_OUTLET = ["org", "outlet", "taken_on"]
IN_HAND = sa.text("status IN ('called', 'in_service')")
QUEUEING = sa.text("status = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "visits",
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("business", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("priority_reason", sa.String(length=20), nullable=True),
        sa.Column("waiting_limit_minutes", sa.Integer(), nullable=False),
        sa.Column("handling_limit_minutes", sa.Integer(), nullable=False),
        sa.Column("window_no", sa.String(length=10), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("calls_in_turn", sa.Integer(), nullable=False),
        sa.Column("called_at", UtcDateTime(), nullable=True),
        sa.Column("served_at", UtcDateTime(), nullable=True),
        sa.Column("prompted_at", UtcDateTime(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("satisfaction", sa.String(length=20), nullable=True),
        sa.Column("abandoned", sa.String(length=20), nullable=True),
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
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_visits")),
    )
    for column in ("status", "org", "due_at"):
        op.create_index(op.f(f"ix_visits_{column}"), "visits", [column])
    op.create_index("ix_visits_page", "visits", ["opened_at", "case_no"])
    op.create_index("uq_visits_number", "visits", [*OF_OUTLET, "number"], unique=True)
    window = [*OF_OUTLET, "window_no"]
    op.create_index(
        "uq_visits_window_no", "visits", window, unique=True, sqlite_where=IN_HAND, postgresql_where=IN_HAND
    )
    order: list[str | sa.TextClause] = [*OF_OUTLET, sa.text("priority DESC"), "number"]
    op.create_index("ix_visits_queue", "visits", order, sqlite_where=QUEUEING, postgresql_where=QUEUEING)
    op.create_table(
        "ticket_rolls",
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org", "outlet", "day", name=op.f("pk_ticket_rolls")),
    )


def downgrade() -> None:
    op.drop_table("ticket_rolls")
    op.drop_table("visits")
