"""Short-term card policies: packs of cards go out with salespeople, who sell some and hand the price in, or don't."""

from datetime import datetime
from functools import partial
from random import Random

from shared.calendar_data import calendar_for
from simulator.api import Json
from simulator.branches import BY_ORG, Branch, Staff
from simulator.forms import insuring
from simulator.moves import Choices, Move, Wait, World, identity_by, one_of, step_of
from simulator.people import person

ROOT = "/intake/v1/card-activations"
CARDS, MOVES = "/intake/v1/cards", "/intake/v1/card-moves"
PACK = 3
OFFERS = {"K2001": (62, (18, 65)), "K2002": (24, (3, 22)), "K2003": (14, (18, 70))}  # share, ages
FATES = {None: 90, "void": 6, "lose": 4}  # of the cards of a pack that nobody buys
REASONS = {"void": "damaged", "lose": "mislaid"}


identity = identity_by("card_no")


async def sell(world: World, branch: Branch, at: datetime) -> Json:
    """A pack goes out with a salesperson; one card of it is sold and activated, at the counter or over the web."""
    draw = Random(f"{world.seed}/{branch.org}/{at}/card")
    product = draw.choices(list(OFFERS), [share for share, _ in OFFERS.values()])[0]
    teller, prepaid = branch.teller(draw), draw.random() < 0.35
    pack = _pack(branch, at)
    delivery = {"org": branch.org, "outlet": draw.choice(branch.outlets), "product": product, "cards": pack}
    await world.api.post(teller, CARDS, delivery)
    numbers = [card["card_no"] for card in pack]
    handed = {"salesperson": branch.salesperson(draw), "prepaid": prepaid}
    await world.api.post(teller, MOVES, {"action": "hand_out", "card_nos": numbers} | handed)
    if fate := one_of(draw, FATES):
        await world.api.post(teller, MOVES, {"action": fate, "card_nos": numbers[1:], "reason": REASONS[fate]})
    on_the_web = draw.random() < 0.3
    sold = pack[0] | {"channel": "web" if on_the_web else "agent"} | _people(draw, branch, product, at)
    return await world.api.post(branch.bank if on_the_web else teller, ROOT, sold)


def _pack(branch: Branch, at: datetime) -> list[Json]:
    """Cards are numbered as they leave the printer: here by the second in which they are sold."""
    first = int(at.timestamp()) * 10
    numbers = [f"{branch.org}{first + place}" for place in range(PACK)]
    return [{"card_no": number, "password": f"{Random(number).randrange(10**6):06d}"} for number in numbers]


def _people(draw: Random, branch: Branch, product: str, at: datetime) -> Json:
    on, ages = calendar_for(branch.org).date_of(at), OFFERS[product][1]
    holder = person(draw, branch.org, on, (22, 60))
    people: Json = {"policyholder": holder.as_party({"mobile": holder.mobile})}
    if ages[0] < 18 or draw.random() < 0.2:
        insured = person(draw, branch.org, on, ages)
        people |= {"insured": insured.as_party({}, account_no=None)} | insuring(on, holder, insured)
    return people


def _awaiting_premium(case: Json, draw: Random) -> Move | None:
    if draw.random() < 0.05:
        return None  # dunned, and withdrawn by the deadline
    if draw.random() < 0.04:
        return Move(Wait(minutes=60), _withdraw)
    return Move(Wait(minutes=45 if draw.random() < 0.8 else 600), _pay)


def _paid(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=35 if draw.random() < 0.93 else 500), _step("issue"))


CHOICES: Choices = {"awaiting_premium": _awaiting_premium, "paid": _paid}


def _teller(case: Json) -> Staff:
    return BY_ORG[case["org"]].teller(Random(f"{case['card_no']}/{case['version']}"))


_step = partial(step_of, ROOT, _teller)
_withdraw = _step("withdrawal", {"reason": "customer-request"})


async def _pay(world: World, case: Json) -> Json:
    body, path = {"amount_fen": case["premium_fen"], "method": "cash"}, f"{ROOT}/{case['case_no']}/receipts"
    return await world.api.post(BY_ORG[case["org"]].cashier, path, body, idempotency_key=f"card-{case['card_no']}")
