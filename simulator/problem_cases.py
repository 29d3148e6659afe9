"""What calls found wrong (问题件): the manager gives it to somebody who doesn't sell; most is settled within days."""

from datetime import date
from random import Random

from simulator.api import Json
from simulator.branches import Branch, Staff, manager_of
from simulator.moves import World, one_of, path_of

ROOT = "/callback/v1/problem-cases"
SETTLED_A_DAY, BY_MANAGER, REOPENED = 0.28, 0.1, 0.04  # of those assigned, settled, settled that day
RESULTS = {
    "explained": 46,
    "mended": 20,
    "free-look-taken": 9,
    "surrender-taken": 4,
    "unfounded": 8,
    "complaint-registered": 4,
    "mis-selling-confirmed": 5,
    "not-reached": 4,
}
OF_THE_SALE = frozenset({"mis-selling", "denies-purchase", "signed-by-another"})
OF_THE_SALE_RESULTS = {"mis-selling-confirmed": 35, "unfounded": 25, "mended": 20, "free-look-taken": 20}


async def work(world: World, branch: Branch, today: date) -> list[Json]:
    """What was found before today, the oldest first."""
    manager = manager_of(branch.org)
    for case in await world.api.pages(manager, ROOT, org=branch.org, status="assigned"):
        draw = _draw(world, case, today)
        if draw.random() < SETTLED_A_DAY:
            await _settle(world, branch, case, draw)
    for case in await world.api.pages(manager, ROOT, org=branch.org, status="open"):
        draw = _draw(world, case, today)
        if draw.random() < 0.8:
            handler = {"handler": draw.choice((branch.general, branch.caller)).ref}
            await world.api.post(manager, path_of(ROOT, case, "assignment"), handler)
    return []


async def _settle(world: World, branch: Branch, case: Json, draw: Random) -> None:
    manager = manager_of(branch.org)
    body: Json = {"result": one_of(draw, OF_THE_SALE_RESULTS if case["reason"] in OF_THE_SALE else RESULTS)}
    if draw.random() < BY_MANAGER:
        body["reason"] = "handler-on-leave"
        await world.api.post(manager, path_of(ROOT, case, "manager-settlement"), body)
    else:
        await world.api.post(_handler(branch, case), path_of(ROOT, case, "settlement"), body)
    if draw.random() < REOPENED:
        reason = {"reason": "customer-called-again"}
        await world.api.post(manager, path_of(ROOT, case, "reopening"), reason)


def _handler(branch: Branch, case: Json) -> Staff:
    return next(each for each in (branch.general, branch.caller) if each.ref == case["handler"])


def _draw(world: World, case: Json, today: date) -> Random:
    """Case numbers are drawn anew in each run; what was found, and when, is not."""
    who = f"{case['product']}/{case['salesperson']}/{case['reason']}/{case['opened_at']}"
    return Random(f"{world.seed}/{who}/{today}/problem")
