"""A claim that ended the policy and is reckoned again: by what the policy was worth and owed as it ended."""

from datetime import timedelta
from typing import Any

import pytest

from shared.auth import Role
from shared.contracts.policy_service import PolicyClaimDiffered
from tests.claims.conftest import HOLDER, policy
from tests.claims.hall import INVOICED, Case, ClaimsHall, ok, payee, refused, seen, values
from tests.claims.test_calculating import calculate
from tests.claims.test_money_rules import LIVES, WAN, died, insure

VALUES = f"/v1/policies/{LIVES[0]}/values"
WHOLE = {"numerator": 1, "denominator": 1}
HEIR = payee(payee="beneficiary", share=WHOLE, id_number="E77770000")
OWNER = payee(payee="policyholder", name=HOLDER["name"], id_number=HOLDER["id_number"])


def after(case: Case, owed_fen: int = 0, **settled: int) -> Case:
    """The policy has ended: worth nothing, and its loans and dividends are settled with the claim."""
    ours = {"case_no": case["case_no"], "loans_fen": 0, "dividends_fen": 0} | settled
    repaid = {"case_no": "BQ261012-00000001", "loans_fen": 5_000, "dividends_fen": 0}
    return values(0, owed_fen, settled=[repaid, ours])


async def paid_out(hall: ClaimsHall, case: Case, to: Case) -> Case:
    case = ok(await hall.decide(await hall.passed(case), "35"))
    await hall.opened(case, to, papers=["succession_proof"])
    (payment,) = await hall.payments(case)
    return ok(await hall.pay_out(case, payment, payment["amount_fen"], "k"))


async def reopened(hall: ClaimsHall, case: Case) -> Case:
    return await hall.done(case, "reopening", {"reason": "new-evidence"}, Role.ADJUDICATOR, **seen(case))


@pytest.mark.parametrize(("findings", "to"), [({}, HEIR), ({"is_suicide": True}, OWNER)])
async def test_what_the_loan_kept_is_not_paid_out_after_all(
    hall: ClaimsHall, policy_service: dict[str, Any], findings: dict[str, Any], to: Case
):
    await insure(hall, policy_service, "1980-01-01")
    policy_service[VALUES]["owed_fen"] = 100_000
    case = await calculate(hall, await died(hall, LIVES[0]), died_on="2026-10-08", **findings)
    first = case["total_fen"]
    case = await paid_out(hall, case, to)
    assert case["loan_kept_on"] == "2026-10-12"
    hall.office.time.advance(timedelta(days=7))
    policy_service[VALUES] = after(case, loans_fen=100_000)
    for _ in range(2):
        case = await calculate(hall, await reopened(hall, case), died_on="2026-10-08", **findings)
        kept = case["loan_kept_fen"], case["loan_kept_on"]
        assert (case["total_fen"], *kept) == (first, 100_000, "2026-10-12")
        case = ok(await hall.decide(await hall.passed(case), "35"))
        assert (case["status"], case["payable_fen"]) == ("paid", 0)


async def differed(hall: ClaimsHall, case: Case) -> Case:
    """As its policy announces it."""
    known = {"case_no": LIVES[0], "product": "L1002", "status": "terminated", "claim_no": case["case_no"]}
    await hall.office.feed(policy(PolicyClaimDiffered, "find_difference", 3, **known, on="2026-10-12"))
    return dict(await hall.get(case))


async def test_a_loan_repaid_before_the_payment_is_given_back_with_the_difference(
    hall: ClaimsHall, policy_service: dict[str, Any]
):
    """1,000 yuan were kept; 700 of them came in at the counter meanwhile, and the claim repaid the other 300."""
    await insure(hall, policy_service, "1980-01-01")
    policy_service[VALUES]["owed_fen"] = 100_000
    case = await calculate(hall, await died(hall, LIVES[0]), died_on="2026-10-08")
    first = case["total_fen"]
    case = await paid_out(hall, case, HEIR)
    policy_service[VALUES] = after(case, loans_fen=30_000)
    case = await differed(hall, case)
    assert (case["status"], case["reopened"], case["reason"]) == ("registered", 1, "policy-differs")
    case = await calculate(hall, case, died_on="2026-10-08")
    assert (case["total_fen"], case["loan_kept_fen"]) == (first + 70_000, 30_000)
    case = ok(await hall.decide(await hall.passed(case), "35"))
    assert (case["status"], case["payable_fen"]) == ("approved", 70_000)


