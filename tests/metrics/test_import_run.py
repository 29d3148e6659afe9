"""Importing again: the same file changes nothing, a killed import goes on where it stopped."""

import gzip
from pathlib import Path

import pytest

from services.metrics.importlog import import_log
from tests.metrics.importing import SAMPLES, FailingBus, FullBus, PowerCut, counter_in


@pytest.mark.parametrize("kind", ["boston311", "uci498"])
async def test_a_second_import_of_the_same_file_changes_nothing(kind: str, tmp_path: Path):
    async with counter_in(tmp_path) as counter:
        file = SAMPLES / f"{kind}_sample.csv"
        first = await import_log(file, Path(kind), counter.settings, counter.bus)
        events = await counter.events()
        second = await import_log(file, Path(kind), counter.settings, counter.bus)
        assert first.new_cases > 0
        assert (second.new_cases, second.changed_cases, second.unchanged_cases) == (0, 0, first.new_cases)
        assert await counter.events() == events


async def test_a_packed_file_gives_the_same_events(tmp_path: Path):
    async with counter_in(tmp_path) as counter:
        plain = SAMPLES / "uci498_sample.csv"
        packed = tmp_path / "copy.csv.gz"
        packed.write_bytes(gzip.compress(plain.read_bytes()))
        first = await import_log(packed, Path("uci498"), counter.settings, counter.bus)
        again = await import_log(plain, Path("uci498"), counter.settings, counter.bus)
        assert (again.new_cases, again.unchanged_cases) == (0, first.new_cases)


@pytest.mark.parametrize("writes_the_last", [True, False])
async def test_a_killed_import_is_simply_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes_the_last: bool
):
    monkeypatch.setattr("services.metrics.importlog.run.BATCH_CASES", 20)
    file = SAMPLES / "boston311_sample.csv"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with counter_in(tmp_path / "a") as whole, counter_in(tmp_path / "b") as killed:
        await import_log(file, Path("boston311"), whole.settings, whole.bus)
        failing = FailingBus(tmp_path / "b" / "bus.db", 3, writes_the_last=writes_the_last)
        await failing.start()
        with pytest.raises(PowerCut):
            await import_log(file, Path("boston311"), killed.settings, failing)
        await failing.stop()
        await import_log(file, Path("boston311"), killed.settings, killed.bus)
        seen = [
            sorted({(e["case_no"], e["version"], e["id"]) for e in await each.events()}) for each in (whole, killed)
        ]
        assert seen[0] == seen[1]


async def test_what_the_bus_did_not_take_is_published_by_the_next_import(tmp_path: Path):
    file = SAMPLES / "boston311_sample.csv"
    async with counter_in(tmp_path) as counter:
        full = FullBus(tmp_path / "bus.db")
        await full.start()
        with pytest.raises(OSError, match="no space left"):
            await import_log(file, Path("boston311"), counter.settings, full)
        await full.stop()
        report = await import_log(file, Path("boston311"), counter.settings, counter.bus)
        assert report.new_cases == report.cases > 0
