"""The bank channel (银保通): banks' systems send their sales, collect, and now and then undo one that day."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random

from shared.amounts import YUAN
from shared.calendar_data import calendar_for
from simulator.api import Json, tag
from simulator.branches import UNDERWRITERS_AT, Branch, Staff
from simulator.forms import as_the_law_asks
from simulator.moves import Choices, Move, Wait, World, identity_by, path_of
from simulator.people import Person, person

ROOT = "/intake/v1/bank-applications"
BANKS = {"psbc": 64, "abc": 36}  # share of the sales
OUTLETS = 3  # of each bank in a county
THOUSAND = 1_000 * YUAN


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as banks sell it; `premium` in thousands of yuan, `cover` for each yuan that is paid in all."""

    code: str
    share: int
    premium: tuple[int, int, int]
    pay_years: tuple[int, ...]
    cover: float
    oldest: int


# fmt: off
OFFERS = (
    #     code     share premium        pay years        cover oldest
    Offer("Y3001", 52,   (10, 150, 30), (1,),            1.06, 70),
    Offer("Y3002", 33,   (2, 15, 4),    (3, 5, 5, 10),   1.10, 65),
    Offer("Y3003", 15,   (5, 20, 8),    (3, 5, 10),      1.60, 65),
)
# fmt: on


identity = identity_by("transaction_no")


def system_of(bank: str, org: str) -> Staff:
    """The bank's own, which speaks to ours (银行前置)."""
    return Staff(f"bank:{bank}@{org}", ("integrator",), org)


async def sell(world: World, branch: Branch, at: datetime) -> Json:
    """At a bank's counter: its clerk fills in what its system asks for."""
    draw = Random(f"{world.seed}/{branch.org}/{at}/bank")
    bank = draw.choices(list(BANKS), list(BANKS.values()))[0]
    offer = draw.choices(OFFERS, [each.share for each in OFFERS])[0]
    transaction_no = f"{branch.org}{at:%y%m%d%H%M%S}{draw.randrange(1000):03d}"
    number = draw.randint(1, OUTLETS)
    sale = {
        "bank": bank,
        "transaction_no": transaction_no,
        "org": branch.org,
        "outlet": f"{bank}-{branch.org}{number:02d}",
        "salesperson": f"{bank}-C{branch.org}{number}{draw.randint(1, 3)}",
        "product": offer.code,
        **_people(draw, branch, offer, at, transaction_no),
    }
    return await world.api.post(system_of(bank, branch.org), ROOT, sale | _money(draw, offer, sale, at))


def _people(draw: Random, branch: Branch, offer: Offer, at: datetime, transaction_no: str) -> Json:
    on = calendar_for(branch.org).date_of(at)
    holder = person(draw, branch.org, on, (55, 72) if draw.random() < 0.2 else (26, 55))
    others = draw.random() < 0.2 or on.year - holder.born_on.year >= offer.oldest
    insured = person(draw, branch.org, on, (20, 50)) if others else None
    return {
        "policyholder": holder.as_party(_phones(draw, holder)),
        "insured": insured and insured.as_party({}, account_no=None),
        **as_the_law_asks(transaction_no, on, holder, insured),
    }


def _phones(draw: Random, who: Person) -> dict[str, str]:
    """Banks' forms have no field for a mobile, as the report complains: it lands in the office's."""
    return {"office_phone" if draw.random() < 0.45 else "mobile": who.mobile}


