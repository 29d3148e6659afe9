"""A policy moved to another branch takes what is open of it along, and metrics hear of each."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from services.metrics import queries
from services.metrics.queries import Window
from services.policy_service.clauses.loan_terms import due_after
from services.policy_service.loans.models import PolicyLoan
from services.policy_service.policies.models import Party, Policy
from shared.auth import Actor, Role
from shared.cases import advance
from shared.people import person_columns
from shared.testing.alone import Alone
from tests.intake.figures import figures_of
from tests.policy_service.conftest import INSURED, open_branch
from tests.policy_service.renewals.collector import Collector
from tests.policy_service.renewals.test_changes import POLICY_NO, changed

DUE_AT = datetime(2026, 10, 13, 2, tzinfo=UTC)
THERE = {"item": "policy-transfer", "org": "350400", "outlet": "35040001", "salesperson": "A9"}


async def benefit_of(office: Alone) -> None:
    """Its survival benefit is due on the same day as its premium."""
    async with office.app.state.sessions.begin() as session:
        survival = {"product": "L1001", "effective_on": date(2023, 10, 13), "paid_to_on": date(2026, 10, 13)}
        await session.execute(update(Policy).where(Policy.case_no == POLICY_NO).values(survival))
        session.add(Party(case_no=POLICY_NO, **person_columns(INSURED)))
    run = await office.post("/benefit-runs", Role.CASHIER, {"day": "2026-10-13"})
    assert run.json()["opened"] == 1, run.text


async def lend(office: Alone) -> None:
    async with office.app.state.sessions.begin() as session:
        loan = PolicyLoan(case_no="JK-1", org="350322", request_no="BQ-1", policy_no=POLICY_NO, rate_bp=500)
        loan.principal_fen, loan.balance_fen, loan.interest_due_fen = 1_000, 1_000, 0
        loan.lent_on, loan.interest_from, loan.due_on = DUE_AT.date(), DUE_AT.date(), due_after(DUE_AT.date())
        for action in ("lend", "hand_over"):
            await advance(session, loan, action, Actor.system())


async def counted(session: Any, kpi: str, org: str) -> int:
    window = Window(org=org, start=date(2026, 10, 1), end=date(2026, 10, 13))
    return (await queries.kpi(session, kpi, window)).numerator


async def test_figures_follow_what_is_open_of_it_to_the_branch_that_has_it_now(
    collector: Collector, office: Alone, tmp_path: Path
):
    await collector.policies(2)
    await collector.run()
    office.time.set(DUE_AT)
    await benefit_of(office)
    await lend(office)
    await open_branch(office)
    await changed(office, THERE)
    for path in ("/renewals", "/benefits", "/policy-loans"):
        [moved] = (await office.get(path, org="350400")).json()["items"]
        assert (moved["outlet"], moved["salesperson"], moved["action"]) == ("35040001", "A9", "move")
        history = (await office.get(f"{path}/{moved['case_no']}/history", org="350400")).json()
        assert history[-1]["type"].endswith(".moved.v1")
    async with figures_of(office.app, tmp_path) as session:
        found = {
            (kpi, org): await counted(session, kpi, org)
            for kpi in ("renewals-due", "benefits-due")
            for org in ("350322", "350400")
        }
    assert found == {
        ("renewals-due", "350322"): 1,
        ("renewals-due", "350400"): 1,
        ("benefits-due", "350322"): 0,
        ("benefits-due", "350400"): 1,
    }


async def test_what_had_ended_before_stays_with_the_branch_that_did_it(collector: Collector, office: Alone):
    await collector.policies(1)
    await collector.run()
    office.time.set(DUE_AT)
    assert (await collector.pay(await collector.renewal())).status_code == 200
    await open_branch(office)
    await changed(office, THERE)
    assert [each["status"] for each in await collector.renewals()] == ["collected"]
    assert (await office.get("/renewals", org="350400")).json()["items"] == []


async def test_the_banks_answer_to_the_branch_that_asked_pays_what_moved_meanwhile(collector: Collector, office: Alone):
    await collector.policies(2)
    await collector.run()
    office.time.set(DUE_AT)
    batch = await collector.exported()
    await open_branch(office)
    await changed(office, THERE)
    done = await collector.reconciled(batch, "成功", "成功")
    assert (done["succeeded"], done["unapplied"]) == (2, 0)
    [moved] = (await office.get("/renewals", org="350400")).json()["items"]
    assert (moved["status"], moved["by"]) == ("collected", "S-cashier")


async def test_what_moved_before_its_batch_went_out_falls_out_of_it(collector: Collector, office: Alone):
    await collector.policies(2)
    await collector.run()
    office.time.set(DUE_AT)
    drawn = (await collector.post("/renewal-batches", {"org": "350322"})).json()
    await open_branch(office)
    await changed(office, THERE)
    sent = await collector.post(f"/renewal-batches/{drawn['case_no']}/export")
    assert (sent.status_code, sent.json().get("items")) == (200, 1), sent.text
    there = await office.post("/renewal-batches", Role.CASHIER, {"org": "350400"}, org="350400")
    assert (there.status_code, there.json()["items"]) == (201, 1)
