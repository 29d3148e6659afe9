"""Dialect desks and their slots."""

import sqlalchemy as sa
from alembic import op

from shared.db import Json

revision = "0007"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "dialect_desks",
        sa.Column("desk_no", sa.String(40), nullable=False),
        sa.Column("org", sa.String(20), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("callers", Json, nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("desk_no", name=op.f("pk_dialect_desks")),
    )
    op.create_index(op.f("ix_dialect_desks_language"), "dialect_desks", ["language"])
    op.create_table(
        "desk_bookings",
        sa.Column("case_no", sa.String(40), nullable=False),
        sa.Column("desk_no", sa.String(40), nullable=False),
        sa.Column("slot_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_desk_bookings")),
    )
    op.create_index("ix_desk_bookings_slot", "desk_bookings", ["desk_no", "slot_at"])
    op.add_column("callbacks", sa.Column("desk_no", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("callbacks", "desk_no")
    op.drop_table("desk_bookings")
    op.drop_table("dialect_desks")
