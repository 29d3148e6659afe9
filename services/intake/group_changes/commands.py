"""Changing the people of a group policy (加减人批改), from the form to the endorsement."""

from typing import cast

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml import duties
from services.intake.group_changes.models import Addition, GroupChange
from services.intake.group_changes.schemas import GroupChangeIn, ReviewIn
from services.intake.ledger import book, collecting
from services.intake.ledger.models import Why
from services.intake.members import people, policies
from services.intake.schemas import ConclusionIn, ReceiptIn
from shared import clock
from shared.auth import Actor
from shared.cases import advance, check_first, new_case_no, permit
from shared.cloudevents import new_id
from shared.days import today_at
from shared.db import unless_taken
from shared.errors import Conflict, RuleBroken, Text

OPEN_ALREADY = Conflict(
    Text("该团单有未办结的加减人批改", "The policy has an open change"),
    field="group_application_no",
    rule="one-change-a-policy",
)
CLAIMED = Text("减人须确认未发生理赔", "Who leaves with a refund has had no claim: say so")
EARLIER = Text("生效日早于已办结的批改", "The day lies before that of an endorsed change")
UNSAID = Text("不予批改须说明原因", "A rejection needs its reason")


async def accept(session: AsyncSession, form: GroupChangeIn, actor: Actor) -> GroupChange:
    """All of it holds, or nothing is written."""
    group = await policies.issued_group(session, form.group_application_no, actor)
    of_policy = (GroupChange.group_application_no == group.case_no, GroupChange.outcome.is_(None))
    await check_first(session, GroupChange, OPEN_ALREADY, actor, *of_policy)
    policies.check_day(group, form.effective_on, today_at(group.org))
    await _check_order(session, form)
    if form.removals and not form.no_claims:
        raise RuleBroken("no_claims", "removed-unclaimed", CLAIMED)
    case = GroupChange(
        case_no=new_case_no("JR", group.org),
        policy_no=group.policy_no,
        accepted_at=clock.now(),
        form_on=today_at(group.org),
        share_fen=policies.share_fen(group, form.effective_on),
        added=len(form.additions),
        removed=len(form.removals),
        removals=list(form.removals),
        heads_before=await people.heads_on(session, group.case_no, form.effective_on),
        premium_collected_fen=0,
        handler=actor.ref,
        **form.model_dump(include={"group_application_no", "effective_on", "consents_proven"}),
        **{name: getattr(group, name) for name in AS_THE_GROUP},
    )
    policies.check_a_group(case.heads_after)
    await people.check_leaving(session, group.case_no, form.removals, form.effective_on)
    joining = people.Joining(case.form_on, case.scheme, str(case.product), case.sum_per_head_fen, case.consents_proven)
    rows = [each.model_dump() for each in form.additions]
    columns = await people.read_rows(session, group, joining, form.effective_on, rows)
    with unless_taken("group_application_no", OPEN_ALREADY):
        await advance(session, case, "accept", actor)
    await _keep(session, case, columns)
    return case


AS_THE_GROUP = (
    *("org", "outlet", "channel", "line", "product", "salesperson"),
    *("scheme", "credit_code", "sum_per_head_fen"),
)


async def submit(session: AsyncSession, case: GroupChange, actor: Actor) -> GroupChange:
    """To review; before that to the level whose authority the grown policy needs (超权限)."""
    permit(case, "submit", actor)
    case.submitted_by = actor.ref
    case.underwriting_level = await policies.level_above(session, case.group_application_no, case.heads_after)
    return await advance(session, case, "refer" if case.underwriting_level else "submit", actor)


async def decide(session: AsyncSession, case: GroupChange, decision: ConclusionIn, actor: Actor) -> GroupChange:
    """The conclusion of the underwriter (核保结论), within the level's authority."""
    permit(case, decision.outcome, actor)
    policies.check_underwriter(case, actor)
    case.handler = actor.ref
    if decision.outcome == "approve":
        case.decision = "standard"
        return await advance(session, case, "approve", actor)
    case.decision = case.rejected = case.outcome = "declined"
    return await advance(session, case, "decline", actor)


