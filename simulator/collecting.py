"""Who brings a number where none on the form rings (联系方式补录), and the sales company's list of its own."""

from datetime import date
from random import Random

from simulator.api import Json
from simulator.books import book_of, identity
from simulator.branches import BRANCHES, PROVINCE, Branch, Staff, manager_of
from simulator.moves import World
from simulator.numbers import mobile_of
from simulator.services import ask_for

ROOT, LIST = "/callback/v1/contact-collections", "/policy/v1/salespeoples-numbers"
SALES_COMPANY = Staff("sales-company", ("integrator",), PROVINCE)
SALESPEOPLE = 30  # of a branch, as `Branch.salesperson` draws them
BROUGHT = {"wanted": 0.22, "handed_up": 0.4}  # of those that are open, in a day


async def list_salespeople(world: World) -> None:
    """Once as the play begins."""
    codes = [f"A{branch.org}{number:02d}" for branch in BRANCHES for number in range(1, SALESPEOPLE + 1)]
    listed = [{"salesperson": code, "numbers": [mobile_of(code)]} for code in codes]
    await world.api.post(SALES_COMPANY, LIST, {"salespeople": listed})


async def bring(world: World, branch: Branch, today: date) -> list[Json]:
    """Salespeople, outlets and at last the branch itself; each number comes as a change of contact details."""
    book, brought = await book_of(world, branch), []
    for status, odds in BROUGHT.items():
        for case in await world.api.pages(manager_of(branch.org), ROOT, org=branch.org, status=status, limit=200):
            policy = book.policies.get(case["policy_no"])
            draw = Random(f"{world.seed}/{policy and identity(policy)}/{today}/number")
            if policy is not None and draw.random() < odds:
                brought.append(await ask_for(world, branch, "contact-change", policy, draw))
    return [request for request in brought if request is not None]
