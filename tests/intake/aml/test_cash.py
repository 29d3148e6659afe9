"""Cash of a customer and day: when a report opens by itself, and what is in it."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.intake.aml.models import CashReceipt
from services.intake.app import create_app
from shared.testing.alone import alone
from tests.intake.aml.desk import LARGE_CASH, AmlDesk
from tests.intake.conftest import MONDAY
from tests.intake.counter import CHINA, refused

HALF = LARGE_CASH // 2


async def test_cash_exactly_at_the_threshold_opens_a_report(desk: AmlDesk):
    case = await desk.paid(LARGE_CASH)
    (report,) = await desk.reports()
    facts = {"status": "opened", "by": "system", "cash_on": "2026-10-12", "cash_fen": LARGE_CASH, "receipts": 1}
    assert facts.items() <= report.items()
    assert datetime.fromisoformat(report["due_at"]).astimezone(CHINA).date().isoformat() == "2026-10-19"
    (receipt,) = (
        await desk.office.http.get(f"/v1/large-cash-reports/{report['case_no']}/receipts", headers=desk.token("L-1"))
    ).json()["items"]
    told = (receipt["case_no"], receipt["taken_by"], receipt["keep_until"])
    assert told == (case["case_no"], "S-cashier", "2036-10-12")


async def test_a_fen_below_opens_none(desk: AmlDesk):
    await desk.paid(LARGE_CASH - 1)
    assert await desk.reports() == []


async def test_transfers_are_no_cash(desk: AmlDesk):
    await desk.paid(LARGE_CASH, "transfer")
    assert await desk.reports() == []


async def test_several_payments_of_one_customer_count_together_and_later_ones_join(desk: AmlDesk):
    who = desk.person()
    for premium in (HALF, HALF - 1):
        await desk.paid(premium, policyholder=who)
    assert await desk.reports() == []
    await desk.paid(1, policyholder=who)
    (opened,) = await desk.reports()
    assert await desk.receipts(opened) == [HALF, HALF - 1, 1]
    await desk.paid(7, policyholder=who)
    (grown,) = await desk.reports()
    assert (grown["case_no"], grown["cash_fen"], grown["receipts"]) == (opened["case_no"], LARGE_CASH + 7, 4)
    assert (grown["due_at"], grown["action"]) == (opened["due_at"], "extend")
    assert await desk.receipts(grown) == [HALF, HALF - 1, 1, 7]


async def test_two_customers_are_not_one(desk: AmlDesk):
    await desk.paid(HALF)
    await desk.paid(HALF)
    assert await desk.reports() == []


async def test_a_sum_split_over_two_branches_counts_together(desk: AmlDesk):
    who = desk.person()
    await desk.paid(HALF, policyholder=who)
    await desk.paid(HALF, policyholder=who, org="350302")
    (report,) = await desk.reports()
    assert (report["org"], report["receipts"]) == ("350302", 2)


async def test_the_day_ends_at_the_organisations_midnight(desk: AmlDesk):
    """Ten minutes to midnight in China is 15:50 UTC: both payments are of one UTC day."""
    who = desk.person()
    desk.office.time.set(datetime(2026, 10, 12, 23, 50, tzinfo=CHINA).astimezone(UTC))
    await desk.paid(HALF, policyholder=who)
    desk.office.time.set(datetime(2026, 10, 13, 0, 0, tzinfo=CHINA).astimezone(UTC))
    await desk.paid(HALF, policyholder=who)
    assert await desk.reports() == []
    desk.office.time.set(datetime(2026, 10, 13, 9, 0, tzinfo=CHINA).astimezone(UTC))
    await desk.paid(HALF, policyholder=who)
    (report,) = await desk.reports()
    assert (report["cash_on"], report["receipts"]) == ("2026-10-13", 2)


async def test_two_at_the_same_instant_open_one_report_of_both(desk_on_both: AmlDesk):
    desk = desk_on_both
    who = desk.person()
    cases = [await desk.waiting(LARGE_CASH, who) for _ in range(4)]
    for case in cases:
        await desk.identify_all(case)
    answers = await asyncio.gather(*map(desk.pay, cases))
    assert [answer.status_code for answer in answers] == [200] * 4
    (report,) = await desk.reports()
    assert (report["cash_fen"], report["receipts"], report["version"]) == (4 * LARGE_CASH, 4, 4)
    assert await desk.receipts(report) == [LARGE_CASH] * 4


async def test_a_premium_that_is_refused_is_no_cash_taken(desk: AmlDesk):
    refused(await desk.pay(await desk.waiting(LARGE_CASH)), 422, "not-identified")
    assert await desk.office.rows(CashReceipt.__table__) == []


PAYMENTS = st.lists(
    st.tuples(
        st.integers(0, 1),  # customer
        st.sampled_from([0, 0, 0, 1]),  # days later
        st.sampled_from([1, HALF - 1, HALF, LARGE_CASH - 1, LARGE_CASH]),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def runner() -> Any:
    with asyncio.Runner() as opened:
        yield opened


def test_a_report_opens_for_exactly_the_customers_and_days_that_reach_the_threshold(
    tmp_path: Path, runner: asyncio.Runner
):
    office = alone("intake", create_app, tmp_path, MONDAY)
    desk = AmlDesk(runner.run(office.__aenter__()))
    days = [datetime(2026, 10, 12, 9, 0, tzinfo=CHINA)]

    async def play(payments: list[tuple[int, int, int]]) -> None:
        days[0] += timedelta(days=1)
        before, sums = {report["case_no"] for report in await desk.reports()}, defaultdict[Any, list[int]](list)
        customers = (desk.person(), desk.person())
        for customer, later, premium in payments:
            days[0] += timedelta(days=later)
            desk.office.time.set(max(days[0], desk.office.time.now()))
            await desk.paid(premium, policyholder=customers[customer])
            sums[customer, days[0].date().isoformat()].append(premium)
        due = sorted((day, sum(paid), len(paid)) for (_, day), paid in sums.items() if sum(paid) >= LARGE_CASH)
        reports = [report for report in await desk.reports() if report["case_no"] not in before]
        assert sorted((each["cash_on"], each["cash_fen"], each["receipts"]) for each in reports) == due

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(PAYMENTS)
    def check(payments: list[tuple[int, int, int]]) -> None:
        runner.run(play(payments))

    try:
        check()
    finally:
        runner.run(office.__aexit__(None, None, None))
