"""Premiums that were paid though the contract had ended before they fell due go back with the claim that ended it."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from services.claims.covers.day_status import paid_after
from shared.contracts.policy_service import PolicyEndedByClaim, PolicyRenewed
from tests.claims.conftest import PARTIES, POLICY_NO, opened, policy
from tests.claims.hall import PAPERS, Case, ClaimsHall, ok, payee, values
from tests.claims.test_calculating import calculate

LIFE_NO = "BD251010-00000001"
TERMS = {"case_no": LIFE_NO, "product": "L1002", "effective_on": "2025-10-10"}
DEATH = {"types": ["accident-death"], "cause": "accident", "care": "none"}
DEATH_PAPERS = [*PAPERS, "policy_document", "accident_proof", "death_certificate", "beneficiary_proof"]
SUM_FEN, PREMIUM_FEN = 20_000_000, 600_000
WHOLE = {"numerator": 1, "denominator": 1}


def step(action: str, paid_to_on: str | None, premium_fen: int = 100) -> Any:
    return SimpleNamespace(
        action=action, paid_to_on=paid_to_on and date.fromisoformat(paid_to_on), premium_fen=premium_fen
    )


JANUARY, APRIL = "2026-01-31", "2026-04-30"


@pytest.mark.parametrize(
    ("steps", "mode", "due"),
    [
        ([step("renew", APRIL)], "quarterly", {JANUARY: 100}),
        ([step("renew", APRIL), step("renew", "2026-07-31", 90)], "quarterly", {JANUARY: 100, APRIL: 90}),
        ([step("waive_premium", APRIL), step("renew", "2026-07-31")], "quarterly", {APRIL: 100}),
        (
            [step("lapse", JANUARY), step("reinstate", APRIL)],
            "monthly",
            {JANUARY: 100, "2026-02-28": 100, "2026-03-31": 100},
        ),
        ([step("renew", "2027-01-31", 1_200), step("endorse", "2027-01-31")], "monthly", {JANUARY: 1_200}),  # of a year
        ([step("renew", APRIL), step("end_by_claim", None)], "quarterly", {JANUARY: 100}),
        ([step("renew", APRIL)], "single", {}),
    ],
)
def test_what_was_due_after_the_day_and_paid_is_told_by_the_policys_steps(
    steps: list[Any], mode: str, due: dict[str, int]
):
    known = [step("open", JANUARY), *steps]
    found = list(paid_after(date(2026, 1, 30), known, date(2025, 1, 31), mode))
    assert {str(each.due_on): each.fen for each in found} == due
    late = paid_after(date(2026, 1, 31), known, date(2025, 1, 31), mode)
    assert [str(each.due_on) for each in late] == [day for day in due if day != JANUARY]


@pytest.fixture
async def life(hall: ClaimsHall, policy_service: dict[str, Any]) -> ClaimsHall:
    """Of 6,000 yuan a year, due on the tenth of October."""
    policy_service[PARTIES.replace(POLICY_NO, LIFE_NO)] = policy_service[PARTIES]
    policy_service[f"/v1/policies/{LIFE_NO}/values"] = values(300_000, 0)
    await hall.office.feed(opened(on="2025-10-09", **TERMS | {"paid_to_on": "2026-10-10"}))
    return hall


async def renew(life: ClaimsHall, on: str = "2026-10-11") -> None:
    await life.office.feed(policy(PolicyRenewed, "renew", 2, **TERMS, on=on, paid_to_on="2027-10-10"))


async def died(life: ClaimsHall, died_on: str = "2026-10-08", **changes: Any) -> Case:
    known = {"event_on": "2026-10-08", "papers": DEATH_PAPERS}
    case = await life.registered(policy_no=LIFE_NO, **DEATH | known | changes)
    return await calculate(life, case, died_on=died_on)


async def returned(life: ClaimsHall, case: Case) -> list[tuple[int, str, str]]:
    (newest, *_) = await life.get(case, "/calculations")
    lines = [line for line in newest["lines"] if line["code"] == "premiums-unowed"]
    return [(line["amount_fen"], line["payee"], line["formula"]["en"]) for line in lines]


@pytest.mark.parametrize(("died_on", "goes_back"), [("2026-10-09", True), ("2026-10-10", False)])
async def test_what_fell_due_after_the_death_goes_back_and_what_fell_due_by_then_does_not(
    life: ClaimsHall, died_on: str, goes_back: bool
):
    await renew(life)
    case = await died(life, died_on)
    line = (PREMIUM_FEN, "policyholder", "1 × 6,000.00 yuan = 6,000.00 yuan")
    assert await returned(life, case) == ([line] if goes_back else [])
    assert case["total_fen"] == SUM_FEN + PREMIUM_FEN * goes_back


async def test_one_that_was_paid_after_the_calculation_is_paid_back_with_the_difference_once(life: ClaimsHall):
    case = ok(await life.decide(await life.passed(await died(life)), "35"))
    await renew(life, "2026-10-12")
    heir = payee(payee="beneficiary", share=WHOLE, id_number="E77770000")
    holder = payee(payee="policyholder", name="欧阳建国", id_number="E98765432")
    await paid_to(life, case, heir)
    ended = {"status": "terminated", "on": "2026-10-12", "paid_to_on": "2027-10-10", "claim_no": case["case_no"]}
    await life.office.feed(policy(PolicyEndedByClaim, "end_by_claim", 3, **TERMS | ended))
    case = await life.get(case)
    assert [case[name] for name in ("status", "reason", "paid_fen")] == ["registered", "policy-differs", SUM_FEN]
    case = await calculate(life, case, died_on="2026-10-08")
    case = ok(await life.decide(await life.passed(case), "35"))
    assert (case["total_fen"], case["payable_fen"]) == (SUM_FEN + PREMIUM_FEN, PREMIUM_FEN)
    await paid_to(life, case, holder)
    await life.office.feed(policy(PolicyEndedByClaim, "end_by_claim", 4, **TERMS | ended))
    assert (await life.get(case))["status"] == "paid"


async def test_of_two_claims_that_end_the_policy_one_gives_them_back(life: ClaimsHall):
    await renew(life)
    first = await died(life)
    illness = {"types": ["illness-death"], "cause": "illness", "papers": [*DEATH_PAPERS, "pathology_report"]}
    second = await died(life, event_on="2026-10-07", **illness)
    assert [len(await returned(life, case)) for case in (first, second)] == [1, 0]
    await life.done(first, "withdrawal", {"reason": "mistake"})
    second = await calculate(life, second, died_on="2026-10-08")
    assert len(await returned(life, second)) == 1


async def paid_to(life: ClaimsHall, case: Case, who: Case) -> None:
    answer = await life.opened(case, who, papers=["succession_proof"])
    assert answer.status_code == 201, answer.text
    (payment,) = answer.json()
    ok(await life.pay_out(case, payment, payment["amount_fen"], f"k-{payment['case_no']}"))
