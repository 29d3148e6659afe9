"""Whom no call reaches (上门、信函): the branch goes there, and at last writes."""

from datetime import date
from random import Random

from simulator.api import Json
from simulator.branches import Branch
from simulator.callbacks import ROOT, answers_of, draw_of
from simulator.moves import World, one_of, path_of

VISITED, MOST_VISITS = 0.35, 2  # of those to be visited, in a day
VISITS = {"completed": 55, "not-at-home": 30, "moved-away": 10, "unwilling": 5}
ANSWERED = 0.003  # of letters, in a day; 信函回访的回收率 5.6 % (S20)


async def go(world: World, branch: Branch, today: date) -> list[Json]:
    """Whoever isn't found at home once or twice gets a letter; few of those come back."""
    for case in await world.api.pages(branch.caller, ROOT, org=branch.org, status="to_visit", limit=200):
        draw = draw_of(world, case, f"{today}/visit")
        if draw.random() < VISITED:
            await _visit(world, branch, case, today, draw)
    for case in await world.api.pages(branch.caller, ROOT, org=branch.org, status="letter_sent", limit=200):
        draw = draw_of(world, case, f"{today}/letter")
        if draw.random() < ANSWERED:
            body = {"signed_on": today.isoformat(), "answers": await answers_of(world, branch.caller, case, draw)}
            await world.api.post(branch.caller, path_of(ROOT, case, "letter-answers"), body)
    return []


async def _visit(world: World, branch: Branch, case: Json, today: date, draw: Random) -> None:
    if sum(each["round"] == "visit" for each in case["attempts"]) >= draw.randint(1, MOST_VISITS):
        await world.api.post(branch.caller, path_of(ROOT, case, "letters"), {"sent_on": today.isoformat()})
        return
    body: Json = {"result": one_of(draw, VISITS), "visited_on": today.isoformat()}
    if body["result"] == "completed":
        body["answers"] = await answers_of(world, branch.caller, case, draw)
    await world.api.post(branch.caller, path_of(ROOT, case, "visits"), body)
