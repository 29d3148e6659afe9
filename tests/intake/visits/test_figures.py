"""What the board says of a hall, against a count by hand of the same visits."""

import math
from collections import Counter as Tally
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from services.metrics import queries
from services.metrics.queries import Window
from tests.intake.counter import ORG
from tests.intake.figures import figures_of
from tests.intake.visits.hall import Hall, at

MANY, LIMIT, HANDLING_LIMIT = 40, 15, 10


@dataclass
class Seen:
    """One visit as somebody in the hall wrote it down; minutes."""

    taken_at: datetime
    waited: float | None = None
    handled: float | None = None
    left_open: bool = False
    prompted: bool = False
    satisfied: bool | None = None


async def play(hall: Hall, draw: Random) -> list[Seen]:
    """Visits one after the other, ten a day, each at a window of its own."""
    seen = []
    for number in range(MANY):
        day, place = divmod(number, 10)
        if day and not place:
            await hall.counter.until(at("10-12 00:00") + timedelta(days=day))
        start = at("10-12 09:30") + timedelta(days=day, minutes=55 * place + draw.randrange(5))
        hall.counter.time.set(start)
        visit, window = Seen(start), str(number)
        case = await hall.take(outlet=f"XY0{number % 2}", priority_reason=draw.choice([None, None, "elderly"]))
        seen.append(visit)
        wait = draw.uniform(0.5, 28)
        hall.pass_minutes(wait)
        fate = draw.random()
        if fate < 0.15:
            await hall.step(case, "abandonment", {"reason": "left"})
            continue
        visit.waited = wait
        case = await hall.call(case, window)
        if fate < 0.25:
            continue  # called, and lapses at midnight
        hall.pass_minutes(1)
        case = await hall.step(case, "handling")
        if draw.random() < 0.15:
            visit.left_open = True
            continue
        visit.handled = draw.uniform(1, 16)
        hall.pass_minutes(visit.handled)
        if draw.random() < 0.75:
            visit.prompted = True
            case = await hall.step(case, "evaluation-request")
        case = await hall.step(case, "completion")
        if visit.prompted and draw.random() < 0.7:
            score = draw.choice([1, 3, 4, 5, 5])
            visit.satisfied = score >= 4
            hall.pass_minutes(1)
            await hall.rate(case, score=score)
    await hall.counter.until(at("10-16 00:00"))
    return seen


def ratio(some: list[Any], of: list[Any]) -> tuple[int, int, float]:
    return len(some), len(of), len(some) / len(of)


async def test_the_figures_of_a_hall_are_those_of_a_count_by_hand(hall: Hall, tmp_path: Path):
    seen = await play(hall, Random(7))
    async with figures_of(hall.counter.app, tmp_path) as session:

        async def ask(kpi: str, by: str | None = None, last: str = "10-15 00:00") -> Any:
            return await queries.kpi(session, kpi, Window(ORG, "visit", at("10-12 00:00").date(), at(last).date(), by))

        await check(seen, ask)


async def check(seen: list[Seen], ask: Any) -> None:
    waits = [visit.waited for visit in seen if visit.waited is not None]
    handled = [visit for visit in seen if visit.handled is not None]
    times = [visit.handled for visit in handled if visit.handled is not None]
    prompted, rated = [v for v in handled if v.prompted], [v for v in handled if v.satisfied is not None]
    left_open = [visit for visit in seen if visit.left_open]
    gone = [visit for visit in seen if visit.handled is None and not visit.left_open]
    expected = {
        "waiting-over-limit-rate": ratio([wait for wait in waits if wait > LIMIT], waits),
        "handling-over-limit-rate": ratio([time for time in times if time > HANDLING_LIMIT], times),
        "abandonment-rate": ratio(gone, gone + handled),
        "left-open-rate": ratio(left_open, left_open + handled),
        "evaluation-response-rate": ratio(rated, prompted),
        "satisfaction-rate": ratio([visit for visit in rated if visit.satisfied], rated),
        "forgotten-prompt-rate": ratio([visit for visit in handled if not visit.prompted], handled),
    }
    answers = {kpi: await ask(kpi) for kpi in expected}
    assert {kpi: (a.numerator, a.denominator, a.value) for kpi, a in answers.items()} == expected
    assert all(0 < some < of for some, of, _ in expected.values()), "a case of each"
    assert ((await ask("tickets-taken")).value, (await ask("visits-handled")).value) == (MANY, len(handled))
    # Seconds are whole in the cells.
    assert (await ask("waiting-time-mean")).value == pytest.approx(sum(waits) / len(waits), abs=1 / 60)
    assert (await ask("handling-time-mean")).value == pytest.approx(sum(times) / len(times), abs=1 / 60)
    ninth = sorted(waits)[math.floor(0.9 * (len(waits) - 1))]
    assert (await ask("waiting-time-p90")).value == pytest.approx(ninth, rel=0.012)
    hours = Tally(f"{visit.taken_at:%H}" for visit in seen)
    assert {each.by: each.value for each in (await ask("tickets-taken", "hour")).slices} == hours
    heat = Tally(f"{visit.taken_at.isoweekday()}-{visit.taken_at:%H}" for visit in seen)
    assert {each.by: each.value for each in (await ask("tickets-taken", "weekday_hour")).slices} == heat
    first_day = [visit for visit in seen if visit.taken_at < at("10-13 00:00")]
    given_up = [visit for visit in first_day if visit in gone]
    answer = await ask("abandonment-rate", last="10-12 00:00")
    of = len(given_up) + sum(visit in handled for visit in first_day)
    assert (answer.numerator, answer.denominator) == (len(given_up), of), "on its own day, not the next"
