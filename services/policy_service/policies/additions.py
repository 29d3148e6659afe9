"""What was added to a policy since its issue (附加险、加保), and what is left for the policy as it was issued. Pure.

A policy's premium is that of all of it, riders included; its sum assured that of the main cover, increases included.
"""

from collections.abc import Iterable
from datetime import date

from services.policy_service.clauses.added_cover import RIDERS
from services.policy_service.clauses.interest import half_up
from services.policy_service.clauses.products import options_of
from services.policy_service.policies.models import Policy
from shared.contracts.policy_service import Addition


def additions_of(policy: Policy) -> list[Addition]:
    """In the order in which they came."""
    return [Addition.model_validate(each) for each in policy.additions or ()]


def increases_of(policy: Policy) -> list[Addition]:
    return [each for each in additions_of(policy) if each.kind == "increase"]


def riders_of(policy: Policy, day: date) -> list[Addition]:
    """Those that haven't ended by then."""
    return [each for each in additions_of(policy) if each.kind == "rider" and not each.has_ended_on(day)]


def issued_premium_fen(policy: Policy) -> int:
    """Of one instalment, without what was added."""
    return policy.premium_fen - sum(each.premium_fen for each in additions_of(policy))


def put(policy: Policy, additions: Iterable[Addition]) -> None:
    policy.additions = [each.model_dump(mode="json") for each in additions]


def add(policy: Policy, added: Addition) -> None:
    put(policy, [*additions_of(policy), added])
    policy.premium_fen += added.premium_fen
    if added.kind == "increase":
        policy.sum_assured_fen += added.sum_assured_fen


def repriced(policy: Policy, times: int, over: int) -> list[int]:
    """The premiums in another payment mode: as issued, and of each addition."""
    premiums = [issued_premium_fen(policy), *(each.premium_fen for each in additions_of(policy))]
    return [half_up(premium * times, over) for premium in premiums]


def reprice(policy: Policy, times: int, over: int) -> None:
    premiums = repriced(policy, times, over)
    parts = zip(additions_of(policy), premiums[1:], strict=True)
    put(policy, [each.model_copy(update={"premium_fen": premium}) for each, premium in parts])
    policy.premium_fen = sum(premiums)


def scale(policy: Policy, staying_fen: int, has_fen: int) -> None:
    """Less of the sum assured: the same part of what was issued and of each increase, and of their premiums."""
    additions = [_scaled(each, staying_fen, has_fen) for each in additions_of(policy)]
    issued = half_up(issued_premium_fen(policy) * staying_fen, has_fen)
    policy.premium_fen = issued + sum(each.premium_fen for each in additions)
    put(policy, additions)


def _scaled(added: Addition, staying_fen: int, has_fen: int) -> Addition:
    if added.kind == "rider":
        return added
    less = {name: half_up(getattr(added, name) * staying_fen, has_fen) for name in ("sum_assured_fen", "premium_fen")}
    return added.model_copy(update=less)


def death_sum_fen(policy: Policy, day: date) -> int:
    """What it pays on the insured's death by accident."""
    riders = sum(each.sum_assured_fen for each in riders_of(policy, day) if RIDERS[each.product].pays_on_death)
    return riders + (policy.sum_assured_fen if options_of(policy.product).pays_on_death else 0)
