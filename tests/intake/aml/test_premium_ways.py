"""Premium that comes by several ways, or from a case that ended: each way is measured against its own threshold."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from services.intake.applications.models import Application
from services.intake.groups.models import GroupApplication
from services.intake.ledger import book
from services.intake.ledger.models import PremiumReceipt
from shared.auth import Actor, Role
from shared.cases import advance, new_case_no
from tests.intake.aml.desk import CASH_CHECKED, LARGE_CASH, ORG, TRANSFER_CHECKED, AmlDesk, Case
from tests.intake.counter import CHINA, refused

KEYS = count(1)


async def group(desk: AmlDesk, heads: int, premium_per_head_fen: int) -> Case:
    """A group that waits for its premium, built without the list and the underwriting before."""
    now, number = datetime(2026, 10, 12, 9, 0, tzinfo=CHINA), next(KEYS)
    facts: dict[str, Any] = {"case_no": new_case_no("TT", ORG), "form_no": f"{ORG}-26-T{number:05d}", "org": ORG}
    facts |= {"accepted_at": now, "form_on": date(2026, 10, 12), "scheme": "group", "applicant_name": "某某"}
    facts |= {"credit_code": "91350100M000100Y43", "product": "G2001", "sum_per_head_fen": 10_000_000}
    facts |= {"premium_per_head_fen": premium_per_head_fen, "heads": heads, "term_months": 12}
    case = GroupApplication(clocks=[], lists=0, rows_taken=0, rows_bad=0, **facts)
    async with desk.office.app.state.sessions.begin() as session:
        await advance(session, case, "accept", Actor.system())
        here = update(GroupApplication).where(GroupApplication.case_no == case.case_no)
        await session.execute(here.values(status="awaiting_premium"))
    return {"case_no": case.case_no, "premium_fen": heads * premium_per_head_fen, "org": ORG}


async def receive(desk: AmlDesk, case: Case, amount_fen: int, method: str) -> httpx.Response:
    number = next(KEYS)
    body = {"org": ORG, "case_no": case["case_no"], "amount_fen": amount_fen, "method": method}
    body |= {"reference": f"R{number:08d}"}
    return await desk.office.post("/receipts", Role.CASHIER, body, **{"Idempotency-Key": f"K-{number}"})


async def issue(desk: AmlDesk, case: Case) -> httpx.Response:
    return await desk.office.post(f"/group-applications/{case['case_no']}/issue", Role.TELLER, None)


async def assign(desk: AmlDesk, receipt_no: str, case: Case) -> httpx.Response:
    return await desk.office.post(f"/receipts/{receipt_no}/assignment", Role.CASHIER, {"case_no": case["case_no"]})


async def left_over(desk: AmlDesk, amount_fen: int, **who: Any) -> str:
    """Cash for a case that ended: its receipt, which lies suspended."""
    case = await desk.paid(amount_fen, **who)
    async with desk.office.app.state.sessions.begin() as session:
        ended: Any = await session.scalar(select(Application).where(Application.case_no == case["case_no"]))
        await book.release(session, ended, Actor.system())
        query = select(PremiumReceipt.receipt_no).where(PremiumReceipt.case_no == case["case_no"])
        return str(await session.scalar(query))


async def test_a_groups_transfer_is_taken_and_its_policy_waits_for_the_applicants_check(desk: AmlDesk) -> None:
    case = await group(desk, 100, TRANSFER_CHECKED // 100)
    assert (await receive(desk, case, case["premium_fen"], "transfer")).status_code == 201
    refused(await issue(desk, case), 422, "not-identified", rule="AML-07-NB2", missing=["applicant"])
    await desk.identify_all(case)
    assert (await issue(desk, case)).json()["status"] == "issued"


async def test_cash_of_three_heads_is_measured_by_head_and_apart_from_the_transfer(desk: AmlDesk) -> None:
    case = await group(desk, 3, 3_000_000)
    below = 3 * CASH_CHECKED - 1
    assert (await receive(desk, case, case["premium_fen"] - below, "transfer")).status_code == 201
    assert (await receive(desk, case, below, "cash")).status_code == 201
    assert (await issue(desk, case)).json()["status"] == "issued"
    other = await group(desk, 3, 3_000_000)
    assert (await receive(desk, other, case["premium_fen"] - below - 1, "transfer")).status_code == 201
    refused(await receive(desk, other, below + 1, "cash"), 422, "not-identified", rule="AML-07-NB1")


async def test_two_transfers_are_measured_together(desk: AmlDesk) -> None:
    case = await group(desk, 100, TRANSFER_CHECKED // 100)
    for part_fen in (1, case["premium_fen"] - 1):
        assert (await receive(desk, case, part_fen, "transfer")).status_code == 201
    refused(await issue(desk, case), 422, "not-identified", rule="AML-07-NB2")


@pytest.mark.parametrize("cash_fen", [CASH_CHECKED - 1, CASH_CHECKED])
async def test_a_transfer_that_comes_last_does_not_hide_the_cash_before_it(desk: AmlDesk, cash_fen: int) -> None:
    receipt = await left_over(desk, cash_fen)
    case = await desk.waiting(cash_fen + 100_000)
    await desk.identify_all(case)
    assert (await assign(desk, receipt, case)).status_code == 200
    desk.office.time.set(desk.office.time.now() + timedelta(minutes=1))  # the oldest money is applied first
    assert (await receive(desk, case, 100_000, "transfer")).status_code == 201
    (person, _) = await desk.persons(case)
    await desk.check(case, person, result="doubtful")
    if cash_fen < CASH_CHECKED:
        assert (await desk.issue(case)).json()["premium_came_by"] == "transfer"
    else:
        refused(await desk.issue(case), 422, "not-identified", rule="AML-07-NB1", missing=["policyholder", "insured"])


async def test_cash_of_another_case_is_assigned_to_an_identified_customer_only(desk: AmlDesk) -> None:
    first, second = [await left_over(desk, CASH_CHECKED // 2) for _ in range(2)]
    case = await desk.waiting(2 * CASH_CHECKED)
    assert (await assign(desk, first, case)).status_code == 200
    refused(await assign(desk, second, case), 422, "not-identified", rule="AML-07-NB1")
    await desk.identify_all(case)
    assert (await assign(desk, second, case)).status_code == 200


async def test_assigned_cash_counts_as_cash_of_its_new_customers_day(desk: AmlDesk) -> None:
    receipt = await left_over(desk, LARGE_CASH - 100_000)
    case = await desk.waiting(LARGE_CASH)
    await desk.identify_all(case)
    assert (await assign(desk, receipt, case)).status_code == 200
    assert await desk.reports() == []
    assert (await receive(desk, case, 100_000, "cash")).status_code == 201
    (report,) = await desk.reports()
    assert await desk.receipts(report) == [LARGE_CASH - 100_000, 100_000]


async def test_cash_that_its_own_customer_moves_to_another_case_counts_once(desk: AmlDesk) -> None:
    holder = desk.person()
    receipt = await left_over(desk, LARGE_CASH - 100_000, policyholder=holder)
    case = await desk.waiting(LARGE_CASH, holder)
    await desk.identify_all(case)
    assert (await assign(desk, receipt, case)).status_code == 200
    assert await desk.reports() == [], "counted twice it would have reached the threshold"
    assert (await receive(desk, case, 100_000, "cash")).status_code == 201
    (report,) = await desk.reports()
    assert await desk.receipts(report) == [LARGE_CASH - 100_000, 100_000]
