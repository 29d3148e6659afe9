"""Cells of one time lie together.

Stop metrics of the version before first: its workers can't write to these tables, and its questions read them whole.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

PLACE = {"series_id": sa.BigInteger(), "period": sa.Integer(), "band": sa.SmallInteger(), "shard": sa.SmallInteger()}
HELD: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "cells": {"n": sa.BigInteger(), "total": sa.BigInteger()},
    "buckets": {"counts": sa.LargeBinary()},
}
MONTH = {  # months since January 1970 of a day
    "postgresql": """(SELECT 12 * (extract(year FROM at) - 1970) + extract(month FROM at) - 1
                      FROM (SELECT date '1970-01-01' + period AS at) AS day)""",
    "sqlite": """12 * (strftime('%Y', period * 86400, 'unixepoch') - 1970)
                 + strftime('%m', period * 86400, 'unixepoch') - 1""",
}


def upgrade() -> None:
    band = f"""CASE WHEN period >= 2000000 THEN 0 WHEN period >= 1000000 THEN (period - 1000000) / 12
               ELSE 10000 + {MONTH[op.get_bind().dialect.name]} END"""
    _move(("band", "series_id", "period", "shard"), f"{band}, series_id, period, shard")


def downgrade() -> None:
    _move(("series_id", "period", "shard"), "series_id, period, shard")


def _move(key: tuple[str, ...], read: str) -> None:
    """To new tables: SQLite can't change a primary key."""
    for table, held in HELD.items():
        op.rename_table(table, f"old_{table}")
        if op.get_bind().dialect.name == "postgresql":
            op.drop_constraint(f"pk_{table}", f"old_{table}")
        op.create_table(
            table,
            *[sa.Column(name, type, nullable=False) for name, type in PLACE.items() if name in key],
            *[sa.Column(name, type, nullable=False) for name, type in held.items()],
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
            postgresql_with={"fillfactor": 70},
        )
        names = ", ".join(held)
        op.execute(f"INSERT INTO {table} ({', '.join(key)}, {names}) SELECT {read}, {names} FROM old_{table}")
        op.drop_table(f"old_{table}")
