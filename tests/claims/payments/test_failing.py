"""A payment whose process fails between any two statements is whole or not there, and paid once; on both databases."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from services.claims.app import create_app
from services.claims.claim_backs.models import ClaimBackEntry
from services.claims.payments.models import PaymentAttempt
from services.claims.settlements.models import ClaimSettlement
from shared.auth import Role
from shared.tables import case_events
from shared.testing.alone import Alone, alone, answering
from shared.testing.databases import BOTH, database
from tests.claims.conftest import MONDAY, opened
from tests.claims.hall import Case, ClaimsHall, ok, payee, seen
from tests.claims.payments.people import child, died, wife

MOST = 60


class KilledError(BaseException):
    """As if the process had gone: nobody catches it."""


@contextmanager
def failing_at(office: Alone, statement: int) -> Iterator[list[str]]:
    """At that statement of those that are executed from now on, commit included, it is over."""
    engine = office.app.state.sessions.kw["bind"].sync_engine
    seen: list[str] = []

    def count(what: str) -> None:
        seen.append(what)
        if len(seen) == statement:
            raise KilledError(what)

    def at_statement(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        count(sql)

    def at_commit(_: Any) -> None:
        count("COMMIT")

    event.listen(engine, "before_cursor_execute", at_statement)
    event.listen(engine, "commit", at_commit)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", at_statement)
        event.remove(engine, "commit", at_commit)


class Failing:
    """Asks again and again, each time failing one statement later, until it passes."""

    def __init__(self, hall: ClaimsHall) -> None:
        self.hall, self.failures = hall, 0

    async def post(self, path: str, role: Role, body: Any, key: str) -> Any:
        for statement in range(1, MOST):
            before = await self.facts()
            with failing_at(self.hall.office, statement) as seen:
                try:
                    answer = await self.hall.office.post(path, role, body, **{"Idempotency-Key": key})
                except KilledError:
                    self.failures += 1
                    assert await self.facts() == before, seen[-1]
                    continue
            assert answer.status_code in (200, 201), answer.text
            again = await self.hall.office.post(path, role, body, **{"Idempotency-Key": key})
            assert again.json() == answer.json()
            return answer.json()
        raise AssertionError("it never passed")

    async def facts(self) -> tuple[int, list[Any], list[Any], list[Any]]:
        office = self.hall.office
        attempts = [(each.case_no, each.result) for each in await office.rows(PaymentAttempt.__table__)]
        settled = [(each.no, each.voided_fen) for each in await office.rows(ClaimSettlement.__table__)]
        came_in = [each.amount_fen for each in await office.rows(ClaimBackEntry.__table__)]
        return len(await office.rows(case_events)), attempts, settled, came_in


@asynccontextmanager
async def hall_on(kind: str, folder: Path, policy_service: dict[str, Any]) -> AsyncIterator[ClaimsHall]:
    sisters = {"policy_service": answering(policy_service)}
    async with database(kind, folder) as url, alone("claims", create_app, folder, MONDAY, sisters, url) as office:
        await office.feed(opened())
        yield ClaimsHall(office)


@pytest.mark.parametrize("kind", BOTH)
async def test_money_is_paid_once_wherever_the_process_fails(tmp_path: Path, kind: str, policy_service: dict[str, Any]):
    async with hall_on(kind, tmp_path, policy_service) as hall:
        failing, case = Failing(hall), await died(hall)
        form = {"claim_no": case["case_no"], "payees": [wife(), child()], "papers": ["guardian_proof"]}
        payments: list[Case] = await failing.post("/claim-payments", Role.TELLER, form, "open")
        for payment in payments:
            path, no = f"/claim-payments/{payment['case_no']}", payment["case_no"]
            await failing.post(f"{path}/transfer", Role.CASHIER, None, f"send-1-{no}")
            failed = {"attempt": 1, "result": "account-dormant"}
            await failing.post(f"{path}/transfer-result", Role.INTEGRATOR, failed, f"result-1-{no}")
            account = {"account_no": "6227001234567892222", "holder": "林秀英"}
            await failing.post(f"{path}/account", Role.TELLER, account, f"account-{no}")
            await failing.post(f"{path}/transfer", Role.CASHIER, None, f"send-2-{no}")
            paid = {"attempt": 2, "result": "success", "voucher": f"V-{no}"}
            await failing.post(f"{path}/transfer-result", Role.INTEGRATOR, paid, f"result-2-{no}")
        claim = await hall.get(case)
        assert (claim["status"], claim["paid_fen"]) == ("paid", 1_000_001)
        rows = await hall.office.rows(PaymentAttempt.__table__)
        made = [row.amount_fen for row in rows if row.result == "success"]
        assert (len(made), sum(made)) == (2, 1_000_001)
        assert failing.failures > 50


@pytest.mark.parametrize("kind", BOTH)
async def test_what_is_voided_claimed_back_and_kept_counts_once_wherever_the_process_fails(
    tmp_path: Path, kind: str, policy_service: dict[str, Any]
):
    async with hall_on(kind, tmp_path, policy_service) as hall:
        case, failing = await hall.paid(), Failing(hall)
        case = await hall.done(case, "reopening", {"reason": "mistake"}, Role.ADJUDICATOR, **seen(case))
        case = ok(await hall.decide(await hall.passed(await hall.recalculated(case, 90_000))))
        (back,) = await hall.backs(case)
        receipt = {"amount_fen": 8_000, "way": "cash", "voucher": "R1"}
        await failing.post(f"/claim-backs/{back['case_no']}/receipts", Role.CASHIER, receipt, "receipt")
        other = ok(await hall.decide(await hall.reviewed(event_on="2026-10-01")))
        await hall.opened(other)
        (payment,) = await hall.payments(other)
        kept = {"claim_back_no": back["case_no"], "amount_fen": 20_000, "consent": "TY", "consented_on": "2026-10-12"}
        for turn in "12":  # voided the first time, paid the second
            path = f"/claim-payments/{payment['case_no']}"
            await failing.post(f"{path}/set-off", Role.ADJUDICATOR, kept, f"keep-{turn}")
            if turn == "1":
                await failing.post(f"{path}/void", Role.ADJUDICATOR, {"reason": "wrong-account"}, "void")
                payment = await failing.post(f"{path}/replacement", Role.TELLER, {"payee": payee()}, "again")
        cash = {"amount_fen": 98_000, "voucher": "V"}
        await failing.post(f"/claim-payments/{payment['case_no']}/cash-payment", Role.CASHIER, cash, "cash")
        assert [(await hall.get(other))[name] for name in ("status", "paid_fen")] == ["paid", 118_000]
        (back,) = await hall.backs(case)
        assert (back["open_fen"], await hall.came_in(back)) == (0, [8_000, 20_000, -20_000, 20_000])
        assert failing.failures > 40


@pytest.mark.parametrize("kind", BOTH)
async def test_of_many_at_once_one_opens_and_the_last_payment_pays_the_claim(
    tmp_path: Path, kind: str, policy_service: dict[str, Any]
):
    async with hall_on(kind, tmp_path, policy_service) as hall:
        case = await died(hall)
        forms = [hall.opened(case, wife(), child(), papers=["guardian_proof"]) for _ in range(4)]
        assert sorted(answer.status_code for answer in await asyncio.gather(*forms)) == [201, 409, 409, 409]
        payments = await hall.payments(case)
        paid = [
            hall.pay_out(case, each, each["amount_fen"], f"{no}-{each['case_no']}") for each in payments for no in "ab"
        ]
        await asyncio.gather(*paid)
        rows = await hall.office.rows(PaymentAttempt.__table__)
        assert sorted(row.amount_fen for row in rows) == [330_000, 670_001]
        claim = await hall.get(case)
        assert (claim["status"], claim["paid_fen"]) == ("paid", 1_000_001)
