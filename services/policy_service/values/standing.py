"""A policy as it stands when something is asked of it, with its people, its loans and its dividends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.products import terms_of
from services.policy_service.loans.models import PolicyLoan
from services.policy_service.open_claims.commands import open_of
from services.policy_service.open_claims.models import PolicyClaim
from services.policy_service.policies.models import Party, Policy
from services.policy_service.values.death_cover import other_death_fen
from services.policy_service.values.loans import owed_on
from services.policy_service.values.models import DividendEntry
from shared.ages import age_on
from shared.auth import Actor
from shared.cases import get_case
from shared.days import today_at
from shared.errors import RuleBroken, Text


@dataclass(frozen=True, slots=True)
class Standing:
    """The policy and its people, its open loans, its dividend account and its open claims, today; and what is known of
    the request."""

    policy: Policy
    people: Sequence[Party]
    today: date
    loans: Sequence[PolicyLoan] = ()
    dividends_fen: int = 0
    other_death_fen: int = 0  # what other policies here pay on the death of a minor whom it insures
    asked_on: date | None = None  # None: today
    loading_percent: int = 0
    open_claims: Sequence[PolicyClaim] = ()

    def of_role(self, role: str) -> list[Party]:
        return [party for party in self.people if party.role == role]

    @property
    def holder(self) -> Party:
        return self.of_role("policyholder")[0]

    @property
    def insured(self) -> list[Party]:
        """Where none is named the policyholder is it."""
        return self.of_role("insured") or [self.holder]

    @property
    def insured_ages(self) -> list[int]:
        return [age_on(date.fromisoformat(each.born_on), self.today) for each in self.insured]

    @property
    def loan_fen(self) -> int:
        """Principal and interest of all its loans, today."""
        return sum(owed_on(loan, self.today).total_fen for loan in self.loans)

    def lendable_fen(self, value_fen: int) -> int:
        """Of this cash value, what is already lent included; rounded down, for it is a limit."""
        return value_fen * terms_of(self.policy.product).lends_percent // 100

    def still_lendable_fen(self, value_fen: int) -> int:
        return max(self.lendable_fen(value_fen) - self.loan_fen, 0)

    @property
    def insures_another(self) -> bool:
        """One person is often on the form twice, as policyholder and as insured."""
        return any(party.id_hash != self.holder.id_hash for party in self.of_role("insured"))

    def party(self, ref: str) -> Party:
        """One of its people; RuleBroken for somebody else."""
        for party in self.people:
            if party.party_ref == ref:
                return party
        raise RuleBroken("party_ref", "of-this-policy", Text("此人不在该保单上", "Nobody of this policy"))


async def standing_of(session: AsyncSession, policy_no: str, actor: Actor) -> Standing:
    policy = await get_case(session, Policy, policy_no, actor)
    people = (await session.scalars(select(Party).where(Party.case_no == policy_no).order_by(Party.id))).all()
    open_loans = select(PolicyLoan).where(PolicyLoan.policy_no == policy_no, PolicyLoan.closed_on.is_(None))
    loans = (await session.scalars(open_loans.order_by(PolicyLoan.lent_on, PolicyLoan.case_no))).all()
    booked = select(func.sum(DividendEntry.amount_fen)).where(DividendEntry.policy_no == policy_no)
    today, dividends = today_at(policy.org), int(await session.scalar(booked) or 0)
    elsewhere, claims = await other_death_fen(session, policy, people, today), await open_of(session, policy_no)
    return Standing(policy, people, today, loans, dividends, elsewhere, open_claims=claims)
