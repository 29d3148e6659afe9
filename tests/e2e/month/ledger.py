"""The services' own databases side by side, as an auditor with a SQL prompt sees them; metrics is not among them.

Beside the services' tables (`applications`, `visits`, …), narrowed to the organisation asked for:
    steps     every step of every case, from the services' histories; `until` is when the next one came
    stands    how each case that was open at the window's end stood then
    closings  each case that ended: when, and which due time was in force before
    opening   the opening hours of the weeks that are played, written down by hand below
    days      their working days: which one it is, and the second at which it closes
Functions: during(at) whether it lies in the window, day(at) and clock(at) by the counter's time, ms(at) and second(at)
since 1970, ended() the window's end in ms. An `at` is a time as a table has it, or ms.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

CHINA = timezone(timedelta(hours=8))
SERVICES = ("intake", "policy_service", "callback", "claims")
MONTH = (date(2026, 9, 1), date(2026, 9, 30))
QUARTER = (date(2026, 7, 1), MONTH[1])
# 国务院办公厅关于2026年部分节假日安排的通知: Mid-Autumn 25-27 September; National Day 1-7 October, made up on Sunday 20
# September and Saturday 10 October.
KNOWN_DAYS = 153
DAYS_OFF = {date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))}
MADE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
HOURS = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))

STEPS = """
    SELECT kind, case_no, version, ms(at) AS at, second(at) AS second, lead(ms(at)) OVER later AS until,
        lead(second(at)) OVER later AS until_second, data, data ->> 'org' AS org, data ->> 'action' AS action,
        data ->> 'by' AS by, data ->> 'by_machine' AS by_machine, data ->> 'waiting' AS waiting,
        data ->> 'decision' AS decision, ms(data ->> 'opened_at') AS opened, ms(data ->> 'closed_at') AS closed,
        ms(data ->> 'due_at') AS due
    FROM {service}.case_events WINDOW later AS (PARTITION BY kind, case_no ORDER BY version)"""
VIEWS = """
    CREATE TEMP VIEW stands AS
        SELECT * FROM steps WHERE at < ended() AND (until IS NULL OR until >= ended()) AND closed IS NULL;
    CREATE TEMP VIEW closings AS
        SELECT kind, case_no, opened, closed, (
            SELECT due FROM steps AS before
            WHERE before.kind = last.kind AND before.case_no = last.case_no AND before.at < last.closed
                AND before.closed IS NULL
            ORDER BY version DESC LIMIT 1) AS due
        FROM steps AS last WHERE closed IS NOT NULL AND until IS NULL;
    CREATE TEMP TABLE opening (day, opens, closes);
    CREATE TEMP VIEW days AS
        SELECT day, max(closes) AS closing, row_number() OVER (ORDER BY day) AS nth FROM opening GROUP BY day;
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """The window of a question: organisation (with all below it), first and last day."""

    org: str
    first: date
    last: date

    @property
    def ended(self) -> int:
        return _ms(datetime.combine(self.last + timedelta(days=1), time(), CHINA))


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000 + 0.5)


def _instant(at: str | int) -> datetime:
    if isinstance(at, int):
        return datetime.fromtimestamp(at / 1000, UTC)
    found = datetime.fromisoformat(at)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _opening_hours() -> Iterator[tuple[str, int, int]]:
    for number in range(KNOWN_DAYS):
        day = QUARTER[0] + timedelta(days=number)
        if (day.weekday() < 5 and day not in DAYS_OFF) or day in MADE_UP:
            for opens, closes in HOURS:
                ends = (datetime.combine(day, each, CHINA).timestamp() for each in (opens, closes))
                yield day.isoformat(), *map(int, ends)


def within(working_days: str | int, start: str, end: str) -> str:
    """Whether `end` comes by the close of that working day after `start`, whose own day doesn't count."""
    received = f"SELECT min(nth) FROM days WHERE closing >= second({start})"
    return f"ms({end}) <= 1000 * (SELECT closing FROM days WHERE nth = {working_days} + ({received}))"


@contextmanager
def ledger(folder: Path, asked: Asked) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as database:
        for service in SERVICES:
            database.execute(f"ATTACH '{folder / service}.db' AS {service}")
        _add_functions(database, asked)
        _add_views(database, asked.org)
        yield database


def _add_functions(database: sqlite3.Connection, asked: Asked) -> None:
    def local(at: str | int) -> datetime:
        return _instant(at).astimezone(CHINA)

    functions = {
        "during": lambda at: asked.first <= local(at).date() <= asked.last,
        "day": lambda at: local(at).date().isoformat(),
        "clock": lambda at: local(at).time().isoformat(),
        "ms": lambda at: _ms(_instant(at)),
        "second": lambda at: int(_instant(at).timestamp() // 1),
    }
    for name, function in functions.items():
        database.create_function(name, 1, lambda at, told=function: None if at is None else told(at))
    database.create_function("ended", 0, lambda: asked.ended)


def _add_views(database: sqlite3.Connection, org: str) -> None:
    every_step = " UNION ALL ".join(STEPS.format(service=service) for service in SERVICES)
    database.execute(f"CREATE TEMP TABLE steps AS SELECT * FROM ({every_step}) WHERE org LIKE '{org}%'")
    database.execute("CREATE INDEX temp.ix_steps ON steps (kind, case_no, version)")
    database.executescript(VIEWS)
    for service, table in _tables_of_cases(database):
        database.execute(
            f"CREATE TEMP VIEW {table} AS SELECT * FROM {service}.{table} WHERE case_no IN (SELECT case_no FROM steps)"
        )
    database.execute(
        f"CREATE TEMP VIEW staff_positions AS SELECT * FROM intake.staff_positions WHERE org LIKE '{org}%'"
    )
    database.executemany("INSERT INTO opening VALUES (?, ?, ?)", _opening_hours())


def _tables_of_cases(database: sqlite3.Connection) -> list[tuple[str, str]]:
    """Each table whose rows are cases: it has what every case has."""
    found = []
    for service in SERVICES:
        for (table,) in database.execute(f"SELECT name FROM {service}.sqlite_master WHERE type = 'table'").fetchall():
            columns = {row[1] for row in database.execute(f"PRAGMA {service}.table_info({table})")}
            if {"case_no", "status", "opened_at", "closed_at", "clocks"} <= columns:
                found.append((service, table))
    return found
