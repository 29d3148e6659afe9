"""What becomes of a renewal: paid, reminded of, lapsed with its policy, or closed because that ended."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.amounts import check_amount
from services.policy_service.clauses.premium_plan import paid_to_after
from services.policy_service.clauses.renewal_terms import grace_ends_on
from services.policy_service.collection.premium_loan import lend_due, may_be_kept, waits_for_claim
from services.policy_service.collection.schemas import PaymentIn
from services.policy_service.policies.lifecycle import LIVE
from services.policy_service.policies.models import Policy
from services.policy_service.renewals.lifecycle import OPEN, RenewalStatus
from services.policy_service.renewals.models import Renewal
from shared.auth import Actor
from shared.case_bulk import advance_all, load_all
from shared.cases import advance, get_case, permit
from shared.days import today_at
from shared.db import unless_taken
from shared.errors import Conflict, RuleBroken, Text

Pair = tuple[Renewal, Policy]


def why_not_due(renewal: Renewal, policy: Policy) -> str | None:
    """None: the policy is waiting for this very premium."""
    if policy.status not in LIVE:
        return "policy-not-in-force"
    return None if policy.paid_to_on == renewal.due_on else "plan-changed"


def why_unapplied(renewal: Renewal, policy: Policy) -> str | None:
    """None: the policy is waiting for this very premium, of this sum and mode (减保 and 交费频次变更 change them)."""
    is_another = (renewal.premium_fen, renewal.payment_mode) != (policy.premium_fen, policy.payment_mode)
    return why_not_due(renewal, policy) or ("plan-changed" if is_another else None)


async def pay_at_counter(session: AsyncSession, renewal: Renewal, paid: PaymentIn, actor: Actor) -> Renewal:
    """现金或转账: also on the last day of grace; not while a debit of it is with the bank."""
    permit(renewal, "collect", actor)
    policy = await get_case(session, Policy, renewal.policy_no, Actor.system())
    _check_counter(renewal, policy, paid.amount_fen)
    _paid(renewal, policy, today_at(renewal.org), paid.paid_by, paid.reference)
    used = Conflict(
        Text("该流水号已用于另一笔续期", "The number was used before"), field="reference", rule="reference-once"
    )
    with unless_taken("paid_reference", used):
        await advance(session, renewal, "collect", actor)
    await advance(session, policy, "renew", Actor.system())
    return renewal


async def pay_all(session: AsyncSession, pairs: Sequence[Pair], references: Sequence[str], actor: Actor) -> None:
    """By debit: the premiums, and their policies moved on with them."""
    for (renewal, policy), reference in zip(pairs, references, strict=True):
        _paid(renewal, policy, today_at(renewal.org), "debit", reference)
    await advance_all(session, [renewal for renewal, _ in pairs], "collect", actor)
    await advance_all(session, [policy for _, policy in pairs], "renew", Actor.system())


async def end_grace(session: AsyncSession, renewal: Renewal) -> None:
    """第61日: nothing came by the end of grace. Once no claim has to be decided first it is lent (自动垫交), or the
    policy is suspended with it."""
    policy = await get_case(session, Policy, renewal.policy_no, Actor.system())
    if why := why_not_due(renewal, policy):
        renewal.outcome = why
        await advance(session, renewal, "cancel", Actor.system())
        return
    if await waits_for_claim(session, renewal, policy):
        return  # `end_waiting` goes on
    if loan := await lend_due(session, renewal, policy):
        _paid(renewal, policy, loan.lent_on, "loan", loan.loan_no)
        await advance(session, renewal, "collect", Actor.system())
        await advance(session, policy, "renew", Actor.system())
        return
    if await may_be_kept(session, renewal):
        return
    renewal.outcome = "policy-lapsed"
    await advance(session, renewal, "end_grace", Actor.system())
    policy.suspended_on, policy.rescission_by = renewal.grace_ends_on + timedelta(days=1), None
    await advance(session, policy, "lapse", Actor.system())


async def pay_by_claim(session: AsyncSession, renewal: Renewal, policy: Policy, claim_no: str) -> None:
    """理赔扣减: kept of a benefit; a debit that is with the bank pays no premium any more and goes back."""
    _paid(renewal, policy, today_at(renewal.org), "claim", f"{claim_no}-{renewal.due_on:%Y%m%d}")
    policy.claim_no = claim_no
    await advance(session, renewal, "collect", Actor.system())
    await advance(session, policy, "renew", Actor.system())


async def owe_again(session: AsyncSession, renewal: Renewal, policy: Policy, claim_no: str) -> None:
    """What this claim paid, it hasn't; of the grace a whole one is left."""
    renewal.grace_ends_on = max(renewal.grace_ends_on, grace_ends_on(today_at(renewal.org)))
    renewal.paid_on = renewal.paid_by = renewal.paid_reference = renewal.paid_to_on = renewal.outcome = None
    policy.paid_to_on, policy.claim_no = renewal.due_on, claim_no
    await advance(session, renewal, "owe_again", Actor.system())
    await advance(session, policy, "owe_premium", Actor.system())


