"""Rounds of calls and the queue: until when the province calls, who calls next, visits and letters."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from shared import clock
from shared.calendar_data import calendar_for
from shared.tables import timers

revision = "0005"
down_revision = "0002"

CALLBACKS = sa.table(
    "callbacks",
    *(sa.column(name, sa.String()) for name in ("case_no", "status", "project", "owner", "org")),
    sa.column("call_by", sa.Date()),
    *(sa.column(name, sa.Date()) for name in ("provinces_until", "calls_until")),
    sa.column("ready_at", sa.DateTime(timezone=True)),
)
ADDED: tuple[sa.Column[Any], ...] = (
    sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("language", sa.String(20), nullable=False, server_default="mandarin"),
    *(sa.Column(name, sa.Date(), nullable=True) for name in ("provinces_until", "calls_until", "letter_sent_on")),
    sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("resting", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("held_by", sa.String(80), nullable=True),
)
QUEUED, RESTING = sa.text("ready_at IS NOT NULL AND NOT resting"), sa.text("resting")
RESTING_INDEX = "ix_callbacks_resting"
OF_LEVEL = {f"ix_callbacks_queue_of_{digits}": sa.text(f"substr(org, 1, {digits})") for digits in (2, 4, 6)}


def upgrade() -> None:
    """What is due already is called on, first round; new policies go to the branch by the days that are left."""
    for column in ADDED:
        op.add_column("callbacks", column)
    op.create_index(op.f("ix_callbacks_held_by"), "callbacks", ["held_by"])
    for name, place in OF_LEVEL.items():
        columns: list[str | sa.TextClause] = ["owner", place, "due_at", "case_no", "language"]
        op.create_index(name, "callbacks", columns, postgresql_where=QUEUED, sqlite_where=QUEUED)
    op.create_index(RESTING_INDEX, "callbacks", ["ready_at"], postgresql_where=RESTING, sqlite_where=RESTING)
    due = sa.select(CALLBACKS).where(CALLBACKS.c.status == "due")
    for row in op.get_bind().execute(due).mappings().all():
        until = dict(_days_of(row))
        values = until | {"ready_at": clock.now()}
        op.execute(CALLBACKS.update().where(CALLBACKS.c.case_no == row["case_no"]).values(values))
        if "provinces_until" in until:
            _watch(row, until["provinces_until"])


def downgrade() -> None:
    """Cases in statuses that what comes before doesn't know can't be kept: they are due again."""
    later = ("second_round", "branch_round", "to_visit", "letter_sent")
    for status in later:
        op.execute(f"UPDATE callbacks SET status = 'due' WHERE status = '{status}'")
    op.execute("UPDATE callbacks SET status = 'dropped' WHERE status = 'unreached'")
    op.execute("DELETE FROM timers WHERE kind = 'callback'")
    for name in (*OF_LEVEL, RESTING_INDEX):
        op.drop_index(name, table_name="callbacks")
    op.drop_index(op.f("ix_callbacks_held_by"), table_name="callbacks")
    for column in reversed(ADDED):
        op.drop_column("callbacks", column.name)


def _days_of(row: Any) -> Iterator[tuple[str, date]]:
    if row["call_by"] and row["project"] == "new-policy":
        yield "calls_until", row["call_by"]
        if row["owner"] == "province":
            yield "provinces_until", row["call_by"] - timedelta(days=4)


def _watch(row: Any, until: date) -> None:
    due_at = calendar_for(row["org"]).end_of_day(until)
    timer = {"case_no": row["case_no"], "name": "hand-down", "kind": "callback", "due_at": due_at, "attempts": 0}
    op.execute(timers.insert().values(timer))
