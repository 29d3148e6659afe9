"""`guimian serve` and `migrate`."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from services.cli import server
from services.cli.common import demo_clock, demo_file, failed, settings_of, wait_for
from services.cli.rotating import check_keys
from services.intake.aml import thresholds
from services.suite import create_app
from shared import calendar_data, clock, keyring
from shared.calendar_data import CalendarFileInvalid, calendar_for
from shared.calendar_outlook import news
from shared.clock import SimulatedClock
from shared.days import today_at
from shared.keyring import KeysUnusable
from shared.migrate import migrate as move
from shared.observability import configure_logging
from shared.settings import SERVICES, Settings


def serve(data: Path | None, host: str | None, port: int | None, simulated: bool, starting_at: datetime | None) -> None:
    settings = settings_of(data, host=host, port=port)
    _check(settings)
    configure_logging(settings)
    moved = _install_clock(settings, starting_at) if simulated else None
    if (reach := news()).warning:
        typer.secho(f"The working calendar ends on {reach.until}. {reach.warning.both}", fg="yellow")
    with server.one_process(settings):
        if not settings.database_url:  # elsewhere migrating is an operator's decision: guimian migrate
            migrate_all(settings)
            check_keys(settings)
        if demo_file(settings).exists():
            typer.echo(f"The cases in {settings.data} are made up: they come from a simulation.")
        listening = server.open_port(settings)
        server.run(create_app(settings, moved), listening, lambda: announce(server.address_of(listening)))


def migrate(data: Path | None, service: str | None, revision: str) -> None:
    if service and service not in SERVICES:
        raise failed(f"There is no service {service}. Choose one of: {', '.join(SERVICES)}", 2)
    if revision == "base" and not service:
        raise failed("Name the --service whose database you want to empty.", 2)
    _migrate(settings_of(data), [service] if service else list(SERVICES), revision)


def announce(address: str) -> None:
    typer.echo(f"柜面 Guimian   {address}/")
    typer.echo(f"board 看板      {address}/metrics/board/")
    typer.echo(f"API docs 接口   {address}/intake/docs (and /policy /claims /callback /metrics)")
    if rows := thresholds.unverified(today_at("")):
        for text in thresholds.told_of(rows):
            typer.secho(f"{text}: {address}/intake/v1/aml/thresholds", fg="yellow")


def migrate_all(settings: Settings) -> None:
    _migrate(settings, list(SERVICES), "head")


def _migrate(settings: Settings, services: list[str], revision: str) -> None:
    async def one_by_one() -> None:
        for name in services:
            await move(settings, name, revision)

    wait_for(one_by_one())


def _check(settings: Settings) -> None:
    """What would only come out once requests fail."""
    if not (settings.jwks_url or settings.on_loopback):
        raise failed(f"On {settings.host} tokens need a real issuer: set GUIMIAN_JWKS_URL, or listen on 127.0.0.1.", 2)
    try:
        calendar_data.install_from(settings)
        keyring.load_ring(settings)
    except (CalendarFileInvalid, KeysUnusable) as error:
        raise failed(str(error), 2) from None


def _install_clock(settings: Settings, starting_at: datetime | None) -> SimulatedClock:
    if not settings.has_dev_issuer:
        raise failed("--simulated needs a loopback address and no GUIMIAN_JWKS_URL.", 2)
    demo_clock(settings)
    start = starting_at.replace(tzinfo=calendar_for("").zone).astimezone(UTC) if starting_at else clock.now()
    simulated = SimulatedClock(start)
    clock.install(simulated)
    return simulated
