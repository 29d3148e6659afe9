"""Clocks of an application: the regulator's limits and the branch's own, each with its source."""

from shared.errors import Text
from shared.sla import Sla, sla_table, working_days

DECIDED = {"approve", "decline", "postpone", "pass_automatically"}
GONE = {"return", "withdraw", "withdraw_overdue"}
WAITS = {
    "supplement": Text("待客户补正", "awaiting the supplement"),
    "replacement": Text("待客户换单", "awaiting the replacement form"),
    "notice": Text("待函件回销", "awaiting the answer to a notice"),
    "premium": Text("待首期保费", "awaiting the first premium"),
}
CUSTOMER = frozenset(WAITS)
ASKED = {"request_supplement", "request_replacement"}  # at reception or later: the form is out of the desks' hands
SEEN_THROUGH = ASKED | {"review"}  # the form was judged, one way or the other

# What counts from compliant documents counts anew from the next review when a defect turns up after one.
# Who needs no examination is owed no word of one: that clock exists from the asking on, yet counts from the review too.
# Marks as in docs/clocks.md: V read in the source, V2 second-hand, M trade knowledge, D our own design.
# fmt: off
SLAS = sla_table(
    #   id                   name                                            starts                 stops                                             pauses     limit             basis                                                                  mark
    Sla("bsr-nb1",           "投保资料补正通知", "Notice of what to correct",  {"accept", "supplement", "replace"}, SEEN_THROUGH | GONE,     set(),     working_days(5),  "《人身保险业务基本服务规定》 投保资料不全一次性告知 (二手来源 S10 S13)",   "V2"),
    Sla("bsr-nb2",           "体检生调通知",     "Notice of examination",       {"ask_for_examination"}, DECIDED | GONE | ASKED | {"tell_of_examination"}, set(), working_days(5), "《人身保险业务基本服务规定》 需体检或生存调查时通知投保人 (二手来源 S13)", "V2", since="bsr-nb3"),
    Sla("bsr-nb3",           "承保出单",         "Contract made",               {"review"},            GONE | ASKED | {"issue", "decline", "postpone"}, CUSTOMER, working_days(15), "《人身保险业务基本服务规定》 资料合格并足额交费后订立合同 (二手来源 S13)",  "V2"),
    Sla("issue",             "出单时效",         "Turnaround to issue",         {"accept"},            GONE | {"issue", "decline", "postpone"}, CUSTOMER, working_days(5),  "三级机构运营考核: 5日出单率 满分88% 零分83% (S48), 以工作日计为本系统设计",   "D"),
    Sla("stage-scan",        "扫描时限",         "Scanning stage",              {"accept", "supplement", "replace", "reject_scans"}, GONE | ASKED | {"scan"}, set(), working_days(1), "三级机构运营考核: 24小时扫描率 (S48), 以工作日计为本系统设计", "D"),
    Sla("stage-key",         "录入时限",         "Keying stage",                {"scan", "reject_keying"}, GONE | ASKED | {"key", "reject_scans"}, set(),     working_days(1),  "本系统设计的岗位时限",                                                  "D"),
    Sla("stage-review",      "复核时限",         "Review stage",                {"key"},               GONE | ASKED | {"review", "reject_keying"}, set(),     working_days(1),  "本系统设计的岗位时限",                                                  "D"),
    Sla("stage-underwriting","核保时限",         "Underwriting stage",          {"refer"},             DECIDED | GONE | ASKED,             {"notice"}, working_days(3), "本系统设计的岗位时限",                                                  "D"),
    Sla("stage-issue",       "出单岗时限",       "Issuing stage",               {"receive_premium"},   {"issue", "withdraw"},              set(),     working_days(1),  "本系统设计的岗位时限",                                                  "D"),
)
# fmt: on
