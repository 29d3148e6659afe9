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
from tests.policy_service.benefits.test_maturity import lend, loans, repaid
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


async def steps(paying: Paying, policy_no: str) -> list[tuple[str, Any]]:
    path = f"/policies/{policy_no}/told-steps"
    told = (await paying.office.get(path, Role.SERVICE, org="*")).json()
    return [(each["action"], each["claim_no"]) for each in told if each["claim_no"]]


async def settled(paying: Paying, policy_no: str) -> tuple[int, int]:
    """By the claim: of loans, of dividends."""
    told = (await paying.office.get(f"/policies/{policy_no}/values")).json()["settled"]
    ours = next((each for each in told if each["case_no"] == CLAIM_NO), {"loans_fen": 0, "dividends_fen": 0})
    return ours["loans_fen"], ours["dividends_fen"]


CLAIM_NO = "LP261012-7CW4H9XD"
ENDED, DIFFERED = ("end_by_claim", CLAIM_NO), ("find_difference", CLAIM_NO)


async def test_what_was_kept_of_a_loan_that_is_repaid_by_then_is_announced_and_given_back(paying: Paying):
    policy_no = await paying.sold()
    await lend(paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    owed = (await loans(paying, policy_no))[0][3]
    await repaid(paying, policy_no, "JK-1")
    await paying.office.feed(claim(ClaimPaid, policy_no, loan_kept_fen=owed))
    assert (await steps(paying, policy_no), await settled(paying, policy_no)) == ([ENDED, DIFFERED], (0, 0))
    await paying.office.feed(claim(ClaimPaid, policy_no, 15, loan_kept_fen=0))  # the difference is paid
    assert await steps(paying, policy_no) == [ENDED, DIFFERED]


async def test_a_larger_payment_keeps_the_rest_of_the_loan_and_a_smaller_one_owes_it_again(paying: Paying):
    policy_no = await paying.sold()
    await lend(paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    owed = (await loans(paying, policy_no))[0][3]  # 284 days at 5 %: 1,038,904
    for version, kept, left in ((9, 400_000, owed - 400_000), (15, owed, 0), (21, 600_000, owed - 600_000)):
        await paying.office.feed(claim(ClaimPaid, policy_no, version, loan_kept_fen=kept))
        assert ((await loans(paying, policy_no))[0][3], await settled(paying, policy_no)) == (left, (kept, 0)), version
    assert await steps(paying, policy_no) == [ENDED]


async def credit(paying: Paying, policy_no: str, year: int, amount_fen: int) -> None:
    body, key = {"policy_year": year, "amount_fen": amount_fen}, {"Idempotency-Key": str(year)}
    answer = await paying.office.post(f"/policies/{policy_no}/dividends", Role.INTEGRATOR, body, **key)
    assert answer.status_code == 201, answer.text


async def balance(paying: Paying, policy_no: str) -> int:
    return int((await paying.office.get(f"/policies/{policy_no}/dividends")).json()["balance_fen"])


async def test_dividends_leave_the_account_as_the_claim_pays_them(paying: Paying):
    policy_no = await paying.sold()
    await credit(paying, policy_no, 1, 12_345)
    await paying.office.feed(claim(ClaimPaid, policy_no, dividends_fen=12_345))
    assert (await steps(paying, policy_no), await settled(paying, policy_no)) == ([ENDED], (0, 12_345))
    assert await balance(paying, policy_no) == 0


async def test_a_dividend_credited_after_the_calculation_is_paid_with_the_difference(paying: Paying):
    policy_no = await paying.sold()
    await credit(paying, policy_no, 1, 12_345)
    await credit(paying, policy_no, 2, 100)
    await paying.office.feed(claim(ClaimPaid, policy_no, dividends_fen=12_345))
    assert (await steps(paying, policy_no), await balance(paying, policy_no)) == ([ENDED, DIFFERED], 100)
    await paying.office.feed(claim(ClaimPaid, policy_no, 15, dividends_fen=12_445))
    assert (await steps(paying, policy_no), await balance(paying, policy_no)) == ([ENDED, DIFFERED], 0)


async def test_of_two_claims_that_end_it_the_second_keeps_and_pays_nothing_twice(paying: Paying):
    policy_no = await paying.sold()
    await lend(paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    await credit(paying, policy_no, 1, 12_345)
    owed = (await loans(paying, policy_no))[0][3]
    facts = {"loan_kept_fen": owed, "dividends_fen": 12_345}
    second = claim(ClaimPaid, policy_no, case_no="LP261012-7CW4H9XE", **facts)
    await paying.office.feed(claim(ClaimPaid, policy_no, **facts), second)
    assert await steps(paying, policy_no) == [ENDED, ("find_difference", "LP261012-7CW4H9XE")]
    assert (await settled(paying, policy_no), await balance(paying, policy_no)) == ((owed, 12_345), 0)


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
