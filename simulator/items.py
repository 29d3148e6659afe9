"""What policyholders ask of their policies (保全项目): how often, of which policies, and what their form says."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from shared.amounts import YUAN
from simulator.api import Json
from simulator.books import ROOT, identity
from simulator.branches import BRANCHES, BY_ORG, Staff
from simulator.eligible import (
    REDUCIBLE,
    can_be_lost,
    can_be_paid_up,
    can_end,
    can_lend,
    can_shrink,
    has_loan,
    is_drawn,
    is_held,
    is_in_free_look,
    is_live,
    is_lost_or_spoilt,
    is_near_anniversary,
    is_suspended,
    lends_premium,
    may_be_raised,
    may_have_rider,
    may_move,
    participates,
    riders_left,
)
from simulator.moves import World, one_of
from simulator.people import bank_card, name, person

LEAST_LOAN = 1_000 * YUAN
REGRETS = {"changed-mind": 60, "family-objects": 25, "sold-as-deposit": 15}
ENDS = {
    "premium-pressure": 26,
    "need-for-cash": 24,
    "participating-oversold": 16,
    "sold-as-deposit": 12,
    "terms-misunderstood": 8,
    "cover-unneeded": 8,
    "moved": 6,
}
Fits = Callable[[Json, date], bool]
Change = Callable[[World, Json, date, Random], Awaitable[Json | None]]


@dataclass(frozen=True, slots=True)
class Offer:
    """What is asked for: its share of all, of which policies, its change, and how often a paper is forgotten.

    `quoted`: the customer is told first what it costs or brings, or that it can't be.
    """

    share: float
    fits: Fits
    change: Change
    forgets: float
    quoted: bool = False


async def _contact(world: World, policy: Json, on: date, draw: Random) -> Json:
    mobile = person(draw, policy["org"], on, (22, 60)).mobile
    return {"party_ref": policy["policyholder_ref"], "phones": {"mobile": mobile}}


async def _customer_data(world: World, policy: Json, on: date, draw: Random) -> Json:
    return {"party_ref": policy["policyholder_ref"], "name": name(draw)}


async def _account(world: World, policy: Json, on: date, draw: Random) -> Json:
    return {"account_no": bank_card(draw)}


async def _beneficiary(world: World, policy: Json, on: date, draw: Random) -> Json:
    named = person(draw, policy["org"], on, (18, 70)).as_party({}, account_no=None)
    return {"beneficiaries": [named | {"share_percent": 100}]}


async def _regret(world: World, policy: Json, on: date, draw: Random) -> Json:
    return {"reason": one_of(draw, REGRETS)}


async def _end(world: World, policy: Json, on: date, draw: Random) -> Json:
    return {"reason": one_of(draw, ENDS)}


async def _less(world: World, policy: Json, on: date, draw: Random) -> Json:
    least, has = REDUCIBLE[policy["product"]] * YUAN, policy["sum_assured_fen"]
    thousand = 1_000 * YUAN
    return {"sum_assured_fen": max(round(has * draw.uniform(0.4, 0.8) / thousand) * thousand, least)}


async def _loan(world: World, policy: Json, on: date, draw: Random) -> Json | None:
    """In hundreds of yuan, and never all that could be lent."""
    values = await world.api.get(_teller(policy, draw), f"{ROOT}/{policy['case_no']}/values")
    hundred = 100 * YUAN
    amount = int(values["lendable_fen"] * draw.uniform(0.4, 0.95)) // hundred * hundred
    return {"amount_fen": amount} if amount >= LEAST_LOAN else None


async def _repayment(world: World, policy: Json, on: date, draw: Random) -> Json | None:
    """The whole of it."""
    found = await world.api.get(_teller(policy, draw), f"{ROOT}/{policy['case_no']}/loans")
    return next(({"loan_no": loan["loan_no"]} for loan in found["loans"] if loan["state"] != "closed"), None)


async def _revival(world: World, policy: Json, on: date, draw: Random) -> Json:
    return {"health_unchanged": True}


async def _payment_mode(world: World, policy: Json, on: date, draw: Random) -> Json:
    """月交改年交 above all."""
    return {"payment_mode": "semiannual" if policy["payment_mode"] == "annual" else "annual"}


async def _rider(world: World, policy: Json, on: date, draw: Random) -> Json:
    """The same whenever it is looked up; whether the insured is of an age for it is said by the quotation."""
    draw = Random(f"{identity(policy)}/rider")
    rider = draw.choice(riders_left(policy))
    most = policy["sum_assured_fen"] // (1_000 * YUAN) if rider == "F5001" else 20
    sum_fen = draw.choice([each for each in (10, 15, 20, 50, 100) if each <= max(most, 10)]) * 1_000 * YUAN
    return {"rider": rider, "sum_assured_fen": sum_fen, "cover_elsewhere_fen": 0}


async def _more(world: World, policy: Json, on: date, draw: Random) -> Json:
    thousands = Random(f"{identity(policy)}/more/{policy['sum_assured_fen']}").choice((20, 50, 100))
    return {"sum_assured_fen": policy["sum_assured_fen"] + thousands * 1_000 * YUAN}


async def _drawing_mode(world: World, policy: Json, on: date, draw: Random) -> Json:
    return {"drawing_mode": "yearly" if policy["drawing_mode"] == "monthly" else "monthly"}


async def _holder(world: World, policy: Json, on: date, draw: Random) -> Json:
    other = person(draw, policy["org"], on, (25, 50))
    return {"policyholder": other.as_party({"mobile": other.mobile}), "relation": "other"}


async def _occupation(world: World, policy: Json, on: date, draw: Random) -> Json:
    path = f"{ROOT}/{policy['case_no']}/parties"
    insured = (await world.api.get(_teller(policy, draw), path, role="insured"))["items"][0]
    classes = [each for each in (1, 2, 3, 4) if each != policy["occupation_class"]]
    job = draw.choice(("教师", "出租车司机", "木雕师傅", "建筑工人", "会计"))
    return {"party_ref": insured["party_ref"], "occupation": job, "occupation_class": draw.choice(classes)}


async def _notice(world: World, policy: Json, on: date, draw: Random) -> Json:
    about, told = draw.choice((("health", "去年体检发现血压偏高"), ("other_cover", "另有他司重疾险一份")))
    return {"party_ref": policy["policyholder_ref"], "about": about, "disclosure": told}


async def _loss(world: World, policy: Json, on: date, draw: Random) -> Json:
    return {"lost_on": (on - timedelta(days=draw.randint(0, 9))).isoformat()}


async def _reissue(world: World, policy: Json, on: date, draw: Random) -> Json:
    return {"cause": "lost" if policy["document_status"] == "lost" else "damaged"}


async def _dividends(world: World, policy: Json, on: date, draw: Random) -> Json:
    options = ("cash", "accumulate", "paid_up_additions")
    return {"option": draw.choice([each for each in options if each != policy["dividend_option"]])}


async def _premium_loan(world: World, policy: Json, on: date, draw: Random) -> Json:
    return {"premium_loan": not policy["premium_loan"]}


async def _paid_up(world: World, policy: Json, on: date, draw: Random) -> Json:
    return {}


async def _transfer(world: World, policy: Json, on: date, draw: Random) -> Json:
    other = draw.choice([branch for branch in BRANCHES if branch.org != policy["org"]])
    return {"org": other.org, "outlet": draw.choice(other.outlets)}


def _teller(policy: Json, draw: Random) -> Staff:
    return BY_ORG[policy["org"]].teller(draw)


# Shares and habits are ours (D); accounts lead because banks renumber them, as the report complains.
# fmt: off
OFFERS: Mapping[str, Offer] = {
    #                                share  of policies            change          forgets
    "account-change":          Offer(28,    is_live,               _account,       0.10),
    "contact-change":          Offer(24,    is_live,               _contact,       0.05),
    "customer-data-change":    Offer(9,     is_held,               _customer_data, 0.18),
    "beneficiary-change":      Offer(6,     is_live,               _beneficiary,   0.22),
    "surrender":               Offer(3.5,   can_end,               _end,           0.12, quoted=True),
    "partial-surrender":       Offer(1.5,   can_shrink,            _less,          0.15, quoted=True),
    "policy-loan":             Offer(4.5,   can_lend,              _loan,          0.10, quoted=True),
    "loan-repayment":          Offer(4,     has_loan,              _repayment,     0.03, quoted=True),
    "reinstatement":           Offer(4,     is_suspended,          _revival,       0.20, quoted=True),
    "payment-mode-change":     Offer(3,     is_near_anniversary,   _payment_mode,  0.08, quoted=True),
    "drawing-mode-change":     Offer(1.2,   is_drawn,              _drawing_mode,  0.08, quoted=True),
    "rider-addition":          Offer(1.5,   may_have_rider,        _rider,         0.15, quoted=True),
    "sum-increase":            Offer(0.6,   may_be_raised,         _more,          0.12, quoted=True),
    "free-look-cancellation":  Offer(0.5,   is_in_free_look,       _regret,        0.15, quoted=True),
    "holder-change":           Offer(1.5,   is_held,               _holder,        0.25),
    "occupation-change":       Offer(1.5,   is_live,               _occupation,    0.15),
    "supplementary-notice":    Offer(1,     is_live,               _notice,        0.10),
    "document-loss":           Offer(2,     can_be_lost,           _loss,          0.03),
    "document-reissue":        Offer(3,     is_lost_or_spoilt,     _reissue,       0.05),
    "dividend-option":         Offer(1.5,   participates,          _dividends,     0.04),
    "premium-loan-option":     Offer(1,     lends_premium,         _premium_loan,  0.04),
    "reduced-paid-up":         Offer(0.7,   can_be_paid_up,        _paid_up,       0.10, quoted=True),
    "policy-transfer":         Offer(1.2,   may_move,              _transfer,      0.05, quoted=True),
}
# fmt: on
