"""A claim that ended the policy and is reckoned again: by what the policy was worth and owed as it ended."""

from datetime import timedelta
from typing import Any

import pytest

from shared.auth import Role
from tests.claims.conftest import HOLDER
from tests.claims.hall import INVOICED, Case, ClaimsHall, ok, payee, refused, seen
from tests.claims.test_calculating import calculate
from tests.claims.test_money_rules import LIVES, died, insure

VALUES = f"/v1/policies/{LIVES[0]}/values"
NOTHING = {"cash_value_fen": 0, "owed_fen": 0, "increases": []}
WHOLE = {"numerator": 1, "denominator": 1}
HEIR = payee(payee="beneficiary", share=WHOLE, id_number="E77770000")
OWNER = payee(payee="policyholder", name=HOLDER["name"], id_number=HOLDER["id_number"])


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
    policy_service[VALUES] = NOTHING  # the policy has ended, its loan is repaid
    for _ in range(2):
        case = await calculate(hall, await reopened(hall, case), died_on="2026-10-08", **findings)
        kept = case["loan_kept_fen"], case["loan_kept_on"]
        assert (case["total_fen"], *kept) == (first, 100_000, "2026-10-12")
        case = ok(await hall.decide(await hall.passed(case), "35"))
        assert (case["status"], case["payable_fen"]) == ("paid", 0)


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
