"""Manual underwriting of a bank's application (人工核保), by the level whose authority it lies in."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.bank.models import BankApplication
from services.intake.bank.schemas import FinancesOut
from services.intake.bank.underwriting import AUTHORITY
from services.intake.schemas import ConclusionIn
from shared import clock
from shared.auth import PII_SCOPE, Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, permit
from shared.errors import Forbidden, Text
from shared.pii import record_pii_read

CODES = {"approve": "standard", "decline": "declined"}
DAYS_TO_PAY = 5  # working days: whoever waited for an underwriter has gone home, and must come back to the bank (D)


async def escalate(session: AsyncSession, case: BankApplication, actor: Actor) -> BankApplication:
    """The level above shall decide (上报)."""
    permit(case, "escalate", actor)
    AUTHORITY.check(case, actor)
    AUTHORITY.raise_level(case)
    return await advance(session, case, "escalate", actor)


async def decide(session: AsyncSession, case: BankApplication, decision: ConclusionIn, actor: Actor) -> BankApplication:
    """The conclusion (核保结论), within the level's authority."""
    permit(case, decision.outcome, actor)
    AUTHORITY.check(case, actor)
    case.decision, case.handler = CODES[decision.outcome], actor.ref
    if decision.outcome == "decline":
        case.outcome = case.decision
    else:
        calendar = calendar_for(case.org)
        case.premium_due_on = calendar.nth_working_day(calendar.date_of(clock.now()), DAYS_TO_PAY)
    return await advance(session, case, decision.outcome, actor)


async def show_finances(session: AsyncSession, case: BankApplication, purpose: str, actor: Actor) -> FinancesOut:
    """A figure can't be masked: it is for those only who may read personal data, and the read is recorded."""
    if not actor.pii:
        raise Forbidden(Text("查看财务告知须有查看个人信息的权限", "Incomes are personal data"), needs=[PII_SCOPE])
    await record_pii_read(session, actor, subject=case.case_no, purpose=purpose, fields=["finances"])
    return FinancesOut.model_validate_json(case.finances)
