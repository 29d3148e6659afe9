"""The peer of bench.step: the same step as FastAPI with the SQLAlchemy ORM and an outbox row is usually written."""

import os
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import jwt
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, DateTime, Integer, String, Text, exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.intake.applications.models import Application
from services.intake.applications.schemas import ApplicationOut
from services.intake.ledger.models import PremiumMovement
from shared.tokens import DevIssuer

engine = create_async_engine(os.environ["GUIMIAN_DATABASE_URL"], pool_size=10)
sessions = async_sessionmaker(engine, expire_on_commit=False)
issuer = DevIssuer(Path(os.environ["GUIMIAN_DATA"]))
app = FastAPI()
TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


class Base(DeclarativeBase):
    pass


class Outbox(Base):
    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    event_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(40))
    case_no: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str] = mapped_column(String(80))
    data: Mapped[str] = mapped_column(Text)


class ReasonIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reason: str


async def get_session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session
        await session.commit()


async def current_user(authorization: Annotated[str, Header()]) -> dict[str, Any]:
    try:
        key = await issuer.get(jwt.get_unverified_header(authorization[7:])["kid"])
        return dict(jwt.decode(authorization[7:], key, algorithms=["EdDSA"], audience="guimian"))
    except jwt.PyJWTError as error:
        raise HTTPException(401) from error


@app.post("/v1/applications/{case_no}/withdrawal", response_model=ApplicationOut)
async def withdraw(
    case_no: str,
    body: ReasonIn,
    session: Annotated[AsyncSession, Depends(get_session)],
    user: Annotated[dict[str, Any], Depends(current_user)],
) -> Application:
    case = await session.get(Application, case_no)
    if case is None:
        raise HTTPException(404)
    if case.status != "received" or "teller" not in user["roles"]:
        raise HTTPException(409)
    await session.execute(TURN, {"key": f"premium/{case_no}"})
    if await session.scalar(select(exists().where(PremiumMovement.case_no == case_no))):
        raise HTTPException(409)
    now = datetime.now(UTC)
    case.status, case.withdrawn, case.outcome, case.closed_at = "withdrawn", body.reason, "withdrawn", now
    case.action, case.at, case.by = "withdraw", now, user["sub"]
    await session.flush()
    data = ApplicationOut.model_validate(case).model_dump_json()
    event = {"event_id": str(uuid.uuid4()), "kind": "application", "case_no": case_no, "version": case.version}
    event |= {"type": "intake.application.withdrawn.v1", "at": now, "actor": user["sub"], "data": data}
    session.add(Outbox(**event))
    await session.commit()
    await session.refresh(case)
    return case
