"""The items that move no money: what each changes, and each of its conditions broken once."""

import asyncio
from datetime import date
from typing import Any

import pytest

from services.policy_service.clauses.loan_terms import due_after
from services.policy_service.items.plain_schemas import ReducedPaidUp
from services.policy_service.items.terms import check_paid_up
from services.policy_service.loans.models import PolicyLoan
from services.policy_service.policies.models import FormerParty, Policy
from services.policy_service.values.standing import Standing
from shared.auth import Role
from shared.errors import RuleBroken
from tests.policy_service.conftest import PERSON, open_branch
from tests.policy_service.requests.desk import BENEFICIARY, HOLDER_REF, INSURED_REF, NEW_HOLDER, POLICY_NO, ServiceDesk

LONG_PAID = {"effective_on": date(2024, 10, 13), "paid_to_on": date(2026, 10, 13)}


@pytest.mark.parametrize(
    ("item", "change", "columns"),
    [
        ("occupation-change", {}, {"occupation_class": 5}),
        ("document-loss", {}, {"document_status": "lost"}),
        ("document-reissue", {}, {"document_status": "reissued"}),
        ("dividend-option", {}, {"dividend_option": "accumulate"}),
        ("premium-loan-option", {}, {"premium_loan": True}),
        ("policy-transfer", {}, {"org": "350400", "outlet": "35040001", "salesperson": None}),
    ],
)
async def test_an_item_changes_its_columns_and_nothing_else(
    desk: ServiceDesk, item: str, change: dict[str, Any], columns: dict[str, Any]
):
    await open_branch(desk.office)
    before, people = await desk.policy(), await desk.people()
    case = await desk.done(item)
    after = dict((await desk.office.get(f"/policies/{POLICY_NO}", org="35")).json())
    moved = {"version", "at", "by", "action", "handler", "item", "request_no"}
    assert {name for name in after if after[name] != before[name]} - moved == {
        name for name in columns if columns[name] != before[name]
    }
    assert {name: after[name] for name in columns} == columns
    assert (after["item"], after["request_no"]) == (item, case["case_no"])
    if item != "policy-transfer":
        assert await desk.people() == people


async def test_a_new_policyholder_takes_the_policy_over(desk: ServiceDesk):
    case = await desk.moved(await desk.asked("holder-change"), "submission")
    assert case["status"] == "in_review"
    assert (await desk.reviewed(case))["status"] == "confirmed"
    (holder,) = await desk.people("policyholder")
    assert (holder["name"], holder["account_no"]) == (NEW_HOLDER["name"], NEW_HOLDER["account_no"])
    assert (await desk.policy())["policyholder_ref"] == holder["party_ref"] != HOLDER_REF
    (former,) = await desk.office.rows(FormerParty.__table__)
    assert (former.party_ref, former.role) == (HOLDER_REF, "policyholder")


async def test_a_new_policyholder_is_underwritten_only_where_premiums_are_waived(desk: ServiceDesk):
    await desk.set_policy(product="L1003")
    case = await desk.moved(await desk.asked("holder-change"), "submission")
    assert case["status"] == "in_underwriting"
    declined = await desk.underwritten(case, "reject", reason="health-declaration")
    assert (declined["status"], (await desk.policy())["policyholder_ref"]) == ("rejected", HOLDER_REF)


async def test_the_insured_consents_to_a_new_policyholder(desk: ServiceDesk):
    case = await desk.asked("holder-change", papers=["policy", "application_form", "id_card", "new_holder_id"])
    assert case["missing_papers"] == ["relation_proof", "account_card", "insured_consent"]
    refused = (await desk.move(case, "submission")).json()
    assert (refused["rule"], refused["mark"]) == ("written-consent", "M")


async def test_what_is_disclosed_goes_to_the_underwriter_and_changes_no_column(desk: ServiceDesk):
    before = await desk.policy()
    case = await desk.done("supplementary-notice", applicant_ref=INSURED_REF)
    after = await desk.policy()
    assert after["version"] == before["version"] + 1
    assert (after["item"], after["request_no"]) == ("supplementary-notice", case["case_no"])


