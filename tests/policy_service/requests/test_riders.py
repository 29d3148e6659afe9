"""新增附加险: worked by hand once, each precondition broken once, and what a rider then means to its policy."""

import asyncio
from datetime import date
from typing import Any

import pytest

from shared.auth import Role
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.policy_service.conftest import INSURED, PARTIES
from tests.policy_service.requests.adding_desk import ACCIDENT, added, due, paid_up_to, refusal, second_year
from tests.policy_service.requests.money_desk import POLICY, MoneyDesk, lines, money_desk

RIDER = "rider-addition"


@pytest.fixture
async def desk(branch: Alone) -> MoneyDesk:
    return await second_year(branch)


async def test_a_rider_is_underwritten_reviewed_and_paid_for_before_it_covers_anybody(desk: MoneyDesk):
    case = await desk.moved(await desk.wanted(RIDER, **ACCIDENT), "submission")
    assert (case["status"], (await desk.policy())["additions"]) == ("in_underwriting", [])
    case = await desk.reviewed(await desk.underwritten(case))
    # 100 thousands × 1.80 yuan are 180.00 a year; 20 October to 13 October are 359 of 366 days: 176.557
    told = [("yearly-premium", 0), ("new-premium", 0), ("first-premium", -17_656)]
    assert (case["status"], lines(case), case["money_in_fen"]) == ("awaiting_payment", told, 17_656)
    assert (await desk.policy())["premium_fen"] == 600_000
    case = await desk.paid(case, "receipts", 17_656)
    policy = await desk.policy()
    assert (case["status"], policy["premium_fen"], policy["item"]) == ("confirmed", 618_000, RIDER)
    assert policy["additions"] == [
        {
            "kind": "rider",
            "product": "F5001",
            "request_no": case["case_no"],
            "sum_assured_fen": 10_000_000,
            "premium_fen": 18_000,
            "first_premium_fen": 17_656,
            "first_paid_to_on": "2024-10-13",
            "begins_on": "2023-10-20",
            "ends_on": "2032-10-13",
        }
    ]


async def test_the_day_of_the_payment_says_what_is_paid_and_from_when_on_it_covers(desk: MoneyDesk):
    case = await due(desk, RIDER, **ACCIDENT)
    desk.at("2023-11-19")  # long after the window in which it was asked for: 329 of 366 days
    assert (await desk.money(case, "receipts", 17_656)).json()["due_fen"] == 16_180
    await desk.money(case, "receipts", 16_180, key="2")
    (rider,) = (await desk.policy())["additions"]
    assert (rider["begins_on"], rider["first_premium_fen"]) == ("2023-11-19", 16_180)


async def test_the_underwriter_asks_for_more_or_declines(desk: MoneyDesk):
    case = await due(desk, RIDER, loading_percent=25, **ACCIDENT)
    assert case["loading_percent"] == 25
    # 180.00 + 25 % = 225.00; × 359/366 = 220.697
    assert lines(case)[1:] == [("loading", 0), ("new-premium", 0), ("first-premium", -22_070)]
    await desk.paid(case, "receipts", 22_070)
    assert (await desk.policy())["premium_fen"] == 622_500
    other = await desk.wanted(RIDER, rider="F5003", sum_assured_fen=1_000_000)
    other = await desk.moved(other, "submission")
    other = await desk.underwritten(other, "reject", reason="postponed")
    assert (other["status"], other["rejected"]) == ("rejected", "postponed")
    assert len((await desk.policy())["additions"]) == 1


async def test_a_loading_needs_a_premium(desk: MoneyDesk):
    told = {"party_ref": INSURED["party_ref"], "about": "habits", "disclosure": "登山"}
    case = await desk.moved(await desk.wanted("supplementary-notice", **told), "submission")
    tag = {"If-Match": f'"{case["version"]}"'}
    body = {"outcome": "approve", "loading_percent": 25}
    refused = await desk.move(case, "underwriting", Role.UNDERWRITER, body, **tag)
    assert (refused.status_code, refused.json()["rule"]) == (422, "premium-rated")


