"""A policy that moves to another branch, and the end of a year whose next one's calendar nobody has loaded."""

from datetime import UTC, datetime

import httpx
import pytest

from shared.auth import Role
from shared.contracts.policy_service import PolicyEndorsed
from tests.claims.conftest import POLICY_NO, policy
from tests.claims.hall import CALCULATION, REPORT, Case, ClaimsHall, ok

ELSEWHERE = "350321"


async def move(hall: ClaimsHall) -> None:
    moved = {"on": "2026-10-12", "org": ELSEWHERE, "item": "policy-transfer", "request_no": "BQ1"}
    await hall.office.feed(policy(PolicyEndorsed, "endorse", 2, **moved))


async def test_an_open_claim_stays_where_it_was_taken_in_and_goes_its_whole_way_there(hall: ClaimsHall):
    case = await hall.reported()
    await move(hall)
    case = await hall.done(case, "acceptance", {"papers": papers_of(case), "is_clear": True})
    case = await hall.done(case, "registration", {}, Role.ADJUDICATOR)
    await hall.survey(case)
    (survey,) = (await hall.office.get("/surveys", Role.ADJUDICATOR)).json()["items"]
    cancelled = await hall.office.post(f"/surveys/{survey['case_no']}/cancellation", Role.ADJUDICATOR, {"reason": "no"})
    assert (survey["org"], cancelled.status_code) == ("350322", 200)
    case = await hall.done(case, "manual-calculation", CALCULATION, Role.ADJUDICATOR)
    case = ok(await hall.decide(await hall.passed(case)))
    paid = ok(await hall.pay(case, 118_000, "k"))
    assert (paid["org"], paid["status"]) == ("350322", "paid")
    assert (await hall.office.get(f"/claims/{case['case_no']}", org=ELSEWHERE)).status_code == 403


async def test_what_happens_from_then_on_is_reported_at_the_new_branch(hall: ClaimsHall):
    await move(hall)
    assert (await hall.post("", REPORT)).status_code == 403
    answer = await hall.office.post("/claims", Role.TELLER, REPORT, org=ELSEWHERE)
    assert (answer.status_code, answer.json()["org"], answer.json()["policy_no"]) == (201, ELSEWHERE, POLICY_NO)


@pytest.mark.usefixtures("_unpublished")
async def test_a_limit_in_a_year_without_a_calendar_is_refused_with_the_year_and_nothing_is_written(hall: ClaimsHall):
    hall.office.time.set(datetime(2026, 12, 30, 2, tzinfo=UTC))
    case = await hall.reported(event_on="2026-12-29")  # a working day is left to tell what to bring
    form = {"papers": papers_of(case), "is_clear": True}
    assert lacks(await hall.post(f"/{case['case_no']}/acceptance", form)) == 2027
    assert (await hall.get(case))["version"] == 1
    hall.office.time.set(datetime(2026, 12, 31, 2, tzinfo=UTC))
    assert lacks(await hall.post("", REPORT)) == 2027


def lacks(answer: httpx.Response) -> int:
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/calendar-year-missing"), answer.text
    return int(answer.json()["year"])


def papers_of(case: Case) -> list[str]:
    return list(case["required_papers"])
