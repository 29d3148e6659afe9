"""Whose a foreign case is from its first event on."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "foreign_cases",
        sa.Column("key", sa.String(length=81), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_foreign_cases")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("foreign_cases")
