"""`guimian simulate`: the suite on a simulated clock, and a front-end app that plays its branches over REST."""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx
import typer
from sqlalchemy import func, select

from services.cli import server
from services.cli.common import demo_file, failed, settings_of, wait_for
from services.cli.rotating import check_keys
from services.cli.serving import announce, migrate_all
from services.suite import create_app
from shared import clock
from shared.calendar_data import calendar_for
from shared.clock import SimulatedClock
from shared.db import make_engine
from shared.language import counted
from shared.observability import configure_logging
from shared.settings import SERVICES, Settings
from shared.tables import case_events
from simulator.api import Api, Refused
from simulator.branches import BRANCHES
from simulator.hours import AHEAD, demo_now, working_days_before
from simulator.play import Play
from simulator.rhythm import Stream
from simulator.telephones import NORMALISED

HOME = BRANCHES[0].org


@dataclass(frozen=True, slots=True)
class Wish:
    days: int
    a_day: Stream
    rush: int
    seed: int
    pace: float
    dialling: str = NORMALISED
    then_stop: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The clock stands at `start`; from `begin` to `end` as fast as it goes, then on in real time.

    `rush_from`: when work began to pile up; never where the play only catches up with a day or two.
    """

    start: datetime
    begin: datetime
    end: datetime
    rush_from: datetime | None
    wish: Wish


def simulate(data: Path | None, host: str | None, port: int | None, url: str | None, wish: Wish) -> None:
    if url:
        try:
            wait_for(_play_elsewhere(url, wish))
        except (httpx.HTTPError, Refused) as error:
            hint = "Is it there, on this machine, started with `guimian serve --simulated`?"
            raise failed(f"The server at {url}: {error or type(error).__name__}. {hint}") from None
        return
    # NORMAL may lose the last steps in a power cut: fair for made-up data, and the announcement says so.
    settings = settings_of(data, host=host, port=port, sqlite_synchronous="NORMAL", log_level="WARNING")
    if not settings.has_dev_issuer:
        raise failed("The simulation needs a loopback address and no GUIMIAN_JWKS_URL.", 2)
    configure_logging(settings)
    with server.one_process(settings):
        migrate_all(settings)
        check_keys(settings)
        stood_at = wait_for(last_event_at(settings))
        if stood_at and not demo_file(settings).exists():
            raise failed(f"{settings.data} holds cases that no simulation has made: name another folder with --data.")
        plan = _plan(stood_at, _rush_broken_off(settings), wish)
        _remember(settings, plan.end, plan.rush_from, wish)
        _serve_and_play(settings, plan)


def _remember(settings: Settings, end: datetime, rush_from: datetime | None, wish: Wish | None = None) -> None:
    """`rush_from` only until its play is at the end: one that is broken off goes on as it began."""
    behind = (clock.SystemClock().now() - end).total_seconds()
    told = {"behind_seconds": round(behind), "rush_from": rush_from and rush_from.isoformat()}
    if wish:  # so that two plays can be compared
        told |= {"seed": wish.seed, "dialling": wish.dialling, "until": f"{end:%Y-%m-%d}"}
    demo_file(settings).write_text(json.dumps(told))


def _rush_broken_off(settings: Settings) -> datetime | None:
    known = json.loads(demo_file(settings).read_text()) if demo_file(settings).exists() else {}
    began = known.get("rush_from")
    return datetime.fromisoformat(began) if began else None


def _serve_and_play(settings: Settings, plan: Plan) -> None:
    simulated = SimulatedClock(plan.start)
    clock.install(simulated)
    suite = create_app(settings, simulated)
    listening = server.open_port(settings)

    async def play() -> None:
        transport = httpx.ASGITransport(suite)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", trust_env=False) as client:
            played = await _play(Api(client), plan)
            _remember(settings, plan.end, None, plan.wish)
            await _go_on(played, plan)

    announced = partial(_announce, server.address_of(listening), settings.data, plan)
    server.run(suite, listening, announced, play, then_stop=plan.wish.then_stop)


def _announce(address: str, data: Path, plan: Plan) -> None:
    announce(address)
    real = clock.SystemClock().now()
    if (real - plan.end).total_seconds() > 60:
        typer.echo(f"clock: demo time {_at_home(plan.end)} ({_why_shifted(real, plan.end)})")
    typer.echo(f"data: {data}, SQLite synchronous=NORMAL for the demo; `guimian serve` writes with FULL")


def _at_home(at: datetime) -> str:
    return f"{at.astimezone(calendar_for(HOME).zone):%Y-%m-%d %H:%M}"


def _why_shifted(real: datetime, end: datetime) -> str:
    """Deadlines would reach into a year whose holidays aren't known, or the counter is closed."""
    if (real - end).days > 7:
        return f"calendar {(end + AHEAD).year + 1} isn't loaded"
    return "the counter is closed now, or stood still since the last run"


