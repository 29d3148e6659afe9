"""A claim of an event in the grace keeps the premium of its benefit: it is paid, dunned no more, and nothing lapses."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.contracts.claims import ClaimPaid, ClaimRefusalTold
from shared.contracts.policy_service import PolicyClaimDiffered
from shared.testing.alone import Alone
from tests.policy_service.open_claims.told import CLAIM_NO, CLOSED, Told
from tests.policy_service.renewals.collector import Collector

POLICY_NO, PREMIUM_FEN = "BD251012-00000000", 360_000
DAY_61 = datetime(2026, 12, 12, 16, tzinfo=UTC)
COLLECTED = ("collected", "claim", "2027-10-13", "in_force", "2027-10-13")
LAPSED = ("grace_over", None, None, "suspended", "2026-10-13")
WAITS = ("grace", None, None, "in_force", "2026-10-13")


class Injured:
    """One premium, due on 13 October, in grace since the 14th, on which somebody has an accident."""

    def __init__(self, collector: Collector) -> None:
        self.collector, self.office = collector, collector.office
        self.claim = Told(self.office, POLICY_NO, event_on="2026-10-14", types=("disability",))

    async def paid(self, kept_fen: int, **facts: Any) -> None:
        known = {"status": "paid", "closed_at": CLOSED, "ends_contract": False, "arrears_kept_fen": kept_fen}
        await self.claim.say(ClaimPaid, "pay", **known | facts)

    async def stands(self) -> tuple[Any, ...]:
        """Renewal, by what and up to when it was paid; policy, and up to when its premiums are."""
        renewal, policy = await self.collector.renewal(), await self.collector.policy()
        told = renewal["status"], renewal["paid_by"], renewal["paid_to_on"]
        return *told, policy["status"], policy["paid_to_on"]

    async def differences(self) -> Sequence[str]:
        rows = await self.office.rows()
        return [row.case_no for row in rows if row.type == PolicyClaimDiffered.type]


@pytest.fixture
async def injured(collector: Collector, office: Alone) -> Injured:
    await collector.policies(1)
    await collector.run()
    office.time.set(datetime(2026, 10, 14, 2, tzinfo=UTC))
    await collector.run("2026-10-14")
    return Injured(collector)


async def test_what_the_claim_keeps_pays_it_once_and_what_it_keeps_no_longer_is_owed_again(injured: Injured):
    await injured.paid(PREMIUM_FEN)
    assert await injured.stands() == COLLECTED
    assert (await injured.collector.renewal())["paid_reference"] == f"{CLAIM_NO}-20261013"
    await injured.paid(PREMIUM_FEN)  # reopened, and decided as before
    assert await injured.stands() == COLLECTED
    await injured.paid(0)
    assert await injured.stands() == WAITS
    await injured.paid(PREMIUM_FEN)
    assert (await injured.stands(), await injured.differences()) == (COLLECTED, [])
    assert await injured.office.pass_time(DAY_61) == 0


async def test_it_is_due_where_no_run_has_opened_it_and_a_year_that_is_not_due_by_the_event_isnt_paid(
    collector: Collector, office: Alone
):
    await collector.policies(1)
    injured = Injured(collector)
    await injured.paid(2 * PREMIUM_FEN)
    assert (await injured.stands(), await injured.differences()) == (COLLECTED, [POLICY_NO])


async def test_what_came_in_meanwhile_is_told_and_goes_back_by_the_claim(injured: Injured):
    assert (await injured.collector.pay(await injured.collector.renewal())).status_code == 200
    await injured.paid(PREMIUM_FEN)
    assert ((await injured.stands())[:2], await injured.differences()) == (("collected", "cash"), [POLICY_NO])
    await injured.paid(0)
    assert ((await injured.stands())[:2], await injured.differences()) == (("collected", "cash"), [POLICY_NO])


async def test_a_debit_that_is_with_the_bank_pays_nothing_any_more(injured: Injured):
    batch = await injured.collector.exported()
    await injured.paid(PREMIUM_FEN)
    done = await injured.collector.reconciled(batch, "success")
    assert (done["unapplied"], await injured.stands()) == (1, COLLECTED)


@pytest.mark.parametrize(("kept_fen", "stands"), [(PREMIUM_FEN, COLLECTED), (0, LAPSED)])
async def test_until_the_claim_is_closed_the_policy_doesnt_lapse(
    injured: Injured, kept_fen: int, stands: tuple[Any, ...]
):
    await injured.claim.say()
    await injured.office.pass_time(DAY_61)
    assert await injured.stands() == WAITS
    if kept_fen:
        await injured.paid(kept_fen)
    else:
        await injured.claim.say(ClaimRefusalTold, "tell_refusal", status="refusal_told", closed_at=CLOSED)
    assert await injured.stands() == stands