async def review(session: AsyncSession, case: GroupChange, review: ReviewIn, actor: Actor) -> GroupChange:
    """By another than who submitted it (四眼); what costs nothing is endorsed at once."""
    if review.outcome == "reject":
        return await _reject(session, case, review.reason, actor)
    if case.premium_fen:
        return await collecting.fall_due(session, case, "ask_premium", actor)
    return await endorse(session, case, actor)


async def _reject(session: AsyncSession, case: GroupChange, reason: str | None, actor: Actor) -> GroupChange:
    permit(case, "reject", actor)
    if reason is None:
        raise RuleBroken("reason", "rejection-reasoned", UNSAID)
    case.rejected, case.outcome = reason, "rejected"
    return await collecting.end(session, case, "reject", actor)


async def receive_premium(session: AsyncSession, case: GroupChange, receipt: ReceiptIn, actor: Actor) -> GroupChange:
    return await collecting.pay(session, case, receipt.amount_fen, receipt.method, actor, receipt.reference)


async def endorse(session: AsyncSession, case: GroupChange, actor: Actor) -> GroupChange:
    """出批单: who joins is insured from the day on, who leaves is not; what that leaves over waits to be paid back."""
    permit(case, "endorse", actor)
    paid_for = await _paid_for(session, case) if case.refund_fen else []
    await book.take_turns(session, [case.case_no, *(each.case_no for each in paid_for)])
    case.endorsement_no, case.endorsed_at = new_case_no("PD", case.org), clock.now()
    case.outcome = "effective"
    await advance(session, case, "endorse", actor)
    await people.leave(session, case.group_application_no, case.removals, case.effective_on)
    added = select(Addition).where(Addition.case_no == case.case_no).order_by(Addition.id)
    joining = (await session.scalars(added)).all()
    await people.join(session, case.group_application_no, joining, case.effective_on)
    await book.give_back(session, paid_for, case.refund_fen, actor)
    if not case.premium_fen:  # whoever paid for it all the same is told
        for receipt in await book.lock(session, book.lies_for(case.case_no), book.counts()):
            receipt.suspended_why = Why.CASE_ENDED
    await duties.on_issue(session, case)
    return case


async def withdraw(session: AsyncSession, case: GroupChange, reason: str, actor: Actor) -> GroupChange:
    case.withdrawn, case.outcome = reason, "withdrawn"
    return await collecting.end(session, case, "withdraw", actor)


async def withdraw_overdue(session: AsyncSession, case: GroupChange) -> None:
    """The deadline passed (逾期撤销)."""
    case.withdrawn, case.outcome = "premium-unpaid", "withdrawn"
    await collecting.end(session, case, "withdraw_overdue", Actor.system())


async def _check_order(session: AsyncSession, form: GroupChangeIn) -> None:
    """Changes count in the order of their days: who is insured then is known when the next one is opened."""
    endorsed = (GroupChange.group_application_no == form.group_application_no, GroupChange.outcome == "effective")
    last = await session.scalar(
        select(GroupChange.effective_on).where(*endorsed).order_by(GroupChange.effective_on.desc()).limit(1)
    )
    if last is not None and form.effective_on < last:
        raise RuleBroken("effective_on", "changes-in-order", EARLIER, endorsed_from=last)


async def _keep(session: AsyncSession, case: GroupChange, columns: list[dict[str, object]]) -> None:
    own = {"case_no": case.case_no, "role": "insured", "share_percent": None}
    rows = [each | own | {"party_ref": new_id()} for each in columns]
    if rows:
        await session.execute(insert(cast(Table, Addition.__table__)), rows)


async def _paid_for(session: AsyncSession, case: GroupChange) -> list[book.Payable]:
    """Where the premium of the policy is applied: its endorsed changes, the last first, then the group itself."""
    endorsed = (GroupChange.group_application_no == case.group_application_no, GroupChange.outcome == "effective")
    found = await session.scalars(select(GroupChange).where(*endorsed).order_by(GroupChange.endorsed_at.desc()))
    return [*found, await policies.group_of(session, case.group_application_no)]
