"""The whole life of a claim payment on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import claims_payments as announced
from shared.errors import Text
from shared.guards import four_eyes
from shared.lifecycle import Lifecycle, Step


class ClaimPaymentStatus(StrEnum):
    DUE = "due"  # 待付款
    IN_TRANSFER = "in_transfer"  # 转账中
    TRANSFER_FAILED = "transfer_failed"  # 转账失败, 须更新账户
    PAID_OUT = "paid_out"  # 已付款
    VOIDED = "voided"  # 已作废


PREPARED_BY_OTHER = four_eyes("prepared_by", Text("付款人不能是领款信息经办人", "Who told payee or account can't pay"))
DECIDED_BY_OTHER = four_eyes("decided_by", Text("付款人不能是核定人", "Who decided can't pay"))
OTHERS = (PREPARED_BY_OTHER, DECIDED_BY_OTHER)
VOIDED_BY_OTHER = four_eyes("prepared_by", Text("作废人不能是领款信息经办人", "Who told payee or account can't void"))

S, R = ClaimPaymentStatus, Role
CLERK = {R.ADJUDICATOR, R.BRANCH_MANAGER}
DESK, MONEY, BANK = {R.TELLER, R.ADJUDICATOR}, {R.CASHIER}, {R.CASHIER, R.INTEGRATOR}

# fmt: off
LIFECYCLE = Lifecycle(
    "claim_payment",
    #    action             from                         to                 announces                             by
    Step("open",             set(),                       S.DUE,             announced.ClaimPaymentOpened,          DESK),
    Step("send_transfer",    {S.DUE},                     S.IN_TRANSFER,     announced.ClaimPaymentSent,            MONEY, OTHERS),
    Step("pay_by_transfer",  {S.IN_TRANSFER},             S.PAID_OUT,        announced.ClaimPaymentPaid,            BANK),
    Step("put_off_transfer", {S.IN_TRANSFER},             S.DUE,             announced.ClaimPaymentFailed,          BANK),
    Step("fail_transfer",    {S.IN_TRANSFER},             S.TRANSFER_FAILED, announced.ClaimPaymentFailed,          BANK),
    Step("refresh_account",  {S.DUE, S.TRANSFER_FAILED},  S.DUE,             announced.ClaimPaymentAccountRefreshed, DESK),
    # Not while it is with the bank: money may be on its way.
    Step("pay_in_cash",      {S.DUE, S.TRANSFER_FAILED},  S.PAID_OUT,        announced.ClaimPaymentPaid,            MONEY, OTHERS),
    Step("set_off_part",     {S.DUE},                     None,              announced.ClaimPaymentSetOff,          CLERK, OTHERS),
    Step("set_off_whole",    {S.DUE},                     S.PAID_OUT,        announced.ClaimPaymentPaid,            CLERK, OTHERS),
    Step("void",             {S.DUE, S.TRANSFER_FAILED},  S.VOIDED,          announced.ClaimPaymentVoided,          CLERK, (VOIDED_BY_OTHER,)),
    waits={S.TRANSFER_FAILED: "account"},
)
# fmt: on
