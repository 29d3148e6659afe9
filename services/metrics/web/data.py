"""What the pages show, read once for all viewers of the same thing."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import halls, listing, queries
from services.metrics.halls import Hall
from services.metrics.listing import Choice
from services.metrics.owners import OWNERS
from services.metrics.queries import Window
from services.metrics.renewal_table import RenewalCell, renewal_table
from services.metrics.reports.periods import Period
from services.metrics.reports.reading import Report, report
from services.metrics.schemas import CaseDetail, CaseOut, KpiAnswer, TrendPoint
from services.metrics.scorecards.reading import Asked, beside_sisters, scorecard
from services.metrics.scorecards.schemas import ScorecardOut
from services.metrics.stars.reading import Month, stars
from services.metrics.stars.schemas import StarsOut
from services.metrics.trainings import TrainingEffect, training_effects
from shared.auth import Actor, Role
from shared.db import Sessions, reading
from shared.language import Language
from shared.pagination import Found, PageRequest

TILES = (
    "applications-accepted", "applications-issued", "pending-count", "pending-rate", "overdue-rate",
    "same-day-issue-rate", "issued-within-5-working-days", "issue-turnaround-mean", "issue-turnaround-p50",
    "issue-turnaround-p90", "issue-working-time-mean", "first-pass-underwriting-rate", "first-premium-debit-rate",
    "defect-rate", "return-rate", "withdrawal-rate", "notices-outstanding", "items-per-teller",
)  # fmt: skip
BREAKDOWNS = {"by_stage": ("pending-count", "stage"), "by_age": ("pending-count", "age"),
              "by_holder": ("pending-count", "handler"), "by_defect": ("defect-rate", "defect")}  # fmt: skip
LOOK_SECONDS = 1.0  # how soon a batch of another process is seen
LONGEST_SECONDS = 15.0  # everything is read anew at least so often: a standstill must show as one
RETRY_SECONDS = 1.0
TREND_SECONDS = 30  # a day's curve moves slowly; the numbers themselves are read after every batch
REPORT_SECONDS = 10  # some hundred figures
HELD = 64

T = TypeVar("T")

STAMP = text("""
    SELECT l.generation, sum(p.next_offset), max(p.checked_at)
    FROM live_generation l LEFT JOIN positions p ON p.generation = l.generation GROUP BY l.generation""")

# Whose the lines of a claim's calculation are: those whom its service tells them, too.
CALCULATION_READERS = frozenset(
    {Role.TELLER, Role.REVIEWER, Role.ADJUDICATOR, Role.BRANCH_MANAGER, Role.PROVINCE, Role.AUDITOR, Role.CASHIER}
)


@dataclass(frozen=True, slots=True)
class Ask:
    """Some KPIs of one window; together they cost a few statements."""

    ids: tuple[str, ...]
    window: Window


@dataclass(slots=True)
class _Kept:
    stamp: Any
    at: float
    value: asyncio.Future[Any]

    def has_failed(self) -> bool:
        return self.value.done() and (self.value.cancelled() or self.value.exception() is not None)


@dataclass(slots=True)
class Data:
    """One a process. Answers are shared until a batch has changed the numbers."""

    app: FastAPI
    _kept: dict[Any, _Kept] = field(default_factory=dict)
    _log: Any = None
    _looked_at: float = -LOOK_SECONDS

    async def stamp(self) -> Any:
        """Another one whenever the numbers may have moved: at once by this process, in a second by another."""
        now = asyncio.get_running_loop().time()
        if now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now  # before the read: of many viewers one looks, and an outage is asked once a second
            async with self._session() as session:
                self._log = (await session.execute(STAMP)).one()
        return self.app.state.pulse.beats, self._log, now // LONGEST_SECONDS

    async def answers(self, *asked: Ask) -> list[list[KpiAnswer]]:
        """What a page shows, all of one moment."""
        return await self._shared(("answers", asked), 0.25, lambda: self._read_answers(asked))

    async def halls(self, org: str) -> list[Hall] | None:
        return await self._shared(("halls", org), 0.25, lambda: self._read_halls(org))

    async def trainings(self, window: Window) -> list[TrainingEffect]:
        return await self._shared(("trainings", window), 0.25, lambda: self._read_trainings(window))

    async def renewals(self, org: str, day: date | None) -> list[RenewalCell]:
        return await self._shared(("renewals", org, day), 0.25, lambda: self._read_renewals(org, day))

    async def sisters_of(self, org: str) -> str:
        """Whose branches a scorecard compares where this organisation is looked at."""
        async with self._session() as session:
            return await beside_sisters(session, org)

    async def scorecard(self, asked: Asked, actor: Actor) -> ScorecardOut:
        key = ("scorecard", asked, actor.org)
        return await self._shared(key, 0.25, lambda: self._read_scorecard(asked, actor))

    async def stars(self, org: str, month: Month) -> StarsOut:
        return await self._shared(("stars", org, month), 0.25, lambda: self._read_stars(org, month))

    async def report(self, org: str, period: Period, actor: Actor) -> Report:
        """What it tells of sister branches depends on whose eyes it is for."""
        return await self._shared(
            ("report", org, period, actor.org), REPORT_SECONDS, lambda: self._read_report(org, period, actor)
        )

    async def trends(self, ids: tuple[str, ...], window: Window) -> dict[str, list[TrendPoint]]:
        return await self._shared(("trends", ids, window), TREND_SECONDS, lambda: self._read_trends(ids, window))

    async def orgs(self, below: str) -> list[str]:
        return await self._shared(("orgs", below), 0.25, lambda: self._read_orgs(below))

    async def kpi(self, kpi_id: str, window: Window) -> KpiAnswer:
        async with self._session() as session:
            return await queries.kpi(session, kpi_id, window)

    async def cases(self, kpi_id: str, window: Window, choice: Choice, cursor: str | None) -> Found[CaseOut]:
        async with self._session() as session:
            return await listing.kpi_cases(session, kpi_id, window, choice, PageRequest(limit=20, cursor=cursor))

    async def case(self, kind: str, case_no: str) -> CaseDetail:
        async with self._session() as session:
            return await listing.case(session, kind, case_no)

    async def explanations(self, kind: str, case_no: str, language: Language) -> list[dict[str, Any]] | None:
        """The case's clocks in its service's own words; None when that service doesn't answer."""
        if kind not in OWNERS:
            return []
        service, path = OWNERS[kind]
        answer = await self._told(service, f"{path}/{case_no}/sla", language)
        return None if answer is None else list(answer["clocks"])

    async def calculations(self, case_no: str, language: Language) -> list[dict[str, Any]] | None:
        """Of a claim, the newest first; None when claims doesn't answer."""
        service, path = OWNERS["claim"]
        return cast(list[dict[str, Any]] | None, await self._told(service, f"{path}/{case_no}/calculations", language))

    async def cut_off(self, org: str, language: Language) -> str | None:
        """Until when a day takes small claims in there; None when claims doesn't answer."""
        return await self._shared(("cut-off", org), TREND_SECONDS, lambda: self._read_cut_off(org, language))

    async def _read_cut_off(self, org: str, language: Language) -> str | None:
        tables = await self._told("claims", "/v1/claim-tables", language)
        rows = [row for row in (tables or {}).get("cut_offs", ()) if org.startswith(row["org"])]
        return str(max(rows, key=lambda row: len(row["org"]))["at"]) if rows else None

    async def _told(self, service: str, path: str, language: Language) -> Any:
        try:
            return await self.app.state.sisters.get(service, path, language=language)
        except (httpx.HTTPError, KeyError):
            return None

    async def _read_answers(self, asked: tuple[Ask, ...]) -> list[list[KpiAnswer]]:
        async with self._session() as session:
            return [await queries.kpis(session, ask.ids, ask.window) for ask in asked]

    async def _read_halls(self, org: str) -> list[Hall] | None:
        async with self._session() as session:
            return await halls.halls(session, org)

    async def _read_trainings(self, window: Window) -> list[TrainingEffect]:
        async with self._session() as session:
            return await training_effects(session, window)

    async def _read_renewals(self, org: str, day: date | None) -> list[RenewalCell]:
        async with self._session() as session:
            return await renewal_table(session, org, day)

    async def _read_scorecard(self, asked: Asked, actor: Actor) -> ScorecardOut:
        async with self._session() as session:
            return await scorecard(session, asked, actor)

    async def _read_stars(self, org: str, month: Month) -> StarsOut:
        async with self._session() as session:
            return await stars(session, org, month)

    async def _read_report(self, org: str, period: Period, actor: Actor) -> Report:
        async with self._session() as session:
            return await report(session, org, period, actor)

    async def _read_trends(self, ids: tuple[str, ...], window: Window) -> dict[str, list[TrendPoint]]:
        async with self._session() as session:
            return {kpi_id: await queries.trend(session, kpi_id, window) for kpi_id in ids}

    async def _read_orgs(self, below: str) -> list[str]:
        async with self._session() as session:
            return await queries.organisations(session, below)

    def _session(self) -> AbstractAsyncContextManager[AsyncSession]:
        sessions: Sessions = self.app.state.sessions
        return reading(sessions, snapshot=True)

    async def _shared(self, key: Any, seconds: float, read: Callable[[], Awaitable[T]]) -> T:
        """The answer of `read`, at most one at a time and no oftener than every so many seconds for all viewers."""
        stamp, asked_at = await self.stamp(), asyncio.get_running_loop().time()
        kept = self._kept.get(key)
        if kept and not _is_old(kept, stamp, asked_at, seconds) and _is_behind(kept, stamp, seconds):
            # Whoever asks for this stamp asks no second time: an answer of before would stay until the next batch.
            await asyncio.sleep(kept.at + seconds - asked_at)
            kept = self._kept.get(key)
        if kept is None or _is_old(kept, stamp, asyncio.get_running_loop().time(), seconds):
            kept = self._keep(key, stamp, read)
        value: T = await asyncio.shield(kept.value)
        return value

    def _keep(self, key: Any, stamp: Any, read: Callable[[], Awaitable[Any]]) -> _Kept:
        if len(self._kept) >= HELD:
            self._kept.pop(next(iter(self._kept)))
        kept = self._kept[key] = _Kept(stamp, asyncio.get_running_loop().time(), asyncio.ensure_future(read()))
        return kept


def _is_old(kept: _Kept, stamp: Any, now: float, seconds: float) -> bool:
    age = now - kept.at
    if kept.has_failed():
        return age > RETRY_SECONDS
    return age >= seconds and (kept.stamp != stamp or seconds >= 1)


def _is_behind(kept: _Kept, stamp: Any, seconds: float) -> bool:
    return kept.stamp != stamp and seconds < 1 and not kept.has_failed()


def narrowed(window_org: str, actor: Actor) -> str:
    """The organisation asked for, if the actor may see it; else the actor's own."""
    return window_org if window_org.startswith(actor.org) else actor.org
