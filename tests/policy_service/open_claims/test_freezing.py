"""Which service items wait until the claims of a policy are closed: neither asked for nor carried out."""

from typing import Any

import pytest

from services.claims.papers.matrix import TYPES
from services.policy_service.items.catalogue import ITEMS
from services.policy_service.open_claims.commands import OF_TREATMENT
from shared.auth import Role
from shared.contracts.claims import ClaimReopened, ClaimReported, ClaimWithdrawn
from shared.testing.alone import Alone
from tests.policy_service.open_claims.told import CLAIM_NO, CLOSED, TREATMENT, Told
from tests.policy_service.requests.adding_desk import due, second_year
from tests.policy_service.requests.conftest import branch as branch
from tests.policy_service.requests.conftest import desk as desk
from tests.policy_service.requests.conftest import money as money
from tests.policy_service.requests.desk import POLICY_NO, ServiceDesk
from tests.policy_service.requests.money_desk import MoneyDesk

FROZEN = {
    "beneficiary-change", "free-look-cancellation", "surrender", "partial-surrender", "policy-loan", "rider-addition",
    "sum-increase", "holder-change", "reduced-paid-up",
}  # fmt: skip
MONEY: dict[str, dict[str, Any]] = {
    "free-look-cancellation": {"reason": "changed-mind"},
    "surrender": {"reason": "need-for-cash"},
    "partial-surrender": {"sum_assured_fen": 100},
    "policy-loan": {"amount_fen": 100},
    "loan-repayment": {"loan_no": "JK261012-00000001"},
    "reinstatement": {"health_unchanged": True},
    "payment-mode-change": {"payment_mode": "monthly"},
    "drawing-mode-change": {"drawing_mode": "monthly"},
    "rider-addition": {"rider": "F5001", "sum_assured_fen": 1_000_000},
    "sum-increase": {"sum_assured_fen": 1_000_000},
}
SURRENDER = {"reason": "need-for-cash"}


def change_of(desk: ServiceDesk, item: str) -> dict[str, Any]:
    return desk.form(item)["change"] | MONEY.get(item, {})


@pytest.mark.parametrize("item", sorted(ITEMS))
async def test_each_item_waits_for_open_claims_or_goes_on(desk: ServiceDesk, item: str):
    status = "in_force" if "in_force" in ITEMS[item].during else "suspended"
    await desk.set_policy(status=status)
    await Told(desk.office, POLICY_NO, types=TREATMENT).say()
    answers = [
        await desk.ask(item, change=change_of(desk, item)),
        await desk.office.post(
            "/service-quotations", Role.TELLER, {"policy_no": POLICY_NO, "change": change_of(desk, item)}
        ),
    ]
    for answer in answers:
        told = answer.json()
        refusal = [answer.status_code, *(told.get(name) for name in ("field", "rule", "open_claim_no"))]
        assert (refusal == [409, "policy_no", "no-open-claim", CLAIM_NO]) == (item in FROZEN), told


async def test_the_catalogue_says_why_an_item_waits(desk: ServiceDesk):
    rows = (await desk.office.get("/service-items")).json()
    why = {row["code"]: row["frozen_by_claims"] for row in rows}
    assert {code for code, text in why.items() if text} == FROZEN
    assert why["surrender"] == {"zh": "取走保单价值", "en": "takes value out of the policy"}


async def test_the_refusal_names_the_claim_and_why_in_both_languages(desk: ServiceDesk):
    await Told(desk.office, POLICY_NO).say()
    form = desk.form("beneficiary-change")
    told = (await desk.office.post("/service-requests", Role.TELLER, form)).json()
    why = "there is no change of beneficiaries, which changes who is paid"
    assert told["detail"] == f"A claim is open: until it is closed {why}: {CLAIM_NO}"
    zh = await desk.office.post("/service-requests", Role.TELLER, form, **{"Accept-Language": "zh"})
    assert zh.json()["detail"] == f"有未结理赔件,结案前不办理受益人变更(改变由谁得款):{CLAIM_NO}"


