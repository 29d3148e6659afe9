"""A lease has its own end beside the rest that it interrupts; what was due before rounds gets its days.

When policyholders' numbers were changed last is known from the next change on.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.calendar import SECOND
from shared.calendar_data import calendar_for
from shared.db import UtcDateTime
from shared.tables import timers

revision = "0008"
down_revision = "0007"

HELD = sa.text("held_until IS NOT NULL")
RESTING = sa.text("resting AND held_until IS NULL")
QUEUED = sa.text("ready_at IS NOT NULL AND NOT resting AND held_until IS NULL")
RESTED, WAITED = sa.text("resting"), sa.text("ready_at IS NOT NULL AND NOT resting")  # of before
LEVELS = (2, 4, 6)
CALLBACKS = sa.table(
    "callbacks",
    *(sa.column(name, sa.String()) for name in ("case_no", "status", "project", "owner", "org", "clocks")),
    *(sa.column(name, sa.Date()) for name in ("call_by", "provinces_until", "calls_until")),
)
CALLABLE = ("due", "second_round", "branch_round")


def upgrade() -> None:
    """Whoever is called at the moment is ready when that lease ends: which rest it interrupted nobody kept."""
    op.add_column("callbacks", sa.Column("held_until", UtcDateTime(), nullable=True))
    op.execute("UPDATE callbacks SET held_until = ready_at, resting = false WHERE resting AND held_by IS NOT NULL")
    _index(QUEUED, RESTING)
    op.create_index("ix_callbacks_held", "callbacks", ["held_until"], postgresql_where=HELD, sqlite_where=HELD)
    _set_days()
    op.add_column("known_policies", sa.Column("numbers_since", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("known_policies", "numbers_since")
    op.execute("DELETE FROM timers WHERE kind = 'callback' AND name = 'calls-end'")
    op.execute("UPDATE callbacks SET ready_at = held_until, resting = true WHERE held_until IS NOT NULL")
    op.drop_index("ix_callbacks_held", table_name="callbacks")
    _index(WAITED, RESTED)
    op.drop_column("callbacks", "held_until")


def _index(queued: sa.TextClause, resting: sa.TextClause) -> None:
    """The same indexes as before, of other rows."""
    for digits in LEVELS:
        name = f"ix_callbacks_queue_of_{digits}"
        op.drop_index(name, table_name="callbacks")
        columns: list[str | sa.TextClause] = ["owner", sa.text(f"substr(org, 1, {digits})"), "due_at", "case_no"]
        op.create_index(name, "callbacks", [*columns, "language"], postgresql_where=queued, sqlite_where=queued)
    op.drop_index("ix_callbacks_resting", table_name="callbacks")
    op.create_index("ix_callbacks_resting", "callbacks", ["ready_at"], postgresql_where=resting, sqlite_where=resting)


def _set_days() -> None:
    """Of each call that is owed: what its opening sets now, and by which timer it goes on by itself."""
    owed = sa.select(CALLBACKS).where(CALLBACKS.c.status.in_(CALLABLE))
    watched = []
    for row in op.get_bind().execute(owed).mappings().all():
        if (last := _last_day(row)) is None:
            continue
        if days := dict(_missing(row, last)):
            op.execute(CALLBACKS.update().where(CALLBACKS.c.case_no == row["case_no"]).values(days))
        watched += [_timer(row, name, until) for name, until in _watched(row, last, days)]
    if watched:
        op.get_bind().execute(timers.insert(), watched)


def _last_day(row: Any) -> date | None:
    """Of the project's own limit; None: no clock runs on it."""
    if row["call_by"]:
        day: date = row["call_by"]
        return day
    (own, *_) = json.loads(row["clocks"]) or [{"due_at": None}]
    return own["due_at"] and calendar_for(row["org"]).date_of(datetime.fromisoformat(own["due_at"]) - SECOND)


def _missing(row: Any, last: date) -> Iterator[tuple[str, date]]:
    if row["owner"] == "province" and row["provinces_until"] is None:
        yield "provinces_until", last - timedelta(days=4)
    if row["project"] == "new-policy" and row["calls_until"] is None:
        yield "calls_until", last


def _watched(row: Any, last: date, days: dict[str, date]) -> Iterator[tuple[str, date]]:
    if "provinces_until" in days and row["status"] != "branch_round":
        yield "hand-down", days["provinces_until"]
    if "calls_until" in days and row["status"] == "branch_round":
        yield "visit", last
    if row["project"] != "new-policy":
        yield "calls-end", last


def _timer(row: Any, name: str, until: date) -> dict[str, Any]:
    due_at = calendar_for(row["org"]).end_of_day(until)
    return {"case_no": row["case_no"], "name": name, "kind": "callback", "due_at": due_at, "attempts": 0}
