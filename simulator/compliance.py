"""Compliance's daily look (合规) at what was raised as suspicious, by people and by rules: it judges, and reports."""

from collections.abc import Callable
from datetime import date, datetime
from random import Random

from shared.calendar_data import calendar_for
from simulator.api import Json, tag
from simulator.identification import COMPLIANCE
from simulator.moves import World, one_of

ROOT = "/intake/v1/suspicions"
JUDGED = {None: 45, "dismissal": 33, "confirmation": 22}  # of a day: most need more than one
DISMISSED = {"explained": 60, "no-pattern": 40}
LAST_DAY = 4  # working days after the confirmation, of five
Judge = Callable[[Json, date, Random], tuple[str, Json] | None]


async def look(world: World, on: date) -> None:
    """At everything raised or confirmed before today."""
    for status, judge in JUDGES.items():
        for case in await world.api.pages(COMPLIANCE, ROOT, status=status):
            calendar = calendar_for(case["org"])
            if calendar.date_of(datetime.fromisoformat(case["at"])) < on:
                draw = Random(f"{world.seed}/{case['org']}/{case['reason']}/{case['opened_at']}/{status}/{on}")
                await _judge(world, case, judge(case, on, draw))


async def _judge(world: World, case: Json, judged: tuple[str, Json] | None) -> None:
    if judged:
        step, body = judged
        await world.api.post(COMPLIANCE, f"{ROOT}/{case['case_no']}/{step}", body, if_match=tag(case))


def _raised(case: Json, on: date, draw: Random) -> tuple[str, Json] | None:
    if (step := one_of(draw, JUDGED)) is None:
        return None
    return step, {"reason": one_of(draw, DISMISSED)} if step == "dismissal" else {}


def _confirmed(case: Json, on: date, draw: Random) -> tuple[str, Json] | None:
    calendar = calendar_for(case["org"])
    since = calendar.working_days(calendar.date_of(datetime.fromisoformat(case["at"])), on)
    if since < LAST_DAY and draw.random() < 0.5:
        return None
    return "report", {"filed_as": f"STR-{case['case_no']}"}


JUDGES: dict[str, Judge] = {"raised": _raised, "confirmed": _confirmed}
