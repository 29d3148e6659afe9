"""自动垫交: what happens on day 61 to policies whose holders chose that an unpaid premium is lent."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.policy_service.app import create_app
from shared.tables import case_events
from shared.testing.alone import Alone, alone, answering
from tests.policy_service.conftest import issued
from tests.policy_service.renewals.collector import Collector
from tests.policy_service.requests.money_desk import MoneyDesk, lines

DAY_61 = datetime(2026, 10, 12, 16, tzinfo=UTC)
SOLD: dict[str, Any] = {"effective_on": "2023-08-13", "product": "L1001", "payment_mode": "annual", "pay_years": 10}


@pytest.fixture
async def office(tmp_path: Path, intake: dict[str, Any]) -> AsyncIterator[Alone]:
    """The day before the premium is due."""
    sister, before = {"intake": answering(intake)}, datetime(2026, 8, 12, 2, tzinfo=UTC)
    async with alone("policy_service", create_app, tmp_path, before, sister) as opened:
        yield opened


@pytest.fixture
async def desk(office: Alone) -> MoneyDesk:
    """3,600 yuan a year, three years paid and worth 5,724 yuan on 13 August 2026; the option is chosen."""
    await office.feed(issued(**SOLD, premium_fen=360_000, free_look_days=0))
    opened = MoneyDesk(office)
    await opened.set_policy(paid_to_on=date(2026, 8, 13))
    await opened.done("premium-loan-option")
    return opened


async def in_grace(desk: MoneyDesk, collector: Collector) -> None:
    """The fourth premium, due on 13 August."""
    await collector.run("2026-08-12")
    desk.at("2026-08-14")
    await collector.run("2026-08-14")


async def announced(desk: MoneyDesk) -> list[str]:
    """On day 61."""
    rows = await desk.office.rows(case_events)
    return [row.type.removeprefix("policy_service.") for row in rows if row.at >= DAY_61]


async def test_the_premium_is_lent_and_the_policy_stays_in_force(desk: MoneyDesk, collector: Collector, office: Alone):
    await in_grace(desk, collector)
    assert await office.pass_time(DAY_61) == 1
    policy, renewal, [loan] = await desk.policy(), await collector.renewal(), (await desk.loans())["loans"]
    assert (policy["status"], policy["paid_to_on"], policy["suspended_on"]) == ("in_force", "2027-08-13", None)
    assert (renewal["status"], renewal["outcome"], renewal["paid_by"]) == ("collected", "collected", "loan")
    assert (renewal["paid_on"], renewal["paid_reference"]) == ("2026-10-13", loan["loan_no"])
    assert (loan["automatic"], loan["request_no"], loan["rate_bp"]) == (True, renewal["case_no"], 500)
    assert (loan["principal_fen"], loan["lent_on"], loan["owed_fen"]) == (360_000, "2026-10-13", 360_000)
    assert await announced(desk) == [
        "policy-loan.premium-lent.v1",
        "renewal.paid.v1",
        "policy.renewed.v1",
    ]


@pytest.mark.parametrize(("owed", "short"), [(210_611, None), (210_612, 1), (300_000, 90_148)])
async def test_it_lapses_as_any_other_where_its_value_less_loan_and_interest_falls_short(
    desk: MoneyDesk, collector: Collector, office: Alone, owed: int, short: int | None
):
    """Of 572,400 fen; 62 days on 210,611 fen are 1,788.75."""
    await desk.lent(owed)
    await in_grace(desk, collector)
    await office.pass_time(DAY_61)
    renewal, loans = await collector.renewal(), (await desk.loans())["loans"]
    assert (renewal["loan_short_fen"], len(loans)) == (short, 1 if short else 2)
    if short is None:
        assert (renewal["status"], (await desk.loans())["owed_fen"]) == ("collected", 572_400)
        return
    assert (renewal["status"], renewal["outcome"], renewal["paid_by"]) == ("grace_over", "policy-lapsed", None)
    assert (await desk.policy())["status"] == "suspended"
    [lapsed] = [row for row in await office.rows(case_events) if row.type == "policy_service.renewal.lapsed.v1"]
    assert json.loads(lapsed.data)["loan_short_fen"] == short


async def test_what_could_be_given_back_for_the_whole_premium_is_not_lent_on(
    desk: MoneyDesk, collector: Collector, office: Alone
):
    await desk.set_policy(free_look_days=15)  # its receipt never came in
    await in_grace(desk, collector)
    await office.pass_time(DAY_61)
    assert ((await collector.renewal())["loan_short_fen"], (await desk.loans())["loans"]) == (360_000, [])


async def test_what_is_lent_is_the_premium_that_is_due_now(desk: MoneyDesk, collector: Collector, office: Alone):
    await in_grace(desk, collector)
    await desk.set_policy(premium_fen=187_200, payment_mode="semiannual")
    await office.pass_time(DAY_61)
    renewal, [loan] = await collector.renewal(), (await desk.loans())["loans"]
    assert (loan["principal_fen"], renewal["premium_fen"], renewal["payment_mode"]) == (187_200, 187_200, "semiannual")
    assert (await desk.policy())["paid_to_on"] == "2027-02-13"


async def test_a_surrender_afterwards_pays_the_premium_back_with_its_interest(
    desk: MoneyDesk, collector: Collector, office: Alone
):
    await in_grace(desk, collector)
    await office.pass_time(DAY_61)
    desk.at("2026-10-24")  # 72 days of 365 towards the fourth value: 1,440,000 × 545.78/1000; 11 days at 5 %: 542.47
    case = await desk.agreed("surrender", reason="need-for-cash")
    assert lines(case) == [("cash-value", 785_924), ("loan-interest", -542), ("loan-principal", -360_000)]
    [loan] = (await desk.loans())["loans"]
    assert (loan["closed_by"], loan["owed_fen"]) == ("surrender", 0)
