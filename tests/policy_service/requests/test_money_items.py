"""Items about money at the counter: each worked by hand once, and each precondition broken once."""

from datetime import date
from typing import Any

import pytest

from services.policy_service.loans.models import LoanRepayment
from services.policy_service.values.models import DividendEntry
from shared.auth import Role, mint_token
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.policy_service.conftest import INSURED, PARTIES, PERSON
from tests.policy_service.requests.desk import AGENT
from tests.policy_service.requests.money_desk import POLICY, POLICY_NO, MoneyDesk, lines, money_desk
from tests.policy_service.test_opening import of_bank

PAPERS = ["application_form", "policy", "id_card"]
SURRENDER = {"reason": "need-for-cash"}


async def test_a_policy_given_back_by_request_is_paid_once(branch: Alone):
    desk = await money_desk(branch, product="L1003")  # whose clause keeps 10 yuan back
    case = await desk.agreed("free-look-cancellation", reason="changed-mind")
    assert (case["status"], lines(case)) == ("awaiting_payout", [("premium", 600_000), ("policy-cost", -1_000)])
    policy = await desk.policy()
    told = {name: policy[name] for name in ("status", "outcome", "refund_due_fen", "paid_by", "cancelled")}
    assert told == {
        "status": "free_look_cancelled",
        "outcome": "free-look-cancelled",
        "refund_due_fen": 599_000,
        "paid_by": case["case_no"],
        "cancelled": "changed-mind",
    }
    assert (await desk.paid(case, "payout", 599_000))["status"] == "confirmed"
    again = await desk.money(case, "payout", 599_000, key="2")
    assert again.status_code == 409


@pytest.mark.parametrize("premium_fen", [1_000, 999_900, 1_000_000])
async def test_no_sum_is_given_back_by_one_person_alone(branch: Alone, premium_fen: int):
    desk = await money_desk(branch, premium_fen=premium_fen)
    alone = await branch.post(f"{POLICY}/cancellation", Role.TELLER, {"reason": "changed-mind"})
    assert alone.status_code == 404, "there is no way but the request"
    case = await desk.moved(await desk.wanted("free-look-cancellation", reason="changed-mind"), "submission")
    maker = mint_token(branch.settings, case["made_by"], [Role.REVIEWER], org=case["org"])
    own = {"If-Match": f'"{case["version"]}"', "Authorization": f"Bearer {maker}"}
    by_the_maker = await desk.move(case, "review", Role.REVIEWER, {"outcome": "approve"}, **own)
    assert (case["status"], by_the_maker.status_code) == ("in_review", 403)
    assert (await desk.policy())["status"] == "in_force"
    assert (await desk.reviewed(case))["status"] == "awaiting_payout"


async def test_much_money_given_back_asks_who_it_goes_to(branch: Alone):
    desk = await money_desk(branch, premium_fen=1_000_000)
    asked = await desk.wants("free-look-cancellation", papers=[], reason="changed-mind")
    assert "identity_check" in asked.json()["missing_papers"]


async def test_a_policy_whose_document_is_reported_lost_is_not_given_back(branch: Alone):
    desk = await money_desk(branch)
    lost = await desk.agreed("document-loss", lost_on="2022-10-12")
    assert lost["status"] == "confirmed"
    refused = await desk.wants("free-look-cancellation", reason="changed-mind")
    assert (refused.status_code, refused.json()["rule"]) == (422, "document-at-hand")


async def test_a_sale_undone_that_day_is_paid_back_by_the_bank_only(branch: Alone, intake: dict[str, Any]):
    issue, void = of_bank(intake)
    await branch.feed(issue.model_copy(update={"effective_on": date(2022, 10, 13)}))
    desk, asked = MoneyDesk(branch), {"policy_no": issue.policy_no, "applicant_ref": PERSON["party_ref"]}
    form = desk.asking("free-look-cancellation", reason="changed-mind") | asked
    case = (await branch.post("/service-requests", Role.TELLER, form)).json()
    case = await desk.reviewed(await desk.moved(case, "submission"))
    assert (case["status"], case["money_out_fen"]) == ("awaiting_payout", issue.premium_fen)
    await branch.feed(void)
    ended = (await branch.get(f"/service-requests/{case['case_no']}")).json()
    assert (ended["status"], ended["outcome"]) == ("cancelled", "policy-voided")
    assert (await desk.money(case, "payout", issue.premium_fen)).status_code == 409


