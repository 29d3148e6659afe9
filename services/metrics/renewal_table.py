"""The nine cells of renewals (续期九宫): premiums of three months, by the policy year they are of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import formulas
from services.metrics.formulas import Part, Reading
from services.metrics.kpis import KPIS
from services.metrics.periods import DEFAULT_ZONE, FIRST_DAY
from services.metrics.queries import Span, Window, read, resolve

Row = Literal["this_month", "last_month", "grace_end"]
YEARS = ("2", "3", "4")  # 二次、三次、四次
BY = "premium_year"
# By due day, and by the last day of grace: both the whole month, the days of it that are still to come included.
DUE, JUDGED = ("renewal-reach-rate", "renewal-reach-amount-rate"), (
    "renewal-collection-rate", "renewal-collection-amount-rate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RenewalCell:
    """Premiums of one month and policy year: how many are due, how many of them paid by now."""

    row: Row
    start: date
    end: date
    premium_year: int
    collected: int
    due: int
    collected_fen: int
    due_fen: int

    @property
    def reach(self) -> float | None:
        """达成率; None where nothing is due."""
        return self.collected / self.due if self.due else None

    @property
    def amount_reach(self) -> float | None:
        return self.collected_fen / self.due_fen if self.due_fen else None


async def renewal_table(session: AsyncSession, org: str, day: date | None = None) -> list[RenewalCell]:
    """The nine cells of the month in which `day` lies (today, unless it is given), row by row."""
    asked = resolve(Window(org, start=day, end=day)).end
    this = asked.replace(day=1)
    last = max(FIRST_DAY, (this - timedelta(days=1)).replace(day=1))
    rows: tuple[tuple[Row, date, tuple[str, str]], ...] = (
        ("this_month", this, DUE), ("last_month", last, DUE), ("grace_end", this, JUDGED),
    )  # fmt: skip
    return [cell for name, month, kpis in rows for cell in await _row(session, org, name, month, kpis)]


async def _row(session: AsyncSession, org: str, name: Row, month: date, kpis: Sequence[str]) -> list[RenewalCell]:
    end = _month_after(month) - timedelta(days=1)
    span = Span(month, end, None, datetime.combine(end, time.max, ZoneInfo(DEFAULT_ZONE)))
    asked = [KPIS[kpi_id] for kpi_id in kpis]
    found = await read(session, asked, Window(org, start=month, end=end, by=BY), span)
    return [RenewalCell(name, month, end, int(year), *_parts(found, kpis, year)) for year in YEARS]


def _parts(found: Reading, kpis: Sequence[str], year: str) -> tuple[int, int, int, int]:
    by_count, by_amount = (
        formulas.evaluate(KPIS[kpi_id], found, Part(KPIS[kpi_id].kinds, BY, year)) for kpi_id in kpis
    )
    return by_count.numerator, by_count.denominator or 0, by_amount.numerator, by_amount.denominator or 0


def _month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
