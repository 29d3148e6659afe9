"""Salespeople whose policies end oftener than chance explains (退保失效异常): the manager looks, and examines."""

from datetime import date
from random import Random

from simulator.api import Json, tag
from simulator.branches import Branch, manager_of
from simulator.moves import World, one_of

ROOT, LOOKS = "/policy/v1/sales-patterns", "/policy/v1/sales-pattern-looks"
LOOKS_ON = (1, 3)  # Tuesday and Thursday
FINDINGS = {"confirmed": 55, "unfounded": 45}
REASONS = {
    "confirmed": {"participating-oversold": 50, "sold-as-deposit": 30, "terms-misunderstood": 20},
    "unfounded": {"premium-pressure": 50, "need-for-cash": 30, "moved": 20},
}


async def examine(world: World, branch: Branch, today: date) -> list[Json]:
    """What was flagged is looked into at once or at the next look."""
    if today.weekday() not in LOOKS_ON:
        return []
    manager = manager_of(branch.org)
    await world.api.post(manager, LOOKS, {"org": branch.org})
    for case in await world.api.pages(manager, ROOT, org=branch.org, status="flagged"):
        draw = Random(f"{world.seed}/{case['org']}/{case['salesperson']}/{today}/pattern")
        if draw.random() < 0.6:
            finding = one_of(draw, FINDINGS)
            body = {"finding": finding, "reasons": [one_of(draw, REASONS[finding])]}
            path, seen = f"{ROOT}/{case['case_no']}/examination", tag(case)
            await world.api.post(manager, path, body, if_match=seen)
    return []
