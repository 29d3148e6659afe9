"""Routes of the bank channel's daily reconciliation (银保通日终对账). HTTP only."""

from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import File, Form, Path, Query, Request, UploadFile
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.concurrency import run_in_threadpool

from services.intake.bank.reconciliation import commands, queries
from services.intake.bank.reconciliation.matching import Outcome
from services.intake.bank.reconciliation.models import BankReconciliation, ReconciledRow
from services.intake.bank.reconciliation.schemas import DayOut, ReconciledRowOut, ReconciliationOut, SettlementIn
from services.intake.bank.reconciliation.statement import read_statement
from services.intake.bank.schemas import BankCode
from services.intake.bank.tokens import bank_of, check_bank
from shared.app import make_router
from shared.auth import Actor, Role, allow, check_scope
from shared.calendar_data import calendar_for
from shared.case_routes import OrgFilter
from shared.csv_files import CSV
from shared.days import today_at
from shared.db import ReadSession, Session, SnapshotSession
from shared.errors import RuleBroken, Text
from shared.language import language_of
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import Day, OrgCode, Written

router = make_router(Text("银保通对账", "Reconciliation with banks"))

LONGEST_WINDOW = timedelta(days=92)
Keeper = Annotated[Actor, allow(Role.INTEGRATOR, Role.CASHIER)]
Settler = Annotated[Actor, allow(Role.CASHIER)]
OFFICE = (Role.CASHIER, Role.AUDITOR, Role.BRANCH_MANAGER, Role.PROVINCE)  # of ours: they see every bank
Reader = Annotated[Actor, allow(Role.INTEGRATOR, *OFFICE)]
RunId = Annotated[int, Written, Path(ge=1, lt=2**63)]
DayStatus = Literal["unreconciled", "outdated", "different", "settled", "matched"]


@router.post("/bank-reconciliations", response_model=ReconciliationOut, status_code=201)
async def reconcile_day(
    session: Session,
    actor: Keeper,
    request: Request,
    org: Annotated[OrgCode, Form(description="The organisation whose sales the file holds, with those below it")],
    bank: Annotated[BankCode, Form()],
    day: Annotated[Day, Form()],
    file: Annotated[
        UploadFile,
        File(description="CSV (UTF-8 or GB18030) with the columns transaction_no, policy_no, amount, kind, time"),
    ],
) -> BankReconciliation:
    """日终对账: a bank's file of a day against ours; a faulty file is refused whole, a further one is a new run."""
    check_scope(actor, org)
    check_bank(actor, bank, Role.CASHIER)
    of = commands.DayOfBank(org, bank, day)
    commands.check_day(of)
    content = await request.app.state.files.take(file)
    lines = await run_in_threadpool(read_statement, content, day, calendar_for(org).zone, language_of(request))
    stored = await request.app.state.files.put(content, types=frozenset({CSV}), plain=CSV)
    return await commands.reconcile(session, of, lines, stored, actor)


@router.get("/bank-reconciliations", response_model=Page[DayOut])
async def list_days(
    session: SnapshotSession,
    actor: Reader,
    page: PageParams,
    status: Annotated[DayStatus | None, Query(description="对账状态")] = None,
    org: OrgFilter = None,
    bank: Annotated[BankCode | None, Query(description="代理银行")] = None,
    since: Annotated[Day | None, Query(description="First day; left out: 30 days before the last")] = None,
    until: Annotated[Day | None, Query(description="Last day; left out: today")] = None,
) -> Found[DayOut]:
    """对账日清单: each bank's days, how they stand, those without a file among them, the oldest first."""
    if org:
        check_scope(actor, org)
    if not actor.has(*OFFICE):
        bank = bank or bank_of(actor)
        check_bank(actor, bank)
    asked = queries.Asked(org or actor.org, bank, *_window(actor, since, until), status)
    return await queries.days_of(session, asked, page)


def _window(actor: Actor, since: date | None, until: date | None) -> tuple[date, date]:
    last = until or today_at(actor.org)
    first = since or last - timedelta(days=min(30, (last - date.min).days))
    if not first <= last <= first + min(LONGEST_WINDOW, date.max - first):
        told = Text("起止日应先后有序,且不超过92天", "The first day comes before the last, 92 days at most")
        raise RuleBroken("since", "window-in-order", told)
    return first, last


@router.get("/bank-reconciliations/{run_id}", response_model=ReconciliationOut)
async def get_reconciliation(run_id: RunId, session: ReadSession, actor: Reader) -> BankReconciliation:
    """查询对账批次: one run, with its counts and sums."""
    return await _run_of(session, run_id, actor)


@router.get("/bank-reconciliations/{run_id}/rows", response_model=Page[ReconciledRowOut])
async def list_rows(
    run_id: RunId,
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    outcome: Annotated[Outcome | None, Query(description="对账结果")] = None,
) -> Found[ReconciledRow]:
    """对账明细: the movements of a run, matched or not."""
    run = await _run_of(session, run_id, actor)
    query = select(ReconciledRow).where(ReconciledRow.run_id == run.id)
    query = query.where(ReconciledRow.outcome == outcome) if outcome else query
    return await paginate(session, query, page, ReconciledRow.id)


@router.post("/bank-reconciliations/{run_id}/settlements", response_model=ReconciliationOut)
async def settle_differences(run_id: RunId, body: SettlementIn, session: Session, actor: Settler) -> BankReconciliation:
    """差异处理: let differences of a day's last run stand, with a reason; all of these or none."""
    return await commands.settle(session, run_id, body, actor)


async def _run_of(session: AsyncSession, run_id: int, actor: Actor) -> BankReconciliation:
    run = await commands.run_of(session, run_id, actor)
    check_bank(actor, run.bank, *OFFICE)
    return run
