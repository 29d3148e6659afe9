"""Every status × action, walked from the table: what it allows happens, what it doesn't is refused and changes nothing."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.lifecycle import LIFECYCLE
from services.intake.applications.models import Application
from shared.auth import Actor, Role
from shared.cases import advance
from shared.clock import SimulatedClock
from shared.errors import Forbidden, IllegalTransition
from shared.lifecycle import Step
from shared.tables import case_events
from tests.intake.counter import ORG, Counter, counter_in

MATRIX = [(status, action, step) for status, action, step in LIFECYCLE.matrix() if status is not None]
IDS = [f"{status}-{action}" for status, action, _ in MATRIX]


def application(counter: Counter, time: SimulatedClock) -> Application:
    form = counter.form()
    now = time.now()
    case = Application(
        case_no=f"TB-{form['form_no']}", form_no=form["form_no"], org=ORG, opened_at=now, accepted_at=now
    )
    case.form_on, case.premium_fen, case.sum_assured_fen = now.date(), 360_000, 10_000_000
    case.payment_mode, case.payment_method, case.pay_years, case.insured_age = "annual", "transfer", 10, 41
    case.free_look_days, case.free_look_starts, case.term_years = 15, "day_after", 20
    case.policy_no, case.effective_on, case.premium_collected_fen = "BD-1", now.date(), 360_000
    case.missing_pages, case.scan_check, case.keyed_by, case.dun_count = [], "none", "somebody", 0
    case.defects, case.reminders, case.referral_reasons, case.notices, case.debits = [], [], [], [], []
    case.scans, case.rescans, case.clocks = 0, 0, []
    return case


async def standing_in(session: AsyncSession, case: Application, status: str) -> Application:
    await advance(session, case, "accept", Actor("S", frozenset({Role.TELLER}), ORG))
    case.status = status
    await session.flush()
    return case


@pytest.mark.parametrize(("status", "action", "step"), MATRIX, ids=IDS)
async def test_status_times_action(tmp_path: Path, time: SimulatedClock, status: str, action: str, step: Step | None):
    async with counter_in(tmp_path) as counter, counter.app.state.sessions.begin() as session:
        case = await standing_in(session, application(counter, time), status)
        before = case.version
        if step is None:
            with pytest.raises(IllegalTransition) as refused:
                await advance(session, case, action, Actor.system())
            assert refused.value.extras["allowed"] == LIFECYCLE.allowed(status)
            assert (case.status, case.version) == (status, before)
        else:
            await advance(session, case, action, Actor.system())
            assert (case.status, case.version) == (step.target or status, before + 1)
            events = (await session.execute(case_events.select().where(case_events.c.case_no == case.case_no))).all()
            assert (events[-1].version, events[-1].type) == (case.version, step.event.type)


@pytest.mark.parametrize("step", [step for step in LIFECYCLE.steps if step.sources], ids=lambda step: step.action)
async def test_only_the_roles_of_a_step_may_take_it(counter: Counter, time: SimulatedClock, step: Step):
    async with counter.app.state.sessions.begin() as session:
        case = await standing_in(session, application(counter, time), str(next(iter(step.sources))))
        outsiders = frozenset(set(Role) - set(step.roles))
        with pytest.raises(Forbidden) as refused:
            await advance(session, case, step.action, Actor("S", outsiders, ORG))
        assert refused.value.extras["roles"] == sorted(step.roles)


def test_every_status_leads_to_an_end():
    reached: dict[str, set[str]] = {}
    for step in LIFECYCLE.steps:
        for source in step.sources:
            reached.setdefault(str(source), set()).add(str(step.target or source))
    for status in LIFECYCLE.statuses:
        seen, todo = set[str](), {str(status)}
        while todo:
            seen |= todo
            todo = {target for each in todo for target in reached.get(each, set())} - seen
        assert seen & {str(end) for end in LIFECYCLE.final}, status
