"""What is asked for at the counter (保全申请): papers forgotten or unfit, agents, reviews, money in and out."""

from datetime import date, datetime
from functools import partial
from random import Random

from simulator.api import Json, Refused, tag
from simulator.books import book_of, open_claims_of, policy_of, today_of
from simulator.branches import BY_ORG, REVIEWERS, UNDERWRITERS, Branch, Staff, manager_of
from simulator.items import OFFERS
from simulator.moves import Act, Choices, Done, Move, Wait, World, drawing_by, identity_by, one_of, path_of, step_of
from simulator.people import person

ROOT, ITEMS = "/policy/v1/service-requests", "/policy/v1/service-items"
QUOTATIONS = "/policy/v1/service-quotations"
ENDED = ("confirmed", "rejected", "cancelled")
TELLERS_SLIP = {"send-back": 3, "reject": 1}
NEVER_COMPLETED, CHANGED_MIND, UNFIT, AGENTS = 0.08, 0.02, 0.035, 0.06
CAUSES = {
    "expired": 28,
    "illegible": 22,
    "signature-differs": 18,
    "unsigned": 14,
    "copy-not-original": 12,
    "altered": 6,
}
OF_AN_AGENT = ["authority", "agent_id"]
IDENTIFIED = {"surrender", "partial-surrender", "free-look-cancellation"}  # much money asks for a check of who it is
# What a quotation tells the customer, and what may have come about between the form and the decision.
NO = {
    "age-within-product",
    "amount_fen",
    "at-anniversary",
    "branch-known",
    "drawing-offered",
    "free-look-over",
    "loan-covered",
    "loan-repaid",
    "loan-within-value",
    "minor-sum-cap",
    "mode-offered",
    "no-open-claim",
    "nothing-due",
    "policy-status",
    "premium-paid",
    "premiums-left",
    "something-to-change",
    "sum-assured-within",
    "two-years-paid",
    "within-cash-value",
    "within-free-look",
    "within-two-years",
}
OVERTAKEN = NO | {"document-at-hand", "loss-reported", "not-lost-yet", "one-of-each-rider", "open-alone", "open-loan"}


async def ask(world: World, branch: Branch, at: datetime) -> Json | None:
    """Somebody who has a policy comes to the counter; nobody where there is none yet."""
    draw, on = Random(f"{world.seed}/{branch.org}/{at}/service"), today_of(world, branch)
    book = await book_of(world, branch)
    left = [policy for number, policy in book.policies.items() if number not in book.asked]
    shares = {item: offer.share for item, offer in OFFERS.items()}
    while shares:
        item = draw.choices(list(shares), list(shares.values()))[0]
        if fit := [policy for policy in left if OFFERS[item].fits(policy, on)]:
            return await ask_for(world, branch, item, draw.choice(fit), draw)
        del shares[item]
    return None


async def ask_for(world: World, branch: Branch, item: str, policy: Json, draw: Random) -> Json | None:
    """None: it has changed since the morning, something else is asked of it already, or the answer is no."""
    offer, on, number, book = OFFERS[item], today_of(world, branch), policy["case_no"], await book_of(world, branch)
    if number in book.asked:
        return None
    book.asked.add(number)
    policy = await policy_of(world, number)
    if policy["org"] != branch.org or not offer.fits(policy, on) or await _is_busy(world, branch, policy):
        return None
    if await _is_frozen(world, branch, item, policy):
        return None
    teller = branch.teller(draw)
    if (asked := await offer.change(world, policy, on, draw)) is None:
        return None
    change = {"item": item} | asked
    if offer.quoted and await _quote(world, teller, policy, change) is None:
        return None
    form = {"policy_no": policy["case_no"], "applicant_ref": policy["policyholder_ref"], "change": change}
    papers = await _papers(world, branch, item)
    if draw.random() < AGENTS:
        form["agent"], papers = _agent(draw, policy, on), papers + OF_AN_AGENT
    if draw.random() < offer.forgets:
        papers.remove(draw.choice(papers))
    return await world.api.post(teller, ROOT, form | {"papers": papers})


async def _is_busy(world: World, branch: Branch, policy: Json) -> bool:
    """One thing after the other."""
    requests = await world.api.pages(manager_of(branch.org), ROOT, policy_no=policy["case_no"], limit=200)
    return any(each["status"] not in ENDED for each in requests)


async def _is_frozen(world: World, branch: Branch, item: str, policy: Json) -> bool:
    """It waits for the claims of the policy (理赔期间冻结)."""
    waits = (await _row(world, branch, item))["frozen_by_claims"]
    return bool(waits and await open_claims_of(world, policy["case_no"]))


async def _quote(world: World, teller: Staff, policy: Json, change: Json) -> Json | None:
    """试算: what it would cost or bring; None: it can't be, and the customer goes away with the reason."""
    try:
        return await world.api.post(teller, QUOTATIONS, {"policy_no": policy["case_no"], "change": change})
    except Refused as refused:
        if refused.problem.get("rule") not in NO:
            raise
        return None


async def _papers(world: World, branch: Branch, item: str) -> list[str]:
    """As the catalogue asks for them, with the consent that the law may want."""
    row = await _row(world, branch, item)
    papers = [paper["code"] for paper in row["papers"]] + ([row["consent"]["paper"]] if row["consent"] else [])
    return papers + (["identity_check"] if item in IDENTIFIED else [])


async def _row(world: World, branch: Branch, item: str) -> Json:
    if not world.items:
        rows = await world.api.get_list(manager_of(branch.org), ITEMS)
        world.items.update({row["code"]: row for row in rows})
    return world.items[item]


