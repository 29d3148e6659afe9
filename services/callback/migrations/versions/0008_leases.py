"""A lease has its own end beside the rest that it interrupts; what was due before rounds gets its days."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0008"
down_revision = "0007"

HELD = sa.text("held_until IS NOT NULL")
RESTING = sa.text("resting AND held_until IS NULL")
QUEUED = sa.text("ready_at IS NOT NULL AND NOT resting AND held_until IS NULL")
RESTED, WAITED = sa.text("resting"), sa.text("ready_at IS NOT NULL AND NOT resting")  # of before
LEVELS = (2, 4, 6)


def upgrade() -> None:
    """Whoever is called at the moment is ready when that lease ends: which rest it interrupted nobody kept."""
    op.add_column("callbacks", sa.Column("held_until", UtcDateTime(), nullable=True))
    op.execute("UPDATE callbacks SET held_until = ready_at, resting = false WHERE resting AND held_by IS NOT NULL")
    _index(QUEUED, RESTING)
    op.create_index("ix_callbacks_held", "callbacks", ["held_until"], postgresql_where=HELD, sqlite_where=HELD)


def downgrade() -> None:
    op.execute("UPDATE callbacks SET ready_at = held_until, resting = true WHERE held_until IS NOT NULL")
    op.drop_index("ix_callbacks_held", table_name="callbacks")
    _index(WAITED, RESTED)
    op.drop_column("callbacks", "held_until")


def _index(queued: sa.TextClause, resting: sa.TextClause) -> None:
    """The same indexes as before, of other rows."""
    for digits in LEVELS:
        name = f"ix_callbacks_queue_of_{digits}"
        op.drop_index(name, table_name="callbacks")
        columns: list[str | sa.TextClause] = ["owner", sa.text(f"substr(org, 1, {digits})"), "due_at", "case_no"]
        op.create_index(name, "callbacks", [*columns, "language"], postgresql_where=queued, sqlite_where=queued)
    op.drop_index("ix_callbacks_resting", table_name="callbacks")
    op.create_index("ix_callbacks_resting", "callbacks", ["ready_at"], postgresql_where=resting, sqlite_where=resting)
