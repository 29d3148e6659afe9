"""A projection with nothing to read rests: it says that it looked, and no oftener than it should."""

import asyncio
from pathlib import Path

import pytest

from services.metrics import projection
from services.metrics.projection import Projection
from services.metrics.pulse import Pulse
from services.metrics.worker import open_store
from shared.bus.local import LocalBus
from shared.db import make_engine
from shared.migrate import migrate_engine


async def test_an_idle_projection_beats_once_a_period(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(projection, "IDLE_SECONDS", 0.3)
    engine = make_engine(f"sqlite+aiosqlite:///{tmp_path}/metrics.db")
    bus, pulse = LocalBus(tmp_path / "bus.db"), Pulse()
    await migrate_engine(engine, "metrics")
    await bus.start()
    following = asyncio.create_task(Projection(open_store(engine, 1), pulse=pulse).run(bus))
    await asyncio.sleep(1.6)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    await bus.stop()
    await engine.dispose()
    assert 1 <= pulse.beats <= 5
