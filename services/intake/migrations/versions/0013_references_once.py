"""A bank's reference counts once in the whole house, in whatever case it is written."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

COLUMNS = ("receipt_no", "org", "came_by", "reference", "reference_key", "received_at")
RECEIPTS = sa.table("premium_receipts", *(sa.column(name) for name in COLUMNS))
OLD, NEW = "uq_premium_receipts_reference", "uq_premium_receipts_reference_key"


def upgrade() -> None:
    op.add_column("premium_receipts", sa.Column("reference_key", sa.String(length=120), nullable=True))
    _key_what_came_before()
    op.drop_index(OLD, table_name="premium_receipts")
    op.create_index(NEW, "premium_receipts", ["reference_key"], unique=True)


def downgrade() -> None:
    op.drop_index(NEW, table_name="premium_receipts")
    op.create_index(OLD, "premium_receipts", ["org", "came_by", "reference"], unique=True)
    op.drop_column("premium_receipts", "reference_key")


def _key_what_came_before() -> None:
    """Of money that was entered several times the first has the key: what is in the book stays as it is."""
    query = sa.select(RECEIPTS).where(RECEIPTS.c.reference.is_not(None))
    first: dict[str, str] = {}
    for row in op.get_bind().execute(query.order_by(RECEIPTS.c.received_at, RECEIPTS.c.receipt_no)):
        first.setdefault(_key_of(row), row.receipt_no)
    if first:
        keyed = sa.update(RECEIPTS).where(RECEIPTS.c.receipt_no == sa.bindparam("no"))
        rows = [{"no": receipt_no, "key": key} for key, receipt_no in first.items()]
        op.get_bind().execute(keyed.values(reference_key=sa.bindparam("key")), rows)


def _key_of(row: Any) -> str:
    return "/".join([row.came_by, *([row.org] if row.came_by == "cash" else []), row.reference.upper()])
