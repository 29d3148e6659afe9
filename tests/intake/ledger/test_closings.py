"""The day's closing (日结): counted cash and the bank's statement against the book."""

from tests.intake.counter import ORG, Counter, refused
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


async def test_no_day_is_closed_before_it_begins_or_by_another_branch(counter: Counter, till: Till):
    counted = DAY | {"counted_cash_fen": 0, "statement_fen": 0}
    async with counter.nothing_written():
        refused(
            await till.post("/premium-closings", counted | {"day": "2026-10-13"}), 422, "rule-broken", rule="day-begun"
        )
        refused(await till.post("/premium-closings", counted | {"org": "350323"}), 403, "out-of-scope")
