"""A paid claim that ends the contract ends the policy: its loans, its benefits, and whatever would fall due."""

from datetime import date
from typing import Any

import pytest

from shared.auth import Role
from shared.contracts.claims import ClaimApproved, ClaimPaid
from shared.contracts.policy_service import PolicyEvent
from shared.testing.alone import event_like
from tests.policy_service.benefits.conftest import paying as paying
from tests.policy_service.benefits.paying import Paying
from tests.policy_service.benefits.test_maturity import lend, loans
from tests.policy_service.conftest import MONDAY


def claim(contract: Any, policy_no: str, version: int = 9, **facts: Any) -> Any:
    known = {"kind": "claim", "case_no": "LP261012-7CW4H9XD", "version": version, "org": "350322", "status": "paid"}
    known |= {"action": "pay", "at": MONDAY.isoformat(), "policy_no": policy_no, "event_on": "2026-10-08"}
    return event_like(contract, **known | {"ends_contract": True, "loan_kept_fen": 0} | facts)


@pytest.mark.parametrize(
    ("contract", "facts", "status"),
    [
        (ClaimPaid, {}, "terminated"),
        (ClaimApproved, {"action": "confirm"}, "terminated"),
        (ClaimApproved, {"action": "approve", "status": "approved"}, "in_force"),
        (ClaimPaid, {"ends_contract": False}, "in_force"),
    ],
)
async def test_the_policy_ends_once_the_claim_is_paid(paying: Paying, contract: Any, facts: Any, status: str):
    policy_no = await paying.sold()
    await paying.office.feed(claim(contract, policy_no, **facts))
    policy = await paying.policy(policy_no)
    assert (policy["status"], policy["outcome"]) == (status, "ended-by-claim" if status == "terminated" else None)


async def test_what_was_due_before_the_event_is_owed_and_nothing_after_it(paying: Paying):
    policy_no = await paying.sold()  # 5,000 yuan fall due on the twelfth of October
    await paying.opened()
    (benefit,) = await paying.benefits(policy_no=policy_no)
    await paying.office.feed(claim(ClaimPaid, policy_no))
    ended = await paying.now(benefit)
    assert [ended[name] for name in ("status", "outcome", "ended_on")] == ["ended", "policy-ended", "2026-10-08"]
    assert await paying.opened() == 0
    other = await paying.sold()
    await paying.opened()
    (benefit,) = await paying.benefits(policy_no=other)
    await paying.office.feed(claim(ClaimPaid, other, event_on="2026-10-12", case_no="LP261012-7CW4H9XE"))
    assert (await paying.now(benefit))["status"] == "due"


async def test_its_loans_are_repaid_of_what_the_claim_kept(paying: Paying):
    policy_no = await paying.sold()
    await lend(paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    owed = (await loans(paying, policy_no))[0][3]
    await paying.office.feed(claim(ClaimPaid, policy_no, loan_kept_fen=owed))
    assert await loans(paying, policy_no) == [("closed", "claim", "2026-10-12", 0)]


async def test_no_interest_of_the_days_until_the_payment_stays_owed(paying: Paying):
    """As reckoned on Thursday and paid on Monday."""
    policy_no = await paying.sold()
    await lend(paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    owed = 1_000_000 + 38_356  # 280 days at 5 %
    assert (await loans(paying, policy_no))[0][3] > owed
    await paying.office.feed(claim(ClaimPaid, policy_no, loan_kept_fen=owed, loan_kept_on="2026-10-08"))
    assert await loans(paying, policy_no) == [("closed", "claim", "2026-10-08", 0)]


async def test_a_policy_that_ended_or_is_unknown_stays_as_it_is(paying: Paying):
    policy_no = await paying.sold()
    await paying.office.feed(claim(ClaimPaid, policy_no), claim(ClaimPaid, policy_no, 10))
    assert (await paying.policy(policy_no))["version"] == 2
    await paying.office.feed(claim(ClaimPaid, "TD000000-00000000", 11))


async def test_a_sister_service_is_told_all_steps_and_nobody_else(paying: Paying):
    policy_no = await paying.sold()
    await paying.office.feed(claim(ClaimPaid, policy_no))
    path = f"/policies/{policy_no}/told-steps"
    told = (await paying.office.get(path, Role.SERVICE, org="*")).json()
    assert [PolicyEvent.model_validate(each).action for each in told] == ["open_in_force", "end_by_claim"]
    assert (await paying.office.get(path)).status_code == 403
