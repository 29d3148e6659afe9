"""What is done every working day whoever comes: before the counter opens, and while it is closed at noon.

Nothing else happens then, so that what is looked at is the same in every play of a seed.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from shared.calendar import WorkCalendar
from simulator import books, callbacks, compliance, house, surveys, trainings
from simulator.api import Json
from simulator.branches import BRANCHES, Branch
from simulator.moves import World

MORNING, NOON = time(8, 5), time(13, 0)
Act = Callable[[World], Awaitable[list[Json]]]


@dataclass(frozen=True, slots=True)
class Habit:
    """`act` returns the cases that somebody must go on with."""

    at: time
    act: Callable[[World, Branch, date], Awaitable[list[Json]]]


HABITS = (
    Habit(MORNING, books.look_through),
    Habit(MORNING, house.record_leaves),
    Habit(MORNING, surveys.record_leave),
    Habit(MORNING, trainings.train),
    Habit(NOON, books.look_again),
    Habit(NOON, house.inspect),
    Habit(NOON, house.suspect),
)


def of_day(branch: Branch, on: date, calendar: WorkCalendar) -> Iterator[tuple[datetime, Act]]:
    """When, and what; none on a day that doesn't work."""
    if not calendar.is_working_day(on):
        return
    for habit in HABITS:
        yield datetime.combine(on, habit.at, calendar.zone), partial(_act, habit, branch, on)
    if branch is BRANCHES[0]:
        yield datetime.combine(on, NOON, calendar.zone), partial(_look, on)


async def begin(world: World) -> None:
    """Before anything is played: who works where, and what was taught."""
    for branch in BRANCHES:
        await house.post_staff(world, branch)
        await books.look_through(world, branch, books.today_of(world, branch))
    await surveys.begin(world)
    await callbacks.begin(world)
    await trainings.learn_lessons(world)


async def _act(habit: Habit, branch: Branch, on: date, world: World) -> list[Json]:
    return await habit.act(world, branch, on)


async def _look(on: date, world: World) -> list[Json]:
    """Compliance sits in the province and looks for all branches."""
    await compliance.look(world, on)
    return []
