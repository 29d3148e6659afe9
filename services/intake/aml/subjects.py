"""The kinds of case whose people are customers, and where each keeps them."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml.customers import Customer, organisation, people_on
from services.intake.applications.models import Application, Party
from services.intake.bank.models import BankApplication, BankParty
from services.intake.cards.models import CardActivation, CardParty
from services.intake.group_changes.models import GroupChange
from services.intake.groups.models import GroupApplication
from shared.auth import Actor, check_scope
from shared.cases import CaseMixin, find_case, no_case

People = Callable[[AsyncSession, Any], Awaitable[Sequence[Customer]]]


async def _of_form(table: Any, session: AsyncSession, case: Any) -> Sequence[Customer]:
    return await people_on(session, table, case.case_no)


async def _applicant(session: AsyncSession, case: Any) -> Sequence[Customer]:
    return organisation(case.case_no, case.credit_code)


SUBJECTS: dict[type[CaseMixin], People] = {
    Application: partial(_of_form, Party),
    BankApplication: partial(_of_form, BankParty),
    CardActivation: partial(_of_form, CardParty),
    GroupApplication: _applicant,
    GroupChange: _applicant,
}


async def customers_of(session: AsyncSession, case: CaseMixin) -> Sequence[Customer]:
    return await SUBJECTS[type(case)](session, case)


def heads_of(case: CaseMixin) -> int:
    """How many insured persons its premium is for."""
    if isinstance(case, GroupChange):
        return max(1, case.added)
    return case.heads if isinstance(case, GroupApplication) else 1


async def subject_of(session: AsyncSession, case_no: str, actor: Actor) -> tuple[CaseMixin, Sequence[Customer]]:
    """A case in the actor's organisation, and its people; raises NotFound, OutOfScope."""
    case = await find_case(session, SUBJECTS, case_no)
    if case is None:
        raise no_case(case_no)
    check_scope(actor, case.org)
    return case, await customers_of(session, case)
