"""Risk flags: each rule on both sides of its threshold, and that none of them stops a claim."""

from datetime import date
from typing import Any

import pytest

from services.claims.risk.rules import RULES, Limit, RiskFacts, flags_of
from shared.auth import Role
from shared.contracts.policy_service import PolicyReinstated
from shared.errors import Text
from shared.tables import case_events
from tests.claims.conftest import PARTIES, opened, policy
from tests.claims.hall import CALCULATION, INVOICE, ClaimsHall, ok
from tests.claims.test_calculating import CARD_NO, calculate, issue_card, record

DAY = date(2026, 10, 8)
SMALL = Limit(Text("限额", "limit"), 300_000)
QUIET = RiskFacts(DAY, date(2020, 1, 1), None, 1, 100, (SMALL,), 1)


@pytest.mark.parametrize(
    ("changes", "fires"),
    [
        ({"begins_on": date(2026, 7, 11)}, ["early-after-issue"]),  # 89 days
        ({"begins_on": date(2026, 7, 10)}, []),  # 90 days
        ({"begins_on": date(2026, 10, 9)}, []),  # before cover: the adjudication's affair
        ({"reinstated_on": date(2026, 7, 11)}, ["early-after-reinstatement"]),
        ({"reinstated_on": date(2026, 7, 10)}, []),
        ({"policies": 3}, ["several-policies"]),
        ({"policies": 2}, []),
        ({"amount_fen": 300_000}, ["near-limit"]),
        ({"amount_fen": 285_000}, ["near-limit"]),
        ({"amount_fen": 284_999}, []),
        ({"amount_fen": 300_001}, []),
        ({"amount_fen": None}, []),
        ({"alike": 3}, ["same-hospital-salesperson"]),
        ({"alike": 2}, []),
        ({"policies": 9, "alike": 9}, ["several-policies", "same-hospital-salesperson"]),
    ],
)
def test_each_rule_on_both_sides_of_its_threshold(changes: dict[str, Any], fires: list[str]):
    assert [flag.rule.code for flag in flags_of(QUIET._replace(**changes))] == fires


async def test_every_rule_says_what_it_is_from_which_threshold_and_why(hall: ClaimsHall):
    rules = (await hall.office.get("/risk-rules")).json()
    assert [each["code"] for each in rules] == list(RULES)
    assert all(each["name"]["zh"] and each["name"]["en"] and each["basis"] and each["mark"] for each in rules)
    assert all(each["limit"] > 0 for each in rules)


async def test_a_flagged_claim_is_explained_and_goes_its_way(hall: ClaimsHall, policy_service: dict[str, Any]):
    others = [opened(case_no=f"BD260301-0000000{number}") for number in (2, 3)]
    policy_service |= {f"/v1/policies/{each.case_no}/parties": policy_service[PARTIES] for each in others}
    await hall.office.feed(*others, policy(PolicyReinstated, "reinstate", 2, reinstated_on="2026-10-01"))
    case = await hall.registered(claimed_fen=299_900)
    assert case["risk_flags"] == ["early-after-reinstatement", "several-policies", "near-limit"]
    flags = await hall.get(case, "/risk", Role.AUDITOR)
    assert flags[0]["found"] == {"zh": "复效后第7日出险", "en": "7 days after the reinstatement"}
    assert {"code", "name", "limit", "unit", "found", "basis", "mark"} == set(flags[0])
    case = await hall.done(case, "manual-calculation", CALCULATION, Role.ADJUDICATOR)
    assert case["risk_flags"] == ["early-after-reinstatement", "several-policies"]
    case = ok(await hall.pay(ok(await hall.decide(await hall.passed(case))), 118_000, "k"))
    assert case["status"] == "paid"
    said = [row.data for row in await hall.office.rows(case_events) if "registered" in row.type]
    assert "several-policies" in said[0]
    assert "E11112222" not in said[0]


async def test_claims_of_one_hospital_and_salesperson_are_seen_together(hall: ClaimsHall):
    flags = []
    for number in range(3):
        case = await hall.accepted(event_on=f"2026-10-0{number + 1}")
        invoice = INVOICE | {"number": f"3503001{number}", "issued_on": "2026-10-10"}
        assert (await hall.post(f"/{case['case_no']}/invoices", invoice)).status_code == 201
        flags.append((await hall.done(case, "registration", {}, Role.ADJUDICATOR))["risk_flags"])
    assert flags == [[], [], ["same-hospital-salesperson"]]


async def test_another_salesperson_s_claims_are_not_counted(hall: ClaimsHall, policy_service: dict[str, Any]):
    other = opened(case_no="BD260301-00000002", salesperson="A9999")
    policy_service["/v1/policies/BD260301-00000002/parties"] = policy_service[PARTIES]
    await hall.office.feed(other)
    for number, policy_no in enumerate((other.case_no, "BD260301-00000001", "BD260301-00000001")):
        case = await hall.accepted(policy_no=policy_no, event_on=f"2026-10-0{number + 1}")
        await hall.post(f"/{case['case_no']}/invoices", INVOICE | {"number": f"3503001{number}"})
        case = await hall.done(case, "registration", {}, Role.ADJUDICATOR)
    assert case["risk_flags"] == []


async def test_what_the_rules_reckon_is_looked_at_anew(hall: ClaimsHall, policy_service: dict[str, Any]):
    await issue_card(hall, policy_service)
    case = await hall.registered(policy_no=CARD_NO, claimed_fen=299_900)
    assert case["risk_flags"] == ["near-limit"]
    await record(hall, case, "A1", 200_000)
    assert (await calculate(hall, case))["risk_flags"] == []
