"""What a branch knows of its policies (保单台账): looked through each morning, when nothing else happens."""

from datetime import date
from random import Random

from shared.calendar_data import calendar_for
from simulator.api import Json
from simulator.branches import PROVINCE, Branch, manager_of
from simulator.moves import Book, World, identity_by

ROOT, RUNS = "/policy/v1/policies", "/policy/v1/benefit-runs"
LIVE = ("awaiting_delivery", "awaiting_receipt", "in_force")
KEPT = (*LIVE, "suspended")


identity = identity_by("effective_on", "opened_at", "product", "pay_years", "term_years", "salesperson")


async def look_through(world: World, branch: Branch, on: date) -> list[Json]:
    """What matures today has done so before anybody looks."""
    await world.api.post(branch.cashier, RUNS, {"day": on.isoformat(), "org": branch.org})
    found = await world.api.pages(manager_of(branch.org), ROOT, org=branch.org, limit=200)
    found.sort(key=lambda each: (identity(each), each["premium_fen"], each["sum_assured_fen"]))
    before = world.books.get(branch.org)
    asked = before.asked if before and before.on == on else set()
    world.books[branch.org] = Book(on, {each["case_no"]: each for each in found}, asked)
    return []


async def look_again(world: World, branch: Branch, on: date) -> list[Json]:
    """On the first day of all: what was sold that morning."""
    return [] if (await book_of(world, branch)).policies else await look_through(world, branch, on)


async def book_of(world: World, branch: Branch) -> Book:
    """Of today: whoever begins in the middle of a day looks now."""
    today, book = today_of(world, branch), world.books.get(branch.org)
    if book is None or book.on != today:
        await look_through(world, branch, today)
    return world.books[branch.org]


async def policy_of(world: World, policy_no: str) -> Json:
    """As it stands now, whoever looks after it by now."""
    return await world.api.get(manager_of(PROVINCE), f"{ROOT}/{policy_no}")


async def known_of(world: World, branch: Branch, cases: list[Json]) -> list[Json]:
    """Those about policies that the branch looks after still."""
    book = await book_of(world, branch)
    return [case for case in cases if case["policy_no"] in book.policies]


async def open_claims_of(world: World, policy_no: str) -> list[Json]:
    """未结理赔: what the counter sees before it takes in something that waits for them."""
    return await world.api.get_list(manager_of(PROVINCE), f"{ROOT}/{policy_no}/open-claims")


def today_of(world: World, branch: Branch) -> date:
    return calendar_for(branch.org).date_of(world.now)


async def draw_of_day(world: World, branch: Branch, case: Json, what: str) -> Random:
    """What is drawn today of a case about a policy: the same in each play of a seed."""
    policy = (await book_of(world, branch)).policies.get(case["policy_no"])
    who = identity(policy) if policy else f"{case['product']}/{case['salesperson']}"
    return Random(f"{world.seed}/{who}/{what}/{case['due_on']}/{today_of(world, branch)}")
