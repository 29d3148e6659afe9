"""Opening a policy, its delivery and its signed receipt."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.policies.models import Party, Policy
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, get_case, permit
from shared.contracts.intake import ApplicationIssued
from shared.contracts.intake_bank import BankApplicationIssued
from shared.contracts.intake_cards import CardActivationIssued
from shared.days import today_at
from shared.errors import RuleBroken, Text
from shared.people import person_columns

Issued = ApplicationIssued | BankApplicationIssued | CardActivationIssued
TAKEN_OVER = ("org", "outlet", "channel", "line", "product", "salesperson", "effective_on", "term_years", "pay_years",
              "payment_mode", "premium_fen", "sum_assured_fen", "free_look_days", "free_look_starts")  # fmt: skip


async def open_policy(session: AsyncSession, issued: Issued, people: Sequence[Mapping[str, Any]]) -> Policy:
    """The policy as it was issued, with the people of its form; one without a free-look period is in force at once."""
    policy = Policy(case_no=issued.policy_no, application_no=issued.case_no, handler=None)
    for name in TAKEN_OVER:
        setattr(policy, name, getattr(issued, name))
    policy.policyholder_ref = next(each["party_ref"] for each in people if each["role"] == "policyholder")
    await advance(session, policy, "open" if issued.free_look_days else "open_in_force", Actor.system())
    session.add_all(Party(case_no=policy.case_no, **person_columns(person)) for person in people)
    return policy


async def deliver(session: AsyncSession, policy: Policy, delivered_on: date, actor: Actor) -> Policy:
    opened_on = calendar_for(policy.org).date_of(policy.opened_at)
    _check_day("delivered_on", delivered_on, opened_on, policy.org)
    policy.delivered_on, policy.handler = delivered_on, actor.ref
    return await advance(session, policy, "deliver", actor, clocks_at=_moment(delivered_on, policy))


async def acknowledge(session: AsyncSession, policy: Policy, signed_on: date, actor: Actor) -> Policy:
    """The free-look period runs from the signature, whenever the receipt came in."""
    _check_day("signed_on", signed_on, policy.delivered_on or signed_on, policy.org)
    policy.signed_on, policy.handler = signed_on, actor.ref
    policy.free_look_ends_on = free_look_ends_on(signed_on, policy.free_look_days, policy.free_look_starts)
    return await advance(session, policy, "acknowledge", actor, clocks_at=_moment(signed_on, policy))


async def cancel(session: AsyncSession, policy: Policy, reason: str, actor: Actor) -> Policy:
    """The policyholder gives the policy back (犹豫期退保): the whole premium is due to them."""
    permit(policy, "cancel_in_free_look", actor)
    _check_free_look(policy)
    policy.cancelled, policy.outcome = reason, "free-look-cancelled"
    return await advance(session, policy, "cancel_in_free_look", actor)


async def void(session: AsyncSession, policy_no: str) -> Policy:
    """The seller undid the sale on its day (当日撤单), however far the policy had come by then."""
    policy = await get_case(session, Policy, policy_no, Actor.system())
    policy.outcome = "voided"
    return await advance(session, policy, "void", Actor.system())


async def end_free_look(session: AsyncSession, policy: Policy) -> None:
    await advance(session, policy, "end_free_look", Actor.system())


def free_look_ends_on(signed_on: date, days: int, starts: str) -> date:
    """Day 1 is the day of the signature or the next one, as the clause says (S19 V)."""
    return signed_on + timedelta(days=days - 1 if starts == "signature" else days)


def _check_free_look(policy: Policy) -> None:
    """It begins with the signature; a policy not yet signed for is in it, one without such a period never."""
    last = policy.free_look_ends_on
    if not policy.free_look_days:
        raise RuleBroken("free_look_days", "free-look-given", Text("该保单无犹豫期", "It has no free-look period"))
    if last is not None and today_at(policy.org) > last:
        over = Text(f"犹豫期已于{last}届满", f"The free-look period ended on {last}")
        raise RuleBroken("free_look_ends_on", "within-free-look", over)


def _check_day(field: str, day: date, earliest: date, org: str) -> None:
    if day > today_at(org):
        raise RuleBroken(field, "not-in-the-future", Text("日期不能晚于今天", "The day can't lie in the future"))
    if day < earliest:
        raise RuleBroken(field, "not-before", Text(f"日期不能早于{earliest}", f"The day can't come before {earliest}"))


def _moment(day: date, policy: Policy) -> datetime:
    """A day as an instant: now if it is today, else its noon, but never before the policy was opened."""
    calendar = calendar_for(policy.org)
    if day == calendar.date_of(clock.now()):
        return clock.now()
    return max(policy.opened_at, datetime.combine(day, time(12), calendar.zone))
