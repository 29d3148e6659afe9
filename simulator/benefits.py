"""What is paid for living (生存给付): transferred in batches, its accounts refreshed, claimed in cash, or kept."""

from collections.abc import Awaitable, Callable
from datetime import date
from random import Random

from simulator import batches
from simulator.api import Json, tag
from simulator.books import ROOT as POLICIES
from simulator.books import draw_of_day, known_of, open_claims_of
from simulator.branches import REVIEWERS, Branch
from simulator.moves import World, one_of
from simulator.people import bank_card

ROOT, BATCHES = "/policy/v1/benefits", "/policy/v1/transfer-batches"
IDENTIFIED_FROM = 10_000 * 100
WORKS = 0.78  # of the transfers; the report finds so few of them because of dormant accounts and old cards
BANK_REASONS = {
    "account-dormant": 44,
    "card-outdated": 28,
    "account-missing": 12,
    "holder-differs": 8,
    "system-error": 5,
    "other": 3,
}
PAPERS = ("benefit_application", "policy", "id_card")
Attend = Callable[[World, Branch, Json, Random], Awaitable[None]]


async def send(world: World, branch: Branch, today: date) -> list[Json]:
    """All that is due and has a good account goes to the bank (给付制盘, 送盘)."""
    await batches.send(world, branch, BATCHES, "payouts-due")
    return []


async def take_in(world: World, branch: Branch, today: date) -> list[Json]:
    """The bank's results (给付回盘)."""
    await batches.take_in(world, branch, BATCHES, _result)
    return []


async def _result(world: World, branch: Branch, item: Json) -> str:
    case = await world.api.get(branch.cashier, f"{ROOT}/{item['case_no']}")
    draw = await draw_of_day(world, branch, case, "transfer")
    return "success" if draw.random() < WORKS else one_of(draw, BANK_REASONS)


async def attend(world: World, branch: Branch, today: date) -> list[Json]:
    """Those are called whose money lies there; they come with another account, or for the cash."""
    found = await world.api.pages(branch.caller, ROOT, org=branch.org, limit=200)
    for case in await known_of(world, branch, found):
        if attends := ATTENDS.get(case["status"]):
            await attends(world, branch, case, await draw_of_day(world, branch, case, case["benefit"]))
    return []


async def _due(world: World, branch: Branch, case: Json, draw: Random) -> None:
    """A few come for it before the bank has it."""
    chance = draw.random()
    if chance < 0.10:
        await _claim(world, branch, case, draw)
    elif chance < 0.13:
        await world.api.post(branch.teller(draw), f"{ROOT}/{case['case_no']}/retention")


async def _unidentified(world: World, branch: Branch, case: Json, draw: Random) -> None:
    """Who is to be transferred much must show who they are, and some would rather have it in cash."""
    chance = draw.random()
    if chance < 0.10:
        await _claim(world, branch, case, draw)
    elif chance < 0.60:
        await _identify(world, branch, case, draw)


async def _failed(world: World, branch: Branch, case: Json, draw: Random) -> None:
    if case["notified_on"] is None:
        await world.api.post(branch.caller, f"{ROOT}/{case['case_no']}/notice")
    elif draw.random() < 0.22:
        await _refresh(world, branch, case, draw)
    elif draw.random() < 0.10:
        await _claim(world, branch, case, draw)


async def _approve(world: World, branch: Branch, case: Json, draw: Random) -> None:
    path, seen = f"{ROOT}/{case['case_no']}/cash-approval", tag(case)
    await world.api.post(draw.choice(REVIEWERS), path, if_match=seen)


async def _pay(world: World, branch: Branch, case: Json, draw: Random) -> None:
    """Not while a claim decides whether it is owed."""
    claims = await open_claims_of(world, case["policy_no"])
    if any(each["decides_policy"] and each["event_on"] < case["due_on"] for each in claims):
        return
    body = {"amount_fen": case["amount_fen"], "reference": f"cash-{case['case_no']}"}
    path, key = f"{ROOT}/{case['case_no']}/cash-payment", f"benefit-{case['case_no']}"
    await world.api.post(branch.cashier, path, body, idempotency_key=key)


ATTENDS: dict[str, Attend] = {
    "due": _due,
    "awaiting_identity": _unidentified,
    "transfer_failed": _failed,
    "cash_in_review": _approve,
    "awaiting_cash": _pay,
}


async def _refresh(world: World, branch: Branch, case: Json, draw: Random) -> None:
    """更新账户: the payee's own, in their name."""
    teller = branch.teller(draw)
    payee = await _payee(world, branch, case, draw)
    told = {"account_no": bank_card(draw), "holder": payee["name"]}
    await world.api.post(teller, f"{ROOT}/{case['case_no']}/account", told)


async def _claim(world: World, branch: Branch, case: Json, draw: Random) -> None:
    """现金领取: whoever claims much is identified."""
    claim: Json = {"applicant_ref": case["payee_ref"], "papers": list(PAPERS)}
    if case["amount_fen"] >= IDENTIFIED_FROM:
        claim["papers"].append("id_copy")
        claim["identity"] = await _identity(world, branch, case, draw)
    await world.api.post(branch.teller(draw), f"{ROOT}/{case['case_no']}/cash-claim", claim)


async def _identify(world: World, branch: Branch, case: Json, draw: Random) -> None:
    """身份识别: before much is transferred."""
    told = {"papers": ["id_card", "id_copy"], "identity": await _identity(world, branch, case, draw)}
    await world.api.post(branch.teller(draw), f"{ROOT}/{case['case_no']}/identification", told)


async def _identity(world: World, branch: Branch, case: Json, draw: Random) -> Json:
    payee = await _payee(world, branch, case, draw)
    return {name: payee[name] for name in ("id_type", "id_number")} | {"relation": "self"}


async def _payee(world: World, branch: Branch, case: Json, draw: Random) -> Json:
    """As the policy has them, read whole."""
    path = f"{POLICIES}/{case['policy_no']}/parties"
    people = await world.api.get(branch.teller(draw).reading_personal_data, path, role="insured")
    return next(dict(each) for each in people["items"] if each["party_ref"] == case["payee_ref"])
