"""What becomes of a finding (整改项): its owner puts it right, sooner or later; the manager looks, and closes it."""

from random import Random

from simulator.api import Json
from simulator.branches import BY_ORG, Branch, Staff, manager_of
from simulator.moves import Act, Choices, Move, Wait, World, identity_by, step_of

ROOT = "/intake/v1/findings"
MINUTES = {"severe": 60, "major": 350, "minor": 700}  # working minutes, of some 390 a day
LATE_DAYS = {"severe": 2.0, "major": 6.0, "minor": 10.0}
THE_HOUSE = {
    *("clean", "forms-at-hand", "notices-posted", "exits-free"),
    *("ticket-machine", "evaluation-device", "scanner-printer", "cameras"),
}


identity = identity_by("org", "outlet", "tool", "item", "opened_at")


def owner_of(branch: Branch, item: str, draw: Random) -> str:
    """责任人: the house is looked after by general processing, people are received by customer service."""
    if item in THE_HOUSE:
        return branch.general.ref
    return branch.caller.ref if item == "guide-present" else branch.teller(draw).ref


def _to_fix(case: Json, draw: Random) -> Move:
    if draw.random() < 0.14:
        return Move(Wait(days=LATE_DAYS[case["severity"]]), _fix)  # reminded at the end of each day
    return Move(Wait(minutes=MINUTES[case["severity"]]), _fix)


def _fixed(case: Json, draw: Random) -> Move:
    if case["reopenings"] == 0 and draw.random() < 0.15:
        return Move(Wait(minutes=150), _by_manager("reopening"))
    return Move(Wait(minutes=150), _by_manager("closing"))


CHOICES: Choices = {"to_fix": _to_fix, "fixed": _fixed}


async def _fix(world: World, case: Json) -> Json:
    return await world.api.post(_owner(case), f"{ROOT}/{case['case_no']}/fix")


def _by_manager(step: str) -> Act:
    return step_of(ROOT, lambda case: manager_of(case["org"]), step)


def _owner(case: Json) -> Staff:
    branch = BY_ORG[case["org"]]
    known = {each.ref: each for each in (branch.general, branch.caller)}
    return known.get(case["handler"]) or Staff(case["handler"], ("teller",), branch.org)