async def last_event_at(settings: Settings) -> datetime | None:
    found = [await _last_of(settings, name) for name in SERVICES if (settings.data / f"{name}.db").exists()]
    return max((at for at in found if at is not None), default=None)


async def _last_of(settings: Settings, service: str) -> datetime | None:
    engine = make_engine(settings.database_url_of(service))
    try:
        async with engine.connect() as connection:
            if not await connection.run_sync(lambda c: engine.dialect.has_table(c, case_events.name)):
                return None
            latest: datetime | None = (await connection.execute(select(func.max(case_events.c.at)))).scalar()
            return latest
    finally:
        await engine.dispose()


def _plan(stood_at: datetime | None, rush_broken_off: datetime | None, wish: Wish) -> Plan:
    """Where data are, the clock goes on from their last event; of a long absence only the last days are played."""
    calendar = calendar_for(HOME)
    end = demo_now(clock.SystemClock().now(), calendar)
    begin = working_days_before(end, wish.days, calendar)
    start = stood_at or begin
    rush_from = working_days_before(end, wish.rush, calendar) if wish.rush else end
    rushes = rush_from if start < rush_from < end else rush_broken_off
    return Plan(start, max(start, begin), max(start, end), rushes, wish)


async def _play_elsewhere(url: str, wish: Wish) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        api = Api(client)
        now = await Play(api).read_clock()
        calendar = calendar_for(HOME)
        day = calendar.working_day_from(calendar.nth_working_day(calendar.date_of(now), wish.days))
        plan = Plan(now, now, calendar.closing(day), None, wish)
        await _go_on(await _play(api, plan), plan)


async def _play(api: Api, plan: Plan) -> Play:
    wish = plan.wish
    play = Play(api, seed=wish.seed, a_day=wish.a_day, rush_from=plan.rush_from, dialling=wish.dialling)
    if await play.read_clock() < plan.begin:
        await play.move_clock(plan.begin)
    found = await play.take_up()
    if found:
        typer.echo(f"goes on from {_at_home(play.world.now)} with {counted(found, 'open case')}")
    await play.play_until(plan.end, _progress())
    typer.echo(f"{server.new_line()}{_what_was_played(play, api, plan.end)}")
    return play


def _what_was_played(play: Play, api: Api, end: datetime) -> str:
    if not play.steps:
        return f"no step was due until {_at_home(end)}"
    return f"{counted(play.steps, 'step')} played, {counted(api.calls, 'REST call')}"


async def _go_on(play: Play, plan: Plan) -> None:
    if plan.wish.then_stop:
        await _until_all_is_counted(play)
        return
    await play.move_clock(play.world.now, rate=1.0)
    if plan.wish.pace:
        typer.echo("the branches work on in real time; Ctrl-C stops")
        await play.trickle(plan.wish.pace)


async def _until_all_is_counted(play: Play) -> None:
    """What stops now would be counted at the next start, and be missing until then."""
    while any(each["behind"] for each in await play.freshness()):  # noqa: ASYNC110 - asked over REST
        await asyncio.sleep(0.2)


def _progress() -> Callable[[datetime, Play], None]:
    """A line that moves on a terminal; elsewhere a line every tenth of the way."""
    shown = [-1]
    on_terminal = sys.stdout.isatty()

    def show(now: datetime, play: Play) -> None:
        percent = int(play.done * 100)
        if percent == shown[0] or not (on_terminal or percent // 10 > shown[0] // 10):
            return
        shown[0] = percent
        line = f"playing {_at_home(now)} · {percent:3d} % · {counted(play.steps, 'step')}"
        sys.stdout.write(f"\r{line}" if on_terminal else f"{line}\n")
        sys.stdout.flush()

    return show
