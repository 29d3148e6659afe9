"""Campaigns (专项活动): the manager picks what is to be signed, and day by day the targets are spoken to."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from simulator.api import Json
from simulator.books import LIVE, book_of, identity, look_through
from simulator.branches import Branch, manager_of
from simulator.items import OFFERS
from simulator.moves import World, one_of
from simulator.services import ask_for

ROOT = "/policy/v1/campaigns"
BEGINS_ON, A_QUARTER = 2, 2  # Wednesday; so many in a quarter
LASTS, AT_LEAST, ON_A_LIST, A_DAY = timedelta(days=16), 3, 40, 4
GOAL, ENOUGH = 60, 0.6
SPOKEN = ("signed", "refused")
OUTCOMES = {"agreed": 38, "later": 24, "unreachable": 24, "refused": 14}
Targets = Callable[[Json], bool]


def _is_live(policy: Json) -> bool:
    return policy["status"] in LIVE and not policy["product"].startswith("K")


def _is_monthly(policy: Json) -> bool:
    return bool(_is_live(policy) and policy["payment_mode"] == "monthly" and policy["next_due_on"])


# By type; one of which the data tell the targets needs no list.
TYPES: dict[str, Targets] = {"payment-mode-change": _is_monthly, "account-refresh": _is_live}
LISTED, ITEMS = "account-refresh", {"payment-mode-change": "payment-mode-change", "account-refresh": "account-change"}


async def work(world: World, branch: Branch, today: date) -> list[Json]:
    """What is running goes on; where nothing is, another may begin. Returns what was asked for at the counter."""
    known = await world.api.pages(manager_of(branch.org), ROOT, org=branch.org, limit=200)
    running = [case for case in known if case["status"] == "running"]
    if not running and today.weekday() == BEGINS_ON and _of_quarter(known, today) < A_QUARTER:
        await _begin(world, branch, today, len(known))
    return [asked for case in running for asked in await _go_on(world, branch, case, today)]


def _of_quarter(known: list[Json], today: date) -> int:
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1).isoformat()
    return sum(case["starts_on"] >= first for case in known)


async def _begin(world: World, branch: Branch, today: date, nth: int) -> None:
    """By turns what the data tell and what a list names; not where hardly any policy is meant."""
    await look_through(world, branch, today)  # a list with a policy that ended since the morning is refused
    book = world.books[branch.org].policies.values()
    types = list(TYPES)[nth % 2 :] + list(TYPES)[: nth % 2]
    for type in types:
        found = [policy for policy in book if TYPES[type](policy)]
        if len(found) >= AT_LEAST:
            await _start(world, branch, today, type, found)
            return


async def _start(world: World, branch: Branch, today: date, type: str, found: list[Json]) -> None:
    manager = manager_of(branch.org)
    body = {"org": branch.org, "campaign_type": type, "starts_on": today.isoformat(), "goal_percent": GOAL}
    case = await world.api.post(manager, ROOT, body | {"ends_on": (today + LASTS).isoformat()})
    path = f"{ROOT}/{case['case_no']}"
    if type == LISTED:
        draw = Random(f"{world.seed}/{branch.org}/{today}/list")
        numbers = [policy["case_no"] for policy in draw.sample(found, min(len(found), ON_A_LIST))]
        content = "\r\n".join(["保单号", *numbers, ""]).encode("gb18030")
        await world.api.upload(manager, f"{path}/target-list", ("targets.csv", content, "text/csv"))
    await world.api.post(manager, f"{path}/start")


async def _go_on(world: World, branch: Branch, case: Json, today: date) -> list[Json]:
    """Enough of them signed, it ends before its last day."""
    book, path = (await book_of(world, branch)).policies, f"{ROOT}/{case['case_no']}"
    targets = await world.api.pages(manager_of(branch.org), f"{path}/targets", limit=200)
    outcomes = {each["policy_no"]: each["outcome"] for each in targets}
    if list(outcomes.values()).count("signed") >= ENOUGH * len(outcomes):
        await world.api.post(manager_of(branch.org), f"{path}/end")
        return []
    left = [book[no] for no, outcome in outcomes.items() if outcome not in SPOKEN and no in book]
    left = [policy for policy in left if policy["status"] in LIVE]
    draw = Random(f"{world.seed}/{branch.org}/{today}/contacts")
    spoken = draw.sample(sorted(left, key=identity), min(len(left), A_DAY))
    asked = [await _contact(world, branch, case, policy, draw) for policy in spoken]
    return [request for request in asked if request]


async def _contact(world: World, branch: Branch, case: Json, policy: Json, draw: Random) -> Json | None:
    """Who agrees comes to the counter: the request signs it once it is confirmed."""
    outcome, own = one_of(draw, OUTCOMES), Random(f"{draw.random()}")
    told = {"channel": one_of(own, {"phone": 60, "visit": 30, "message": 10})}
    told["outcome"] = "later" if outcome == "agreed" else outcome
    if policy["salesperson"]:
        told["contacted_by"] = policy["salesperson"]
    path = f"{ROOT}/{case['case_no']}/targets/{policy['case_no']}/contacts"
    await world.api.post(branch.teller(own), path, told)
    item = ITEMS[case["campaign_type"]]
    if outcome != "agreed" or item not in OFFERS:
        return None
    return await ask_for(world, branch, item, policy, own)
