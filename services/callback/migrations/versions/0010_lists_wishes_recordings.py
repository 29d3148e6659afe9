"""The province's official lists, wishes not to be rung, and recordings with what tells how long they are kept."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0010"
down_revision = "0008"

A_FEW = 1_000
CASE_NO: sa.ColumnClause[str] = sa.column("case_no")
COLUMNS: list[sa.ColumnClause[Any]] = [CASE_NO, sa.column("policy_no"), sa.column("org"), sa.column("attempts", Json)]
CASES = sa.select(*COLUMNS).select_from(sa.table("callbacks", *COLUMNS))


def upgrade() -> None:
    op.create_table(
        "callback_lists",
        sa.Column("list_no", sa.String(40), nullable=False),
        sa.Column("org", sa.String(20), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("taken_in_at", UtcDateTime(), nullable=False),
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
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("wish_no", name=op.f("pk_call_wishes")),
    )
    op.create_index(op.f("ix_call_wishes_policyholder_ref"), "call_wishes", ["policyholder_ref"])
    op.create_index("ix_call_wishes_page", "call_wishes", ["recorded_at", "wish_no"])
    op.create_index("ix_callbacks_policyholder", "callbacks", ["policyholder_ref"])
    op.add_column("callbacks", sa.Column("wish_no", sa.String(40), nullable=True))
    op.add_column("callbacks", sa.Column("no_calls_until", sa.Date(), nullable=True))
    op.add_column("callbacks", sa.Column("listed_on", sa.Date(), nullable=True))
    _keep_recordings()


def _keep_recordings() -> None:
    """Of attempts that named one; since when a policy that ended before has been over nobody kept."""
    op.add_column("known_policies", sa.Column("term_years", sa.Integer(), nullable=True))
    op.add_column("known_policies", sa.Column("ended_on", sa.Date(), nullable=True))
    recordings = op.create_table(
        "recordings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("recording", sa.String(40), nullable=False),
        sa.Column("case_no", sa.String(40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("policy_no", sa.String(40), nullable=False),
        sa.Column("org", sa.String(20), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.Column("deleted_by", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
    )
    op.create_index(op.f("ix_recordings_recording"), "recordings", ["recording"])
    op.create_index(op.f("ix_recordings_policy_no"), "recordings", ["policy_no"])
    op.create_index("uq_recordings_attempt", "recordings", ["case_no", "attempt"], unique=True)
    after = ""
    while cases := op.get_bind().execute(CASES.where(after < CASE_NO).order_by(CASE_NO).limit(A_FEW)).all():
        after = cases[-1].case_no
        op.bulk_insert(recordings, [row for case in cases for row in _recorded(case)])


def _recorded(case: Any) -> list[dict[str, Any]]:
    own = {"case_no": case.case_no, "policy_no": case.policy_no, "org": case.org}
    made = [each for each in case.attempts or () if each.get("recording")]
    return [
        own
        | {"recording": each["recording"], "attempt": each["attempt"], "made_at": datetime.fromisoformat(each["at"])}
        for each in made
    ]


def downgrade() -> None:
    op.drop_table("recordings")
    op.drop_column("known_policies", "ended_on")
    op.drop_column("known_policies", "term_years")
    op.drop_column("callbacks", "listed_on")
    op.drop_column("callbacks", "no_calls_until")
    op.drop_column("callbacks", "wish_no")
    op.drop_index("ix_callbacks_policyholder", table_name="callbacks")
    op.drop_table("call_wishes")
    op.drop_table("callback_list_rows")
    op.drop_table("callback_lists")
