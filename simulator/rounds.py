"""What is done once a day at every branch, whoever comes (每日例行): one row a round."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from shared.calendar_data import calendar_for
from simulator import (
    archives,
    benefits,
    callbacks,
    campaigns,
    cashbox,
    clearance,
    collecting,
    complaints,
    debits,
    loans,
    patterns,
    problem_cases,
    pursuits,
    reconciling,
    renewals,
    surveys,
)
from simulator.api import Json
from simulator.branches import BRANCHES, Branch
from simulator.moves import World

Go = Callable[[World, Branch, date], Awaitable[list[Json]]]


class Round(NamedTuple):
    """`go` returns the cases that it moved on."""

    at: time
    go: Go


class Turn(NamedTuple):
    at: datetime
    branch: Branch
    on: date
    go: Go

    async def act(self, world: World) -> list[Json]:
        return await self.go(world, self.branch, self.on)


# fmt: off
ROUNDS = (
    Round(time(8, 40),  reconciling.send_files),
    Round(time(8, 40),  debits.take_in),
    Round(time(8, 40),  renewals.take_in),
    Round(time(8, 40),  benefits.take_in),
    Round(time(8, 50),  surveys.allocate),
    Round(time(13, 10), archives.work),
    Round(time(13, 10), renewals.chase),
    Round(time(13, 10), loans.chase),
    Round(time(13, 10), benefits.attend),
    Round(time(13, 20), campaigns.work),
    Round(time(13, 20), patterns.examine),
    Round(time(13, 30), callbacks.tell_of_leavers),
    *(Round(at, callbacks.call_at_branch) for at in (time(9, 20), time(13, 30), time(16, 0))),
    Round(time(13, 35), pursuits.go),
    Round(time(13, 35), collecting.bring),
    Round(time(13, 40), problem_cases.work),
    Round(time(13, 40), complaints.work),
    Round(time(16, 0),  reconciling.settle),
    Round(time(16, 0),  debits.send),
    Round(time(16, 0),  renewals.send),
    Round(time(16, 0),  benefits.send),
    Round(time(16, 0),  cashbox.pay_back),
    Round(time(16, 40), clearance.clear),
    Round(time(17, 35), cashbox.close),
)
# fmt: on
# The province works on every day, for all branches: the cooling-off period knows no holidays.
CALLED_AT = (9, 10, 11, 13, 15, 17, 19, 20)
OF_THE_PROVINCE = tuple(Round(time(hour, 10), callbacks.call_for_province) for hour in CALLED_AT)


def turns(start: datetime, end: datetime) -> Iterator[Turn]:
    """After `start`, up to `end`; those of the branches on working days."""
    for branch in BRANCHES:
        calendar = calendar_for(branch.org)
        day = calendar.date_of(start)
        while day <= calendar.date_of(end):
            rounds = ROUNDS if calendar.is_working_day(day) else ()
            if branch is BRANCHES[0]:
                rounds += OF_THE_PROVINCE
            times = ((datetime.combine(day, each.at, calendar.zone), each.go) for each in rounds)
            yield from (Turn(at, branch, day, go) for at, go in times if start < at <= end)
            day += timedelta(days=1)
