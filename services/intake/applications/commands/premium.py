"""First premium, issue, and what happens when nobody pays or answers (首期收费, 出单, 催办, 逾期撤单)."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml import duties
from services.intake.aml.customers import people_on
from services.intake.applications.models import Application, Party
from services.intake.applications.schemas import DebitResultIn
from services.intake.schemas import ReceiptIn
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no, permit
from shared.errors import RuleBroken, Text

MOST_DEBITS = 50
WHY_OVERDUE = {
    "awaiting_supplement": "not-supplemented",
    "awaiting_replacement": "not-replaced",
    "awaiting_answer": "notice-unanswered",
    "awaiting_premium": "premium-unpaid",
}


async def record_debit(session: AsyncSession, case: Application, debit: DebitResultIn, actor: Actor) -> Application:
    """One attempt's result; a success must be the premium, in full, and makes the case ready to issue."""
    permit(case, "record_debit", actor)
    if len(case.debits) >= MOST_DEBITS:
        raise RuleBroken("result", "debits-bounded", Text("代扣次数已达上限", "Too many debit attempts"))
    if debit.amount_fen != case.premium_fen:
        raise RuleBroken(
            "amount_fen",
            "debit-is-premium",
            Text("代扣金额应等于应交保费", "The amount debited must be the premium"),
            due_fen=case.premium_fen,
        )
    attempt = {"attempt": len(case.debits) + 1, "at": clock.now().isoformat(), **debit.model_dump()}
    case.debits = [*case.debits, attempt]
    await advance(session, case, "record_debit", actor)
    if debit.result != "success":
        return case
    return await _collect(session, case, debit.amount_fen, "debit", actor)


async def receive_premium(session: AsyncSession, case: Application, receipt: ReceiptIn, actor: Actor) -> Application:
    """Premium paid in at the counter; part payments are not taken (保费须足额)."""
    return await _collect(session, case, receipt.amount_fen, receipt.method, actor)


async def issue(session: AsyncSession, case: Application, actor: Actor) -> Application:
    """The contract is made (承保出单); policy_service opens the policy when it learns of it."""
    now = clock.now()
    case.policy_no, case.issued_at, case.outcome = new_case_no("BD", case.org), now, "issued"
    case.effective_on = calendar_for(case.org).date_of(now) + timedelta(days=1)  # from the midnight at the counter on
    await advance(session, case, "issue", actor)
    await duties.on_issue(session, case, await people_on(session, Party, case.case_no))
    return case


async def dun(session: AsyncSession, case: Application) -> None:
    case.dun_count += 1
    await advance(session, case, "dun", Actor.system())


async def withdraw_overdue(session: AsyncSession, case: Application) -> None:
    """The deadline passed (逾期撤单); open notices end as expired."""
    case.expire_notices()
    case.withdrawn, case.outcome = WHY_OVERDUE[case.status], "withdrawn"
    await advance(session, case, "withdraw_overdue", Actor.system())


async def _collect(
    session: AsyncSession, case: Application, amount_fen: int, came_by: str, actor: Actor
) -> Application:
    case.premium_collected_fen += amount_fen
    case.premium_came_by = came_by
    await advance(session, case, "receive_premium", actor)
    await duties.on_premium(session, case, await people_on(session, Party, case.case_no), amount_fen, came_by)
    return case
