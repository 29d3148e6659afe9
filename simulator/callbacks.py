"""The callers work off the call-backs (回访), the province's and the branch's own; many a call comes to nothing."""

from collections import Counter
from datetime import date
from random import Random

from simulator.api import Json
from simulator.books import KEPT, book_of, identity
from simulator.branches import CALLERS, Branch, Staff, manager_of
from simulator.moves import Choices, Move, Wait, World, one_of

ROOT, PROJECTS = "/callback/v1/callbacks", "/callback/v1/callback-projects"
DEPARTURES = "/callback/v1/salesperson-departures"
NEW_POLICY = "new-policy"
MOST_ATTEMPTS = 6
RESULTS = {
    "completed": 62,
    "no-answer": 13,
    "dialect": 8,  # 只会莆仙话
    "not-reachable": 5,
    "wrong-number": 4,  # 0594 before a mobile number
    "hung-up": 3,
    "unwilling": 2,
    "denies-purchase": 1,
    "identity-unverified": 1,
    "unwell": 1,
}
DENIED = 0.012  # of the answers are not in the affirmative
CALLED, LEAVES_ON, LEAVES = 0.45, 0, 0.3  # of what is due in a day; Monday, and of the Mondays


def _due(case: Json, draw: Random) -> Move | None:
    """Of new policies, on which the clock of the free look runs; the others are called in the day's round."""
    tried = len(case["attempts"])
    if tried >= MOST_ATTEMPTS or case["project"] != NEW_POLICY:
        return None
    return Move(Wait(minutes=60, days=1.3 if tried else 0.9), _call)


CHOICES: Choices = {"due": _due}


async def _call(world: World, case: Json) -> Json:
    draw = Random(f"{world.seed}/{case['salesperson']}/{case['opened_at']}/{case['version']}")
    result = one_of(draw, RESULTS)
    return await _record(world, draw.choice(CALLERS), case, result, draw)


async def call(world: World, branch: Branch, today: date) -> list[Json]:
    """What has been due since before today, so that everybody has heard of it."""
    due = await world.api.pages(branch.caller, ROOT, org=branch.org, status="due", limit=200)
    for case in due:
        since = case["cause_on"]
        if case["project"] == NEW_POLICY or since is None or since >= today.isoformat():
            continue
        draw = await _draw_of_day(world, branch, case, today)
        if len(case["attempts"]) < MOST_ATTEMPTS and draw.random() < CALLED:
            who = branch.caller if case["owner"] == "branch" else draw.choice(CALLERS)
            await _record(world, who, case, one_of(draw, RESULTS), draw)
    return []


async def tell_of_leavers(world: World, branch: Branch, today: date) -> list[Json]:
    """离司名单, once a week at most: one of those who sold least."""
    draw = Random(f"{world.seed}/{branch.org}/{today}/leaver")
    book = (await book_of(world, branch)).policies.values()
    sold = Counter(policy["salesperson"] for policy in book if policy["salesperson"] and policy["status"] in KEPT)
    if sold and today.weekday() == LEAVES_ON and draw.random() < LEAVES:
        least = sorted(who for who, policies in sold.items() if policies == min(sold.values()))
        left = {"salesperson": draw.choice(least), "left_on": today.isoformat()}
        await world.api.post(manager_of(branch.org), DEPARTURES, {"departures": [left]})
    return []


async def _draw_of_day(world: World, branch: Branch, case: Json, today: date) -> Random:
    policy = (await book_of(world, branch)).policies.get(case["policy_no"])
    who = identity(policy) if policy else f"{case['product']}/{case['salesperson']}"
    return Random(f"{world.seed}/{who}/{case['project']}/{case['cause_on']}/{today}/call")


async def _record(world: World, who: Staff, case: Json, result: str, draw: Random) -> Json:
    body: Json = {"result": result}
    if result == "completed":
        body["answers"] = await _answers(world, who, case, draw)
    return await world.api.post(who, f"{ROOT}/{case['case_no']}/attempts", body)


async def _answers(world: World, who: Staff, case: Json, draw: Random) -> Json:
    """The right person speaks; most say yes to all, and give one reason or another."""
    if not world.projects:
        world.projects.update({each["code"]: each for each in await world.api.get_list(who, PROJECTS)})
    asked = {each["code"]: each for each in world.projects[case["project"]]["questions"]}
    return {code: _answer(asked[code], draw) for code in case["questions"]}


def _answer(question: Json, draw: Random) -> str:
    good, bad = ([each["code"] for each in question["choices"] if each["affirmative"] is yes] for yes in (True, False))
    denies = bad and not question["identity"] and draw.random() < DENIED
    return str(draw.choice(bad if denies else good))
