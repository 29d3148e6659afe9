"""By which day a claim reckoned the loans that it keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("claims", sa.Column("loan_kept_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("claims", "loan_kept_on")
