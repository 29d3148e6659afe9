"""Six weeks of complaints: their KPIs equal a count by plain SQL over callback's own table."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from simulator.api import Api, Json
from simulator.branches import CLOCK_MOVER, Staff
from tests.e2e.figures import differences, morning_of, said, told_by
from tests.e2e.month.complaints import COMPLAINTS
from tests.e2e.month.ledger import Asked
from tests.simulator.playing import over_rest, suite

ORG, ROOT = "350322", "/callback/v1/complaints"
TELLER, MANAGER = Staff("T1", ("teller",), ORG), Staff("M1", ("branch_manager",), ORG)
WHOLE = Asked("35", date(2026, 8, 3), date(2026, 9, 11))
WINDOWS = (WHOLE, Asked(ORG, date(2026, 8, 3), date(2026, 8, 14)), Asked(ORG, date(2026, 8, 18), date(2026, 8, 19)))
TOLD = {"told_by": "letter"}
FOUND = {"finding": "founded", "findings": "x"}


class Desk:
    def __init__(self, app: FastAPI, api: Api) -> None:
        self.app, self.api = app, api

    async def clock(self, month: int, day: int) -> None:
        now = datetime(2026, month, day, 1, tzinfo=UTC)
        await self.api.post(CLOCK_MOVER, "/dev/clock", {"now": now.isoformat(), "settle": True})

    async def taken_in(self, reason: str = "long-wait", channel: str = "counter", accepted: bool = True) -> str:
        form: Json = {"channel": channel, "reason": reason, "told": "x", "complainant": "other", "org": ORG}
        case = await self.api.post(TELLER, ROOT, form | {"contact": {"name": "某"}, "salesperson": "A1"})
        if accepted:
            await self.do(case["case_no"], "acceptance", {"handler": "T1"}, MANAGER)
        return str(case["case_no"])

    async def do(self, case_no: str, what: str, body: Json | None = None, who: Staff = TELLER) -> None:
        await self.api.post(who, f"{ROOT}/{case_no}/{what}", body)

    async def answer(self, case_no: str) -> None:
        await self.do(case_no, "handling", FOUND)
        await self.do(case_no, "answer", {"answer": "x"} | TOLD)


async def six_weeks(desk: Desk) -> None:
    """The tenth working day is 17 August, the fifteenth day the 18th."""
    quick, told, extended, late, never, examined, back, again = [await desk.taken_in() for _ in range(8)]
    declined = await desk.taken_in("attitude", "regulator", accepted=False)
    await desk.taken_in("attitude", "online", accepted=False)  # which nobody accepts
    await desk.clock(8, 5)
    await desk.answer(quick)
    await desk.answer(again)
    await desk.do(told, "progress", TOLD)
    await desk.do(extended, "extension", {"reason": "complex"} | TOLD, MANAGER)
    await desk.do(examined, "examination", TOLD)
    await desk.do(back, "withdrawal")
    await desk.do(declined, "refusal", {"reason": "nothing-new"} | TOLD, MANAGER)
    await desk.clock(8, 12)
    await desk.do(again, "reopening", {"handler": "M1"}, MANAGER)
    await desk.clock(8, 19)
    await desk.answer(late)
    await desk.answer(told)
    await desk.do(examined, "examination-result")
    await desk.answer(examined)
    await desk.clock(9, 1)
    await desk.answer(extended)
    await desk.clock(9, 11)
    await desk.do(never, "progress", TOLD)


@pytest.mark.slow
async def test_each_kpi_of_complaints_equals_a_count_by_sql(tmp_path: Path):
    async with suite(tmp_path, morning_of(date(2026, 8, 3))) as app, over_rest(app) as api:
        await six_weeks(Desk(app, api))
        told = await told_by(app, api, WINDOWS, COMPLAINTS)
        parts = {by: await sliced(api, by) for by in ("reason", "channel", "salesperson")}
    assert differences(tmp_path, told) == []
    whole = {id: said(answer)[1:] for id, answer in told[WHOLE].items()}
    assert whole == {
        "complaints-per-10000-policies": (10, 0),  # nothing is sold in these weeks
        "complaints-registered": (10, None),
        "complaints-open": (3, None),  # the one never answered, the one taken up again, the one that nobody accepts
        "complaints-overdue": (3, None),
        "complaints-told-in-10-working-days-rate": (3, 7),  # late are extended, late, never and examined
        "complaints-decided-in-time-rate": (4, 8),  # late are told, late, never and the one that nobody accepts
    }
    assert parts == {
        "reason": {"long-wait": 8, "attitude": 2},
        "channel": {"counter": 8, "regulator": 1, "online": 1},
        "salesperson": {"A1": 10},
    }


async def sliced(api: Api, by: str) -> dict[str, int]:
    asked = {"org": ORG, "from": "2026-08-03", "to": "2026-09-11", "by": by}
    manager = Staff("S-manager", ("branch_manager",), ORG)
    told: Any = await api.get(manager, "/metrics/v1/kpis/complaints-registered", **asked)
    return {each["by"]: each["numerator"] for each in told["slices"]}
