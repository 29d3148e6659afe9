"""What campaigns are for (活动类型), and where their targets come from: a row a type, a function a source.

A source names policies by number; one that another kind of case feeds (debits that failed, benefits that could not be
transferred) is a function here and its name in the type's row.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.premium_plan import next_due_on
from services.policy_service.collection.mandates import of_signed
from services.policy_service.collection.models import RenewalMandate
from services.policy_service.policies.lifecycle import LIVE
from services.policy_service.policies.models import Party, Policy
from shared.auth import at_or_below
from shared.errors import RuleBroken, Text
from shared.marks import Mark

Source = Callable[[AsyncSession, str], Awaitable[list[str]]]
"""`await source(session, org)`: the policies of an organisation and those below it that are targets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignType:
    """`item`: the service item whose confirmation signs a target by itself; None: only a paper signed elsewhere does.

    `listed`: the data can't tell the targets, or not all: a file names them.
    """

    code: str
    text: Text
    item: str | None
    sources: tuple[Source, ...] = ()
    listed: bool = False
    basis: str
    mark: Mark


async def paid_monthly(session: AsyncSession, org: str) -> list[str]:
    return await _with_premiums_due(session, org, Policy.payment_mode == "monthly")


async def without_mandate(session: AsyncSession, org: str) -> list[str]:
    """Premiums are still due of them, and nobody signed for an account: not on the form, and not since."""
    holder = select(Party.id).where(Party.case_no == Policy.case_no, Party.role == "policyholder")
    nothing_on_the_form = or_(Policy.legacy, holder.where(Party.account_no.is_(None)).exists())
    signed = of_signed(RenewalMandate.mandate_no, Policy.case_no)
    return await _with_premiums_due(session, org, and_(nothing_on_the_form, signed.is_(None)))


async def _with_premiums_due(session: AsyncSession, org: str, which: ColumnElement[bool]) -> list[str]:
    terms = select(Policy.case_no, Policy.effective_on, Policy.pay_years, Policy.paid_to_on)
    in_force = (Policy.status.in_(LIVE), Policy.paid_to_on.is_not(None), at_or_below(Policy.org, org))
    rows = (await session.execute(terms.where(*in_force, which).order_by(Policy.case_no))).all()
    return [number for number, on, years, paid_to in rows if next_due_on(on, years, paid_to) is not None]


# fmt: off
CAMPAIGN_TYPES = {row.code: row for row in (
    CampaignType(code="payment-mode-change", text=Text("月交改年交", "Monthly to annual payment"),
        item="payment-mode-change", sources=(paid_monthly,), basis="年终总结: 旧版直销业务月交改年交", mark="V"),
    CampaignType(code="drawing-mode-change", text=Text("月领改年领", "Monthly to annual drawing"),
        item="drawing-mode-change", listed=True, basis="年终总结: 旧版直销业务月领改年领", mark="V"),
    CampaignType(code="account-refresh", text=Text("账户更新", "Refresh of accounts"),
        item="account-change", listed=True, basis="年终总结: 睡眠存折、早期卡号、账号升级未变更", mark="V"),
    CampaignType(code="card-password", text=Text("鹤卡密码初始化", "Initialisation of card passwords"),
        item=None, listed=True, basis="年终总结: 鹤卡密码初始化进度缓慢", mark="V"),
    CampaignType(code="debit-mandate", text=Text("代扣授权签订", "Signing of debit mandates"),
        item="account-change", sources=(without_mandate,),
        basis="年终总结: 代扣授权书签订率; 目标为投保单无账号或由凭证补录、且未签授权的期交保单, 本系统设计", mark="D"),
)}
# fmt: on


def campaign_type(code: str) -> CampaignType:
    """Raises RuleBroken for a type that isn't in the table."""
    if code not in CAMPAIGN_TYPES:
        told = Text(f"没有活动类型 {code}", f"There is no type {code}")
        raise RuleBroken("campaign_type", "campaign-type", told, known=list(CAMPAIGN_TYPES))
    return CAMPAIGN_TYPES[code]


def signed_by_item(item: str) -> Sequence[str]:
    """The types whose targets a confirmed request of this item signs."""
    return [row.code for row in CAMPAIGN_TYPES.values() if row.item == item]