async def test_a_paid_up_policy_owes_no_premium_and_pays_in_proportion(desk: ServiceDesk):
    """2 of 10 annual premiums of 200,000 yuan: 40,000 yuan."""
    await desk.set_policy(**LONG_PAID, premium_loan=True, dividend_option="reduce_premium")
    await desk.done("reduced-paid-up")
    told = await desk.policy()
    assert (told["sum_assured_fen"], told["paid_to_on"], told["next_due_on"]) == (4_000_000, None, None)
    assert (told["paid_up_on"], told["premium_loan"], told["dividend_option"]) == ("2026-10-12", None, "cash")


SAME = NEW_HOLDER | {"id_number": PERSON["id_number"]}
YOUNG = NEW_HOLDER | {"born_on": "2008-10-13"}
MIXED = NEW_HOLDER | {"id_number": "E11112222"}
ELSEWHERE = {"org": "350322", "outlet": "35032201"}


@pytest.mark.parametrize(
    ("item", "change", "set_to", "field", "rule"),
    [
        ("holder-change", {"policyholder": SAME}, {}, "policyholder.id_number", "another-person"),
        ("holder-change", {"policyholder": YOUNG}, {}, "policyholder.born_on", "policyholder-adult"),
        ("holder-change", {"policyholder": MIXED}, {}, "policyholder.id_number", "one-number-one-person"),
        ("holder-change", {"relation": "self"}, {}, "relation", "relation-fits"),
        ("occupation-change", {"party_ref": HOLDER_REF}, {}, "party_ref", "is-insured"),
        ("occupation-change", {}, {"occupation_class": 5}, "occupation_class", "something-to-change"),
        ("supplementary-notice", {"party_ref": "0" * 36}, {}, "party_ref", "of-this-policy"),
        ("document-loss", {"lost_on": "2026-10-13"}, {}, "lost_on", "not-in-the-future"),
        ("document-loss", {}, {"document_status": "lost"}, "document_status", "not-lost-yet"),
        ("document-reissue", {"cause": "lost"}, {}, "cause", "loss-reported"),
        ("dividend-option", {}, {"product": "L1002"}, "product", "clause-allows"),
        ("dividend-option", {}, {"dividend_option": "accumulate"}, "option", "something-to-change"),
        ("dividend-option", {"option": "reduce_premium"}, {"paid_to_on": None}, "paid_to_on", "premiums-left"),
        ("premium-loan-option", {}, {"product": "L1005"}, "product", "clause-allows"),
        ("premium-loan-option", {}, {"paid_to_on": None}, "paid_to_on", "premiums-left"),
        ("premium-loan-option", {}, {"premium_loan": True}, "premium_loan", "something-to-change"),
        ("reduced-paid-up", {}, {"product": "L1004"}, "product", "clause-allows"),
        ("reduced-paid-up", {}, {"paid_to_on": None}, "paid_to_on", "premiums-left"),
        ("reduced-paid-up", {}, {}, "paid_to_on", "two-years-paid"),
        ("policy-transfer", ELSEWHERE, ELSEWHERE, "org", "something-to-change"),
        ("policy-transfer", {"org": "350401"}, {}, "org", "branch-known"),
        ("policy-transfer", {"org": "35"}, {}, "org", "branch-known"),
        ("dividend-option", {}, {"status": "suspended"}, "policy_no", "policy-status"),
        ("holder-change", {}, {"document_status": "lost"}, "papers", "document-at-hand"),
    ],
)  # fmt: skip
async def test_a_broken_condition_is_told_with_its_rule_and_opens_nothing(
    desk: ServiceDesk, item: str, change: dict[str, Any], set_to: dict[str, Any], field: str, rule: str
):
    await desk.set_policy(**set_to)
    form = desk.form(item)
    answer = await desk.office.post("/service-requests", Role.TELLER, form | {"change": form["change"] | change})
    told = answer.json()
    assert (answer.status_code, told["field"], told["rule"]) == (422, field, rule)
    assert (await desk.office.get("/service-requests")).json()["items"] == []


@pytest.mark.parametrize("item", ["holder-change", "dividend-option", "policy-transfer"])
async def test_only_the_policyholder_may_ask_for_what_is_theirs(desk: ServiceDesk, item: str):
    assert await desk.refused(item, applicant_ref=INSURED_REF) == (422, "applicant_ref", "may-apply")


