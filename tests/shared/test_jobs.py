"""What runs beside an app goes on: a job that ends is told, started again, and felt by readiness meanwhile."""

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest

from shared import jobs
from shared.jobs import Down, Job, Jobs


async def fails() -> None:
    raise RuntimeError("no broker")


async def ends() -> None:
    """As a loop does that somebody broke out of."""


async def goes_on() -> None:
    await asyncio.Event().wait()


def first(then: Job, started: list[str]) -> Job:
    async def job() -> None:
        started.append("again")
        await (then if len(started) == 1 else goes_on)()

    return job


@pytest.mark.parametrize("then", [fails, ends])
async def test_a_job_that_ends_is_started_again_and_not_ready_till_then(
    then: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "FIRST_PAUSE_SECONDS", 0.05)
    started: list[str] = []
    work = Jobs({"projection": first(then, started), "relay": goes_on})
    async with work.running():
        await until(lambda: bool(work.down))
        with pytest.raises(Down, match="projection"):
            await work.check()
        await until(lambda: len(started) == 2)
        await work.check()
    assert len(started) == 2


async def test_one_that_goes_on_failing_is_tried_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "FIRST_PAUSE_SECONDS", 0.02)
    tries: list[float] = []

    async def job() -> None:
        tries.append(asyncio.get_running_loop().time())
        raise RuntimeError

    async with Jobs({"relay": job}).running():
        await until(lambda: len(tries) == 5)
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert pauses == sorted(pauses)
    assert pauses[-1] > 4 * 0.02


async def test_all_end_with_the_app() -> None:
    ended: list[str] = []

    async def job() -> None:
        try:
            await goes_on()
        finally:
            ended.append("yes")

    async with Jobs({"relay": job, "timers": job}).running():
        await asyncio.sleep(0)
    assert ended == ["yes", "yes"]


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - looked at from outside, as readiness does
            await asyncio.sleep(0.005)
