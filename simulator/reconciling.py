"""The banks' files of a day (对账文件): sent next morning, mostly as we have it; the cashier settles what differs."""

from collections.abc import Iterator
from datetime import date, datetime
from random import Random

from shared.calendar_data import calendar_for
from simulator.api import Json
from simulator.banks import ROOT, system_of
from simulator.branches import Branch
from simulator.moves import World

DAYS = "/intake/v1/bank-reconciliations"
HEADING = ("交易流水号", "保单号", "金额", "交易类型", "交易时间")
WORN = 0.10  # of the files differ from what we have, in one row
REASONS = {
    "missing_with_them": "entered-next-day",
    "missing_with_us": "booked-twice-by-bank",
    "amount_differs": "bank-corrects",
    "policy_differs": "bank-corrects",
}
Row = tuple[str, str, str, str, str]


async def send_files(world: World, branch: Branch, today: date) -> list[Json]:
    """Each bank's file of each day that is over and on which money moved."""
    reader = branch.cashier
    for day in await world.api.pages(reader, DAYS, org=branch.org, status="unreconciled", until=today.isoformat()):
        if day["day"] < today.isoformat():
            await _send(world, branch, day["bank"], date.fromisoformat(day["day"]))
    return []


async def _send(world: World, branch: Branch, bank: str, day: date) -> None:
    system = system_of(bank, branch.org)
    found = [
        case
        for status in ("issued", "voided")
        for case in await world.api.pages(system, ROOT, org=branch.org, bank=bank, status=status, limit=200)
    ]
    rows = _worn(Random(f"{world.seed}/{branch.org}/{bank}/{day}"), sorted(_rows(found, day)), day)
    content = "".join(",".join(row) + "\r\n" for row in (HEADING, *rows)).encode("gb18030")
    file = (f"{bank}-{day}.csv", content, "text/csv")
    await world.api.upload(system, DAYS, file, org=branch.org, bank=bank, day=day.isoformat())


def _rows(cases: list[Json], day: date) -> Iterator[Row]:
    for case in cases:
        moves = {"收费": case["issued_at"], "撤单": case["at"] if case["status"] == "voided" else None}
        for kind, at in moves.items():
            local = at and calendar_for(case["org"]).local(datetime.fromisoformat(at))
            if local and local.date() == day:
                yield case["transaction_no"], case["policy_no"], _yuan(case["premium_fen"]), kind, f"{local:%F %T}"


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _worn(draw: Random, rows: list[Row], day: date) -> list[Row]:
    """Now and then a row is left out, has another amount, or is one that we know nothing of."""
    if not rows or draw.random() >= WORN:
        return rows
    place, fault = draw.randrange(len(rows)), draw.random()
    number, policy_no, _, kind, at = rows[place]
    others = rows[:place] + rows[place + 1 :]
    if fault < 0.5:
        return others
    if fault < 0.75:
        return [*others, (number, policy_no, _yuan(draw.randint(20, 90) * 100_000), kind, at)]
    return [*rows, (f"{number}9", policy_no, "10000.00", kind, at)]


async def settle(world: World, branch: Branch, today: date) -> list[Json]:
    """The cashier asks the bank, and lets each difference stand with its reason (差异处理)."""
    who = branch.cashier
    for day in await world.api.pages(who, DAYS, org=branch.org, status="different"):
        run = f"{DAYS}/{day['run']['id']}"
        rows = await world.api.pages(who, f"{run}/rows", limit=200)
        for outcome, reason in REASONS.items():
            if ids := [row["id"] for row in rows if row["outcome"] == outcome and not row["settled"]]:
                await world.api.post(who, f"{run}/settlements", {"rows": ids, "reason": reason})
    return []
