"""What a change of the policy does to a premium that is open, or whose debit is with the bank."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import update

from services.policy_service.policies.models import Party, Policy
from shared.auth import Role
from shared.people import person_columns
from shared.testing.alone import Alone
from tests.policy_service.conftest import INSURED, PERSON, open_branch
from tests.policy_service.renewals.collector import Collector
from tests.policy_service.requests.desk import NEW_HOLDER, all_papers

DUE_AT = datetime(2026, 10, 13, 2, tzinfo=UTC)
POLICY_NO = "BD251012-00000000"
MONTHLY = {"item": "payment-mode-change", "payment_mode": "monthly"}


@pytest.fixture
async def due(collector: Collector, office: Alone) -> Collector:
    """One premium of 3,600 yuan, told of, on its due day."""
    await collector.policies(1)
    await collector.run()
    office.time.set(DUE_AT)
    return collector


async def changed(office: Alone, change: dict[str, Any]) -> None:
    people = (await office.get(f"/policies/{POLICY_NO}/parties")).json()["items"]
    form = {"policy_no": POLICY_NO, "applicant_ref": people[0]["party_ref"], "papers": all_papers(change["item"])}
    case = (await office.post("/service-requests", Role.TELLER, form | {"change": change})).json()
    done = await office.post(f"/service-requests/{case['case_no']}/submission", Role.TELLER, None)
    tag = {"If-Match": f'"{done.json()["version"]}"'}
    body = {"outcome": "approve"}
    done = await office.post(f"/service-requests/{case['case_no']}/review", Role.REVIEWER, body, **tag)
    assert done.json()["status"] == "confirmed", done.text


async def test_a_years_premium_from_the_bank_pays_no_month(due: Collector, office: Alone):
    batch = await due.exported()
    await changed(office, MONTHLY)
    done = await due.reconciled(batch, "成功")
    assert (done["succeeded_fen"], done["unapplied_fen"]) == (360_000, 360_000)
    [told] = (await office.get("/unapplied-debits")).json()["items"]
    assert (told["amount_fen"], told["unapplied_why"]) == (360_000, "plan-changed")
    assert (await due.policy())["paid_to_on"] == "2026-10-13"
    await due.run("2026-10-13")
    [anew] = await due.renewals(status="noticed")
    assert (anew["premium_fen"], anew["payment_mode"], anew["due_on"]) == (32_400, "monthly", "2026-10-13")


async def test_a_premium_of_another_mode_is_told_of_anew_and_what_is_drawn_of_it_counts(due: Collector, office: Alone):
    """It pays up to the next month, whether the run came by before the cashier or not."""
    await changed(office, MONTHLY)
    await due.reconciled(await due.exported(), "成功")
    assert (await due.policy())["paid_to_on"] == "2026-11-13"
    [paid] = await due.renewals()
    assert (paid["status"], paid["premium_fen"], paid["payment_mode"]) == ("collected", 32_400, "monthly")


async def test_what_is_paid_at_the_counter_after_the_change_is_the_new_premium(due: Collector, office: Alone):
    await changed(office, MONTHLY)
    [old] = await due.renewals()
    assert (await due.pay(old)).json()["due_fen"] == 32_400
    paid = (await due.pay(old, 32_400)).json()
    assert (paid["status"], paid["payment_mode"], paid["paid_to_on"]) == ("collected", "monthly", "2026-11-13")


async def test_an_open_premium_of_the_old_mode_is_closed_by_the_run_and_opened_in_the_new_one(
    due: Collector, office: Alone
):
    await changed(office, MONTHLY)
    await due.run("2026-10-13")
    stand = {(each["status"], each["outcome"], each["premium_fen"]) for each in await due.renewals()}
    assert stand == {("cancelled", "plan-changed", 360_000), ("noticed", None, 32_400)}


async def test_premiums_are_debited_from_the_new_policyholder_no_longer_from_the_old_one(due: Collector, office: Alone):
    change = {"item": "holder-change", "policyholder": NEW_HOLDER, "relation": "self"}
    await changed(office, change)
    read = await office.get(f"/policies/{POLICY_NO}/mandates", Role.TELLER, pii=True)
    told = [(each["status"], each["source"], each["account_no"], each["holder"]) for each in read.json()["items"]]
    assert told == [
        ("replaced", "form", PERSON["account_no"], PERSON["name"]),
        ("signed", "holder-change", NEW_HOLDER["account_no"], NEW_HOLDER["name"]),
    ]
    file = await due.file(await due.exported(), pii=True)
    assert NEW_HOLDER["account_no"] in file.text
    assert PERSON["account_no"] not in file.text


async def test_a_premium_and_a_benefit_go_with_their_policy_to_the_branch_that_has_it_now(
    due: Collector, office: Alone
):
    async with office.app.state.sessions.begin() as session:
        survival = {"product": "L1001", "effective_on": date(2023, 10, 13), "paid_to_on": date(2026, 10, 13)}
        await session.execute(update(Policy).values(survival))
        session.add(Party(case_no=POLICY_NO, **person_columns(INSURED)))
    run = await office.post("/benefit-runs", Role.CASHIER, {"day": "2026-10-13"})
    assert run.json()["opened"] == 1, run.text
    await open_branch(office)
    await changed(office, {"item": "policy-transfer", "org": "350400"})
    [renewal] = (await office.get("/renewals", org="350400")).json()["items"]
    assert await due.renewals() == []
    body, key = {"amount_fen": 360_000, "paid_by": "cash", "reference": "LS-1"}, {"Idempotency-Key": "k-1"}
    path = f"/renewals/{renewal['case_no']}/payment"
    assert (await office.post(path, Role.CASHIER, body, **key)).status_code == 403
    paid = await office.post(path, Role.CASHIER, body, org="350400", **key)
    assert (paid.status_code, paid.json()["status"]) == (200, "collected")
    [benefit] = (await office.get("/benefits", org="350400")).json()["items"]
    account = {"account_no": "6222020200112233445", "holder": PERSON["name"]}
    told = await office.post(f"/benefits/{benefit['case_no']}/account", Role.TELLER, account, org="350400")
    assert (told.status_code, told.json()["org"]) == (200, "350400")
