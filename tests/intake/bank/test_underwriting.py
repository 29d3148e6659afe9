"""The rules of the bank channel (UW-BANCA), each on both sides of its edge; and who decides what they refer."""

from datetime import date
from typing import Any

import pytest

from services.intake.bank.incomes import LOCAL_INCOMES, local_income
from services.intake.bank.models import BankApplication
from services.intake.bank.underwriting import RULES
from shared.tables import case_events
from tests.intake.bank.sales import REGULAR, BankDesk, finances
from tests.intake.counter import PERSON, refused

URBAN = 5_615_300  # of Fujian, by the table
YOUNG = PERSON | {"born_on": "1994-10-13", "id_number": "E11112222"}  # 31 until tomorrow
CHILD = {"insured": PERSON | {"born_on": "2020-01-01", "id_number": "E22223333"}, "relation": "child"}
CHILD |= {"guardian_signed": True, "recording_no": "R2610120001"}


def born(day: str) -> dict[str, Any]:
    return {"policyholder": PERSON | {"born_on": day}, **CHILD}


RICH = finances(annual_income_fen=90_000_000, family_income_fen=90_000_000, budget_fen=90_000_000)
MANUAL = [
    # what                        sale                                                                     rule
    ("income at the local one", {"finances": finances(annual_income_fen=URBAN)}, None),
    ("income below it", {"finances": finances(annual_income_fen=URBAN - 1)}, "income-below-local"),
    ("rural income", {"finances": finances(annual_income_fen=URBAN - 1, residence="rural")}, None),
    ("65", born("1960-10-13"), None),
    ("still 65", {"finances": RICH, **born("1960-10-13")}, None),
    ("66 today", {"finances": RICH, **born("1960-10-12")}, "age-over-65"),
    ("60, regular", {**REGULAR, "finances": RICH, "declaration_signed": True, **born("1965-10-13")}, None),
    (
        "61, regular",
        {**REGULAR, "finances": RICH, "declaration_signed": True, **born("1965-10-12")},
        "age-over-60-regular",
    ),
    ("66, regular", {**REGULAR, "finances": RICH, "declaration_signed": True, **born("1960-10-12")}, "age-over-65"),
]
DECLARED = [
    ("single, 4 incomes", {"finances": finances(family_income_fen=1_250_000)}, None),
    ("single, more", {"finances": finances(family_income_fen=1_249_999)}, "single-over-4-incomes"),
    ("annual, 20 %", {**REGULAR, "finances": finances(family_income_fen=5_000_000)}, None),
    ("annual, more", {**REGULAR, "finances": finances(family_income_fen=4_999_999)}, "annual-over-20-percent"),
    ("49 and 10 years", {**REGULAR, **born("1976-10-13")}, None),
    ("50 and 10 years", {**REGULAR, **born("1976-10-12")}, "pay-years-and-age-60"),
    ("59, single", born("1967-10-12"), None),
    ("under 150 % of the budget", {"finances": finances(budget_fen=3_333_334)}, None),
    ("150 % of the budget", {"finances": finances(budget_fen=3_333_333)}, "premium-over-budget"),
    ("exactly 150 %", {"premium_fen": 6_000_000, "finances": finances(budget_fen=4_000_000)}, "premium-over-budget"),
    ("no budget at all", {"finances": finances(budget_fen=0)}, "premium-over-budget"),
]


@pytest.mark.parametrize(("sale", "rule"), [each[1:] for each in MANUAL], ids=[each[0] for each in MANUAL])
async def test_what_a_person_must_see_is_referred_with_its_rule(
    desk: BankDesk, sale: dict[str, Any], rule: str | None
) -> None:
    case = await desk.submitted(**sale)
    assert case["referral_reasons"] == ([] if rule is None else [rule])
    assert (case["status"], case["underwriting"]) == (
        ("awaiting_premium", "auto") if rule is None else ("in_underwriting", "manual")
    )


