"""First tables of metrics: facts, series, cells, buckets and positions, beside the shared ones."""

import sqlalchemy as sa
from alembic import op

from shared.core_tables import create_core, drop_core
from shared.db import BigId, UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_core(op.get_bind())
    op.create_table(
        "buckets",
        sa.Column("series_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("series_id", "period", "shard", name=op.f("pk_buckets")),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 70},
    )
    op.create_table(
        "cells",
        sa.Column("series_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("series_id", "period", "shard", name=op.f("pk_cells")),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 70},
    )
    op.create_table(
        "facts",
        sa.Column("generation", sa.SmallInteger(), nullable=False),
        sa.Column("key", sa.String(length=81), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "key", name=op.f("pk_facts")),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index("ix_facts_kind_first_day", "facts", ["generation", "kind", "first_day"], unique=False)
    op.create_index("ix_facts_kind_last_day", "facts", ["generation", "kind", "last_day"], unique=False)
    op.create_table(
        "live_generation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_generation")),
    )
    op.create_table(
        "positions",
        sa.Column("generation", sa.SmallInteger(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("next_offset", sa.BigInteger(), nullable=False),
        sa.Column("end_offset", sa.BigInteger(), nullable=False),
        sa.Column("last_event_at", UtcDateTime(), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "topic", "partition", name=op.f("pk_positions")),
    )
    op.create_table(
        "refused_events",
        sa.Column("generation", sa.SmallInteger(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refused_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "topic", "partition", "offset", name=op.f("pk_refused_events")),
    )
    op.create_table(
        "series",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("generation", sa.SmallInteger(), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("dimension", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint(
            "generation",
            "measure",
            "dimension",
            "org",
            "value",
            "kind",
            name=op.f("uq_series_generation_measure_dimension_org_value_kind"),
        ),
    )
    op.execute("INSERT INTO live_generation (id, generation) VALUES (1, 1)")


def downgrade() -> None:
    op.drop_table("series")
    op.drop_table("refused_events")
    op.drop_table("positions")
    op.drop_table("live_generation")
    op.drop_index("ix_facts_kind_last_day", table_name="facts")
    op.drop_index("ix_facts_kind_first_day", table_name="facts")
    op.drop_table("facts")
    op.drop_table("cells")
    op.drop_table("buckets")
    drop_core(op.get_bind())
