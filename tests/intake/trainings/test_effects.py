"""What trainings did, against SQL over intake's own tables."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import queries
from services.metrics.queries import Window
from services.metrics.trainings import DefectRate, TrainingEffect, training_effects
from tests.intake.counter import CHINA, ORG, PERSON
from tests.intake.figures import figures_of
from tests.intake.house import TRAINING, House

FIRST = datetime(2026, 10, 12, 10, tzinfo=CHINA)
BEFORE_AND_AFTER = text("""
    SELECT count(*) FILTER (WHERE defects <> '[]'), count(*) FROM applications
    WHERE org = :org AND outlet = :outlet AND date(opened_at, '8 hours') BETWEEN :start AND :end""")


async def play(house: House, draw: Random) -> None:
    """Six weeks of forms at two outlets, most of them without their account until the trainings."""
    for day in range(42):
        house.counter.time.set(FIRST + timedelta(days=day))
        for outlet, trained in (("XY01", day > 20), ("XY02", day > 38)):
            for _ in range(draw.randrange(3)):
                is_bad = draw.random() < (0.2 if trained else 0.7)
                policyholder = {key: PERSON[key] for key in PERSON if not (is_bad and key == "account_no")}
                await house.counter.accept(outlet=outlet, policyholder=policyholder, form_on="2026-10-12")


async def record_all(house: House) -> None:
    await house.done("/trainings", TRAINING | {"held_on": "2026-11-01"})
    await house.done("/trainings", TRAINING | {"held_on": "2026-11-19", "outlet": "XY02"})
    await house.done("/trainings", TRAINING | {"held_on": "2026-11-20", "outlet": "XY09"})
    wrong = await house.done("/trainings", TRAINING | {"held_on": "2026-10-20"})
    await house.done(f"/trainings/{wrong['case_no']}/cancellation")


async def counted(own: AsyncSession, outlet: str, rate: DefectRate) -> tuple[int, int]:
    span = {"org": ORG, "outlet": outlet, "start": str(rate.start), "end": str(rate.end)}
    bad, all_of_them = (await own.execute(BEFORE_AND_AFTER, span)).one()
    return bad, all_of_them


@pytest.mark.parametrize("days", [30, 7])
async def test_the_defect_rate_before_and_after_is_that_of_the_service_itself(house: House, tmp_path: Path, days: int):
    await play(house, Random(3))
    await record_all(house)
    app = house.counter.app
    async with figures_of(app, tmp_path) as session, app.state.sessions() as own:
        effects = await training_effects(session, Window(ORG), days)
        assert [(str(each.held_on), each.outlet) for each in effects] == [
            ("2026-11-20", "XY09"),
            ("2026-11-19", "XY02"),
            ("2026-11-01", "XY01"),
        ]
        for each in effects:
            for rate in (each.before, each.after):
                assert (rate.defective, rate.accepted) == await counted(own, each.outlet, rate), (each.outlet, rate)
        check_days(effects, days)
        assert (await queries.kpi(session, "trainings-held", Window(ORG, start=date(2026, 10, 12)))).value == 3
        assert await training_effects(session, Window("3502")) == []
        assert len(await training_effects(session, Window(ORG, end=date(2026, 11, 10)))) == 1


def check_days(effects: list[TrainingEffect], days: int) -> None:
    """The clock stands at 22 November: the days after the later trainings aren't over."""
    empty, partial, first = effects
    assert (empty.before.value, empty.after.value, empty.difference) == (None, None, None)
    assert first.before.value is not None
    assert first.after.value is not None
    assert first.difference == first.after.value - first.before.value < 0, "it helped"
    assert (first.before.start, first.before.end) == (date(2026, 11, 1) - timedelta(days), date(2026, 10, 31))
    assert (first.after.start, first.is_partial) == (date(2026, 11, 2), days == 30)
    assert first.after.end == (date(2026, 11, 22) if days == 30 else date(2026, 11, 8))
    assert (partial.after.start, partial.after.end, partial.is_partial) == (
        date(2026, 11, 20), date(2026, 11, 22), True,
    )  # fmt: skip
