"""A policy moved to another branch takes its open call-back along, and both branches' figures follow."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from services.metrics import queries
from services.metrics.queries import Window
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.callback.conftest import COMPLETED, acknowledged, call, opened, transferred
from tests.intake.figures import figures_of

OTHER = "BD261012-00000002"
LATE = datetime(2026, 10, 29, 2, tzinfo=UTC)
COUNTED = {
    "opened": "SELECT count(*) FROM callbacks WHERE org = :org",
    "open-count": "SELECT count(*) FROM callbacks WHERE org = :org AND closed_at IS NULL",
    "overdue-count": "SELECT count(*) FROM callbacks WHERE org = :org AND due_at < '2026-10-29 02:00'",
}


async def told(centre: Alone) -> list[str]:
    return [row.type.split(".")[2] for row in await centre.rows(case_events)]


@pytest.mark.parametrize("signed", [False, True])
async def test_an_open_call_goes_to_the_branch_that_has_the_policy_now(centre: Alone, signed: bool):
    await centre.feed(opened(), *([acknowledged()] if signed else []))
    [before] = (await centre.get("/callbacks")).json()["items"]
    await centre.feed(transferred(), transferred())
    [moved] = (await centre.get("/callbacks", org="350400")).json()["items"]
    assert (moved["outlet"], moved["salesperson"], moved["action"]) == ("35040001", "A9", "move")
    assert [moved[name] for name in ("status", "due_at")] == [before[name] for name in ("status", "due_at")]
    assert (await told(centre)).count("moved") == 1
    assert (await centre.get(f"/callbacks/{moved['case_no']}")).status_code == 403
    if signed:
        number = moved["case_no"]
        assert (await call(centre, number, COMPLETED)).status_code == 403, "the old branch calls no more"
        assert (await call(centre, number, COMPLETED, org="350400")).json()["status"] == "completed"


async def test_who_was_called_before_stays_with_the_branch_that_called(centre: Alone):
    await centre.feed(opened(), acknowledged())
    [task] = (await centre.get("/callbacks")).json()["items"]
    await call(centre, task["case_no"], COMPLETED)
    await centre.feed(transferred())
    assert (await centre.get("/callbacks", org="350400")).json()["items"] == []
    assert "moved" not in await told(centre)


async def test_another_endorsement_moves_nothing(centre: Alone):
    await centre.feed(opened(), transferred(item="contact-change", org="350322", outlet=None, salesperson=None))
    assert await told(centre) == ["opened"]


async def test_the_figures_of_both_branches_follow(centre: Alone, tmp_path: Path):
    await centre.feed(opened(), acknowledged(), opened(case_no=OTHER), acknowledged(case_no=OTHER))
    await centre.feed(transferred())
    centre.time.set(LATE)
    async with figures_of(centre.app, tmp_path) as session, centre.app.state.sessions() as own:
        for org in ("350322", "350400"):
            window = Window(org=org, start=date(2026, 10, 1), end=LATE.date(), kind="callback")
            told = {kpi: (await queries.kpi(session, kpi, window)).numerator for kpi in COUNTED}
            counted = {kpi: await own.scalar(text(query), {"org": org}) for kpi, query in COUNTED.items()}
            assert told == counted == dict.fromkeys(COUNTED, 1), org
