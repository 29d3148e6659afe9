"""Reservations of a library: a kind of case with each feature of the table, for the tests of lifecycle and timers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Integer
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.auth import Actor, Role
from shared.cases import CaseMixin, advance
from shared.contracts import CaseEvent
from shared.db import Sessions, metadata
from shared.errors import Text
from shared.lifecycle import Guard, Lifecycle, Step, Timer
from shared.sla import Sla, calendar_days, sla_table, working_days
from shared.timers import Fire, TimerWorker

MONDAY = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)  # 09:00 in China
LIBRARIAN = Actor("L1", frozenset({Role.TELLER}), "3503")


class Status(StrEnum):
    PLACED = "placed"
    READY = "ready"
    KEPT = "kept"
    COLLECTED = "collected"
    LAPSED = "lapsed"


class ReservationMoved(CaseEvent):
    type: ClassVar[str] = "library.reservation.moved.v1"
    reminders: int


class ReservationLapsed(CaseEvent):
    type: ClassVar[str] = "library.reservation.lapsed.v1"


S = Status
PAID = Guard("fees-paid", lambda case, _actor: case.fees == 0, Text("尚有欠费", "Fees are open"), foreseen=True)
# fmt: off
LIFECYCLE = Lifecycle(
    "reservation",
    Step("place",     set(),                      S.PLACED,    ReservationMoved,  {Role.TELLER, Role.INTEGRATOR}),
    Step("set_aside", {S.PLACED},                 S.READY,     ReservationMoved,  {Role.TELLER}),
    Step("keep",      {S.READY},                  S.KEPT,      ReservationMoved,  {Role.TELLER, Role.REVIEWER}),
    Step("release",   {S.KEPT},                   S.READY,     ReservationMoved,  {Role.TELLER}),
    Step("extend",    {S.READY, S.KEPT},          None,        ReservationMoved,  {Role.REVIEWER}),
    Step("collect",   {S.READY, S.KEPT},          S.COLLECTED, ReservationMoved,  {Role.TELLER}, (PAID,)),
    Step("remind",    {S.READY, S.KEPT},          None,        ReservationMoved),
    Step("lapse",     {S.READY, S.KEPT},          S.LAPSED,    ReservationLapsed),
    waits={S.READY: "reader"},
    timers=(
        Timer("remind", {S.READY, S.KEPT}, working_days(3),  "remind", repeats=True),
        Timer("lapse",  {S.READY},         calendar_days(7), "lapse",  anew={"extend"}),
    ),
)
SLAS = sla_table(
    Sla("found",     "找书", "Found",     {"place"}, {"set_aside"},        set(),      working_days(1), "ours", "D"),
    Sla("fulfilled", "完成", "Fulfilled", {"place"}, {"collect", "lapse"}, {"reader"}, working_days(5), "ours", "D"),
)
# fmt: on


class Base(DeclarativeBase):
    metadata = metadata()


class Reservation(CaseMixin, Base):
    __tablename__ = "reservations"
    lifecycle = LIFECYCLE
    slas: ClassVar[Sequence[Sla]] = SLAS

    fees: Mapped[int] = mapped_column(Integer, default=0)
    reminders: Mapped[int] = mapped_column(Integer, default=0)


def reservation(case_no: str = "R-1", **facts: int) -> Reservation:
    return Reservation(case_no=case_no, org="3503", **{"fees": 0, "reminders": 0} | facts)


async def create(sessions: Sessions) -> None:
    async with sessions.kw["bind"].begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def set_aside(sessions: Sessions, *case_nos: str) -> None:
    """Reservations that wait for their reader."""
    async with sessions.begin() as session:
        for case_no in case_nos:
            case = await advance(session, reservation(case_no), "place", LIBRARIAN)
            await advance(session, case, "set_aside", LIBRARIAN)


async def fire(session: AsyncSession, case_no: str, action: str) -> None:
    case = await session.get_one(Reservation, case_no)
    case.reminders += action == "remind"
    await advance(session, case, action, Actor.system())


def worker(sessions: Sessions, fire: Fire = fire) -> TimerWorker:
    return TimerWorker(sessions, {"reservation": LIFECYCLE.timers}, {"reservation": fire})
