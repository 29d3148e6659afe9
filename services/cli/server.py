"""Serving the suite: a free port, one process a data folder, a clean end on Ctrl-C."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import typer
import uvicorn
import uvloop
from fastapi import FastAPI

from services.cli.common import failed
from shared import collector
from shared.locks import Locked, locked
from shared.settings import Settings

PORTS_TRIED = 50
Beside = Callable[[], Awaitable[None]]


class Server(uvicorn.Server):
    """Stops on the first SIGINT or SIGTERM; uvicorn's own would raise the signal again afterwards, as a traceback."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = asyncio.Event()
        self.beside: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        # Whoever follows a stream or the board is cut off at the end: that is no error to be reported.
        logging.getLogger("uvicorn.error").addFilter(_not_cut_off)
        if self.beside:
            self.beside.cancel()


def _not_cut_off(record: logging.LogRecord) -> bool:
    cancelled = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not cancelled and not record.getMessage().startswith("Cancel ")


@contextmanager
def one_process(settings: Settings) -> Iterator[None]:
    """SQLite has one writer and our workers no rival: a second server on the same folder is refused."""
    with alone(settings) as holder:
        if holder:
            raise failed(f"Process {holder} already serves {settings.data}: stop it first.")
        yield


@contextmanager
def alone(settings: Settings) -> Iterator[str]:
    """Hold the data folder; what is yielded names the process that holds it already, and is empty where none does."""
    settings.data.mkdir(parents=True, exist_ok=True)
    path = settings.data / "server.lock"
    try:
        with locked(path) as lock:
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield ""
    except Locked:
        yield path.read_text().strip() or "unknown"


def open_port(settings: Settings) -> socket.socket:
    """The port asked for; 8080 or the next free one where none was named."""
    asked = "port" in settings.model_fields_set
    for port in range(settings.port, settings.port + (1 if asked else PORTS_TRIED)):
        with suppress(OSError):
            return socket.create_server((settings.host, port), backlog=2048)
    raise failed(
        f"Port {settings.port} of {settings.host} is taken." if asked else f"No free port from {settings.port} on."
    )


def address_of(server: socket.socket) -> str:
    host, port = server.getsockname()[:2]
    return f"http://{host}:{port}"


def run(
    app: FastAPI,
    server_socket: socket.socket,
    announce: Callable[[], None],
    beside: Beside | None = None,
    *,
    then_stop: bool = False,
) -> None:
    """Serve until a signal comes; `beside` runs along once the server answers, and ends it where `then_stop`."""
    collector.settle()
    if not uvloop.run(_serve(app, server_socket, announce, beside, then_stop)):
        raise failed("The server could not start; the reason is above.")


async def _serve(
    app: FastAPI, listening: socket.socket, announce: Callable[[], None], beside: Beside | None, then_stop: bool
) -> bool:
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="on", server_header=False, timeout_graceful_shutdown=2
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    answering = asyncio.create_task(server.answering.wait())
    await asyncio.wait({serving, answering}, return_when=asyncio.FIRST_COMPLETED)
    answering.cancel()
    if server.started:
        announce()
        if beside:
            server.beside = asyncio.ensure_future(beside())
            await asyncio.wait({serving, server.beside}, return_when=asyncio.FIRST_COMPLETED)
            await _end(server.beside)
            server.should_exit = server.should_exit or then_stop
    await serving
    if server.started:
        typer.echo(f"{new_line()}Stopped. The data are kept.")
    return server.started


def new_line() -> str:
    """On a terminal a line of progress, or the ^C, stands before the cursor."""
    return "\n" if sys.stdout.isatty() else ""


async def _end(beside: asyncio.Task[None]) -> None:
    """What ran beside the server may fail without taking it along."""
    if beside.done() and not beside.cancelled() and (error := beside.exception()):
        typer.secho(f"The simulation has stopped: {type(error).__name__}: {error}", fg="red", err=True)
    elif not beside.done():
        beside.cancel()
        with suppress(asyncio.CancelledError):
            await beside
