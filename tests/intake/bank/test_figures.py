"""What the board says of the bank channel, against SQL over intake's own tables."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from services.metrics import queries
from services.metrics.queries import Window
from tests.intake.bank.sales import BankDesk, finances
from tests.intake.counter import CHINA, ORG, PERSON
from tests.intake.figures import check_counts, figures_of

# Times lie as text, UTC: 8 hours make them the counter's. The four days are working days.
MIDNIGHT = datetime(2026, 10, 12, tzinfo=CHINA)
ISSUED = "FROM bank_applications WHERE issued_at IS NOT NULL"
COUNTS = {
    "bank-applications-accepted": "SELECT count(*) FROM bank_applications",
    "bank-policies-issued": f"SELECT count(*) {ISSUED}",
    "bank-void-rate": f"SELECT avg(voided_on IS NOT NULL) {ISSUED}",
    "bank-referral-rate": "SELECT avg(json_array_length(referral_reasons) > 0) FROM bank_applications",
    "bank-issued-same-day-rate": f"SELECT avg(date(issued_at, '8 hours') = date(accepted_at, '8 hours')) {ISSUED}",
    # Accepted after 16:00, eight hours later it is the next day: the one by which it is due.
    "bank-issued-in-time-rate": f"SELECT avg(date(issued_at, '8 hours') <= date(accepted_at, '16 hours')) {ISSUED}",
    "bank-pending-count": """
        SELECT count(*) FROM bank_applications
        WHERE status NOT IN ('issued', 'voided', 'declined', 'withdrawn', 'lapsed')""",
    "bank-withdrawal-rate": "SELECT avg(withdrawn IS NOT NULL) FROM bank_applications",
    "bank-mobile-misplaced-rate": "SELECT avg(flags LIKE '%mobile-in-office-field%') FROM bank_applications",
}


async def _play(desk: BankDesk, draw: Random) -> None:
    """Four days of sales; an underwriter works in the afternoon, on some of what waits for them."""
    waiting: list[dict[str, Any]] = []
    for day in range(4):
        for number in range(10):
            await desk.office.pass_time(MIDNIGHT + timedelta(days=day, hours=9, minutes=30 + 45 * number))
            late = number == 9  # after the cut-off, and it goes to the underwriter
            waiting.append(
                await _sell(desk, draw, 1_000_000 if late else draw.choice([9_000_000, 9_000_000, 1_000_000]))
            )
        await desk.office.pass_time(MIDNIGHT + timedelta(days=day, hours=16, minutes=50))
        waiting = [await _later(desk, await desk.case(case), draw) for case in waiting]


async def _sell(desk: BankDesk, draw: Random, income: int) -> dict[str, Any]:
    phones = draw.choice([PERSON["phones"], {"mobile": "13959512345"}])
    case = await desk.submitted(policyholder=PERSON | {"phones": phones}, finances=finances(annual_income_fen=income))
    if case["status"] == "awaiting_premium" and draw.random() < 0.8:
        desk.office.time.advance(timedelta(minutes=draw.randint(1, 30)))
        case = (await desk.collect(case)).json()
        return (await desk.void(case)).json() if draw.random() < 0.3 else case
    return case


async def _later(desk: BankDesk, case: dict[str, Any], draw: Random) -> dict[str, Any]:
    if case["status"] == "in_underwriting" and draw.random() < 0.4:
        case = (await desk.decide(case, draw.choice(["approve", "approve", "decline"]))).json()
        return (await desk.collect(case)).json() if case["status"] == "awaiting_premium" else case
    return case


async def test_each_figure_equals_a_count_of_its_own(desk: BankDesk, tmp_path: Path) -> None:
    await _play(desk, Random(5))
    await check_counts(desk.office.app, tmp_path, COUNTS, below=41)


async def test_the_median_turnaround_is_that_of_the_cases(desk: BankDesk, tmp_path: Path) -> None:
    await _play(desk, Random(7))
    async with figures_of(desk.office.app, tmp_path) as session, desk.office.app.state.sessions() as own:
        took = f"SELECT (julianday(issued_at) - julianday(accepted_at)) * 24 AS hours {ISSUED} ORDER BY 1"
        hours = list(await own.scalars(text(took)))
        told = (await queries.kpi(session, "bank-issue-turnaround-p50", Window(org=ORG))).value
        assert told is not None
        assert hours[0] < told < hours[-1]
        assert told == pytest.approx(hours[(len(hours) - 1) // 2], rel=0.011, abs=0.001)


async def test_policies_are_told_by_channel_kind_and_outlet(desk: BankDesk, tmp_path: Path) -> None:
    await desk.issued()
    await desk.issued(outlet="psbc-35032299")
    told = []
    async with figures_of(desk.office.app, tmp_path) as session:
        for by in ("channel", "kind", "outlet"):
            answer = await queries.kpi(session, "bank-policies-issued", Window(org=ORG, by=by))
            told += [(each.by, each.numerator) for each in answer.slices or ()]
    outlets = [("psbc-35032207", 1), ("psbc-35032299", 1)]
    assert sorted(told) == sorted([("bank", 2), ("bank_application", 2), *outlets])
