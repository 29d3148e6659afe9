"""A claim in the grace period keeps the premium in arrears: its policy books it, and both rest."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.auth import Role
from tests.claims.hall import INVOICED, PAPERS, Case
from tests.e2e.two_services import TwoServices, sold, two_services
from tests.policy_service.renewals.collector import Collector

PREMIUM_FEN, BENEFIT_FEN = 360_000, 500_000
TERMS = {"product": "OLD01", "effective_on": "2025-09-20", "payment_mode": "annual", "pay_years": 10, "term_years": 20}
INJURED: Case = {"types": ["disability"], "cause": "accident", "care": "none"}
INJURED |= {"papers": [*PAPERS, "policy_document", "accident_proof", "disability_report"]}


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[TwoServices]:
    async with two_services(tmp_path) as opened:
        yield opened


async def in_grace(both: TwoServices) -> tuple[str, Collector]:
    """Due on 20 September, and unpaid on 12 October; the event is of the eighth."""
    policy_no = await sold(both, premium_fen=PREMIUM_FEN, **TERMS)
    collector = Collector(both.policies, both.paying.intake)
    await collector.run()
    await both.carry()
    return policy_no, collector


async def calculated(both: TwoServices, case: Case, kept_fen: int = PREMIUM_FEN) -> Case:
    """By hand, as for old products: the benefit, less what is kept for the premium."""
    kept = [INVOICED | {"code": "arrears", "amount_fen": -kept_fen}] if kept_fen else []
    form = {"lines": [INVOICED | {"amount_fen": BENEFIT_FEN}, *kept], "total_fen": BENEFIT_FEN - kept_fen}
    return await both.hall.done(case, "manual-calculation", form, Role.ADJUDICATOR)


def sums(case: Case) -> tuple[Any, ...]:
    return case["status"], case["total_fen"], case["arrears_kept_fen"], case["paid_fen"]


async def test_the_premium_that_the_claim_keeps_is_paid_and_is_kept_once_however_often_it_is_reopened(
    both: TwoServices,
):
    policy_no, collector = await in_grace(both)
    case = await calculated(both, await both.died(policy_no, **INJURED))
    assert sums(case) == ("calculated", BENEFIT_FEN - PREMIUM_FEN, PREMIUM_FEN, 0)
    for _ in range(2):
        case = await both.paid(await both.decided(case))
        assert sums(case) == ("paid", BENEFIT_FEN - PREMIUM_FEN, PREMIUM_FEN, BENEFIT_FEN - PREMIUM_FEN)
        renewal, policy = await collector.renewal(), await collector.policy(policy_no)
        assert [renewal[name] for name in ("status", "paid_by", "outcome")] == ["collected", "claim", "collected"]
        assert (policy["status"], policy["paid_to_on"]) == ("in_force", "2027-09-20")
        case = await calculated(both, await both.reopened(case))
    await both.policies.pass_time(datetime(2026, 12, 1, tzinfo=UTC))
    assert (await collector.policy(policy_no))["status"] == "in_force"
    assert await both.differences(policy_no) == 0


async def test_a_premium_paid_at_the_counter_meanwhile_is_paid_back_with_the_difference(both: TwoServices):
    policy_no, collector = await in_grace(both)
    case = await both.decided(await calculated(both, await both.died(policy_no, **INJURED)))
    assert (await collector.pay(await collector.renewal())).status_code == 200
    case = await both.paid(case)
    assert (case["status"], case["reason"], case["paid_fen"]) == (
        "registered",
        "policy-differs",
        BENEFIT_FEN - PREMIUM_FEN,
    )
    case = await both.paid(await both.decided(await calculated(both, case, 0)))
    assert sums(case) == ("paid", BENEFIT_FEN, 0, BENEFIT_FEN)
    assert ((await collector.renewal())["paid_by"], await both.differences(policy_no)) == ("cash", 1)
