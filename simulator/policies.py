"""What becomes of an issued policy: handed over by the salesperson, signed for, the receipt brought back (回执回销)."""

from random import Random

from shared.calendar_data import calendar_for
from simulator.api import Json
from simulator.banks import BANKS
from simulator.branches import BY_ORG, Staff, misleads
from simulator.moves import Choices, Move, Wait, World
from simulator.services import ask_for

ROOT = "/policy/v1/policies"
MISSOLD = 6  # times as often are policies of who misleads given back


def _awaiting_delivery(case: Json, draw: Random) -> Move | None:
    if draw.random() < 0.02:
        return None  # the salesperson has left, and nobody takes over
    if case["channel"] == "bank" and case["outlet"].startswith(tuple(BANKS)):
        return Move(Wait(days=0.5), _deliver)  # printed and handed over at the bank
    return Move(Wait(days=1.2 if draw.random() < 0.85 else 6), _deliver)


def _awaiting_receipt(case: Json, draw: Random) -> Move:
    if draw.random() < 0.01:
        return Move(Wait(days=1.5), _give_back)  # not signed for, but given back at once
    return Move(Wait(days=0.8 if draw.random() < 0.8 else 5), _acknowledge)


def _in_force(case: Json, draw: Random) -> Move | None:
    """Some think better of it while they may (犹豫期退保), after a bank's sale more often."""
    rate = 0.04 if case["channel"] == "bank" else 0.02
    if case["salesperson"] and misleads(case["salesperson"]):
        rate *= MISSOLD
    return Move(Wait(days=3), _give_back) if case["free_look_days"] and draw.random() < rate else None


CHOICES: Choices = {
    "awaiting_delivery": _awaiting_delivery,
    "awaiting_receipt": _awaiting_receipt,
    "in_force": _in_force,
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


async def _give_back(world: World, case: Json) -> Json | None:
    """Asked for at the counter; whoever comes too late keeps it."""
    draw = Random(f"{world.seed}/{case['salesperson']}/{case['opened_at']}/regret")
    return await ask_for(world, BY_ORG[case["org"]], "free-look-cancellation", case, draw)
