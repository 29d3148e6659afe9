"""`guimian relay`, `token`, `openapi` and `asyncapi`: for operators and integrators."""

from pathlib import Path
from typing import Any

import typer

from services.cli.common import (
    at_the_counter,
    database,
    demo_clock,
    failed,
    print_json,
    print_table,
    services_of,
    settings_of,
    wait_for,
)
from services.docs.contracts import contract_files
from services.docs.discovery import apps
from shared import deliveries, relay, timers
from shared.auth import Role, mint_token
from shared.db import Sessions, reading
from shared.errors import Problem
from shared.language import counted
from shared.settings import Settings

SHOWN = 20


def relay_status(data: Path | None, service: str | None, *, as_json: bool) -> None:
    settings = settings_of(data)
    demo_clock(settings)
    found = {name: wait_for(_status(settings, name)) for name in services_of(settings, service)}
    if as_json:
        print_json(found)
    else:
        _show(found)
    if any(each["outbox"]["parked"] or each["inbox"]["parked"] or each["timers"]["failing"] for each in found.values()):
        raise typer.Exit(1)


def relay_redrive(data: Path | None, service: str | None, case: str | None, *, as_json: bool) -> None:
    settings = settings_of(data)
    demo_clock(settings)
    freed = {name: wait_for(_redrive(settings, name, case)) for name in services_of(settings, service)}
    if as_json:
        print_json(freed)
        return
    for name, counts in freed.items():
        events, reactions = counted(counts["outbox"], "event"), counted(counts["inbox"], "reaction")
        typer.echo(f"{name}: {events}, {reactions} and {counted(counts['timers'], 'timer')} to be tried again")


def token(data: Path | None, sub: str, role: list[str], org: str, *, pii: bool, ttl: int) -> None:
    settings = settings_of(data)
    if not settings.has_dev_issuer:
        raise failed("The development issuer only serves a loopback address without GUIMIAN_JWKS_URL.", 2)
    if unknown := [name for name in role if name not in list(Role)]:
        raise failed(f"There is no role {', '.join(unknown)}. Roles: {', '.join(Role)}", 2)
    if not settings.data.is_dir():  # a key made there would be that of no server
        raise failed(f"There is no folder {settings.data}. Start with: guimian serve (or: guimian simulate)")
    try:
        typer.echo(mint_token(settings, sub, [Role(name) for name in role], org=org, pii=pii, ttl=ttl))
    except Problem as error:
        raise failed(error.detail.en, 2) from None


def openapi(service: str) -> None:
    documented = apps()
    if service not in documented:
        raise failed(f"There is no service {service}. Choose one of: {', '.join(documented)}", 2)
    print_json(documented[service].openapi())


def asyncapi() -> None:
    typer.echo(contract_files()["asyncapi.yaml"], nl=False)


async def _status(settings: Settings, service: str) -> dict[str, Any]:
    async with database(settings, service) as sessions, reading(sessions) as session:
        leaving, arriving = await relay.status(session), await deliveries.status(session)
        return {
            "outbox": {
                "unpublished": leaving.unpublished,
                "parked": leaving.parked,
                "oldest_at": leaving.oldest_at,
                "errors": [_error(row, row.type) for row in await relay.parked(session, SHOWN)],
            },
            "inbox": {
                "waiting": arriving.waiting,
                "parked": arriving.parked,
                "oldest_at": arriving.oldest_at,
                "errors": [_error(row, row.reaction) for row in await deliveries.parked(session, SHOWN)],
            },
            "timers": {
                "failing": (await timers.status(session)).failing,
                "errors": [_timer(row) for row in await timers.failures(session, SHOWN)],
            },
        }


def _error(row: Any, what: str) -> dict[str, Any]:
    return {"case_no": row.case_no, "version": row.version, "what": what, "error": row.error}


def _timer(row: Any) -> dict[str, Any]:
    tried = {"attempts": row.attempts, "again_at": row.due_at}
    return {"case_no": row.case_no, "what": row.name, "error": row.error, **tried}


async def _redrive(settings: Settings, service: str, case: str | None) -> dict[str, int]:
    async with database(settings, service) as sessions:
        boxes = {"outbox": relay, "inbox": deliveries, "timers": timers}
        return {name: await _freed(sessions, box, case) for name, box in boxes.items()}


async def _freed(sessions: Sessions, box: Any, case: str | None) -> int:
    async with sessions.begin() as session:
        return int(await box.redrive(session, case))


def _counts(name: str, boxes: dict[str, Any]) -> tuple[str, ...]:
    outbox, inbox = boxes["outbox"], boxes["inbox"]
    oldest = min((at for at in (outbox["oldest_at"], inbox["oldest_at"]) if at), default=None)
    counts = (outbox["unpublished"], outbox["parked"], inbox["waiting"], inbox["parked"], boxes["timers"]["failing"])
    return (name, *map(str, counts), at_the_counter(oldest, "seconds") if oldest else "")


def _show(found: dict[str, dict[str, Any]]) -> None:
    headings = ("service", "events to leave", "parked", "reactions waiting", "parked", "timers failing", "oldest")
    print_table(headings, [_counts(name, boxes) for name, boxes in found.items()])
    for name, boxes in found.items():
        for error in boxes["outbox"]["errors"] + boxes["inbox"]["errors"]:
            typer.echo(f"{name} {error['case_no']} v{error['version']} {error['what']}: {error['error']}")
        for error in boxes["timers"]["errors"]:
            tried, again = counted(error["attempts"], "time"), at_the_counter(error["again_at"], "seconds")
            timer = f"{name} {error['case_no']} timer {error['what']}"
            typer.echo(f"{timer} (tried {tried}, again at {again}): {error['error']}")
