"""Every status × action, walked from the table, and every step of the table through the API where a route offers it."""

import shutil
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.lifecycle import LIFECYCLE
from services.intake.applications.models import Application
from shared.auth import Role
from shared.clock import SimulatedClock
from shared.db import Sessions, make_engine, make_sessions
from shared.lifecycle import Step
from shared.settings import Settings
from shared.testing.lifecycles import check_cell, check_roles, matrix, steps, unreachable
from tests.intake.counter import CHINA, KEYED, ORG, Counter, refused


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sessions(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sessions]:
    """One database for the hundreds of cells: none of them commits."""
    data = shutil.copytree(migrated, tmp_path_factory.mktemp("matrix") / "data")
    engine = make_engine(Settings(data=data).database_url_of("intake"))
    yield make_sessions(engine)
    await engine.dispose()


@pytest_asyncio.fixture(loop_scope="module")
async def session(sessions: Sessions, time: SimulatedClock) -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


def application() -> Application:
    """One that satisfies every guard."""
    facts: dict[str, Any] = {"case_no": "TB261012-00000001", "form_no": "350322-26-000001", "org": ORG}
    facts |= {"accepted_at": datetime(2026, 10, 12, 9, 0, tzinfo=CHINA), "form_on": date(2026, 10, 12)}
    facts |= {"premium_fen": 360_000, "premium_collected_fen": 360_000, "sum_assured_fen": 10_000_000}
    facts |= {"payment_mode": "annual", "payment_method": "transfer", "pay_years": 10, "insured_age": 41}
    facts |= {"term_years": 20, "free_look_days": 15, "free_look_starts": "day_after"}
    facts |= {"policy_no": "BD261012-00000001", "effective_on": date(2026, 10, 13), "keyed_by": "somebody"}
    facts |= {"defects": [], "reminders": [], "referral_reasons": [], "notices": [], "debits": [], "clocks": []}
    facts |= {"warnings": []}
    return Application(papers={}, to_scan=[], scan_check="none", scans=0, rescans=0, dun_count=0, **facts)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("status", "action", "step"), matrix(LIFECYCLE))
async def test_status_times_action(session: AsyncSession, status: str | None, action: str, step: Step | None):
    await check_cell(session, application(), status, action, step)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("step", steps(LIFECYCLE))
async def test_only_the_roles_of_a_step_may_take_it(session: AsyncSession, step: Step):
    await check_roles(session, application(), step)


def test_every_status_is_reached_and_leads_to_an_end():
    assert unreachable(LIFECYCLE) == set()
    ends = {"issued", "returned", "withdrawn", "declined", "postponed"}
    assert {str(status) for status in LIFECYCLE.final} == ends
    for status in LIFECYCLE.statuses:
        assert _reached_from(str(status)) & ends, status


def _reached_from(status: str) -> set[str]:
    reached, todo = set[str](), {status}
    while todo:
        reached |= todo
        todo = {str(s.target or t) for s in LIFECYCLE.steps for t in todo if t in s.sources} - reached
    return reached


FORM_AGAIN = object()
# fmt: off
ROUTES = [
    #  route             role              body                                           needs the version seen
    ("supplement",     Role.TELLER,      FORM_AGAIN,                                        False),
    ("replacement",    Role.TELLER,      FORM_AGAIN,                                        False),
    ("defects",        Role.REVIEWER,    {"defects": [{"code": "no-such", "fields": ["health"]}]}, False),
    ("return",         Role.TELLER,      {"reason": "customer-request"},                    False),
    ("withdrawal",     Role.TELLER,      {"reason": "customer-request"},                    False),
    ("scanning",       Role.TELLER,      None,                                              False),
    ("scan-check",     Role.REVIEWER,    {},                                                False),
    ("scan-check",     Role.REVIEWER,    {"rejected": {"7": "blurred"}},                    False),
    ("keying",         Role.TELLER,      KEYED | {"premium_fen": 1},                        False),
    ("review",         Role.REVIEWER,    {"passed": True},                                  True),
    ("review",         Role.REVIEWER,    {"passed": False, "reason": "misread"},            True),
    ("escalation",     Role.UNDERWRITER, None,                                              False),
    ("notices",        Role.UNDERWRITER, {"type": "medical"},                               False),
    ("notice-told",    Role.TELLER,      {"no": 7},                                         False),
    ("notice-answer",  Role.TELLER,      {"no": 7},                                         False),
    ("decision",       Role.UNDERWRITER, {"outcome": "approve", "code": "standard"},        True),
    ("decision",       Role.UNDERWRITER, {"outcome": "approve", "code": "rated", "premium_fen": 1}, True),
    ("decision",       Role.UNDERWRITER, {"outcome": "decline", "code": "declined"},        True),
    ("debits",         Role.CASHIER,     {"result": "success", "amount_fen": 1},            False),
    ("receipts",       Role.CASHIER,     {"amount_fen": 360_000, "method": "cash"},         False),
    ("issue",          Role.TELLER,      None,                                              False),
]
# fmt: on


async def test_every_route_tells_a_wrong_status_before_anything_else(counter: Counter):
    """A finished case refuses them all alike, whatever else may be wrong with the request."""
    fresh = await counter.accept()
    case = await counter.step(fresh, "withdrawal", Role.TELLER, {"reason": "customer-request"})
    async with counter.nothing_written():
        for route, role, body, decides in ROUTES:
            sent = {"form": counter.form()} if body is FORM_AGAIN else body
            headers = {"Idempotency-Key": f"{route}-1"} | ({"If-Match": f'"{case["version"]}"'} if decides else {})
            answer = await counter.post(f"/{case['case_no']}/{route}", role, sent, **headers)
            refused(answer, 409, "illegal-transition", allowed=[], status_of_case="withdrawn")
        assert refused(await counter.add_page(case, "form"), 409, "illegal-transition")["allowed"] == []


async def test_a_refusal_lists_what_the_status_does_allow(counter: Counter):
    case = await counter.accept()
    async with counter.nothing_written():
        answer = await counter.post(f"/{case['case_no']}/issue", Role.TELLER)
    allowed = ["request_supplement", "request_replacement", "return", "scan", "withdraw"]
    refused(answer, 409, "illegal-transition", allowed=allowed, action="issue")
    assert case["allowed"] == allowed
