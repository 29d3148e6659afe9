"""Renewals debited: drawn up, sent, answered; each paid once, and no money lost."""

from datetime import UTC, datetime

import pytest

from shared.auth import Role
from shared.tables import pii_reads
from shared.testing.alone import Alone
from tests.policy_service.renewals.collector import Collector, killed_at_commit, rows_of
from tests.policy_service.requests.desk import policy_given_back

DUE_AT = datetime(2026, 10, 13, 2, tzinfo=UTC)


@pytest.fixture
async def due(collector: Collector, office: Alone) -> Collector:
    """Two premiums, told of, on their due day."""
    await collector.policies(2)
    await collector.run()
    office.time.set(DUE_AT)
    return collector


async def test_a_debit_that_succeeds_pays_the_premium_and_moves_its_policy_on(due: Collector, office: Alone):
    batch = await due.exported()
    assert (batch["items"], batch["amount_fen"], batch["status"]) == (2, 720_000, "exported")
    assert {each["status"] for each in await due.renewals()} == {"in_batch"}
    done = await due.reconciled(batch, "成功", "可用余额不足")
    assert (done["succeeded"], done["succeeded_fen"], done["unapplied"]) == (1, 360_000, 0)
    [paid] = await due.renewals(status="collected")
    assert (paid["paid_by"], paid["paid_on"], paid["attempt"]) == ("debit", "2026-10-13", 1)
    policy = await due.policy(paid["policy_no"])
    assert (policy["paid_to_on"], policy["next_due_on"], policy["action"]) == ("2027-10-13", "2027-10-13", "renew")
    [failed] = await due.renewals(status="debit_failed")
    assert (failed["reason"], (await due.policy(failed["policy_no"]))["paid_to_on"]) == (
        "insufficient-funds", "2026-10-13",
    )  # fmt: skip
    types = [row.type.split(".")[2] for row in await office.rows() if row.case_no == paid["case_no"]]
    assert types == ["opened", "noticed", "debit-sent", "paid"]


async def test_nothing_is_debited_before_it_is_due_nor_twice_at_once(collector: Collector, office: Alone):
    await collector.policies(1)
    await collector.run()
    early = await collector.post("/renewal-batches", {"org": "350322"})
    assert (early.status_code, early.json()["rule"]) == (422, "debits-due")
    office.time.set(DUE_AT)
    await collector.exported()
    again = await collector.post("/renewal-batches", {"org": "350322"})
    assert (again.status_code, again.json()["rule"]) == (422, "debits-due")
    [renewal] = await collector.renewals()
    paid = await collector.pay(renewal)
    assert (paid.status_code, paid.json()["rule"]) == (409, "no-debit-in-flight")


async def test_a_failed_debit_is_tried_again_when_its_reason_says_so(due: Collector, office: Alone):
    """Not enough money: three working days after Tuesday the 13th, on Friday. No such account: never."""
    await due.reconciled(await due.exported(), "可用余额不足", "账号不存在")
    office.time.set(datetime(2026, 10, 15, 2, tzinfo=UTC))
    assert (await due.post("/renewal-batches", {"org": "350322"})).status_code == 422
    office.time.set(datetime(2026, 10, 16, 2, tzinfo=UTC))
    [item] = await due.items(await due.exported())
    assert item["attempt"] == 2
    listed = (await office.get("/account-failures")).json()["items"]
    assert [each["reason"] for each in listed] == ["account-missing"]


async def test_another_account_is_tried_at_once(due: Collector, office: Alone):
    await due.reconciled(await due.exported(), "账号不存在", "成功")
    [failed] = await due.renewals(status="debit_failed")
    office.time.set(datetime(2026, 10, 13, 3, tzinfo=UTC))
    path, body = (
        f"/policies/{failed['policy_no']}/mandates",
        {"account_no": "6222020200112233445", "holder": "欧阳建国"},
    )
    assert (await due.post(path, body, Role.TELLER)).status_code == 201
    batch = await due.exported()
    sent = rows_of(await due.file(batch, pii=True))
    assert [row[2:] for row in sent[1:]] == [["6222020200112233445", "欧阳建国", "3600.00"]]
    kept = (await office.get(path, Role.TELLER)).json()["items"]
    assert [(each["status"], each["source"]) for each in kept] == [("replaced", "form"), ("signed", "counter")]


