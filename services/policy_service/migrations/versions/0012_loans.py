"""Policy loans are cases: those at hand with the place of their policy, announced as they stand."""

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from alembic import op

from services.policy_service.clauses.loan_terms import last_day_of
from shared.calendar_data import calendar_for
from shared.contracts import policy_service_loans as announced
from shared.db import UtcDateTime
from shared.tables import case_events, timers

revision = "0012"
down_revision = "0011"

THEN = datetime(2000, 1, 1, tzinfo=UTC).isoformat(" ")
COLUMNS: tuple[tuple[str, Any, str | None], ...] = (
    ("version", sa.Integer(), "1"),
    ("status", sa.String(40), "outstanding"),
    ("org", sa.String(20), ""),
    ("outlet", sa.String(40), None),
    ("channel", sa.String(20), None),
    ("line", sa.String(20), None),
    ("product", sa.String(40), None),
    ("handler", sa.String(80), None),
    ("salesperson", sa.String(80), None),
    ("opened_at", UtcDateTime(), THEN),
    ("closed_at", UtcDateTime(), None),
    ("due_at", UtcDateTime(), None),
    ("outcome", sa.String(40), None),
    ("waiting", sa.String(40), None),
    ("clocks", sa.Text(), "[]"),
    ("last_action", sa.String(40), "hand_over"),
    ("last_at", UtcDateTime(), THEN),
    ("last_by", sa.String(80), "system"),
)
OF_POLICY = ("org", "outlet", "channel", "line", "product", "handler", "salesperson")
OF_LOAN = ("case_no", "policy_no", "request_no", "principal_fen", "rate_bp", "balance_fen", "closed_by")
DAYS = ("lent_on", "due_on", "closed_on")
CHANGED = ("version", "status", *OF_POLICY, "outcome", "last_action")
LOANS = sa.table(
    "policy_loans",
    *(sa.column(name) for name in (*OF_LOAN, *CHANGED)),
    *(sa.column(name, sa.Date) for name in DAYS),
    *(sa.column(name, UtcDateTime) for name in ("opened_at", "closed_at", "last_at")),
)
POLICIES = sa.table("policies", *(sa.column(name) for name in ("case_no", *OF_POLICY)))
REQUESTS = sa.table("service_requests", sa.column("case_no"), sa.column("status"))
# By how a loan stands: the step that had led there, and what announces it.
STANDS = {
    "agreed": ("lend", announced.PolicyLoanLent),
    "outstanding": ("hand_over", announced.PolicyLoanHandedOver),
    "repaid": ("settle", announced.PolicyLoanSettled),
}


def upgrade() -> None:
    op.execute("ALTER TABLE policy_loans RENAME COLUMN loan_no TO case_no")
    for name, type_, default in COLUMNS:
        op.add_column("policy_loans", sa.Column(name, type_, nullable=default is None, server_default=default))
    for column in ("due_at", "org", "status"):
        op.create_index(op.f(f"ix_policy_loans_{column}"), "policy_loans", [column], unique=False)
    op.create_index("ix_policy_loans_page", "policy_loans", ["opened_at", "case_no"], unique=False)
    columns = [LOANS.c[name] for name in (*OF_LOAN, *DAYS)]
    query = (
        sa.select(*columns, *(POLICIES.c[name] for name in OF_POLICY), REQUESTS.c.status.label("asked"))
        .join(POLICIES, POLICIES.c.case_no == LOANS.c.policy_no)
        .outerjoin(REQUESTS, REQUESTS.c.case_no == LOANS.c.request_no)
    )
    for row in op.get_bind().execute(query).mappings().all():
        _take_over(dict(row))


def downgrade() -> None:
    for table in (timers, case_events):
        op.execute(table.delete().where(table.c.kind == "policy_loan"))
    op.drop_index("ix_policy_loans_page", table_name="policy_loans")
    for column in ("due_at", "org", "status"):
        op.drop_index(op.f(f"ix_policy_loans_{column}"), table_name="policy_loans")
    for name, _, _ in reversed(COLUMNS):
        op.drop_column("policy_loans", name)
    op.execute("ALTER TABLE policy_loans RENAME COLUMN case_no TO loan_no")


def _take_over(loan: dict[str, Any]) -> None:
    asked = loan.pop("asked")
    status = "repaid" if loan["closed_on"] else "agreed" if asked == "awaiting_payout" else "outstanding"
    action, event = STANDS[status]
    at = _noon(loan["closed_on"] or loan["lent_on"], loan["org"])
    stands = {"version": 1, "status": status, "outcome": loan["closed_by"], "last_action": action, "last_at": at}
    stands |= {"opened_at": _noon(loan["lent_on"], loan["org"]), "closed_at": at}
    place = {name: loan[name] for name in OF_POLICY}
    op.execute(LOANS.update().where(LOANS.c.case_no == loan["case_no"]).values(place | stands))
    told = loan | stands | {"kind": "policy_loan", "action": action, "at": at, "by": "system", "by_machine": True}
    _announce(event.model_validate(told))
    if status == "outstanding":
        _watch(loan)


def _announce(event: announced.PolicyLoanEvent) -> None:
    row = {"kind": event.kind, "case_no": event.case_no, "version": 1, "type": event.type, "at": event.at}
    row |= {"event_id": str(uuid.uuid4()), "actor": event.by, "data": event.model_dump_json()}
    op.execute(case_events.insert().values(row))


def _watch(loan: dict[str, Any]) -> None:
    due_at = calendar_for(loan["org"]).end_of_day(last_day_of(loan["due_on"]))
    row = {"case_no": loan["case_no"], "name": "overdue", "kind": "policy_loan", "due_at": due_at, "attempts": 0}
    op.execute(timers.insert().values(row))


def _noon(day: date, org: str) -> datetime:
    return datetime.combine(day, time(12), calendar_for(org).zone)
