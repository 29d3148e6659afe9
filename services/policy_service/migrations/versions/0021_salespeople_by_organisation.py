"""Salespeople's numbers are of an organisation's salesperson: another may have somebody of that code."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

TABLE, KEY = "salespersons_numbers", "pk_salespersons_numbers"
ROWS: sa.TableClause = sa.table(TABLE, *(sa.column(name) for name in ("salesperson", "number_hash", "org")))


def upgrade() -> None:
    _key("org", "salesperson", "number_hash")


def downgrade() -> None:
    other = ROWS.alias()
    same = [other.c[name] == ROWS.c[name] for name in ("salesperson", "number_hash")]
    op.execute(sa.delete(ROWS).where(sa.exists().where(*same, other.c.org < ROWS.c.org)))
    _key("salesperson", "number_hash")


def _key(*columns: str) -> None:
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(KEY), type_="primary")
        table.create_primary_key(op.f(KEY), list(columns))
