"""The halls: people come with the rush hours, are called to the next free window, served, asked and heard."""

from datetime import datetime
from random import Random

from simulator.api import Json, Refused
from simulator.branches import BY_ORG, Branch, Staff
from simulator.moves import Choices, Move, Wait, World, identity_by, one_of

ROOT = "/intake/v1/visits"
QUEUES = "/intake/v1/queues"
NOT_NOW = (404, 409)  # nobody waits; the window is taken
BUSINESSES = {
    "policy-change": 34,
    "premium-payment": 20,
    "enquiry": 16,
    "benefit-payment": 12,
    "claim": 9,
    "new-business": 6,
    "complaint": 2,
    "other": 1,
}
PRIORITIES = {None: 84, "elderly": 11, "vip": 2, "infant": 1, "pregnant": 1, "disabled": 1}
SCORES = {5: 74, 4: 15, 3: 7, 2: 2, 1: 2}


identity = identity_by("org", "outlet", "taken_on", "ticket_no")


async def arrive(world: World, branch: Branch, at: datetime) -> Json:
    """Somebody takes a ticket; a free window calls whoever is first, which may be another."""
    draw = Random(f"{world.seed}/{branch.org}/{at}/visit")
    body = {"org": branch.org, "outlet": branch.outlets[0], "business": one_of(draw, BUSINESSES)}
    ticket = await world.api.post(branch.kiosk, ROOT, body | {"priority_reason": one_of(draw, PRIORITIES)})
    for window in range(1, branch.windows + 1):
        if called := await _call_next(world, ticket, str(window)):
            return called
    return ticket


def _called(case: Json, draw: Random) -> Move:
    if draw.random() < 0.05:
        return Move(Wait(on_the_spot=1.5), _pass_over)
    return Move(Wait(on_the_spot=0.7), _serve)


def _in_service(case: Json, draw: Random) -> Move:
    return Move(Wait(on_the_spot=3 if case["business"] == "enquiry" else 9), _finish)


# Who waits is called by the window that becomes free; who was passed over doesn't come back.
CHOICES: Choices = {"called": _called, "in_service": _in_service}


async def _serve(world: World, case: Json) -> Json:
    return await _do(world, case, "handling")


async def _pass_over(world: World, case: Json) -> Json:
    for what in ("repeat-call", "repeat-call", "passing-over"):
        case = await _do(world, case, what)
    return await _call_next(world, case, case["window_no"]) or case


async def _finish(world: World, case: Json) -> Json:
    """Some tellers forget to ask for an evaluation, and some customers give none."""
    draw = Random(f"{world.seed}/{identity(case)}/finish")
    if prompted := draw.random() < 0.88:
        await _do(world, case, "evaluation-request")
    done = await _do(world, case, "completion")
    if prompted and draw.random() < 0.66:
        path, score = f"{ROOT}/{case['case_no']}/evaluation", one_of(draw, SCORES)
        done = await world.api.post(BY_ORG[case["org"]].kiosk, path, {"score": score})
    return await _call_next(world, case, case["window_no"]) or done


async def _call_next(world: World, case: Json, window: str) -> Json | None:
    body = {"org": case["org"], "outlet": case["outlet"], "window_no": window}
    try:
        return await world.api.post(_teller(case["org"], window), f"{QUEUES}/next", body)
    except Refused as refused:
        if refused.status in NOT_NOW:
            return None
        raise


async def _do(world: World, case: Json, what: str) -> Json:
    return await world.api.post(_teller(case["org"], case["window_no"]), f"{ROOT}/{case['case_no']}/{what}")


def _teller(org: str, window: str) -> Staff:
    return Staff(f"T{org}-{window}", ("teller",), org)
