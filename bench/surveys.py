"""Months of a branch's surveys: our allocation against first come, first served, with the same surveys and people.

`python -m bench.surveys [months]`. The branch has one investigator as in the year-end report, or two; the surveys that
come in a day are drawn so that they take the share of capacity that is told. A survey is done on the day on which it
is given to somebody, within its grade of 3, 5 or 15 days or not. Both orders do as many surveys in a day.

What is late by our order waits long, for what can still be on time goes before it: the third line hands over to the
city, as soon as the plan foresees it, what the branch can't finish on time.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import mean

from bench.verdict import Verdict
from services.claims.surveys.allocation import Capacity, Waiting, choose, plan
from services.claims.surveys.survey_types import GRADES
from shared.calendar_data import calendar_for

ORG, FIRST = "350322", date(2024, 1, 1)
MONTHS = next((int(word) for word in sys.argv[1:] if word.isdigit()), 24)
SHARES = {3: 40, 5: 35, 15: 25}  # of the grades, in per cent
LOADS = (0.85, 0.95, 1.0, 1.1)
AHEAD, TARGET = 16, 0.5  # working days that a plan looks ahead; the ratio that is to be kept
LEAVE = 0.04  # of an investigator's days

Order = Callable[[Iterable[Waiting], date, int], list[Waiting]]


@dataclass(frozen=True, slots=True)
class Course:
    """By how many days each survey was late, 0 being on time; and how many the branch handed over instead."""

    late_by: tuple[int, ...]
    handed_over: int = 0

    @property
    def late(self) -> int:
        return sum(days > 0 for days in self.late_by)


def first_come(waiting: Iterable[Waiting], _day: date, room: int) -> list[Waiting]:
    return sorted(waiting, key=lambda each: (each.opened_at, each.case_no))[:room]


def run(arrivals: Iterable[Waiting], days: Sequence[Capacity], order: Order, *, hands_over: bool = False) -> Course:
    """Day by day, with nothing known of what comes later."""
    coming, waiting = sorted(arrivals, key=lambda each: each.opened_at), list[Waiting]()
    late_by, handed_over = list[int](), 0
    for number, capacity in enumerate(days):
        while coming and coming[0].opened_at.date() <= capacity.day:
            waiting.append(coming.pop(0))
        if hands_over:
            late = set(plan(waiting, days[number : number + AHEAD]).late)
            waiting, handed_over = [each for each in waiting if each.case_no not in late], handed_over + len(late)
        done = order(waiting, capacity.day, capacity.room)
        late_by += [max(0, (capacity.day - each.due_on).days) for each in done]
        waiting = [each for each in waiting if each not in done]
    last = days[-1].day
    late_by += [(last - each.due_on).days for each in waiting if each.due_on < last]
    return Course(tuple(late_by), handed_over)


def branch(seed: int, investigators: int, load: float) -> tuple[list[Waiting], list[Capacity]]:
    """Two surveys a day each, less leave; the demand of a working day swings as people's do."""
    draw, calendar = Random(f"{seed}/{investigators}/{load}"), calendar_for(ORG)
    arrivals, days = list[Waiting](), list[Capacity]()
    for number in range(MONTHS * 365 // 12):
        day = FIRST + timedelta(days=number)
        if not calendar.is_working_day(day):
            continue
        rooms = {f"T{one}": 0 if draw.random() < LEAVE else 2 for one in range(investigators)}
        days.append(Capacity(day, rooms))
        for _ in range(_coming(draw, 2 * investigators * (1 - LEAVE) * load)):
            arrivals.append(_survey(draw, day, len(arrivals)))
    return arrivals, days


def _coming(draw: Random, usual: float) -> int:
    """Poisson, by the gaps between them."""
    found, passed = 0, draw.expovariate(1)
    while passed < usual:
        found, passed = found + 1, passed + draw.expovariate(1)
    return found


def _survey(draw: Random, day: date, number: int) -> Waiting:
    (grade,) = draw.choices(list(GRADES), [SHARES[days] for days in GRADES])
    due_on = calendar_for(ORG).working_day_from(day + timedelta(days=grade))
    return Waiting(f"CK-{number:06}", due_on, datetime(day.year, day.month, day.day, number % 24, tzinfo=UTC))


def _compare(investigators: int, load: float, verdict: Verdict) -> None:
    branches = [branch(seed, investigators, load) for seed in range(10)]
    surveys = sum(len(arrivals) for arrivals, _ in branches)
    name = f"{investigators} investigator{'s' * (investigators > 1)}, load {load:.0%}"
    print(f"{name}: {surveys:,} surveys in 10 × {MONTHS} months", flush=True)
    before = _tell("first come", [run(*each, first_come) for each in branches], surveys)
    late = _tell("ours", [run(*each, choose) for each in branches], surveys)
    _tell("ours, handing over", [run(*each, choose, hands_over=True) for each in branches], surveys)
    verdict.at_most(f"{name}: late, ours / first come", late / before, TARGET)


def _tell(name: str, courses: Sequence[Course], surveys: int) -> int:
    overdue = [days for each in courses for days in each.late_by if days]
    late, given = sum(each.late for each in courses), sum(each.handed_over for each in courses)
    worst, usual = (max(overdue), mean(overdue)) if overdue else (0, 0.0)
    by = f"by {usual:5.1f} days on average, {worst:3} at most"
    print(f"  {name:18} late {late:6,} ({late / surveys:6.2%}), {by}; handed over {given:,}", flush=True)
    return late


def main() -> int:
    verdict = Verdict()
    for investigators in (1, 2):
        for load in LOADS:
            _compare(investigators, load, verdict)
    return verdict.missed


if __name__ == "__main__":
    sys.exit(main())
