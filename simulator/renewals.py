"""Renewal premiums (续期): debited in daily batches, reminded of, brought to the counter, or not paid at all."""

from collections.abc import Awaitable, Callable
from datetime import date
from random import Random

from shared.calendar_data import calendar_for
from simulator import batches
from simulator.api import Json
from simulator.applications import NEW_ACCOUNT
from simulator.books import ROOT as POLICIES
from simulator.books import draw_of_day, known_of, policy_of
from simulator.branches import Branch
from simulator.moves import World, one_of
from simulator.people import bank_card, name
from simulator.services import ask_for

ROOT, BATCHES = "/policy/v1/renewals", "/policy/v1/renewal-batches"
FIRST, AGAIN = 0.72, 0.45  # of the first debits, and of later ones, succeed
# The report: passbooks that sleep, and accounts that banks upgraded and nobody told.
BANK_REASONS = {
    "insufficient-funds": 44,
    "account-upgraded": 24,
    "account-dormant": 14,
    "card-invalid": 8,
    "account-missing": 5,
    "system-error": 3,
    "other": 2,
}
MOST_REMINDERS = 4
Attend = Callable[[World, Branch, Json, Random], Awaitable[Json | None]]


async def send(world: World, branch: Branch, today: date) -> list[Json]:
    """All that is due goes to the bank (制盘, 送盘)."""
    await batches.send(world, branch, BATCHES, "debits-due")
    return []


async def take_in(world: World, branch: Branch, today: date) -> list[Json]:
    """The bank's results (回盘)."""
    await batches.take_in(world, branch, BATCHES, _result)
    return []


async def _result(world: World, branch: Branch, item: Json) -> str:
    case = await world.api.get(branch.cashier, f"{ROOT}/{item['renewal_no']}")
    draw = await draw_of_day(world, branch, case, "debit")
    if draw.random() < (AGAIN if item["attempt"] > 1 else FIRST):
        return "success"
    return one_of(draw, BANK_REASONS)


async def chase(world: World, branch: Branch, today: date) -> list[Json]:
    """催缴: whose debit failed or who has no mandate is called, pays, names another account, or has it lent."""
    asked: list[Json] = []
    found = await world.api.pages(branch.caller, ROOT, org=branch.org, limit=200)
    for case in await known_of(world, branch, found):
        if attend := ATTENDS.get(case["status"]):
            request = await attend(world, branch, case, await draw_of_day(world, branch, case, "chase"))
            asked += [request] if request else []
    return asked


async def _noticed(world: World, branch: Branch, case: Json, draw: Random) -> Json | None:
    """A debit comes on its day: only those without a mandate are asked to bring it."""
    if not case["mandated"] and draw.random() < 0.2:
        await (_pay if draw.random() < 0.4 else _remind)(world, branch, case, draw)
    return None


async def _unpaid(world: World, branch: Branch, case: Json, draw: Random) -> Json | None:
    if draw.random() < 0.09:
        await _pay(world, branch, case, draw)
    elif case["reason"] in NEW_ACCOUNT and draw.random() < 0.14:
        await _sign(world, branch, case, draw)
    elif case["status"] == "grace" and draw.random() < 0.4:
        return await _choose_loan(world, branch, case, draw)
    elif case["reminders"] < MOST_REMINDERS and draw.random() < 0.25:
        await _remind(world, branch, case, draw)
    return None


async def _lapsed(world: World, branch: Branch, case: Json, draw: Random) -> Json | None:
    if draw.random() < 0.5:
        told = {"how": one_of(draw, {"call": 50, "letter": 35, "visit": 15})}
        await world.api.post(branch.caller, f"{ROOT}/{case['case_no']}/lapse-notice", told)
    return None


ATTENDS: dict[str, Attend] = {
    "noticed": _noticed,
    "debit_failed": _unpaid,
    "reminded": _unpaid,
    "grace": _unpaid,
    "grace_over": _lapsed,
}


async def _remind(world: World, branch: Branch, case: Json, draw: Random) -> None:
    told = {"how": one_of(draw, {"call": 60, "message": 30, "visit": 10})}
    await world.api.post(branch.caller, f"{ROOT}/{case['case_no']}/reminders", told)


async def _pay(world: World, branch: Branch, case: Json, draw: Random) -> None:
    """At the counter, unless the policy waits for another premium by now: the next run closes this one.

    Nor once the grace is over, in which a policy may stand still for a claim.
    """
    if date.fromisoformat(case["grace_ends_on"]) < calendar_for(branch.org).date_of(world.now):
        return
    policy = await policy_of(world, case["policy_no"])
    if policy["next_due_on"] != case["due_on"] or policy["status"] == "suspended":
        return
    body = {"amount_fen": policy["premium_fen"], "reference": case["case_no"]}
    body["paid_by"] = "cash" if draw.random() < 0.6 else "transfer"
    path, key = f"{ROOT}/{case['case_no']}/payment", f"renewal-{case['case_no']}"
    await world.api.post(branch.cashier, path, body, idempotency_key=key)


async def _choose_loan(world: World, branch: Branch, case: Json, draw: Random) -> Json | None:
    """自动垫交选择."""
    policy = await policy_of(world, case["policy_no"])
    return None if policy["premium_loan"] else await ask_for(world, branch, "premium-loan-option", policy, draw)


async def _sign(world: World, branch: Branch, case: Json, draw: Random) -> None:
    """A mandate for another account (换账号): the next batch debits that one."""
    mandate = {"account_no": bank_card(draw), "holder": name(draw)}
    await world.api.post(branch.teller(draw), f"{POLICIES}/{case['policy_no']}/mandates", mandate)
