"""What a policy and each of its additions insure once it pays no more (减额交清)."""

from datetime import date

from services.policy_service.clauses.premium_plan import last_paid_to
from services.policy_service.items.paid_up import paid_up_sum_fen
from services.policy_service.policies.additions import additions_of, increases_of, put
from services.policy_service.policies.models import Policy
from shared.amounts import YUAN
from shared.contracts.policy_service import Addition


def pay_up_cover(policy: Policy, paid_to_on: date) -> None:
    """Each increase by its own time, and riders last for what is paid of them."""
    raised = sum(each.sum_assured_fen for each in increases_of(policy))
    plan = (policy.effective_on, paid_to_on, policy.pay_years, policy.payment_mode)
    additions = [_paid_up(policy, each, paid_to_on) for each in additions_of(policy)]
    policy.sum_assured_fen = paid_up_sum_fen(policy.sum_assured_fen - raised, *plan)
    policy.sum_assured_fen += sum(each.sum_assured_fen for each in additions if each.kind == "increase")
    put(policy, additions)


def _paid_up(policy: Policy, added: Addition, paid_to_on: date) -> Addition:
    if added.kind == "rider":
        return added.model_copy(update={"ends_on": min(paid_to_on, added.ends_on or paid_to_on)})
    payable = last_paid_to(policy.effective_on, policy.pay_years) - added.begins_on
    share = added.sum_assured_fen * (paid_to_on - added.begins_on).days
    return added.model_copy(update={"sum_assured_fen": share // (payable.days * YUAN) * YUAN})
