"""What `guimian` says of the figures where something stands in the way."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli.commands import app
from services.metrics import verify as verifying
from shared.bus import Message
from shared.bus.local import LocalBus
from shared.settings import Settings
from shared.testing.databases import migrate_all_quickly

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
    asyncio.run(migrate_all_quickly(Settings(data=tmp_path)))
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
    assert (result.exit_code, "BEHIND: 1 event at" in result.output) == (1, True)


def test_a_row_that_belongs_to_no_case_makes_an_import_fail_too(data: Path):
    (data / "log.csv").write_text(f"no,org,opened\nA1,3503,{'x' * 200_000}\nA2,3503,2026-03-02 09:00\n")
    (data / "map.toml").write_text(MAPPING)
    result = invoke(data, "import-log", str(data / "log.csv"), "--map", str(data / "map.toml"))
    assert (result.exit_code, "line 2 can't be parsed" in result.output) == (1, True)


def test_an_import_that_cannot_begin_says_why_and_draws_no_progress(data: Path):
    (data / "log.csv").write_text("no,org,opened\nA1,3503,2026-03-02 09:00\n")
    arguments = ("import-log", str(data / "log.csv"), "--map", str(data / "map.toml"))
    result = invoke(data, *arguments)
    assert (result.exit_code, len(result.output.splitlines())) == (1, 2), result.output  # Chinese, English
    (data / "map.toml").write_text(MAPPING)
    assert "写入事件" in invoke(data, *arguments).stderr


@pytest.mark.parametrize("command", ["verify", "rebuild"])
def test_a_log_that_cant_be_opened_is_told_in_a_line(data: Path, command: str):
    (data / "bus.db").write_bytes(b"not a database, whatever its name says" * 100)
    result = invoke(data, command)
    assert (result.exit_code, result.output.strip()) == (1, "DatabaseError: file is not a database")


@pytest.mark.parametrize("command", ["kpi", "kpis", "cases"])
def test_what_no_organisation_is_called_is_a_wrong_call_and_not_zero(data: Path, command: str):
    of = [] if command == "kpis" else ["opened"]
    result = invoke(data, command, *of, "--org", "a b")
    assert (result.exit_code, "a b" in result.output) == (2, True)
    assert invoke(data, command, *of, "--org", "350322").exit_code == 0