def _money(draw: Random, offer: Offer, sale: Json, at: datetime) -> Json:
    """Whoever wants more than suits their purse signs the declaration (投保声明)."""
    low, high, usual = offer.premium
    premium = round(draw.triangular(low, high, usual)) * THOUSAND
    years, residence = draw.choice(offer.pay_years), draw.choice(("urban", "rural"))
    local = 56_153 if residence == "urban" else 26_722
    income = round(local * (draw.uniform(0.5, 0.95) if draw.random() < 0.09 else draw.uniform(1.1, 3.5))) * YUAN
    family = round(income * draw.uniform(1.2, 2.4))
    budget = round(premium * (draw.uniform(0.5, 0.7) if draw.random() < 0.05 else draw.uniform(0.9, 1.6)))
    age = at.year - int(sale["policyholder"]["born_on"][:4])
    too_much = premium > 4 * family if offer.pay_years == (1,) else 5 * premium > family or years + age >= 60
    return {
        "premium_fen": premium,
        "pay_years": years,
        "sum_assured_fen": round(premium * years * offer.cover / THOUSAND) * THOUSAND,
        "finances": {
            "residence": residence,
            "annual_income_fen": income,
            "family_income_fen": family,
            "budget_fen": budget,
        },
        "declaration_signed": too_much or 2 * premium >= 3 * budget,
    }


def _in_underwriting(case: Json, draw: Random) -> Move:
    if draw.random() < 0.06:
        return Move(Wait(minutes=90), _withdraw)
    if case["underwriting_level"] == "city" and draw.random() < 0.05:
        return Move(Wait(minutes=60), _escalate)
    return Move(Wait(minutes=150), _decide)


def _awaiting_premium(case: Json, draw: Random) -> Move | None:
    if draw.random() < 0.03:
        return None  # changes their mind at the window, and it lapses in the evening
    if draw.random() < 0.02:
        return Move(Wait(on_the_spot=10), _withdraw)
    return Move(Wait(days=0.9) if case["underwriting"] == "manual" else Wait(on_the_spot=7), _collect)


def _issued(case: Json, draw: Random) -> Move | None:
    return Move(Wait(on_the_spot=22), _void) if draw.random() < 0.025 else None


CHOICES: Choices = {
    "in_underwriting": _in_underwriting,
    "awaiting_premium": _awaiting_premium,
    "issued": _issued,
}
BEHIND = {"in_underwriting": 1.6}


_path = partial(path_of, ROOT)


def _underwriter(case: Json) -> Staff:
    return Random(identity(case)).choice(UNDERWRITERS_AT[case["underwriting_level"]])


async def _escalate(world: World, case: Json) -> Json:
    return await world.api.post(_underwriter(case), _path(case, "escalation"))


async def _decide(world: World, case: Json) -> Json:
    """Whoever decides sees what is stated of the money: only with the right to read personal data (财务告知)."""
    who = _underwriter(case)
    stated = await world.api.get(who.reading_personal_data, _path(case, "finances"))
    strained = case["premium_fen"] > 2 * stated["family_income_fen"]
    declines = Random(f"{world.seed}/{identity(case)}/decide").random() < (0.5 if strained else 0.08)
    decision = {"outcome": "decline" if declines else "approve"}
    return await world.api.post(who, _path(case, "decision"), decision, if_match=tag(case))


async def _withdraw(world: World, case: Json) -> Json:
    path = _path(case, "withdrawal")
    return await world.api.post(system_of(case["bank"], case["org"]), path, {"reason": "customer-request"})


async def _collect(world: World, case: Json) -> Json | None:
    """Whoever came to the bank too late finds the application lapsed (逾期作废)."""
    if calendar_for(case["org"]).date_of(world.now).isoformat() > case["premium_due_on"]:
        return None
    body, key = {"amount_fen": case["premium_fen"]}, f"bank-{case['bank']}-{identity(case)}"
    path = _path(case, "receipts")
    return await world.api.post(system_of(case["bank"], case["org"]), path, body, idempotency_key=key)


async def _void(world: World, case: Json) -> Json | None:
    """On the day of issue only; afterwards the policy is given back in its free-look period."""
    calendar = calendar_for(case["org"])
    if calendar.date_of(world.now) != calendar.date_of(datetime.fromisoformat(case["issued_at"])):
        return None
    reason = {"reason": "customer-request"}
    return await world.api.post(system_of(case["bank"], case["org"]), _path(case, "void"), reason)
