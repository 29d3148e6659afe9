"""The life of a policy on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts.policy_service import (
    PolicyAcknowledged,
    PolicyCancelled,
    PolicyDelivered,
    PolicyEndorsed,
    PolicyFreeLookEnded,
    PolicyLapsed,
    PolicyMatured,
    PolicyOpened,
    PolicyReinstated,
    PolicyRescinded,
    PolicySurrendered,
    PolicyVoided,
)
from shared.lifecycle import LastDay, Lifecycle, Step, Timer


class PolicyStatus(StrEnum):
    AWAITING_DELIVERY = "awaiting_delivery"  # 待送达
    AWAITING_RECEIPT = "awaiting_receipt"  # 待回执
    IN_FORCE = "in_force"  # 有效, 回执已回销
    SUSPENDED = "suspended"  # 中止
    TERMINATED = "terminated"  # 终止: surrendered, matured, rescinded; the outcome says which
    FREE_LOOK_CANCELLED = "free_look_cancelled"  # 犹豫期退保
    VOIDED = "voided"  # 当日撤单


S, R = PolicyStatus, Role
LIVE = {S.AWAITING_DELIVERY, S.AWAITING_RECEIPT, S.IN_FORCE}

# fmt: off
LIFECYCLE = Lifecycle(
    "policy",
    #    action           from                   to                   announces            by
    Step("open",          set(),                 S.AWAITING_DELIVERY, PolicyOpened),
    Step("open_in_force", set(),                 S.IN_FORCE,          PolicyOpened),
    Step("deliver",       {S.AWAITING_DELIVERY}, S.AWAITING_RECEIPT,  PolicyDelivered,     {R.TELLER, R.INTEGRATOR}),
    Step("acknowledge",   {S.AWAITING_RECEIPT},  S.IN_FORCE,          PolicyAcknowledged,  {R.TELLER, R.INTEGRATOR}),
    Step("end_free_look", {S.IN_FORCE},          None,                PolicyFreeLookEnded),
    Step("cancel_in_free_look", LIVE,            S.FREE_LOOK_CANCELLED, PolicyCancelled,   {R.TELLER}),
    Step("lapse",         {S.IN_FORCE, S.AWAITING_RECEIPT, S.AWAITING_DELIVERY}, S.SUSPENDED, PolicyLapsed),
    Step("reinstate",     {S.SUSPENDED},         S.IN_FORCE,          PolicyReinstated),
    Step("rescind",       {S.SUSPENDED},         S.TERMINATED,        PolicyRescinded),
    Step("surrender",     LIVE | {S.SUSPENDED},  S.TERMINATED,        PolicySurrendered),
    Step("mature",        {S.IN_FORCE},          S.TERMINATED,        PolicyMatured),
    Step("endorse",       LIVE,                  None,                PolicyEndorsed),
    # Whatever was done with it that day: the sale is undone, and its premium paid back once, by the seller.
    Step("void",          LIVE | {S.SUSPENDED, S.TERMINATED, S.FREE_LOOK_CANCELLED}, S.VOIDED,   PolicyVoided),
    at_rest={S.IN_FORCE, S.SUSPENDED, S.FREE_LOOK_CANCELLED},  # in force for years, perhaps: no open case to anybody who counts them
    timers=(
        #     name         while in      until                         what happens
        Timer("free-look", {S.IN_FORCE}, LastDay("free_look_ends_on"), "end_free_look"),
    ),
)
# fmt: on
