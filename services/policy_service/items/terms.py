"""Items that change what the policy itself says: its options, its sum, its document and who looks after it."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.benefits.models import Benefit
from services.policy_service.clauses.products import options_of
from services.policy_service.items.checks import check_changes
from services.policy_service.items.paid_up import has_paid_long_enough
from services.policy_service.items.paying_up import pay_up_cover
from services.policy_service.items.plain_schemas import (
    DividendOptionChange,
    DocumentLoss,
    DocumentReissue,
    OccupationChange,
    PolicyTransfer,
    PremiumLoanOption,
    ReducedPaidUp,
    SupplementaryNotice,
)
from services.policy_service.loans.models import PolicyLoan
from services.policy_service.policies.models import LOST, REISSUED, Policy
from services.policy_service.renewals.models import Renewal
from services.policy_service.values.standing import Standing
from shared.anniversaries import whole_months
from shared.auth import Actor
from shared.case_bulk import advance_all, load_all
from shared.days import check_come
from shared.errors import RuleBroken, Text


def check_occupation(standing: Standing, change: OccupationChange) -> None:
    if standing.party(change.party_ref).role != "insured":
        raise RuleBroken("party_ref", "is-insured", Text("职业变更限被保险人", "It is for the insured only"))
    check_changes("occupation_class", standing.policy.occupation_class, change.occupation_class)


async def change_occupation(session: AsyncSession, standing: Standing, change: OccupationChange) -> None:
    standing.policy.occupation_class = change.occupation_class


def check_disclosure(standing: Standing, change: SupplementaryNotice) -> None:
    standing.party(change.party_ref)


async def disclose(session: AsyncSession, standing: Standing, change: SupplementaryNotice) -> None:
    """What was disclosed lies sealed in the request; the policy's people and columns stay."""


def check_loss(standing: Standing, change: DocumentLoss) -> None:
    check_come("lost_on", change.lost_on, standing.policy.org)
    if standing.policy.document_status == LOST:
        raise RuleBroken("document_status", "not-lost-yet", Text("保单已挂失", "It is reported lost already"))


async def report_loss(session: AsyncSession, standing: Standing, change: DocumentLoss) -> None:
    standing.policy.document_status = LOST


def check_reissue(standing: Standing, change: DocumentReissue) -> None:
    if change.cause == "lost" and standing.policy.document_status != LOST:
        raise RuleBroken("cause", "loss-reported", Text("保单遗失须先挂失", "A loss is reported first"))


async def reissue(session: AsyncSession, standing: Standing, change: DocumentReissue) -> None:
    standing.policy.document_status = REISSUED


def check_dividends(standing: Standing, change: DividendOptionChange) -> None:
    _check_clause(options_of(standing.policy.product).participates)
    check_changes("option", standing.policy.dividend_option, change.option)
    if change.option == "reduce_premium":
        _check_premiums_left(standing)


async def choose_dividends(session: AsyncSession, standing: Standing, change: DividendOptionChange) -> None:
    standing.policy.dividend_option = change.option


def check_premium_loan(standing: Standing, change: PremiumLoanOption) -> None:
    _check_clause(options_of(standing.policy.product).lends_premium)
    _check_premiums_left(standing)
    check_changes("premium_loan", standing.policy.premium_loan, change.premium_loan)


async def choose_premium_loan(session: AsyncSession, standing: Standing, change: PremiumLoanOption) -> None:
    standing.policy.premium_loan = change.premium_loan


def check_paid_up(standing: Standing, change: ReducedPaidUp) -> None:
    policy = standing.policy
    _check_clause(options_of(policy.product).becomes_paid_up)
    _check_premiums_left(standing)
    if policy.paid_to_on is None or not has_paid_long_enough(policy.effective_on, policy.paid_to_on):
        told = Text("交费满两年方可减额交清", "Two years' premiums must be paid first")
        raise RuleBroken("paid_to_on", "two-years-paid", told, mark="M")
    if standing.loan_fen:
        told = Text("保单借款还清后方可减额交清", "The policy loan is repaid first")
        raise RuleBroken("loan_fen", "loan-repaid", told, loan_fen=standing.loan_fen)


async def pay_up(session: AsyncSession, standing: Standing, change: ReducedPaidUp) -> None:
    policy = standing.policy
    if policy.paid_to_on is not None:
        pay_up_cover(policy, policy.paid_to_on)
        policy.paid_up_months = whole_months(policy.effective_on, policy.paid_to_on)
    policy.paid_to_on, policy.paid_up_on, policy.premium_loan = None, standing.today, None
    if policy.dividend_option == "reduce_premium":  # there is none left to reduce
        policy.dividend_option = "cash"


def check_transfer(standing: Standing, change: PolicyTransfer) -> None:
    """The outlet is one of the organisation: left out, nobody's in particular."""
    policy = standing.policy
    check_changes("org", (policy.org, policy.outlet), (change.org, change.outlet))


async def check_branch(session: AsyncSession, change: PolicyTransfer) -> None:
    """A mistyped code would take the policy out of everybody's sight: a branch is known by the policies it has."""
    known = select(Policy.case_no).where(Policy.org == change.org).limit(1)
    if await session.scalar(known) is None:
        told = Text(f"没有机构 {change.org} 管理的保单", f"No organisation {change.org} looks after any policy")
        raise RuleBroken("org", "branch-known", told)


async def transfer(session: AsyncSession, standing: Standing, change: PolicyTransfer) -> None:
    """Premiums, benefits and loans that are open go with it: who may handle the policy handles them.

    What is with the bank goes, too; the bank answers to the branch that asked. Its call-back follows by the event.
    """
    policy = standing.policy
    place = {"org": change.org, "outlet": change.outlet, "salesperson": change.salesperson}
    for name, value in place.items():
        setattr(policy, name, value)
    await _move(session, Renewal, policy, place)
    await _move(session, Benefit, policy, place)
    await _move(session, PolicyLoan, policy, place)


async def _move(
    session: AsyncSession, kind: type[Renewal | Benefit | PolicyLoan], policy: Policy, place: Mapping[str, str | None]
) -> None:
    movable = [status for status in kind.lifecycle.statuses if kind.lifecycle.find("move", status)]
    cases = await load_all(session, kind, kind.policy_no == policy.case_no, kind.status.in_(movable))
    for case in cases:
        for name, value in place.items():
            setattr(case, name, value)
    await advance_all(session, cases, "move", Actor.system())


def _check_clause(allows: bool) -> None:
    if not allows:
        raise RuleBroken("product", "clause-allows", Text("该险种条款无此项", "The product's clauses don't allow it"))


def _check_premiums_left(standing: Standing) -> None:
    if standing.policy.next_due_on is None:
        raise RuleBroken("paid_to_on", "premiums-left", Text("保费已交清", "No premium is due any more"))
