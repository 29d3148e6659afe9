"""Benefits in transfer batches: which are due to be sent, and what becomes of the bank's answer."""

from collections.abc import Sequence

from sqlalchemy import and_, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.benefits.lifecycle import BenefitStatus
from services.policy_service.benefits.models import UNIDENTIFIED, Benefit
from services.policy_service.open_claims.freezing import is_awaiting
from services.policy_service.payees import accounts
from services.policy_service.payees.models import PayeeAccount
from services.policy_service.payees.payouts import Payout, PayoutKind
from shared.auth import Actor, at_or_below
from shared.calendar_data import calendar_for
from shared.cases import advance, get_case
from shared.days import today_at
from shared.debit_reasons import SUCCESS
from shared.transfer_reasons import REASONS

SYSTEM = Actor.system()


async def waiting(session: AsyncSession, org: str, most: int) -> Sequence[Payout]:
    """Due, with a good account, not put off beyond today, waiting for no claim, and to somebody identified if it is
    much."""
    mine = and_(
        PayeeAccount.policy_no == Benefit.policy_no,
        PayeeAccount.payee_ref == Benefit.payee_ref,
        PayeeAccount.ended_at.is_(None),
    )
    query = (
        select(Benefit.case_no, PayeeAccount.id, Benefit.attempts + 1, Benefit.amount_fen)
        .join(PayeeAccount, mine)
        .where(Benefit.status == BenefitStatus.DUE, at_or_below(Benefit.org, org))
        .where(or_(Benefit.not_before.is_(None), Benefit.not_before <= today_at(org)))
        .where(not_(and_(*UNIDENTIFIED)), not_(is_awaiting(Benefit.policy_no, Benefit.due_on)))
        .order_by(Benefit.due_on, Benefit.case_no)
        .limit(most)
    )
    return [Payout(*row) for row in await session.execute(query)]


async def wait_for_identity(session: AsyncSession, benefit: Benefit) -> Benefit:
    """Until the beneficiary shows who they are it is they who must act, and so the clock of the payment stands."""
    if benefit.status == BenefitStatus.DUE and benefit.needs_identity:
        return await advance(session, benefit, "await_identity", SYSTEM)
    return benefit


async def send(session: AsyncSession, payout: Payout, batch_no: str) -> None:
    benefit = await get_case(session, Benefit, payout.case_no, SYSTEM)
    if benefit.tried_account_id != payout.account_id:
        benefit.tries = 0
    benefit.batch_no, benefit.attempts, benefit.tried_account_id = batch_no, payout.attempt, payout.account_id
    await advance(session, benefit, "send_transfer", SYSTEM)


async def recall(session: AsyncSession, case_no: str) -> None:
    """It never went to the bank: no attempt."""
    benefit = await get_case(session, Benefit, case_no, SYSTEM)
    benefit.attempts -= 1
    await advance(session, benefit, "recall_transfer", SYSTEM)


async def settle(session: AsyncSession, case_no: str, result: str) -> None:
    benefit = await get_case(session, Benefit, case_no, SYSTEM)
    if result == SUCCESS:
        benefit.failed = benefit.not_before = None
        benefit.paid_by, benefit.paid_on, benefit.outcome = "transfer", today_at(benefit.org), "paid"
        benefit.paid_reference = benefit.batch_no
        await advance(session, benefit, "pay_by_transfer", SYSTEM)
        return
    benefit.failed, benefit.tries, benefit.not_before = result, benefit.tries + 1, None
    if await lacks_account(session, benefit):
        await advance(session, benefit, "fail_transfer", SYSTEM)
        return
    after = REASONS[result].after
    if after is not None:
        benefit.not_before = calendar_for(benefit.org).nth_working_day(today_at(benefit.org), after)
    await advance(session, benefit, "put_off_transfer", SYSTEM)


async def lacks_account(session: AsyncSession, benefit: Benefit) -> bool:
    """Whether the payee must tell an account first: there is none, or the good one is that which failed."""
    account = await accounts.good(session, benefit.policy_no, benefit.payee_ref)
    if account is None:
        return True
    is_tried = benefit.failed is not None and account.id == benefit.tried_account_id
    return is_tried and REASONS[str(benefit.failed)].needs_account(benefit.tries)


PAYOUTS = PayoutKind(waiting, send, recall, settle)
