"""Real servers for tests and benchmarks: the address in the environment, else Docker, else a native one of our own."""

import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.testing.processes import answers, free_port, run, scratch_dir, serve

KAFKA_JARS = Path(__file__).parents[2] / ".cache" / "kafka"
KAFKA_IMAGE, POSTGRES_IMAGE = "apache/kafka:4.1.0", "postgres:16"

SERVER_PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={folder}/log
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
"""


class NotFound(Exception):
    """Neither an address, nor Docker, nor the program is there."""


@cache
def kafka() -> str:
    """The bootstrap address; raises NotFound. A broker of our own is stopped when this process ends."""
    if address := os.environ.get("GUIMIAN_KAFKA"):
        return address
    return _kafka_in_docker() if _docker_answers() else _native_kafka()


@cache
def postgres() -> str:
    """The URL of a database that others can be created from; raises NotFound."""
    if url := os.environ.get("GUIMIAN_PG_URL"):
        return url
    return _postgres_in_docker() if _docker_answers() else _native_postgres()


def or_skip(server: Callable[[], str]) -> str:
    """For fixtures: skip the test when there is no server, unless GUIMIAN_REQUIRE_REAL says that it's a failure."""
    import pytest

    try:
        return server()
    except NotFound as missing:
        if os.environ.get("GUIMIAN_REQUIRE_REAL") == "1":
            raise
        pytest.skip(str(missing))


@asynccontextmanager
async def fresh_database(server_url: str) -> AsyncIterator[str]:
    """The URL of an empty database, dropped at the end."""
    name = f"test_{uuid4().hex}"
    await _administer(server_url, f"CREATE DATABASE {name}")
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        await _administer(server_url, f"DROP DATABASE {name} WITH (FORCE)")


async def _administer(server_url: str, statement: str) -> None:
    engine = create_async_engine(server_url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


def _docker_answers() -> bool:
    if "DOCKER_HOST" in os.environ:
        return True
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex("/var/run/docker.sock") == 0


def _kafka_in_docker() -> str:
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    port = free_port()
    container = DockerContainer(KAFKA_IMAGE).with_bind_ports(9092, port)
    for line in SERVER_PROPERTIES.format(port=port, controller=9093, folder="/tmp/kafka").split():
        name, _, value = line.partition("=")
        container.with_env("KAFKA_" + name.replace(".", "_").upper(), value)
    container.with_env("KAFKA_LISTENERS", "PLAINTEXT://0.0.0.0:9092,CONTROLLER://127.0.0.1:9093")
    container.waiting_for(LogMessageWaitStrategy("Kafka Server started")).start()
    return f"127.0.0.1:{port}"


def _postgres_in_docker() -> str:
    from testcontainers.postgres import PostgresContainer

    container: Any = PostgresContainer(POSTGRES_IMAGE, driver="asyncpg").start()
    return str(container.get_connection_url())


def _native_kafka() -> str:
    broker = NativeKafka()
    broker.start()
    return broker.address


class NativeKafka:
    """A broker of our own, its data in a folder that is gone when this process ends. `more`: further properties."""

    def __init__(self, more: str = "") -> None:
        if not any(KAFKA_JARS.glob("kafka_2.13-*.jar")):
            raise NotFound("no Kafka: set GUIMIAN_KAFKA, start Docker, or run tests/real/kafka/fetch")
        self._folder, self._port = scratch_dir("kafka"), free_port()
        self._config = self._folder / "server.properties"
        ports = {"port": self._port, "controller": free_port()}
        self._config.write_text(SERVER_PROPERTIES.format(**ports, folder=self._folder) + more)
        self._java = ["java", "-Xmx512m", "-cp", f"{KAFKA_JARS}/*"]
        storage = [*self._java, "kafka.tools.StorageTool"]
        cluster = run([*storage, "random-uuid"], self._folder).split()[-1]
        run([*storage, "format", "-t", cluster, "-c", str(self._config)], self._folder)
        self.address = f"127.0.0.1:{self._port}"

    def start(self) -> None:
        command = [*self._java, "kafka.Kafka", str(self._config)]
        self._process = serve(command, self._folder, lambda _: answers(self._port), stop=signal.SIGTERM)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def _native_postgres() -> str:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    if not found:
        raise NotFound("no PostgreSQL: set GUIMIAN_PG_URL, start Docker, or install Debian's postgresql")
    programs, user = found[-1].parent, "postgres" if os.geteuid() == 0 else None  # initdb refuses root
    folder, port = scratch_dir("postgres", user), free_port()
    data = folder / "data"
    run([programs / "initdb", "-D", data, "-U", "guimian", "-A", "trust", "-E", "UTF8", "--no-locale"], folder, user)
    options = ["-k", str(folder), "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]
    command: list[str | Path] = [programs / "postgres", "-D", data, *options]
    serve(command, folder, lambda told: "ready to accept connections" in told, user=user, stop=signal.SIGINT)
    return f"postgresql+asyncpg://guimian@127.0.0.1:{port}/postgres"
