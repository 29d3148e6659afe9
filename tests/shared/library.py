"""A lending library on the shared conventions: what isn't insurance-specific must serve it unchanged."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
from fastapi import FastAPI, Query, Response, UploadFile
from pydantic import Field
from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.app import make_app, make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope, mint_token
from shared.db import ReadSession, Session, UtcDateTime, make_engine, make_sessions, metadata, sqlite_url
from shared.errors import NotFound, StaleVersion, Text
from shared.etag import IfMatch, RequiredIfMatch, tag
from shared.files import open_files
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams, paginate
from shared.pii import EncryptedText, blind_index, mask_phone, record_pii_read
from shared.schemas import Body, Fen, OrgCode, Out, Remark, refusal
from shared.settings import Settings
from shared.tables import core

router = make_router(Text("借阅", "lending"))
Librarian = Annotated[Actor, allow(Role.TELLER)]


class Base(DeclarativeBase):
    metadata = metadata()


class Loan(Base):
    __tablename__ = "loans"

    loan_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column()
    org: Mapped[str] = mapped_column(String(20))
    fine: Mapped[int]
    lent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    phone: Mapped[str | None] = mapped_column(EncryptedText("loans.phone"))
    phone_hash: Mapped[str | None] = mapped_column(String(64), index=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class LoanIn(Body):
    loan_no: str = Field(pattern=r"^[A-Z0-9-]{1,40}$")
    org: OrgCode = "3503"
    fine: Fen = 0
    remark: Remark = ""
    due_on: date | None = None
    phone: str | None = Field(None, max_length=20)

    def model_post_init(self, _context: Any) -> None:
        if self.remark == "overdue":
            raise refusal("overdue-reader", Text("读者有逾期图书", "The reader has overdue books"))


class LoanOut(Out):
    loan_no: str
    version: int
    fine: int


class FineIn(Body):
    fine: Fen


@router.post("/loans", status_code=201, response_model=LoanOut)
async def lend(body: LoanIn, session: Session, librarian: Librarian, response: Response) -> Loan:
    """借出: a book leaves the library."""
    check_scope(librarian, body.org)
    await asyncio.sleep(0.05 if body.remark == "slow" else 0)
    loan = Loan(**body.model_dump(include={"loan_no", "org", "fine", "phone"}), lent_at=datetime.now(UTC))
    loan.phone_hash = blind_index(body.phone, "phone") if body.phone else None
    session.add(loan)
    await session.flush()
    if body.remark == "crash":
        raise ZeroDivisionError(f"secret {body.phone}")
    tag(response, loan.version)
    return loan


@router.get("/loans", response_model=Page[LoanOut])
async def list_loans(session: ReadSession, page: PageParams, actor: CurrentActor, newest: bool = False) -> Found[Loan]:
    """Loans in the order they were made."""
    return await paginate(session, select(Loan), page, Loan.lent_at, Loan.loan_no, descending=newest)


@router.get("/loans/{loan_no}", response_model=LoanOut)
async def show(loan_no: str, session: ReadSession, actor: CurrentActor, response: Response) -> Loan:
    """One loan."""
    loan = await session.get(Loan, loan_no)
    if loan is None:
        raise NotFound
    check_scope(actor, loan.org)
    tag(response, loan.version)
    return loan


@router.get("/loans/{loan_no}/phone")
async def show_phone(loan_no: str, session: Session, actor: CurrentActor) -> dict[str, str | None]:
    """The reader's telephone; unmasked with pii:read, which is recorded."""
    loan = await session.get_one(Loan, loan_no)
    if not actor.pii:
        return {"phone": mask_phone(loan.phone or "")}
    await record_pii_read(session, actor, subject=loan_no, purpose="overdue call", fields=["phone"])
    return {"phone": loan.phone}


@router.put("/loans/{loan_no}/fine", response_model=LoanOut)
async def set_fine(loan_no: str, body: FineIn, session: Session, seen: IfMatch, actor: Librarian) -> Loan:
    """Change the fine."""
    loan = await session.get_one(Loan, loan_no)
    if seen is not None and seen != loan.version:
        raise StaleVersion
    loan.fine = body.fine
    await session.flush()
    return loan


@router.post("/loans/{loan_no}/waiver", status_code=204)
async def waive(loan_no: str, session: Session, seen: RequiredIfMatch, actor: Librarian) -> None:
    """Waive the fine."""
    loan = await session.get_one(Loan, loan_no)
    if seen != loan.version:
        raise StaleVersion


@router.post("/payments", dependencies=[IdempotencyRequired])
async def pay(body: FineIn, actor: Librarian) -> dict[str, int]:
    """Take money."""
    return {"paid": body.fine}


@router.get("/search")
async def search(actor: CurrentActor, count: Annotated[int, Query(le=10)] = 1, word: str = "") -> dict[str, Any]:
    """Look for a word."""
    return {"count": count, "word": word}


@router.post("/scans")
async def scan(file: UploadFile, session: Session, actor: Librarian) -> dict[str, Any]:
    """Take a scan."""
    stored = await open_files(session.info["settings"], "library").put(file)
    return {"sha256": stored.sha256, "media_type": stored.media_type}


def settings_in(folder: Path, **more: Any) -> Settings:
    return Settings(data=folder, **more)


@asynccontextmanager
async def library(folder: Path, url: str | None = None, **more: Any) -> AsyncIterator[FastAPI]:
    engine = make_engine(url or sqlite_url(folder / "library.db"))
    async with engine.begin() as connection:
        await connection.run_sync(core.create_all)
        await connection.run_sync(Base.metadata.create_all)
    try:
        yield library_on(engine, settings_in(folder, **more))
    finally:
        await engine.dispose()


def library_on(engine: AsyncEngine, settings: Settings) -> FastAPI:
    sessions = make_sessions(engine)
    sessions.configure(info={"settings": settings})
    return make_app("library", Text("图书馆", "Library"), [router], settings=settings, sessions=sessions)


@asynccontextmanager
async def reader_of(app: Any, folder: Path, *roles: Role, org: str = "3503", pii: bool = False, sub: str = "T1") -> Any:
    token = mint_token(settings_in(folder), sub, list(roles), org=org, pii=pii)
    headers = {"Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
        yield client
