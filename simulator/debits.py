"""First premiums by debit, in batches (批量代扣): drawn up, sent to the bank, its results taken in next morning."""

from datetime import date
from random import Random

from simulator.api import Json, Refused
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
    if batch := await _drawn_up(world, branch):
        await world.api.post(branch.cashier, f"{ROOT}/{batch['case_no']}/export")
    return []


async def _drawn_up(world: World, branch: Branch) -> Json | None:
    """None: those who wait were tried, and it is too early to try them again."""
    try:
        return await world.api.post(branch.cashier, ROOT, {"org": branch.org})
    except Refused as refused:
        if refused.problem.get("rule") != "debits-due":
            raise
        return None


async def take_in(world: World, branch: Branch, today: date) -> list[Json]:
    """The bank's results (回盘); returns the applications that they move."""
    moved = list[Json]()
    for batch in await world.api.pages(branch.cashier, ROOT, org=branch.org, status="exported"):
        items = await world.api.pages(branch.cashier, f"{ROOT}/{batch['case_no']}/items", limit=200)
        before = [await _application(world, branch, item) for item in items]
        content = _results(world, batch, [*zip(items, before, strict=True)])
        file, seen = (f"{batch['case_no']}.csv", content, "text/csv"), f'"{batch["version"]}"'
        await world.api.upload(branch.bank, f"{ROOT}/{batch['case_no']}/results", file, if_match=seen)
        moved += [await _application(world, branch, item) for item in items]
    return moved


async def _application(world: World, branch: Branch, item: Json) -> Json:
    return await world.api.get(branch.cashier, f"{APPLICATIONS}/{item['case_no']}")


def _results(world: World, batch: Json, sent: list[tuple[Json, Json]]) -> bytes:
    lines = ["批次号,序号,金额,结果"]
    for item, case in sent:
        fen = item["amount_fen"]
        lines.append(f"{batch['case_no']},{item['item_no']},{fen // 100}.{fen % 100:02d},{_result(world, case)}")
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


def _result(world: World, case: Json) -> str:
    tried = len(case["debits"])
    draw = Random(f"{world.seed}/{case['form_no']}/debit/{tried}")
    if draw.random() < (AGAIN if tried else FIRST):
        return "success"
    return "insufficient-funds" if tried and draw.random() < 0.8 else one_of(draw, BANK_REASONS)
