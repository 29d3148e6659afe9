"""Checks against the law, required papers by page, the sampling of scans, and faults of stored files."""

import json

import sqlalchemy as sa
from alembic import op

from shared.db import Json, UtcDateTime

revision = "0011"
down_revision = "0010"

APPLICATIONS = sa.table(
    "applications",
    sa.column("case_no", sa.String),
    sa.column("missing_pages", Json),
    sa.column("papers", Json),
    sa.column("to_scan", Json),
)


def upgrade() -> None:
    for column in (
        sa.Column("relation", sa.String(length=12), nullable=True),
        sa.Column("cover_elsewhere_fen", sa.BigInteger(), nullable=True),
        sa.Column("recording_no", sa.String(length=40), nullable=True),
        sa.Column("sampling", sa.String(length=20), nullable=True),
    ):
        op.add_column("applications", column)
    for name, empty in (("warnings", "[]"), ("papers", "{}"), ("to_scan", "[]")):
        op.add_column("applications", sa.Column(name, Json, nullable=False, server_default=empty))
    _by_page()
    op.drop_column("applications", "missing_pages")
    op.add_column("scans", sa.Column("checked_at", UtcDateTime(), nullable=True))
    op.create_index("ix_scans_scanned_by", "scans", ["scanned_by", "id"])
    op.create_table(
        "file_faults",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("fault", sa.String(length=10), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_faults")),
    )


def _by_page() -> None:
    """Forms taken in before needed one page of each paper."""
    connection = op.get_bind()
    for case_no, missing in connection.execute(sa.select(APPLICATIONS.c.case_no, APPLICATIONS.c.missing_pages)).all():
        papers = missing if isinstance(missing, list) else json.loads(missing)
        if papers:
            values = {"papers": dict.fromkeys(papers, 1), "to_scan": [{"paper": each, "pages": [1]} for each in papers]}
            connection.execute(sa.update(APPLICATIONS).where(APPLICATIONS.c.case_no == case_no).values(values))


def downgrade() -> None:
    op.drop_table("file_faults")
    op.drop_index("ix_scans_scanned_by", table_name="scans")
    op.drop_column("scans", "checked_at")
    op.add_column("applications", sa.Column("missing_pages", Json, nullable=False, server_default="[]"))
    for name in ("to_scan", "papers", "warnings", "sampling", "recording_no", "cover_elsewhere_fen", "relation"):
        op.drop_column("applications", name)
