"""What a claim's calculation comes to by liability."""

import sqlalchemy as sa
from alembic import op

from shared.db import Json

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # Of an older claim it isn't told until it is calculated again.
    op.add_column("claims", sa.Column("liabilities", Json, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("claims", "liabilities")
