"""Premium of all heads, and issue (收费, 出单)."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml import duties
from services.intake.groups.models import GroupApplication
from services.intake.ledger import collecting
from services.intake.schemas import ReceiptIn
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no


async def receive_premium(
    session: AsyncSession, case: GroupApplication, receipt: ReceiptIn, actor: Actor
) -> GroupApplication:
    """Heads × premium a head; part payments are not taken (保费须足额)."""
    return await collecting.pay(session, case, receipt.amount_fen, receipt.method, actor, receipt.reference)


async def issue(session: AsyncSession, case: GroupApplication, actor: Actor) -> GroupApplication:
    """The contract is made (出单): in force from the midnight after, or from the later day that the form asks for."""
    now = clock.now()
    tomorrow = calendar_for(case.org).date_of(now) + timedelta(days=1)
    case.policy_no, case.issued_at, case.outcome = new_case_no("TD", case.org), now, "issued"
    case.effective_on = max(tomorrow, case.starts_on or tomorrow)
    await advance(session, case, "issue", actor)
    await duties.on_issue(session, case)
    return case
