"""The tables each service's database has beside its own: outbox and history in one, timers, inbox, idempotency."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from shared.db import BigId, Json, UtcDateTime, metadata

core = metadata()

# Outbox, history and audit at once: a row with neither published_at nor parked_at has yet to leave.
case_events = Table(
    "case_events",
    core,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("case_no", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", String(120), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("data", Text, nullable=False),
    Column("traceparent", String(60)),
    Column("published_at", UtcDateTime),
    Column("parked_at", UtcDateTime),
    Column("error", Text),
    UniqueConstraint("case_no", "version"),
)
Index(
    "ix_case_events_unpublished",
    case_events.c.id,
    postgresql_where=case_events.c.published_at.is_(None),
    sqlite_where=case_events.c.published_at.is_(None),
)

# What a case does by itself when time passes. One row a case and name; the worker that fires it deletes it.
timers = Table(
    "timers",
    core,
    Column("case_no", String(40), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    Column("error", Text),
)

# Events of other services this one has reacted to, or tried to.
inbox = Table(
    "inbox",
    core,
    Column("event_id", String(36), primary_key=True),
    Column("reaction", String(80), primary_key=True),
    Column("case_no", String(40), nullable=False, index=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    Column("retry_at", UtcDateTime),
    Column("parked_at", UtcDateTime),
    Column("error", Text),
    Column("envelope", Text),
)

idempotency_keys = Table(
    "idempotency_keys",
    core,
    Column("principal", String(80), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("claimed_at", UtcDateTime, nullable=False, index=True),
    Column("status", Integer),
    Column("headers", Json),
    Column("body", Text),
)
