"""First tables of claims: the shared ones."""

from alembic import op

from shared.core_tables import create_core, drop_core

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_core(op.get_bind())


def downgrade() -> None:
    drop_core(op.get_bind())