async def test_it_is_frozen_from_the_report_until_the_claim_is_closed_and_again_when_it_is_reopened(desk: ServiceDesk):
    claim = Told(desk.office, POLICY_NO)

    async def is_frozen() -> bool:
        return (await desk.refused("beneficiary-change"))[2] == "no-open-claim"

    async def open_claims() -> list[str]:
        found = await desk.office.get(f"/policies/{POLICY_NO}/open-claims")
        return [each["claim_no"] for each in found.json()]

    assert await open_claims() == []
    await claim.say()
    assert (await is_frozen(), await open_claims()) == (True, [CLAIM_NO])
    await claim.say(ClaimWithdrawn, "withdraw", closed_at=CLOSED)
    assert await open_claims() == []
    await claim.say(ClaimReopened, "reopen")
    assert await is_frozen()
    other = Told(desk.office, POLICY_NO, "LP261012-7CW4H9XE")
    await other.say()
    await claim.say(ClaimWithdrawn, "withdraw", closed_at=CLOSED)
    assert (await is_frozen(), await open_claims()) == (True, ["LP261012-7CW4H9XE"])
    await other.say(ClaimWithdrawn, "withdraw", version=9, closed_at=CLOSED)
    await other.say(ClaimReported, version=8)  # an older step, heard of late
    assert await open_claims() == []
    assert (await desk.ask("beneficiary-change")).status_code == 201


async def test_a_claim_of_a_policy_that_is_kept_elsewhere_freezes_nothing(desk: ServiceDesk):
    await Told(desk.office, "TD000000-00000000").say()
    assert (await desk.ask("beneficiary-change")).status_code == 201


async def test_what_was_asked_before_the_report_is_not_carried_out_until_the_claim_is_closed(money: MoneyDesk):
    case = await money.moved(await money.wanted("surrender", **SURRENDER), "submission")
    claim = Told(money.office, POLICY_NO)
    await claim.say()
    tag = {"If-Match": f'"{case["version"]}"'}
    held = await money.move(case, "review", Role.REVIEWER, {"outcome": "approve"}, **tag)
    assert (held.status_code, held.json()["rule"], held.json()["open_claim_no"]) == (409, "no-open-claim", CLAIM_NO)
    assert (await money.policy())["status"] == "in_force"
    await claim.say(ClaimWithdrawn, "withdraw", closed_at=CLOSED)
    assert (await money.reviewed(case))["status"] == "awaiting_payout"


async def test_nor_is_it_when_the_money_for_it_comes(branch: Alone):
    desk = await second_year(branch, "2024-04-13", product="L1005", sum_assured_fen=20_000_000)
    case = await due(desk, "sum-increase", sum_assured_fen=30_000_000)
    claim = Told(branch, POLICY_NO)
    await claim.say()
    held = await desk.money(case, "receipts", 30_000)
    assert (held.status_code, held.json()["rule"]) == (409, "no-open-claim")
    assert (await desk.policy())["sum_assured_fen"] == 20_000_000
    await claim.say(ClaimWithdrawn, "withdraw", closed_at=CLOSED)
    assert (await desk.money(case, "receipts", 30_000, key="2")).status_code == 200


async def test_a_loan_is_repaid_while_the_claim_is_open(money: MoneyDesk):
    loan = await money.lent(50_000)
    await Told(money.office, POLICY_NO).say()
    case = await money.agreed("loan-repayment", loan_no=loan["loan_no"])
    await money.paid(case, "receipts", case["money_in_fen"])
    assert (await money.loans())["owed_fen"] == 0


async def test_a_policy_is_not_rescinded_before_its_claim_is_decided(money: MoneyDesk):
    await money.lapse("2023-12-13")
    money.at("2025-12-14")
    claim = Told(money.office, POLICY_NO)
    await claim.say()
    path = f"/policies/{POLICY_NO}/rescission-proposal"
    held = await money.office.post(path, Role.TELLER, None)
    assert (held.status_code, held.json()["rule"], held.json()["open_claim_no"]) == (409, "no-open-claim", CLAIM_NO)
    await claim.say(ClaimWithdrawn, "withdraw", closed_at=CLOSED)
    proposed = (await money.office.post(path, Role.TELLER, None)).json()
    await claim.say(ClaimReopened, "reopen")
    tag = {"If-Match": f'"{proposed["version"]}"'}
    held = await money.office.post(f"/policies/{POLICY_NO}/rescission", Role.REVIEWER, None, **tag)
    assert (held.status_code, held.json()["rule"]) == (409, "no-open-claim")


def test_claims_of_treatment_are_those_that_claims_calls_medical():
    assert {code for code, row in TYPES.items() if row.group == "medical"} == OF_TREATMENT
