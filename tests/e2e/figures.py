"""What the metrics service tells of a play, and whether a count by plain SQL says the same."""

import sqlite3
from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.kpis import KPIS
from services.metrics.kpis.base import Kpi
from services.metrics.projection import TOPICS
from services.metrics.store import live_generation, positions
from services.metrics.verify import verify
from shared.db import make_engine
from simulator.api import Api
from simulator.branches import Staff
from tests.e2e.counter import until
from tests.e2e.month.ledger import Asked, ledger
from tests.e2e.month.tables import SCALE, SQL

SECONDS_BEHIND = 60.0
SECONDS_A = {"minutes": 60, "hours": 3600, "working_hours": 3600, "days": 86_400}
Figure = tuple[float | None, int, int | None]  # value, numerator and denominator


def morning_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)


async def told_by(
    app: FastAPI, api: Api, windows: Collection[Asked], ids: Collection[str]
) -> dict[Asked, dict[str, Any]]:
    """Of each window what is told of these KPIs, once metrics knows of all; they are then verified against the log."""
    engine = make_engine(app.state.settings.database_url_of("metrics"))
    await until(lambda: _has_read_all(engine, app.state.bus), SECONDS_BEHIND)
    told = {asked: {id: await kpi(api, id, asked) for id in ids} for asked in windows}
    assert (await verify(engine, app.state.bus)).equal
    await engine.dispose()
    return told


async def _has_read_all(engine: AsyncEngine, bus: Any) -> bool:
    """A loaded machine may leave metrics some hundred events behind when a play is over."""
    read = await positions(engine, await live_generation(engine))
    return all(read.get(at, 0) >= end for at, end in bus.ends.items() if at.topic in TOPICS)


async def kpi(api: Api, id: str, asked: Asked, **more: str) -> Any:
    auditor = Staff("S-auditor", ("auditor",), asked.org)  # who sees the confidential kinds, too
    window = {"org": asked.org, "from": asked.first.isoformat(), "to": asked.last.isoformat()}
    return await api.get(auditor, f"/metrics/v1/kpis/{id}", **window | more)


def differences(folder: Path, told: dict[Asked, dict[str, Any]]) -> list[tuple[Asked, str, Figure, Figure]]:
    """Of each KPI that isn't what its statement says: what was told, and what was counted."""
    wrong = []
    for asked, answers in told.items():
        with ledger(folder, asked) as database:
            counted = {id: count(database, KPIS[id]) for id in answers}
        wrong += [(asked, id, said(answers[id]), counted[id]) for id in answers if not agree(counted[id], answers[id])]
    return wrong


def count(database: sqlite3.Connection, kpi: Kpi) -> Figure:
    rows = database.execute(SQL[kpi.id][1]).fetchall()
    seconds = SECONDS_A.get(kpi.unit, 1)
    if kpi.reading == "percentile":
        values = sorted(value for (value,) in rows)
        rank = int((kpi.quantile or 0.5) * (len(values) - 1))
        return values[rank] / seconds if values else None, len(values), len(values)
    ((above, *below),) = rows
    above, scale = above or 0, SCALE.get(kpi.id, 1)
    if kpi.reading in ("count", "amount"):
        return above * scale, above, None
    return above * scale / below[0] / seconds if below[0] else None, above, below[0] or 0


def said(answer: Any) -> Figure:
    return answer["value"], answer["numerator"], answer["denominator"]


def agree(by_hand: Figure, answer: Any) -> bool:
    value, *parts = said(answer)
    if parts != list(by_hand[1:]):
        return False
    if value is None or by_hand[0] is None:
        return value is by_hand[0]
    return value == by_hand[0] if answer["error"] is None else value == pytest.approx(by_hand[0], rel=answer["error"])


def is_trivial(answer: Any) -> bool:
    return not answer["value"] or (answer["kpi"]["unit"] == "%" and answer["value"] == 1)
