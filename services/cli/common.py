"""What the commands share: where the data are, and how an answer or a refusal is shown."""

import asyncio
import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError
from rich.cells import cell_len
from sqlalchemy.exc import SQLAlchemyError, StatementError

from services.metrics.periods import DEFAULT_ZONE
from shared import clock, keyring
from shared.db import Sessions, make_engine, make_sessions
from shared.keyring import KeysUnusable
from shared.settings import SERVICES, Settings

T = TypeVar("T")


def settings_of(data: Path | None, **changes: Any) -> Settings:
    """The environment's settings; what the command line says goes before."""
    given = {name: value for name, value in {"data": data, **changes}.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise failed(f"A setting is wrong: {faults}", 2) from None


def failed(reason: str, code: int = 1) -> typer.Exit:
    """`raise failed(…)`: the reason in a line, no traceback; code 2 where the command was given wrongly."""
    typer.secho(reason, fg="red", err=True)
    return typer.Exit(code)


def print_json(content: Any) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as what is in them, whole: a table that is piped on must not be cut to a terminal's width."""
    lines = [headings, *rows]
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(headings))]
    for line in lines:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


def at_the_counter(at: datetime, timespec: str = "minutes") -> str:
    """In the zone that the days of the figures are counted in and the board shows; JSON keeps UTC."""
    return at.astimezone(ZoneInfo(DEFAULT_ZONE)).isoformat(timespec=timespec)


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; what an operator can mend (no connection, a full disk, an old schema) is told in a line."""
    try:
        return asyncio.run(work)
    except KeysUnusable as error:
        raise failed(str(error)) from None
    except (OSError, SQLAlchemyError, sqlite3.Error) as error:  # the event log of one machine is bare SQLite
        told = error.orig if isinstance(error, StatementError) and error.orig else error
        raise failed(f"{type(told).__name__}: {told}") from None


def demo_file(settings: Settings) -> Path:
    """Says that the data are made up, and by how many seconds their time lies behind ours."""
    return settings.data / "demo.json"


def demo_clock(settings: Settings) -> None:
    """Let a command on made-up data count days by the demo's time: "the last 30 days" are those of the data."""
    if demo_file(settings).exists():
        behind = timedelta(seconds=json.loads(demo_file(settings).read_text())["behind_seconds"])
        clock.install(clock.SimulatedClock(clock.SystemClock().now() - behind, rate=1.0))


def open_ring(settings: Settings) -> None:
    """The ring that is there: a new one, as a server makes at its first start, would read nothing of these data."""
    if not settings.pii_keys and not keyring.path_of(settings).exists():
        raise failed(f"There is no key ring in {settings.data}, and GUIMIAN_PII_KEYS is not set.")
    try:
        keyring.install_from(settings)
    except KeysUnusable as error:
        raise failed(str(error)) from None


def check_database(settings: Settings, service: str) -> None:
    if not settings.database_url and not (settings.data / f"{service}.db").exists():
        raise failed(
            f"There are no data of {service} in {settings.data} yet. Start with: guimian serve (or: guimian simulate)"
        )


def services_of(settings: Settings, service: str | None) -> list[str]:
    """The one asked for, else all of which there are data."""
    if service and service not in SERVICES:
        raise failed(f"There is no service {service}. Choose one of: {', '.join(SERVICES)}", 2)
    if service or settings.database_url:
        return [service] if service else list(SERVICES)
    found = [name for name in SERVICES if (settings.data / f"{name}.db").exists()]
    if not found:
        raise failed(f"There are no data in {settings.data} yet. Start with: guimian serve (or: guimian simulate)")
    return found


@asynccontextmanager
async def database(settings: Settings, service: str) -> AsyncIterator[Sessions]:
    """A service's database, for a command that works whether the server runs or not."""
    check_database(settings, service)
    engine = make_engine(settings.database_url_of(service), synchronous=settings.sqlite_synchronous)
    try:
        yield make_sessions(engine)
    finally:
        await engine.dispose()
