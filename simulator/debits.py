"""First premiums by debit, in batches (批量代扣): drawn up, sent to the bank, its results taken in next morning."""

from datetime import date
from random import Random

from simulator import batches
from simulator.api import Json
from simulator.applications import ROOT as APPLICATIONS
from simulator.branches import BY_ORG, Branch
from simulator.identification import identify
from simulator.moves import World, one_of

ROOT = "/intake/v1/debit-batches"
FIRST, AGAIN = 0.80, 0.55  # of the first debits, and of later ones, succeed
BANK_REASONS = {
    "insufficient-funds": 58,
    "account-dormant": 16,
    "card-invalid": 12,
    "account-missing": 7,
    "no-mandate": 5,
    "other": 2,
}


async def send(world: World, branch: Branch, today: date) -> list[Json]:
    """All that is due goes to the bank (制盘, 送盘); before, those are identified whose premium is large."""
    waiting = [
        case
        for case in await world.api.pages(
            branch.cashier, APPLICATIONS, org=branch.org, status="awaiting_premium", limit=200
        )
        if case["payment_method"] == "transfer"
    ]
    if not waiting:
        return []
    for case in waiting:
        if not case["debits"]:
            await identify(world, BY_ORG[case["org"]].teller(Random(case["form_no"])), case, "debit")
    await batches.send(world, branch, ROOT, "debits-due")
    return []


async def take_in(world: World, branch: Branch, today: date) -> list[Json]:
    """The bank's results (回盘); returns the applications that they move."""
    answered = await batches.take_in(world, branch, ROOT, _result)
    return [await _application(world, branch, item) for item in answered]


async def _application(world: World, branch: Branch, item: Json) -> Json:
    return await world.api.get(branch.cashier, f"{APPLICATIONS}/{item['case_no']}")


async def _result(world: World, branch: Branch, item: Json) -> str:
    case = await _application(world, branch, item)
    tried = len(case["debits"])
    draw = Random(f"{world.seed}/{case['form_no']}/debit/{tried}")
    if draw.random() < (AGAIN if tried else FIRST):
        return "success"
    return "insufficient-funds" if tried and draw.random() < 0.8 else one_of(draw, BANK_REASONS)
