"""Benefits paid by transfer (转账给付): drawn up, sent, reconciled, and what helps where the bank can't pay."""

import asyncio
from datetime import timedelta

import pytest

from services.policy_service.payees.models import PayeeAccount
from shared.auth import Role
from shared.tables import case_events, pii_reads
from tests.policy_service.benefits.paying import IDENTITY, NEW_ACCOUNT, Case, Paying, refused, rows_of
from tests.policy_service.conftest import MONDAY, PERSON

SHOWN = {"papers": ["id_card", "id_copy"], "identity": IDENTITY}


async def test_what_is_due_is_drawn_up_sent_and_paid(paying: Paying):
    case = await paying.due()
    batch = await paying.exported()
    assert (batch["items"], batch["amount_fen"], batch["status"]) == (1, 500_000, "exported")
    sent = await paying.now(case)
    assert (sent["status"], sent["attempts"], sent["batch_no"]) == ("in_transfer", 1, batch["case_no"])
    answer = await paying.send(batch, await paying.answer(batch, "成功"))
    assert (answer.json()["succeeded"], answer.json()["succeeded_fen"]) == (1, 500_000)
    paid = await paying.now(case)
    assert (paid["status"], paid["paid_by"], paid["paid_on"]) == ("paid_out", "transfer", "2026-10-12")
    assert (paid["outcome"], paid["due_at"]) == ("paid", None)
    events = [row for row in await paying.office.rows(case_events) if row.case_no == case["case_no"]]
    assert [row.type.split(".")[2] for row in events] == ["fallen-due", "sent", "paid"]
    for fact in ('"due_on":"2026-10-12"', '"benefit":"survival"', '"paid_by":"transfer"', '"amount_fen":500000'):
        assert fact in events[-1].data


async def test_only_who_may_see_accounts_gets_the_file_and_is_recorded(paying: Paying):
    await paying.due()
    batch = (await paying.batch()).json()
    assert (await paying.file(batch)).status_code == 409
    await paying.office.post(f"/transfer-batches/{batch['case_no']}/export", Role.CASHIER, None)
    assert (await paying.file(batch, pii=False)).status_code == 403
    before = len(await paying.office.rows(pii_reads))
    line = [batch["case_no"], "1", PERSON["account_no"], PERSON["name"], "5000.00"]
    assert rows_of(await paying.file(batch)) == [["批次号", "序号", "账号", "户名", "金额"], line]
    reads = (await paying.office.rows(pii_reads))[before:]
    assert [(read.subject, read.purpose) for read in reads] == [(batch["case_no"], "transfer-file")]
    for row in await paying.office.rows(case_events):
        assert str(PERSON["account_no"]) not in row.data


async def test_two_who_draw_up_at_once_draw_a_benefit_up_once(paying: Paying):
    await paying.due()
    answers = await asyncio.gather(paying.batch(), paying.batch())
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert [answer.json()["rule"] for answer in answers if answer.status_code == 422] == ["payouts-due"]


async def test_one_of_two_imports_at_once_is_taken_and_none_of_it_again(paying: Paying):
    case = await paying.due()
    batch = await paying.exported()
    content = await paying.answer(batch, "success")
    answers = await asyncio.gather(*(paying.send(batch, content) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused(await paying.send(batch, content), 409, "file-imported", batch=batch["case_no"])
    assert (await paying.send(batch, content + "\n")).json()["type"] == "/problems/illegal-transition"
    assert (await paying.now(case))["version"] == 3


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{no},1,5000.01,success", "amount-differs"),
        ("{no},2,5000.00,success", "item-unknown"),
        ("{no},1,5000.00,可用余额不足", "result-unknown"),
        ("ZF1,1,5000.00,success", "batch-differs"),
        ("", "item-absent"),
    ],
)
async def test_a_file_with_a_fault_is_refused_whole(paying: Paying, line: str, fault: str):
    case = await paying.due()
    batch = await paying.exported()
    answer = await paying.send(batch, "批次号,序号,金额,结果\n" + line.format(no=batch["case_no"]) + "\n")
    told = refused(answer, 422, "results-faultless")
    assert fault in [each["code"] for each in told["faults"]]
    assert (await paying.now(case))["status"] == "in_transfer"


@pytest.mark.parametrize("reason", ["睡眠账户", "早期卡号", "账号不存在", "户名不符"])
async def test_what_fails_for_its_account_waits_for_another_one(paying: Paying, reason: str):
    case = await paying.due()
    await paying.reconciled(reason)
    failed = await paying.now(case)
    assert (failed["status"], failed["waiting"], failed["attempts"]) == ("transfer_failed", "account", 1)
    refused(await paying.batch(), 422, "payouts-due")
    freed = await paying.moved(case, "account", NEW_ACCOUNT)
    assert (freed["status"], freed["failed"]) == ("due", None)
    batch = await paying.exported()
    assert rows_of(await paying.file(batch))[1][2] == NEW_ACCOUNT["account_no"]
    assert [item["attempt"] for item in await paying.items(batch)] == [2]


