"""The counter's own affairs on both databases: the roster, its days, inspections with their findings, trainings."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from shared.auth import Role
from shared.clock import SimulatedClock
from shared.settings import Settings
from shared.testing.databases import BOTH, database, migrate_quickly
from tests.intake.counter import CHINA, counter_in
from tests.intake.house import POST, TRAINING, House, inspection


@pytest.mark.parametrize("kind", BOTH)
async def test_the_house_is_kept_alike(kind: str, tmp_path: Path, time: SimulatedClock):
    async with database(kind, tmp_path) as url:
        settings = Settings(data=tmp_path, jobs=False, database_url=url)
        await migrate_quickly(settings, "intake")
        async with counter_in(settings, time) as counter:
            house = House(counter)
            await keep_roster(house)
            await inspect(house)
            case = await house.done("/trainings", TRAINING | {"salespeople": ["A1"]})
            assert (await house.get(f"/trainings/{case['case_no']}"))["salespeople"] == ["A1"]


async def keep_roster(house: House) -> None:
    answers = await asyncio.gather(*(house.post("/positions", POST | {"outlet": f"XY0{n}"}) for n in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    (row,) = await house.items("/positions")
    new = {"outlet": "XY07", "position": "teller", "from_on": "2026-10-14"}
    await house.done(f"/positions/{row['id']}/change", new)
    others = (house.post("/positions", POST | {"staff": f"T{n}", "outlet": "XY07"}) for n in range(2, 6))
    assert {answer.status_code for answer in await asyncio.gather(*others)} == {201}
    await house.away("T2", "2026-10-13", part="morning")
    await house.counter.until(datetime(2026, 10, 15, 0, 5, tzinfo=CHINA))
    leaves = (house.away(f"T{n}", "2026-10-14") for n in range(3, 6))
    await asyncio.gather(*leaves)
    assert await house.desk("2026-10-13", "XY07") == {
        "T2": (False, True), "T3": (True, True), "T4": (True, True), "T5": (True, True),
    }  # fmt: skip
    assert await house.desk("2026-10-14", "XY07") == {"T1": (True, True), "T2": (True, True)}
    assert len(await house.items("/counter-days", outlet="XY07")) == 4


async def inspect(house: House) -> None:
    told = inspection("badge", inspected_on="2026-10-14", outlet="XY07")
    answers = await asyncio.gather(*(house.post("/inspections", told) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    (found,) = await house.items("/findings")
    await house.done(f"/findings/{found['case_no']}/fix", None, Role.TELLER, ref="T1")
    closings = await asyncio.gather(*(house.post(f"/findings/{found['case_no']}/closing") for _ in range(2)))
    assert sorted(answer.status_code for answer in closings) == [200, 409]
