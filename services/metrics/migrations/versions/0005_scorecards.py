"""Scorecards: sets of metrics that provinces and cities keep."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "scorecard_sets",
        sa.Column("id", BigId, nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.String(length=80), nullable=True),
        sa.Column("succeeded_by", BigId, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_sets")),
    )
    op.create_index("ix_scorecard_sets_org", "scorecard_sets", ["org", "effective_from"])
    op.create_table(
        "scorecard_metrics",
        sa.Column("set_id", BigId, nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("kpi", sa.String(length=60), nullable=False),
        sa.Column("metric_group", sa.String(length=20), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("full_mark", sa.Float(), nullable=False),
        sa.Column("zero_mark", sa.Float(), nullable=False),
        sa.Column("better", sa.String(length=10), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("mark", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"], ["scorecard_sets.id"], name=op.f("fk_scorecard_metrics_set_id_scorecard_sets")
        ),
        sa.PrimaryKeyConstraint("set_id", "place", name=op.f("pk_scorecard_metrics")),
    )


def downgrade() -> None:
    op.drop_table("scorecard_metrics")
    op.drop_table("scorecard_sets")
