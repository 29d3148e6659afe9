"""What the board says of the anti-money-laundering duties, against SQL over intake's own tables."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from shared.auth import Role
from tests.intake.aml.desk import LARGE_CASH, ORG, AmlDesk
from tests.intake.counter import CHINA
from tests.intake.figures import check_counts

MORNING = datetime(2026, 10, 12, 9, 0, tzinfo=CHINA)
# Of each reported case the last lap of its clock, as intake keeps it.
IN_TIME = """
    SELECT avg(json_extract(clocks, '$[#-1].stopped_at') <= json_extract(clocks, '$[#-1].due_at'))
    FROM {} WHERE outcome = 'reported'"""
COUNTS = {
    "large-cash-opened": "SELECT count(*) FROM large_cash_reports",
    "large-cash-open-count": "SELECT count(*) FROM large_cash_reports WHERE outcome IS NULL",
    "large-cash-reported": "SELECT count(*) FROM large_cash_reports WHERE status = 'reported'",
    "large-cash-in-time-rate": IN_TIME.format("large_cash_reports"),
    "suspicions-raised": "SELECT count(*) FROM suspicions",
    "suspicions-open-count": "SELECT count(*) FROM suspicions WHERE closed_at IS NULL",
    "suspicions-confirmed": "SELECT count(*) FROM suspicions WHERE confirmed_at IS NOT NULL",
    "suspicions-in-time-rate": IN_TIME.format("suspicions"),
}


async def _play(desk: AmlDesk, draw: Random) -> None:
    """Cash and suspicions of one day; what compliance makes of them in the two weeks after."""
    customers = [desk.person() for _ in range(14)]
    for number, who in enumerate(customers):
        desk.office.time.set(MORNING + timedelta(minutes=10 * number))
        await desk.paid(LARGE_CASH if draw.random() < 0.8 else 1_000, policyholder=who)
        body = {"org": ORG, "reason": draw.choice(["other", "unsuited-product"])}
        assert (await desk.office.post("/suspicions", Role.TELLER, body)).status_code == 201
    first = (await desk.reports())[0]
    await desk.move("large-cash-reports", first, "report", {})
    await desk.paid(700, policyholder=customers[0])
    for day in range(1, 15):
        desk.office.time.set(MORNING + timedelta(days=day))
        for report in await desk.reports():
            await _judge_report(desk, report, draw)
        for suspicion in (await desk.office.get("/suspicions", Role.COMPLIANCE, org="35")).json()["items"]:
            await _judge_suspicion(desk, suspicion, draw)


async def _judge_report(desk: AmlDesk, report: dict[str, Any], draw: Random) -> None:
    if report["status"] == "doubted":
        await desk.move("large-cash-reports", report, "mistake", ref="L-2")
    elif report["status"] == "opened" and draw.random() < 0.12:
        step = ("doubt", {"reason": "entered-twice"}) if draw.random() < 0.2 else ("report", {})
        await desk.move("large-cash-reports", report, *step, ref="L-1")


async def _judge_suspicion(desk: AmlDesk, suspicion: dict[str, Any], draw: Random) -> None:
    steps = {
        "raised": [*[("confirmation", None)] * 3, ("dismissal", {"reason": "explained"})],
        "confirmed": [("report", {})],
    }
    eager = {"raised": 0.3, "confirmed": 0.12}
    if (chosen := steps.get(suspicion["status"])) and draw.random() < eager[suspicion["status"]]:
        await desk.move("suspicions", suspicion, *draw.choice(chosen))


async def test_each_figure_equals_a_count_of_its_own(desk: AmlDesk, tmp_path: Path) -> None:
    await _play(desk, Random(5))
    await check_counts(desk.office.app, tmp_path, COUNTS, below=25)
