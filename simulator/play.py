"""The play: an agenda of what everybody does next, taken in the order of time on the services' own clock."""

import asyncio
import heapq
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

import structlog

from shared.calendar_data import calendar_for
from simulator import callbacks, habits, rhythm, rounds
from simulator.api import Api, Json, Refused
from simulator.branches import BRANCHES, BY_ORG, CLOCK_MOVER, Branch
from simulator.kinds import COMINGS, KINDS, Coming, Echo, looker
from simulator.moves import Done, Move, World, several
from simulator.rhythm import Stream
from simulator.telephones import NORMALISED

TICK = timedelta(seconds=600)  # steps so close together share a time: moving the clock costs as much as a step
RUSH = 11.0  # times as many forms as on a usual day, whatever the day
SOON = 25
CALLS = 0.12  # of the steps in real time
USUAL = Stream(applications=40.0)
PAST = (404, 409, 412)  # the case went on meanwhile, by a timer or another hand

log = structlog.get_logger("simulator")
Errand = Callable[[], Awaitable[None]]
Progress = Callable[[datetime, "Play"], None]


@dataclass(order=True, slots=True)
class Entry:
    at: datetime
    number: int
    errand: Errand = field(compare=False)
    exact: bool = field(default=False, compare=False)
    alone: bool = field(default=False, compare=False)  # so that it meets the same cases each time, as they stand


