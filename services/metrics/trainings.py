"""What trainings did (培训效果): the defect rate of an outlet's forms in the days before a training and after it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import sums
from services.metrics.facts import Fact, unpack
from services.metrics.models import LIVE, facts
from services.metrics.periods import FIRST_DAY, day_code, day_of
from services.metrics.queries import Window, resolve
from services.metrics.spans import Case
from shared.auth import at_or_below

DAYS, MOST_DAYS, LOOK_BACK_DAYS, MOST_TRAININGS = 30, 90, 180, 200
ACCEPTED, DEFECTIVE = ("opened", "outlet"), ("defective", "outlet")
KIND, COUNTED = "application", "recorded"
Tally = Mapping[tuple[sums.Pair, str, int], int]  # measure, outlet, day


@dataclass(frozen=True, slots=True)
class DefectRate:
    """Forms accepted in the days, and those of them with a defect."""

    start: date
    end: date
    defective: int
    accepted: int

    @property
    def value(self) -> float | None:
        """None where no form was accepted."""
        return self.defective / self.accepted if self.accepted else None


@dataclass(frozen=True, slots=True)
class TrainingEffect:
    """One training: its outlet's defect rate before and after, the day itself in neither.

    `is_partial`: the days after aren't over yet; `after` then tells of those that have passed, today included.
    """

    case_no: str
    org: str
    outlet: str
    held_on: date
    trainer: str | None
    topics: tuple[str, ...]
    attendees: int
    before: DefectRate
    after: DefectRate
    days: int
    is_partial: bool

    @property
    def difference(self) -> float | None:
        """After less before: below zero where the training helped, or at least did not hinder."""
        before, after = self.before.value, self.after.value
        return None if before is None or after is None else after - before


async def training_effects(session: AsyncSession, window: Window, days: int = DAYS) -> list[TrainingEffect]:
    """The trainings held in the window (180 days unless it says otherwise), the newest first, at most 200 of them."""
    if window.start is None:
        last = window.end or resolve(window).end
        window = Window(window.org, start=max(FIRST_DAY, last - timedelta(days=LOOK_BACK_DAYS - 1)), end=last)
    span, today = resolve(window), resolve(Window()).end
    found = await _trainings(session, window.org, span.start, span.end)
    tallies = {org: await _tally(session, org, held, days) for org, held in _by_org(found).items()}
    return [_effect(fact, held_on, tallies[fact.state.org], days, today) for fact, held_on in found]


async def _trainings(session: AsyncSession, org: str, start: date, end: date) -> list[tuple[Fact, date]]:
    generation = (await session.execute(LIVE)).scalar_one()
    first, last = day_code(start), day_code(end)
    query = select(facts.c.data).where(facts.c.generation == generation, facts.c.kind == "training")
    query = query.where(facts.c.first_day.between(first, last), at_or_below(facts.c.org, org))
    read = [unpack(data) for data in await session.scalars(query.order_by(facts.c.first_day.desc(), facts.c.key))]
    counted = [fact for fact in read if fact.state.status == COUNTED and fact.state.outlet][:MOST_TRAININGS]
    return [(fact, _held_on(fact)) for fact in counted]


def _held_on(fact: Fact) -> date:
    case = Case(fact)
    return day_of(case.local(case.opened)[0])


def _by_org(found: Iterable[tuple[Fact, date]]) -> dict[str, list[date]]:
    grouped: dict[str, list[date]] = {}
    for fact, held_on in found:
        grouped.setdefault(fact.state.org, []).append(held_on)
    return grouped


async def _tally(session: AsyncSession, org: str, held: Sequence[date], days: int) -> Tally:
    """Forms by outlet and day of exactly this organisation: one below it may call an outlet the same."""
    scope = sums.Scope((await session.execute(LIVE)).scalar_one(), org, alone=True)
    around = (day_code(min(held)) - days, day_code(max(held)) + days)
    read = sums.Sums()
    await sums.add_cells(session, scope, {ACCEPTED, DEFECTIVE}, [around], read, by_period=True)
    return {
        (pair, outlet, day): n
        for pair, amounts in read.amounts.items()
        for (outlet, kind, _, day), (n, _) in amounts.items()
        if kind == KIND
    }


def _effect(fact: Fact, held_on: date, tally: Tally, days: int, today: date) -> TrainingEffect:
    state, last = fact.state, held_on + timedelta(days=days)
    outlet = state.outlet or ""

    def rate(start: date, end: date) -> DefectRate:
        codes = range(day_code(start), day_code(end) + 1)
        defective, accepted = (
            sum(tally.get((pair, outlet, day), 0) for day in codes) for pair in (DEFECTIVE, ACCEPTED)
        )
        return DefectRate(start, end, defective, accepted)

    return TrainingEffect(
        case_no=state.case_no,
        org=state.org,
        outlet=outlet,
        held_on=held_on,
        trainer=state.handler,
        topics=state.topics,
        attendees=state.attendees,
        before=rate(held_on - timedelta(days=days), held_on - timedelta(days=1)),
        after=rate(held_on + timedelta(days=1), min(last, max(today, held_on))),
        days=days,
        is_partial=today <= last,
    )
