"""The counter's own affairs: who works where, who is away, the daily round (巡检) and what it finds, what looks odd."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from shared.calendar_data import calendar_for
from simulator import applications, findings
from simulator.api import Json
from simulator.branches import Branch, manager_of
from simulator.moves import World, one_of

POSITIONS, LEAVES = "/intake/v1/positions", "/intake/v1/leaves"
TOOLS, INSPECTIONS = "/intake/v1/inspection-tools", "/intake/v1/inspections"
SUSPICIONS = "/intake/v1/suspicions"
LEAVE_A_WEEK = 0.11  # of everybody's weeks: some six leaves a year (D)
LEAVES_TAKEN = {
    #  type       part      days
    ("annual", "full", 3): 24,
    ("annual", "full", 1): 16,
    ("sick", "full", 2): 8,
    ("sick", "morning", 1): 12,
    ("training", "full", 2): 10,
    ("training", "afternoon", 1): 14,
    ("personal", "afternoon", 1): 10,
    ("personal", "morning", 1): 6,
}
OTHER_OUTLETS_ON = 2  # Wednesday: the manager goes round one of the outlets away from the hall
FAILS = 0.07
SUSPECTS = 0.022  # of a branch's days
NOTICED = {"surrender-over-cover": 40, "untrue-particulars": 30, "unsuited-product": 20, "other": 10}
REMARKS = {
    "surrender-over-cover": "反复询问犹豫期退保和退保手续费,对保障内容不关心",
    "untrue-particulars": "所留职业与单位经回拨核实不符",
    "unsuited-product": "明确告知产品不适合后仍坚持投保",
    "other": "由他人陪同,投保资料均由陪同人回答",
}


async def post_staff(world: World, branch: Branch) -> int:
    """登记岗位 once, as the play begins; returns how many positions were recorded."""
    manager = manager_of(branch.org)
    if (await world.api.get(manager, POSITIONS, org=branch.org, limit=1))["items"]:
        return 0
    today = calendar_for(branch.org).date_of(world.now)
    staff = list(positions(branch))
    for ref, position, outlet in staff:
        place = {"org": branch.org, "outlet": outlet, "from_on": today.isoformat()}
        await world.api.post(manager, POSITIONS, place | {"staff": ref, "position": position})
    return len(staff)


def positions(branch: Branch) -> Iterator[tuple[str, str, str]]:
    """Who, as what, where: the windows of the hall first, then a teller for each of the other outlets in turn."""
    hall, *others = branch.outlets
    for number in range(1, branch.tellers + 1):
        away = number - branch.windows - 1
        yield f"T{branch.org}-{number}", "teller", hall if away < 0 else others[away % len(others)]
    yield manager_of(branch.org).ref, "counter_manager", hall
    yield branch.general.ref, "general_processing", hall
    yield branch.cashier.ref, "cashier", hall
    yield branch.caller.ref, "customer_service", hall
    yield branch.investigator.ref, "investigator", hall


async def record_leaves(world: World, branch: Branch, on: date) -> list[Json]:
    """登记请假: those whose leave begins today."""
    for ref, _, _ in positions(branch):
        if leave := leave_of(world.seed, branch, ref, on):
            await world.api.post(manager_of(branch.org), LEAVES, {"staff": ref} | leave)
    return []


def leave_of(seed: int, branch: Branch, ref: str, on: date) -> Json | None:
    """The leave somebody begins on a day: one a week at most, and none goes on into the next."""
    monday = on - timedelta(days=on.weekday())
    draw = Random(f"{seed}/{ref}/{monday}/leave")
    if draw.random() > LEAVE_A_WEEK:
        return None
    (type, part, days), calendar = one_of(draw, LEAVES_TAKEN), calendar_for(branch.org)
    week = [
        day
        for day in (monday + timedelta(days=each) for each in range(7))
        if day.year == on.year and calendar.is_working_day(day)
    ]
    first = draw.randrange(len(week)) if week else 0
    taken = week[first : first + days]
    if not taken or taken[0] != on:
        return None
    return {"type": type, "part": part, "from_on": on.isoformat(), "to_on": taken[-1].isoformat()}


async def inspect(world: World, branch: Branch, on: date) -> list[Json]:
    """柜面巡检: the hall every day with the next of the tools; what failed comes back as findings."""
    tools = await world.api.get_list(manager_of(branch.org), TOOLS)
    hall, *others = branch.outlets
    found = await _inspect_outlet(world, branch, hall, on, tools[on.toordinal() % len(tools)])
    if on.weekday() == OTHER_OUTLETS_ON:
        week = on.toordinal() // 7
        found += await _inspect_outlet(world, branch, others[week % len(others)], on, tools[week % len(tools)])
    return found


async def _inspect_outlet(world: World, branch: Branch, outlet: str, on: date, tool: Json) -> list[Json]:
    draw, manager = Random(f"{world.seed}/{outlet}/{on}/inspect"), manager_of(branch.org)
    items = [_look_at(branch, item["code"], draw) for item in tool["items"]]
    body = {"org": branch.org, "outlet": outlet, "tool": tool["code"], "inspected_on": on.isoformat(), "items": items}
    case = await world.api.post(manager, INSPECTIONS, body)
    if not case["failed"]:
        return []
    return await world.api.pages(manager, findings.ROOT, inspection_no=case["case_no"])


def _look_at(branch: Branch, item: str, draw: Random) -> Json:
    if draw.random() > FAILS / branch.care:
        return {"item": item, "passed": True}
    return {"item": item, "passed": False, "owner": findings.owner_of(branch, item, draw)}


async def suspect(world: World, branch: Branch, on: date) -> list[Json]:
    """提出可疑: now and then a teller notices something about an application that came in lately."""
    draw = Random(f"{world.seed}/{branch.org}/{on}/suspect")
    if draw.random() > SUSPECTS:
        return []
    teller, reason = branch.teller(draw), one_of(draw, NOTICED)
    lately = await world.api.get(teller, applications.ROOT, org=branch.org, status="awaiting_premium", limit=20)
    noticed = [case["case_no"] for case in lately["items"][:1]]
    body = {"org": branch.org, "reason": reason, "cases": noticed, "remark": REMARKS[reason]}
    await world.api.post(teller, SUSPICIONS, body)
    return []
