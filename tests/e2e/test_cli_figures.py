"""What `guimian` says of the figures where something stands in the way."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli.commands import app
from services.metrics import verify as verifying
from shared.bus import Message
from shared.bus.local import LocalBus

MAPPING = """
kind = "ticket"
rows = "case"
zone = "Asia/Shanghai"
[case]
id = "no"
org = "org"
opened = "opened"
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with databases that hold nothing yet."""
    invoke(tmp_path, "migrate")
    return tmp_path


def invoke(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--data", str(data)])


def test_numbers_that_lag_behind_the_log_are_no_success(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verifying, "PATIENCE_SECONDS", 0.5)
    assert invoke(data, "verify").exit_code == 0

    async def publish() -> None:
        bus = LocalBus(data / "bus.db")
        await bus.start()
        await bus.publish([Message("guimian.foreign.events", "H1", b"{}")])
        await bus.stop()

    asyncio.run(publish())
    result = invoke(data, "verify")
    assert (result.exit_code, "BEHIND: 1 " in result.output) == (1, True)


def test_a_row_that_belongs_to_no_case_makes_an_import_fail_too(data: Path):
    (data / "log.csv").write_text(f"no,org,opened\nA1,3503,{'x' * 200_000}\nA2,3503,2026-03-02 09:00\n")
    (data / "map.toml").write_text(MAPPING)
    result = invoke(data, "import-log", str(data / "log.csv"), "--map", str(data / "map.toml"))
    assert (result.exit_code, "line 2 can't be parsed" in result.output) == (1, True)
