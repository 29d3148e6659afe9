"""Clocks of a service request."""

from shared.sla import Sla, calendar_days, sla_table, working_days

DONE = {"confirm", "confirm_to_pay", "decline", "reject", "cancel", "expire", "void"}
REGULATION = "人身保险业务基本服务规定 (保监会令2010年第4号)"

# fmt: off
SLAS = sla_table(
    #   id            name                                          starts              stops                    pauses                  limit             basis                                                    mark
    Sla("bsr-pos1",   "保全一次性补正告知", "One-time notice of missing papers", {"accept"}, DONE | {"tell_missing", "submit", "underwrite", "ask_payment", "agree_by_silence"}, set(), working_days(5), f"{REGULATION}: 资料不齐五日内一次性告知 (S10 S16)", "V2"),
    Sla("bsr-pos2",   "保全办结(不涉保费)", "Request done",           {"accept"},         DONE | {"ask_payment", "agree_by_silence"},   {"papers"},             working_days(5),  f"{REGULATION}: 不涉及保费的五日内办结",                  "M"),
    Sla("bsr-pos3",   "保全办结(已足额交费)", "Request done once paid", {"ask_payment", "agree_by_silence"}, DONE,                     {"payment"},            working_days(5),  f"{REGULATION}: 足额交费之日起五日内办结 (S15)",           "V2"),
    Sla("pos-3wd",    "保全3日确认", "Confirmed in three days",       {"accept"},         DONE,                     {"papers", "payment"},  working_days(3),  "三级机构运营考核: 保全3日确认率,满分98% (S48)",           "V"),
    Sla("pos-payout", "保全付费", "Paid out",                         {"confirm_to_pay"}, {"pay_out", "pay_out_to_agent", "void"}, set(),                  calendar_days(30), "《保险法》第四十七条: 自收到解除合同通知之日起三十日内退还现金价值", "V"),
    Sla("bsr-pos5",   "代办结果通知委托人", "Principal told of the result", {"pay_out_to_agent"}, {"tell_principal"}, set(),              working_days(5),  f"{REGULATION}: 代领超过1000元的将办理结果通知委托人 (S10); 原文无时限, 五个工作日为本系统设计", "D"),
)
# fmt: on