async def end_waiting(session: AsyncSession, policy_no: str) -> None:
    """A claim of the policy was closed: renewals that waited for it beyond their grace wait no longer."""
    over = (Renewal.status == RenewalStatus.GRACE, Renewal.grace_ends_on < today_at(""))
    waiting = select(Renewal.case_no).where(Renewal.policy_no == policy_no, *over).order_by(Renewal.due_on)
    for number in (await session.scalars(waiting)).all():
        await end_grace(session, await get_case(session, Renewal, number, Actor.system()))


async def remind(session: AsyncSession, renewal: Renewal, how: str, actor: Actor) -> Renewal:
    renewal.reminders, renewal.reminded_by, renewal.handler = renewal.reminders + 1, how, actor.ref
    return await advance(session, renewal, "remind_to_pay", actor)


async def notify_lapse(session: AsyncSession, renewal: Renewal, how: str, actor: Actor) -> Renewal:
    renewal.notice, renewal.handler = how, actor.ref
    return await advance(session, renewal, "notify_lapse", actor)


async def close_for_policy(session: AsyncSession, policy_no: str) -> None:
    """The policy ended: nothing more is due of it. What the bank still debits is told with the batch's results."""
    open_ones = (Renewal.policy_no == policy_no, Renewal.status.in_(OPEN))
    renewals = await load_all(session, Renewal, *open_ones)
    for renewal in renewals:
        renewal.outcome = "policy-not-in-force"
    await advance_all(session, renewals, "cancel", Actor.system())


def _paid(renewal: Renewal, policy: Policy, day: date, paid_by: str, reference: str) -> None:
    renewal.paid_on, renewal.paid_by, renewal.paid_reference, renewal.outcome = day, paid_by, reference, "collected"
    renewal.premium_fen, renewal.payment_mode = policy.premium_fen, policy.payment_mode
    renewal.paid_to_on = paid_to_after(policy.effective_on, policy.payment_mode, renewal.due_on)
    policy.paid_to_on, policy.claim_no = renewal.paid_to_on, None


def _check_counter(renewal: Renewal, policy: Policy, amount_fen: int) -> None:
    if renewal.status == RenewalStatus.IN_BATCH:
        told = Text("代扣在途,须待银行回盘", "Its debit is with the bank: wait for the result")
        raise Conflict(told, rule="no-debit-in-flight")
    if why := why_not_due(renewal, policy):
        raise RuleBroken("status", why, Text("该期保费已不应交", "The policy no longer waits for this premium"))
    if renewal.grace_ends_on < today_at(renewal.org):
        raise RuleBroken("status", "within-grace", Text("宽限期已满,须办理复效", "The grace is over: reinstate"))
    check_amount(amount_fen, policy.premium_fen)
