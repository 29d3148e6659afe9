"""Debit batches (代扣批次): what is drawn up, what the bank gets, what becomes of its answers."""

import asyncio
from datetime import timedelta

import pytest

from shared.auth import Role
from tests.intake.counter import PERSON, Counter, refused
from tests.intake.debits.bank import Bank, rows_of

DUE = 360_000


async def test_what_is_due_is_drawn_up_sent_and_reconciled(counter: Counter, bank: Bank):
    cases = []
    for _ in range(3):
        counter.time.set(counter.time.now() + timedelta(minutes=1))  # the oldest comes first
        cases.append(await counter.decided())
    await counter.decided(payment_method="cash")
    await counter.accept()
    batch = await bank.exported()
    assert (batch["items"], batch["amount_fen"], batch["status"]) == (3, 3 * DUE, "exported")
    batch = await bank.reconciled(batch, "success", "可用余额不足", "成功")
    assert (batch["status"], batch["succeeded"], batch["succeeded_fen"]) == ("reconciled", 2, 2 * DUE)
    assert [(await counter.case(case))["status"] for case in cases] == ["paid", "awaiting_premium", "paid"]
    tried = (await counter.case(cases[1]))["debits"]
    assert [(each["attempt"], each["result"], each["amount_fen"]) for each in tried] == [(1, "insufficient-funds", DUE)]
    assert [item["result"] for item in await bank.items(batch)] == ["success", "insufficient-funds", "success"]
    await bank.check_batches()


async def test_only_who_may_see_accounts_gets_the_file_and_is_recorded(counter: Counter, bank: Bank):
    await counter.decided()
    batch = await bank.drawn_up()
    refused(await bank.file(batch), 409, "illegal-transition")
    await bank.post(f"/debit-batches/{batch['case_no']}/export")
    refused(await bank.file(batch, pii=False), 403, "forbidden", needs=["pii:read"])
    assert await counter.pii_reads() == []
    rows = rows_of(await bank.file(batch))
    line = [batch["case_no"], "1", PERSON["account_no"], PERSON["name"], "3600.00"]
    assert rows == [["批次号", "序号", "账号", "户名", "金额"], line]
    assert rows_of(await bank.file(batch, encoding="gb18030"), "gb18030") == rows
    reads = await counter.pii_reads()
    assert [(read.subject, read.purpose) for read in reads] == [(batch["case_no"], "debit-file")] * 2
    for event in await counter.events(batch):
        assert str(PERSON["account_no"]) not in event.data


async def test_a_case_is_in_one_batch_until_the_bank_has_answered(counter: Counter, bank: Bank):
    await counter.decided()
    batch = await bank.drawn_up()
    refused(await bank.draw_up(), 422, "rule-broken", rule="debits-due")
    path = f"/debit-batches/{batch['case_no']}/cancellation"
    assert (await bank.post(path, {"reason": "bank-holiday"})).json()["outcome"] == "cancelled"
    batch = await bank.exported()
    refused(await bank.post(path.replace("DK", "DX"), {"reason": "late"}), 404, "not-found")
    late = f"/debit-batches/{batch['case_no']}/cancellation"
    refused(await bank.post(late, {"reason": "late"}), 409, "illegal-transition")


async def test_two_who_draw_up_at_once_draw_a_case_up_once(counter: Counter, bank: Bank):
    await counter.decided()
    answers = await asyncio.gather(bank.draw_up(), bank.draw_up())
    assert sorted(answer.status_code for answer in answers) == [201, 422]


@pytest.mark.parametrize(
    ("result", "days", "again"),
    [
        ("insufficient-funds", 2, False),
        ("insufficient-funds", 3, True),
        ("system-error", 1, True),
        ("other", 2, False),
        ("other", 3, True),
        ("account-missing", 10, False),
        ("card-invalid", 10, False),
        ("account-dormant", 4, False),
        ("account-dormant", 7, True),
    ],
)
async def test_a_failed_debit_waits_as_its_reason_says(
    counter: Counter, bank: Bank, result: str, days: int, again: bool
):
    await counter.decided()
    await bank.reconciled(await bank.exported(), result)
    refused(await bank.draw_up(), 422, "rule-broken", rule="debits-due")
    counter.time.set(counter.time.now() + timedelta(days=days))  # from a Monday: up to 4 are working days
    assert (await bank.draw_up()).status_code == (201 if again else 422)


async def test_a_reason_may_fail_so_many_times_under_one_mandate(counter: Counter, bank: Bank):
    case = await counter.decided()
    for _ in range(3):
        await bank.reconciled(await bank.exported(), "other")
        counter.time.set(counter.time.now() + timedelta(days=5))
    refused(await bank.draw_up(), 422, "rule-broken", rule="debits-due")
    account = {"account_no": "6222020200112233445", "holder": "欧阳建国"}
    assert (await bank.post(f"/applications/{case['case_no']}/mandates", account)).status_code == 201
    rows = rows_of(await bank.file(await bank.exported()))
    assert rows[1][2] == "6222020200112233445", "the new account is debited"


