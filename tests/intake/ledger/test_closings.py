"""The day's closing (日结): counted cash and the bank's statement against the book."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.intake.ledger import closing
from shared.auth import Role
from shared.clock import SimulatedClock
from shared.settings import Settings
from shared.testing.databases import BOTH, database, migrate_quickly
from tests.intake.counter import ORG, Counter, counter_in, refused
from tests.intake.ledger.till import Till

DAY = {"org": ORG, "day": "2026-10-12"}


async def test_a_day_is_closed_once_with_what_was_booked(counter: Counter, till: Till):
    case = await counter.decided()
    await till.taken(360_000, case["case_no"], "cash")
    await till.taken(7)
    counted = DAY | {"counted_cash_fen": 360_000, "statement_fen": 7}
    closed = (await till.post("/premium-closings", counted)).json()
    assert (closed["booked_cash_fen"], closed["booked_transfers_fen"], closed["cash_difference_fen"]) == (360_000, 7, 0)
    async with counter.nothing_written():
        refused(await till.post("/premium-closings", counted), 409, "conflict", rule="closed-once")
    assert [each["closing_no"] for each in (await till.get("/premium-closings", day="2026-10-12"))["items"]] == [
        closed["closing_no"]
    ]


async def test_a_difference_needs_its_reason(counter: Counter, till: Till):
    await till.taken(7)
    counted = DAY | {"counted_cash_fen": 1, "statement_fen": 5}
    async with counter.nothing_written():
        differences = {"cash_difference_fen": 1, "transfer_difference_fen": -2}
        answer = await till.post("/premium-closings", counted)
        refused(answer, 422, "rule-broken", field="reason", rule="difference-explained", **differences)
    assert (await till.post("/premium-closings", counted | {"reason": "cash-over"})).json()["reason"] == "cash-over"


async def test_money_after_a_closing_is_in_the_next(counter: Counter, till: Till):
    await till.taken(7)
    closed = [(await till.post("/premium-closings", DAY | {"counted_cash_fen": 0, "statement_fen": 7})).json()]
    await till.taken(5)  # on the day, after its closing
    counter.time.set(counter.time.now() + timedelta(days=1))
    await till.taken(3)  # on a day that nobody closes
    counter.time.set(counter.time.now() + timedelta(days=1))
    case = await counter.decided()
    await till.taken(360_000, case["case_no"], "cash")
    last = DAY | {"day": "2026-10-14", "counted_cash_fen": 360_000, "statement_fen": 8}
    closed.append((await till.post("/premium-closings", last)).json())
    assert [(each["booked_cash_fen"], each["booked_transfers_fen"]) for each in closed] == [(0, 7), (360_000, 8)]
    async with counter.nothing_written():
        between = last | {"day": "2026-10-13"}
        refused(await till.post("/premium-closings", between), 409, "conflict", rule="closed-in-order")


async def test_cash_that_is_paid_back_leaves_the_till(counter: Counter, till: Till):
    case = await counter.decided()
    cash, transfer = await till.taken(360_000, case["case_no"], "cash"), await till.taken(90)
    await counter.step(await counter.case(case), "withdrawal", Role.TELLER, {"reason": "asked"})
    counted = DAY | {"counted_cash_fen": 360_000, "statement_fen": 90}
    assert (await till.post("/premium-closings", counted)).status_code == 201
    for receipt, fen in ((cash, 300_000), (transfer, 90)):
        asked = {"amount_fen": fen, "reason": "asked"}
        refund = (await till.post(f"/receipts/{receipt['receipt_no']}/refunds", asked)).json()
        paid = await till.post(f"/premium-refunds/{refund['refund_no']}/payment", ref="S-other")
        assert paid.status_code == 200
    counter.time.set(counter.time.now() + timedelta(days=1))
    counted = DAY | {"day": "2026-10-13", "counted_cash_fen": -300_000, "statement_fen": 0}
    closed = (await till.post("/premium-closings", counted)).json()
    assert (closed["booked_cash_fen"], closed["booked_transfers_fen"], closed["cash_difference_fen"]) == (
        -300_000,
        0,
        0,
    )


@pytest.mark.parametrize("kind", BOTH)
async def test_of_two_closings_at_once_one_counts(
    kind: str, tmp_path: Path, time: SimulatedClock, monkeypatch: pytest.MonkeyPatch
):
    booked = closing._booked

    async def slowly(*given: Any) -> Any:
        found = await booked(*given)
        await asyncio.sleep(0.3)
        return found

    monkeypatch.setattr(closing, "_booked", slowly)
    async with database(kind, tmp_path) as url:
        settings = Settings(data=tmp_path, jobs=False, database_url=url)
        await migrate_quickly(settings, "intake")
        async with counter_in(settings, time) as counter:
            till = Till(counter)
            counted = DAY | {"counted_cash_fen": 0, "statement_fen": 7, "reason": "asked"}
            assert (await till.post("/premium-closings", counted)).status_code == 201
            await till.taken(7)  # in the next closing, and in that one only
            counter.time.set(counter.time.now() + timedelta(days=2))
            days = [counted | {"day": day} for day in ("2026-10-13", "2026-10-14")]
            answers = await asyncio.gather(*(till.post("/premium-closings", day) for day in [*days, *days]))
            assert {answer.status_code for answer in answers} == {201, 409}
            closed = (await till.get("/premium-closings"))["items"]
            assert sum(each["booked_transfers_fen"] for each in closed) == 7
            assert len({each["day"] for each in closed}) == len(closed)


async def test_no_day_is_closed_before_it_begins_or_by_another_branch(counter: Counter, till: Till):
    counted = DAY | {"counted_cash_fen": 0, "statement_fen": 0}
    async with counter.nothing_written():
        refused(
            await till.post("/premium-closings", counted | {"day": "2026-10-13"}), 422, "rule-broken", rule="day-begun"
        )
        refused(await till.post("/premium-closings", counted | {"org": "350323"}), 403, "out-of-scope")
