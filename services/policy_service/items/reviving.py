"""Reinstatement (复效): every premium missed and its interest, within two years of the suspension."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.interest import interest_fen
from services.policy_service.clauses.premium_plan import next_due_on, paid_to_after
from services.policy_service.clauses.products import terms_of
from services.policy_service.items.money_asks import Reinstatement
from services.policy_service.policies.models import Policy
from services.policy_service.values.lines import MoneyLine
from services.policy_service.values.standing import Standing
from shared.errors import RuleBroken, Text

PREMIUM = Text("应交{}保险费", "Premium due on {}")
INTEREST = Text("{}应交保险费的利息", "Interest on the premium due on {}")


def check_within_two_years(standing: Standing, _change: Reinstatement) -> None:
    since, until = standing.policy.suspended_on, standing.policy.reinstatable_until
    if until is None or standing.today > until:
        told = Text(f"保单自{since}中止,已满二年", f"Suspended since {since}: the two years are over")
        raise RuleBroken("suspended_on", "within-two-years", told, basis="《保险法》第三十七条", mark="V")


def arrears(standing: Standing, _change: Reinstatement) -> list[MoneyLine]:
    """Two lines for each premium that fell due by today, so that each rounding is seen."""
    policy, rates = standing.policy, terms_of(standing.policy.product).arrears_rates
    lines = []
    for due_on in missed(policy, standing.today):
        interest = interest_fen(policy.premium_fen, rates, due_on, standing.today)
        lines.append(_line("premium", PREMIUM, due_on, policy.premium_fen, "《保险法》第三十七条: 补交保险费"))
        lines.append(_line("arrears-interest", INTEREST, due_on, interest, "《保险法解释(三)》第八条: 可要求补交利息"))
    return lines


def missed(policy: Policy, today: date) -> Iterator[date]:
    """When the premiums that aren't paid fell due (欠交各期)."""
    due_on = policy.next_due_on
    while due_on is not None and due_on <= today:
        yield due_on
        paid_to = paid_to_after(policy.effective_on, policy.payment_mode, due_on)
        due_on = next_due_on(policy.effective_on, policy.pay_years, paid_to)


async def reinstate(_session: AsyncSession, standing: Standing, _change: Reinstatement) -> None:
    policy = standing.policy
    for due_on in list(missed(policy, standing.today)):
        policy.paid_to_on = paid_to_after(policy.effective_on, policy.payment_mode, due_on)
    policy.suspended_on, policy.reinstated_on = None, standing.today


def _line(code: str, text: Text, due_on: date, amount_fen: int, basis: str) -> MoneyLine:
    return MoneyLine(code, Text(text.zh.format(due_on), text.en.format(due_on)), -amount_fen, basis)
