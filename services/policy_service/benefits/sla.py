"""Clocks of a benefit."""

from shared.sla import Sla, calendar_days, sla_table, working_days

PAID = {"pay_by_transfer", "pay_in_cash", "set_off"}
LEFT = {"retain", "end"}

# fmt: off
SLAS = sla_table(
    #   id                 name                                            starts          stops                                     pauses       limit              basis                                                        mark
    Sla("benefit-payment", "生存给付", "Benefit paid",                     {"fall_due"},   PAID | LEFT,                              {"account", "identity"}, calendar_days(10), "比照《保险法》第二十三条: 达成给付协议后十日内;自应领日起算为本系统设计", "D"),
    Sla("law23-2-benefit", "达成给付协议后付款", "Paid once agreed",       {"claim_cash", "approve_cash"}, PAID | LEFT | {"turn_back", "turn_back_failed"}, set(), calendar_days(10), "《保险法》第二十三条: 达成给付保险金的协议后十日内履行", "V"),
    Sla("account-refresh", "给付账户更新", "Account refreshed",            {"fail_transfer", "miss_account"}, {"refresh_account", "claim_cash", "claim_large_cash"} | LEFT, set(), working_days(10), "年终总结: 睡眠存折、早期卡号无法代付;期限为本系统设计", "D"),
)
# fmt: on
