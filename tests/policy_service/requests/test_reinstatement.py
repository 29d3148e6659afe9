"""Reinstatement: arrears and interest, the two years, and silence that is consent."""

from datetime import UTC, datetime

from shared.auth import Role
from tests.policy_service.requests.money_desk import POLICY, Case, MoneyDesk, lines

HEALTHY = {"health_unchanged": True}


async def suspended(money: MoneyDesk, today: str) -> None:
    """No premium came by the sixtieth day after 13 October 2023."""
    money.at("2023-12-13")
    await money.lapse("2023-12-13")
    money.at(today)


async def underwritten(money: MoneyDesk, case: Case, outcome: str = "approve", **more: str) -> Case:
    tag = {"If-Match": f'"{case["version"]}"'}
    return await money.moved(case, "underwriting", Role.UNDERWRITER, {"outcome": outcome} | more, **tag)


async def test_arrears_and_interest_put_it_in_force_on_the_day_they_are_paid(money: MoneyDesk):
    await suspended(money, "2024-03-01")
    case = await money.moved(await money.wanted("reinstatement", **HEALTHY), "submission")
    case = await underwritten(money, case)
    # 13 October to 1 March are 18 + 30 + 31 + 31 + 29 + 1 = 140 days: 600,000 × 5.5 % × 140/365 = 12,657.53
    case = await money.reviewed(case) if case["status"] == "in_review" else case
    assert (case["status"], lines(case)) == ("awaiting_payment", [("premium", -600_000), ("arrears-interest", -12_658)])
    assert (await money.policy())["status"] == "suspended"
    money.at("2024-03-02")  # 12,747.95
    assert (await money.money(case, "receipts", 612_658)).json()["due_fen"] == 612_748
    await money.money(case, "receipts", 612_748, key="2")
    policy = await money.policy()
    told = {name: policy[name] for name in ("status", "paid_to_on", "suspended_on", "reinstated_on")}
    assert told == {
        "status": "in_force",
        "paid_to_on": "2024-10-13",
        "suspended_on": None,
        "reinstated_on": "2024-03-02",
    }


async def test_every_premium_that_was_missed_is_owed_with_its_own_interest(money: MoneyDesk):
    await suspended(money, "2025-12-13")  # the last day of the two years
    quoted = (await money.quoted("reinstatement", **HEALTHY)).json()
    assert lines(quoted) == [
        ("premium", -600_000),
        ("arrears-interest", -71_605),  # 792 days: 71,605.48
        ("premium", -600_000),
        ("arrears-interest", -38_515),  # 426 days: 38,515.07
        ("premium", -600_000),
        ("arrears-interest", -5_515),  # 61 days: 5,515.07
    ]
    assert quoted["money_in_fen"] == 1_915_635
    assert (await money.policy())["rescindable_on"] == "2025-12-14"
    money.at("2025-12-14")
    late = await money.quoted("reinstatement", **HEALTHY)
    assert (late.json()["rule"], late.json()["mark"]) == ("within-two-years", "V")


async def test_thirty_days_of_silence_are_consent_and_only_the_payment_is_left(money: MoneyDesk):
    await suspended(money, "2024-03-01")
    case = await money.moved(await money.wanted("reinstatement", **HEALTHY), "submission")
    assert case["answer_due_on"] == "2024-03-31"
    assert await money.office.pass_time(datetime(2024, 3, 31, 15, 59, tzinfo=UTC)) == 0
    assert await money.office.pass_time(datetime(2024, 3, 31, 16, 0, tzinfo=UTC)) == 1
    now = (await money.office.get(f"/service-requests/{case['case_no']}")).json()
    # On 1 April, 171 days: 600,000 × 5.5 % × 171/365 = 15,460.27
    assert (now["status"], now["action"], now["money_in_fen"]) == ("awaiting_payment", "agree_by_silence", 615_460)
    assert (await money.paid(now, "receipts", 615_460))["status"] == "confirmed"
    assert (await money.policy())["status"] == "in_force"


async def test_who_was_refused_in_time_isnt_agreed_to_by_silence(money: MoneyDesk):
    await suspended(money, "2024-03-01")
    case = await money.moved(await money.wanted("reinstatement", **HEALTHY), "submission")
    refused = await underwritten(money, case, "reject", reason="health-declaration")
    assert refused["status"] == "rejected"
    assert await money.office.pass_time(datetime(2024, 5, 1, tzinfo=UTC)) == 0
    assert (await money.policy())["status"] == "suspended"


async def test_the_thirty_days_begin_when_the_papers_are_there(money: MoneyDesk):
    await suspended(money, "2024-03-01")
    case = await money.moved(await money.wanted("reinstatement", papers=[], **HEALTHY), "papers-notice")
    money.at("2024-03-21")
    whole = await money.moved(case, "papers", body={"papers": case["missing_papers"]})
    assert (whole["status"], whole["answer_due_on"]) == ("accepted", "2024-04-20")
    assert await money.office.pass_time(datetime(2024, 4, 20, 16, tzinfo=UTC)) == 1


async def test_silence_says_nothing_about_a_policy_that_has_ended(money: MoneyDesk):
    await suspended(money, "2024-03-01")
    case = await money.moved(await money.wanted("reinstatement", **HEALTHY), "submission")
    await money.agreed("surrender", reason="need-for-cash")
    assert await money.office.pass_time(datetime(2024, 4, 1, tzinfo=UTC)) == 1
    assert (await money.office.get(f"/service-requests/{case['case_no']}")).json()["status"] == "in_underwriting"


async def test_who_asked_in_time_is_answered_before_the_policy_is_rescinded(money: MoneyDesk):
    await suspended(money, "2025-12-13")
    case = await underwritten(money, await money.moved(await money.wanted("reinstatement", **HEALTHY), "submission"))
    money.at("2025-12-14")
    early = await money.office.post(f"{POLICY}/rescission-proposal", Role.TELLER, None)
    assert (early.status_code, early.json()["open_case_no"]) == (409, case["case_no"])
    await money.reviewed(case, "reject", reason="health-declaration")
    assert (await money.office.post(f"{POLICY}/rescission-proposal", Role.TELLER, None)).status_code == 200


async def test_a_rescission_leaves_the_value_less_the_loan_to_be_paid_back(money: MoneyDesk):
    """Value at the end of the first year: 150,000. 976 days of 50,000 at 5 %: 6,684.93."""
    await money.lent(50_000)
    await suspended(money, "2025-12-14")
    proposed = await money.office.post(f"{POLICY}/rescission-proposal", Role.TELLER, None)
    tag = {"If-Match": f'"{proposed.json()["version"]}"'}
    done = (await money.office.post(f"{POLICY}/rescission", Role.REVIEWER, None, **tag)).json()
    assert (done["outcome"], done["surrender_value_fen"], done["refund_due_fen"]) == ("rescinded", 93_315, 93_315)
    (loan,) = (await money.loans())["loans"]
    assert (loan["closed_by"], loan["closed_on"], loan["owed_fen"]) == ("rescission", "2025-12-14", 0)
