"""What the system would pay out or lend by itself waits for a claim that may end the policy before it was due."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.policy_service.app import create_app
from shared.auth import Role
from shared.contracts.claims import ClaimApproved, ClaimPaid, ClaimRefusalTold, ClaimUpheld, ClaimWithdrawn
from shared.testing.alone import Alone, alone, answering
from tests.policy_service.benefits.conftest import paying as paying
from tests.policy_service.benefits.paying import Paying, refused
from tests.policy_service.benefits.test_maturity import TERM, lend, lines, loans, matured
from tests.policy_service.conftest import MONDAY, issued
from tests.policy_service.open_claims.told import CLAIM_NO, CLOSED, TREATMENT, Told
from tests.policy_service.renewals.collector import Collector
from tests.policy_service.renewals.test_premium_loans import DAY_61, SOLD, in_grace
from tests.policy_service.requests.desk import POLICY_NO
from tests.policy_service.requests.money_desk import MoneyDesk

BEFORE, DUE = "2026-10-08", "2026-10-12"
PAID: dict[str, Any] = {"status": "paid", "closed_at": CLOSED, "ends_contract": True}


async def test_a_benefit_due_after_the_event_is_found_once_the_claim_is_closed(paying: Paying):
    policy_no = await paying.sold()
    claim = Told(paying.office, policy_no, event_on=BEFORE)
    await claim.say()
    assert await paying.opened() == 0
    await claim.say(ClaimWithdrawn, "withdraw", closed_at=CLOSED)
    assert (await paying.opened(), await paying.opened()) == (1, 0)


@pytest.mark.parametrize("facts", [{"event_on": DUE}, {"event_on": BEFORE, "types": TREATMENT}])
async def test_what_was_due_by_the_event_or_whatever_comes_of_it_is_paid_all_the_same(
    paying: Paying, facts: dict[str, Any]
):
    await Told(paying.office, await paying.sold(), **facts).say()
    assert await paying.opened() == 1
    assert len(await paying.items(await paying.exported())) == 1


async def test_one_that_was_found_before_the_report_is_neither_transferred_nor_paid_in_cash(paying: Paying):
    case = await paying.due()
    claim = Told(paying.office, case["policy_no"], event_on=BEFORE)
    await claim.say()
    refused(await paying.batch(), 422, "payouts-due")
    await paying.moved(case, "cash-claim", paying.claim(case))
    paid = {"amount_fen": 500_000, "reference": "XJ0001"}
    held = await paying.move(case, "cash-payment", paid, Role.CASHIER)
    refused(held, 409, "no-open-claim", open_claim_no=CLAIM_NO)
    await claim.say(ClaimRefusalTold, "tell_refusal", status="refusal_told", closed_at=CLOSED)
    assert (await paying.moved(case, "cash-payment", paid, Role.CASHIER))["status"] == "paid_out"


async def test_a_policy_matures_after_the_claim_or_is_ended_by_it_and_never_both(paying: Paying):
    policy_no, other = await paying.sold(**TERM), await paying.sold(**TERM)
    await lend(paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    claims = [
        Told(paying.office, number, f"LP261012-7CW4H9X{at}", event_on=BEFORE)
        for at, number in enumerate([policy_no, other])
    ]
    for claim in claims:
        await claim.say()
    await paying.opened()
    assert [(await paying.policy(number))["status"] for number in (policy_no, other)] == ["in_force"] * 2
    assert (await loans(paying, policy_no))[0][0] == "overdue"
    await claims[0].say(ClaimRefusalTold, "tell_refusal", status="refusal_told", closed_at=CLOSED)
    await claims[1].say(ClaimPaid, "pay", **PAID)
    await paying.office.pass_time(MONDAY + timedelta(days=3))
    # As of its day, whenever it is found: 284 days of 10,000 yuan at 5 %.
    case = await matured(paying, policy_no, "2026-10-15")
    assert lines(case) == [("maturity", 5_000_000), ("loan-interest", -38_904), ("loan-principal", -1_000_000)]
    outcomes = [(await paying.policy(number))["outcome"] for number in (policy_no, other)]
    assert outcomes == ["matured", "ended-by-claim"]
    assert await paying.benefits(policy_no=other, benefit="maturity") == []


@pytest.fixture
async def branch(tmp_path: Path, intake: dict[str, Any]) -> AsyncIterator[Alone]:
    before = datetime(2026, 8, 12, 2, tzinfo=UTC)
    async with alone("policy_service", create_app, tmp_path, before, {"intake": answering(intake)}) as opened:
        yield opened


class Owing:
    """3,600 yuan a year, the fourth premium due on 13 August 2026; its automatic loan is chosen."""

    def __init__(self, branch: Alone, intake: dict[str, Any]) -> None:
        self.desk, self.collector = MoneyDesk(branch), Collector(branch, intake)
        self.claim = Told(branch, POLICY_NO, event_on="2026-08-11")

    async def begin(self) -> None:
        await self.desk.office.feed(issued(**SOLD, premium_fen=360_000, free_look_days=0))
        await self.desk.set_policy(paid_to_on=date(2026, 8, 13))
        await self.desk.done("premium-loan-option")
        await in_grace(self.desk, self.collector)

    async def stands(self) -> tuple[str, str, str | None, int]:
        """Policy, renewal, by what it was paid, and what is owed on loans."""
        policy, renewal = await self.desk.policy(), await self.collector.renewal()
        return policy["status"], renewal["status"], renewal["paid_by"], (await self.desk.loans())["owed_fen"]


WAITS = ("in_force", "grace", None, 0)


@pytest.fixture
async def owing(branch: Alone, intake: dict[str, Any]) -> Owing:
    opened = Owing(branch, intake)
    await opened.begin()
    return opened


@pytest.mark.parametrize(
    ("contract", "facts", "stands"),
    [
        (ClaimWithdrawn, {}, ("in_force", "collected", "loan", 360_000)),
        (ClaimUpheld, {"status": "paid"}, ("in_force", "collected", "loan", 360_000)),
        (ClaimPaid, PAID, ("terminated", "cancelled", None, 0)),
        (ClaimPaid, {"status": "paid"}, ("in_force", "collected", "loan", 360_000)),
        (ClaimApproved, {"status": "paid", "waives_from_on": "2026-08-13"}, ("in_force", "cancelled", None, 0)),
    ],
)
async def test_no_premium_is_lent_before_a_claim_says_whether_it_is_owed(
    owing: Owing, branch: Alone, contract: Any, facts: dict[str, Any], stands: tuple[str, str, str | None, int]
):
    await owing.claim.say()
    await branch.pass_time(DAY_61)
    assert await owing.stands() == WAITS
    await owing.claim.say(contract, "step", **{"closed_at": CLOSED} | facts)
    assert await owing.stands() == stands


@pytest.mark.parametrize("facts", [{"types": TREATMENT}, {"event_on": "2026-08-13"}])
async def test_whatever_comes_of_the_claim_the_premium_is_owed_and_lent(
    owing: Owing, branch: Alone, facts: dict[str, Any]
):
    await owing.claim.say(**facts)
    await branch.pass_time(DAY_61)
    assert await owing.stands() == ("in_force", "collected", "loan", 360_000)


async def test_without_an_automatic_loan_it_lapses_on_its_day(owing: Owing, branch: Alone):
    await owing.desk.set_policy(premium_loan=False)
    await owing.claim.say()
    await branch.pass_time(DAY_61)
    assert await owing.stands() == ("suspended", "grace_over", None, 0)


async def test_of_two_claims_the_last_is_waited_for(owing: Owing, branch: Alone):
    other = Told(branch, POLICY_NO, "LP261012-7CW4H9XE", event_on="2026-08-11")
    for claim in (owing.claim, other):
        await claim.say()
    await branch.pass_time(DAY_61)
    await other.say(ClaimWithdrawn, "withdraw", closed_at=CLOSED)
    assert await owing.stands() == WAITS
    await owing.claim.say(ClaimWithdrawn, "withdraw", closed_at=CLOSED)
    assert await owing.stands() == ("in_force", "collected", "loan", 360_000)
