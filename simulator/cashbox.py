"""The cashier's day: money that belongs to nobody's premium is paid back by four eyes, and the day is closed (日结)."""

from collections import Counter
from datetime import date
from random import Random

from simulator.api import Json
from simulator.branches import Branch
from simulator.moves import World

RECEIPTS, REFUNDS, CLOSINGS = (f"/intake/v1/{each}" for each in ("receipts", "premium-refunds", "premium-closings"))
REASONS = {"refund-due": "case-withdrawn", "overpaid": "overpaid", "paid-otherwise": "paid-twice"}
REASON = "case-ended"
SHORT = 0.02  # of the days the cash isn't what was booked


async def pay_back(world: World, branch: Branch, today: date) -> list[Json]:
    """What was asked for yesterday is paid out; what lies there is asked for by a teller."""
    for refund in await world.api.pages(branch.cashier, REFUNDS, org=branch.org, status="asked", limit=200):
        await world.api.post(branch.cashier, f"{REFUNDS}/{refund['refund_no']}/payment")
    for receipt in await world.api.pages(branch.cashier, RECEIPTS, org=branch.org, state="suspended", limit=200):
        free_fen = receipt["suspended_fen"] - receipt["held_fen"]
        if free_fen and receipt["suspended_why"] not in ("part-payment", "not-due", "case-unknown"):
            await _ask(world, branch, receipt, free_fen)
    return []


async def _ask(world: World, branch: Branch, receipt: Json, fen: int) -> None:
    number = receipt["receipt_no"]
    body = {"amount_fen": fen, "reason": REASONS.get(receipt["suspended_why"], REASON)}
    teller, key = branch.teller(Random(f"{branch.org}/{receipt['received_on']}")), f"refund-{number}"
    await world.api.post(teller, f"{RECEIPTS}/{number}/refunds", body, idempotency_key=key)


async def close(world: World, branch: Branch, today: date) -> list[Json]:
    """Cash as counted, transfers as the bank's statement has them; now and then some yuan are missing."""
    booked = Counter[str]()
    for receipt in await world.api.pages(branch.cashier, RECEIPTS, org=branch.org, day=today.isoformat(), limit=200):
        booked[receipt["came_by"]] += receipt["amount_fen"]
    draw, counted = Random(f"{world.seed}/{branch.org}/{today}/closing"), booked["cash"]
    body: Json = {"org": branch.org, "day": today.isoformat(), "statement_fen": booked["transfer"]}
    if counted and draw.random() < SHORT:
        counted, body["reason"] = max(0, counted - draw.randint(1, 20) * 1000), "cash-short"
    await world.api.post(branch.cashier, CLOSINGS, body | {"counted_cash_fen": counted})
    return []
