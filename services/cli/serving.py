"""`guimian serve`, `migrate` and `simulate`."""

from typing import Annotated

import typer

from services.cli.common import DataDir, failed, settings_of, wait_for
from shared import clock
from shared.clock import SimulatedClock
from shared.settings import SERVICES, Settings

Host = Annotated[str | None, typer.Option(help="Address to listen on (default: 127.0.0.1).", show_default=False)]
Port = Annotated[int | None, typer.Option(help="Port (default: 8080 or the next free one).", show_default=False)]


def serve(
    data: DataDir = None,
    host: Host = None,
    port: Port = None,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Run on a clock that a simulator moves over REST (loopback only).")
    ] = False,
) -> None:
    """Run the five services in one process, for real use. 启动服务。"""
    from services.cli import server
    from services.suite import create_app
    from shared.observability import configure_logging

    settings = settings_of(data, host=host, port=port)
    configure_logging(settings)
    moved = _install_clock(settings) if simulated else None
    with server.one_process(settings):
        if not settings.database_url:  # elsewhere migrating is an operator's decision: guimian migrate
            migrate_all(settings)
        listening = server.open_port(settings)
        server.run(create_app(settings, moved), listening, lambda: announce(server.address_of(listening)))


def simulate(
    data: DataDir = None,
    host: Host = None,
    port: Port = None,
    url: Annotated[str | None, typer.Option(help="Play on a server that runs already (serve --simulated).")] = None,
    days: Annotated[int, typer.Option(min=1, max=250, help="Working days to play before now.")] = 25,
    a_day: Annotated[float, typer.Option("--per-day", min=1, max=2000, help="Applications a working day.")] = 20.0,
    seed: Annotated[int, typer.Option(help="The same seed plays the same days.")] = 7,
    pace: Annotated[float, typer.Option(min=0.0, max=60.0, help="Seconds between steps afterwards; 0: none.")] = 1.0,
) -> None:
    """Serve with made-up branches at work: some weeks at once, then live. 模拟网点。"""
    from services.cli import playing

    wish = playing.Wish(days, a_day, seed, pace)
    if url:
        playing.play_elsewhere(url, wish)
        return
    # NORMAL may lose the last steps in a power cut: fair for made-up data, and the announcement says so.
    settings = settings_of(data, host=host, port=port, sqlite_synchronous="NORMAL", log_level="WARNING")
    if not settings.has_dev_issuer:
        raise failed("The simulation needs a loopback address and no GUIMIAN_JWKS_URL.", 2)
    playing.play_here(settings, wish)


def migrate(
    data: DataDir = None,
    service: Annotated[str | None, typer.Option(help="Only this service (default: all five).")] = None,
    revision: Annotated[str, typer.Option(help="Version to go to; `base` empties the database.")] = "head",
) -> None:
    """Bring the databases to the newest version. 升级数据库。"""
    if service and service not in SERVICES:
        raise failed(f"There is no service {service}. Choose one of: {', '.join(SERVICES)}", 2)
    if revision == "base" and not service:
        raise failed("Name the --service whose database you want to empty.", 2)
    _migrate(settings_of(data), [service] if service else _present(), revision)


def announce(address: str) -> None:
    typer.echo(f"柜面 Guimian   {address}/")
    typer.echo(f"board 看板      {address}/metrics/board/")
    typer.echo(f"API docs 接口   {address}/intake/docs (and /policy /claims /callback /metrics)")


def migrate_all(settings: Settings) -> None:
    _migrate(settings, _present(), "head")


def _migrate(settings: Settings, services: list[str], revision: str) -> None:
    from shared.migrate import migrate as move

    async def one_by_one() -> None:
        for name in services:
            await move(settings, name, revision)

    wait_for(one_by_one())


def _install_clock(settings: Settings) -> SimulatedClock:
    if not settings.has_dev_issuer:
        raise failed("--simulated needs a loopback address and no GUIMIAN_JWKS_URL.", 2)
    simulated = SimulatedClock(clock.now(), rate=1.0)
    clock.install(simulated)
    return simulated


def _present() -> list[str]:
    from importlib.util import find_spec

    return [name for name in SERVICES if find_spec(f"services.{name}.migrations")]
