"""Two weeks of surveys, played by hand: their KPIs equal a count by plain SQL over the services' own tables."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from services.claims.covers.models import Cover, CoveredPerson, CoverStep
from shared.db import make_engine, make_sessions
from simulator.api import Api, Json
from simulator.branches import CLOCK_MOVER, Staff
from tests.e2e.figures import differences, morning_of, told_by
from tests.e2e.month.ledger import Asked
from tests.e2e.month.surveys import SURVEY_DAYS, SURVEYS
from tests.simulator.playing import over_rest, suite

ORG, POLICY_NO = "350322", "BD260801-00000001"
TELLER, CLERK = Staff("T1", ("teller",), ORG), Staff("A1", ("adjudicator",), ORG)
MANAGER, CITY = Staff("M1", ("branch_manager",), ORG), Staff("C1", ("investigator",), "3503")
FIELD = {who: Staff(who, ("investigator",), ORG) for who in ("T7", "T8")}
PAPERS = ["claim_form", "insured_id", "medical_record", "inpatient_invoice", "account_card"]
WINDOWS = (
    Asked("35", date(2026, 9, 1), date(2026, 9, 16)),
    Asked("350322", date(2026, 9, 7), date(2026, 9, 9)),
    Asked("350322", date(2026, 9, 1), date(2026, 9, 7)),
)


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 9, day, hour - 8, tzinfo=UTC)


async def put_cover(app: FastAPI) -> None:
    engine = make_engine(app.state.settings.database_url_of("claims"))
    async with make_sessions(engine).begin() as session:
        begun: Any = {"policy_no": POLICY_NO, "version": 1}
        session.add(Cover(**begun, org=ORG, is_group=False, effective_on=date(2026, 8, 1), product="L1001"))
        facts: Any = {"from_on": date(2026, 8, 1), "told_on": date(2026, 8, 1), "premium_fen": 1, "sum_assured_fen": 1}
        session.add(CoverStep(**begun, action="open", status="in-force", **facts))
        session.add(CoveredPerson(policy_no=POLICY_NO, party_ref="P1", role="insured", id_hash="0" * 64))
    await engine.dispose()


class Office:
    def __init__(self, api: Api) -> None:
        self.api, self.events, self.now = api, 0, at(1)

    async def clock(self, now: datetime) -> None:
        self.now = now
        await self.api.post(CLOCK_MOVER, "/dev/clock", {"now": now.isoformat(), "settle": True})

    async def claim(self) -> str:
        self.events += 1
        form: Json = {"policy_no": POLICY_NO, "channel": "counter", "event_on": f"2026-08-{self.events + 1:02}"}
        form |= {"reporter": {"name": "李四", "phone": "13800000001", "relation": "kin"}, "cause": "illness"}
        form |= {"care": "inpatient", "types": ["illness-medical"]}
        case = await self.api.post(TELLER, "/claims/v1/claims", form)
        path = f"/claims/v1/claims/{case['case_no']}"
        await self.api.post(TELLER, f"{path}/acceptance", {"papers": PAPERS, "claimed_fen": 1, "is_clear": False})
        await self.api.post(CLERK, f"{path}/registration", {"distinct_from": []})
        return str(case["case_no"])

    async def survey(self, type: str = "interview", grade_days: int = 3) -> str:
        await self.clock(self.now + timedelta(minutes=1))  # of one moment, the numbers' random letters would rank them
        form = {"claim_no": await self.claim(), "survey_type": type, "grade_days": grade_days, "place": "仙游"}
        return str((await self.api.post(CLERK, "/claims/v1/surveys", form))["case_no"])

    async def go(self, number: str, what: str, who: Staff, body: Json | None = None) -> Json:
        case = await self.api.get(who, f"/claims/v1/surveys/{number}")
        path = f"/claims/v1/surveys/{number}/{what}"
        return await self.api.post(who, path, body, if_match=f'"{case["version"]}"')

    async def allocate(self, **body: Any) -> dict[str, str]:
        day = await self.api.post(MANAGER, "/claims/v1/survey-allocations", {"org": ORG} | body)
        return {each["case_no"]: each["investigator"] for each in day["newly"]}

    async def report(self, number: str, who: Staff, missing: str | None = "interview-record") -> None:
        await self.go(number, "start", who)
        body: Json = {"finding": "as-reported", "findings": "属实"}
        await self.go(number, "report", who, body | {"unobtainable": [missing] if missing else []})


async def two_weeks(office: Office) -> None:
    capacity: Json = {"org": ORG, "from_on": "2026-09-01", "to_on": None}
    for who, per_day in (("T7", 2), ("T8", 1)):
        await office.api.post(
            MANAGER, "/claims/v1/investigator-capacities", capacity | {"staff": who, "per_day": per_day}
        )
    await office.clock(at(1))
    first = [await office.survey() for _ in range(4)]
    await office.survey(type="medical-history", grade_days=15)
    given = await office.allocate()
    await office.clock(at(2))
    done, late, back = list(given)
    await office.report(done, FIELD[given[done]])
    await office.go(done, "acceptance", CLERK)
    await office.report(back, FIELD[given[back]])
    await office.go(back, "supplement", CLERK, {"reason": "evidence-incomplete"})
    await office.clock(at(7))
    await office.report(late, FIELD[given[late]])
    await office.report(back, FIELD[given[back]], None)
    await office.go(back, "acceptance", CLERK)
    await office.allocate()
    more = [await office.survey() for _ in range(9)]
    await office.clock(at(8))
    await office.allocate()  # which foresees that some will be late
    await office.clock(at(9))
    await office.allocate(hand_over=True)
    await office.go(more[1], "cancellation", CLERK, {"reason": "not-needed"})
    handed = await office.api.pages(CITY, "/claims/v1/surveys", status="with_city", org=ORG)
    assert handed
    assert first[3] not in given
    await office.clock(at(15))
    await office.report(handed[0]["case_no"], CITY)
    await office.clock(at(17))


@pytest.mark.slow
async def test_each_kpi_of_surveys_equals_a_count_by_sql(tmp_path: Path):
    async with suite(tmp_path, morning_of(date(2026, 9, 1))) as app, over_rest(app) as api:
        await put_cover(app)
        office = Office(api)
        await two_weeks(office)
        shares = await by_investigator(api)
        told = await told_by(app, api, WINDOWS, (*SURVEYS, *SURVEY_DAYS))
    assert differences(tmp_path, told) == []
    nothing = {id for id in told[WINDOWS[0]] if not any(told[asked][id]["value"] for asked in WINDOWS)}
    assert nothing == set()
    assert {id for id, answer in told[WINDOWS[0]].items() if answer["value"] == 1} == set()
    assert {who: capacity for who, (_, capacity) in shares.items()} == {"T7": 8, "T8": 4}, "four days"


async def by_investigator(api: Api) -> dict[str, tuple[int, int]]:
    manager = Staff("S-manager", ("branch_manager",), ORG)
    asked = {"org": ORG, "from": "2026-09-01", "to": "2026-09-16", "by": "investigator"}
    told: Any = await api.get(manager, "/metrics/v1/kpis/survey-utilisation", **asked)
    return {each["by"]: (each["numerator"], each["denominator"]) for each in told["slices"]}
