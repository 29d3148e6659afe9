"""Accounts that payees have told (收款账户): the one that is good, another one, and who sees it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.payees.models import PayeeAccount
from services.policy_service.payees.schemas import AccountOut
from services.policy_service.policies.models import Policy
from shared import clock
from shared.auth import Actor
from shared.db import take_turn
from shared.identifiers import may_be_miskeyed
from shared.people import PersonMixin
from shared.pii import ACCOUNT, account_of, blind_index, record_pii_read


async def good(session: AsyncSession, policy_no: str, payee_ref: str) -> PayeeAccount | None:
    theirs = (PayeeAccount.policy_no == policy_no, PayeeAccount.payee_ref == payee_ref)
    return (await session.scalars(select(PayeeAccount).where(*theirs, PayeeAccount.ended_at.is_(None)))).one_or_none()


async def good_or_of_the_form(session: AsyncSession, policy: Policy, payee: PersonMixin) -> PayeeAccount | None:
    """Until the payee tells another one, that of the application, if they wrote any there.

    The archive's isn't theirs: of a legacy policy nothing is transferred before they tell where to.
    """
    account = await good(session, policy.case_no, payee.party_ref)
    if account is None and payee.account_no and not policy.legacy:
        return await put(session, policy.case_no, payee.party_ref, payee.account_no, payee.name, Actor.system())
    return account


async def put(
    session: AsyncSession, policy_no: str, payee_ref: str, account_no: str, holder: str, actor: Actor
) -> PayeeAccount:
    """This one from now on, instead of what was good before."""
    await take_turn(session, f"payee/{payee_ref}")
    if before := await good(session, policy_no, payee_ref):
        before.ended_at = clock.now()
        await session.flush()  # before another is good: only one of a payee may be
    account = PayeeAccount(policy_no=policy_no, payee_ref=payee_ref, account_no=account_no, holder=holder)
    account.account_hash, account.suspect = blind_index(account_no, "account_no"), may_be_miskeyed(account_no)
    account.at, account.by, account.ended_at = clock.now(), actor.ref, None
    session.add(account)
    await session.flush()
    return account


async def show(session: AsyncSession, account: PayeeAccount, subject: str, actor: Actor) -> AccountOut:
    """Masked; or unmasked, if the token may read personal data, with the read recorded."""
    masked = not actor.pii
    if not masked:
        await record_pii_read(session, actor, subject=subject, purpose="service", fields=ACCOUNT)
    shown = account_of(account, masked=masked) | {"suspect": account.suspect, "at": account.at, "by": account.by}
    return AccountOut(masked=masked, **shown)
