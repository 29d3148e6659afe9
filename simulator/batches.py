"""Batches of a branch's cashier (批量代扣, 批量给付): drawn up, sent to the bank, and answered by it as a file."""

from collections.abc import Awaitable, Callable, Iterable

from simulator.api import Json, Refused, tag
from simulator.branches import Branch
from simulator.moves import World

ResultOf = Callable[[World, Branch, Json], Awaitable[str]]


async def send(world: World, branch: Branch, root: str, rule: str) -> None:
    """All that is due goes to the bank (制盘, 送盘); `rule` refuses a batch of nothing."""
    try:
        batch = await world.api.post(branch.cashier, root, {"org": branch.org})
    except Refused as refused:
        if refused.problem.get("rule") != rule:
            raise
    else:
        await world.api.post(branch.cashier, f"{root}/{batch['case_no']}/export")


async def take_in(world: World, branch: Branch, root: str, result_of: ResultOf) -> list[Json]:
    """The bank's results of what it has (回盘); returns the items that it answers."""
    answered = list[Json]()
    for batch in await world.api.pages(branch.cashier, root, org=branch.org, status="exported"):
        path = f"{root}/{batch['case_no']}"
        items = await world.api.pages(branch.cashier, f"{path}/items", limit=200)
        results = [(item, await result_of(world, branch, item)) for item in items if item["result"] is None]
        await world.api.upload(branch.bank, f"{path}/results", _file(batch, results), if_match=tag(batch))
        answered += [item for item, _ in results]
    return answered


def _file(batch: Json, results: Iterable[tuple[Json, str]]) -> tuple[str, bytes, str]:
    """As the bank sends it: what became of each item."""
    lines = ["批次号,序号,金额,结果"]
    for item, result in results:
        fen = item["amount_fen"]
        lines.append(f"{batch['case_no']},{item['item_no']},{fen // 100}.{fen % 100:02d},{result}")
    return f"{batch['case_no']}.csv", ("\r\n".join(lines) + "\r\n").encode("gb18030"), "text/csv"
