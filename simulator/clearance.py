"""日清日结: shortly after the cut-off somebody looks at what the day should have closed, and works at it."""

from datetime import date

from simulator import claim_payments
from simulator.api import Json
from simulator.branches import Branch, manager_of
from simulator.claims import look_at
from simulator.kinds import KINDS
from simulator.losses import draw_of
from simulator.moves import World, several

LIST, CLEARED = "/claims/v1/clearance", 0.7


async def clear(world: World, branch: Branch, today: date) -> list[Json]:
    """What doesn't wait for its claimant goes a step on at once, mostly."""
    listed = await world.api.get(manager_of(branch.org), LIST, org=branch.org)
    done = list[Json]()
    for row in listed["open"]:
        if row["closed_at"] is None and row["waiting"] is None:
            case = await look_at(world, row | {"org": branch.org})
            if draw_of(world, case, f"clearance/{today}").random() < CLEARED:
                done += await _step_on(world, case)
    return done


async def _step_on(world: World, case: Json) -> list[Json]:
    """Of what is decided the payments; nobody is hurried to whom the next step belongs outside the house."""
    cases, done = [case], list[Json]()
    if case["status"] == "approved":
        cases = await world.api.pages(manager_of(case["org"]), claim_payments.ROOT, claim_no=case["case_no"])
    for each in cases:
        move = KINDS[each["kind"]].next_move(each, world.seed)
        if move and not move.wait.days:
            done += several(await move.act(world, each))
    return done
