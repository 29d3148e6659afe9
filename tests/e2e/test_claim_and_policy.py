"""What a claim reckoned with may change until it is paid: its policy says so, the claim pays the difference, and both
rest. Each correction waits for people: no reaction leads a claim beyond its reopening."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.e2e.two_services import DEATH_PAPERS, TwoServices, sold, two_services
from tests.policy_service.benefits.test_maturity import lend, repaid

SUM_FEN = 5_000_000
LOAN_FEN = 1_000_000 + 38_904  # 284 days at 5 %


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[TwoServices]:
    async with two_services(tmp_path) as opened:
        yield opened


async def lent(both: TwoServices) -> str:
    policy_no = await sold(both)
    await lend(both.paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    return policy_no


async def test_what_nothing_changed_is_paid_once_and_ends_the_policy(both: TwoServices):
    policy_no = await lent(both)
    case = await both.calculated(await both.died(policy_no))
    assert (case["total_fen"], case["loan_kept_fen"]) == (SUM_FEN - LOAN_FEN, LOAN_FEN)
    case = await both.paid(await both.decided(case))
    assert (case["status"], case["reopened"], await both.differences(policy_no)) == ("paid", 0, 0)
    assert await both.standing(policy_no) == ("terminated", 0, 0)


async def test_a_loan_repaid_before_the_payment_is_paid_back_with_the_difference_and_all_rests(both: TwoServices):
    policy_no = await lent(both)
    case = await both.decided(await both.calculated(await both.died(policy_no)))
    await repaid(both.paying, policy_no, "JK-1")
    case = await both.paid(case)
    assert (case["status"], case["reason"], case["paid_fen"]) == ("registered", "policy-differs", SUM_FEN - LOAN_FEN)
    assert await both.carry() == 0, "it waits for people"
    case = await both.decided(await both.calculated(case))
    assert case["payable_fen"] == LOAN_FEN
    case = await both.paid(case)
    assert (case["status"], case["paid_fen"], case["reopened"]) == ("paid", SUM_FEN, 1)
    assert (await both.standing(policy_no), await both.differences(policy_no)) == (("terminated", 0, 0), 1)


async def test_a_larger_payment_after_reopening_repays_the_rest_of_the_loan_with_its_interest(both: TwoServices):
    """A suicide's cash value goes to the loan, and 100 yuan are agreed on; an accident after all, the sum is paid."""
    policy_no = await sold(both, effective_on="2025-10-12")
    await lend(both.paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    assert (await both.credit(policy_no, 1, 50_000)).status_code == 201
    case = await both.calculated(await both.died(policy_no), is_suicide=True)
    kept = case["loan_kept_fen"]
    assert (case["total_fen"], case["dividends_fen"], 50_000 <= kept < LOAN_FEN) == (0, 50_000, True)
    case = await both.paid(await both.decided(case, outcome="negotiate", agreed_fen=10_000, agreement="XY-1"))
    assert (case["status"], await both.standing(policy_no)) == ("paid", ("terminated", LOAN_FEN - kept, 0))
    both.claims.time.advance(timedelta(days=7))
    case = await both.calculated(await both.reopened(case))
    owed = (await both.standing(policy_no))[1]
    assert (case["loan_kept_fen"], owed > LOAN_FEN - kept) == (kept + owed, True)
    both.claims.time.advance(timedelta(days=3))
    case = await both.paid(await both.decided(case))
    assert (case["status"], case["paid_fen"]) == ("paid", SUM_FEN + 50_000 - kept - owed)
    assert (await both.standing(policy_no), await both.differences(policy_no)) == (("terminated", 0, 0), 0)


async def test_dividends_credited_until_the_payment_are_paid_with_the_difference(both: TwoServices):
    policy_no = await sold(both)
    assert (await both.credit(policy_no, 1, 12_345)).status_code == 201
    case = await both.decided(await both.calculated(await both.died(policy_no)))
    assert case["payable_fen"] == SUM_FEN + 12_345
    assert (await both.credit(policy_no, 2, 100)).status_code == 201
    case = await both.paid(case)
    assert (case["status"], case["paid_fen"]) == ("registered", SUM_FEN + 12_345)
    assert (await both.credit(policy_no, 3, 100)).status_code == 422, "of a policy that has ended"
    case = await both.paid(await both.decided(await both.calculated(case)))
    assert (case["status"], case["paid_fen"]) == ("paid", SUM_FEN + 12_445)
    assert (await both.standing(policy_no), await both.differences(policy_no)) == (("terminated", 0, 0), 1)


async def test_dividends_that_two_claims_pay_are_claimed_back_of_the_second(both: TwoServices):
    """One death, told as an illness a day before it was told as an accident: the sum is paid once, by its limit."""
    policy_no = await sold(both)
    await both.credit(policy_no, 1, 12_345)
    first = await both.calculated(await both.died(policy_no))
    illness = {"types": ["illness-death"], "cause": "illness", "papers": [*DEATH_PAPERS, "pathology_report"]}
    second = await both.calculated(await both.died(policy_no, event_on="2026-10-07", **illness))
    assert (second["total_fen"], second["dividends_fen"], second["loan_kept_fen"]) == (12_345, 12_345, 0)
    first, second = await both.decided(first), await both.decided(second)
    first, second = await both.paid(first), await both.paid(second)
    assert (first["status"], second["status"], second["reason"]) == ("paid", "registered", "policy-differs")
    second = await both.paid(await both.decided(await both.calculated(second)))
    (back,) = await both.hall.backs(second)
    assert (second["status"], second["total_fen"], back["amount_fen"]) == ("paid", 0, 12_345)
    assert (await both.standing(policy_no), await both.differences(policy_no)) == (("terminated", 0, 0), 1)


async def test_once_nothing_changes_any_more_both_rest_however_often_it_is_decided_anew(both: TwoServices):
    policy_no = await lent(both)
    case = await both.decided(await both.calculated(await both.died(policy_no)))
    await repaid(both.paying, policy_no, "JK-1")
    await both.credit(policy_no, 1, 700)
    case, stood = await both.paid(case), []
    for _ in range(3):
        case = await both.paid(await both.decided(await both.calculated(case)))
        stood.append((case["status"], case["paid_fen"], await both.differences(policy_no), await both.carry()))
        case = await both.reopened(case)
    assert stood == [("paid", SUM_FEN + 700, 1, 0)] * 3
