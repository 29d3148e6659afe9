"""From a registered claim to its end: investigated, calculated, reviewed, decided, told, appealed against, reopened."""

from datetime import date
from random import Random

from shared.amounts import YUAN
from shared.anniversaries import MODE_MONTHS, whole_months
from simulator import claim_backs, claim_payments, claims, insured, losses, surveys
from simulator.api import Json, tag
from simulator.books import policy_of
from simulator.branches import REVIEWERS, decider_of
from simulator.claims import OUTSIDE, adjudicator_of, look_at, path, teller_of, withdraw
from simulator.losses import DEAR_YUAN, SURVEYS, draw_of, loss_of, name_of
from simulator.moves import Choices, Move, Wait, World, one_of

LEVELS = ("branch", "city", "province", "head")
WRONG = "calculation-wrong"
AT_LEAST = {"approve": 0, "refuse": 1, "negotiate": 2}
SET_OFF = ("arrears", "taken-out", "loan")  # what is granted goes to what is owed
MISCALCULATED, ADVANCED, MOST_ADVANCED_YUAN = 0.04, 0.35, 3_000
OVERPAID, COMES_AGAIN = 0.008, 0.5  # an invoice said too much; who owes some of it back has another bill soon
APPEALS, REOPENS, GRANTED = {"paid": 0.015, "refusal_told": 0.12}, 0.012, 0.3
# What a survey found that the rules exclude, and for which reason what they don't is refused.
CIRCUMSTANCES = {
    "accident": {"drunk_driving": 50, "unlicensed": 35, "racing": 15},
    "illness": {"pre_existing": 90, "congenital": 10},
}
REFUSED_FOR = {
    "differs": "non-disclosure",
    "no-such-event": "no-insured-event",
    "suspicious": "evidence-insufficient",
}
REASONS = {
    "waiting": "waiting-period",
    "ended": "after-cover",
    "suspended": "suspended",
    "used-before": "invoice-used",
    "over-limit": "limit-used",
    **dict.fromkeys((code for odds in CIRCUMSTANCES.values() for code in odds), "exclusion"),
}


def _registered(case: Json, draw: Random) -> Move:
    if is_investigated(case):
        is_advanced = case["advance_fen"] or case["paid_fen"]
        if _is_dear(case) and not is_advanced and draw.random() < ADVANCED:
            return Move(Wait(minutes=150), _advance)
        return Move(Wait(minutes=60), surveys.ask_for)
    return Move(Wait(minutes=30 if case["track"] == "small" else 160), _calculate)


def is_investigated(case: Json) -> bool:
    """By what befell whom, what it costs, and how clear it is: the small and clear ones never are."""
    if case["surveyed"] or case["reopened"] or case["track"] == "small":
        return False
    odds, _ = SURVEYS[name_of(case)]
    odds *= (1 if losses.is_clear(case) else 2) * (1.5 if _is_dear(case) else 1)
    return Random(f"{losses.identity(case)}/survey").random() < odds


def _is_dear(case: Json) -> bool:
    return bool((case["claimed_fen"] or 0) > DEAR_YUAN * YUAN)


def _under_survey(case: Json, draw: Random) -> Move | None:
    """Some give up when they are asked."""
    return Move(Wait(days=2), withdraw("claimant-request")) if not case["paid_fen"] and draw.random() < 0.03 else None


def _calculated(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=40 if case["track"] == "small" else 120), _review)


def _reviewed(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=35 if case["track"] == "small" else 120), decide)


def _refused(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=90) if draw.random() < 0.9 else Wait(days=3.5), _tell_refusal)


def _decided(case: Json, draw: Random) -> Move | None:
    """Whoever got nothing disagrees most; sometimes an invoice is found that was forgotten."""
    if not case["appeals"] and draw.random() < APPEALS[case["status"]]:
        return Move(Wait(days=4), _appeal)
    if case["status"] == "paid" and not case["reopened"] and case["invoices"] and draw.random() < REOPENS:
        return Move(Wait(days=5), _reopen)
    if case["status"] == "paid" and not case["reopened"] and case["total_fen"] and draw.random() < OVERPAID:
        return Move(Wait(days=3), _correct)
    return None