async def test_a_passbook_that_sleeps_no_more_is_told_by_its_own_number(paying: Paying):
    case = await paying.due()
    await paying.reconciled("account-dormant")
    same = {"account_no": PERSON["account_no"], "holder": PERSON["name"]}
    assert (await paying.moved(case, "account", same))["status"] == "due"
    await paying.reconciled("success")
    assert (await paying.now(case))["status"] == "paid_out"


async def test_one_account_frees_all_that_failed_of_its_payee_and_of_nobody_else(paying: Paying):
    mine, other = await paying.sold(effective_on="2020-10-12"), await paying.sold()
    assert await paying.opened() == 3
    await paying.reconciled(*["account-dormant"] * 3)
    case, *_ = await paying.benefits(policy_no=mine)
    await paying.moved(case, "account", NEW_ACCOUNT)
    assert [each["status"] for each in await paying.benefits(policy_no=mine)] == ["due", "due"]
    assert [each["status"] for each in await paying.benefits(policy_no=other)] == ["transfer_failed"]
    listed = await paying.benefits(failed="account-dormant")
    assert [each["policy_no"] for each in listed] == [other]


async def test_a_fault_of_the_bank_is_tried_again_by_itself_but_not_for_ever(paying: Paying):
    case = await paying.due()
    for day, status in ((0, "due"), (1, "due"), (2, "transfer_failed")):
        paying.office.time.set(MONDAY + timedelta(days=day))
        await paying.reconciled("system-error")
        assert (await paying.now(case))["status"] == status
        refused(await paying.batch(), 422, "payouts-due")


async def test_an_account_told_while_the_old_one_is_tried_needs_no_telling_again(paying: Paying):
    mine = await paying.sold(effective_on="2020-10-12")
    await paying.opened("2023-10-12")
    await paying.reconciled("account-dormant")
    (failed,) = await paying.benefits(policy_no=mine)
    await paying.opened()
    batch = await paying.exported()
    await paying.moved(failed, "account", NEW_ACCOUNT)
    assert (await paying.send(batch, await paying.answer(batch, "account-dormant"))).status_code == 200
    assert [each["status"] for each in await paying.benefits(policy_no=mine)] == ["due", "due"]
    assert len(await paying.items(await paying.exported())) == 2


async def test_a_batch_that_is_called_off_frees_what_was_in_it(paying: Paying):
    case = await paying.due()
    batch = (await paying.batch()).json()
    path = f"/transfer-batches/{batch['case_no']}/cancellation"
    assert (await paying.office.post(path, Role.CASHIER, {"reason": "bank-holiday"})).status_code == 200
    assert ((await paying.now(case))["status"], (await paying.now(case))["attempts"]) == ("due", 0)
    sent = await paying.exported()
    late = await paying.office.post(path.replace(batch["case_no"], sent["case_no"]), Role.CASHIER, {"reason": "late"})
    assert late.status_code == 409


async def test_without_an_account_it_fails_on_its_day_and_waits_for_one(paying: Paying):
    policy_no = await paying.sold({"account_no": None})
    await paying.opened()
    (case,) = await paying.benefits(policy_no=policy_no)
    assert (case["status"], case["failed"], case["attempts"]) == ("transfer_failed", "account-missing", 0)
    assert (await paying.office.get(f"/benefits/{case['case_no']}/account", Role.TELLER)).status_code == 404
    await paying.moved(case, "account", NEW_ACCOUNT)
    await paying.reconciled("success")


async def test_the_account_must_be_the_payees_or_a_minors_policyholders(paying: Paying):
    child = {"name": "欧阳小平", "id_number": "E11112222", "born_on": "2010-10-13", "account_no": None}
    grown = await paying.due(insured=child | {"born_on": "2008-10-12"})
    refused(await paying.move(grown, "account", NEW_ACCOUNT), 422, "holder-is-payee", field="holder")
    minor = await paying.due(insured=child | {"born_on": "2008-10-13"})
    assert (await paying.moved(minor, "account", NEW_ACCOUNT))["status"] == "due"
    own = NEW_ACCOUNT | {"holder": "欧阳 小平"}
    assert (await paying.moved(grown, "account", own))["status"] == "due"


async def test_an_account_is_sealed_masked_and_its_reading_recorded(paying: Paying):
    case = await paying.due()
    path = f"/benefits/{case['case_no']}/account"
    masked = (await paying.office.get(path, Role.TELLER)).json()
    assert (masked["masked"], masked["account_no"], masked["holder"]) == (True, "6227***********0123", "欧***")
    before = len(await paying.office.rows(pii_reads))
    shown = (await paying.office.get(path, Role.TELLER, pii=True)).json()
    assert (shown["account_no"], len(await paying.office.rows(pii_reads))) == (PERSON["account_no"], before + 1)
    (kept,) = await paying.office.rows(PayeeAccount.__table__)
    assert kept.policy_no == case["policy_no"]


