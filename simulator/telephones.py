"""What comes of dialling a number: whose it is, who picks up at that hour, and how they speak (接听).

People are the same however they are dialled, so that two plays of a seed differ by the dialling alone.
"""

import re
from datetime import datetime
from random import Random
from typing import NamedTuple

from simulator.api import Json
from simulator.branches import misleads
from simulator.moves import one_of
from simulator.numbers import AREA, mobile_of, neighbours_of

NORMALISED, OLD = "normalised", "old"
OFFICE = "office_phone"
SUBSCRIBER = re.compile(r"1[3-9]\d{9}|0\d{2,3}[2-9]\d{6,7}")
# All that follows is made up (D): the report tells that such people are many, not how many.
LINES = {"own": 88, "lost": 5, "given-up": 3, "anothers": 4}  # 遗失、停用、已换给他人
ELDER_BEFORE, DIALECT = 1966, {True: 0.5, False: 0.08}  # born before; only speak Puxian
WORKS = 0.65  # by day, and doesn't pick up then
PICKS_UP = {"day": 0.3, "noon": 0.6, "evening": 0.75}
AT_HOME = 0.62
SHOP_FETCHES_THEM = 0.4
NOBODY_ANSWERS = {"no-answer": 72, "busy": 12, "not-reachable": 9, "switched-off": 7}
TEMPERS = {
    "completed": 845,
    "appointment": 40,
    "hung-up": 35,
    "unwilling": 20,
    "distrusts": 20,
    "identity-unverified": 10,
    "unwell": 8,
    "wants-out": 8,
    "denies-purchase": 6,
    "complaint": 4,
    "call-rejected": 4,
}
MISLED = 0.06  # of whom a misleading salesperson sold to, tell so in the call


class Dialled(NamedTuple):
    field: str
    number: str


def dialled(contact: Json, tries: int, dialling: str) -> Dialled | None:
    """Which number the dialler rings; None: there is none.

    As normalised, the first that the service gives. The county's old dialler rang what stood in the fields, one after
    the other, and put the area code before whatever stood in the office's.
    """
    if dialling == OLD:
        numbers = [Dialled(field, _old(field, written)) for field, written in contact["phones"].items()]
        return numbers[tries % len(numbers)] if numbers else None
    rung = (Dialled(each["field"], each["dial_string"]) for each in contact["numbers"] if each["dial_string"])
    return next(rung, None)


def _old(field: str, written: str) -> str:
    digits = re.sub(r"\D", "", written)
    return AREA + digits if field == OFFICE else digits


def ring(seed: int, case: Json, contact: Json, number: str, at: datetime, language: str | None) -> str:
    """What came of it, as callers record it; `language`: the dialect that the caller speaks."""
    if not SUBSCRIBER.fullmatch(number):
        return "vacant-number"
    person = f"{seed}/{contact['name']}/{contact['born_on']}"
    draw = Random(f"{person}/{case['project']}/{case['cause_on']}/{len(case['attempts'])}/call")
    if number == mobile_of(str(case["salesperson"])):
        return "not-the-person"
    if number == neighbours_of(case["org"]).replace("-", ""):
        return _speak(person, case, contact, draw, language) if draw.random() < SHOP_FETCHES_THEM else "not-the-person"
    line = one_of(Random(f"{person}/{number}/line"), LINES)
    if line != "own":
        return {"lost": "switched-off", "given-up": "vacant-number", "anothers": "wrong-number"}[line]
    if draw.random() > _picks_up(person, at):
        return one_of(draw, NOBODY_ANSWERS)
    return _speak(person, case, contact, draw, language)


def _picks_up(person: str, at: datetime) -> float:
    if Random(f"{person}/work").random() > WORKS or at.weekday() > 4:
        return AT_HOME
    return PICKS_UP["evening" if at.hour >= 18 else "noon" if at.hour in (12, 13) else "day"]


def _speak(person: str, case: Json, contact: Json, draw: Random, language: str | None) -> str:
    is_elder = int(contact["born_on"][:4]) < ELDER_BEFORE
    if language is None and Random(f"{person}/language").random() < DIALECT[is_elder]:
        return "dialect"
    if misleads(str(case["salesperson"])) and draw.random() < MISLED:
        return "mis-selling"
    return one_of(draw, TEMPERS)