async def test_a_sale_is_undone_though_an_agent_was_paid_of_whom_the_principal_isnt_told_yet(
    branch: Alone, intake: dict[str, Any]
):
    issue, void = of_bank(intake)
    await branch.feed(issue.model_copy(update={"effective_on": date(2022, 10, 13)}))
    desk, asked = MoneyDesk(branch), {"policy_no": issue.policy_no, "applicant_ref": PERSON["party_ref"]}
    form = desk.asking("free-look-cancellation", reason="changed-mind") | asked | {"agent": AGENT}
    form["papers"] += ["authority", "agent_id"]
    case = (await branch.post("/service-requests", Role.TELLER, form)).json()
    case = await desk.reviewed(await desk.moved(case, "submission"))
    assert (await desk.paid(case, "payout", issue.premium_fen))["status"] == "awaiting_notice"
    await branch.feed(void)
    assert (await branch.get(f"/policies/{issue.policy_no}")).json()["status"] == "voided"
    assert (await desk.moved(case, "principal-notice", body={"means": "phone"}))["status"] == "confirmed"


async def test_a_surrender_pays_value_and_dividends_less_the_loan(money: MoneyDesk):
    await money.lent(50_000)
    money.at("2023-10-13")  # 183 days: 50,000 × 5 % × 183/365 = 1,253.42
    credit = {"policy_year": 1, "amount_fen": 12_345}
    key = {"Idempotency-Key": "dividend-1"}
    assert (await money.office.post(f"{POLICY}/dividends", Role.INTEGRATOR, credit, **key)).status_code == 201
    expected = [("cash-value", 150_000), ("dividends", 12_345), ("loan-interest", -1_253), ("loan-principal", -50_000)]
    before = await money.values()
    assert [(line["code"], line["amount_fen"]) for line in before["lines"]] == expected
    assert before["surrender_value_fen"] == 111_092
    case = await money.agreed("surrender", **SURRENDER)
    assert (case["status"], lines(case), case["money_out_fen"]) == ("awaiting_payout", expected, 111_092)
    policy = await money.policy()
    assert (policy["status"], policy["outcome"], policy["surrender_value_fen"]) == (
        "terminated",
        "surrendered",
        111_092,
    )
    (loan,) = (await money.loans())["loans"]
    assert (loan["state"], loan["closed_by"], loan["owed_fen"]) == ("closed", "surrender", 0)
    (offset,) = await money.office.rows(LoanRepayment.__table__)
    assert (offset.principal_fen, offset.interest_fen, offset.request_no) == (50_000, 1_253, case["case_no"])
    assert sum(entry.amount_fen for entry in await money.office.rows(DividendEntry.__table__)) == 0
    after = await money.values()
    assert (after["surrender_value_fen"], after["lines"]) == (0, [])
    assert (await money.paid(case, "payout", 111_092))["status"] == "confirmed"
    told = [row.data for row in await money.office.rows(case_events) if row.type.endswith("policy.surrendered.v1")]
    assert '"surrender_value_fen":111092' in told[0]
    assert case["case_no"] in told[0]


async def test_ten_thousand_yuan_ask_for_the_check_of_the_applicant(branch: Alone):
    desk = await money_desk(branch, premium_fen=8_000_000)
    desk.at("2023-04-13")  # 8,000,000 × 250/1000 × 182/365 = 997,260.27: 27.40 yuan short
    case = await desk.wanted("surrender", papers=PAPERS, **SURRENDER)
    assert case["missing_papers"] == []
    desk.at("2023-04-14")  # 1,002,739.73
    quoted = (await desk.quoted("surrender", **SURRENDER)).json()
    assert (quoted["money_out_fen"], quoted["papers"]) == (1_002_740, [*PAPERS, "identity_check"])
    case = await desk.moved(case, "submission")
    tag = {"If-Match": f'"{case["version"]}"'}
    refused = await desk.move(case, "review", Role.REVIEWER, {"outcome": "approve"}, **tag)
    assert (refused.json()["rule"], refused.json()["missing"]) == ("aml-07-sur", ["identity_check"])
    case = await desk.reviewed(case, "send-back", reason="identity-unchecked")
    await desk.moved(case, "papers", body={"papers": ["identity_check"]})
    done = await desk.reviewed(await desk.moved(case, "submission"))
    assert (done["status"], done["money_out_fen"]) == ("awaiting_payout", 1_002_740)


