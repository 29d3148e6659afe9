"""What is due still when a batch goes to the bank (送盘), and nobody is debited twice while it is there."""

from datetime import timedelta

from shared.auth import Role
from tests.intake.counter import PERSON, Counter, refused
from tests.intake.debits.bank import Bank, rows_of
from tests.intake.ledger.till import Row

DUE = 360_000
ACCOUNT = {"account_no": "6222020200112233445", "holder": "欧阳建国"}
ASKED = {"reason": "asked"}


async def decided(counter: Counter, how_many: int) -> list[Row]:
    cases = []
    for _ in range(how_many):
        counter.time.set(counter.time.now() + timedelta(minutes=1))
        cases.append(await counter.decided())
    return cases


async def test_what_is_not_due_any_more_is_not_sent(counter: Counter, bank: Bank):
    good, revoked, replaced, withdrawn, paid, part = cases = await decided(counter, 6)
    batch = await bank.drawn_up()
    assert (batch["items"], batch["amount_fen"]) == (6, 6 * DUE)
    of = {case["case_no"]: f"/applications/{case['case_no']}" for case in cases}
    assert (await bank.post(f"{of[revoked['case_no']]}/mandate-revocation", ASKED)).status_code == 200
    assert (await bank.post(f"{of[replaced['case_no']]}/mandates", ACCOUNT)).status_code == 201
    await counter.step(withdrawn, "withdrawal", Role.TELLER, ASKED)
    await bank.till.taken(DUE, paid["case_no"], "cash")
    await bank.till.taken(100_000, part["case_no"])
    batch = dict((await bank.export(batch)).json())
    assert (batch["status"], batch["items"], batch["amount_fen"]) == ("exported", 1, DUE)
    assert [item["result"] for item in await bank.items(batch)] == [None] + ["cancelled"] * 5
    assert [row[1:3] for row in rows_of(await bank.file(batch))[1:]] == [["1", PERSON["account_no"]]]
    await bank.reconciled(batch, "success")
    assert (await counter.case(good))["status"] == "paid"
    again = await bank.exported()
    due = {item["case_no"]: item["amount_fen"] for item in await bank.items(again)}
    assert due == {replaced["case_no"]: DUE, part["case_no"]: 260_000}
    await bank.check_batches()


async def test_the_bank_answers_what_was_sent_only(counter: Counter, bank: Bank):
    first, _ = await decided(counter, 2)
    batch = await bank.drawn_up()
    await counter.step(first, "withdrawal", Role.TELLER, ASKED)
    assert (await bank.export(batch)).status_code == 200
    content = await bank.answers(batch, "success")
    more = content + f"{batch['case_no']},1,3600.00,success\n"
    async with counter.nothing_written():
        refused(await bank.send(batch, more), 422, "results-refused", faults_found=1)
    assert (await bank.send(batch, content)).status_code == 200
    await bank.check_batches()


async def test_a_batch_of_which_nothing_is_left_is_called_off(counter: Counter, bank: Bank):
    (case,) = await decided(counter, 1)
    batch = await bank.drawn_up()
    await counter.step(case, "withdrawal", Role.TELLER, ASKED)
    told = (await bank.export(batch)).json()
    assert (told["status"], told["cancelled"], told["exported_at"]) == ("cancelled", "nothing-due", None)
    refused(await bank.file(batch), 409, "illegal-transition")
    await bank.check_batches()


async def test_nobody_debits_by_hand_what_is_with_the_bank(counter: Counter, bank: Bank):
    (case,) = await decided(counter, 1)
    batch = await bank.exported()
    async with counter.nothing_written():
        for key, result in (("D-1", "success"), ("D-2", "other")):
            answer = await counter.debit(case, result, key)
            refused(answer, 409, "conflict", rule="debit-in-flight", batch=batch["case_no"])
    await bank.reconciled(batch, "insufficient-funds")
    assert (await counter.debit(case, "success", "D-3")).json()["status"] == "paid"
    await bank.check_batches()
