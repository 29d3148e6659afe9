"""The money book of what was paid before there was one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.calendar_data import calendar_for
from shared.db import UtcDateTime

revision = "0009"
down_revision = "0008"

KINDS = {
    "application": "applications",
    "card_activation": "card_activations",
    "group_application": "group_applications",
}
OF_CASE = ("case_no", "org", "premium_collected_fen", "premium_came_by", "withdrawn")


def upgrade() -> None:
    for kind, table in KINDS.items():
        _enter_what_came_before(kind, table)


def downgrade() -> None:
    """The tables of the book go with 0008."""


def _enter_what_came_before(kind: str, table: str) -> None:
    """Premium of cases that were paid before there was a book; what a withdrawn one had waits to be paid back."""
    cases = sa.table(table, *(sa.column(name) for name in OF_CASE))
    events = sa.table(
        "case_events", *(sa.column(name) for name in ("case_no", "type", "actor")), sa.column("at", UtcDateTime)
    )
    paid = events.c.type.like("%.paid.v1") & (events.c.case_no == cases.c.case_no)
    query = sa.select(cases, events.c.at, events.c.actor).join(events, paid)
    rows = op.get_bind().execute(query.where(cases.c.premium_collected_fen > 0)).all()
    if rows:
        op.bulk_insert(RECEIPTS, [_receipt(kind, row) for row in rows])
        op.bulk_insert(MOVEMENTS, [line for row in rows for line in _lines(kind, row)])


def _receipt(kind: str, row: Any) -> dict[str, Any]:
    fen, ended = row.premium_collected_fen, row.withdrawn is not None
    return {
        "receipt_no": f"SK-{row.case_no}",
        "org": row.org,
        "kind": kind,
        "case_no": row.case_no,
        "amount_fen": fen,
        "came_by": row.premium_came_by,
        "received_at": row.at,
        "received_on": calendar_for(row.org).date_of(row.at),
        "received_by": row.actor,
        "applied_fen": 0 if ended else fen,
        "suspended_fen": fen if ended else 0,
        "refunded_fen": 0,
        "held_fen": 0,
        "suspended_why": "refund-due" if ended else None,
    }


def _lines(kind: str, row: Any) -> list[dict[str, Any]]:
    ways: list[tuple[str | None, ...]] = [("collect", None, "suspended", None), ("apply", "suspended", "applied", None)]
    ways += [("release", "applied", "suspended", "refund-due")] if row.withdrawn is not None else []
    line = {
        "receipt_no": f"SK-{row.case_no}",
        "amount_fen": row.premium_collected_fen,
        "kind": kind,
        "case_no": row.case_no,
        "org": row.org,
        "booked_on": calendar_for(row.org).date_of(row.at),
        "at": row.at,
        "by": row.actor,
    }
    return [line | {"action": a, "source": s, "target": t, "reason": r} for a, s, t, r in ways]


def _columns(*names: str) -> list[sa.ColumnClause[Any]]:
    types: dict[str, Any] = {
        "received_at": UtcDateTime(),
        "at": UtcDateTime(),
        "received_on": sa.Date(),
        "booked_on": sa.Date(),
    }
    return [sa.column(name, types.get(name)) for name in names]


PLACED = ("applied_fen", "suspended_fen", "refunded_fen", "held_fen", "suspended_why")
CAME = ("came_by", "received_at", "received_on", "received_by")
RECEIPTS = sa.table("premium_receipts", *_columns("receipt_no", "org", "kind", "case_no", "amount_fen", *CAME, *PLACED))
WAY = ("action", "source", "target", "reason", "booked_on", "at", "by")
MOVEMENTS = sa.table("premium_movements", *_columns("receipt_no", "amount_fen", "kind", "case_no", "org", *WAY))
