"""A bank's sale: accepted as the bank sends it, underwritten at once, issued when the premium is in."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from services.intake.bank.models import BankApplication, BankParty
from shared.auth import Role
from shared.tables import case_events, pii_reads, timers
from tests.intake.bank.sales import BANK, REGULAR, BankDesk, finances
from tests.intake.counter import CHINA, PERSON, refused


async def test_a_sale_is_underwritten_at_once_and_issued_with_its_premium(desk: BankDesk) -> None:
    case = await desk.submitted()
    told = {"status": "awaiting_premium", "waiting": "premium", "channel": "bank", "line": "individual_long_term"}
    told |= {"bank": BANK, "outlet": "psbc-35032207", "salesperson": "psbc-C1024", "underwriting": "auto"}
    told |= {
        "premium_due_on": "2026-10-12",
        "decision": "standard",
        "free_look_days": 15,
        "allowed": ["receive_premium", "withdraw"],
    }
    assert {name: case[name] for name in told} == told
    paid = await desk.collect(case)
    issued = paid.json()
    assert (issued["status"], issued["outcome"], issued["premium_came_by"]) == ("issued", "issued", "bank")
    assert (issued["effective_on"], issued["closed_at"], issued["allowed"]) == (
        "2026-10-13",
        issued["issued_at"],
        ["void"],
    )
    assert issued["policy_no"].startswith("BD261012-")
    types = [row.type for row in await desk.office.rows(case_events)]
    assert types == [f"intake.bank-application.{step}.v1" for step in ("accepted", "decided", "paid", "issued")]


async def test_the_mobile_in_the_office_field_is_kept_found_and_flagged(desk: BankDesk) -> None:
    case = await desk.submitted()
    assert case["flags"] == ["mobile-in-office-field"]
    shown = await desk.office.get(f"/bank-applications/{case['case_no']}/parties", Role.TELLER, pii=True)
    assert [each["phones"] for each in shown.json()["items"]] == [PERSON["phones"]] * 2  # policyholder and insured
    found = await desk.office.post("/bank-applications/parties/search", Role.TELLER, {"mobile": "13959512345"})
    assert [each["case_no"] for each in found.json()["items"]][:1] == [case["case_no"]], found.text


async def test_an_office_telephone_in_the_office_field_is_no_fault(desk: BankDesk) -> None:
    phones = {"office_phone": "0594-2512701", "mobile": "13959512345"}
    assert (await desk.submitted(policyholder=PERSON | {"phones": phones}))["flags"] == []


async def test_a_premium_is_taken_in_full_only(desk: BankDesk) -> None:
    case = await desk.submitted()
    for amount in (4_999_999, 5_000_001):
        refused(await desk.collect(case, amount), 422, "rule-broken", field="amount_fen", rule="premium-in-full")
    assert (await desk.case(case))["premium_collected_fen"] == 0


async def test_unpaid_at_the_end_of_the_day_it_lapses(desk: BankDesk) -> None:
    case = await desk.submitted()
    assert await desk.office.pass_time(datetime(2026, 10, 12, 23, 59, 59, tzinfo=CHINA)) == 0
    assert await desk.office.pass_time(datetime(2026, 10, 13, 0, 0, tzinfo=CHINA)) == 1
    lapsed = await desk.case(case)
    assert (lapsed["status"], lapsed["outcome"], lapsed["withdrawn"]) == ("lapsed", "lapsed", "premium-unpaid")
    refused(await desk.collect(case), 409, "illegal-transition")
    assert await desk.office.rows(timers) == []


async def test_a_premium_of_the_next_day_is_refused_even_if_the_timer_is_late(desk: BankDesk) -> None:
    case = await desk.submitted()
    desk.office.time.set(datetime(2026, 10, 13, 0, 1, tzinfo=CHINA))
    refused(await desk.collect(case), 422, "rule-broken", rule="premium-by-its-day")
    assert (await desk.case(case))["status"] == "awaiting_premium"


async def test_the_same_transaction_again_is_the_same_case(desk: BankDesk) -> None:
    sale = desk.sale()
    first = await desk.submit(sale)
    await desk.collect(first.json())
    desk.office.time.set(datetime(2026, 10, 13, 9, 0, tzinfo=CHINA))
    again = await desk.submit(sale)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.json()["case_no"], again.json()["status"]) == (first.json()["case_no"], "issued")
    assert again.headers["location"] == first.headers["location"]
    assert len(await desk.office.rows(BankApplication.__table__)) == 1
    assert len(await desk.office.rows(BankParty.__table__)) == 2


@pytest.mark.parametrize(
    "changes",
    [{"premium_fen": 6_000_000}, {"policyholder": PERSON | {"name": "欧阳建军"}}, {"finances": finances(budget_fen=9)}],
)
async def test_the_same_transaction_with_other_content_is_a_conflict(desk: BankDesk, changes: dict[str, Any]) -> None:
    sale = desk.sale()
    case = (await desk.submit(sale)).json()
    refused(await desk.submit(sale | changes), 409, "conflict", field="transaction_no")
    assert (await desk.case(case))["version"] == case["version"]
    assert len(await desk.office.rows(BankApplication.__table__)) == 1


async def test_another_bank_may_use_the_same_number(desk: BankDesk) -> None:
    sale = desk.sale()
    cases = [(await desk.submit(sale | {"bank": bank})).json()["case_no"] for bank in ("psbc", "icbc")]
    assert len(set(cases)) == 2


@pytest.mark.parametrize("changes", [{}, {"premium_fen": 6_000_000}])
async def test_of_two_at_the_same_instant_one_opens_the_case(desk_on_both: BankDesk, changes: dict[str, Any]) -> None:
    sale = desk_on_both.sale()
    answers = await asyncio.gather(desk_on_both.submit(sale), desk_on_both.submit(sale | changes))
    assert sorted(answer.status_code for answer in answers) == ([201, 409] if changes else [200, 201])
    assert len({answer.json()["case_no"] for answer in answers if answer.status_code < 300}) == 1
    assert len(await desk_on_both.office.rows(BankApplication.__table__)) == 1
    assert len(await desk_on_both.office.rows(BankParty.__table__)) == 2
    assert len(await desk_on_both.office.rows(case_events)) == 2


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"product": "L1001"}, "product", "product-sold"),
        ({"pay_years": 3}, "pay_years", "pay-years-of-product"),
        (REGULAR | {"pay_years": 4}, "pay_years", "pay-years-of-product"),
        ({"premium_fen": 900_000}, "premium_fen", "premium-of-product"),
        ({"premium_fen": 5_050_000}, "premium_fen", "premium-of-product"),
        ({"policyholder": PERSON | {"born_on": "2010-01-01"}}, "policyholder.born_on", "policyholder-adult"),
        (
            {"insured": PERSON | {"born_on": "1950-01-01", "id_number": "E55556666"}},
            "insured.born_on",
            "age-within-product",
        ),
    ],
)
async def test_what_the_product_does_not_allow_is_refused(
    desk: BankDesk, changes: dict[str, Any], field: str, rule: str
) -> None:
    refused(await desk.submit(**changes), 422, "rule-broken", field=field, rule=rule)
    assert await desk.office.rows(BankApplication.__table__) == []


async def test_a_bank_sells_for_its_organisation_and_nobody_else_submits(desk: BankDesk) -> None:
    refused(await desk.submit(org="350400"), 403, "out-of-scope")
    for role in (Role.TELLER, Role.CASHIER, Role.UNDERWRITER):
        refused(await desk.submit(role=role), 403, "forbidden")
    case = await desk.submitted()
    assert (await desk.office.get(f"/bank-applications/{case['case_no']}", Role.TELLER)).status_code == 200
    found = await desk.office.get("/bank-applications", Role.TELLER, transaction_no=case["transaction_no"], bank=BANK)
    assert [each["case_no"] for each in found.json()["items"]] == [case["case_no"]]


async def test_no_personal_data_in_plain_text_at_rest_or_in_what_is_announced(desk: BankDesk) -> None:
    await desk.issued(finances=finances(annual_income_fen=9_137_331))
    stored = b"".join(path.read_bytes() for path in desk.office.settings.data.glob("intake*"))
    announced = "".join(row.data for row in await desk.office.rows(case_events))
    for secret in (PERSON["name"], PERSON["id_number"], PERSON["address"], "13959512345", "9137331"):
        assert secret.encode() not in stored, secret
        assert secret not in announced, secret


async def test_the_finances_are_shown_to_underwriters_who_may_and_the_read_is_recorded(desk: BankDesk) -> None:
    case = await desk.submitted()
    path = f"/bank-applications/{case['case_no']}/finances"
    refused(await desk.office.get(path, Role.UNDERWRITER), 403, "forbidden")
    refused(await desk.office.get(path, Role.TELLER, pii=True), 403, "forbidden")
    shown = (await desk.office.get(path, Role.UNDERWRITER, pii=True)).json()
    assert shown == finances(residence="urban")
    (read,) = await desk.office.rows(pii_reads)
    assert (read.subject, read.purpose, read.fields) == (case["case_no"], "underwriting", ["finances"])


async def test_a_withdrawn_one_is_over(desk: BankDesk) -> None:
    case = await desk.submitted()
    path, reason = f"/bank-applications/{case['case_no']}/withdrawal", {"reason": "customer-request"}
    withdrawn = (await desk.office.post(path, Role.TELLER, reason)).json()
    assert (withdrawn["status"], withdrawn["outcome"], withdrawn["refund_due_fen"]) == ("withdrawn", "withdrawn", 0)
    refused(await desk.collect(case), 409, "illegal-transition")
    async with desk.office.app.state.sessions() as session:
        assert await session.scalar(text("SELECT count(*) FROM timers")) == 0