async def test_a_dormant_account_has_a_clock_until_it_is_refreshed(paying: Paying):
    case = await paying.due()
    await paying.reconciled("account-dormant")
    paying.office.time.set(MONDAY + timedelta(days=30))
    await paying.moved(case, "account", NEW_ACCOUNT)
    sla = (await paying.office.get(f"/benefits/{case['case_no']}/sla")).json()["clocks"]
    read = {each["explanation"]["id"]: each["explanation"]["breached"] for each in sla}
    assert read == {"benefit-payment": False, "account-refresh": True}, "waiting for the payee is not our delay"


async def test_what_is_unpaid_for_long_is_listed(paying: Paying):
    await paying.sold(effective_on="2020-07-13")  # due 2023-07-13 and 2026-07-13: 91 days ago
    await paying.sold(effective_on="2023-07-14")  # 90 days ago
    assert await paying.opened() == 3
    listed = await paying.benefits(unpaid_for="90")
    assert sorted(each["due_on"] for each in listed) == ["2023-07-13", "2026-07-13"]
    await paying.moved(listed[0], "retention")
    assert await paying.benefits(unpaid_for="90") == listed[1:]


async def test_another_branch_neither_draws_up_nor_sees(paying: Paying):
    case = await paying.due()
    assert (await paying.batch("35")).status_code == 403
    assert (await paying.office.get(f"/benefits/{case['case_no']}", org="350323")).status_code == 403


async def test_reasons_are_told_with_what_helps(paying: Paying):
    reasons = {each["code"]: each for each in (await paying.office.get("/transfer-reasons")).json()}
    assert (reasons["account-dormant"]["helps"], reasons["account-dormant"]["mark"]) == ("refresh-account", "V")
    assert (reasons["system-error"]["helps"], reasons["system-error"]["retry_after_working_days"]) == ("try-again", 1)


async def test_the_clock_stands_until_somebody_who_is_to_get_much_has_shown_who_they_are(paying: Paying):
    below = await paying.due(sum_assured_fen=9_999_990)
    case = await paying.due(sum_assured_fen=10_000_000)
    stands = [(each["status"], each["waiting"]) for each in (below, case)]
    assert stands == [("due", None), ("awaiting_identity", "identity")]
    assert (await paying.office.rows(case_events))[-1].type == "policy_service.benefit.identity-awaited.v1"
    paying.office.time.advance(timedelta(days=40))
    assert (await paying.moved(case, "identification", SHOWN))["waiting"] is None
    read = {each["case_no"]: (await payment_clock(paying, each))["breached"] for each in (below, case)}
    assert read == {below["case_no"]: True, case["case_no"]: False}
    clock = await payment_clock(paying, case)
    assert [each["reason"] for each in clock["segments"] if each["state"] == "paused"] == ["identity"], clock
    paying.office.time.advance(timedelta(days=20))
    assert (await payment_clock(paying, case))["breached"] is True, "what is left to the insurer is the insurer's"


@pytest.mark.parametrize("what", ["account", "return"])
async def test_whatever_makes_it_due_again_it_waits_for_the_identity_that_is_not_shown_yet(paying: Paying, what: str):
    case = await paying.due(sum_assured_fen=10_000_000, insured={"account_no": None} if what == "account" else None)
    if what == "return":
        await paying.moved(case, "retention")
    body = NEW_ACCOUNT if what == "account" else {"reason": "customer-request"}
    assert (await paying.moved(case, what, body))["status"] == "awaiting_identity"


async def payment_clock(paying: Paying, case: Case) -> Case:
    clocks = (await paying.office.get(f"/benefits/{case['case_no']}/sla")).json()["clocks"]
    return next(dict(each["explanation"]) for each in clocks if each["explanation"]["id"] == "benefit-payment")


async def test_from_ten_thousand_yuan_on_nothing_is_transferred_before_the_payee_is_identified(paying: Paying):
    below = await paying.due(sum_assured_fen=9_999_990)
    case = await paying.due(sum_assured_fen=10_000_000)
    assert (below["needs_identity"], case["needs_identity"]) == (False, True)
    assert [each["case_no"] for each in await paying.benefits(needs_identity="true")] == [case["case_no"]]
    assert [item["case_no"] for item in await paying.items(await paying.exported())] == [below["case_no"]]
    refused(await paying.batch(), 422, "payouts-due")
    lacking = await paying.move(case, "identification", SHOWN | {"papers": ["id_card"]})
    refused(lacking, 422, "papers-complete", missing=["id_copy"])
    forged = SHOWN | {"identity": IDENTITY | {"id_number": "E00000000"}}
    refused(await paying.move(case, "identification", forged), 422, "identity-as-on-policy")
    told = await paying.moved(case, "identification", SHOWN)
    assert (told["status"], told["relation"], told["needs_identity"]) == ("due", "self", False)
    assert [item["case_no"] for item in await paying.items(await paying.exported())] == [case["case_no"]]
    assert await paying.benefits(needs_identity="true") == []
