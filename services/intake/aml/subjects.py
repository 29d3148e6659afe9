"""The kinds of case whose people are customers, and where each keeps them: for the duties' own routes."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml.customers import Customer, organisation, people_on
from services.intake.applications.models import Application, Party
from services.intake.cards.models import CardActivation, CardParty
from services.intake.groups.models import GroupApplication
from shared.auth import Actor
from shared.cases import CaseMixin, get_case
from shared.errors import NotFound, Text

People = Callable[[AsyncSession, Any], Awaitable[Sequence[Customer]]]


async def _of_form(table: Any, session: AsyncSession, case: Any) -> Sequence[Customer]:
    return await people_on(session, table, case.case_no)


async def _applicant(session: AsyncSession, case: Any) -> Sequence[Customer]:
    return organisation(case.case_no, case.credit_code)


SUBJECTS: dict[type[CaseMixin], People] = {
    Application: partial(_of_form, Party),
    CardActivation: partial(_of_form, CardParty),
    GroupApplication: _applicant,
}


async def subject_of(session: AsyncSession, case_no: str, actor: Actor) -> tuple[CaseMixin, Sequence[Customer]]:
    """A case in the actor's organisation, and its people; raises NotFound, OutOfScope."""
    for model, people in SUBJECTS.items():
        if await session.scalar(select(model.case_no).where(model.case_no == case_no)) is not None:
            case = await get_case(session, model, case_no, actor)
            return case, await people(session, case)
    raise NotFound(Text(f"没有件号 {case_no}", f"There is no case {case_no}"), case_no=case_no)
