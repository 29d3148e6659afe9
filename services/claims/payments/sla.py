"""Clocks of a claim payment."""

from shared.sla import Sla, calendar_days, sla_table, working_days

PAID = {"pay_by_transfer", "pay_in_cash", "set_off_whole", "void"}
LAW = "《保险法》(2015年修订)"

# fmt: off
SLAS = sla_table(
    #   id                 name                                              starts            stops                     pauses limit               basis                                                                 mark
    Sla("law23-2-payment", "达成协议后付款", "Paid once agreed",              {"open"},         PAID,                     set(), calendar_days(10),  f"{LAW}第二十三条: 达成给付协议后十日内履行; 自核定起算 (先予支付自核准起算, 为本系统设计)", "V"),
    Sla("claim-account",   "理赔收款账户更新", "Account refreshed",           {"fail_transfer"}, {"refresh_account"} | PAID, set(), working_days(3),  "本系统设计: 付款期限不因账户有误而停",                                  "D"),
)
# fmt: on