@pytest.mark.parametrize(
    ("today", "paid_to", "broken", "refused"),
    [
        ("2023-10-20", "2024-10-13", {"sum_assured_fen": 999_999}, ("sum_assured_fen", "sum-assured-within")),
        ("2023-10-20", "2024-10-13", {"sum_assured_fen": 30_100_000}, ("sum_assured_fen", "sum-assured-within")),
        ("2023-10-20", "2024-10-13", {"sum_assured_fen": 10_000_100}, ("sum_assured_fen", "sum-in-thousands")),
        ("2023-10-12", "2023-10-13", {}, ("policy_no", "at-anniversary")),  # the day before
        ("2023-11-13", "2024-10-13", {}, ("policy_no", "at-anniversary")),  # 31 days after it
        ("2023-10-20", "2023-10-13", {}, ("paid_to_on", "premium-paid")),
        ("2031-10-20", "2032-10-13", {}, ("paid_to_on", "premiums-left")),
    ],
)
async def test_each_precondition_broken_refuses(
    branch: Alone, today: str, paid_to: str, broken: dict[str, int], refused: tuple[str, str]
):
    desk = await second_year(branch, today, paid_to, sum_assured_fen=10_000_000)
    assert await refusal(desk, RIDER, **ACCIDENT | broken) == refused


async def test_the_anniversary_and_the_thirtieth_day_after_it_are_in_time(branch: Alone):
    desk = await second_year(branch, "2023-10-13")
    assert (await desk.quoted(RIDER, **ACCIDENT)).json()["money_in_fen"] == 18_000
    desk.at("2023-11-12")
    assert (await desk.quoted(RIDER, **ACCIDENT)).status_code == 200


@pytest.mark.parametrize(("product", "rider"), [("L1003", "F5002"), ("L1004", "F5003"), ("Y3002", "F5001")])
async def test_only_riders_of_the_products_row_are_added(branch: Alone, product: str, rider: str):
    desk = await second_year(branch, product=product)
    assert await refusal(desk, RIDER, rider=rider, sum_assured_fen=1_000_000) == ("rider", "rider-offered")


async def test_a_rider_that_nobody_knows_is_a_bad_form(desk: MoneyDesk):
    refused = await desk.wants(RIDER, rider="F9999", sum_assured_fen=1_000_000)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "change.rider")


async def test_there_is_one_of_each_rider(desk: MoneyDesk):
    await added(desk, RIDER, **ACCIDENT)
    again = await desk.wants(RIDER, **ACCIDENT)
    assert (again.status_code, again.json()["rule"]) == (422, "one-of-each-rider")
    assert (await desk.quoted(RIDER, rider="F5002", sum_assured_fen=1_000_000)).status_code == 200


@pytest.mark.parametrize(("born_on", "offered"), [("1963-10-21", True), ("1962-10-20", False)])
async def test_the_insured_is_of_an_age_that_it_is_offered_at(
    branch: Alone, intake: dict[str, Any], born_on: str, offered: bool
):
    intake[PARTIES]["items"][1] = INSURED | {"id_number": "E11112222", "born_on": born_on}
    desk = await second_year(branch)
    if offered:  # 59: 2.60 yuan
        assert (await desk.quoted(RIDER, **ACCIDENT)).json()["money_in_fen"] == 25_503
    else:
        assert await refusal(desk, RIDER, **ACCIDENT) == ("insured.born_on", "age-within-product")


async def test_before_the_free_look_period_is_over_nothing_is_added(branch: Alone):
    desk = await money_desk(branch)
    assert await refusal(desk, RIDER, **ACCIDENT) == ("policy_no", "at-anniversary")
    desk.at("2023-10-20")
    await paid_up_to(desk, "2024-10-13")
    await desk.set_policy(free_look_ends_on=date(2023, 10, 20))
    assert await refusal(desk, RIDER, **ACCIDENT) == ("free_look_ends_on", "free-look-over")


