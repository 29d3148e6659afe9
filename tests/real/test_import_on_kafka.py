"""`guimian import-log` where the stream is Kafka: it publishes, and leaves counting to the workers that are there."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from services.cli.commands import app
from shared.bus.kafka import KafkaBus
from shared.db import make_engine
from shared.settings import Settings
from tests.metrics.importing import SAMPLES

pytestmark = pytest.mark.real


async def test_an_import_publishes_and_joins_no_group(
    kafka: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIMIAN_KAFKA", kafka)
    bus = KafkaBus(kafka)
    before = await _foreign(bus)
    command = ["import-log", str(SAMPLES / "uci498_sample.csv"), "--map", "uci498", "--data", str(tmp_path)]
    await asyncio.to_thread(app, command, standalone_mode=False)
    assert await _foreign(bus) > before
    engine = make_engine(Settings(data=tmp_path).database_url_of("metrics"))
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM positions"))).scalar_one() == 0
    await engine.dispose()
    await bus.stop()


async def _foreign(bus: KafkaBus) -> int:
    return sum([len(records) async for records in bus.replay(["guimian.foreign.events"])])
