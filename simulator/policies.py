"""What becomes of an issued policy: handed over by the salesperson, signed for, the receipt brought back (回执回销)."""

from collections.abc import Callable
from random import Random

from shared.calendar_data import calendar_for
from simulator.api import Json
from simulator.branches import BY_ORG, Staff
from simulator.moves import Move, Wait, World

ROOT = "/policy/v1/policies"


def _awaiting_delivery(case: Json, draw: Random) -> Move | None:
    if draw.random() < 0.02:
        return None  # the salesperson has left, and nobody takes over
    return Move(Wait(days=1.2 if draw.random() < 0.85 else 6), _deliver)


def _awaiting_receipt(case: Json, draw: Random) -> Move:
    return Move(Wait(days=0.8 if draw.random() < 0.8 else 5), _acknowledge)


CHOICES: dict[str, Callable[[Json, Random], Move | None]] = {
    "awaiting_delivery": _awaiting_delivery,
    "awaiting_receipt": _awaiting_receipt,
}


def _teller(case: Json) -> Staff:
    return BY_ORG[case["org"]].teller(Random(f"{case['salesperson']}/{case['opened_at']}/{case['version']}"))


async def _deliver(world: World, case: Json) -> Json:
    body = {"delivered_on": calendar_for(case["org"]).date_of(world.now).isoformat()}
    return await world.api.post(_teller(case), f"{ROOT}/{case['case_no']}/delivery", body)


async def _acknowledge(world: World, case: Json) -> Json:
    """Mostly signed when it was handed over; the receipt takes its time to the counter."""
    signed_on = case["delivered_on"]
    return await world.api.post(_teller(case), f"{ROOT}/{case['case_no']}/receipt", {"signed_on": signed_on})
