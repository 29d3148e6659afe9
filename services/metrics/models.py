"""The tables of metrics: facts, cells, and how far each partition of the log has been read."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.schema import SchemaItem

from shared.db import BigId, UtcDateTime, metadata

meta = metadata()

# One row. A rebuild fills the next generation beside the live one; changing this number swaps them.
live = Table(
    "live_generation",
    meta,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("generation", Integer, nullable=False),
)
LIVE = select(live.c.generation)

facts = Table(
    "facts",
    meta,
    Column("generation", SmallInteger, primary_key=True),
    Column("key", String(81), primary_key=True),  # kind/case_no
    Column("kind", String(40), nullable=False),
    Column("org", String(20), nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),  # 99999 while it is open
    Column("data", LargeBinary, nullable=False),
    Index("ix_facts_kind_first_day", "generation", "kind", "first_day"),
    Index("ix_facts_kind_last_day", "generation", "kind", "last_day"),
    postgresql_with={"fillfactor": 80},
)

series = Table(
    "series",
    meta,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("generation", SmallInteger, nullable=False),
    Column("org", String(20), nullable=False),
    Column("measure", String(40), nullable=False),
    Column("dimension", String(40), nullable=False),
    Column("value", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    UniqueConstraint("generation", "measure", "dimension", "org", "value", "kind"),
)


def _place() -> list[SchemaItem]:
    """Of a cell; in this order PostgreSQL fills no gaps between the columns."""
    return [
        Column("series_id", BigInteger, nullable=False),
        Column("period", Integer, nullable=False),
        Column("band", SmallInteger, nullable=False),
        Column("shard", SmallInteger, nullable=False),
        PrimaryKeyConstraint("band", "series_id", "period", "shard"),
    ]


# The sums over all facts: add up over `shard`, each of which has one writer at a time. The cells of one time lie
# together (periods.band_of): by series first, those of today would lie on more pages, after years, than memory holds.
cells = Table(
    "cells",
    meta,
    *_place(),
    Column("n", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    sqlite_with_rowid=False,
    postgresql_with={"fillfactor": 70},  # counting up a cell stays on its page
)

# Counts by duration bucket, or by second of the day, packed (MessagePack {bucket: n}): one row where a row a bucket
# would be nearly one a case.
buckets = Table(
    "buckets",
    meta,
    *_place(),
    Column("counts", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
    postgresql_with={"fillfactor": 70},  # counting up a cell stays on its page
)

positions = Table(
    "positions",
    meta,
    Column("generation", SmallInteger, primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("next_offset", BigInteger, nullable=False),
    Column("end_offset", BigInteger, nullable=False),
    Column("last_event_at", UtcDateTime),
    Column("checked_at", UtcDateTime, nullable=False),
)

# Events that don't fit the contract: kept with the reason, so that nothing is lost silently.
refused = Table(
    "refused_events",
    meta,
    Column("generation", SmallInteger, primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("offset", BigInteger, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("refused_at", UtcDateTime, nullable=False),
)


def _ordered(length: int) -> String:
    """By its bytes, as SQLite does: a prefix is a range of the index, and both databases tell one order."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


# What is to be done: by people (open cases) and by the watch over limits (also of those that closed just now).
worklist = Table(
    "worklist",
    meta,
    Column("generation", SmallInteger, primary_key=True),
    Column("key", _ordered(81), primary_key=True),  # kind/case_no
    Column("kind", _ordered(40), nullable=False),
    Column("org", _ordered(20), nullable=False),
    Column("handler", _ordered(80)),
    Column("due", BigInteger, nullable=False),  # of the most urgent running clock, ms; see `limits` where there is none
    Column("look_at", BigInteger),  # when the watch must look at its clocks, ms; null: never
    Index("ix_worklist_org_kind_due_key", "generation", "org", "kind", "due", "key"),
    Index("ix_worklist_kind_due_key_org", "generation", "kind", "due", "key", "org"),
    Index("ix_worklist_handler_due_key", "generation", "handler", "due", "key"),
    Index("ix_worklist_look_at", "generation", "look_at"),
    postgresql_with={"fillfactor": 80},
)

# The organisation that first told of a case over HTTP: whose it is while the projection does not know it yet.
foreign_cases = Table(
    "foreign_cases",
    meta,
    Column("key", String(81), primary_key=True),  # kind/case_no
    Column("org", String(20), nullable=False),
    sqlite_with_rowid=False,
)
