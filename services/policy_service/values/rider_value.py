"""What goes back of a rider's premium when its policy ends (附加险未满期净保险费). Pure."""

from datetime import date

from services.policy_service.clauses.interest import half_up
from services.policy_service.clauses.premium_plan import parts_until
from services.policy_service.policies.models import Policy
from services.policy_service.values.cash_value import valued_on
from shared.contracts.policy_service import Addition

NET_PER_MILLE = 750  # less the costs of the sale, as of the card policies; invented
BASIS = "条款: 未满期净保险费按日计, 扣除手续费25%(本系统设计)"


def unearned_fen(policy: Policy, rider: Addition, today: date) -> int:
    """For the days that are paid and not yet covered; as the cash value it stands still while a premium is owed."""
    until = min(policy.premiums_paid_to, rider.ends_on or date.max)
    parts = parts_until(policy.effective_on, policy.payment_mode, valued_on(policy, today), until)
    return sum(half_up(rider.premium_fen * part.days * NET_PER_MILLE, part.of_days * 1_000) for part in parts)
