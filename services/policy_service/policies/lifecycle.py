"""The life of a policy on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts.policy_service import (
    PolicyAcknowledged,
    PolicyCancelled,
    PolicyClaimDiffered,
    PolicyDelivered,
    PolicyEndedByClaim,
    PolicyEndorsed,
    PolicyFreeLookEnded,
    PolicyLapsed,
    PolicyMatured,
    PolicyOpened,
    PolicyPremiumOwed,
    PolicyPremiumWaived,
    PolicyRegistered,
    PolicyReinstated,
    PolicyReinstatementExpired,
    PolicyRenewed,
    PolicyRescinded,
    PolicyRescissionProposed,
    PolicySurrendered,
    PolicyVoided,
    PolicyWaived,
)
from shared.errors import Text
from shared.guards import four_eyes
from shared.lifecycle import LastDay, Lifecycle, Step, Timer


class PolicyStatus(StrEnum):
    AWAITING_DELIVERY = "awaiting_delivery"  # 待送达
    AWAITING_RECEIPT = "awaiting_receipt"  # 待回执
    IN_FORCE = "in_force"  # 有效, 回执已回销
    SUSPENDED = "suspended"  # 中止
    TERMINATED = "terminated"  # 终止: surrendered, matured, rescinded, by a claim; the outcome says which
    FREE_LOOK_CANCELLED = "free_look_cancelled"  # 犹豫期退保
    VOIDED = "voided"  # 当日撤单


S, R = PolicyStatus, Role
FOUR_EYES = four_eyes("rescission_by", Text("拟解除人不能自行核准", "Who proposed it can't approve it"))
LIVE = {S.AWAITING_DELIVERY, S.AWAITING_RECEIPT, S.IN_FORCE}
NOT_LIVE = set(S) - LIVE
KEPT = LIVE | {S.SUSPENDED}  # a suspended one may be reinstated
ENDED = set(S) - KEPT

# fmt: off
LIFECYCLE = Lifecycle(
    "policy",
    #    action           from                   to                   announces            by
    Step("open",          set(),                 S.AWAITING_DELIVERY, PolicyOpened),
    Step("open_in_force", set(),                 S.IN_FORCE,          PolicyOpened),
    Step("register",      set(),                 S.IN_FORCE,          PolicyRegistered),
    Step("deliver",       {S.AWAITING_DELIVERY}, S.AWAITING_RECEIPT,  PolicyDelivered,     {R.TELLER, R.INTEGRATOR}),
    Step("acknowledge",   {S.AWAITING_RECEIPT},  S.IN_FORCE,          PolicyAcknowledged,  {R.TELLER, R.INTEGRATOR}),
    Step("end_free_look", {S.IN_FORCE},          None,                PolicyFreeLookEnded),
    Step("cancel_in_free_look", LIVE,            S.FREE_LOOK_CANCELLED, PolicyCancelled),
    Step("renew",         LIVE,                  None,                PolicyRenewed),
    Step("lapse",         LIVE,                  S.SUSPENDED,         PolicyLapsed),
    Step("reinstate",     {S.SUSPENDED},         S.IN_FORCE,          PolicyReinstated),
    Step("end_reinstatement", {S.SUSPENDED},     None,                PolicyReinstatementExpired),
    Step("propose_rescission", {S.SUSPENDED},    None,                PolicyRescissionProposed, {R.TELLER}),
    Step("rescind",       {S.SUSPENDED},         S.TERMINATED,        PolicyRescinded,     {R.REVIEWER}, (FOUR_EYES,)),
    Step("surrender",     KEPT,                  S.TERMINATED,        PolicySurrendered),
    Step("mature",        LIVE,                  S.TERMINATED,        PolicyMatured),
    Step("grant_waiver",  LIVE,                  None,                PolicyWaived),
    Step("waive_premium", LIVE,                  None,                PolicyPremiumWaived),
    Step("end_by_claim",  KEPT,                  S.TERMINATED,        PolicyEndedByClaim),
    # A loan was repaid, a premium paid or a dividend credited while the claim was on its way to be paid.
    Step("find_difference", KEPT | {S.TERMINATED}, None,              PolicyClaimDiffered),
    Step("owe_premium",   LIVE,                  None,                PolicyPremiumOwed),
    # What its end left of a loan is repaid, and endorsed.
    Step("endorse",       KEPT | {S.TERMINATED}, None,                PolicyEndorsed),
    # Whatever was done with it that day: the sale is undone, and its premium paid back once, by the seller.
    Step("void",          KEPT | {S.TERMINATED, S.FREE_LOOK_CANCELLED}, S.VOIDED, PolicyVoided),
    # In force for years, perhaps: no open case to anybody who counts them; one that has ended only its void may follow.
    at_rest={S.IN_FORCE, S.SUSPENDED, S.TERMINATED, S.FREE_LOOK_CANCELLED},
    timers=(
        #     name         while in      until                         what happens
        Timer("free-look", {S.IN_FORCE}, LastDay("free_look_ends_on"), "end_free_look"),
        Timer("reinstatement", {S.SUSPENDED}, LastDay("reinstatable_until"), "end_reinstatement"),
    ),
)
# fmt: on
