"""Debit mandates (代扣授权): signed with the form, changed, refused and revoked; no debit without one."""

import asyncio

from sqlalchemy import text

from shared.auth import Role
from tests.intake.counter import PERSON, Counter, faults, refused
from tests.intake.ledger.till import Row, Till

NEW = {"account_no": "6222020200112233445", "holder": "欧阳建国"}


async def mandates(counter: Counter, case: Row, *, pii: bool = False) -> Row:
    path = f"/v1/applications/{case['case_no']}/mandates"
    answer = await counter.http.get(path, headers=counter.token(Role.CASHIER, pii=pii))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_the_form_brings_the_mandate(counter: Counter, till: Till):
    case = await counter.accept()
    told = await mandates(counter, case)
    assert told["masked"]
    (mandate,) = told["items"]
    assert (mandate["status"], mandate["account_no"], mandate["holder"]) == ("signed", "6227***********0121", "欧***")
    (shown,) = (await mandates(counter, case, pii=True))["items"]
    assert (shown["account_no"], shown["holder"]) == (PERSON["account_no"], PERSON["name"])
    assert [(read.subject, read.purpose) for read in await counter.pii_reads()] == [(case["case_no"], "service")]
    for changes in ({"payment_method": "cash"}, {"mandate_signed": False}):
        assert (await mandates(counter, await counter.accept(**changes)))["items"] == []


async def test_the_account_lies_encrypted(counter: Counter, till: Till):
    await counter.accept()
    async with counter.app.state.sessions() as session:
        row = (await session.execute(text("SELECT * FROM debit_mandates"))).one()
    assert not [value for value in row if str(PERSON["account_no"]) in str(value) or str(PERSON["name"]) in str(value)]


async def test_a_corrected_form_signs_what_was_missing_and_keeps_what_stands(counter: Counter, till: Till):
    case = await counter.accept(mandate_signed=False)
    form = counter.form(form_no=case["form_no"])
    await counter.step(case, "supplement", Role.TELLER, {"form": form})
    assert [each["status"] for each in (await mandates(counter, case))["items"]] == ["signed"]


async def test_a_mandate_for_another_account_replaces_the_first(counter: Counter, till: Till):
    case = await counter.decided()
    answer = await till.post(f"/applications/{case['case_no']}/mandates", NEW)
    assert (answer.status_code, answer.json()["account_no"], answer.json()["suspect"]) == (
        201,
        "6222***********3445",
        True,
    )
    assert {each["status"] for each in (await mandates(counter, case))["items"]} == {"replaced", "signed"}


async def test_without_a_mandate_nothing_is_debited(counter: Counter, till: Till):
    case = await counter.decided()
    path = f"/applications/{case['case_no']}"
    async with counter.nothing_written():
        refused(
            await till.post(f"{path}/mandate-refusal", {"reason": "asked"}), 422, "rule-broken", rule="mandate-unsigned"
        )
    assert (await till.post(f"{path}/mandate-revocation", {"reason": "asked"})).json()["status"] == "revoked"
    assert (await till.post(f"{path}/mandate-refusal", {"reason": "asked"})).json()["status"] == "refused"
    async with counter.nothing_written():
        refused(
            await till.post(f"{path}/mandate-revocation", {"reason": "asked"}),
            422,
            "rule-broken",
            rule="mandate-signed",
        )
        refused(await counter.debit(case, "success", "D-1"), 422, "rule-broken", field="result", rule="mandate-signed")
        refused(await till.post("/debit-batches", {"org": "350322"}), 422, "rule-broken", rule="debits-due")
    assert (await counter.debit(case, "no-mandate", "D-2")).status_code == 200


async def test_two_mandates_at_once_leave_one_signed(counter: Counter, till: Till):
    case = await counter.decided()
    path = f"/applications/{case['case_no']}/mandates"
    await asyncio.gather(*(till.post(path, NEW) for _ in range(2)))
    assert [each["status"] for each in (await mandates(counter, case))["items"]].count("signed") == 1


async def test_a_closed_case_takes_no_mandate_and_a_bad_account_is_refused(counter: Counter, till: Till):
    case = await counter.decided()
    path = f"/applications/{case['case_no']}/mandates"
    async with counter.nothing_written():
        assert faults(await till.post(path, NEW | {"account_no": "X"})) == {("account_no", "string_pattern_mismatch")}
    await counter.step(case, "withdrawal", Role.TELLER, {"reason": "customer-request"})
    async with counter.nothing_written():
        refused(await till.post(path, NEW), 409, "illegal-transition")