@pytest.mark.parametrize(("sale", "rule"), [each[1:] for each in DECLARED], ids=[each[0] for each in DECLARED])
async def test_what_needs_the_declaration_is_refused_without_and_taken_with_it(
    desk: BankDesk, sale: dict[str, Any], rule: str | None
) -> None:
    body = desk.sale(**sale)
    answer = await desk.submit(body)
    if rule is None:
        assert (answer.status_code, answer.json()["declared_reasons"]) == (201, [])
        return
    refused(answer, 422, "rule-broken", field="declaration_signed", rule=rule, rules=[rule])
    assert await desk.office.rows(BankApplication.__table__) == []
    signed = await desk.submit(body | {"declaration_signed": True})  # the same transaction: nothing was kept of it
    assert (signed.status_code, signed.json()["declared_reasons"], signed.json()["status"]) == (
        201,
        [rule],
        "awaiting_premium",
    )


async def test_a_refusal_names_every_rule(desk: BankDesk) -> None:
    poor = finances(family_income_fen=1, budget_fen=1)
    problem = refused(await desk.submit(**REGULAR, finances=poor), 422, "rule-broken")
    assert problem["rules"] == ["annual-over-20-percent", "premium-over-budget"]
    assert "20 %" in problem["detail"]
    assert "150 %" in problem["detail"]


def test_every_rule_names_its_source_and_mark() -> None:
    assert {(rule.basis, rule.mark) for rule in RULES} == {("保监发〔2014〕3号, UW-BANCA (S2 S27)", "V")}
    assert {rule.code for rule in RULES} == {each[2] for each in (*MANUAL, *DECLARED)} - {None}
    assert {row.mark for row in LOCAL_INCOMES} == {"M"}


def test_the_nearest_organisations_income_counts() -> None:
    day = date(2026, 10, 12)
    assert local_income("350322", "urban", day).org == "35"
    assert local_income("44", "urban", day).org == ""
    assert local_income("350322", "rural", day).yearly_fen < local_income("350322", "urban", day).yearly_fen


async def referred(desk: BankDesk, **changes: Any) -> dict[str, Any]:
    return await desk.submitted(finances=finances(annual_income_fen=1_000_000), **changes)


async def test_approved_it_waits_for_the_premium_some_days_longer(desk: BankDesk) -> None:
    case = await referred(desk)
    assert (case["underwriting_level"], case["decision"]) == ("city", None)
    approved = (await desk.decide(case)).json()
    told = ("awaiting_premium", "standard", "2026-10-19")
    assert (approved["status"], approved["decision"], approved["premium_due_on"]) == told
    assert (await desk.collect(approved)).json()["status"] == "issued"


async def test_declined_it_is_over(desk: BankDesk) -> None:
    declined = (await desk.decide(await referred(desk), "decline")).json()
    assert (declined["status"], declined["outcome"], declined["allowed"]) == ("declined", "declined", [])
    refused(await desk.collect(declined), 409, "illegal-transition")


@pytest.mark.parametrize(
    ("sum_fen", "level", "below", "at"),
    [(50_000_000, "city", "350322", "3503"), (50_000_001, "province", "3503", "35"), (300_000_001, "head", "35", "*")],
)
async def test_a_sum_is_decided_by_the_level_it_lies_in(
    desk: BankDesk, sum_fen: int, level: str, below: str, at: str
) -> None:
    case = await referred(desk, sum_assured_fen=sum_fen)
    assert case["underwriting_level"] == level
    refused(await desk.decide(case, org=below), 403, "forbidden", rule="authority-limit", level=level)
    assert (await desk.decide(case, org=at)).status_code == 200


async def test_it_may_be_sent_up_a_level(desk: BankDesk) -> None:
    case = await referred(desk)
    path = f"/bank-applications/{case['case_no']}/escalation"
    raised = (await desk.office.post(path, "underwriter", None, org="3503")).json()
    assert raised["underwriting_level"] == "province"
    refused(await desk.decide(raised, org="3503"), 403, "forbidden", level="province")
    types = [row.type for row in await desk.office.rows(case_events)]
    assert types[-1] == "intake.bank-application.referred.v1"
