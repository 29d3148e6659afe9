"""A list from its file to the policy and out of it again, on both databases."""

from pathlib import Path

import pytest

from shared.auth import Role
from shared.clock import SimulatedClock
from shared.settings import Settings
from shared.testing.databases import BOTH, database, migrate_quickly
from tests.intake.bad_rows import bad_csv
from tests.intake.counter import counter_in
from tests.intake.groups_desk import GroupDesk, csv_of, pupils


@pytest.mark.parametrize("kind", BOTH)
async def test_lists_are_worked_on_alike(kind: str, tmp_path: Path, time: SimulatedClock):
    async with database(kind, tmp_path) as url:
        settings = Settings(data=tmp_path, jobs=False, database_url=url)
        await migrate_quickly(settings, "intake")
        async with counter_in(settings, time) as counter:
            desk = GroupDesk(counter)
            refused, _ = await desk.import_list(await desk.accept(), bad_csv())
            case, told = await desk.import_list(refused, bad_csv(), "good")
            assert (told["bad"], case["heads"], len(await desk.findings(case, limit="9"))) == (30, 970, 31)
            case, told = await desk.import_list(case, csv_of(pupils(1000)), "good")
            assert (told["bad"], case["heads"]) == (970, 1000)
            shown = (await desk.get(f"/{case['case_no']}/insured"))["items"]
            gone = {"party_refs": [each["party_ref"] for each in shown]}
            case = await desk.step(case, "removals", Role.TELLER, gone)
            assert (await desk.step(case, "submission"))["heads"] == 950