async def test_the_life_of_another_is_insured_with_their_consent(branch: Alone, intake: dict[str, Any]):
    intake[PARTIES]["items"][1] = INSURED | {"id_number": "E11112222"}
    desk = await second_year(branch)
    asked = await desk.wanted(RIDER, papers=[], **ACCIDENT)
    needed = {"application_form", "policy", "id_card", "insured_id", "health_declaration"}
    assert set(asked["missing_papers"]) == needed | {"insured_consent"}
    await desk.moved(asked, "cancellation", body={"reason": "changed-mind"})
    daily = await desk.wanted(RIDER, papers=[], rider="F5003", sum_assured_fen=1_000_000)
    assert set(daily["missing_papers"]) == needed


async def test_a_rider_goes_with_premiums_value_and_surrender(desk: MoneyDesk):
    await added(desk, RIDER, **ACCIDENT)
    desk.at("2024-04-13")  # 183 of 366 days are left: 180.00 × 75 % × 183/366 = 67.50
    values = await desk.values()
    told = {line["code"]: line["amount_fen"] for line in values["lines"]}
    # (250 + 170 × 183/366) / 1000 × two years' premiums of 6,000
    assert told == {"cash-value": 402_000, "rider-value": 6_750}
    assert values["surrender_value_fen"] == 408_750
    case = await desk.agreed("surrender", reason="need-for-cash")
    assert case["money_out_fen"] == 408_750


async def test_the_next_premium_contains_the_rider_whether_its_renewal_was_open_or_not(branch: Alone):
    desk = await second_year(branch, "2023-10-20", "2023-11-13", payment_mode="monthly", premium_fen=54_000)
    await run(desk, "2023-10-20")
    assert [each["premium_fen"] for each in await renewals(desk, "due")] == [54_000]
    await added(desk, RIDER, **ACCIDENT)  # 180.00 × 90/1000 = 16.20 a month
    await run(desk, "2023-10-21")
    assert [each["premium_fen"] for each in await renewals(desk, "due")] == [55_620]
    desk.at("2023-11-13")
    (due_now,) = await renewals(desk, "due")
    body = {"amount_fen": 55_620, "paid_by": "cash", "reference": "LS-9"}
    path, key = f"/renewals/{due_now['case_no']}/payment", {"Idempotency-Key": "renewal-1"}
    less = await branch.post(path, Role.CASHIER, body | {"amount_fen": 54_000}, **key)
    assert (less.status_code, less.json()["due_fen"]) == (422, 55_620)
    paid = await branch.post(path, Role.CASHIER, body, **{"Idempotency-Key": "renewal-2"})
    assert (paid.status_code, (await desk.policy())["paid_to_on"]) == (200, "2023-12-13")


async def run(desk: MoneyDesk, day: str) -> None:
    desk.at(day)
    answer = await desk.office.post("/renewal-runs", Role.PROVINCE, {"day": day})
    assert answer.status_code == 202, answer.text
    await desk.office.app.state.renewals.work()


async def renewals(desk: MoneyDesk, status: str) -> list[dict[str, Any]]:
    return list((await desk.office.get("/renewals", status=status)).json()["items"])


async def test_arrears_of_a_lapsed_policy_contain_the_rider(desk: MoneyDesk):
    await added(desk, RIDER, **ACCIDENT)
    desk.at("2024-12-13")
    await desk.lapse("2024-12-13")
    case = (await desk.quoted("reinstatement", health_unchanged=True)).json()
    # 61 days: 618,000 × 5.5 % × 61/365 = 5,680.52
    assert lines(case) == [("premium", -618_000), ("arrears-interest", -5_681)]


