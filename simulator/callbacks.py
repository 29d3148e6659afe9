"""The callers work off the call-backs (回访): each takes what is next, dials it, and writes down what came of it.

The province's callers and its dialect desk call from nine to nine on every day, the branch's at the counter's hours.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from shared.calendar_data import calendar_for
from simulator import telephones
from simulator.api import Json, Refused
from simulator.books import KEPT, book_of
from simulator.branches import CALLERS, PROVINCE, Branch, Staff, manager_of
from simulator.moves import World, path_of

ROOT, PROJECTS, NEXT = "/callback/v1/callbacks", "/callback/v1/callback-projects", "/callback/v1/next"
DESKS = "/callback/v1/dialect-desks"
DEPARTURES = "/callback/v1/salesperson-departures"
MANDARIN, DIALECT = "mandarin", "puxian"
DESK_CALLER = CALLERS[-1]  # speaks as the province's south does (莆仙话坐席)
SHIFTS = CALLERS[:-1]
MOST_CALLS = 30  # of a caller, in a turn
NEW_POLICY, WRONG = "new-policy", ("wrong-number", "vacant-number")
DENIED = 0.012  # of the answers are not in the affirmative
LEAVES_ON, LEAVES = 0, 0.3  # Monday, and of the Mondays
NOT_FOUND = 404


async def begin(world: World) -> None:
    """An hour at the desk is for ten calls."""
    desk = {"desk_no": "PX-1", "org": PROVINCE, "language": DIALECT, "callers": [DESK_CALLER.ref]}
    await world.api.post(manager_of(PROVINCE), DESKS, desk | {"slot_minutes": 60, "capacity": 10})


async def call_for_province(world: World, _branch: Branch, _today: date) -> list[Json]:
    """The dialect desk, and whoever has the shift."""
    await _call(world, DESK_CALLER, [DIALECT], MOST_CALLS)
    await _call(world, _on_shift(world), [MANDARIN], MOST_CALLS)
    return []


async def call_at_branch(world: World, branch: Branch, _today: date) -> list[Json]:
    """The branch's own people speak as their customers do."""
    await _call(world, branch.caller, [MANDARIN, DIALECT], MOST_CALLS)
    return []


async def call_once(world: World) -> list[Json]:
    """In real time one call lies minutes before the next."""
    if 9 <= _local(world).hour < 21:
        await _call(world, _on_shift(world), [MANDARIN], 1)
    return []


def _on_shift(world: World) -> Staff:
    """Early or late."""
    return SHIFTS[_local(world).hour >= 15]


def _local(world: World) -> datetime:
    return calendar_for(PROVINCE).local(world.now)


async def _call(world: World, who: Staff, languages: Sequence[str], most: int) -> None:
    for _ in range(most):
        case = await world.api.post(who, NEXT, {"languages": languages})
        if not case:
            return
        await _dial(world, who, case, DIALECT if DIALECT in languages else None)


async def _dial(world: World, who: Staff, case: Json, language: str | None) -> None:
    body = await _outcome(world, who, case, language)
    if _is_to_be_visited(who, case, body):
        await world.api.post(who, path_of(ROOT, case, "visit-orders"))
    else:
        await world.api.post(who, path_of(ROOT, case, "attempts"), body)


def _is_to_be_visited(who: Staff, case: Json, body: Json) -> bool:
    """The branch rings no number a second time that is wrong."""
    if who.org == PROVINCE or case["project"] != NEW_POLICY or body["result"] not in WRONG:
        return False
    return any(each["result"] in WRONG and each["field"] == body["field"] for each in case["attempts"])


async def _outcome(world: World, who: Staff, case: Json, language: str | None) -> Json:
    """The branch dials by hand, and nobody who does puts an area code before a mobile."""
    dialling = world.dialling if who.org == PROVINCE else telephones.NORMALISED
    contact = await _contact(world, who, case)
    rung = telephones.dialled(contact, len(case["attempts"]), dialling) if contact else None
    if contact is None or rung is None:  # of others than the policyholder nobody told a number: who answers isn't they
        return {"result": "not-the-person"}
    result = telephones.ring(world.seed, case, contact, rung.number, _local(world), language)
    if result == "appointment" and _is_last_day(world, case):
        result = "busy"  # and will be rung again today
    body: Json = {"result": result, "field": rung.field}
    if result == "dialect":
        body["language"] = DIALECT
    if result == "appointment":
        body["call_at"] = _tomorrow_at_ten(case, world.now)
    if result == "completed":
        body["answers"] = await answers_of(world, who, case, draw_of(world, case, f"{len(case['attempts'])}/answers"))
    return body


async def _contact(world: World, who: Staff, case: Json) -> Json | None:
    """None: nobody on record stands so on the policy."""
    try:
        return await world.api.get(who.reading_personal_data, path_of(ROOT, case, "contact"))
    except Refused as refused:
        if refused.status == NOT_FOUND:
            return None
        raise


def _is_last_day(world: World, case: Json) -> bool:
    """Of calls: from tomorrow on somebody goes there instead."""
    until = case["calls_until"]
    return until is not None and calendar_for(case["org"]).date_of(world.now).isoformat() >= str(until)


def _tomorrow_at_ten(case: Json, now: datetime) -> str:
    calendar = calendar_for(case["org"])
    return datetime.combine(calendar.date_of(now) + timedelta(days=1), time(10), calendar.zone).isoformat()


def draw_of(world: World, case: Json, what: str) -> Random:
    """Case numbers are drawn anew in each play; whom a call is about, and since when, is not."""
    return Random(f"{world.seed}/{case['project']}/{case['salesperson']}/{case['product']}/{case['opened_at']}/{what}")


async def answers_of(world: World, who: Staff, case: Json, draw: Random) -> Json:
    """The right person speaks; most say yes to all, and give one reason or another."""
    if not world.projects:
        world.projects.update({each["code"]: each for each in await world.api.get_list(who, PROJECTS)})
    asked = {each["code"]: each for each in world.projects[case["project"]]["questions"]}
    return {code: _answer(asked[code], draw) for code in case["questions"]}


def _answer(question: Json, draw: Random) -> str:
    good, bad = ([each["code"] for each in question["choices"] if each["affirmative"] is yes] for yes in (True, False))
    denies = bad and not question["identity"] and draw.random() < DENIED
    return str(draw.choice(bad if denies else good))


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
