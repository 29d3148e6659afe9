"""The province's callers work off the call-backs (回访); many a call comes to nothing."""

from collections.abc import Callable
from random import Random

from simulator.api import Json
from simulator.branches import CALLERS
from simulator.moves import Move, Wait, World, one_of

ROOT = "/callback/v1/callbacks"
MOST_ATTEMPTS = 6
RESULTS = {
    "completed": 62,
    "no-answer": 13,
    "dialect": 8,  # 只会莆仙话
    "not-reachable": 5,
    "wrong-number": 4,  # 0594 before a mobile number
    "hung-up": 3,
    "unwilling": 2,
    "denies-purchase": 1,
    "identity-unverified": 1,
    "unwell": 1,
}


def _due(case: Json, draw: Random) -> Move | None:
    tried = len(case["attempts"])
    if tried >= MOST_ATTEMPTS:
        return None
    return Move(Wait(minutes=60, days=1.3 if tried else 0.9), _call)


CHOICES: dict[str, Callable[[Json, Random], Move | None]] = {"due": _due}


async def _call(world: World, case: Json) -> Json:
    draw = Random(f"{world.seed}/{case['salesperson']}/{case['opened_at']}/{case['version']}")
    result = one_of(draw, RESULTS)
    return await world.api.post(draw.choice(CALLERS), f"{ROOT}/{case['case_no']}/attempts", {"result": result})
