"""A policy from its opening to its delivery and signed receipt, and how it is voided or rescinded."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.premium_plan import paid_to_at_issue
from services.policy_service.clauses.products import usual_drawing_mode
from services.policy_service.collection.mandates import sign_from_forms
from services.policy_service.models import TAKEN_OVER
from services.policy_service.numbers.telling import tell_at_issue
from services.policy_service.policies.models import Party, Policy
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, get_case, permit
from shared.contracts.intake import ApplicationIssued
from shared.contracts.intake_bank import BankApplicationIssued
from shared.contracts.intake_cards import CardActivationIssued
from shared.days import check_come, moment_of, today_at
from shared.errors import RuleBroken, Text
from shared.people import person_columns

Issued = ApplicationIssued | BankApplicationIssued | CardActivationIssued
ISSUED = (*TAKEN_OVER, "effective_on", "term_years", "pay_years", "payment_mode", "premium_fen", "sum_assured_fen",
          "free_look_days", "free_look_starts")  # fmt: skip


async def open_policy(session: AsyncSession, issued: Issued, people: Sequence[Mapping[str, Any]]) -> Policy:
    """The policy as it was issued, with the people of its form; one without a free-look period is in force at once."""
    policy = Policy(case_no=issued.policy_no, application_no=issued.case_no, handler=None)
    for name in ISSUED:
        setattr(policy, name, getattr(issued, name))
    policy.paid_to_on = paid_to_at_issue(policy.effective_on, policy.payment_mode)
    policy.drawing_mode = usual_drawing_mode(policy.product)
    policy.policyholder_ref = next(each["party_ref"] for each in people if each["role"] == "policyholder")
    numbers = await tell_at_issue(session, policy, people)
    await advance(session, policy, "open" if issued.free_look_days else "open_in_force", Actor.system())
    session.add_all(Party(case_no=policy.case_no, **person_columns(person)) for person in people)
    session.add_all(numbers)
    if policy.next_due_on is not None:
        await sign_from_forms(session, [(policy.case_no, policy.org)])
    return policy


async def deliver(session: AsyncSession, policy: Policy, delivered_on: date, actor: Actor) -> Policy:
    permit(policy, "deliver", actor)
    opened_on = calendar_for(policy.org).date_of(policy.opened_at)
    check_day("delivered_on", delivered_on, opened_on, policy.org)
    policy.delivered_on, policy.handler = delivered_on, actor.ref
    return await advance(session, policy, "deliver", actor, clocks_at=_moment(delivered_on, policy))


async def acknowledge(session: AsyncSession, policy: Policy, signed_on: date, actor: Actor) -> Policy:
    """The free-look period runs from the signature, whenever the receipt came in."""
    permit(policy, "acknowledge", actor)
    check_day("signed_on", signed_on, policy.delivered_on or signed_on, policy.org)
    policy.signed_on, policy.handler = signed_on, actor.ref
    policy.free_look_ends_on = free_look_ends_on(signed_on, policy.free_look_days, policy.free_look_starts)
    return await advance(session, policy, "acknowledge", actor, clocks_at=_moment(signed_on, policy))


async def void(session: AsyncSession, policy_no: str) -> Policy:
    """The seller undid the sale on its day (当日撤单), however far the policy had come by then."""
    policy = await get_case(session, Policy, policy_no, Actor.system())
    policy.outcome = "voided"
    return await advance(session, policy, "void", Actor.system())


async def propose_rescission(session: AsyncSession, policy: Policy, actor: Actor) -> Policy:
    """拟解除: suspended for two years, and no agreement (《保险法》第三十七条)."""
    permit(policy, "propose_rescission", actor)
    _check_rescindable(policy)
    policy.rescission_by, policy.handler = actor.ref, actor.ref
    return await advance(session, policy, "propose_rescission", actor)


async def rescind(session: AsyncSession, policy: Policy, actor: Actor) -> Policy:
    """解除: by another than who proposed it; the cash value is due to the policyholder."""
    permit(policy, "rescind", actor)
    _check_rescindable(policy)
    if policy.rescission_by is None:
        raise RuleBroken("rescission_by", "rescission-proposed", Text("尚未提出解除", "Nobody proposed it"))
    policy.outcome = "rescinded"
    return await advance(session, policy, "rescind", actor)


async def end_by_claim(session: AsyncSession, policy: Policy, claim_no: str) -> None:
    policy.outcome, policy.claim_no = "ended-by-claim", claim_no
    await advance(session, policy, "end_by_claim", Actor.system())


async def find_difference(session: AsyncSession, policy: Policy, claim_no: str) -> None:
    """What this claim kept for loans or premiums, or paid as dividends, isn't what there was: it is reckoned again."""
    policy.claim_no = claim_no
    await advance(session, policy, "find_difference", Actor.system())


async def end_reinstatement(session: AsyncSession, policy: Policy) -> None:
    await advance(session, policy, "end_reinstatement", Actor.system())


async def end_free_look(session: AsyncSession, policy: Policy) -> None:
    await advance(session, policy, "end_free_look", Actor.system())


def free_look_ends_on(signed_on: date, days: int, starts: str) -> date:
    """Day 1 is the day of the signature or the next one, as the clause says (S19 V)."""
    return signed_on + timedelta(days=days - 1 if starts == "signature" else days)


def check_free_look(policy: Policy) -> None:
    """It begins with the signature; a policy not yet signed for is in it, one without such a period never."""
    last = policy.free_look_ends_on
    if not policy.free_look_days:
        raise RuleBroken("free_look_days", "free-look-given", Text("该保单无犹豫期", "It has no free-look period"))
    if last is not None and today_at(policy.org) > last:
        over = Text(f"犹豫期已于{last}届满", f"The free-look period ended on {last}")
        raise RuleBroken("free_look_ends_on", "within-free-look", over)


def _check_rescindable(policy: Policy) -> None:
    since = policy.rescindable_on
    if since is None or today_at(policy.org) < since:
        told = Text(f"中止未满二年,{since}起方可解除", f"It may be rescinded from {since} on")
        raise RuleBroken("suspended_on", "suspended-two-years", told)


def check_day(field: str, day: date, earliest: date, org: str) -> None:
    check_come(field, day, org)
    if day < earliest:
        raise RuleBroken(field, "not-before", Text(f"日期不能早于{earliest}", f"The day can't come before {earliest}"))


def _moment(day: date, policy: Policy) -> datetime:
    """Never before the policy was opened."""
    return max(policy.opened_at, moment_of(day, policy.org))
