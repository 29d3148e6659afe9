"""The tables each service's database has beside its own: outbox and history in one, timers, inbox, idempotency."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from shared.db import BigId, Json, UtcDateTime, metadata

core = metadata()

# Outbox, history and audit at once: a row without published_at has yet to leave. A row the bus refused is parked, and
# holds back the later rows of its case until it is redriven.
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
Index(
    "ix_case_events_parked",
    case_events.c.case_no,
    postgresql_where=case_events.c.parked_at.is_not(None),
    sqlite_where=case_events.c.parked_at.is_not(None),
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

# Events of other services this one reacts to. A row without done_at is yet to be done: it failed (retry_at, error),
# was given up until redriven (parked_at), or waits behind such a one of its case.
inbox = Table(
    "inbox",
    core,
    Column("event_id", String(64), primary_key=True),
    Column("reaction", String(80), primary_key=True),
    Column("case_no", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    Column("retry_at", UtcDateTime),
    Column("parked_at", UtcDateTime),
    Column("error", Text),
    Column("envelope", Text),
)
Index(
    "ix_inbox_open",
    inbox.c.case_no,
    inbox.c.version,
    postgresql_where=inbox.c.done_at.is_(None),
    sqlite_where=inbox.c.done_at.is_(None),
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
    Column("body", Text, info={"sealed": "idempotency_keys.body"}),  # may hold personal data: kept encrypted
)

# Who saw whose personal data unmasked, when, and what for. Never changed, never deleted.
pii_reads = Table(
    "pii_reads",
    core,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor", String(80), nullable=False, index=True),
    Column("subject", String(80), nullable=False, index=True),
    Column("purpose", String(200), nullable=False),
    Column("fields", Json, nullable=False),
    Column("traceparent", String(60)),
)
