"""What a row of the catalogue (保全项目) says."""

from collections.abc import Awaitable, Callable, Set
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.items.schemas import Ask
from services.policy_service.items.standing import Standing
from services.policy_service.policies.lifecycle import PolicyStatus
from shared.errors import RuleBroken, Text

Mark = Literal["V", "V2", "M", "D"]
PartyRole = Literal["policyholder", "insured", "beneficiary"]


class MoneyLine(NamedTuple):
    """One line of the arithmetic: positive fen are due to the customer, negative ones from them."""

    code: str
    text: Text
    amount_fen: int
    basis: str


class Consent(NamedTuple):
    """Somebody else's written consent that the law asks for (被保险人同意); `paper` shows it."""

    of: PartyRole
    paper: str
    needed: Callable[[Standing], bool]
    basis: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`applicants`: any one of these may apply. `exchange`: its two letters in other systems (数据交换代码).

    `check` raises RuleBroken; `money` computes what is due, of a policy and on a day; `apply` changes the policy's
    people or columns, and then the policy takes `step`.
    """

    code: str
    name: Text
    exchange: str | None
    applicants: Set[PartyRole]
    during: Set[PolicyStatus]
    papers: tuple[str, ...]
    change: type[Ask]
    apply: Callable[[AsyncSession, Standing, Any], Awaitable[None]]
    check: Callable[[Standing, Any], None] = lambda standing, change: None
    money: Callable[[Standing, Any], list[MoneyLine]] = lambda standing, change: []
    consent: Consent | None = None
    underwritten: bool = False
    reviewed: bool = False
    step: str = "endorse"
    basis: str
    mark: Mark

    def required_papers(self, standing: Standing, *, agent_acts: bool) -> tuple[str, ...]:
        consent = (self.consent.paper,) if self.consent and self.consent.needed(standing) else ()
        return (*self.papers, *consent, *(OF_AN_AGENT if agent_acts else ()))

    def check_allowed(self, standing: Standing) -> None:
        """RuleBroken where the policy's status is none of those that the item is for."""
        status = standing.policy.status
        if status not in self.during:
            states = "、".join(sorted(self.during)), ", ".join(sorted(self.during))
            told = Text(f"{self.name.zh}限保单状态为{states[0]}", f"{self.name.en} is for policies {states[1]}")
            raise RuleBroken("policy_no", "policy-status", told, status_of_policy=status, during=sorted(self.during))


OF_AN_AGENT = ("authority", "agent_id")
