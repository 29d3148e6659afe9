"""Some sales of banks, their numbers written down as they are: what rings, what doesn't, who brings others, and when.

Each KPI of it equals a count by plain SQL over the services' own tables.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from simulator import banks, collecting
from simulator.api import Api, Json
from simulator.branches import BRANCHES, CLOCK_MOVER, Staff
from simulator.moves import World
from simulator.numbers import mobile_of
from tests.e2e.figures import differences, morning_of, said, told_by
from tests.e2e.month.ledger import Asked
from tests.e2e.month.limits_left import LEFT
from tests.e2e.month.numbers import COLLECTIONS, NUMBERS
from tests.simulator.playing import over_rest, suite

BRANCH, TELLER = BRANCHES[0], Staff("T1", ("teller",), "350322")
WINDOWS = (
    Asked("35", date(2026, 9, 1), date(2026, 9, 10)),
    Asked("350322", date(2026, 9, 1), date(2026, 9, 7)),
    Asked("35", date(2026, 9, 2), date(2026, 9, 8)),
)
WRITTEN: dict[str, dict[str, str]] = {
    "in the office's field": {"office_phone": "13959512345"},
    "prefixed there": {"office_phone": "059413959512346"},
    "in its own": {"mobile": "13959512347"},
    "a salesperson's": {"mobile": mobile_of("A35032201")},
    "none, brought in time": {},
    "short, brought too late": {"mobile": "1395951"},
    "the hotline's, never brought": {"office_phone": "95519"},
    "none, and the sale undone": {},
}


class Sales:
    def __init__(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        self.api, self.world, self.patch = api, World(api, seed=4), monkeypatch

    async def clock(self, now: datetime) -> None:
        await self.api.post(CLOCK_MOVER, "/dev/clock", {"now": now.isoformat(), "settle": True})
        self.world.now = now

    async def sell(self, phones: dict[str, str]) -> Json:
        """One that needs no underwriter: issued with its premium."""
        self.patch.setattr(banks, "as_written", lambda *_: phones)
        while True:
            await self.clock(self.world.now + timedelta(minutes=1))
            case = await banks.sell(self.world, BRANCH, self.world.now)
            if case["status"] == "awaiting_premium":
                issued = await banks._collect(self.world, case)
                assert issued
                return issued

    async def undo(self, sale: Json) -> None:
        assert await banks._void(self.world, sale)

    async def bring(self, sale: Json) -> None:
        policy_no = sale["policy_no"]
        policy = await self.api.get(TELLER, f"/policy/v1/policies/{policy_no}")
        change = {"party_ref": policy["policyholder_ref"], "phones": {"home_phone": "0594-2512701"}}
        form: Json = {"policy_no": policy_no, "applicant_ref": policy["policyholder_ref"]}
        form |= {"change": {"item": "contact-change"} | change, "papers": ["application_form", "id_card"]}
        root = "/policy/v1/service-requests"
        asked = await self.api.post(TELLER, root, form)
        done = await self.api.post(TELLER, f"{root}/{asked['case_no']}/submission")
        assert done["status"] == "confirmed"


def at(day: int) -> datetime:
    return datetime(2026, 9, day, 2, tzinfo=UTC)


async def ten_days(sales: Sales) -> None:
    await sales.clock(at(1))
    await collecting.list_salespeople(sales.world)
    sold = {what: await sales.sell(phones) for what, phones in WRITTEN.items()}
    await sales.undo(sold["none, and the sale undone"])
    await sales.clock(at(3))
    await sales.bring(sold["none, brought in time"])
    await sales.clock(at(9))  # the fifth working day was yesterday
    await sales.bring(sold["short, brought too late"])
    await sales.clock(at(11))


@pytest.mark.slow
async def test_each_kpi_of_numbers_equals_a_count_by_sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with suite(tmp_path, morning_of(date(2026, 9, 1))) as app, over_rest(app) as api:
        await ten_days(Sales(api, monkeypatch))
        parts = [await slices(api, *by) for by in (("no-number-rate", "number_cause"), ("numbers-doubted", "doubt"))]
        old_rule = await api.get_list(Staff("S-auditor", ("auditor",), "35"), "/callback/v1/old-dialling-rule")
        told = await told_by(app, api, WINDOWS, NUMBERS | COLLECTIONS | LEFT)
    assert differences(tmp_path, told) == []
    whole = {id: said(answer)[1:] for id, answer in told[WINDOWS[0]].items()}
    assert [whole[id] for id in NUMBERS] == [(4, 8), (2, None), (1, None)]
    assert [whole[id] for id in COLLECTIONS] == [(4, None), (1, None), (1, 3)]
    assert parts == [{"blank": 2, "no-such-number": 1, "service-number": 1}, {"salespersons-number": 1}]
    assert old_rule == [{"channel": "bank", "policies": 7, "rung": 4, "missed": 2, "none": 1, "unknown": 0}]


async def slices(api: Api, id: str, by: str) -> dict[str, int]:
    asked: Json = {"org": "35", "from": "2026-09-01", "to": "2026-09-10", "by": by}
    told = await api.get(Staff("S-auditor", ("auditor",), "35"), f"/metrics/v1/kpis/{id}", **asked)
    return {each["by"]: each["numerator"] for each in told["slices"]}