class Play:
    """Holds nothing that the services don't: what it plays next follows from the seed and the cases as they stand.

    From `rush_from` on (业务冲刺) more comes in than is done, so that work piles up at every desk.
    """

    def __init__(
        self,
        api: Api,
        *,
        seed: int = 7,
        a_day: Stream = USUAL,
        rush_from: datetime | None = None,
        dialling: str = NORMALISED,
    ) -> None:
        self.world = World(api, seed, dialling=dialling)
        self.steps, self.refusals = 0, Counter[str]()
        self._a_day, self._rush_from = a_day, rush_from
        self._agenda, self._entries = list[Entry](), 0
        self._echoes: list[tuple[Echo, Json]] = []
        self._is_heard = False  # whether other services act on what was done since they learnt of all
        self._arrived, self._expected = 0, 0
        self._plans: dict[str, int] = {}  # of a case only the last plan holds: others may have moved it meanwhile

    @property
    def done(self) -> float:
        """How much is played, by all that was to come: the days aren't equally busy."""
        return self._arrived / self._expected if self._expected else 1.0

    async def read_clock(self) -> datetime:
        answer = await self.world.api.get(CLOCK_MOVER, "/dev/clock")
        self.world.now = datetime.fromisoformat(answer["now"])
        return self.world.now

    async def move_clock(self, to: datetime | None = None, rate: float | None = None, settle: bool = True) -> None:
        """Go forward to a time; without one, only until everybody has learnt of what happened."""
        given = {"now": to and to.isoformat(), "rate": rate}
        body: Json = {"settle": settle} | {name: value for name, value in given.items() if value is not None}
        self.world.now = datetime.fromisoformat((await self.world.api.post(CLOCK_MOVER, "/dev/clock", body))["now"])
        if settle:
            self._is_heard = False
            await self._hear()

    async def freshness(self) -> list[Json]:
        """Of each service how far metrics is behind it."""
        answer = await self.world.api.get(looker(BRANCHES[0].org), "/metrics/v1/kpis/callbacks-opened")
        return list(answer["freshness"])

    async def take_up(self) -> int:
        """Put the open cases of all branches on the agenda, as after a night or a restart; returns how many."""
        found = [
            case
            for kind in KINDS.values()
            for branch in BRANCHES
            for status in kind.choices
            for case in await self.world.api.pages(looker(branch.org), kind.root, status=status, limit=200)
        ]
        for case in found:
            self._plan(case)
        return len(found)

    async def play_until(self, end: datetime, progress: Progress | None = None) -> None:
        """Play from where the clock stands to `end`: every arrival and every step in its turn."""
        await habits.begin(self.world)
        self._plan_rounds(self.world.now, end)
        self._plan_days(self.world.now, end)
        while self._agenda and self._agenda[0].at <= end:
            await self._step_clock(self._agenda[0].at)
            due = self._take_due()
            await asyncio.gather(*(entry.errand() for entry in due if not entry.alone))
            for entry in due:
                if entry.alone:
                    await entry.errand()
            if progress:
                progress(self.world.now, self)
        await self.move_clock(max(end, self.world.now))

    async def _step_clock(self, to: datetime) -> None:
        """Others must have learnt of what they react to before it gets later: a policy begins when it was issued."""
        if to > self.world.now:
            await self.move_clock(to, settle=self._is_heard)

    async def _hear(self) -> None:
        """Put what the services made of our steps on the agenda."""
        echoes, self._echoes = self._echoes, []
        for echo, case in echoes:
            ask = {echo.parameter: echo.number(case)}
            for found in await self.world.api.pages(looker(case["org"]), KINDS[echo.kind].root, **ask):
                self._plan(found)

    def _take_due(self) -> list[Entry]:
        due, later = list[Entry](), list[Entry]()
        while self._agenda and self._agenda[0].at < self.world.now + TICK:
            entry = heapq.heappop(self._agenda)
            (later if entry.exact and entry.at > self.world.now else due).append(entry)
        for entry in later:
            heapq.heappush(self._agenda, entry)
        return due

    async def trickle(self, pause_seconds: float) -> None:
        """Go on in real time, one step every `pause_seconds` or so, until cancelled."""
        draw, since = Random(f"{self.world.seed}/trickle/{self.world.now}"), self.world.now
        while True:
            await asyncio.sleep(pause_seconds * draw.uniform(0.5, 1.5))
            for turn in rounds.turns(since, await self.read_clock()):
                await self._keep(turn.act)
            since = self.world.now
            if coming := self._who_comes(draw):
                branch = draw.choices(BRANCHES, [each.share for each in BRANCHES])[0]
                await self._come(coming, branch, self.world.now)
            elif draw.random() < CALLS:
                await self._keep(callbacks.call_once)
            elif self._agenda:
                await self._take_soon(draw).errand()
            if self._echoes:
                await self.move_clock()

    def _who_comes(self, draw: Random) -> Coming | None:
        """Somebody new to the counter, or nobody: then work goes on."""
        odds = [COMINGS[stream].odds if a_day else 0 for stream, a_day in self._a_day._asdict().items()]
        if not any(odds) or (self._agenda and draw.random() * 100 > sum(odds)):
            return None
        return draw.choices([COMINGS[stream] for stream in Stream._fields], odds)[0]

    def _take_soon(self, draw: Random) -> Entry:
        """One of the next few, whenever it is due: in real time most waits would outlast the onlooker."""
        entry = draw.choice(sorted(self._agenda)[:SOON])
        self._agenda.remove(entry)
        heapq.heapify(self._agenda)
        return entry

    def _push(self, at: datetime, errand: Errand, *, exact: bool = False, alone: bool = False) -> None:
        self._entries += 1
        heapq.heappush(self._agenda, Entry(at, self._entries, errand, exact, alone))

    def _plan_rounds(self, start: datetime, end: datetime) -> None:
        for turn in rounds.turns(start, end):
            self._push(turn.at, partial(self._keep, turn.act), exact=True, alone=True)

    def _plan_days(self, start: datetime, end: datetime) -> None:
        for branch in BRANCHES:
            calendar = calendar_for(branch.org)
            day = calendar.date_of(start)
            while day <= calendar.date_of(end):
                for stream in Stream._fields:
                    for at in self._arrivals(branch, day, stream):
                        if start < at <= end:
                            self._expect(COMINGS[stream], branch, at)
                for at, act in habits.of_day(branch, day, calendar):
                    if start < at <= end:
                        self._push(at, partial(self._keep, act), exact=True)
                day += timedelta(days=1)

    def _arrivals(self, branch: Branch, day: date, stream: str) -> list[datetime]:
        a_day, calendar = getattr(self._a_day, stream), calendar_for(branch.org)
        mean = rhythm.expected(branch, day, a_day, stream, calendar)
        if stream == "applications" and self._is_rush(calendar.end_of_day(day)):
            mean = a_day * branch.share * RUSH
        return rhythm.arrivals(self.world.seed, branch, day, mean, stream, calendar)

    def _expect(self, coming: Coming, branch: Branch, at: datetime) -> None:
        self._expected += 1
        self._push(at, partial(self._come, coming, branch, at), exact=coming.exact, alone=coming.alone)

    def _is_rush(self, at: datetime) -> bool:
        return self._rush_from is not None and at >= self._rush_from

    async def _come(self, coming: Coming, branch: Branch, at: datetime) -> None:
        self._arrived += 1
        await self._do(lambda: coming.come(self.world, branch, at))

    def _plan(self, case: Json) -> None:
        kind, branch = KINDS[case["kind"]], BY_ORG[case["org"]]
        self._plans.pop(case["case_no"], None)
        if (move := kind.next_move(case, self.world.seed)) is None:
            return
        since = max(self.world.now, datetime.fromisoformat(case["at"]))
        wait = move.wait.times(kind.behind.get(case["status"], 1.0)) if self._is_rush(since) else move.wait
        draw = kind.draw(case, self.world.seed, "wait")
        at = wait.until(since, calendar_for(branch.org), draw, branch.speed)
        alone = case["status"] in kind.met
        self._push(at, lambda: self._make(case, move, plan), exact=kind.exact, alone=alone)
        self._plans[case["case_no"]] = plan = self._entries

    async def _make(self, case: Json, move: Move, plan: int) -> None:
        """A deadline may have ended a wait for the customer: whoever takes the case up looks at it first."""
        if self._plans.get(case["case_no"]) != plan:
            return

        async def look_and_act() -> Done:
            seen, met = case, case["status"] in KINDS[case["kind"]].met
            if met or case["waiting"]:
                path = f"{KINDS[case['kind']].root}/{case['case_no']}"
                seen = await self.world.api.get(looker(case["org"]), path)
            return await move.act(self.world, seen) if seen["status"] == case["status"] else seen

        await self._do(look_and_act)

    async def _keep(self, act: habits.Act) -> None:
        """The counter's own affairs."""
        try:
            found = await act(self.world)
        except Refused as refused:
            self._take_note(refused)
            return
        self.steps += 1
        for case in found:
            self._plan(case)

    async def _do(self, act: Callable[[], Awaitable[Done]]) -> None:
        try:
            done = await act()
        except Refused as refused:
            self._take_note(refused)
            return
        self.steps += 1
        for case in several(done):
            if echo := KINDS[case["kind"]].echoes.get(case["status"]):
                self._echoes.append((echo, case))
            self._is_heard |= echo is not None or KINDS[case["kind"]].heard
            self._plan(case)

    def _take_note(self, refused: Refused) -> None:
        self.refusals[str(refused.problem.get("type"))] += 1
        if refused.status not in PAST:
            log.warning("refused", status=refused.status, problem=refused.problem)
