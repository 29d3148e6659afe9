"""Trainings in the field (送培训进职场): where many forms are faulty these faults are spoken of."""

from collections import Counter
from datetime import date, timedelta
from random import Random

from simulator import applications
from simulator.api import Json
from simulator.branches import BRANCHES, Branch, manager_of
from simulator.forms import FAULTS, MISNAMED
from simulator.moves import Lesson, World

ROOT = "/intake/v1/trainings"
WEEKDAY = 3  # Thursday: the salespeople's morning meeting (大晨会)
LOOKED_BACK = timedelta(days=28)
FEWEST, TOO_MANY = 5, 0.4  # forms that tell anything; part of them with a fault that was avoidable
TOPICS = 3
AVOIDABLE = {MISNAMED, *FAULTS}


async def learn_lessons(world: World) -> None:
    """What was taught, as the service knows it."""
    world.lessons = [
        _lesson(case)
        for branch in BRANCHES
        for case in await world.api.pages(manager_of(branch.org), ROOT, org=branch.org, status="recorded")
    ]


async def train(world: World, branch: Branch, on: date) -> list[Json]:
    """At the outlet of a branch that needs it most, if one does."""
    if on.weekday() != WEEKDAY or (chosen := await _worst(world, branch, on)) is None:
        return []
    outlet, topics = chosen
    draw = Random(f"{world.seed}/{outlet}/{on}/train")
    body = {"org": branch.org, "outlet": outlet, "held_on": on.isoformat(), "topics": topics}
    told = {"trainer": branch.teller(draw).ref, "attendees": draw.randint(8, 35)}
    world.lessons.append(_lesson(await world.api.post(manager_of(branch.org), ROOT, body | told)))
    return []


async def _worst(world: World, branch: Branch, on: date) -> tuple[str, list[str]] | None:
    """Forms of today don't count: what is in hand while one looks would make it a matter of chance."""
    forms, faulty, codes = Counter[str](), Counter[str](), dict[str, Counter[str]]()
    for case in await world.api.pages(manager_of(branch.org), applications.ROOT, org=branch.org, limit=200):
        if on - LOOKED_BACK <= date.fromisoformat(case["form_on"]) < on:
            found = {defect["code"] for defect in case["defects"]} & AVOIDABLE
            forms[case["outlet"]] += 1
            faulty[case["outlet"]] += bool(found)
            codes.setdefault(case["outlet"], Counter()).update(sorted(found))
    lately = {lesson.outlet for lesson in world.lessons if lesson.held_on >= on - LOOKED_BACK}
    need = [each for each in sorted(forms) if each not in lately and _is_bad(forms[each], faulty[each])]
    if not need:
        return None
    outlet = max(need, key=lambda each: faulty[each] / forms[each])
    return outlet, [code for code, _ in sorted(codes[outlet].items(), key=lambda each: (-each[1], each[0]))[:TOPICS]]


def _is_bad(forms: int, faulty: int) -> bool:
    return forms >= FEWEST and faulty / forms >= TOO_MANY


def _lesson(case: Json) -> Lesson:
    return Lesson(case["outlet"], date.fromisoformat(case["held_on"]), frozenset(case["topics"]))
