"""The province's official lists, and wishes not to be rung."""

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
    op.create_table(
        "call_wishes",
        sa.Column("wish_no", sa.String(40), nullable=False),
        sa.Column("policyholder_ref", sa.String(36), nullable=False),
        sa.Column("org", sa.String(20), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("wish_no", name=op.f("pk_call_wishes")),
    )
    op.create_index(op.f("ix_call_wishes_policyholder_ref"), "call_wishes", ["policyholder_ref"])
    op.create_index("ix_call_wishes_page", "call_wishes", ["recorded_at", "wish_no"])
    op.create_index("ix_callbacks_policyholder", "callbacks", ["policyholder_ref"])
    op.add_column("callbacks", sa.Column("wish_no", sa.String(40), nullable=True))
    op.add_column("callbacks", sa.Column("no_calls_until", sa.Date(), nullable=True))
    op.add_column("callbacks", sa.Column("listed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("callbacks", "listed_on")
    op.drop_column("callbacks", "no_calls_until")
    op.drop_column("callbacks", "wish_no")
    op.drop_index("ix_callbacks_policyholder", table_name="callbacks")
    op.drop_table("call_wishes")
    op.drop_table("callback_list_rows")
    op.drop_table("callback_lists")