async def test_the_banks_file_names_accounts_so_it_is_for_few_and_each_reading_is_recorded(
    due: Collector, office: Alone
):
    batch = await due.exported()
    assert (await due.file(batch, pii=False)).status_code == 403
    rows = rows_of(await due.file(batch, pii=True))
    assert rows[0] == ["批次号", "序号", "账号", "户名", "金额"]
    assert rows[1] == [batch["case_no"], "1", "6227001234567890123", "欧阳建国", "3600.00"]
    [read] = await office.rows(pii_reads)
    assert (read.subject, read.purpose) == (batch["case_no"], "debit-file")


async def test_without_a_mandate_nothing_is_debited(collector: Collector, office: Alone):
    await collector.policies(1)
    revoked = await collector.post(
        "/policies/BD251012-00000000/mandate-revocation", {"reason": "customer-request"}, Role.TELLER
    )
    assert revoked.json()["status"] == "revoked"
    await collector.run()
    office.time.set(DUE_AT)
    assert (await collector.post("/renewal-batches", {"org": "350322"})).status_code == 422
    assert (await collector.renewal())["mandated"] is False


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text.replace(",1,", ",7,"), "item-unknown"),
        (lambda text: text.replace("3600.00", "3600.01", 1), "amount-differs"),
        (lambda text: text.replace(",2,", ",1,"), "item-twice"),
        (lambda text: text.replace("XD", "XE", 1), "batch-differs"),
    ],
)
async def test_a_file_with_a_fault_is_refused_whole(due: Collector, spoil: object, code: str):
    assert callable(spoil)
    batch = await due.exported()
    refused = await due.send(batch, spoil(await due.answers(batch, "成功", "成功")))
    assert refused.status_code == 422
    assert code in {fault["code"] for fault in refused.json()["faults"]}
    assert {each["status"] for each in await due.renewals()} == {"in_batch"}


async def test_a_file_imported_twice_pays_once(due: Collector, office: Alone):
    batch = await due.exported()
    content = await due.answers(batch, "成功", "成功")
    assert (await due.send(batch, content)).status_code == 200
    before = len(await office.rows())
    again = await due.send(batch, content)
    assert (again.status_code, again.json()["rule"]) == (409, "file-imported")
    other = await due.send(batch, content.replace("成功", "其他"))
    assert other.status_code == 409
    assert len(await office.rows()) == before


async def test_an_import_killed_at_its_end_has_taken_nothing_and_is_sent_again(due: Collector, office: Alone):
    batch = await due.exported()
    content = await due.answers(batch, "成功", "其他")
    with killed_at_commit(office, 0):
        assert (await due.send(batch, content)).status_code == 500
    assert {each["status"] for each in await due.renewals()} == {"in_batch"}
    assert (await due.send(batch, content)).status_code == 200
    assert sorted(each[2] for each in await due.ends()) == ["collected", "debit_failed"]


async def test_money_for_a_policy_that_ended_meanwhile_is_told_and_pays_nothing(collector: Collector, office: Alone):
    await collector.policies(1, free_look_days=15)
    await collector.run()
    office.time.set(DUE_AT)
    batch = await collector.exported()
    await policy_given_back(office, "BD251012-00000000")
    done = await collector.reconciled(batch, "成功")
    assert (done["succeeded"], done["unapplied"], done["unapplied_fen"]) == (1, 1, 360_000)
    [told] = (await office.get("/unapplied-debits")).json()["items"]
    assert (told["batch_no"], told["unapplied_why"]) == (batch["case_no"], "policy-not-in-force")
    assert ((await collector.renewal())["status"], (await collector.policy())["paid_to_on"]) == (
        "cancelled",
        "2026-10-13",
    )


async def test_what_is_paid_at_the_counter_before_the_file_goes_falls_out_of_it(due: Collector):
    drawn = (await due.post("/renewal-batches", {"org": "350322"})).json()
    [first, _] = await due.renewals()
    assert (await due.pay(first)).status_code == 200
    sent = await due.post(f"/renewal-batches/{drawn['case_no']}/export")
    assert (sent.json()["items"], sent.json()["amount_fen"]) == (1, 360_000)
    assert sorted(str(item["result"]) for item in await due.items(drawn)) == ["None", "cancelled"]


async def test_a_batch_called_off_gives_its_renewals_free(due: Collector):
    drawn = (await due.post("/renewal-batches", {"org": "350322"})).json()
    off = await due.post(f"/renewal-batches/{drawn['case_no']}/cancellation", {"reason": "mistake"})
    assert off.json()["status"] == "cancelled"
    assert (await due.exported())["items"] == 2
