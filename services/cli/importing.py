"""`guimian import-log`."""

from pathlib import Path

import typer
from rich.console import Console

from services.cli.common import failed, print_json, settings_of, wait_for
from services.metrics.importlog import ImportReport, LogUnreadable, MappingInvalid, import_log
from services.metrics.importlog.bar import progress_bar
from shared.service import open_bus
from shared.settings import Settings


def import_file(data: Path | None, file: Path, mapping: Path, *, again: bool, as_json: bool) -> None:
    """Exit 1 where rows were left out: the report says which."""
    settings = settings_of(data)
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        report = wait_for(_import(file, mapping, settings, again))
    except (MappingInvalid, LogUnreadable) as error:
        raise failed(f"{error.text.zh}\n{error.text.en}") from None
    if as_json:
        print_json(report.to_json())
    else:
        typer.echo(f"{report.text('zh')}\n{report.text('en')}")
    if report.refused_cases:
        raise typer.Exit(1)


async def _import(file: Path, mapping: Path, settings: Settings, again: bool) -> ImportReport:
    bus = open_bus(settings)
    await bus.start()
    try:
        with progress_bar(Console(stderr=True)) as progress:
            return await import_log(file, mapping, settings, bus, progress, again=again)
    finally:
        await bus.stop()
