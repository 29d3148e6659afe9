"""Tables of scorecards: sets of metrics, each in force from a day to a day."""

from datetime import date, datetime

from sqlalchemy import Date, Float, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from services.metrics.models import meta
from shared.dated_rows import DatedRow
from shared.db import BigId, UtcDateTime


class Base(DeclarativeBase):
    metadata = meta


class ScorecardMetric(Base):
    """考核指标: one metric of a set; it is never changed."""

    __tablename__ = "scorecard_metrics"

    set_id: Mapped[int] = mapped_column(BigId, ForeignKey("scorecard_sets.id"), primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    kpi: Mapped[str] = mapped_column(String(60))
    group: Mapped[str] = mapped_column("metric_group", String(20))
    weight: Mapped[float] = mapped_column(Float)
    full: Mapped[float] = mapped_column("full_mark", Float)
    zero: Mapped[float] = mapped_column("zero_mark", Float)
    better: Mapped[str] = mapped_column(String(10))
    target: Mapped[float] = mapped_column(Float)
    basis: Mapped[str] = mapped_column(String(200))
    mark: Mapped[str] = mapped_column(String(2))


class ScorecardSet(DatedRow, Base):
    """考核办法: an organisation's metrics from a day on. One taken back stays in the book."""

    __tablename__ = "scorecard_sets"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    org: Mapped[str] = mapped_column(String(20))
    effective_from: Mapped[date] = mapped_column(Date)
    effective_to: Mapped[date | None] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[str | None] = mapped_column(String(80))
    succeeded_by: Mapped[int | None] = mapped_column(BigId)  # the set whose coming ended it
    metrics: Mapped[list[ScorecardMetric]] = relationship(order_by=ScorecardMetric.place, lazy="selectin")


Index("ix_scorecard_sets_org", ScorecardSet.org, ScorecardSet.effective_from)
