"""Two plays side by side: only those of one seed and of both rules, and what is told of them."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli.commands import app
from services.metrics.kpis import KPIS
from tests.e2e.figures import told_by
from tests.e2e.test_number_figures import WINDOWS, Sales, morning_of, ten_days
from tests.simulator.playing import over_rest, suite


def played(folder: Path, dialling: str, seed: int = 7) -> Path:
    folder.mkdir(exist_ok=True)
    told = {"behind_seconds": 0, "rush_from": None, "seed": seed, "dialling": dialling, "until": "2026-09-10"}
    (folder / "demo.json").write_text(json.dumps(told))
    return folder


def report(before: Path, after: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["report", "dialling", str(before), str(after), *more])


def test_what_no_such_play_has_made_is_refused(tmp_path: Path):
    old = played(tmp_path / "old", "old")
    result = report(old, tmp_path / "nothing")
    assert (result.exit_code, "--dialling normalised --then-stop" in result.output) == (2, True)
    assert report(played(tmp_path / "ours", "normalised"), old).exit_code == 2


def test_plays_of_two_seeds_are_not_compared(tmp_path: Path):
    result = report(played(tmp_path / "old", "old"), played(tmp_path / "ours", "normalised", seed=8))
    assert (result.exit_code, "The plays differ" in result.output) == (2, True)


@pytest.mark.slow
async def test_whom_the_old_rule_fails_is_told_by_channel_and_each_rate_of_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    before, after = tmp_path / "before", tmp_path / "after"
    async with suite(before, morning_of(WINDOWS[0].first)) as opened, over_rest(opened) as api:
        await ten_days(Sales(api, monkeypatch))
        await told_by(opened, api, (), ())
    shutil.copytree(before, after)
    told = await asyncio.to_thread(report, played(before, "old"), played(after, "normalised"))
    assert told.exit_code == 0, told.output
    assert "| 银保 bank | 8 | 4 | 2 | 25.0% |\n| 合计 All | 8 | 4 | 2 | 25.0% |" in told.output
    official = KPIS["callback-official-rate"].name
    assert f"| {official.zh} {official.en} | – (0 / 0) | – (0 / 0) | – |" in told.output
    assert "| 呼叫与上门次数 Calls and visits | 0 | 0 | +0 |" in told.output
    sheet = await asyncio.to_thread(report, before, after, "--csv", "--org", "350322", "--to", "2026-09-01")
    assert "银保 bank,8,4,2,25.0%" in sheet.output