def _agent(draw: Random, policy: Json, on: date) -> Json:
    """Somebody of the family, mostly."""
    who = person(draw, policy["org"], on, (20, 60))
    return {"name": who.name, "id_type": "resident_id", "id_number": who.id_number, "phone": who.mobile}


identity = identity_by("org", "salesperson", "product", "opened_at", "item")


def _accepted(case: Json, draw: Random) -> Move:
    if case["missing_papers"]:
        return Move(Wait(minutes=8), _bring if case["told_papers"] or draw.random() < 0.3 else _tell)
    if len(case["rejected_papers"]) < 2 and draw.random() < UNFIT:
        return Move(Wait(minutes=10), _find_unfit)
    if draw.random() < CHANGED_MIND:
        return Move(Wait(minutes=30), _cancel)
    return Move(Wait(minutes=12 if draw.random() < 0.95 else 500), _submit)


def _awaiting_papers(case: Json, draw: Random) -> Move | None:
    if draw.random() < NEVER_COMPLETED:
        return None  # expires
    return Move(Wait(days=1.5), _bring)


def _in_underwriting(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=180), _underwrite)


def _in_review(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=60 if draw.random() < 0.95 else 900), _review)


def _awaiting_payment(case: Json, draw: Random) -> Move | None:
    return None if draw.random() < 0.05 else Move(Wait(minutes=30 if draw.random() < 0.7 else 700), _pay_in)


def _awaiting_payout(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=200), _pay_out)


def _awaiting_notice(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=120), _tell_principal)


CHOICES: Choices = {
    "accepted": _accepted,
    "awaiting_papers": _awaiting_papers,
    "in_underwriting": _in_underwriting,
    "in_review": _in_review,
    "awaiting_payment": _awaiting_payment,
    "awaiting_payout": _awaiting_payout,
    "awaiting_notice": _awaiting_notice,
}
_draw = drawing_by(identity)
_path = partial(path_of, ROOT)


def _teller(case: Json) -> Staff:
    return BY_ORG[case["org"]].teller(Random(f"{identity(case)}/{case['version']}"))


_step = partial(step_of, ROOT, _teller)
_tell = _step("papers-notice")
_cancel, _give_up = (_step("cancellation", {"reason": reason}) for reason in ("changed-mind", "no-longer-possible"))


async def _tell_principal(world: World, case: Json) -> Json:
    means = one_of(_draw(world, case, "tell"), {"phone": 60, "sms": 30, "in-person": 10})
    return await world.api.post(_teller(case), _path(case, "principal-notice"), {"means": means})


async def _find_unfit(world: World, case: Json) -> Json:
    """资料不合格: seen when it is worked on."""
    draw = _draw(world, case, "unfit")
    step = f"papers/{draw.choice(case['papers'])}/rejection"
    return await world.api.post(_teller(case), _path(case, step), {"cause": one_of(draw, CAUSES)})


def _unless_overtaken(act: Act, otherwise: Act) -> Act:
    """What was possible when it was asked for may be so no more when it is worked on."""

    async def attempt(world: World, case: Json) -> Done:
        try:
            return await act(world, case)
        except Refused as refused:
            if refused.problem.get("rule") not in OVERTAKEN:
                raise
            return await otherwise(world, case)

    return attempt


_submit = _unless_overtaken(_step("submission"), _give_up)


async def _bring(world: World, case: Json) -> Json:
    return await world.api.post(_teller(case), _path(case, "papers"), {"papers": case["missing_papers"]})


async def _underwrite(world: World, case: Json) -> Json:
    draw = _draw(world, case, "underwrite")
    body = {"outcome": "approve"} if draw.random() < 0.92 else {"outcome": "reject", "reason": "health-declaration"}
    who = draw.choice(UNDERWRITERS)
    return await world.api.post(who, _path(case, "underwriting"), body, if_match=tag(case))


async def _decide(world: World, case: Json) -> Json:
    """Reviewed in the province (省级集中)."""
    draw = _draw(world, case, "review")
    outcome = one_of(draw, {"approve": 96} | TELLERS_SLIP)
    body = {"outcome": outcome} | ({"reason": "signature-differs"} if outcome != "approve" else {})
    return await _conclude(world, case, body)


async def _turn_down(world: World, case: Json) -> Json:
    return await _conclude(world, case, {"outcome": "reject", "reason": "no-longer-possible"})


async def _conclude(world: World, case: Json, body: Json) -> Json:
    who = _draw(world, case, "reviewer").choice(REVIEWERS)
    return await world.api.post(who, _path(case, "review"), body, if_match=tag(case))


_review = _unless_overtaken(_decide, _turn_down)


async def _pay_in(world: World, case: Json) -> Json | None:
    """As much as it is on the day, for interest goes on; who comes too late for that goes away, and it expires."""
    branch, item = BY_ORG[case["org"]], case["item"]
    policy = await policy_of(world, case["policy_no"])
    change = await OFFERS[item].change(world, policy, today_of(world, branch), _draw(world, case, "change"))
    quoted = change and await _quote(world, _teller(case), policy, {"item": item} | change)
    if not quoted:
        return None
    return await _money(world, case, "receipts", quoted["money_in_fen"])


async def _pay_out(world: World, case: Json) -> Json:
    return await _money(world, case, "payout", case["money_out_fen"])


async def _money(world: World, case: Json, what: str, amount_fen: int) -> Json:
    body = {"amount_fen": amount_fen, "reference": f"{what}-{_draw(world, case, what).randrange(10**9):09d}"}
    key = f"{what}-{case['case_no']}"
    return await world.api.post(BY_ORG[case["org"]].cashier, _path(case, what), body, idempotency_key=key)
