"""How a maturity benefit came to its amount: the dividends with it, loans and their interest off."""

import sqlalchemy as sa
from alembic import op

from shared.db import Json

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("benefits", sa.Column("money", Json, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("benefits", "money")
