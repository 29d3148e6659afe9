"""Loans on policies and their repayment, over HTTP."""

import pytest

from tests.policy_service.requests.money_desk import MoneyDesk, lines


async def test_what_is_lent_is_owed_with_interest_and_is_lent_only_once(money: MoneyDesk):
    assert (await money.values())["lendable_fen"] == 59_836  # 80 % of 74,795
    loan = await money.lent(50_000)
    assert (loan["lent_on"], loan["due_on"], loan["rate_bp"], loan["state"]) == (
        "2023-04-13",
        "2023-10-10",
        500,
        "current",
    )
    more = await money.quoted("policy-loan", amount_fen=9_837)
    assert (more.json()["rule"], more.json()["most_fen"]) == ("within-cash-value", 9_836)
    money.at("2023-07-22")  # 100 days: 684.93; 282 days of the year: 115,890.41, of which 80 % are 92,712
    (loan,) = (await money.loans())["loans"]
    assert (loan["balance_fen"], loan["interest_fen"], loan["owed_fen"]) == (50_000, 685, 50_685)
    assert (await money.values())["lendable_fen"] == 92_712 - 50_685


async def test_no_interest_is_owed_for_the_days_before_the_money_is_paid_out(money: MoneyDesk):
    case = await money.agreed("policy-loan", amount_fen=50_000)
    money.at("2023-04-20")
    await money.paid(case, "payout", 50_000)
    (loan,) = (await money.loans())["loans"]
    assert (loan["lent_on"], loan["interest_fen"], loan["due_on"]) == ("2023-04-20", 0, "2023-10-17")


async def test_a_loan_is_repaid_in_part_interest_first_and_then_whole(money: MoneyDesk):
    loan = await money.lent(50_000)
    money.at("2023-07-22")
    part = await money.agreed("loan-repayment", loan_no=loan["loan_no"], amount_fen=10_000)
    assert (part["status"], lines(part)) == ("awaiting_payment", [("loan-interest", -685), ("loan-principal", -9_315)])
    await money.paid(part, "receipts", 10_000)
    money.at("2023-07-23")  # 40,685 × 5 % / 365 = 5.57
    rest = await money.agreed("loan-repayment", loan_no=loan["loan_no"])
    assert lines(rest) == [("loan-interest", -6), ("loan-principal", -40_685)]
    await money.paid(rest, "receipts", 40_691)
    (closed,) = (await money.loans())["loans"]
    assert (closed["state"], closed["closed_by"], closed["closed_on"]) == ("closed", "repayment", "2023-07-23")


async def test_what_is_paid_is_what_is_due_on_the_day_it_is_paid(money: MoneyDesk):
    loan = await money.lent(50_000)
    money.at("2023-07-22")
    case = await money.agreed("loan-repayment", loan_no=loan["loan_no"])
    assert case["money_in_fen"] == 50_685
    money.at("2023-07-23")  # 101 days: 691.78
    short = await money.money(case, "receipts", 50_685)
    assert (short.status_code, short.json()["rule"], short.json()["due_fen"]) == (422, "amount-due", 50_692)
    assert (await money.loans())["owed_fen"] == 50_692
    done = await money.money(case, "receipts", 50_692, key="2")
    assert (done.json()["status"], done.json()["money_in_fen"]) == ("confirmed", 50_692)


async def test_more_than_is_owed_is_not_taken(money: MoneyDesk):
    loan = await money.lent(50_000)
    refused = await money.wants("loan-repayment", loan_no=loan["loan_no"], amount_fen=50_001)
    assert (refused.json()["rule"], refused.json()["owed_fen"]) == ("within-what-is-owed", 50_000)


async def test_what_stays_of_a_policy_must_cover_its_loan(money: MoneyDesk):
    await money.lent(50_000)  # 80 % of five sixths of 74,795 are 49,863
    refused = await money.wants("partial-surrender", sum_assured_fen=16_666_667)
    assert (refused.status_code, refused.json()["rule"]) == (422, "loan-covered")


@pytest.mark.parametrize("item", ["loan-repayment", "surrender"])
async def test_a_suspended_policy_may_be_freed_of_its_loan(money: MoneyDesk, item: str):
    loan = await money.lent(50_000)
    await money.lapse("2023-12-13")
    money.at("2023-12-20")
    change = {"loan_no": loan["loan_no"]} if item == "loan-repayment" else {"reason": "need-for-cash"}
    case = await money.agreed(item, **change)
    if item == "loan-repayment":
        await money.paid(case, "receipts", case["money_in_fen"])
    assert (await money.loans())["owed_fen"] == 0
    assert (await money.policy())["status"] == ("suspended" if item == "loan-repayment" else "terminated")
