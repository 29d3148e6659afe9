"""What a simulated person does next, and when: the desk in working time, the customer in days."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import log
from random import Random
from typing import TypeVar

from shared.calendar import WorkCalendar
from simulator.api import Api, Json
from simulator.branches import BY_ORG, Staff

T = TypeVar("T")

BEGINNING = datetime.min.replace(tzinfo=UTC)
# Nobody's choice reaches further: by then a deadline has ended the wait.
MOST_DAYS, MOST_MINUTES, MOST_ON_THE_SPOT = 40.0, 4000.0, 60.0
SPREAD = 0.8  # of the logarithm: half of all waits lie between 0.6 and 1.7 times the median


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the salespeople of an outlet were taught, and when: codes of defects."""

    outlet: str
    held_on: date
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Book:
    """The policies of a branch as they stood that morning, by number, in an order that is the same in each play.

    `asked`: of these something was asked for today; nobody comes twice on one day.
    """

    on: date
    policies: dict[str, Json]
    asked: set[str] = field(default_factory=set)


@dataclass(slots=True)
class World:
    """`seed` makes everybody's choices; the others, `books` by branch, are as the services know them.

    `surveyed_at`: when each branch asked for its last survey. `dialling`: how the province's dialler rings a number.
    """

    api: Api
    seed: int
    now: datetime = BEGINNING
    dialling: str = "normalised"
    lessons: list[Lesson] = field(default_factory=list)
    books: dict[str, Book] = field(default_factory=dict)
    items: dict[str, Json] = field(default_factory=dict)
    projects: dict[str, Json] = field(default_factory=dict)
    surveyed_at: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wait:
    """Median of working `minutes` at a desk, of a customer's `days`, or of minutes `on_the_spot`, by the wall."""

    minutes: float = 0.0
    days: float = 0.0
    on_the_spot: float = 0.0

    def times(self, factor: float) -> "Wait":
        return Wait(self.minutes * factor, self.days * factor, self.on_the_spot * factor)

    def until(self, now: datetime, calendar: WorkCalendar, draw: Random, speed: float) -> datetime:
        at = now
        if self.days:
            at += timedelta(days=min(_spread(draw, self.days), MOST_DAYS))
            at = calendar.add_working(at, draw.randrange(300, 10_800))  # customers come while the counter is open
        if self.minutes:
            at = calendar.add_working(at, max(1, round(60 * min(_spread(draw, self.minutes * speed), MOST_MINUTES))))
        if self.on_the_spot:
            at += timedelta(minutes=min(_spread(draw, self.on_the_spot * speed), MOST_ON_THE_SPOT))
        return at


def identity_by(*names: str) -> Callable[[Json], str]:
    """What tells a case from all others in each play of a seed: case numbers are drawn anew in each."""

    def identity(case: Json) -> str:
        return "/".join(str(case[name]) for name in names)

    return identity


def drawing_by(identity: Callable[[Json], str]) -> Callable[[World, Json, str], Random]:
    """What is drawn of a case at one step: the same in each play of a seed."""

    def draw(world: World, case: Json, what: str) -> Random:
        return Random(f"{world.seed}/{identity(case)}/{what}/{case['version']}")

    return draw


form_no_of = identity_by("form_no")
draw_of = drawing_by(form_no_of)


def teller_of(case: Json) -> Staff:
    """Who takes a form up at this step."""
    return BY_ORG[case["org"]].teller(Random(f"{case['form_no']}/{case['version']}"))


def one_of(draw: Random, odds: Mapping[T, int]) -> T:
    """One of the keys, each as likely as its number says."""
    return draw.choices(list(odds), list(odds.values()))[0]


def _spread(draw: Random, median: float) -> float:
    return draw.lognormvariate(log(median), SPREAD)


# None: it was too late, or what was done leaves the case as it was; somebody else goes on with it, or nobody.
# Several: what was done brought about others, or leads another case on.
Done = Json | list[Json] | None
Act = Callable[[World, Json], Awaitable[Done]]


def several(done: Done) -> list[Json]:
    if done is None:
        return []
    return done if isinstance(done, list) else [done]


@dataclass(frozen=True, slots=True)
class Move:
    wait: Wait
    act: Act


# What becomes of a case in each status.
Choices = dict[str, Callable[[Json, Random], Move | None]]


def path_of(root: str, case: Json, step: str) -> str:
    return f"{root}/{case['case_no']}/{step}"


def step_of(
    root: str, who: Callable[[Json], Staff], step: str, body: Json | None = None
) -> Callable[[World, Json], Awaitable[Json]]:
    """A step of a case that always says the same."""

    async def act(world: World, case: Json) -> Json:
        return await world.api.post(who(case), path_of(root, case, step), body)

    return act
