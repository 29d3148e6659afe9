"""The contract is made (承保出单), whichever way it was sold; policy_service opens the policy when it learns of it."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml import duties
from shared import clock
from shared.auth import Actor
from shared.cases import Case, advance, new_case_no
from shared.days import today_at


async def issue(
    session: AsyncSession, case: Case, actor: Actor, *, prefix: str = "BD", starts_on: date | None = None
) -> Case:
    """In force from the midnight after at the counter, or from the later day that the form asks for."""
    issued: Any = case
    tomorrow = today_at(case.org) + timedelta(days=1)
    issued.policy_no, issued.issued_at, case.outcome = new_case_no(prefix, case.org), clock.now(), "issued"
    issued.effective_on = max(tomorrow, starts_on or tomorrow)
    await advance(session, case, "issue", actor)
    await duties.on_issue(session, case)
    return case
