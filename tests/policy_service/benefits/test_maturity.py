"""A policy that matures pays its loans out of the benefit, and its dividends with it: to the fen."""

from datetime import date, timedelta
from typing import Any

from services.policy_service.clauses.loan_terms import due_after
from services.policy_service.loans.models import PolicyLoan
from shared.auth import Actor, Role
from shared.cases import advance
from tests.policy_service.benefits.paying import IDENTITY, ORG, Case, Paying
from tests.policy_service.conftest import MONDAY

TERM: dict[str, Any] = {"effective_on": "2022-10-12", "term_years": 4}  # 50,000 yuan are due today


async def lend(paying: Paying, policy_no: str, principal_fen: int, lent_on: date, number: int) -> None:
    async with paying.office.app.state.sessions.begin() as session:
        loan = PolicyLoan(case_no=f"JK-{number}", org=ORG, request_no=f"BQ-{number}", policy_no=policy_no, rate_bp=500)
        loan.principal_fen, loan.balance_fen, loan.interest_due_fen = principal_fen, principal_fen, 0
        loan.lent_on, loan.interest_from, loan.due_on = lent_on, lent_on, due_after(lent_on)
        for action in ("lend", "hand_over"):
            await advance(session, loan, action, Actor.system())


async def matured(paying: Paying, policy_no: str, day: str = "2026-10-12") -> Case:
    await paying.opened(day)
    return next(case for case in await paying.benefits(policy_no=policy_no) if case["benefit"] == "maturity")


async def loans(paying: Paying, policy_no: str) -> list[tuple[Any, ...]]:
    told = (await paying.office.get(f"/policies/{policy_no}/loans")).json()["loans"]
    return [(loan["state"], loan["closed_by"], loan["closed_on"], loan["owed_fen"]) for loan in told]


def lines(case: Case) -> list[tuple[str, int]]:
    return [(line["code"], line["amount_fen"]) for line in case["money"]]