async def test_money_of_a_case_that_was_withdrawn_meanwhile_is_not_lost(counter: Counter, bank: Bank):
    case = await counter.decided()
    batch = await bank.exported()
    await counter.step(case, "withdrawal", Role.TELLER, {"reason": "customer-request"})
    await bank.reconciled(batch, "success")
    (item,) = await bank.items(batch)
    assert item["suspended_why"] == "case-ended"
    receipt = await bank.till.get(f"/receipts/{item['receipt_no']}")
    assert (receipt["suspended_fen"], receipt["came_by"], receipt["case_no"]) == (DUE, "debit", case["case_no"])
    assert (await counter.case(case))["status"] == "withdrawn"
    await bank.check_batches()


async def test_a_debit_in_flight_at_the_deadline_is_to_be_paid_back(counter: Counter, bank: Bank):
    case = await counter.decided()
    counter.time.set(counter.time.now() + timedelta(days=29))
    batch = await bank.exported()
    await counter.until(counter.time.now() + timedelta(days=2))
    assert (await counter.case(case))["withdrawn"] == "premium-unpaid"
    await bank.reconciled(batch, "success")
    assert (await bank.items(batch))[0]["suspended_why"] == "case-ended"
    await bank.check_batches()


async def test_money_of_a_case_that_was_paid_otherwise_is_suspended(counter: Counter, bank: Bank):
    case = await counter.decided()
    batch = await bank.exported()
    await bank.till.taken(DUE, case["case_no"], "cash")
    await bank.reconciled(batch, "success")
    assert (await bank.items(batch))[0]["suspended_why"] == "paid-otherwise"
    await bank.check_batches()


async def test_what_is_missing_is_debited_and_no_fen_more(counter: Counter, bank: Bank):
    case = await counter.decided()
    await bank.till.taken(100_000, case["case_no"])
    batch = await bank.exported()
    assert batch["amount_fen"] == 260_000
    await bank.reconciled(batch, "success")
    assert (await counter.case(case))["premium_collected_fen"] == DUE
    await bank.check_batches()


async def test_what_was_paid_before_it_was_due_is_not_debited(counter: Counter, bank: Bank):
    case = await counter.keyed()
    receipt = await bank.till.taken(100_000, case["case_no"])
    assert receipt["suspended_why"] == "not-due"
    case = await counter.reviewed(case)
    assert (await bank.till.receipt(receipt))["suspended_why"] == "part-payment", "it waits for the rest, now"
    batch = await bank.exported()
    assert batch["amount_fen"] == 260_000
    await bank.reconciled(batch, "success")
    case = await counter.case(case)
    assert (case["status"], case["premium_collected_fen"]) == ("paid", DUE)
    await bank.check_batches()


async def test_a_debit_whose_other_part_was_paid_back_meanwhile_stops_no_batch(counter: Counter, bank: Bank):
    short = await counter.decided()
    receipt = await bank.till.taken(100_000, short["case_no"])
    batch = await bank.exported()
    refund = {"amount_fen": 100_000, "reason": "asked"}
    assert (await bank.post(f"/receipts/{receipt['receipt_no']}/refunds", refund)).status_code == 201
    await bank.reconciled(batch, "success")
    assert (await counter.case(short))["status"] == "awaiting_premium"
    counter.time.set(counter.time.now() + timedelta(minutes=1))
    good = await counter.decided()
    batch = await bank.exported()
    due = {item["case_no"]: item["amount_fen"] for item in await bank.items(batch)}
    assert due == {short["case_no"]: 100_000, good["case_no"]: DUE}
    await bank.reconciled(batch, "success", "success")
    assert [(await counter.case(case))["status"] for case in (short, good)] == ["paid", "paid"]
    await bank.check_batches()


async def test_the_bank_has_two_working_days_to_answer(counter: Counter, bank: Bank):
    await counter.decided()
    batch = await bank.exported()
    assert batch["due_at"] is not None
    (clock,) = (await bank.till.get(f"/debit-batches/{batch['case_no']}/sla"))["clocks"]
    assert clock["explanation"]["id"] == "debit-reconciliation"
    batch = await bank.reconciled(batch, "success")
    assert (batch["due_at"], batch["outcome"]) == (None, "reconciled")


async def test_reasons_and_their_rules_are_told(counter: Counter, bank: Bank):
    reasons = {each["code"]: each for each in await bank.till.get("/debit-reasons")}
    assert reasons["insufficient-funds"]["zh"] == "可用余额不足"
    assert reasons["card-invalid"]["retry_after_working_days"] is None


async def test_another_branch_neither_draws_up_nor_sees(counter: Counter, bank: Bank):
    await counter.decided()
    refused(await bank.draw_up("35"), 403, "out-of-scope")
    batch = await bank.exported()
    headers = counter.token(Role.CASHIER, "350323", pii=True)
    for path in ("", "/items", "/file"):
        answer = await counter.http.get(f"/v1/debit-batches/{batch['case_no']}{path}", headers=headers)
        refused(answer, 403, "out-of-scope")