async def test_a_quarter_less_cover_pays_a_quarter_of_the_value(money: MoneyDesk):
    case = await money.agreed("partial-surrender", sum_assured_fen=15_000_000)
    assert lines(case) == [("cash-value-part", 18_699)]  # 74,795 / 4 = 18,698.75
    policy = await money.policy()
    assert (policy["sum_assured_fen"], policy["premium_fen"], policy["status"]) == (15_000_000, 450_000, "in_force")
    assert (await money.values())["cash_value_fen"] == 56_096  # 450,000 × 250/1000 × 182/365 = 56,095.89


async def test_before_it_is_asked_for_the_customer_sees_what_it_brings(money: MoneyDesk):
    seen = len(await money.office.rows(case_events))
    quoted = await money.quoted("surrender", **SURRENDER)
    assert quoted.json() | {"money": []} == {
        "policy_no": POLICY_NO,
        "item": "surrender",
        "as_of": "2023-04-13",
        "money": [],
        "money_in_fen": 0,
        "money_out_fen": 74_795,
        "papers": PAPERS,
    }
    (line,) = quoted.json()["money"]
    assert ("第1保单年度" in line["zh"], "policy year 1" in line["en"]) == (True, True)
    assert len(await money.office.rows(case_events)) == seen


async def test_the_payment_mode_changes_at_the_anniversary(money: MoneyDesk):
    money.at("2023-09-13")  # thirty days before
    quoted = (await money.quoted("payment-mode-change", payment_mode="monthly")).json()
    assert "540.00 yuan" in quoted["money"][0]["en"]
    case = await money.agreed("payment-mode-change", payment_mode="monthly")
    assert (case["status"], case["money_in_fen"]) == ("confirmed", 0)
    policy = await money.policy()
    assert (policy["payment_mode"], policy["premium_fen"], policy["next_due_on"]) == ("monthly", 54_000, "2023-10-13")


async def test_an_annuity_is_drawn_monthly_instead_of_yearly(branch: Alone):
    desk = await money_desk(branch, product="L1004")
    assert (await desk.policy())["drawing_mode"] == "yearly"
    assert (await desk.agreed("drawing-mode-change", drawing_mode="monthly"))["status"] == "confirmed"
    assert (await desk.policy())["drawing_mode"] == "monthly"
    same = await desk.quoted("drawing-mode-change", drawing_mode="monthly")
    assert (same.status_code, same.json()["rule"]) == (422, "something-to-change")