async def test_it_pays_what_is_left_of_benefit_and_dividends_once_the_loans_are_repaid(paying: Paying):
    """284 days of 10,000 yuan at 5 % are 389.04 yuan; 90 days of 1,000 are 12.33. Found three days late, no more."""
    policy_no = await paying.sold(**TERM)
    await lend(paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    await lend(paying, policy_no, 100_000, date(2026, 7, 14), 2)
    credit = {"policy_year": 1, "amount_fen": 12_345}
    credited = await paying.office.post(
        f"/policies/{policy_no}/dividends", Role.INTEGRATOR, credit, **{"Idempotency-Key": "1"}
    )
    assert credited.status_code == 201, credited.text
    await paying.office.pass_time(MONDAY + timedelta(days=3))
    case = await matured(paying, policy_no, "2026-10-15")
    assert lines(case) == [
        ("maturity", 5_000_000), ("dividends", 12_345), ("loan-interest", -38_904), ("loan-principal", -1_000_000),
        ("loan-interest", -1_233), ("loan-principal", -100_000),
    ]  # fmt: skip
    assert (case["amount_fen"], case["status"]) == (3_872_208, "awaiting_identity")
    assert await loans(paying, policy_no) == [("closed", "maturity", "2026-10-12", 0)] * 2
    assert (await paying.office.get(f"/policies/{policy_no}/dividends")).json()["balance_fen"] == 0
    told = {"papers": ["id_card", "id_copy"], "identity": IDENTITY}
    assert (await paying.moved(case, "identification", told))["needs_identity"] is False
    batch = await paying.exported()
    assert 3_872_208 in [item["amount_fen"] for item in await paying.items(batch)]


async def test_loans_that_take_it_whole_leave_nothing_to_pay_and_the_rest_is_owed_still(paying: Paying):
    """284 days of 52,000 yuan: 2,023.01 of interest, so that 47,976.99 are left for the principal."""
    policy_no = await paying.sold(**TERM)
    await lend(paying, policy_no, 5_200_000, date(2026, 1, 1), 1)
    await lend(paying, policy_no, 100_000, date(2026, 7, 14), 2)
    case = await matured(paying, policy_no)
    assert lines(case) == [
        ("maturity", 5_000_000), ("loan-interest", -202_301), ("loan-principal", -4_797_699),
    ]  # fmt: skip
    assert (case["amount_fen"], case["status"], case["paid_by"], case["paid_on"], case["outcome"]) == (
        0, "paid_out", "set-off", "2026-10-12", "paid",
    )  # fmt: skip
    assert await loans(paying, policy_no) == [("overdue", None, None, 402_301), ("current", None, None, 101_233)]
    policy = await paying.policy(policy_no)
    assert (policy["status"], policy["outcome"]) == ("terminated", "matured")
    assert [item["amount_fen"] for item in await paying.items(await paying.exported())] == [500_000], "the survival one"


async def test_without_loans_and_dividends_it_is_the_benefit_alone(paying: Paying):
    case = await matured(paying, await paying.sold(**TERM))
    assert (lines(case), case["amount_fen"]) == ([("maturity", 5_000_000)], 5_000_000)


async def test_the_insured_died_before_it_and_its_loans_are_owed_again(paying: Paying):
    policy_no = await paying.sold(**TERM)
    await lend(paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    case = await matured(paying, policy_no)
    told = {"reason": "insured-died", "ended_on": "2026-10-11"}
    ended = await paying.moved(case, "ending", told, Role.REVIEWER)
    assert ended["status"] == "ended"
    assert await loans(paying, policy_no) == [("overdue", None, None, 1_038_904)]


async def repaid(paying: Paying, policy_no: str, loan_no: str) -> Case:
    """Asked for by the policyholder, submitted, and paid at the cash desk."""
    office, holder = paying.office, (await paying.policy(policy_no))["policyholder_ref"]
    change = {"item": "loan-repayment", "loan_no": loan_no}
    form = {"policy_no": policy_no, "applicant_ref": holder, "papers": ["application_form", "id_card"]}
    asked = await office.post("/service-requests", Role.TELLER, form | {"change": change})
    assert asked.status_code == 201, asked.text
    path = f"/service-requests/{asked.json()['case_no']}"
    due = (await office.post(f"{path}/submission", Role.TELLER, None)).json()["money_in_fen"]
    paid = {"amount_fen": due, "reference": f"LS-{loan_no}"}
    answer = await office.post(f"{path}/receipts", Role.CASHIER, paid, **{"Idempotency-Key": loan_no})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_what_maturity_left_of_its_loans_is_repaid_at_the_counter_and_the_policy_stays_ended(paying: Paying):
    policy_no = await paying.sold(**TERM)
    await lend(paying, policy_no, 5_200_000, date(2026, 1, 1), 1)
    await matured(paying, policy_no)
    ended = await paying.policy(policy_no)
    done = await repaid(paying, policy_no, "JK-1")
    assert (done["status"], done["money_in_fen"], bool(done["endorsement_no"])) == ("confirmed", 402_301, True)
    assert await loans(paying, policy_no) == [("closed", "repayment", "2026-10-12", 0)]
    policy = await paying.policy(policy_no)
    assert (policy["status"], policy["outcome"], policy["closed_at"]) == ("terminated", "matured", ended["closed_at"])


async def test_a_loan_that_maturity_paid_too_early_is_paid_out_still(paying: Paying):
    """Agreed, and matured before the cashier paid it; then the insured turns out to have died."""
    policy_no = await paying.sold(**TERM)
    office, holder = paying.office, (await paying.policy(policy_no))["policyholder_ref"]
    papers = ["application_form", "policy", "id_card", "insured_consent"]
    form = {"policy_no": policy_no, "applicant_ref": holder, "papers": papers}
    change = {"item": "policy-loan", "amount_fen": 100_000}
    asked = (await office.post("/service-requests", Role.TELLER, form | {"change": change})).json()
    path = f"/service-requests/{asked['case_no']}"
    version = (await office.post(f"{path}/submission", Role.TELLER, None)).json()["version"]
    seen = {"If-Match": f'"{version}"'}
    assert (await office.post(f"{path}/review", Role.REVIEWER, {"outcome": "approve"}, **seen)).status_code == 200
    case = await matured(paying, policy_no)
    await paying.moved(case, "ending", {"reason": "insured-died", "ended_on": "2026-10-11"}, Role.REVIEWER)
    paid = await office.post(
        f"{path}/payout", Role.CASHIER, {"amount_fen": 100_000, "reference": "LS-1"}, **{"Idempotency-Key": "1"}
    )
    assert paid.status_code == 200, paid.text
    assert [loan[3] for loan in await loans(paying, policy_no)] == [100_000]
