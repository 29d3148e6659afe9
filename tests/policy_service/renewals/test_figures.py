"""KPIs of renewals and persistency: two years of some policies, against the month's statements over their tables."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import listing, queries
from services.metrics.kpis import KPIS
from services.metrics.listing import Choice
from services.metrics.queries import Window
from services.metrics.schemas import KpiAnswer
from services.policy_service.app import create_app
from services.policy_service.policies.models import Policy
from shared.auth import Actor, Role
from shared.cases import advance, get_case
from shared.pagination import PageRequest
from shared.testing.alone import Alone, alone, answering
from shared.testing.databases import copy_migrated
from tests.e2e.figures import agree, count
from tests.e2e.month import policies, renewals
from tests.e2e.month.ledger import SERVICES, Asked, ledger
from tests.intake.figures import figures_of
from tests.policy_service.conftest import PERSON, issued
from tests.policy_service.renewals.collector import Collector

WHOLE = Asked("3503", date(2025, 6, 1), date(2026, 10, 5))
SEPTEMBER = Asked("3503", date(2026, 9, 1), date(2026, 9, 30))
THE_YEAR_BEFORE = Asked("3503", date(2025, 9, 1), date(2025, 9, 30))
SHOWN = [id for id in (*renewals.SQL, *policies.SQL) if not id.startswith("receipt")]
ANSWERS = ("成功", "可用余额不足", "账号不存在", "可用余额不足", "其他系统错误", "成功", "可用余额不足", "成功")

MODES, PAY_YEARS = ("annual", "annual", "semiannual"), (10, 10, 10, 2, 10, 10, 1)


class Years(Collector):
    """Three cohorts: in their third, their second, and late in their second year in the summer of 2026."""

    def at(self, day: str) -> None:
        self.office.time.set(datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC))

    async def sell(self, numbers: range, effective_on: str, **facts: str) -> None:
        for number in numbers:
            application, policy = f"TB240701-{number:08d}", f"BD240701-{number:08d}"
            person = PERSON | {"party_ref": str(UUID(int=number))}
            self.intake[f"/v1/applications/{application}/parties"] = {"masked": False, "items": [person]}
            mode, years = (
                ("annual", "annual", "semiannual")[number % 3],
                (10, 2, 1)[min(number % 7, 2) if number % 7 > 4 else 0],
            )
            known = {"case_no": application, "policy_no": policy, "effective_on": effective_on, "free_look_days": 0}
            known |= {"payment_mode": mode, "pay_years": years, "premium_fen": 100_000 + 7_000 * number}
            await self.office.feed(issued(**known | facts))

    async def open_ones(self, due_on: str) -> list[dict[str, Any]]:
        return [each for each in await self.renewals(due_on=due_on, limit="100") if each["closed_at"] is None]

    async def pay_some(self, due_on: str, every: int) -> None:
        for number, renewal in enumerate(await self.open_ones(due_on)):
            if number % every:
                assert (await self.pay(renewal, renewal["premium_fen"])).status_code == 200

    async def debit(self, *days: str) -> None:
        for day in days:
            self.at(day)
            batch = await self.exported()
            await self.reconciled(batch, *(ANSWERS * 9)[: batch["items"]])

    async def move(self, action: str, *numbers: str, **facts: Any) -> None:
        for number in numbers:
            async with self.office.app.state.sessions.begin() as session:
                policy = await get_case(session, Policy, number, Actor.system())
                for name, value in facts.items():
                    setattr(policy, name, value)
                await advance(session, policy, action, Actor.system())

    async def suspended(self) -> list[str]:
        items = (await self.office.get("/policies", status="suspended", limit="100")).json()["items"]
        return [each["case_no"] for each in items]


@pytest.fixture
async def years(tmp_path: Path) -> AsyncIterator[Years]:
    intake: dict[str, Any] = {}
    sister = {"intake": answering(intake)}
    async with alone("policy_service", create_app, tmp_path, datetime(2025, 6, 22, 2, tzinfo=UTC), sister) as office:
        yield Years(office, intake)


async def _play(years: Years, office: Alone) -> None:
    await years.sell(range(10), "2024-07-05")
    await years.run("2025-06-22")
    years.at("2025-07-06")
    await years.run("2025-07-06")
    await years.pay_some("2025-07-05", 5)
    await office.pass_time(datetime(2025, 9, 4, 2, tzinfo=UTC))
    years.at("2025-11-01")
    [first, *_] = await years.suspended()
    await years.move("reinstate", first, paid_to_on=date(2026, 7, 5), suspended_on=None)
    years.at("2026-06-22")
    await years.sell(range(10, 26), "2025-07-06")
    await years.run("2026-06-22")
    await years.debit("2026-07-06")
    years.at("2026-07-07")
    await years.run("2026-07-07")
    await years.debit("2026-07-10", "2026-07-16", "2026-07-23")
    await years.move("surrender", "BD240701-00000012", outcome="surrendered")
    years.at("2026-08-12")
    await years.sell(range(31, 37, 5), "2024-07-04", product="Y3002")
    lendable = {"paid_to_on": date(2026, 7, 4), "premium_loan": True}
    lendable |= {"item": "premium-loan-option", "request_no": "BQ1"}
    await years.move("endorse", "BD240701-00000031", "BD240701-00000036", **lendable)
    await years.run("2026-08-12")
    await years.pay_some("2026-07-06", 2)
    await office.pass_time(datetime(2026, 9, 5, 2, tzinfo=UTC))
    years.at("2026-09-15")
    lapsed = await years.renewals(status="grace_over", limit="100")
    assert len(lapsed) > 3
    await years.post(f"/renewals/{lapsed[-1]['case_no']}/lapse-notice", {"how": "letter"}, Role.CALLER)
    years.at("2026-09-22")
    await years.move("reinstate", lapsed[-1]["policy_no"], paid_to_on=date(2027, 7, 6), suspended_on=None)
    await years.sell(range(26, 31), "2025-09-10")
    await years.run("2026-09-22")
    await years.pay_some("2026-09-10", 2)
    years.at("2026-09-28")
    await years.post(f"/renewals/{lapsed[-2]['case_no']}/lapse-notice", {"how": "letter"}, Role.CALLER)
    years.at("2026-10-05")


async def test_each_figure_equals_a_count_of_its_own_and_its_cases_are_listed(years: Years, tmp_path: Path) -> None:
    await _play(years, years.office)
    for service in SERVICES:
        await copy_migrated(service, tmp_path / f"{service}.db")
    telling = set[str]()
    async with figures_of(years.office.app, tmp_path) as session:
        for asked in (WHOLE, SEPTEMBER, THE_YEAR_BEFORE):
            window = Window(asked.org, start=asked.first, end=asked.last)
            told = {answer.kpi.id: answer for answer in await queries.kpis(session, SHOWN, window)}
            with ledger(tmp_path, asked) as database:
                counted = {id: count(database, KPIS[id]) for id in SHOWN}
            assert {id for id in SHOWN if not agree(counted[id], told[id].model_dump())} == set()
            telling |= {id for id, (value, *_) in counted.items() if value is not None and value not in (0, 1)}
            await _check_lists(session, window, told)
    # None is given back in its free-look period, and one is surrendered.
    assert set(SHOWN) - telling == {"free-look-cancellation-rate", "free-look-cancellations", "surrenders"}


async def _check_lists(session: AsyncSession, window: Window, told: dict[str, KpiAnswer]) -> None:
    """Also of those that count on a day on which nothing happened to them."""
    for id in (id for id in SHOWN if KPIS[id].reading != "amount_ratio"):
        found = await listing.kpi_cases(session, id, window, Choice(), PageRequest(limit=200, cursor=None))
        assert sum(case.count for case in found.items) == told[id].numerator, id
