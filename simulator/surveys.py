"""What is investigated (查勘): by one investigator a branch, allocated each morning; some goes to the city."""

from datetime import date, timedelta
from functools import partial
from random import Random

from simulator.api import Json, tag
from simulator.books import today_of
from simulator.branches import BRANCHES, BY_ORG, CITY_INVESTIGATOR, Branch, Staff, manager_of
from simulator.claims import adjudicator_of, claim_of, look_at
from simulator.house import leave_of
from simulator.losses import SURVEYS, draw_of, name_of
from simulator.moves import Choices, Done, Move, Wait, World, drawing_by, identity_by, one_of, path_of
from simulator.pages import page_image
from simulator.people import TOWNS

ROOT, ALLOCATIONS = "/claims/v1/surveys", "/claims/v1/survey-allocations"
CAPACITIES = "/claims/v1/investigator-capacities"
A_DAY = 1  # as many as the only investigator takes on beside the way there and back
HANDS_OVER_ON = (1, 4)  # Tuesdays and Fridays the branch gives away what it won't finish on time
LONGEST_LEAVE = 7
WORK = {3: 330, 5: 480, 15: 1_500}  # working minutes, by grade; a day has some 390
FINDINGS = {"as-reported": 80, "differs": 9, "undetermined": 6, "suspicious": 3, "no-such-event": 2}
INCOMPLETE, UNOBTAINABLE, URGENT = 0.16, 0.12, 0.25
TOLD = {
    "as-reported": "经走访核实,与报案情况一致",
    "differs": "经走访核实,与报案情况不符",
    "undetermined": "相关单位已无留存记录,无法查清",
    "suspicious": "就诊记录与陈述前后矛盾",
    "no-such-event": "相关单位均无此次就诊或处理记录",
}


identity = identity_by("org", "survey_type", "grade_days", "opened_at")


async def begin(world: World) -> None:
    """登记调查能力 once, as the play begins."""
    for branch in BRANCHES:
        manager = manager_of(branch.org)
        if not (await world.api.get(manager, CAPACITIES, org=branch.org, limit=1))["items"]:
            await _record_capacity(world, branch, A_DAY, today_of(world, branch))


async def record_leave(world: World, branch: Branch, on: date) -> list[Json]:
    """Whoever is away takes nothing on (请假)."""
    if leave := leave_of(world.seed, branch, branch.investigator.ref, on):
        await _record_capacity(world, branch, 0, on, date.fromisoformat(leave["to_on"]))
    return []


async def _record_capacity(world: World, branch: Branch, a_day: int, first: date, last: date | None = None) -> None:
    body: Json = {"org": branch.org, "staff": branch.investigator.ref, "per_day": a_day, "from_on": first.isoformat()}
    body["to_on"] = last and last.isoformat()
    await world.api.post(manager_of(branch.org), CAPACITIES, body)


def _is_away(world: World, case: Json) -> bool:
    """The branch's investigator; somebody of the city's is always there."""
    if case["level"] == "city":
        return False
    branch = BY_ORG[case["org"]]
    today = today_of(world, branch)
    for back in range(LONGEST_LEAVE):
        leave = leave_of(world.seed, branch, branch.investigator.ref, today - timedelta(days=back))
        if leave and leave["to_on"] >= today.isoformat():
            return True
    return False


async def allocate(world: World, branch: Branch, today: date) -> list[Json]:
    """分派当日调查; returns what somebody is to begin with."""
    hands_over = today.weekday() in HANDS_OVER_ON
    manager, asked = manager_of(branch.org), {"org": branch.org, "hand_over": hands_over}
    day = await world.api.post(manager, ALLOCATIONS, asked)
    found = [await world.api.get(manager, f"{ROOT}/{each['case_no']}") for each in day["newly"]]
    if day["handed_over"] and hands_over:
        found += await world.api.pages(manager, ROOT, org=branch.org, status="with_city")
    return found


async def ask_for(world: World, case: Json) -> Done:
    """发起调查, of a branch one at a time: what came at the same moment would be ranked by numbers drawn anew."""
    if world.surveyed_at.get(case["org"]) == world.now:
        return case
    world.surveyed_at[case["org"]] = world.now
    (_, how), draw = SURVEYS[name_of(case)], draw_of(world, case, "survey")
    form: Json = {"claim_no": case["case_no"], "survey_type": how, "place": _place(draw, case["org"])}
    if how != "out-of-area" and draw.random() < URGENT:
        form["grade_days"] = 3
    survey = await world.api.post(adjudicator_of(case), ROOT, form | {"instructions": "核实事故经过与诊疗情况"})
    return [survey, await look_at(world, case)]


def _place(draw: Random, org: str) -> str:
    county, towns = TOWNS[org]
    return f"{county}{draw.choice(towns)}"


async def finding_of(world: World, case: Json) -> str | None:
    """What the last survey of a claim found."""
    if not case["surveyed"]:
        return None
    known = await world.api.pages(adjudicator_of(case), ROOT, claim_no=case["case_no"])
    found = [str(each["finding"]) for each in known if each["status"] == "accepted"]
    return found[-1] if found else None


def _allocated(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=80), _begin)


def _under_way(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=WORK[case["grade_days"]] if case["reports"] == 0 else 150), _report)


def _with_city(case: Json, draw: Random) -> Move:
    if case["handler"] is None or case["action"] == "send_back_to_city":
        return Move(Wait(minutes=400), _begin)
    return Move(Wait(minutes=700), _report)


def _reported(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=110 if draw.random() < 0.9 else 1_000), _judge)


CHOICES: Choices = {
    "allocated": _allocated,
    "under_way": _under_way,
    "sent_back": _allocated,
    "with_city": _with_city,
    "reported": _reported,
}
_draw = drawing_by(identity)
_path = partial(path_of, ROOT)


def _investigator(case: Json) -> Staff:
    return CITY_INVESTIGATOR if case["level"] == "city" else BY_ORG[case["org"]].investigator


async def _begin(world: World, case: Json) -> Json:
    """Whoever is away begins nothing, and ends nothing."""
    if _is_away(world, case):
        return case
    return await world.api.post(_investigator(case), _path(case, "start"))


async def _report(world: World, case: Json) -> Json:
    """调查回销: with the evidence asked for, or why it can't be had."""
    if _is_away(world, case):
        return case
    draw, who = _draw(world, case, "report"), _investigator(case)
    without = [code for code in case["missing_evidence"] if draw.random() < UNOBTAINABLE]
    for code in case["missing_evidence"]:
        if code not in without:
            page = (f"{code}.png", page_image(f"{case['reports']}/{code}/{identity(case)}"), "image/png")
            await world.api.upload(who, _path(case, "evidence"), page, type=code)
    finding = Random(f"{world.seed}/{identity(case)}/finding")
    told: Json = {"finding": one_of(finding, FINDINGS), "unobtainable": without}
    return await world.api.post(who, _path(case, "report"), told | {"findings": TOLD[told["finding"]]})


async def _judge(world: World, case: Json) -> Json:
    """调查验收, or something is left to find out; the last one accepted leads the claim on."""
    draw, adjudicator = _draw(world, case, "judge"), adjudicator_of(case)
    if case["supplements"] == 0 and draw.random() < INCOMPLETE:
        body = {"reason": "evidence-incomplete", "evidence": ["interview-record"]}
        return await world.api.post(adjudicator, _path(case, "supplement"), body, if_match=tag(case))
    await world.api.post(adjudicator, _path(case, "acceptance"), if_match=tag(case))
    return await claim_of(world, case)
