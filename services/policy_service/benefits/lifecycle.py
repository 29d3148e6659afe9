"""The life of a benefit on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import policy_service_benefits as announced
from shared.errors import Text
from shared.guards import four_eyes
from shared.lifecycle import Lifecycle, Step


class BenefitStatus(StrEnum):
    DUE = "due"  # 待给付
    AWAITING_IDENTITY = "awaiting_identity"  # 待身份识别: nothing of this size is transferred before
    IN_TRANSFER = "in_transfer"  # 转账中
    TRANSFER_FAILED = "transfer_failed"  # 转账失败, 须更新账户
    CASH_IN_REVIEW = "cash_in_review"  # 付现待复核
    AWAITING_CASH = "awaiting_cash"  # 待付现
    PAID_OUT = "paid_out"  # 已给付
    RETAINED = "retained"  # 留存
    ENDED = "ended"  # 不予给付: the policy ended, or the insured died, before the day


REVIEWED = four_eyes("claimed_by", Text("复核人不能是受理人", "Who took the claim in can't review it"))
PAID_BY_ANOTHER = four_eyes("claimed_by", Text("付款人不能是受理人", "Who took the claim in can't pay it"))

S, R = BenefitStatus, Role
DESK, REVIEWER, MONEY = {R.TELLER}, {R.REVIEWER}, {R.CASHIER}
CLAIMED = {S.CASH_IN_REVIEW, S.AWAITING_CASH}
FREE = {S.DUE, S.AWAITING_IDENTITY, S.TRANSFER_FAILED, S.RETAINED}
LEFT = FREE | CLAIMED | {S.IN_TRANSFER}  # to be paid still

# fmt: off
LIFECYCLE = Lifecycle(
    "benefit",
    #    action             from                     to                 announces                        by
    Step("fall_due",         set(),                   S.DUE,             announced.BenefitFallenDue),
    Step("miss_account",     {S.DUE},                 S.TRANSFER_FAILED, announced.BenefitFailed),
    Step("await_identity",   {S.DUE},                 S.AWAITING_IDENTITY, announced.BenefitIdentityAwaited),
    Step("set_off",          {S.DUE},                 S.PAID_OUT,        announced.BenefitPaid),
    Step("notify",           FREE,                    None,              announced.BenefitNotified,         DESK | {R.CALLER, R.INTEGRATOR}),
    Step("identify",         {S.AWAITING_IDENTITY},   S.DUE,             announced.BenefitIdentified,       DESK),
    Step("identify",         FREE - {S.AWAITING_IDENTITY}, None,         announced.BenefitIdentified,       DESK),
    # A batch's own, whoever handles it.
    Step("send_transfer",    {S.DUE},                 S.IN_TRANSFER,     announced.BenefitSent),
    Step("recall_transfer",  {S.IN_TRANSFER},         S.DUE,             announced.BenefitRecalled),
    Step("pay_by_transfer",  {S.IN_TRANSFER},         S.PAID_OUT,        announced.BenefitPaid),
    Step("fail_transfer",    {S.IN_TRANSFER},         S.TRANSFER_FAILED, announced.BenefitFailed),
    Step("put_off_transfer", {S.IN_TRANSFER},         S.DUE,             announced.BenefitFailed),
    Step("refresh_account",  {S.TRANSFER_FAILED},     S.DUE,             announced.BenefitAccountRefreshed, DESK),
    Step("refresh_account",  {S.DUE, S.AWAITING_IDENTITY, S.RETAINED}, None,             announced.BenefitAccountRefreshed, DESK),
    Step("claim_cash",       FREE,                    S.AWAITING_CASH,   announced.BenefitClaimed,          DESK),
    Step("claim_large_cash", FREE,                    S.CASH_IN_REVIEW,  announced.BenefitClaimed,          DESK),
    Step("approve_cash",     {S.CASH_IN_REVIEW},      S.AWAITING_CASH,   announced.BenefitApproved,         REVIEWER, (REVIEWED,)),
    Step("pay_in_cash",      {S.AWAITING_CASH},       S.PAID_OUT,        announced.BenefitPaid,             MONEY, (PAID_BY_ANOTHER,)),
    Step("turn_back",        CLAIMED | {S.RETAINED},  S.DUE,             announced.BenefitTurnedBack,       DESK | REVIEWER),
    Step("turn_back_failed", CLAIMED | {S.RETAINED},  S.TRANSFER_FAILED, announced.BenefitTurnedBack,       DESK | REVIEWER),
    Step("retain",           FREE - {S.RETAINED},     S.RETAINED,        announced.BenefitRetained,         DESK),
    # Not while it is in a batch: money may be on its way.
    Step("end",              FREE | CLAIMED,          S.ENDED,           announced.BenefitEnded,            REVIEWER),
    Step("move",             LEFT,                    None,              announced.BenefitMoved),
    waits={S.TRANSFER_FAILED: "account", S.AWAITING_IDENTITY: "identity"},
    at_rest={S.RETAINED},
)
# fmt: on
