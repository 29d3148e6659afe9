"""What an archive's account number and its old loan bring about: no debit, no transfer, and a loan that falls due."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.auth import Role
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.policy_service.archives.room import DRAFT, PERSON, ArchiveRoom
from tests.policy_service.campaigns.desk import FORM as CAMPAIGN
from tests.policy_service.conftest import MONDAY

NUMBER = DRAFT["policy_no"]
ACCOUNT = {"account_no": "6222020200112233445", "holder": PERSON["name"]}
# Its third anniversary, on which L1001 pays a survival benefit, is tomorrow, and so is its premium due.
DUE = {
    "product": "L1001",
    "effective_on": "2023-10-13",
    "term_years": 20,
    "pay_years": 10,
    "payment_mode": "annual",
    "premium_fen": 360_000,
    "paid_to_on": "2026-10-13",
    "sum_assured_fen": 5_000_000,
    "policyholder": PERSON | {"account_no": "6227001234567890123"},
}
TOMORROW = MONDAY + timedelta(days=1)
LOAN = {"balance_fen": 1_000_000, "rate_bp": 500, "lent_on": "2026-04-16"}  # due tomorrow


async def registered(room: ArchiveRoom, **draft: Any) -> None:
    answer = await room.review(await room.proposed(**draft))
    assert answer.status_code == 200, answer.text


async def renewal(office: Alone) -> dict[str, Any]:
    assert (await office.post("/renewal-runs", Role.PROVINCE, {"day": "2026-10-12"})).status_code == 202
    await office.app.state.renewals.work()
    [found] = (await office.get("/renewals")).json()["items"]
    return dict(found)


async def test_an_account_in_the_archive_is_no_mandate_until_somebody_signs_for_it(room: ArchiveRoom, office: Alone):
    await registered(room, **DUE)
    assert (await renewal(office))["mandated"] is False
    assert (await office.get(f"/policies/{NUMBER}/mandates", Role.TELLER)).json()["items"] == []
    office.time.set(TOMORROW)
    batch = ("/renewal-batches", Role.CASHIER, {"org": "350322"})
    refused = await office.post(*batch)
    assert (refused.status_code, refused.json()["rule"]) == (422, "debits-due")
    signed = await office.post(f"/policies/{NUMBER}/mandates", Role.TELLER, ACCOUNT)
    assert (signed.status_code, signed.json()["status"], signed.json()["source"]) == (201, "signed", "counter")
    assert (await office.post(*batch)).json()["items"] == 1


async def test_who_signed_for_no_account_is_a_target_of_the_campaign_for_mandates(room: ArchiveRoom, office: Alone):
    await registered(room, **DUE)
    opened = await office.post("/campaigns", Role.BRANCH_MANAGER, CAMPAIGN | {"campaign_type": "debit-mandate"})
    path = f"/campaigns/{opened.json()['case_no']}"
    assert (await office.post(f"{path}/start", Role.BRANCH_MANAGER, None)).status_code == 200
    [target] = (await office.get(f"{path}/targets")).json()["items"]
    assert target["policy_no"] == NUMBER
    await office.post(f"/policies/{NUMBER}/mandates", Role.TELLER, ACCOUNT)
    again = await office.post("/campaigns", Role.BRANCH_MANAGER, CAMPAIGN | {"campaign_type": "debit-mandate"})
    begun = await office.post(f"/campaigns/{again.json()['case_no']}/start", Role.BRANCH_MANAGER, None)
    assert (begun.status_code, begun.json().get("rule")) == (422, "targets-found"), begun.text


async def test_a_benefit_isnt_transferred_to_an_account_that_only_the_archive_names(room: ArchiveRoom, office: Alone):
    await registered(room, **DUE)
    office.time.set(TOMORROW)
    assert (await office.post("/benefit-runs", Role.CASHIER, {"day": "2026-10-13"})).json()["opened"] == 1
    [benefit] = (await office.get("/benefits")).json()["items"]
    assert (benefit["status"], benefit["failed"], benefit["waiting"]) == (
        "transfer_failed",
        "account-missing",
        "account",
    )
    told = await office.post(f"/benefits/{benefit['case_no']}/account", Role.TELLER, ACCOUNT)
    assert told.json()["status"] == "due", told.text
    assert (await office.post("/transfer-batches", Role.CASHIER, {"org": "350322"})).json()["items"] == 1


async def test_a_loan_of_before_is_taken_over_and_falls_overdue_on_its_own_day(room: ArchiveRoom, office: Alone):
    await registered(room, **DUE, loan=LOAN)
    [loan] = (await office.get("/policy-loans")).json()["items"]
    expected = LOAN | {"status": "outstanding", "policy_no": NUMBER, "due_on": "2026-10-13", "action": "take_over"}
    assert {name: loan[name] for name in expected} == expected
    assert (await office.rows(case_events))[-1].type == "policy_service.policy-loan.taken-over.v1"
    owed = (await office.get(f"/policies/{NUMBER}/loans")).json()["loans"][0]
    assert owed["interest_fen"] == round(1_000_000 * 5 * 179 / 100 / 365)
    assert await office.pass_time(datetime(2026, 10, 14, 15, 59, tzinfo=UTC)) == 0
    assert await office.pass_time(datetime(2026, 10, 14, 16, 0, tzinfo=UTC)) == 1
    [loan] = (await office.get("/policy-loans", status="overdue")).json()["items"]
    assert loan["policy_no"] == NUMBER


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"loan": LOAN | {"lent_on": "2026-10-13"}}, "loan.lent_on", "lent-while-in-force"),
        ({"loan": LOAN | {"lent_on": "2023-10-12"}}, "loan.lent_on", "lent-while-in-force"),
        ({"loan": LOAN, "product": "L1005"}, "product", "lends"),
        ({"loan": LOAN, "product": "OLD01"}, "product", "product-known"),
    ],
)
async def test_a_loan_that_cant_have_been_lent_is_refused(room: ArchiveRoom, change: Any, field: str, rule: str):
    case = await room.opened()
    await room.done(case, "searches", {"place": "register", "found": True, "finding": "x", "minutes": 5})
    refused = await room.post(f"/{case['case_no']}/proposal", DRAFT | DUE | change)
    assert (refused.status_code, refused.json()["field"], refused.json()["rule"]) == (422, field, rule)
