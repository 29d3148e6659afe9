"""Memory stays flat: what an import holds doesn't grow with the file."""

import tracemalloc
from pathlib import Path

import pytest

from tests.metrics.importing import EVENTS, counter_in

pytestmark = pytest.mark.slow


def write(path: Path, cases: int) -> None:
    """Every case comes three times, far apart: the worst order for bringing its rows together."""
    path.parent.mkdir()
    with path.open("w") as file:
        file.write("no,at,what,who\n")
        for clock, what in (("09:00", "received"), ("10:00", "asked"), ("11:00", "done")):
            file.writelines(f"B{number},2026-03-02 {clock},{what},t1\n" for number in range(cases))


async def peak(folder: Path, cases: int) -> int:
    write(folder / "log.csv", cases)
    async with counter_in(folder) as counter:
        mapping = counter.file("map.toml", EVENTS)
        tracemalloc.start()
        try:
            report = await counter.bring(folder / "log.csv", mapping)
            assert report.events == 3 * cases
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


async def test_five_times_the_rows_take_no_more_memory(tmp_path: Path):
    await peak(tmp_path / "warm", 100)
    small, large = await peak(tmp_path / "small", 2_000), await peak(tmp_path / "large", 10_000)
    assert large < small * 1.25
