"""Whatever happens to the money of several cases, in whatever order: every fen is somewhere, and only once."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from shared.auth import Role
from shared.clock import SimulatedClock
from shared.settings import Settings
from shared.testing.databases import BOTH, database, migrate_quickly
from tests.intake.counter import ORG, Counter, counter_in
from tests.intake.ledger.till import Row, Till

AMOUNTS = st.sampled_from([1, 5_000, 10_000, 10_001, 360_000])
WHICH = st.integers(0, 3)
MOVES = st.one_of(
    st.tuples(st.just("take"), WHICH, AMOUNTS, st.sampled_from(["cash", "transfer"])),
    st.tuples(st.just("take_unknown"), AMOUNTS),
    st.tuples(st.just("assign"), WHICH, WHICH),
    st.tuples(st.just("ask_refund"), WHICH, AMOUNTS),
    st.tuples(st.just("pay_refund"), WHICH),
    st.tuples(st.just("drop_refund"), WHICH),
    st.tuples(st.just("withdraw"), WHICH),
    st.tuples(st.just("issue"), WHICH),
    st.tuples(st.just("debit"), st.sampled_from(["success", "other"])),
)


class History:
    """Two cards to be paid, one handed out prepaid, and an application; what is asked of them may be refused."""

    def __init__(self, till: Till, numbers: "count[int]") -> None:
        self.till, self.counter, self._numbers = till, till.counter, numbers
        self.paths: list[str] = []
        self.cases: list[Row] = []
        self.receipts: list[Row] = []
        self.refunds: list[Row] = []

    async def open(self) -> None:
        for prepaid in (False, False, True):
            self.cases.append(await self.till.activated_card(prepaid=prepaid))
            self.paths.append("/card-activations")
        self.cases.append(await self.counter.decided(form_no=f"{ORG}-27-{next(self._numbers):06d}"))
        self.paths.append("/applications")

    async def take(self, which: int, amount_fen: int, method: str) -> httpx.Response:
        answer = await self.till.take(amount_fen, self.cases[which]["case_no"], method)
        return _kept(answer, self.receipts)

    async def take_unknown(self, amount_fen: int) -> httpx.Response:
        return _kept(await self.till.take(amount_fen), self.receipts)

    async def assign(self, receipt: int, which: int) -> httpx.Response:
        path = f"/receipts/{_number(self.receipts, receipt, 'receipt_no')}/assignment"
        return await self.till.post(path, {"case_no": self.cases[which]["case_no"]})

    async def ask_refund(self, receipt: int, amount_fen: int) -> httpx.Response:
        path = f"/receipts/{_number(self.receipts, receipt, 'receipt_no')}/refunds"
        return _kept(await self.till.post(path, {"amount_fen": amount_fen, "reason": "asked"}), self.refunds)

    async def pay_refund(self, refund: int) -> httpx.Response:
        path = f"/premium-refunds/{_number(self.refunds, refund, 'refund_no')}/payment"
        return await self.till.post(path, ref="S-other")

    async def drop_refund(self, refund: int) -> httpx.Response:
        return await self.till.post(f"/premium-refunds/{_number(self.refunds, refund, 'refund_no')}/cancellation")

    async def withdraw(self, which: int) -> httpx.Response:
        path = f"{self.paths[which]}/{self.cases[which]['case_no']}/withdrawal"
        return await self.till.post(path, {"reason": "asked"}, Role.TELLER)

    async def issue(self, which: int) -> httpx.Response:
        return await self.till.post(f"{self.paths[which]}/{self.cases[which]['case_no']}/issue", role=Role.TELLER)

    async def debit(self, result: str) -> httpx.Response:
        body = {"result": result, "amount_fen": 360_000}
        return await self.till.post(f"/applications/{self.cases[3]['case_no']}/debits", body)


def _kept(answer: httpx.Response, rows: list[Row]) -> httpx.Response:
    if answer.status_code == 201:
        rows.append(answer.json())
    return answer


def _number(rows: list[Row], index: int, name: str) -> str:
    return str(rows[-1 - index][name]) if index < len(rows) else "NONE"


@pytest.fixture(params=BOTH)
async def counter_on_both(
    request: pytest.FixtureRequest, tmp_path: Path, time: SimulatedClock
) -> AsyncIterator[tuple[str, Counter]]:
    async with database(request.param, tmp_path) as url:
        settings = Settings(data=tmp_path, jobs=False, database_url=url, sqlite_synchronous="NORMAL")
        await migrate_quickly(settings, "intake")
        async with counter_in(settings, time) as counter:
            yield request.param, counter


async def test_every_fen_is_accounted_for_after_any_history(counter_on_both: tuple[str, Counter]):
    kind, counter = counter_on_both
    till, numbers, loop = Till(counter), count(1), asyncio.get_running_loop()

    async def play(history: list[tuple[Any, ...]]) -> None:
        played = History(till, numbers)
        await played.open()
        for action, *given_to_it in history:
            answer = await getattr(played, action)(*given_to_it)
            assert answer.status_code < 500, (action, answer.text)
        await till.check_book()

    @hypothesis_settings(
        max_examples=30 if kind == "sqlite" else 10,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.lists(MOVES, min_size=4, max_size=25))
    def check(history: list[tuple[Any, ...]]) -> None:
        asyncio.run_coroutine_threadsafe(play(history), loop).result()

    await asyncio.to_thread(check)


async def test_whoever_wants_the_same_fen_at_once_gets_them_once(counter_on_both: tuple[str, Counter]):
    _, counter = counter_on_both
    till = Till(counter)
    history = History(till, count(1))
    await history.open()
    receipt = await till.taken(10_000)
    paths = [f"/receipts/{receipt['receipt_no']}/assignment"] * 2 + [f"/receipts/{receipt['receipt_no']}/refunds"]
    bodies: list[Row] = [{"case_no": case["case_no"]} for case in history.cases[:2]]
    bodies.append({"amount_fen": 10_000, "reason": "asked"})
    asked = [till.post(path, body) for path, body in zip(paths, bodies, strict=True)]
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers)[1:] == [422, 422], [each.text for each in answers]
    await till.check_book()


async def test_withdrawal_and_money_at_once_leave_it_applied_or_to_be_paid_back(
    counter_on_both: tuple[str, Counter],
):
    _, counter = counter_on_both
    till = Till(counter)
    history = History(till, count(1))
    await history.open()
    answers = await asyncio.gather(*(history.take(0, 5_000, "transfer") for _ in range(2)), history.withdraw(0))
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    await till.check_book()
