"""From when on the premiums of a policy are waived, and how many a run waived."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("policies", sa.Column("waived_from_on", sa.Date(), nullable=True))
    op.add_column("renewal_runs", sa.Column("waived", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("renewal_runs", "waived")
    op.drop_column("policies", "waived_from_on")
