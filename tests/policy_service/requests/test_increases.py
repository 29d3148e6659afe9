"""加保: worked by hand once, each precondition broken once, and what it then means to its policy."""

from datetime import date

import pytest

from shared.auth import Role
from shared.testing.alone import Alone
from tests.policy_service.requests.adding_desk import added, due, paid_up_to, refusal, second_year
from tests.policy_service.requests.money_desk import MoneyDesk, lines, money_desk

RAISE = "sum-increase"
MORE = {"sum_assured_fen": 30_000_000}


@pytest.fixture
async def desk(branch: Alone) -> MoneyDesk:
    """200,000 yuan of term assurance, at 38; half a year after the anniversary."""
    return await second_year(branch, "2024-04-13", product="L1005", sum_assured_fen=20_000_000)


async def test_an_increase_has_a_premium_of_its_own(desk: MoneyDesk):
    case = await due(desk, RAISE, **MORE)
    # At 39: 100 thousands × 6.00 yuan are 600.00 a year; 183 of 366 days are left
    told = [("yearly-premium", 0), ("new-premium", 0), ("first-premium", -30_000)]
    assert (lines(case), case["money_in_fen"]) == (told, 30_000)
    assert (await desk.policy())["sum_assured_fen"] == 20_000_000
    assert (await desk.paid(case, "receipts", 30_000))["status"] == "confirmed"
    policy = await desk.policy()
    assert (policy["sum_assured_fen"], policy["premium_fen"]) == (30_000_000, 660_000)
    (more,) = policy["additions"]
    assert (more["kind"], more["product"], more["sum_assured_fen"]) == ("increase", "L1005", 10_000_000)
    assert (more["begins_on"], more["ends_on"]) == ("2024-04-13", None)


async def test_the_endorsement_says_what_it_costs_and_how_that_comes(desk: MoneyDesk):
    case = await added(desk, RAISE, **MORE)
    told = [line["zh"] for line in case["money"]]
    assert told == [
        "加保保额100,000.00元, 36–45周岁每千元保额6.00元: 年保险费600.00元",
        "年交,系数1000/1000: 自2024-10-13起每期随主险交600.00元(年保险费600.00元)",
        "首期保险费2024-04-13起至2024-10-13前: 600.00元×183日/366日",
    ]
    assert all(line["basis"] for line in case["money"])


async def test_what_was_added_is_worth_what_was_paid_of_it_since(desk: MoneyDesk):
    await added(desk, RAISE, **MORE)
    await paid_up_to(desk, "2025-10-13")
    desk.at("2025-04-13")
    values = await desk.values()
    # As issued: the third year half gone, two to three of the shares: (100 + 40 × 182/365)/1000 × 3 × 6,000 yuan.
    # Added a year before: 50/1000 × 600 yuan × (1 + 183/365) years.
    assert values["increases"][0]["cash_value_fen"] == 4_504
    assert values["cash_value_fen"] == 215_901 + 4_504
    assert values["lines"][0]["amount_fen"] == values["cash_value_fen"]


async def test_less_of_the_sum_assured_is_less_of_each_part(desk: MoneyDesk):
    await added(desk, RAISE, **MORE)
    await desk.agreed("partial-surrender", sum_assured_fen=15_000_000)
    policy = await desk.policy()
    (more,) = policy["additions"]
    assert (policy["sum_assured_fen"], policy["premium_fen"]) == (15_000_000, 330_000)
    assert (more["sum_assured_fen"], more["premium_fen"]) == (5_000_000, 30_000)


async def test_it_may_be_raised_more_than_once(desk: MoneyDesk):
    await added(desk, RAISE, **MORE)
    await added(desk, RAISE, sum_assured_fen=35_000_000)
    policy = await desk.policy()
    assert [each["sum_assured_fen"] for each in policy["additions"]] == [10_000_000, 5_000_000]
    assert (policy["sum_assured_fen"], policy["premium_fen"]) == (35_000_000, 690_000)


@pytest.mark.parametrize(
    ("today", "paid_to", "asked_fen", "refused"),
    [
        ("2024-04-13", "2024-10-13", 20_999_999, ("sum_assured_fen", "sum-assured-within")),
        ("2024-04-13", "2024-10-13", 10_000_000, ("sum_assured_fen", "sum-assured-within")),
        ("2024-04-13", "2024-10-13", 300_100_000, ("sum_assured_fen", "sum-assured-within")),
        ("2024-04-13", "2024-10-13", 30_000_001, ("sum_assured_fen", "sum-in-thousands")),
        ("2024-10-13", "2024-10-13", 30_000_000, ("paid_to_on", "premium-paid")),
        ("2032-04-13", "2032-10-13", 30_000_000, ("paid_to_on", "premiums-left")),
        ("2031-04-13", "2032-10-13", 30_000_000, ("paid_to_on", "premiums-left")),
    ],
)
async def test_each_precondition_broken_refuses(
    branch: Alone, today: str, paid_to: str, asked_fen: int, refused: tuple[str, str]
):
    desk = await second_year(branch, today, paid_to, product="L1005", sum_assured_fen=20_000_000)
    assert await refusal(desk, RAISE, sum_assured_fen=asked_fen) == refused


async def test_long_term_products_are_reduced_only(branch: Alone):
    desk = await second_year(branch, product="L1001", sum_assured_fen=20_000_000)
    assert await refusal(desk, RAISE, **MORE) == ("product", "increasable")


async def test_in_the_free_look_period_nothing_is_added(branch: Alone):
    desk = await money_desk(branch, product="L1005", sum_assured_fen=20_000_000)
    desk.at("2022-10-20")
    assert await refusal(desk, RAISE, **MORE) == ("free_look_ends_on", "free-look-over")
    await desk.set_policy(free_look_ends_on=date(2022, 10, 19))
    assert (await desk.quoted(RAISE, **MORE)).status_code == 200


async def test_policyholder_and_insured_ask_for_it_and_a_large_premium_for_who_pays_it(desk: MoneyDesk):
    usual = {"application_form", "policy", "id_card", "insured_id"}
    assert set((await desk.quoted(RAISE, **MORE)).json()["papers"]) == usual
    # 2,800,000 yuan × 6 per mille are 16,800 a year: half of it is due now; at 25 % more than twice as much
    much = {"sum_assured_fen": 300_000_000}
    assert set((await desk.quoted(RAISE, **much)).json()["papers"]) == usual
    case = await desk.moved(await desk.wanted(RAISE, papers=sorted(usual), **much), "submission")
    case = await desk.underwritten(case, loading_percent=140)
    tag = {"If-Match": f'"{case["version"]}"'}
    refused = await desk.move(case, "review", Role.REVIEWER, {"outcome": "approve"}, **tag)
    told = refused.json()
    assert (refused.status_code, told["rule"], told["missing"]) == (422, "aml-07-nb1", ["identity_check"])