def _under_appeal(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=900), _re_review)


CHOICES: Choices = {
    "registered": _registered,
    "under_survey": _under_survey,
    "calculated": _calculated,
    "reviewed": _reviewed,
    "refused": _refused,
    "paid": _decided,
    "refusal_told": _decided,
    "under_appeal": _under_appeal,
}


async def _advance(world: World, case: Json) -> list[Json]:
    """先予支付: what is certain of the bills, while they are looked into."""
    body = {"amount_fen": min((case["claimed_fen"] or 0) // 3, MOST_ADVANCED_YUAN * YUAN)}
    decider = decider_of(case["org"], "city")
    advanced = await world.api.post(decider, path(case, "advance"), body, if_match=tag(case))
    return [advanced, *await claim_payments.open_for(world, advanced)]


async def _calculate(world: World, case: Json) -> Json:
    """理算: what a survey found stands among the facts, unless an appeal has proven otherwise."""
    found = losses.findings(world, case, await _circumstances(world, case))
    if not loss_of(case).is_medical and not insured.is_of_group(case):
        found["policy"] = _figures(await policy_of(world, case["policy_no"]))
    return await world.api.post(adjudicator_of(case), path(case, "calculation"), found, if_match=tag(case))


async def _circumstances(world: World, case: Json) -> list[str]:
    if case["appeals"] or await surveys.finding_of(world, case) != "differs":
        return []
    return [one_of(draw_of(world, case, "circumstance"), CIRCUMSTANCES[case["cause"]])]


def _figures(policy: Json) -> Json:
    """What was paid for the policy (已交保险费), and what is left to pay."""
    a_year = 12 // MODE_MONTHS.get(policy["payment_mode"], 12)
    began_on = date.fromisoformat(policy["effective_on"])
    paid_to = date.fromisoformat(policy["paid_to_on"]) if policy["paid_to_on"] else None
    months = whole_months(began_on, paid_to) if paid_to else 12
    paid, whole = max(1, months * a_year // 12), policy["pay_years"] * a_year
    figures = {"premiums_paid_fen": paid * policy["premium_fen"], "premium_years_paid": paid // a_year}
    if policy["next_due_on"]:
        figures |= {"next_due_on": policy["next_due_on"], "premiums_left": max(0, whole - paid)}
    return figures


async def _review(world: World, case: Json) -> Json:
    """Reviewed in the province (省级集中)."""
    draw = draw_of(world, case, f"review/{case['version']}")
    is_wrong = case["reason"] != WRONG and draw.random() < MISCALCULATED
    body = {"outcome": "send-back", "reason": WRONG} if is_wrong else {"outcome": "pass"}
    return await world.api.post(draw.choice(REVIEWERS), path(case, "review"), body, if_match=tag(case))


async def decide(world: World, case: Json) -> list[Json]:
    """核定: by whoever has the authority, not before an advance is there; what is agreed to is paid."""
    if case["advance_fen"]:
        return [await look_at(world, case)]
    body = await _decision(world, case)
    level = max(LEVELS.index(case["level"]), AT_LEAST[body["outcome"]])
    decider = decider_of(case["org"], LEVELS[level])
    decided = await world.api.post(decider, path(case, "decision"), body, if_match=tag(case))
    if decided["status"] != "approved":
        return [decided, *await _owed_back(world, decided)]
    return [decided, *await claim_payments.open_for(world, decided)]


async def _owed_back(world: World, case: Json) -> list[Json]:
    """追回款; whoever owes it may be about to be paid for something else."""
    backs = await claim_backs.of_claim(world, case) if case["reopened"] else []
    if not backs or not loss_of(case).is_medical or draw_of(world, case, "comes-again").random() >= COMES_AGAIN:
        return backs
    return [*backs, *await claims.come_again(world, case)]


async def _decision(world: World, case: Json) -> Json:
    found = None if case["appeals"] else await surveys.finding_of(world, case)
    if not case["total_fen"] and not case["paid_fen"]:
        newest = (await world.api.get_list(adjudicator_of(case), path(case, "calculations")))[0]
        kept = any(line["code"] in SET_OFF and line["amount_fen"] < 0 for line in newest["lines"])
        if not newest["waiver"] and not kept:
            return {"outcome": "refuse", "reasons": _reasons(case, newest)}
    if found in REFUSED_FOR:
        return {"outcome": "refuse", "reasons": [REFUSED_FOR[found]]}
    if found == "undetermined" and case["total_fen"]:
        agreed = {"agreed_fen": max(1, case["total_fen"] * 6 // 10), "agreement": f"XY-{case['event_on']}"}
        return {"outcome": "negotiate"} | agreed
    return {"outcome": "approve"}


def _reasons(case: Json, calculation: Json) -> list[str]:
    """As the calculation says why it pays nothing."""
    told = {"outside-cover": OUTSIDE.get(case["cover_status"], "before-cover")} | REASONS
    found = dict.fromkeys(told.get(each["code"], "not-covered") for each in calculation["refusals"])
    return list(found) or ["below-deductible"]


async def _tell_refusal(world: World, case: Json) -> Json:
    """拒赔通知书."""
    return await world.api.post(adjudicator_of(case), path(case, "refusal-notice"), {"told_by": "letter"})


async def _appeal(world: World, case: Json) -> Json:
    body = {"reason": "amount-disputed" if case["status"] == "paid" else "refusal-disputed"}
    return await world.api.post(teller_of(case), path(case, "appeal"), body)


async def _re_review(world: World, case: Json) -> Json:
    """复议, by the level above whoever decided."""
    draw = draw_of(world, case, "appeal")
    is_granted = draw.random() < GRANTED
    body = {"outcome": "reopen", "reason": "appeal-granted"} if is_granted else {"outcome": "uphold"}
    above = decider_of(case["org"], "head" if case["level"] == "province" else "province")
    return await world.api.post(above, path(case, "re-review"), body, if_match=tag(case))


async def _reopen(world: World, case: Json) -> Json:
    """案件重开: with the invoice that was forgotten."""
    body, adjudicator = {"reason": "invoice-found"}, adjudicator_of(case)
    await world.api.post(adjudicator, path(case, "reopening"), body, if_match=tag(case))
    one = losses.invoices(world, case)[-1]
    forgotten = one | {"number": one["number"][::-1], "total_fen": one["total_fen"] // 3, "social_insurance_fen": 0}
    forgotten |= {"over_standard_fen": 0, "bed_fen": 0, "examination_fen": 0}
    await world.api.post(adjudicator, path(case, "invoices"), forgotten)
    return await look_at(world, case)


async def _correct(world: World, case: Json) -> Json:
    """发票更正: the hospital had billed too much, and half of it goes back."""
    adjudicator = adjudicator_of(case)
    known = await world.api.get_list(adjudicator, path(case, "invoices"))
    theirs = [each for each in known if each["is_insureds"]]
    if not theirs:  # paid for something else, or another's were handed in
        return case
    await world.api.post(adjudicator, path(case, "reopening"), {"reason": "invoice-corrected"}, if_match=tag(case))
    dearest = max(theirs, key=lambda each: each["total_fen"])
    await world.api.post(adjudicator, path(case, f"invoices/{dearest['id']}/striking"))
    told = ("number", "kind", "issued_on", "hospital")
    right = {name: dearest[name] for name in told} | {"total_fen": dearest["total_fen"] // 2}
    await world.api.post(adjudicator, path(case, "invoices"), right)
    return await look_at(world, case)
