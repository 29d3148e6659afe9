"""Accepting a group application, giving it back, withdrawing it (受理, 退单, 撤单)."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.form_dates import check_form_date
from services.intake.groups.models import TAKEN, GroupApplication
from services.intake.groups.products import group_product
from services.intake.groups.schemas import GroupApplicationIn
from services.intake.ledger import collecting
from shared import clock
from shared.auth import Actor
from shared.cases import advance, check_first, new_case_no
from shared.days import today_at
from shared.db import unless_taken
from shared.errors import Conflict, RuleBroken, Text

FORM_KEEPS = timedelta(days=180)  # from its date to the counter, and to the first day of cover (D)
WHY_OVERDUE = {"awaiting_list": "list-not-mended", "awaiting_premium": "premium-unpaid"}


async def accept(session: AsyncSession, form: GroupApplicationIn, actor: Actor) -> GroupApplication:
    """Accept an organisation's form; the list of its people follows."""
    sold = group_product(form.product)
    _check_dates(form)
    case = GroupApplication(
        case_no=new_case_no("TT", form.org),
        line="group",
        accepted_at=clock.now(),
        premium_per_head_fen=sold.premium_fen,
        sum_per_head_fen=sold.sum_fen,
        term_months=sold.term_months,
        heads=0,
        **form.model_dump(),
    )
    taken = _accepted_already(form.form_no)
    await check_first(session, GroupApplication, taken, actor, GroupApplication.form_no == form.form_no, TAKEN)
    with unless_taken("form_no", taken):
        return await advance(session, case, "accept", actor)


async def give_back(session: AsyncSession, case: GroupApplication, reason: str, actor: Actor) -> GroupApplication:
    case.returned, case.outcome = reason, "returned"
    return await collecting.end(session, case, "return", actor)


async def withdraw(session: AsyncSession, case: GroupApplication, reason: str, actor: Actor) -> GroupApplication:
    """A list that is being worked on is dropped with the case."""
    case.withdrawn, case.outcome = reason, "withdrawn"
    return await collecting.end(session, case, "withdraw", actor)


async def withdraw_overdue(session: AsyncSession, case: GroupApplication) -> None:
    """The deadline passed (逾期撤单)."""
    case.withdrawn, case.outcome = WHY_OVERDUE[case.status], "withdrawn"
    await collecting.end(session, case, "withdraw_overdue", Actor.system())


def _check_dates(form: GroupApplicationIn) -> None:
    check_form_date(form.form_on, form.org, FORM_KEEPS)
    if form.starts_on is not None and not form.form_on <= form.starts_on <= today_at(form.org) + FORM_KEEPS:
        raise RuleBroken(
            "starts_on", "start-in-reach", Text("保险起期不合理", "The first day of cover is out of reach")
        )


def _accepted_already(form_no: str) -> Conflict:
    taken = Text(f"投保单号 {form_no} 已受理", f"There is a case for form {form_no} already")
    return Conflict(taken, field="form_no", rule="one-case-a-form")
