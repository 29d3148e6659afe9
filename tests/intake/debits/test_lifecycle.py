"""Every status × action of a debit batch, and who may take each step."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.debits.lifecycle import LIFECYCLE
from services.intake.debits.models import DebitBatch
from shared.clock import SimulatedClock
from shared.db import make_engine, make_sessions
from shared.lifecycle import Step
from shared.settings import Settings
from shared.testing.lifecycles import check_cell, check_roles, matrix, steps, unreachable
from tests.intake.counter import ORG


@pytest.fixture
async def session(settings: Settings, time: SimulatedClock) -> AsyncIterator[AsyncSession]:
    engine = make_engine(settings.database_url_of("intake"))
    async with make_sessions(engine)() as opened:
        yield opened
    await engine.dispose()


def batch() -> DebitBatch:
    return DebitBatch(
        case_no="DK261012-00000001", org=ORG, clocks=[], items=1, amount_fen=1, succeeded=0, succeeded_fen=0
    )


@pytest.mark.parametrize(("status", "action", "step"), matrix(LIFECYCLE))
async def test_status_times_action(session: AsyncSession, status: str | None, action: str, step: Step | None) -> None:
    await check_cell(session, batch(), status, action, step)


@pytest.mark.parametrize("step", steps(LIFECYCLE))
async def test_only_the_roles_of_a_step_may_take_it(session: AsyncSession, step: Step) -> None:
    await check_roles(session, batch(), step)


def test_every_status_is_reached() -> None:
    assert unreachable(LIFECYCLE) == set()
    assert {str(status) for status in LIFECYCLE.final} == {"reconciled", "cancelled"}
