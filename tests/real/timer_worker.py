"""A worker of timers in a process of its own, to be killed: `python -m tests.real.timer_worker URL NOW`.

It says when it is in the middle of a transaction, after the step, and commits once a line comes in.
"""

import asyncio
import sys
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.clock import SimulatedClock
from shared.db import make_engine, make_sessions
from tests.shared.reservations import Reservation, fire, worker

DOOMED = "doomed"


async def slowly(session: AsyncSession, case_no: str, action: str) -> None:
    (await session.get_one(Reservation, case_no)).handler = DOOMED
    await fire(session, case_no, action)
    print("in the middle of", case_no, flush=True)
    await asyncio.to_thread(sys.stdin.readline)


async def main(url: str, now: str) -> None:
    clock.install(SimulatedClock(datetime.fromisoformat(now)))
    engine = make_engine(url)
    await worker(make_sessions(engine), slowly).fire_due()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