async def test_a_policy_paid_up_keeps_its_rider_for_what_is_paid(desk: MoneyDesk):
    await added(desk, RIDER, **ACCIDENT)
    sum_fen = (await desk.policy())["sum_assured_fen"]
    assert (await desk.agreed("reduced-paid-up"))["status"] == "confirmed"
    policy = await desk.policy()
    assert (policy["sum_assured_fen"], policy["additions"][0]["ends_on"]) == (sum_fen // 5, "2024-10-13")
    values = {line["code"]: line["amount_fen"] for line in (await desk.values())["lines"]}
    assert values["rider-value"] == 13_242  # 180.00 × 75 % × 359/366
    desk.at("2024-10-13")
    assert [line["code"] for line in (await desk.values())["lines"]] == ["cash-value"]


async def test_less_of_the_sum_assured_leaves_the_rider_and_its_premium(desk: MoneyDesk):
    await added(desk, RIDER, **ACCIDENT)
    has = (await desk.policy())["sum_assured_fen"]
    await desk.agreed("partial-surrender", sum_assured_fen=has // 2)
    policy = await desk.policy()
    assert (policy["premium_fen"], policy["additions"][0]["premium_fen"]) == (300_000 + 18_000, 18_000)


async def test_another_payment_mode_is_reckoned_part_by_part(branch: Alone):
    desk = await second_year(branch, premium_fen=600_001)
    await added(desk, RIDER, rider="F5001", sum_assured_fen=1_500_000)  # 27.00 yuan a year
    desk.at("2024-10-01")
    await desk.agreed("payment-mode-change", payment_mode="monthly")
    policy = await desk.policy()
    # 6,000.01 × 90/1000 = 540.0009; 27.00 × 90/1000 = 2.43
    assert (policy["premium_fen"], policy["additions"][0]["premium_fen"]) == (54_000 + 243, 243)


async def test_the_policy_of_an_earlier_day_has_no_rider_yet(desk: MoneyDesk):
    await added(desk, RIDER, **ACCIDENT)
    desk.at("2023-10-21")
    then, now = [
        (await desk.office.get(f"{POLICY}/as-of/{day}", Role.TELLER)).json()["policy"]
        for day in ("2023-10-19", "2023-10-20")
    ]
    assert (then["premium_fen"], then["additions"]) == (600_000, [])
    assert (now["premium_fen"], now["additions"][0]["product"]) == (618_000, "F5001")


async def test_the_event_tells_what_was_added_and_nobody(desk: MoneyDesk):
    await added(desk, RIDER, **ACCIDENT)
    told = [row.data for row in await desk.office.rows(case_events) if row.type.endswith("policy.endorsed.v1")][-1]
    assert '"product":"F5001"' in told
    assert "1985" not in told


async def test_of_two_tellers_at_one_policy_one_is_told_which_request_is_open(desk: MoneyDesk):
    both = await asyncio.gather(desk.wants(RIDER, **ACCIDENT), desk.wants(RIDER, **ACCIDENT))
    assert sorted(answer.status_code for answer in both) == [201, 409]
    assert next(each.json()["rule"] for each in both if each.status_code == 409) == "one-open-request"


async def test_paid_twice_at_once_it_is_added_once(desk: MoneyDesk):
    case = await due(desk, RIDER, **ACCIDENT)
    both = await asyncio.gather(*(desk.money(case, "receipts", 17_656, key=key) for key in ("1", "2")))
    assert sorted(answer.status_code for answer in both) == [200, 409]
    policy = await desk.policy()
    assert (policy["premium_fen"], len(policy["additions"])) == (618_000, 1)


async def test_what_ended_before_the_money_came_takes_none(desk: MoneyDesk):
    case = await due(desk, RIDER, **ACCIDENT)
    await desk.agreed("surrender", reason="need-for-cash")
    late = await desk.money(case, "receipts", 17_656)
    assert (late.status_code, late.json()["rule"]) == (422, "policy-status")
    assert (await desk.policy())["additions"] == []


async def test_a_premium_that_fell_due_meanwhile_is_paid_first(desk: MoneyDesk):
    case = await due(desk, RIDER, **ACCIDENT)
    desk.at("2024-10-13")
    late = await desk.money(case, "receipts", 17_656)
    assert (late.status_code, late.json()["rule"]) == (422, "premium-paid")
