"""What a policy is worth and owes today, and the dividends credited to it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.products import terms_of
from services.policy_service.loans.models import PolicyLoan
from services.policy_service.policies.additions import increases_of
from services.policy_service.policies.lifecycle import KEPT, LIVE
from services.policy_service.policies.models import Policy
from services.policy_service.values.cash_value import increase_value_fen
from services.policy_service.values.lines import value_lines
from services.policy_service.values.loans import owed_on, state_on
from services.policy_service.values.models import DividendEntry
from services.policy_service.values.schemas import DividendIn, LoanOut
from services.policy_service.values.settling import settled_by
from services.policy_service.values.standing import standing_of
from services.policy_service.values.taken_out import taken_out_of
from shared.anniversaries import policy_year
from shared.auth import Actor
from shared.cases import get_case
from shared.contracts.words import in_words
from shared.days import today_at
from shared.db import take_turn, unless_taken
from shared.errors import Conflict, RuleBroken, Text

LOAN_FACTS = LoanOut.model_fields.keys() - {"state", "interest_fen", "owed_fen"}


async def values_of(session: AsyncSession, policy: Policy, actor: Actor) -> dict[str, Any]:
    standing = await standing_of(session, policy.case_no, actor)
    lines = value_lines(standing) if policy.status in KEPT else []
    cash = sum(line.amount_fen for line in lines if line.code == "cash-value")
    return {
        "as_of": standing.today,
        "cash_value_fen": cash,
        "increases": [
            {"request_no": each.request_no, "cash_value_fen": increase_value_fen(policy, each, standing.today)}
            for each in (increases_of(policy) if lines else [])
        ],
        "dividends_fen": standing.dividends_fen,
        "owed_fen": standing.loan_fen,
        "lendable_fen": standing.still_lendable_fen(cash),
        "surrender_value_fen": sum(line.amount_fen for line in lines),
        "settled": [
            {"case_no": number, **settled._asdict()}
            for number, settled in (await settled_by(session, policy.case_no)).items()
        ],
        "taken_out": await taken_out_of(session, policy),
        "lines": [line.shown for line in lines],
    }


async def loans_of(session: AsyncSession, policy: Policy) -> dict[str, Any]:
    today, own = today_at(policy.org), PolicyLoan.policy_no == policy.case_no
    loans = (
        await session.scalars(select(PolicyLoan).where(own).order_by(PolicyLoan.lent_on, PolicyLoan.case_no))
    ).all()
    shown = []
    for loan in loans:
        owed = owed_on(loan, today)
        facts = {name: getattr(loan, name) for name in LOAN_FACTS}
        facts |= {"state": state_on(loan, today), "interest_fen": owed.interest_fen, "owed_fen": owed.total_fen}
        shown.append(facts)
    return {"as_of": today, "owed_fen": sum(loan["owed_fen"] for loan in shown), "loans": shown}


async def dividends_of(session: AsyncSession, policy: Policy) -> dict[str, Any]:
    own = DividendEntry.policy_no == policy.case_no
    entries = (await session.scalars(select(DividendEntry).where(own).order_by(DividendEntry.id))).all()
    return {"balance_fen": sum(entry.amount_fen for entry in entries), "entries": entries}


async def credit_dividend(session: AsyncSession, policy: Policy, form: DividendIn, actor: Actor) -> dict[str, Any]:
    """Once a policy year."""
    await take_turn(session, policy.case_no)
    today, policy = today_at(policy.org), await get_case(session, Policy, policy.case_no, actor)
    _check_dividend(policy, form.policy_year)
    entry = DividendEntry(policy_no=policy.case_no, policy_year=form.policy_year, amount_fen=form.amount_fen)
    entry.booked_on, entry.booked_by = today, actor.ref
    told = Text(f"第{form.policy_year}保单年度红利已入账", f"Policy year {form.policy_year} has its dividend already")
    session.add(entry)
    with unless_taken("policy_year", Conflict(told, rule="one-dividend-a-year")):
        await session.flush()
    return await dividends_of(session, policy)


def _check_dividend(policy: Policy, year: int) -> None:
    if policy.status not in LIVE:
        now = in_words(policy.status, "policy")
        told = Text(f"保单现为“{now.zh}”", f"The policy is “{now.en}”")
        raise RuleBroken("policy_no", "policy-status", told, status_of_policy=policy.status, during=sorted(LIVE))
    if not terms_of(policy.product).participates:
        raise RuleBroken("product", "participating", Text("该险种不分红", "This product has no dividends"))
    today = max(today_at(policy.org), policy.effective_on)
    if year >= policy_year(policy.effective_on, today):
        told = Text(f"第{year}保单年度尚未结束", f"Policy year {year} hasn't ended")
        raise RuleBroken("policy_year", "year-ended", told)
