"""The province's official lists."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "callback_lists",
        sa.Column("list_no", sa.String(40), nullable=False),
        sa.Column("org", sa.String(20), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("taken_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_in_by", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("list_no", name=op.f("pk_callback_lists")),
    )
    op.create_index("uq_callback_lists_content", "callback_lists", ["org", "sha256"], unique=True)
    op.create_index("ix_callback_lists_page", "callback_lists", ["taken_in_at", "list_no"])
    op.create_table(
        "callback_list_rows",
        sa.Column("list_no", sa.String(40), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("policy_no", sa.String(40), nullable=True),
        sa.Column("project", sa.String(20), nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("rule", sa.String(40), nullable=True),
        sa.Column("case_no", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_no"], ["callback_lists.list_no"], name=op.f("fk_callback_list_rows_list_no_callback_lists")
        ),
        sa.PrimaryKeyConstraint("list_no", "row", name=op.f("pk_callback_list_rows")),
    )
    op.add_column("callbacks", sa.Column("listed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("callbacks", "listed_on")
    op.drop_table("callback_list_rows")
    op.drop_table("callback_lists")
