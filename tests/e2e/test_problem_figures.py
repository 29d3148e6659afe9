"""Five weeks of problem cases: their KPIs equal a count by plain SQL over callback's own tables."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.policy_service import PolicyMatured, PolicyOpened
from simulator.api import Api, Json
from simulator.branches import Staff
from tests.e2e.figures import differences, morning_of, said, told_by
from tests.e2e.month.callback_problems import CALLS, PROBLEMS
from tests.e2e.month.ledger import Asked
from tests.e2e.month.limits_left import LEFT
from tests.e2e.test_callback_figures import ANGRY, CONTENT, ORG, POLICY_NO, Centre, at
from tests.simulator.playing import over_rest, suite

ROOT = "/callback/v1/problem-cases"
MANAGER, HANDLER = Staff("M1", ("branch_manager",), ORG), Staff("T2", ("teller",), ORG)
OCTOBER = datetime(2026, 10, 1, 1, tzinfo=UTC)
WINDOWS = (
    Asked("35", date(2026, 9, 1), date(2026, 9, 30)),
    Asked("35", date(2026, 9, 1), date(2026, 9, 10)),
    Asked(ORG, date(2026, 9, 22), date(2026, 9, 29)),
)
ASTRAY = {"money-received": "no", **CONTENT}


class Desk:
    def __init__(self, centre: Centre) -> None:
        self.centre, self.api = centre, centre.api

    async def find(self, number: int, **answers: str) -> Json:
        """In the call about a claim that was paid."""
        before = {each["case_no"] for each in await self.api.pages(MANAGER, ROOT)}
        await self.centre.call(await self.centre.paid(number), **answers)
        (case,) = [each for each in await self.api.pages(MANAGER, ROOT) if each["case_no"] not in before]
        return case

    async def assign(self, case: Json) -> None:
        await self.api.post(MANAGER, f"{ROOT}/{case['case_no']}/assignment", {"handler": HANDLER.ref})

    async def settle(self, case: Json, result: str) -> None:
        await self.assign(case)
        await self.api.post(HANDLER, f"{ROOT}/{case['case_no']}/settlement", {"result": result})

    async def reopen(self, case: Json) -> None:
        await self.api.post(MANAGER, f"{ROOT}/{case['case_no']}/reopening", {"reason": "customer-called-again"})


async def five_weeks(desk: Desk) -> None:
    centre = desk.centre
    await centre.clock(at(1))
    await centre.hear(PolicyOpened, "policy", POLICY_NO, 1, free_look_days=15)
    soon, late, never, again = [await desk.find(number, **ANGRY) for number in range(1, 5)]
    confirmed = await desk.find(5, **ASTRAY)
    await centre.call(await centre.paid(6), **CONTENT)  # nothing was wrong
    await centre.clock(at(3))
    await desk.settle(soon, "explained")
    await desk.settle(again, "mended")
    await centre.clock(at(8))
    await desk.reopen(again)
    await desk.settle(confirmed, "mis-selling-confirmed")
    await desk.assign(never)
    await centre.clock(at(24))  # the fifteenth working day was the 21st
    await desk.settle(late, "not-reached")
    last = await desk.find(7, **ANGRY)
    await centre.hear(PolicyMatured, "policy", POLICY_NO, 5, status="terminated")
    assert (await desk.api.get(MANAGER, f"{ROOT}/{last['case_no']}"))["policy_ended_on"] == "2026-09-24"
    await centre.clock(OCTOBER)


@pytest.mark.slow
async def test_each_kpi_of_problem_cases_equals_a_count_by_sql(tmp_path: Path):
    async with suite(tmp_path, morning_of(date(2026, 9, 1))) as app, over_rest(app) as api:
        await five_weeks(Desk(Centre(app, api)))
        told = await told_by(app, api, WINDOWS, (*CALLS, *PROBLEMS, *LEFT))
        reasons = [await by(api, id, "reason") for id in ("callback-problems-found", "callback-problems-open")]
        sellers = await by(api, "callback-mis-selling-confirmed", "salesperson")
    assert differences(tmp_path, told) == []
    whole, first, later = [{id: said(row)[1:] for id, row in told[asked].items()} for asked in WINDOWS]
    assert whole["callback-problem-rate"] == (6, 7)
    assert whole["callback-problem-handling-rate"] == (3, 6), "two never, one opened again and not settled since"
    assert first["callback-problems-in-time-rate"] == (2, 2)
    assert later["callback-problems-in-time-rate"] == (0, 1), "opened again it was due on the 29th"
    assert whole["callback-problems-in-time-rate"] == (2, 5)
    assert (whole["callback-problems-open"], first["callback-problems-open"]) == ((3, None), (3, None))
    assert reasons == [{"claim-service": 5, "money-astray": 1}, {"claim-service": 3}]
    assert sellers == {"A1024": 1}


async def by(api: Api, id: str, dimension: str) -> dict[str, int]:
    asked = {"org": ORG, "from": "2026-09-01", "to": "2026-09-30", "by": dimension}
    told: Any = await api.get(MANAGER, f"/metrics/v1/kpis/{id}", **asked)
    return {each["by"]: each["numerator"] for each in told["slices"] if each["numerator"]}
