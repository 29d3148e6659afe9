"""What the commands share: where the data are, and how an answer or a refusal is shown."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from shared.db import Sessions, make_engine, make_sessions
from shared.settings import Settings

T = TypeVar("T")

DataDir = Annotated[
    Path | None,
    typer.Option("--data", envvar="GUIMIAN_DATA", help="Folder of the data (default: ./data).", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def settings_of(data: Path | None, **changes: Any) -> Settings:
    """The environment's settings; what the command line says goes before."""
    given = {name: value for name, value in {"data": data, **changes}.items() if value is not None}
    return Settings(**given)


def failed(reason: str, code: int = 1) -> typer.Exit:
    """`raise failed(…)`: the reason in a line, no traceback; code 2 where the command was given wrongly."""
    typer.secho(reason, fg="red", err=True)
    return typer.Exit(code)


def print_json(content: Any) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n")


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


@asynccontextmanager
async def database(settings: Settings, service: str) -> AsyncIterator[Sessions]:
    """A service's database, for a command that works whether the server runs or not."""
    if not settings.database_url and not (settings.data / f"{service}.db").exists():
        raise failed(
            f"There are no data of {service} in {settings.data} yet. Start with: guimian serve (or: guimian simulate)"
        )
    engine = make_engine(settings.database_url_of(service), synchronous=settings.sqlite_synchronous)
    try:
        yield make_sessions(engine)
    finally:
        await engine.dispose()