def test_no_policy_becomes_paid_up_while_a_loan_is_open():
    policy = Policy(product="L1001", pay_years=10, payment_mode="annual", **LONG_PAID)
    check_paid_up(Standing(policy, [], date(2026, 10, 12)), ReducedPaidUp(item="reduced-paid-up"))
    lent_on = date(2026, 10, 1)
    loan = PolicyLoan(case_no="JK261001-00000001", rate_bp=500, lent_on=lent_on, due_on=due_after(lent_on))
    loan.principal_fen = loan.balance_fen = 1
    loan.interest_from, loan.interest_due_fen = lent_on, 0
    with pytest.raises(RuleBroken) as refused:
        check_paid_up(Standing(policy, [], date(2026, 10, 12), loans=[loan]), ReducedPaidUp(item="reduced-paid-up"))
    assert refused.value.extras["rule"] == "loan-repaid"


@pytest.mark.parametrize("status", ["suspended", "in_force"])
async def test_a_lost_document_is_reported_and_reissued_in_any_status_before_what_needs_it(
    desk: ServiceDesk, status: str
):
    await desk.set_policy(status=status)
    await desk.done("document-loss")
    await desk.done("document-reissue", change={"item": "document-reissue", "cause": "lost"})
    assert (await desk.policy())["document_status"] == "reissued"
    if status == "in_force":
        await desk.asked("customer-data-change")


async def test_after_a_transfer_the_new_branch_sees_the_policy_and_the_old_one_does_not(desk: ServiceDesk):
    await open_branch(desk.office)
    await desk.done("policy-transfer")
    read = f"/policies/{POLICY_NO}"
    assert [(await desk.office.get(read, org=org)).status_code for org in ("350400", "350322", "35")] == [200, 403, 200]
    assert (await desk.ask("contact-change")).status_code == 403
    there = await desk.office.post("/service-requests", Role.TELLER, desk.form("contact-change"), org="350400")
    assert (there.status_code, there.json()["org"]) == (201, "350400")


@pytest.mark.parametrize(
    ("first", "second"), [("contact-change", "policy-transfer"), ("holder-change", "account-change")]
)
async def test_what_changes_who_decides_is_asked_alone(desk: ServiceDesk, first: str, second: str):
    await open_branch(desk.office)
    case = await desk.asked(first)
    refused = await desk.ask(second)
    told = refused.json()
    assert (refused.status_code, told["rule"], told["open_case_no"]) == (409, "open-alone", case["case_no"])
    await desk.moved(case, "cancellation", body={"reason": "changed-mind"})
    await desk.asked(second)


async def test_a_condition_that_broke_since_is_refused_at_the_review_and_nothing_changes(desk: ServiceDesk):
    await desk.set_policy(**LONG_PAID)
    case = await desk.moved(await desk.asked("reduced-paid-up"), "submission")
    await desk.set_policy(paid_to_on=None)
    tag = {"If-Match": f'"{case["version"]}"'}
    refused = await desk.move(case, "review", Role.REVIEWER, {"outcome": "approve"}, **tag)
    assert refused.json()["rule"] == "premiums-left"
    assert ((await desk.policy())["sum_assured_fen"], (await desk.policy())["item"]) == (20_000_000, None)
    assert (await desk.office.get(f"/service-requests/{case['case_no']}", Role.TELLER)).json() == case


async def test_of_two_tellers_at_once_one_wins_and_the_change_is_whole(desk: ServiceDesk):
    case = await desk.asked("dividend-option")
    answers = await asyncio.gather(*(desk.move(case, "submission") for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    policy = await desk.policy()
    assert (policy["version"], policy["dividend_option"]) == (2, "accumulate")


async def test_of_two_reviewers_of_a_new_policyholder_one_wins(desk: ServiceDesk):
    case = await desk.moved(await desk.asked("holder-change"), "submission")
    tag = {"If-Match": f'"{case["version"]}"'}
    body = {"outcome": "approve"}
    answers = await asyncio.gather(*(desk.move(case, "review", Role.REVIEWER, body, **tag) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 412])
    assert len(await desk.people("policyholder")) == 1
    assert len(await desk.office.rows(FormerParty.__table__)) == 1
    assert BENEFICIARY["name"] == (await desk.people("policyholder"))[0]["name"]
