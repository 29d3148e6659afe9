"""A claim put to the benefit rules: from the facts to the lines, and what it takes of limits that others share."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from services.claims.cases.findings import FACT_OF
from services.claims.papers.matrix import TYPES
from shared.auth import Role
from shared.contracts.policy_service import PolicyLapsed
from shared.testing.alone import Alone
from tests.claims.conftest import PARTIES, opened, policy
from tests.claims.hall import INVOICE, INVOICED, PAPERS, POLICY_NO, Case, ClaimsHall, ok, refused, values

CARD_NO = "BD260301-00000002"
SUM_FEN = 2_000_000  # of the student's card, K2002: of illness in hospital 200 yuan off, 60 % paid, up to it a year

STAY = {"admitted_on": "2026-10-08", "discharged_on": "2026-10-09"}


@pytest.fixture
async def card(hall: ClaimsHall, policy_service: dict[str, Any]) -> ClaimsHall:
    await issue_card(hall, policy_service)
    return hall


async def issue_card(hall: ClaimsHall, policy_service: dict[str, Any], product: str = "K2002") -> None:
    policy_service[PARTIES.replace(POLICY_NO, CARD_NO)] = policy_service[PARTIES]
    terms = {"product": product, "term_years": 1, "payment_mode": "single", "paid_to_on": None}
    await hall.office.feed(opened(case_no=CARD_NO, sum_assured_fen=SUM_FEN, **terms))


async def invoiced(hall: ClaimsHall, number: str, total_fen: int, **changes: Any) -> Case:
    """Registered under the card, with one invoice."""
    event = {"event_on": changes.pop("event_on", "2026-10-08")}
    case = await hall.registered(policy_no=CARD_NO, **event, distinct_from=changes.pop("distinct_from", []))
    await record(hall, case, number, total_fen, **changes)
    return case


async def record(hall: ClaimsHall, case: Case, number: str, total_fen: int, **changes: Any) -> Case:
    body = INVOICE | {"number": number, "total_fen": total_fen} | changes
    answer = await hall.post(f"/{case['case_no']}/invoices", body, Role.ADJUDICATOR)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def calculate(hall: ClaimsHall, case: Case, **findings: Any) -> Case:
    return await hall.done(case, "calculation", findings, Role.ADJUDICATOR)


def test_every_type_rests_on_a_fact():
    assert FACT_OF.keys() == TYPES.keys()


async def test_the_rules_reckon_line_by_line_and_the_letter_says_so(card: ClaimsHall):
    case = await invoiced(card, "A1", 200_000, social_insurance_fen=100_000)
    case = await calculate(card, case)
    assert (case["status"], case["total_fen"], case["level"]) == ("calculated", 108_000, "branch")
    (kept,) = await card.get(case, "/calculations")
    assert sum(line["amount_fen"] for line in kept["lines"]) == kept["total_fen"] == 108_000
    assert {line["rule_id"] for line in kept["lines"]} == {"K2002-illness-medical"}
    assert all(line["formula"]["zh"] and line["basis"] and line["mark"] for line in kept["lines"])
    assert kept["social_insurance_kept_fen"] == case["kept_fen"] > 0
    assert "以上合计给付1,080.00元。" in [text["zh"] for text in kept["letter"]]
    case = ok(await card.decide(await card.passed(case)))
    assert ok(await card.pay(case, 108_000, "k"))["status"] == "paid"


async def test_a_years_limit_holds_across_claims_also_at_one_instant(card: ClaimsHall):
    cases = [await invoiced(card, f"A{day}", 3_020_000, event_on=f"2026-10-0{day}") for day in (6, 7)]
    done = await asyncio.gather(*(calculate(card, case) for case in cases))
    assert sorted(case["total_fen"] for case in done) == [SUM_FEN - 1_800_000, 1_800_000]
    first = next(case for case in done if case["total_fen"] == 1_800_000)
    assert (await calculate(card, first))["total_fen"] == 1_800_000  # again: its own doesn't count against it
    await card.done(first, "withdrawal", {"reason": "mistake"})
    second = next(case for case in done if case["case_no"] != first["case_no"])
    assert (await calculate(card, second))["total_fen"] == 1_800_000


async def test_an_invoice_is_paid_in_one_claim_only(card: ClaimsHall):
    first = await calculate(card, await invoiced(card, "A1", 200_000, sha256="b" * 64))
    second = await invoiced(card, "A2", 200_000, sha256="b" * 64, event_on="2026-10-07")
    second = await calculate(card, second)
    assert second["total_fen"] == 0
    (kept,) = await card.get(second, "/calculations")
    assert [(each["code"], each["subject"]) for each in kept["refusals"]] == [("used-before", "A2")]
    assert first["case_no"] in kept["refusals"][0]["text"]["zh"]
    passed = await card.passed(second)
    refused(await card.decide(passed), 422, "something-to-pay")
    ok(await card.decide(passed, "3503", outcome="refuse", reasons=["invoice-used"]))


async def test_a_corrected_invoice_gives_the_difference(card: ClaimsHall):
    case = await invoiced(card, "A1", 200_000)
    case = ok(await card.decide(await card.passed(await calculate(card, case))))
    case = ok(await card.pay(case, 108_000, "first"))
    again = {"If-Match": f'"{case["version"]}"'}
    case = await card.done(case, "reopening", {"reason": "invoice-corrected"}, Role.ADJUDICATOR, **again)
    (wrong,) = await card.get(case, "/invoices")
    assert wrong["used"]
    await card.done(case, f"invoices/{wrong['id']}/striking", None, Role.ADJUDICATOR)
    await record(card, case, "A1-corrected", 300_000)
    case = await calculate(card, case)
    case = ok(await card.decide(await card.passed(case)))
    assert (case["total_fen"], case["payable_fen"]) == (168_000, 60_000)


@pytest.mark.parametrize(
    ("changes", "findings", "rule"),
    [
        ({}, {}, "fact-found"),  # no invoice
        ({"types": ["hospital-allowance"]}, {}, "fact-found"),
        ({"types": ["hospital-allowance"]}, {"stays": [STAY | {"discharged_on": "2026-10-07"}]}, "days-in-order"),
        ({"types": ["hospital-allowance"]}, {"stays": [STAY], "died_on": "2026-10-09"}, "fact-claimed"),
    ],
)
async def test_each_type_has_its_fact_and_no_fact_is_without_its_type(
    card: ClaimsHall, changes: dict[str, Any], findings: dict[str, Any], rule: str
):
    case = await card.registered(policy_no=CARD_NO, **changes)
    refused(await card.post(f"/{case['case_no']}/calculation", findings, Role.ADJUDICATOR), 422, rule)


async def test_by_hand_only_where_no_rules_would_reckon(card: ClaimsHall):
    case = await invoiced(card, "A1", 200_000)
    by_hand = {"lines": [], "total_fen": 0}
    refused(await card.post(f"/{case['case_no']}/manual-calculation", by_hand, Role.ADJUDICATOR), 422, "rules-reckon")
    old = await card.registered(distinct_from=[case["case_no"]])
    await record(card, old, "B1", 100)
    refused(await card.post(f"/{old['case_no']}/calculation", {}, Role.ADJUDICATOR), 422, "no-rules")


@pytest.mark.parametrize(
    ("event_on", "code"),
    [("2026-03-01", "outside-cover"), ("2026-03-31", "waiting"), ("2026-04-01", None)],
)
async def test_a_day_outside_the_cover_or_in_the_waiting_period_pays_nothing_and_says_why(
    card: ClaimsHall, event_on: str, code: str | None
):
    case = await calculate(card, await invoiced(card, "A1", 200_000, event_on=event_on, issued_on=event_on))
    (kept,) = await card.get(case, "/calculations")
    assert [each["code"] for each in kept["refusals"]] == ([code] if code else [])
    assert (case["total_fen"] == 0) == bool(code)


@pytest.mark.parametrize(
    ("event_on", "total", "code"),
    [("2026-09-08", 19_900_000, None), ("2026-10-20", 19_300_000, None), ("2026-11-10", 0, "suspended")],
)
async def test_in_grace_the_arrears_are_taken_off_and_after_the_lapse_nothing_is_paid(
    office: Alone, policy_service: dict[str, Any], event_on: str, total: int, code: str | None
):
    policy_service[PARTIES.replace(POLICY_NO, CARD_NO)] = policy_service[PARTIES]
    terms = {"case_no": CARD_NO, "product": "L1002", "effective_on": "2025-09-09", "paid_to_on": "2026-09-09"}
    lapsed = {"on": "2026-11-09", "status": "suspended", "suspended_on": "2026-11-09"}
    await office.feed(opened(on="2025-09-08", **terms))
    office.time.set(datetime(2026, 11, 12, 2, tzinfo=UTC))
    await office.feed(policy(PolicyLapsed, "lapse", 2, **terms | lapsed))
    hall = ClaimsHall(office)
    death = {"types": ["accident-death"], "cause": "accident", "care": "none", "event_on": event_on}
    papers = [*PAPERS, "policy_document", "accident_proof", "death_certificate", "beneficiary_proof"]
    case = await hall.registered(policy_no=CARD_NO, papers=papers, **death)
    down = await hall.post(f"/{case['case_no']}/calculation", {"died_on": event_on}, Role.ADJUDICATOR)
    assert down.status_code == 503  # what the policy owes is not known
    policy_service[f"/v1/policies/{CARD_NO}/values"] = 422  # nor are the clauses of its product
    unknown = await hall.post(f"/{case['case_no']}/calculation", {"died_on": event_on}, Role.ADJUDICATOR)
    assert (unknown.status_code, unknown.json()["rule"]) == (422, "clauses-known")
    policy_service[f"/v1/policies/{CARD_NO}/values"] = values(300_000, 100_000)
    case = await calculate(hall, case, died_on=event_on)
    (kept,) = await hall.get(case, "/calculations")
    assert (case["total_fen"], [each["code"] for each in kept["refusals"]]) == (total, [code] if code else [])
    off = {line["code"]: line["amount_fen"] for line in kept["lines"] if line["amount_fen"] < 0}
    assert off == ({"loan": -100_000} if total else {}) | ({"arrears": -600_000} if total == 19_300_000 else {})


async def test_an_invoice_that_was_paid_for_by_hand_is_paid_in_no_other_claim_and_the_other_way_round(card: ClaimsHall):
    by_hand = await card.registered()
    await record(card, by_hand, "A1", 128_000, sha256="d" * 64)
    assert (await card.recalculated(by_hand, 128_000))["total_fen"] == 128_000
    assert [each["used"] for each in await card.get(by_hand, "/invoices")] == [True]
    event = {"event_on": "2026-10-07", "issued_on": "2026-10-07"}
    for number, file in (("A1", "e" * 64), ("A2", "d" * 64)):
        case = await invoiced(card, number, 200_000, sha256=file, **event, distinct_from=[])
        assert (await calculate(card, case))["total_fen"] == 0, number
        await card.done(case, "withdrawal", {"reason": "mistake"})
    await calculate(card, await invoiced(card, "B1", 200_000, **event))
    other = await card.registered(event_on="2026-10-06")
    await record(card, other, "B1", 128_000)
    form: Case = {"lines": [INVOICED], "total_fen": 128_000}
    path = f"/{other['case_no']}/manual-calculation"
    told = refused(await card.post(path, form, Role.ADJUDICATOR), 422, "used-before")
    assert (told["field"], told["subject"]) == ("refusals", "B1")
    why = {name: INVOICED[name] for name in ("basis", "mark")} | {"text": INVOICED["input"]}
    form |= {"refusals": [why | {"code": "used-before", "subject": "B1"}]}
    assert ok(await card.post(path, form, Role.ADJUDICATOR))["total_fen"] == 128_000
    assert [each["used"] for each in await card.get(other, "/invoices")] == [False]