async def test_one_that_was_reopened_by_then_is_not_reopened_twice(hall: ClaimsHall, policy_service: dict[str, Any]):
    await insure(hall, policy_service, "1980-01-01")
    policy_service[VALUES]["owed_fen"] = 100_000
    case = await calculate(hall, await died(hall, LIVES[0]), died_on="2026-10-08")
    case = await reopened(hall, await paid_out(hall, case, HEIR))
    assert (await differed(hall, case))["reopened"] == 1


async def test_what_is_left_of_a_loan_is_kept_of_a_larger_payment_with_its_interest(
    hall: ClaimsHall, policy_service: dict[str, Any]
):
    """3,000 yuan of cash value go to a loan of 4,000 yuan; of the whole sum the rest is kept, and its interest."""
    await insure(hall, policy_service, "1980-01-01")
    policy_service[VALUES]["owed_fen"] = 400_000
    case = await calculate(hall, await died(hall, LIVES[0]), died_on="2026-10-08", is_suicide=True)
    assert (case["total_fen"], case["loan_kept_fen"], case["loan_kept_on"]) == (0, 300_000, "2026-10-12")
    hall.office.time.advance(timedelta(days=7))
    policy_service[VALUES] = after(case, 100_096, loans_fen=300_000)
    case = await calculate(hall, case, died_on="2026-10-08")
    kept = [case[name] for name in ("total_fen", "loan_kept_fen", "loan_kept_on")]
    assert kept == [30 * WAN - 400_096, 400_096, "2026-10-19"]


@pytest.mark.parametrize("dividends_fen", [0, 12_345])
async def test_dividends_are_paid_with_the_end_of_the_contract_to_who_paid_the_premiums(
    hall: ClaimsHall, policy_service: dict[str, Any], dividends_fen: int
):
    await insure(hall, policy_service, "1980-01-01")
    policy_service[VALUES] |= {"owed_fen": 100_000, "dividends_fen": dividends_fen}
    case = await calculate(hall, await died(hall, LIVES[0]), died_on="2026-10-08")
    (kept, *_) = await hall.get(case, "/calculations")
    lines = [(line["code"], line["payee"], line["amount_fen"]) for line in kept["lines"]]
    paid = [("dividends", "policyholder", dividends_fen)] if dividends_fen else []
    assert lines == [("death", "beneficiary", 30 * WAN), *paid, ("loan", "beneficiary", -100_000)]
    assert (case["dividends_fen"], case["total_fen"]) == (dividends_fen, 30 * WAN - 100_000 + dividends_fen)
    case = ok(await hall.decide(await hall.passed(case), "35"))
    owed = {each["payee"]: each["pay_fen"] for each in await hall.get(case, "/settlements")}
    assert owed == {"beneficiary": 30 * WAN - 100_000} | ({"policyholder": 12_345} if dividends_fen else {})


async def test_what_a_calculation_by_hand_keeps_for_loans_is_told_as_well(hall: ClaimsHall):
    case = await hall.registered()
    lines = [INVOICED, INVOICED | {"code": "loan", "amount_fen": -30_000}]
    form = {"lines": lines, "total_fen": 98_000, "ends_contract": False}
    told = await hall.post(f"/{case['case_no']}/manual-calculation", form, Role.ADJUDICATOR)
    refused(told, 422, "loans-kept-at-end")
    case = await hall.done(case, "manual-calculation", form | {"ends_contract": True}, Role.ADJUDICATOR)
    kept = [case[name] for name in ("ends_contract", "loan_kept_fen", "loan_kept_on")]
    assert kept == [True, 30_000, "2026-10-12"]


async def test_until_it_is_paid_the_newest_values_hold(hall: ClaimsHall, policy_service: dict[str, Any]):
    await insure(hall, policy_service, "1980-01-01")
    policy_service[VALUES]["owed_fen"] = 100_000
    case = await calculate(hall, await died(hall, LIVES[0]), died_on="2026-10-08")
    first = case["total_fen"]
    case = ok(await hall.decide(await hall.passed(case), "35"))
    policy_service[VALUES]["owed_fen"] = 40_000
    case = await calculate(hall, await reopened(hall, case), died_on="2026-10-08")
    assert (case["total_fen"], case["loan_kept_fen"]) == (first + 60_000, 40_000)
