"""The same-day void (当日撤单): until the day of issue ends at the counter, and never after."""

from datetime import datetime

import pytest

from shared.auth import Role
from shared.tables import case_events
from tests.intake.bank.sales import BankDesk
from tests.intake.counter import CHINA, refused


async def test_voided_the_premium_is_due_back(desk: BankDesk) -> None:
    issued = await desk.issued()
    voided = (await desk.void(issued)).json()
    told = {"status": "voided", "outcome": "voided", "refund_due_fen": 5_000_000, "voided": "customer-request"}
    told |= {"policy_no": issued["policy_no"], "allowed": []}
    assert {name: voided[name] for name in told} == told
    assert (await desk.office.rows(case_events))[-1].type == "intake.bank-application.voided.v1"


@pytest.mark.parametrize(("hour", "status"), [((2026, 10, 12, 23, 59), 200), ((2026, 10, 13, 0, 0), 422)])
async def test_the_day_of_issue_is_the_counters(desk: BankDesk, hour: tuple[int, ...], status: int) -> None:
    case = await desk.issued()
    desk.office.time.set(datetime(*hour, tzinfo=CHINA))  # year to minute
    answer = await desk.void(case)
    assert answer.status_code == status
    if status == 422:
        refused(answer, 422, "rule-broken", rule="void-on-day-of-issue")
        kept = await desk.case(case)
        assert (kept["status"], kept["refund_due_fen"]) == ("issued", 0)


async def test_only_the_bank_voids_and_only_once(desk: BankDesk) -> None:
    case = await desk.issued()
    refused(await desk.void(case, Role.TELLER), 403, "forbidden")
    assert (await desk.void(case)).status_code == 200
    refused(await desk.void(case), 409, "illegal-transition")


async def test_what_was_not_issued_is_not_voided(desk: BankDesk) -> None:
    refused(await desk.void(await desk.submitted()), 409, "illegal-transition", allowed=["receive_premium", "withdraw"])
