"""`guimian import-log`."""

from pathlib import Path

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from services.cli import server
from services.cli.common import failed, print_json, settings_of, wait_for
from services.cli.proving import ledgers
from services.cli.serving import migrate_all
from services.metrics.importlog import ImportReport, LogUnreadable, MappingInvalid, import_log
from services.metrics.importlog.bar import progress_bar
from services.metrics.projection import Projection
from services.metrics.store import live_generation
from services.metrics.worker import open_store
from shared.bus import Bus
from shared.settings import Settings


def import_file(data: Path | None, file: Path, mapping: Path, *, again: bool, as_json: bool) -> None:
    """Exit 1 where rows were left out: the report says which."""
    settings = settings_of(data)
    if not settings.database_url:
        migrate_all(settings)
    try:
        report = wait_for(_import(file, mapping, settings, again))
    except (MappingInvalid, LogUnreadable) as error:
        raise failed(f"{error.text.zh}\n{error.text.en}") from None
    if as_json:
        print_json(report.to_json())
    else:
        typer.echo(f"{report.text('zh')}\n{report.text('en')}")
    if report.refusals:
        raise typer.Exit(1)


async def _import(file: Path, mapping: Path, settings: Settings, again: bool) -> ImportReport:
    async with ledgers(settings) as (engine, bus):
        with progress_bar(Console(stderr=True)) as progress:
            report = await import_log(file, mapping, settings, bus, progress, again=again)
        if not settings.kafka:  # its workers take the cases in: one member more would take partitions from them
            await _take_in(settings, engine, bus)
        return report


async def _take_in(settings: Settings, engine: AsyncEngine, bus: Bus) -> None:
    with server.alone(settings) as served_by:
        if not served_by:  # a running server takes the cases in by itself
            await Projection(open_store(engine, await live_generation(engine))).catch_up(bus)
