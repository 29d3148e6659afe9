"""Policy loans that are overdue (保单借款): whoever owes one is called, and some come to repay it."""

from datetime import date

from simulator.api import Json
from simulator.books import draw_of_day, known_of, policy_of
from simulator.branches import Branch
from simulator.moves import World
from simulator.services import ask_for

ROOT = "/policy/v1/policy-loans"
COMES = 0.12  # on a day


async def chase(world: World, branch: Branch, today: date) -> list[Json]:
    """逾期催收."""
    asked: list[Json] = []
    found = await world.api.pages(branch.caller, ROOT, org=branch.org, status="overdue", limit=200)
    for case in await known_of(world, branch, found):
        draw = await draw_of_day(world, branch, case, "loan")
        if draw.random() < COMES:
            policy = await policy_of(world, case["policy_no"])
            request = await ask_for(world, branch, "loan-repayment", policy, draw)
            asked += [request] if request else []
    return asked
