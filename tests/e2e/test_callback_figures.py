"""Three weeks of call-backs, claims among them: their KPIs equal a count by plain SQL over callback's own table."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from shared.bus import Message
from shared.contracts.base import CaseEvent
from shared.contracts.claims import ClaimPaid, ClaimReopened
from shared.contracts.policy_service import PolicyLapsed, PolicyOpened
from shared.testing.alone import event_like, record_of
from simulator.api import Api, Json
from simulator.branches import CLOCK_MOVER, Staff
from tests.e2e.figures import differences, morning_of, said, told_by
from tests.e2e.month.callbacks import CALLBACKS, RESULTS
from tests.e2e.month.ledger import Asked
from tests.e2e.month.limits_left import LEFT
from tests.simulator.playing import over_rest, suite

ORG, POLICY_NO = "350322", "BD260801-00000001"
CALLER, PLATFORM = Staff("V1", ("caller",), "35"), Staff("P1", ("integrator",), "35")
CONTENT, ANGRY = {"content-with-claim": "satisfied"}, {"content-with-claim": "dissatisfied"}
WINDOWS = (
    Asked("35", date(2026, 9, 1), date(2026, 9, 20)),
    Asked(ORG, date(2026, 9, 3), date(2026, 9, 4)),
    Asked(ORG, date(2026, 9, 15), date(2026, 9, 17)),
)


def at(day: int) -> datetime:
    return datetime(2026, 9, day, 1, tzinfo=UTC)


class Centre:
    def __init__(self, app: FastAPI, api: Api) -> None:
        self.app, self.api, self.now = app, api, at(1)

    async def clock(self, now: datetime) -> None:
        self.now = now
        await self.api.post(CLOCK_MOVER, "/dev/clock", {"now": now.isoformat(), "settle": True})

    async def hear(self, contract: type[CaseEvent], kind: str, case_no: str, version: int, **facts: Any) -> None:
        """What another service would announce: on its topic, so that callback and metrics learn of it alike."""
        known: Json = {"kind": kind, "case_no": case_no, "version": version, "action": "step", "org": ORG}
        known |= {"status": "in_force", "at": self.now.isoformat(), "opened_at": self.now.isoformat()} | facts
        record = record_of(event_like(contract, **known))
        assert await self.app.state.bus.publish([Message(record.at.topic, record.key, record.value)]) == [None]
        await self.clock(self.now)

    async def paid(self, number: int) -> str:
        case_no = f"LP260801-{number:08}"
        facts = {"policy_no": POLICY_NO, "line": "individual_long_term", "types": ["illness-medical"]}
        await self.hear(ClaimPaid, "claim", case_no, 9, **facts)
        return case_no

    async def call(self, cause_no: str, result: str = "completed", **answers: str) -> None:
        body, (case, where) = {"result": result}, await self.owed(cause_no)
        if result == "completed":
            body |= all_answered(case, **answers)
        await self.api.post(CALLER, f"{where}/hold")
        await self.api.post(CALLER, f"{where}/attempts", body)

    async def answered_online(self, cause_no: str, **answers: str) -> None:
        case, where = await self.owed(cause_no)
        body = {"verified_by": "face"} | all_answered(case, **answers)
        await self.api.post(PLATFORM, f"{where}/electronic-answers", body)

    async def owed(self, cause_no: str) -> tuple[Json, str]:
        cases = await self.api.pages(CALLER, "/callback/v1/callbacks", policy_no=POLICY_NO)
        (case,) = [each for each in cases if each["cause_no"] == cause_no and each["project"] != "new-policy"]
        return case, f"/callback/v1/callbacks/{case['case_no']}"


def all_answered(case: Json, **answers: str) -> Json:
    return {"answers": dict.fromkeys(case["questions"], "yes") | answers}


async def three_weeks(centre: Centre) -> None:
    await centre.clock(at(1))
    await centre.hear(PolicyOpened, "policy", POLICY_NO, 1, free_look_days=15)
    first, second, late, never, again, online = [await centre.paid(number) for number in range(1, 7)]
    await centre.clock(at(3))
    await centre.call(first, **CONTENT)
    await centre.call(late, "no-answer")
    await centre.answered_online(online, **CONTENT)
    claim = {"policy_no": POLICY_NO, "line": "individual_long_term"}
    await centre.hear(ClaimReopened, "claim", again, 10, **claim)
    await centre.clock(at(4))
    await centre.call(second, **ANGRY)
    await centre.hear(PolicyLapsed, "policy", POLICY_NO, 5, status="suspended", free_look_days=15)
    await centre.clock(at(7))
    await centre.call(POLICY_NO, **{"why-unpaid": "forgotten"})
    await centre.clock(at(16))  # the tenth working day was yesterday
    await centre.call(late, **CONTENT)
    await centre.call(never, "hung-up")
    await centre.paid(7)
    await centre.clock(at(21))


@pytest.mark.slow
async def test_each_kpi_of_call_backs_equals_a_count_by_sql(tmp_path: Path):
    async with suite(tmp_path, morning_of(date(2026, 9, 1))) as app, over_rest(app) as api:
        await three_weeks(Centre(app, api))
        parts = await by(api, "callback-success-rate", "project")
        hours = await by(api, "callback-contact-rate", "hour")
        told = await told_by(app, api, WINDOWS, (*CALLBACKS, *RESULTS, *LEFT))
    assert differences(tmp_path, told) == []
    of_claims = [said(told[asked]["claim-callback-success-rate"])[1:] for asked in WINDOWS]
    assert of_claims == [(2, 5), (2, 3), (0, 2)], "two in time, one a problem, one too late, one never; one was dropped"
    assert parts == {"claim-paid": (2, 5), "policy-lapsed": (1, 1)}
    whole = {id: said(answer)[1:] for id, answer in told[WINDOWS[0]].items()}
    assert whole["callback-success-rate"] == (3, 6)
    assert whole["callback-official-rate"] == (1, 5), "the lapse is the branch's, and on-line the customer spoke alone"
    assert whole["callback-first-round-rate"] == (1, 5)
    assert whole["callback-handed-down-rate"] == (2, 5), "what the branch had from the start isn't handed down"
    assert whole["callback-calls-per-success"] == (6, 3), "one succeeded too late, none on-line"
    assert hours == {"09": (5, 6)}, "at nine by the counter's time, one in vain"


async def by(api: Api, id: str, dimension: str) -> dict[str, tuple[int, int]]:
    asked = {"org": ORG, "from": "2026-09-01", "to": "2026-09-20", "by": dimension}
    manager = Staff("S-manager", ("branch_manager",), ORG)
    told: Any = await api.get(manager, f"/metrics/v1/kpis/{id}", **asked)
    return {each["by"]: (each["numerator"], each["denominator"]) for each in told["slices"]}
