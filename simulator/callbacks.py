"""The callers work off the call-backs (回访), the province's and the branch's own; many a call comes to nothing."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import chain
from random import Random

from shared.calendar_data import calendar_for
from simulator.api import Json
from simulator.books import KEPT, book_of, identity
from simulator.branches import BY_ORG, CALLERS, PROVINCE, Branch, Staff, manager_of
from simulator.moves import Choices, Move, Wait, World, one_of

ROOT, PROJECTS = "/callback/v1/callbacks", "/callback/v1/callback-projects"
DESKS = "/callback/v1/dialect-desks"
DEPARTURES = "/callback/v1/salesperson-departures"
NEW_POLICY = "new-policy"
RESULTS = {
    "completed": 60,
    "no-answer": 13,
    "dialect": 8,  # 只会莆仙话
    "not-reachable": 4,
    "busy": 2,
    "appointment": 1,
    "wrong-number": 4,  # 0594 before a mobile number
    "hung-up": 3,
    "unwilling": 2,
    "denies-purchase": 1,
    "identity-unverified": 1,
    "unwell": 1,
}
SPEAKS = "puxian"
DESK_CALLER = CALLERS[-1]
MORE: dict[str, Json] = {"dialect": {"language": SPEAKS}}
VISITS = {"completed": 55, "not-at-home": 30, "moved-away": 10, "unwilling": 5}
ANSWERS_LETTERS = 0.06  # 信函回访的回收率 5.6 % (S20)
HOURS = range(9, 21)  # nobody is rung before or after
CALLABLE = ("due", "second_round", "branch_round")
DENIED = 0.012  # of the answers are not in the affirmative
CALLED, LEAVES_ON, LEAVES = 0.45, 0, 0.3  # of what is due in a day; Monday, and of the Mondays


def _due(case: Json, draw: Random) -> Move | None:
    """Of new policies, on which the clock of the free look runs; the others are called in the day's round."""
    if case["project"] != NEW_POLICY:
        return None
    return Move(Wait(minutes=60, days=1.3 if case["attempts"] else 0.9), _call)


def _to_visit(case: Json, draw: Random) -> Move | None:
    return Move(Wait(days=2.0), _visit)


def _letter_sent(case: Json, draw: Random) -> Move | None:
    return Move(Wait(days=6.0), _answer_letter) if draw.random() < ANSWERS_LETTERS else None


CHOICES: Choices = {
    **dict.fromkeys(CALLABLE, _due),
    "to_visit": _to_visit,
    "letter_sent": _letter_sent,
}


async def _call(world: World, case: Json) -> Json:
    draw = _draw(world, case)
    if calendar_for(case["org"]).local(world.now).hour not in HOURS:
        return case  # later, then
    return await _record(world, _who_calls(case, draw), case, one_of(draw, RESULTS), draw)


def _who_calls(case: Json, draw: Random) -> Staff:
    if case["owner"] == "branch":
        return BY_ORG[case["org"]].caller
    return DESK_CALLER if case["language"] == SPEAKS else draw.choice(CALLERS)


async def begin(world: World) -> None:
    """One of the province's callers speaks as its south does (莆仙话坐席)."""
    desk = {"desk_no": "PX-1", "org": PROVINCE, "language": SPEAKS, "callers": [DESK_CALLER.ref], "capacity": 1}
    await world.api.post(manager_of(PROVINCE), DESKS, desk)


async def _visit(world: World, case: Json) -> Json:
    """Whoever isn't found at home once or twice gets a letter."""
    draw, who, today = _draw(world, case), BY_ORG[case["org"]].caller, _today(world, case)
    if sum(each["round"] == "visit" for each in case["attempts"]) > draw.random() * 2:
        return await world.api.post(who, f"{ROOT}/{case['case_no']}/letters", {"sent_on": today})
    body: Json = {"result": one_of(draw, VISITS), "visited_on": today}
    if body["result"] == "completed":
        body["answers"] = await _answers(world, who, case, draw)
    return await world.api.post(who, f"{ROOT}/{case['case_no']}/visits", body)


async def _answer_letter(world: World, case: Json) -> Json:
    who = BY_ORG[case["org"]].caller
    body = {"signed_on": _today(world, case), "answers": await _answers(world, who, case, _draw(world, case))}
    return await world.api.post(who, f"{ROOT}/{case['case_no']}/letter-answers", body)


def _draw(world: World, case: Json) -> Random:
    return Random(f"{world.seed}/{case['salesperson']}/{case['opened_at']}/{case['version']}")


def _today(world: World, case: Json) -> str:
    return calendar_for(case["org"]).date_of(world.now).isoformat()


async def call(world: World, branch: Branch, today: date) -> list[Json]:
    """What has been due since before today, so that everybody has heard of it."""
    found = [await world.api.pages(branch.caller, ROOT, org=branch.org, status=each, limit=200) for each in CALLABLE]
    for case in chain.from_iterable(found):
        since = case["cause_on"]
        if case["project"] == NEW_POLICY or since is None or since >= today.isoformat():
            continue
        draw = await _draw_of_day(world, branch, case, today)
        if draw.random() < CALLED:
            await _record(world, _who_calls(case, draw), case, one_of(draw, RESULTS), draw)
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
    if result == "dialect" and case["language"] == SPEAKS:
        result = "completed"  # whoever calls now speaks it
    body: Json = {"result": result} | MORE.get(result, {})
    if result == "appointment":
        body["call_at"] = _tomorrow_at_ten(world, case)
    if result == "completed":
        body["answers"] = await _answers(world, who, case, draw)
    await world.api.post(who, f"{ROOT}/{case['case_no']}/hold")
    return await world.api.post(who, f"{ROOT}/{case['case_no']}/attempts", body)


def _tomorrow_at_ten(world: World, case: Json) -> str:
    calendar = calendar_for(case["org"])
    day = calendar.date_of(world.now) + timedelta(days=1)
    return datetime.combine(day, time(10), calendar.zone).isoformat()


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
