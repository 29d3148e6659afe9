"""What a row of the catalogue (保全项目) says."""

from collections.abc import Awaitable, Callable, Sequence, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.items.ask import Ask
from services.policy_service.open_claims.freezing import check_none_open
from services.policy_service.policies.lifecycle import PolicyStatus
from services.policy_service.policies.models import LOST
from services.policy_service.policies.schemas import PartyRole
from services.policy_service.values.lines import MoneyLine
from services.policy_service.values.standing import Standing
from shared.contracts.words import in_words, list_in_words
from shared.errors import RuleBroken, Text
from shared.marks import Mark

HEALTH_TABLE = "人保健康保全资料表 (S19)"


def another_insured(standing: Standing, _change: Any) -> bool:
    """An insured who is the policyholder signs as such."""
    return standing.insures_another


class Consent(NamedTuple):
    """Written consent that the law asks of an insured who isn't the policyholder (被保险人同意); `paper` shows it."""

    of: PartyRole
    paper: str
    basis: str
    mark: Mark
    needed: Callable[[Standing, Any], bool] = another_insured


class Threshold(NamedTuple):
    """From so much due to the customer on, loans not deducted, or from so much due of them on (`taken`), these papers
    are asked for as well."""

    rule: str
    from_fen: int
    papers: tuple[str, ...]
    basis: str
    mark: Mark
    taken: bool = False

    def is_met(self, lines: Sequence[MoneyLine]) -> bool:
        amounts = [-line.amount_fen if self.taken else line.amount_fen for line in lines]
        return sum(amount for amount in amounts if amount > 0) >= self.from_fen


class Where(NamedTuple):
    """A condition on the policy, told in words."""

    holds: Callable[[Standing], bool]
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`applicants`: any one of these may apply. `exchange`: its two letters in other systems (数据交换代码).
    `alone`: no other request of the policy may be open beside it, for who applies or who handles it changes.

    `check` raises RuleBroken, and so does `check_stored` for what only the database tells; `money` computes what is
    due, of a policy and on a day; `apply` changes the policy's people or columns, and then the policy takes `step`.
    `on_payout`, given the request's number and organisation, does what follows from the payment. `answer_days`: silence
    for so long is the insurer's consent. `rated`: the underwriter may ask for a higher premium (加费). `rechecked`:
    what was agreed to is checked again as the money comes. `frozen_by_claims`: why it isn't done while a claim of the
    policy is open, neither asked for nor carried out.
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
    check_stored: Callable[[AsyncSession, Any], Awaitable[None]] | None = None
    money: Callable[[Standing, Any], list[MoneyLine]] = lambda standing, change: []
    consent: Consent | None = None
    underwritten: bool = False
    underwritten_where: Where | None = None
    rated: bool = False
    reviewed: bool = False
    threshold: Threshold | None = None
    answer_days: int | None = None
    on_payout: Callable[[AsyncSession, str, str], Awaitable[None]] | None = None
    alone: bool = False
    frozen_by_claims: Text | None = None
    rechecked: bool = False
    step: str = "endorse"
    basis: str
    mark: Mark

    def required_papers(
        self, standing: Standing, change: Any, *, agent_acts: bool, lines: Sequence[MoneyLine] = ()
    ) -> tuple[str, ...]:
        """Each once; `lines`: the arithmetic of the day, which a threshold looks at."""
        consent = (self.consent.paper,) if self.consent and self.consent.needed(standing, change) else ()
        above = self.threshold.papers if self.threshold and self.threshold.is_met(lines) else ()
        return tuple(dict.fromkeys((*self.papers, *consent, *above, *(OF_AN_AGENT if agent_acts else ()))))

    def is_underwritten(self, standing: Standing) -> bool:
        where = self.underwritten_where
        return self.underwritten or (where is not None and where.holds(standing))

    async def check_change(self, session: AsyncSession, standing: Standing, change: Any) -> None:
        self.check(standing, change)
        if self.check_stored:
            await self.check_stored(session, change)

    def check_allowed(self, standing: Standing) -> None:
        """RuleBroken where the policy's status is none of those that the item is for, or its document is lost; Conflict
        where it waits for a claim to be closed."""
        status = standing.policy.status
        if status not in self.during:
            now = in_words(status, "policy")
            fit = list_in_words((each for each in PolicyStatus if each in self.during), "policy")
            told = Text(
                f"保单现为“{now.zh}”;{self.name.zh}限保单状态为:{fit.zh}",
                f"The policy is “{now.en}”; {self.name.en} is for policies that are: {fit.en}",
            )
            raise RuleBroken("policy_no", "policy-status", told, status_of_policy=status, during=sorted(self.during))
        if self.frozen_by_claims:
            check_none_open(standing.open_claims, self.name, self.frozen_by_claims)
        # Whoever brings a document that was reported lost is not believed: it is reissued first.
        if "policy" in self.papers and standing.policy.document_status == LOST:
            told = Text("保单已挂失,请先补发", "The policy document is reported lost: have it reissued first")
            raise RuleBroken("papers", "document-at-hand", told)


OF_AN_AGENT = ("authority", "agent_id")