@pytest.mark.parametrize(
    ("day", "facts", "item", "change", "rule"),
    [
        ("2022-10-28", {}, "free-look-cancellation", {"reason": "changed-mind"}, "within-free-look"),
        ("2022-10-27", {}, "surrender", SURRENDER, "free-look-over"),
        ("2022-10-27", {}, "partial-surrender", {"sum_assured_fen": 15_000_000}, "free-look-over"),
        ("2023-04-13", {}, "partial-surrender", {"sum_assured_fen": 20_000_000}, "sum-assured-within"),
        ("2023-04-13", {}, "partial-surrender", {"sum_assured_fen": 999_999}, "sum-assured-within"),
        ("2023-04-13", {"product": "Y3001"}, "partial-surrender", {"sum_assured_fen": 15_000_000}, "reducible"),
        ("2022-10-27", {}, "policy-loan", {"amount_fen": 1}, "free-look-over"),
        ("2023-04-13", {}, "policy-loan", {"amount_fen": 59_837}, "within-cash-value"),  # 80 % of 74,795: 59,836
        ("2023-04-13", {"product": "L1005"}, "policy-loan", {"amount_fen": 1}, "lends"),
        ("2023-04-13", {"product": "X9999"}, "policy-loan", {"amount_fen": 1}, "product-known"),
        ("2023-04-13", {}, "loan-repayment", {"loan_no": "JK1"}, "open-loan"),
        ("2023-04-13", {}, "reinstatement", {"health_unchanged": True}, "policy-status"),
        ("2023-09-12", {}, "payment-mode-change", {"payment_mode": "monthly"}, "at-anniversary"),
        ("2023-11-13", {}, "payment-mode-change", {"payment_mode": "monthly"}, "at-anniversary"),
        ("2023-10-13", {}, "payment-mode-change", {"payment_mode": "annual"}, "something-to-change"),
        ("2023-10-13", {"product": "Y3002"}, "payment-mode-change", {"payment_mode": "monthly"}, "mode-offered"),
        (
            "2023-10-13",
            {"payment_mode": "single"},
            "payment-mode-change",
            {"payment_mode": "annual"},
            "nothing-due",
        ),
        ("2023-04-13", {}, "drawing-mode-change", {"drawing_mode": "monthly"}, "drawing-offered"),
    ],
)
async def test_what_isnt_allowed_is_refused_before_it_is_asked_for_and_when_it_is(
    branch: Alone, day: str, facts: dict[str, Any], item: str, change: dict[str, Any], rule: str
):
    desk = await money_desk(branch, **facts)
    desk.at(day)
    before = await desk.policy()
    for answer in (await desk.quoted(item, **change), await desk.wants(item, **change)):
        assert (answer.status_code, answer.json()["rule"]) == (422, rule), answer.text
    assert await desk.policy() == before


@pytest.mark.parametrize(
    ("day", "product", "year", "status", "rule"),
    [
        ("2023-10-12", "L1001", 1, 422, "year-ended"),
        ("2023-10-13", "L1002", 1, 422, "participating"),
        ("2023-10-13", "L1001", 1, 409, "one-dividend-a-year"),
    ],
)
async def test_a_dividend_is_credited_once_for_a_year_that_is_over(
    branch: Alone, day: str, product: str, year: int, status: int, rule: str
):
    desk = await money_desk(branch, product=product)
    desk.at(day)
    body = {"policy_year": year, "amount_fen": 100}
    if status == 409:
        await branch.post(f"{POLICY}/dividends", Role.INTEGRATOR, body, **{"Idempotency-Key": "first"})
    answer = await branch.post(f"{POLICY}/dividends", Role.INTEGRATOR, body, **{"Idempotency-Key": "second"})
    assert (answer.status_code, answer.json()["rule"]) == (status, rule)
    account = (await branch.get(f"{POLICY}/dividends")).json()
    assert account["balance_fen"] == (100 if status == 409 else 0)


@pytest.mark.parametrize(("product", "rule"), [("L1001", "written-consent"), ("L1004", None)])
async def test_lending_on_a_death_cover_needs_the_insureds_consent(
    branch: Alone, intake: dict[str, Any], product: str, rule: str | None
):
    intake[PARTIES]["items"][1] = INSURED | {"name": "欧阳小平", "id_number": "E11112222"}
    desk = await money_desk(branch, product=product)
    desk.at("2023-04-13")
    case = await desk.wanted("policy-loan", papers=PAPERS, amount_fen=10_000)
    assert case["missing_papers"] == (["insured_consent"] if rule else [])
    answer = await desk.move(case, "submission")
    assert answer.json().get("rule") == rule


async def test_a_dividend_is_refused_with_the_policys_status_in_words(branch: Alone):
    desk = await money_desk(branch)
    desk.at("2023-10-13")
    await desk.lapse("2023-12-13")
    headers = {"Idempotency-Key": "late", "Accept-Language": "zh"}
    answer = await branch.post(f"{POLICY}/dividends", Role.INTEGRATOR, {"policy_year": 1, "amount_fen": 100}, **headers)
    assert (answer.json()["rule"], answer.json()["detail"]) == ("policy-status", "保单现为“中止”")
