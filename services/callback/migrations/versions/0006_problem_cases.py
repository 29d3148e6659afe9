"""Problem cases: what calls find wrong from now on; calls of before that found something stay as they ended."""

import sqlalchemy as sa
from alembic import op

from shared.db import Json, UtcDateTime

revision = "0006"
down_revision = "0005"

OPEN = sa.text("closed_at IS NULL")
INDEXES = {
    "ix_problem_cases_due_at": ["due_at"],
    "ix_problem_cases_handler": ["handler"],
    "ix_problem_cases_org": ["org"],
    "ix_problem_cases_page": ["opened_at", "case_no"],
    "ix_problem_cases_policy_no": ["policy_no"],
    "ix_problem_cases_status": ["status"],
}


def upgrade() -> None:
    op.create_table(
        "problem_cases",
        sa.Column("callback_no", sa.String(length=40), nullable=False),
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("policyholder_ref", sa.String(length=36), nullable=False),
        sa.Column("project", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("points", Json, nullable=False),
        sa.Column("found_by", sa.String(length=80), nullable=False),
        sa.Column("policy_ended_on", sa.Date(), nullable=True),
        sa.Column("because", sa.String(length=40), nullable=True),
        sa.Column("remind_on", sa.Date(), nullable=False),
        sa.Column("reopenings", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("line", sa.String(length=20), nullable=True),
        sa.Column("product", sa.String(length=40), nullable=True),
        sa.Column("handler", sa.String(length=80), nullable=True),
        sa.Column("salesperson", sa.String(length=80), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("waiting", sa.String(length=40), nullable=True),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.Column("last_action", sa.String(length=40), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("last_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["callback_no"], ["callbacks.case_no"], name=op.f("fk_problem_cases_callback_no_callbacks")
        ),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_problem_cases")),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "problem_cases", columns)
    op.create_index(
        "uq_problem_cases_callback",
        "problem_cases",
        ["callback_no"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("uq_problem_cases_callback", table_name="problem_cases")
    for name in reversed(INDEXES):
        op.drop_index(name, table_name="problem_cases")
    op.drop_table("problem_cases")
