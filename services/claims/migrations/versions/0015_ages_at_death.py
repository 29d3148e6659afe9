"""Calculations keep at which age the insured died."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("claim_calculations", sa.Column("age_at_death", sa.Integer()))


def downgrade() -> None:
    op.drop_column("claim_calculations", "age_at_death")
