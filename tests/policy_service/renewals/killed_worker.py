"""A process at work on a run that is killed, as by the system, at the commit of its n-th transaction."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import event

from services.policy_service.app import create_app
from services.policy_service.collection import finding
from shared import clock
from shared.clock import SimulatedClock
from shared.settings import Settings


async def main(folder: Path, number: int) -> None:
    finding.CHUNK = 4
    clock.install(SimulatedClock(datetime(2026, 10, 12, 2, tzinfo=UTC)))
    app = create_app(Settings(data=folder, jobs=False))
    commits = count(1)

    def strike(_connection: object) -> None:
        if next(commits) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(app.state.sessions.kw["bind"].sync_engine, "commit", strike)
    await app.state.renewals.work()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
