"""What the law asks of cards and groups: relations, consents, what is held elsewhere, and warnings."""

import sqlalchemy as sa
from alembic import op

from shared.db import Json

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("card_activations", sa.Column("relation", sa.String(length=12), nullable=True))
    op.add_column("card_activations", sa.Column("consent", sa.String(length=10), nullable=True))
    op.add_column("card_activations", sa.Column("cover_elsewhere_fen", sa.BigInteger(), nullable=True))
    op.add_column("card_activations", sa.Column("warnings", Json, nullable=False, server_default="[]"))
    no = sa.false()
    op.add_column("group_applications", sa.Column("consents_proven", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("insured_persons", sa.Column("relation", sa.String(length=12), nullable=True))
    op.add_column("insured_persons", sa.Column("consented", sa.Boolean(), nullable=True))


def downgrade() -> None:
    for table, column in (
        ("insured_persons", "consented"),
        ("insured_persons", "relation"),
        ("group_applications", "consents_proven"),
        ("card_activations", "warnings"),
        ("card_activations", "cover_elsewhere_fen"),
        ("card_activations", "consent"),
        ("card_activations", "relation"),
    ):
        op.drop_column(table, column)
