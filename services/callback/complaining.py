"""Taking a complaint in: what it knows of its policy and of the call-back in which it was made."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks.models import Callback
from services.callback.complaints.models import Complaint
from services.callback.complaints.schemas import ComplaintIn
from services.callback.complaints.tables import REASONS, USUAL_DAYS
from services.callback.policies.commands import no_policy
from services.callback.policies.models import KnownPolicy
from services.callback.problems.models import ProblemCase
from shared.auth import Actor, check_scope
from shared.case_routes import in_view
from shared.cases import advance, new_case_no, shown_to
from shared.days import check_come, moment_of, today_at
from shared.errors import RuleBroken, Text

Linked = TypeVar("Linked", Complaint, ProblemCase)

# Our design: a letter that lay about longer is no complaint of these days any more, and its calendar may not be there.
RECEIVED_WITHIN = timedelta(days=366)


async def register(session: AsyncSession, form: ComplaintIn, actor: Actor) -> Complaint:
    """The days of the decision count from when it came in, which may have been before today."""
    call = await _call_of(session, form)
    policy = await _policy_of(session, form, call)
    org = policy.org if policy else str(form.org)
    check_scope(actor, org)
    received_on = _received_on(form, org)
    case = Complaint(case_no=new_case_no("TS", org), org=org, channel=form.channel, handler=actor.ref)
    case.limit_days, case.reopened = USUAL_DAYS, 0
    case.reason, case.received_on, case.told = form.reason, received_on, form.told
    case.callback_no, case.salesperson = form.callback_no, form.salesperson
    case.complainant, case.complainant_ref = form.complainant, form.complainant_ref
    case.contact = form.contact.model_dump_json() if form.contact else None
    if policy:
        _link(case, policy)
    return await advance(session, case, "register", actor, clocks_at=moment_of(received_on, org))


async def of_the_same_call(
    session: AsyncSession, model: type[Linked], case: Complaint | ProblemCase, actor: Actor
) -> Sequence[Linked]:
    """Both name the call they came of, so each finds the other, whichever was there first."""
    if case.callback_no is None:
        return []
    query = in_view(model, actor, (model.callback_no, case.callback_no)).order_by(model.opened_at, model.case_no)
    found = (await session.scalars(query)).all()
    return [shown_to(actor, each) for each in found]


def _link(case: Complaint, policy: KnownPolicy) -> None:
    case.policy_no, case.outlet, case.line, case.product = policy.policy_no, policy.outlet, policy.line, policy.product
    if REASONS[case.reason].of_the_sale:
        case.salesperson = case.salesperson or policy.salesperson
    if case.complainant == "policyholder":
        case.complainant_ref = case.complainant_ref or policy.policyholder_ref


async def _call_of(session: AsyncSession, form: ComplaintIn) -> Callback | None:
    call = await session.get(Callback, form.callback_no) if form.callback_no else None
    if form.callback_no and call is None:
        raise RuleBroken("callback_no", "known-callback", Text("没有该回访件", "There is no such call-back"))
    if call and form.policy_no not in (None, call.policy_no):
        told = Text("回访件属于另一保单", "The call-back is of another policy")
        raise RuleBroken("callback_no", "callback-of-policy", told)
    return call


async def _policy_of(session: AsyncSession, form: ComplaintIn, call: Callback | None) -> KnownPolicy | None:
    number = call.policy_no if call else form.policy_no
    policy = await session.get(KnownPolicy, number) if number else None
    if number and policy is None:
        raise no_policy()
    return policy


def _received_on(form: ComplaintIn, org: str) -> date:
    received_on = form.received_on or today_at(org)
    check_come("received_on", received_on, org)
    first = today_at(org) - RECEIVED_WITHIN
    if received_on < first:
        raise RuleBroken("received_on", "received-within-a-year", Text(f"不早于{first}", f"Not before {first}"))
    return received_on
