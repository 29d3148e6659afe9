"""Clocks of a complaint: where the rule of 2010 and that of 2020 both hold, both run (CMP choose, D)."""

from typing import Any

from services.callback.complaints.tables import DECISION, EXAMINATION, REVIEW, USUAL_DAYS
from shared.sla import Limit, Sla, calendar_days, sla_table, working_days


def with_extensions(case: Any) -> Limit:
    return calendar_days(case.limit_days)


HELD, DONE = {EXAMINATION}, {"answer", "withdraw"}
BSR = "《人身保险业务基本服务规定》 (S11 S17): 受理之日起十个工作日内明确答复, 不能答复的告知进展"
CMP = "《银行业保险业消费投诉处理管理办法》(2020年3号令, S28): 收到之日起十五日内决定并告知, 情况复杂的延至三十日, 特别复杂的经审批再延三十日; 外部鉴定期间不计"
AGAIN = "《银行业保险业消费投诉处理管理办法》(2020年3号令) 核查三十日, 条文未核"
OWN = "不予受理须告知原因; 时限为本系统设计"

# fmt: off
SLAS = sla_table(
    #   id            name                                                          starts                 stops                               pauses  limit                      basis   mark
    Sla("cmp-accept", "投诉受理", "Complaint accepted or not",                        {"register"},          {"accept", "decline", "withdraw"},  set(),  working_days(3),           OWN,    "D"),
    Sla("bsr-cmp",    "投诉答复或告知进展", "Complaint answered, or progress told",    {"accept", "reopen"},  DONE | {"tell_progress"},           set(),  working_days(10),          BSR,    "V2"),
    Sla(DECISION,     "投诉处理决定", "Complaint decided and told",                   {"register"},          DONE | {"decline"},                 HELD,   calendar_days(USUAL_DAYS), CMP,    "V", own_limit=with_extensions),
    Sla(REVIEW,       "投诉重办", "Complaint looked into again",                      {"reopen"},            DONE,                               HELD,   calendar_days(30),         AGAIN,  "M"),
)
# fmt: on
