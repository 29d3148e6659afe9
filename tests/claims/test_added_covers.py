"""Riders and increases (附加险、加保): each from its own first day, with its own waiting period and limits."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.claims.adjudication.adjudicating import adjudicate
from services.claims.adjudication.claim_facts import Cover, Facts, Invoice, Taking, Used
from services.claims.adjudication.liabilities import Cause
from shared.auth import Role
from shared.contracts.policy_service import PolicyEndorsed, PolicyLapsed
from shared.testing.alone import Alone
from tests.claims.conftest import HOLDER, INSURED, PARTIES, opened, policy
from tests.claims.hall import INVOICE, PAPERS, POLICY_NO, Case, ClaimsHall, values

NUMBER = "BD260301-00000003"
BEGAN, ADDED = "2025-09-09", "2026-07-01"
RIDER: Case = {
    "kind": "rider",
    "product": "F5003",
    "request_no": "BQ-1",
    "sum_assured_fen": 1_000_000,
    "premium_fen": 12_000,
    "first_premium_fen": 8_000,
    "first_paid_to_on": "2027-09-09",
    "begins_on": ADDED,
    "ends_on": "2035-09-09",
}
MORE = RIDER | {"kind": "increase", "product": "L1005", "sum_assured_fen": 5_000_000, "ends_on": None}
MORE |= {"premium_fen": 30_000, "first_premium_fen": 20_000}
DEATH: Case = {"types": ["illness-death"], "cause": "illness", "care": "none"}
DIED_OF = [*PAPERS, "policy_document", "accident_proof", "death_certificate", "beneficiary_proof", "pathology_report"]
WORTH: Case = values(100_000, 0)


async def with_added(office: Alone, policy_service: dict[str, Any], *added: Case, **facts: str) -> ClaimsHall:
    """A policy of 200,000 yuan, and what was added to it on 1 July 2026."""
    policy_service[PARTIES.replace(POLICY_NO, NUMBER)] = policy_service[PARTIES]
    policy_service[f"/v1/policies/{NUMBER}/values"] = WORTH
    terms: Case = {"case_no": NUMBER, "product": "L1001", "effective_on": BEGAN, "paid_to_on": "2027-09-09"} | facts
    await office.feed(opened(on="2025-09-08", **terms))
    raised = sum(each["sum_assured_fen"] for each in added if each["kind"] == "increase")
    terms |= {"sum_assured_fen": 20_000_000 + raised, "additions": list(added), "item": "sum-increase"}
    terms |= {"premium_fen": 600_000 + sum(each["premium_fen"] for each in added)}
    await office.feed(policy(PolicyEndorsed, "endorse", 2, on=ADDED, request_no="BQ-1", **terms))
    return ClaimsHall(office)


async def calculated(hall: ClaimsHall, event_on: str, papers: list[str], claim: Case, **findings: Any) -> Case:
    """Its newest calculation."""
    form: dict[str, Any] = {"policy_no": NUMBER, "event_on": event_on, "papers": papers} | claim
    case = await hall.registered(**form)
    if "invoice" in findings:
        body = INVOICE | {"issued_on": event_on} | findings.pop("invoice")
        answer = await hall.post(f"/{case['case_no']}/invoices", body, Role.ADJUDICATOR)
        assert answer.status_code == 201, answer.text
    case = await hall.done(case, "calculation", findings, Role.ADJUDICATOR)
    return dict((await hall.get(case, "/calculations"))[0])


def lines(calculation: Case) -> list[tuple[str, str, int]]:
    return [(line["rule_id"], line["code"], line["amount_fen"]) for line in calculation["lines"]]


def refusals(calculation: Case) -> list[tuple[str, str]]:
    return [(each["code"], each["subject"]) for each in calculation["refusals"]]


@pytest.mark.parametrize(
    ("event_on", "paid", "refused"),
    [
        ("2026-06-30", [], [("not-covered", "claim")]),  # it was none of the policy's then
        ("2026-07-01", [], [("waiting", "F5003-illness-day")]),
        ("2026-09-28", [], [("waiting", "F5003-illness-day")]),  # the ninetieth day
        ("2026-09-29", [("days", 40_000), ("deductible-days", -24_000)], []),  # five of 80 yuan, three aren't paid
    ],
)
async def test_a_rider_waits_from_its_own_first_day(
    office: Alone, policy_service: dict[str, Any], event_on: str, paid: list[Any], refused: list[Any]
):
    hall = await with_added(office, policy_service, RIDER)
    discharged_on = (date.fromisoformat(event_on) + timedelta(days=5)).isoformat()
    stay = {"admitted_on": event_on, "discharged_on": discharged_on}
    claim = {"types": ["hospital-allowance"], "cause": "illness", "care": "inpatient"}
    told = await calculated(hall, event_on, PAPERS, claim, stays=[stay])
    assert [(code, fen) for _, code, fen in lines(told)] == paid
    assert refusals(told) == refused


async def test_an_accident_waits_for_nothing_and_each_cover_has_its_own_limit(
    office: Alone, policy_service: dict[str, Any]
):
    accident = RIDER | {"product": "F5001", "sum_assured_fen": 10_000_000}
    hall = await with_added(office, policy_service, accident)
    claim = {"types": ["accident-death"], "cause": "accident", "care": "none"}
    told = await calculated(hall, "2026-07-02", DIED_OF, claim, died_on="2026-07-02")
    assert lines(told) == [
        ("L1001-accidental-death", "death", 20_000_000),
        ("F5001-accidental-death", "death", 10_000_000),
    ]
    assert refusals(told) == []


async def test_what_the_policy_gives_back_on_a_childs_death_takes_nothing_of_its_riders_limit(
    office: Alone, policy_service: dict[str, Any]
):
    accident = RIDER | {"product": "F5001", "sum_assured_fen": 10_000_000}
    hall = await with_added(office, policy_service, accident, product="L1003")
    child = {"masked": False, "items": [HOLDER, INSURED | {"born_on": "2017-01-01"}]}
    policy_service[PARTIES.replace(POLICY_NO, NUMBER)] = child
    claim = {"types": ["accident-death"], "cause": "accident", "care": "none"}
    figures = {"premiums_paid_fen": 15_000_000}
    told = await calculated(hall, "2026-07-02", DIED_OF, claim, died_on="2026-07-02", policy=figures)
    assert lines(told) == [
        ("L1003-accidental-death", "death", 15_000_000),
        ("F5001-accidental-death", "death", 10_000_000),
        ("F5001-accidental-death", "minor-cap", 0),
    ]


async def test_within_its_waiting_period_an_increase_gives_its_premiums_back(
    office: Alone, policy_service: dict[str, Any]
):
    hall = await with_added(office, policy_service, MORE, product="L1005")
    told = await calculated(hall, "2026-09-28", DIED_OF, DEATH, died_on="2026-09-28")
    assert lines(told) == [("L1005-death", "death", 20_000_000), ("L1005-death", "premiums-returned", 20_000)]
    assert {line["liability"]: line["payee"] for line in told["lines"]} == {
        "illness_death": "beneficiary",
        "refund": "policyholder",
    }


async def test_after_it_an_increase_pays_as_the_policy_does(office: Alone, policy_service: dict[str, Any]):
    hall = await with_added(office, policy_service, MORE, product="L1005")
    told = await calculated(hall, "2026-09-29", DIED_OF, DEATH, died_on="2026-09-29")
    assert lines(told) == [("L1005-death", "death", 20_000_000), ("L1005-death", "death", 5_000_000)]
    assert told["total_fen"] == 25_000_000


async def test_of_a_suicide_the_two_years_of_an_increase_are_its_own(office: Alone, policy_service: dict[str, Any]):
    hall = await with_added(office, policy_service, MORE, product="L1005", effective_on="2024-09-09")
    worth = values(100_000, 0, increases=[{"request_no": "BQ-1", "cash_value_fen": 700}])
    policy_service[f"/v1/policies/{NUMBER}/values"] = worth
    day = "2026-09-10"  # the day after the policy's own second anniversary
    told = await calculated(hall, day, DIED_OF, DEATH, died_on=day, is_suicide=True)
    assert lines(told)[:2] == [("L1005-death", "death", 20_000_000), ("L1005-death", "cash-value", 700)]
    assert refusals(told) == [("suicide", "L1005-death")]


async def test_a_suicide_within_both_spans_returns_each_value_once(office: Alone, policy_service: dict[str, Any]):
    hall = await with_added(office, policy_service, MORE, product="L1005")
    worth = values(100_000, 0, increases=[{"request_no": "BQ-1", "cash_value_fen": 700}])
    policy_service[f"/v1/policies/{NUMBER}/values"] = worth
    told = await calculated(hall, "2026-09-10", DIED_OF, DEATH, died_on="2026-09-10", is_suicide=True)
    assert [(code, fen) for _, code, fen in lines(told)] == [("cash-value", 99_300), ("cash-value", 700)]


async def test_a_riders_own_deductible_and_yearly_limit(office: Alone, policy_service: dict[str, Any]):
    medical = RIDER | {"product": "F5002", "sum_assured_fen": 500_000}
    hall = await with_added(office, policy_service, medical)
    claim = {"types": ["accident-medical"], "cause": "accident", "care": "inpatient"}
    papers = [*PAPERS, "accident_proof"]
    told = await calculated(hall, "2026-08-03", papers, claim, invoice={"number": "A1", "total_fen": 610_000})
    # 6,100 less 100 yuan, 90 % of it: 5,400, of which the limit leaves 5,000
    assert sum(fen for _, _, fen in lines(told)) == told["total_fen"] == 500_000
    assert [code for _, code, _ in lines(told)] == ["invoice", "deductible", "co-payment", "over-limit"]


def facts_of(main: str, added: str, **known: Any) -> Facts:
    """An event of 10 March 2026, under a policy of 200,000 yuan and what was added to it for 50,000."""
    begins, began = date(2025, 5, 1), date(2020, 5, 1)
    issued: dict[str, Any] = {"policy_no": NUMBER, "product": main, "concluded_on": began, "begins_on": began}
    own = Cover(ends_on=None, sum_assured_fen=20_000_000, **issued)
    more: dict[str, Any] = {"policy_no": NUMBER, "product": added, "concluded_on": begins, "begins_on": begins}
    also = Cover(ends_on=None, sum_assured_fen=5_000_000, addition="BQ-1", **more)
    return Facts(case_no="LP-2", person="A", event_on=date(2026, 3, 10), cover=own, added=(also,), **known)


def test_what_was_taken_of_the_policys_limit_is_not_taken_of_an_increases():
    facts = facts_of("L1005", "L1005", cause=Cause.ILLNESS, died_on=date(2026, 3, 10))
    result = adjudicate(facts, used=Used(takings=(Taking("LP-1", "life", "fen", "", 20_000_000),)))
    assert [line.amount_fen for line in result.lines] == [20_000_000, -20_000_000, 5_000_000]
    assert [taking.name for taking in result.used.takings] == ["BQ-1 life"]


def test_an_invoice_that_the_policy_takes_its_rider_does_not():
    day = date(2026, 3, 10)
    invoice = Invoice(number="A1", hash="h", kind="inpatient", day=day, person="A", total_fen=200_000)
    result = adjudicate(facts_of("K2001", "F5002", cause=Cause.ACCIDENT, invoices=(invoice,)))
    assert {line.rule_id for line in result.lines} == {"K2001-accident-medical"}
    assert [each.code for each in result.refusals] == ["used-before"]


def test_a_riders_benefit_does_not_end_the_policys_contract():
    result = adjudicate(facts_of("K2004", "F5001", cause=Cause.ACCIDENT, died_on=date(2026, 3, 10)))
    assert (result.total_fen, result.ends_contract) == (5_000_000, False)


async def test_a_rider_lapses_with_its_policy_and_its_premium_is_owed_in_grace(
    office: Alone, policy_service: dict[str, Any]
):
    accident = RIDER | {"product": "F5001", "sum_assured_fen": 10_000_000}
    began = {"effective_on": "2025-08-09", "paid_to_on": "2026-08-09"}
    hall = await with_added(office, policy_service, accident, **began)
    in_grace = (await office.get(f"/covers/{NUMBER}", Role.ADJUDICATOR, day="2026-08-20")).json()["standing"]
    assert (in_grace["status"], in_grace["arrears_fen"]) == ("grace", 612_000)
    assert [each["product"] for each in in_grace["additions"]] == ["F5001"]
    lapsed: Case = {"on": "2026-10-09", "status": "suspended", "suspended_on": "2026-10-09"} | began
    lapsed |= {"case_no": NUMBER, "product": "L1001", "additions": [accident]}
    await office.feed(policy(PolicyLapsed, "lapse", 3, **lapsed))
    claim = {"types": ["accident-death"], "cause": "accident", "care": "none"}
    told = await calculated(hall, "2026-10-10", DIED_OF, claim, died_on="2026-10-10")
    assert refusals(told) == [("suspended", "L1001-accidental-death"), ("suspended", "F5001-accidental-death")]


async def test_a_rider_that_has_ended_pays_no_more(office: Alone, policy_service: dict[str, Any]):
    ended = RIDER | {"product": "F5001", "sum_assured_fen": 10_000_000, "ends_on": "2026-08-01"}
    hall = await with_added(office, policy_service, ended)
    claim = {"types": ["accident-death"], "cause": "accident", "care": "none"}
    told = await calculated(hall, "2026-08-01", DIED_OF, claim, died_on="2026-08-01")
    assert lines(told) == [("L1001-accidental-death", "death", 20_000_000)]
    assert refusals(told) == [("outside-cover", "F5001-accidental-death")]
