"""What a service declares of its kinds of case, and its app made when a server asks."""

from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.auth import Actor
from shared.cases import advance
from shared.clock import SimulatedClock
from shared.db import Sessions
from shared.service import Kind, lazily
from shared.timers import TimerWorker
from tests.shared.reservations import LIFECYCLE, MONDAY, Reservation, create, set_aside


async def remind(session: AsyncSession, case: Reservation) -> None:
    case.reminders += 1
    await advance(session, case, "remind", Actor.system())


async def lapse(session: AsyncSession, case: Reservation) -> None:
    await advance(session, case, "lapse", Actor.system())


@pytest.fixture
def time() -> Iterator[SimulatedClock]:
    before = clock.install(simulated := SimulatedClock(MONDAY))
    yield simulated
    clock.install(before)


async def test_a_timer_hands_its_case_to_the_action_it_names(core_sessions: Sessions, time: SimulatedClock) -> None:
    await create(core_sessions)
    await set_aside(core_sessions, "R-1")
    time.advance(timedelta(days=4))
    kind = Kind(Reservation, {"remind": remind, "lapse": lapse})
    assert await TimerWorker(core_sessions, {"reservation": LIFECYCLE.timers}, {"reservation": kind.fire}).fire_due()
    async with core_sessions() as session:
        assert (await session.get_one(Reservation, "R-1")).reminders == 1


def test_a_timer_that_nobody_answers_is_told_at_the_start() -> None:
    with pytest.raises(TypeError, match="reservation: no action for the timers of remind"):
        Kind(Reservation, {"lapse": lapse})


def test_an_app_is_made_once_when_it_is_asked_for() -> None:
    made: list[Any] = []

    def create_app(settings: Any) -> FastAPI:
        made.append(settings)
        return FastAPI()

    module: Any = ModuleType("library")
    module.__getattr__ = lazily(create_app)
    assert not made
    assert module.app is module.app
    assert len(made) == 1
    with pytest.raises(AttributeError, match="apple"):
        _ = module.apple
