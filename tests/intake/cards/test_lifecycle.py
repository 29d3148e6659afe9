"""Every status × action of an activation, and who may take each step."""

from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.cards.lifecycle import LIFECYCLE
from services.intake.cards.models import Card, CardActivation
from shared.clock import SimulatedClock
from shared.db import make_engine, make_sessions
from shared.lifecycle import Step
from shared.settings import Settings
from shared.testing.lifecycles import check_cell, check_roles, matrix, steps, unreachable
from tests.intake.counter import CHINA, ORG


@pytest.fixture
async def session(settings: Settings, time: SimulatedClock) -> AsyncIterator[AsyncSession]:
    engine = make_engine(settings.database_url_of("intake"))
    async with make_sessions(engine)() as opened:
        facts = {"status": "used", "prepaid": False, "password_hash": "", "wrong_passwords": 0}
        opened.add(Card(card_no="8800000001", org=ORG, outlet="35032201", product="K2001", **facts))
        await opened.flush()
        yield opened
    await engine.dispose()


def activation() -> CardActivation:
    """One that satisfies every guard."""
    case = CardActivation(case_no="KZ261012-00000001", card_no="8800000001", org=ORG, clocks=[], dun_count=0)
    case.premium_fen = case.premium_collected_fen = 10_000
    case.sum_assured_fen, case.prepaid, case.refund_due_fen = 10_000_000, False, 0
    case.accepted_at, case.effective_on = datetime(2026, 10, 12, 9, 0, tzinfo=CHINA), date(2026, 10, 13)
    case.policy_no = "BD261012-00000001"
    return case


@pytest.mark.parametrize(("status", "action", "step"), matrix(LIFECYCLE))
async def test_status_times_action(session: AsyncSession, status: str | None, action: str, step: Step | None) -> None:
    await check_cell(session, activation(), status, action, step)


@pytest.mark.parametrize("step", steps(LIFECYCLE))
async def test_only_the_roles_of_a_step_may_take_it(session: AsyncSession, step: Step) -> None:
    await check_roles(session, activation(), step)


def test_every_status_is_reached() -> None:
    assert unreachable(LIFECYCLE) == set()
    assert {str(status) for status in LIFECYCLE.final} == {"issued", "withdrawn"}
