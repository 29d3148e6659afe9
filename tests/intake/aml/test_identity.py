"""Who must be identified before premium is taken or a policy issued, and what is kept of it."""

import pytest
from sqlalchemy import select

from services.intake.aml.models import IdentityCheck
from shared.auth import Role
from tests.intake.aml.desk import CASH_CHECKED, TRANSFER_CHECKED, AmlDesk
from tests.intake.counter import PERSON, refused


@pytest.mark.parametrize(
    ("method", "floor", "rule"), [("cash", CASH_CHECKED, "AML-07-NB1"), ("transfer", TRANSFER_CHECKED, "AML-07-NB2")]
)
async def test_premium_at_the_threshold_waits_for_the_identity_check(desk: AmlDesk, method: str, floor: int, rule: str):
    case = await desk.waiting(floor, insured=desk.person())
    answer = await desk.pay(case, method)
    told = {"rule": rule, "mark": "V2", "verified": False, "missing": ["policyholder", "insured"]}
    problem = refused(answer, 422, "not-identified", field="amount_fen", **told)
    assert "the policyholder and the insured" in problem["detail"]
    await desk.identify_all(case, "policyholder")
    refused(await desk.pay(case, method), 422, "not-identified", missing=["insured"])
    await desk.identify_all(case, "insured")
    assert (await desk.pay(case, method)).status_code == 200


@pytest.mark.parametrize(("method", "floor"), [("cash", CASH_CHECKED), ("transfer", TRANSFER_CHECKED)])
async def test_premium_a_fen_below_the_threshold_is_taken_at_once(desk: AmlDesk, method: str, floor: int):
    assert (await desk.pay(await desk.waiting(floor - 1), method)).status_code == 200


async def test_a_refused_premium_leaves_nothing_behind(desk: AmlDesk):
    case = await desk.waiting(CASH_CHECKED)
    before = len(await desk.office.rows())
    await desk.pay(case)
    assert len(await desk.office.rows()) == before
    kept = await desk.office.get(f"/applications/{case['case_no']}", Role.TELLER)
    assert (kept.json()["status"], kept.json()["premium_collected_fen"]) == ("awaiting_premium", 0)


async def test_a_wrong_amount_is_told_before_the_identity_check(desk: AmlDesk):
    case = await desk.waiting(CASH_CHECKED)
    answer = await desk.pay(case | {"premium_fen": CASH_CHECKED + 1})
    refused(answer, 422, "rule-broken", rule="premium-in-full")


async def test_one_check_serves_the_policyholder_who_is_the_insured(desk: AmlDesk):
    case = await desk.waiting(CASH_CHECKED)
    await desk.identify_all(case, "policyholder")
    assert [person["result"] for person in await desk.persons(case)] == ["matched", "matched"]
    assert (await desk.pay(case)).status_code == 200


async def test_the_last_check_counts(desk: AmlDesk):
    case = await desk.waiting(CASH_CHECKED)
    (person, _) = await desk.persons(case)
    await desk.check(case, person)
    await desk.check(case, person, result="doubtful")
    refused(await desk.pay(case), 422, "not-identified")
    await desk.check(case, person)
    assert (await desk.pay(case)).status_code == 200


async def test_a_bank_debit_is_recorded_and_holds_up_the_issue(desk: AmlDesk):
    """Its money is here already: refusing the bank's file would only hide it."""
    case = await desk.waiting(TRANSFER_CHECKED)
    account = {"account_no": "6227001234567890121", "holder": "林晓雨"}
    assert (await desk.office.post(f"/applications/{case['case_no']}/mandates", Role.TELLER, account)).is_success
    body = {"result": "success", "amount_fen": TRANSFER_CHECKED}
    path = f"/applications/{case['case_no']}/debits"
    assert (await desk.office.post(path, Role.CASHIER, body, **{"Idempotency-Key": "D-1"})).status_code == 200
    refused(await desk.issue(case), 422, "not-identified", rule="AML-07-NB2")
    await desk.identify_all(case)
    assert (await desk.issue(case)).status_code == 200


async def test_a_beneficiary_who_is_not_the_policyholder_is_identified_before_issue(desk: AmlDesk):
    case = await desk.waiting(100_000, beneficiary=desk.person())
    assert (await desk.pay(case)).status_code == 200
    answer = await desk.issue(case)
    refused(answer, 422, "not-identified", rule="AML-L31", mark="V", verified=True, missing=["beneficiary"])
    await desk.identify_all(case, "beneficiary")
    assert (await desk.issue(case)).json()["status"] == "issued"


async def test_a_policyholder_who_is_the_beneficiary_needs_no_check_for_it(desk: AmlDesk):
    own = desk.person()
    case = await desk.waiting(100_000, own, insured=desk.person(), beneficiary=own)
    assert (await desk.pay(case)).status_code == 200
    assert (await desk.issue(case)).status_code == 200


async def test_a_check_keeps_the_document_and_no_number(desk: AmlDesk):
    case = await desk.waiting(CASH_CHECKED, PERSON)
    (person, _) = await desk.persons(case)
    answer = await desk.check(case, person, method="chip_read", copy_sha256="a" * 64)
    kept = answer.json()
    assert (kept["document"], kept["method"], kept["keep_until"]) == ("passport", "chip_read", "2036-10-12")
    assert (kept["role"], kept["checked_by"], kept["case_kind"]) == ("policyholder", "S-teller", "application")
    listed = await desk.office.get("/identity-checks", Role.AUDITOR, case_no=case["case_no"])
    assert listed.json()["items"] == [kept]
    async with desk.office.app.state.sessions() as session:
        (row,) = (await session.scalars(select(IdentityCheck))).all()
    told = answer.text + str(vars(row))
    assert [secret for secret in (PERSON["id_number"], PERSON["name"]) if str(secret) in told] == []


async def test_a_check_of_somebody_who_is_not_on_the_case_is_refused(desk: AmlDesk):
    case, other = await desk.waiting(CASH_CHECKED), await desk.waiting(CASH_CHECKED)
    (person, _) = await desk.persons(other)
    refused(await desk.check(case, person), 404, "not-found", field="party_ref")
    refused(await desk.check({"case_no": "TB-NONE", "org": "350322"}, person), 404, "not-found")


async def test_another_document_than_the_forms_is_refused(desk: AmlDesk):
    case = await desk.waiting(CASH_CHECKED)
    (person, _) = await desk.persons(case)
    answer = await desk.check(case, person, document="resident_id")
    refused(answer, 422, "rule-broken", rule="document-as-on-form", expected="passport")


async def test_another_branchs_case_is_out_of_scope(desk: AmlDesk):
    case = await desk.waiting(CASH_CHECKED)
    (person, _) = await desk.persons(case)
    refused(await desk.check(case | {"org": "350302"}, person), 403, "out-of-scope")


@pytest.mark.parametrize("role", [Role.UNDERWRITER, Role.AUDITOR, Role.BRANCH_MANAGER, Role.SERVICE])
async def test_only_those_who_meet_the_customer_record_checks(desk: AmlDesk, role: Role):
    refused(await desk.office.post("/identity-checks", role, {}), 403, "forbidden")
