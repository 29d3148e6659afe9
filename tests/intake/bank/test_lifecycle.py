"""Every status × action of a bank's application, and who may take each step."""

from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.bank.lifecycle import LIFECYCLE
from services.intake.bank.models import BankApplication
from shared import keyring
from shared.clock import SimulatedClock
from shared.db import make_engine, make_sessions
from shared.lifecycle import Step
from shared.settings import Settings
from shared.testing.lifecycles import check_cell, check_roles, matrix, steps, unreachable
from tests.intake.counter import CHINA, ORG


@pytest.fixture
async def session(settings: Settings, time: SimulatedClock) -> AsyncIterator[AsyncSession]:
    keyring.install_from(settings)
    engine = make_engine(settings.database_url_of("intake"))
    async with make_sessions(engine)() as opened:
        yield opened
    await engine.dispose()


def application() -> BankApplication:
    """One that satisfies every guard."""
    case = BankApplication(
        case_no="YB261012-00000001", bank="psbc", transaction_no="20261012000001", org=ORG, clocks=[]
    )
    case.content_hash, case.finances, case.flags = "0" * 64, "{}", []
    case.referral_reasons, case.declared_reasons, case.refund_due_fen = [], [], 0
    case.payment_mode, case.pay_years, case.term_years = "single", 1, 6
    case.free_look_days, case.free_look_starts = 15, "day_after"
    case.premium_fen = case.premium_collected_fen = 5_000_000
    case.sum_assured_fen, case.premium_due_on = 5_300_000, date(2026, 10, 12)
    case.accepted_at = case.issued_at = datetime(2026, 10, 12, 9, 0, tzinfo=CHINA)
    case.policy_no, case.effective_on = "BD261012-00000001", date(2026, 10, 13)
    return case


@pytest.mark.parametrize(("status", "action", "step"), matrix(LIFECYCLE))
async def test_status_times_action(session: AsyncSession, status: str | None, action: str, step: Step | None) -> None:
    await check_cell(session, application(), status, action, step)


@pytest.mark.parametrize("step", steps(LIFECYCLE))
async def test_only_the_roles_of_a_step_may_take_it(session: AsyncSession, step: Step) -> None:
    await check_roles(session, application(), step)


def test_every_status_is_reached() -> None:
    assert unreachable(LIFECYCLE) == set()
    assert {str(status) for status in LIFECYCLE.final} == {"declined", "withdrawn", "lapsed", "voided"}
