"""`guimian report year`, `quarter` and `month`: the counter's report as a Word document."""

from datetime import date
from pathlib import Path

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from services.cli import figures
from services.cli.common import failed, settings_of
from services.metrics.reports.document import docx_of, name_of
from services.metrics.reports.periods import period_of
from services.metrics.reports.reading import Report, check_known, report
from shared import calendar_data
from shared.auth import Actor, Role
from shared.calendar_data import CalendarFileInvalid
from shared.language import Language

OPERATOR = Actor("operator", frozenset({Role.AUDITOR}))
"""Who has the data's folder sees the whole company."""


def write(data: Path | None, name: str, to: date | None, org: str, language: Language, out: Path | None) -> None:
    settings = settings_of(data)
    try:
        calendar_data.install_from(settings)
    except CalendarFileInvalid as error:
        raise failed(str(error), 2) from None
    figures.window(org, None, None)
    told = figures.ask(settings, lambda session: _read(session, org, name, to))
    path = out or Path(name_of(org, told.period))
    try:
        path.write_bytes(docx_of(told, language))
    except OSError as error:
        raise failed(f"{path} can't be written: {error.strerror}", 2) from None
    typer.echo(f"{path}: {told.period.start} … {told.period.end}")


async def _read(session: AsyncSession, org: str, name: str, to: date | None) -> Report:
    period = period_of(name, to)
    await check_known(session, org)
    return await report(session, org, period, OPERATOR)
