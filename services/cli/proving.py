"""`guimian verify` and `rebuild`: the live numbers follow from the event log, and this shows it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from services.cli.common import check_database, demo_clock, failed, print_json, settings_of, wait_for
from services.metrics.rebuild import RebuildRunning
from services.metrics.rebuild import rebuild as rebuild_all
from services.metrics.verify import Report
from services.metrics.verify import verify as compare
from shared.bus import Bus
from shared.db import make_engine
from shared.language import counted
from shared.service import open_bus
from shared.settings import Settings

SHOWN = 20


def verify(data: Path | None, *, as_json: bool) -> None:
    started = perf_counter()
    report = wait_for(_verify(settings_of(data)))
    if as_json:
        print_json({"equal": report.equal} | asdict(report))
    else:
        _show(report, perf_counter() - started)
    if report.behind or not report.equal:
        raise typer.Exit(1)


def rebuild(data: Path | None) -> None:
    settings = settings_of(data)
    demo_clock(settings)
    started = perf_counter()
    try:
        generation = wait_for(_rebuild(settings))
    except RebuildRunning:
        raise failed("Another rebuild of these data is under way.") from None
    typer.echo(f"rebuilt from the log in {perf_counter() - started:.1f} s; generation {generation} is live")


@asynccontextmanager
async def ledgers(settings: Settings) -> AsyncIterator[tuple[AsyncEngine, Bus]]:
    """The metrics database and the event log, beside a running server or without one."""
    check_database(settings, "metrics")
    engine = make_engine(settings.database_url_of("metrics"), synchronous=settings.sqlite_synchronous)
    bus = open_bus(settings)
    await bus.start()
    try:
        yield engine, bus
    finally:
        await bus.stop()
        await engine.dispose()


async def _verify(settings: Settings) -> Report:
    async with ledgers(settings) as (engine, bus):
        return await compare(engine, bus)


async def _rebuild(settings: Settings) -> int:
    async with ledgers(settings) as (engine, bus):
        return await rebuild_all(engine, bus)


def _show(report: Report, seconds: float) -> None:
    sizes = [counted(report.events, "event"), counted(report.facts, "fact"), counted(report.cells, "cell")]
    typer.echo(f"{'equal' if report.equal else 'DIFFERENT'}: {', '.join(sizes)}, {seconds:.1f} s")
    if report.behind:
        behind = counted(report.behind, "event")
        typer.echo(f"BEHIND: {behind} at the end of the log yet to be counted; is a server running?")
    for each in report.differences[:SHOWN]:
        typer.echo(f"{each.what} {each.name}: stored {each.stored}, expected {each.expected}")
    if (more := len(report.differences) + report.more - SHOWN) > 0:
        typer.echo(f"… and {counted(more, 'more difference')}")
