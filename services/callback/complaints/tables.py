"""What complaints are about, why one isn't accepted or takes longer, what is found, and for how long: rows. Pure."""

from dataclasses import dataclass

from shared.coded_rows import CodedRow
from shared.errors import Text


@dataclass(frozen=True, slots=True)
class Reason(CodedRow):
    """`of_the_sale`: who sold the policy is complained of, unless somebody else is named."""

    of_the_sale: bool = False


DECISION, REVIEW = "cmp-2020", "cmp-review"  # clocks
EXAMINATION = "outside-examination"  # what a complaint waits for
USUAL_DAYS, EXTENDED_DAYS, FURTHER_DAYS = 15, 30, 30  # CMP-2020: the first extension is to, the second by at most

CALLS = "回访不成功原因与问题件原因 (S2)"
REPORT = "年终总结所列柜面问题"
CMP = "《银行业保险业消费投诉处理管理办法》(2020年3号令, S28)"
OWN = "本系统设计"

# fmt: off
REASONS = {row.code: row for row in (
    #      code                   text                                                            basis   mark  of sale
    Reason("mis-selling",         Text("销售误导", "mis-selling"),                                 CALLS,  "V",  True),
    Reason("signed-by-another",   Text("代签名", "signed by somebody else"),                       CALLS,  "V",  True),
    Reason("terms-unclear",       Text("条款未说明清楚", "terms not made clear"),                   CALLS,  "V",  True),
    Reason("policy-undelivered",  Text("保单未送达", "policy not delivered"),                      CALLS,  "V",  True),
    Reason("denies-purchase",     Text("客户称未办理", "denies the purchase"),                     CALLS,  "V",  True),
    Reason("premium-debit",       Text("扣费与续期争议", "debits and renewals"),                   REPORT, "D"),
    Reason("surrender-dispute",   Text("退保争议", "surrender"),                                   CALLS,  "D"),
    Reason("claim-dispute",       Text("理赔争议", "claim"),                                       OWN,    "D"),
    Reason("benefit-dispute",     Text("给付争议", "benefits"),                                    REPORT, "D"),
    Reason("policy-service",      Text("保全办理", "policy services"),                             OWN,    "D"),
    Reason("long-wait",           Text("等候时间长", "long waits"),                                REPORT, "D"),
    Reason("attitude",            Text("服务态度", "attitude"),                                    OWN,    "D"),
    Reason("too-many-calls",      Text("电话打扰", "unwanted calls"),                              OWN,    "D"),
    Reason("personal-data",       Text("个人信息保护", "personal data"),                           OWN,    "D"),
    Reason("other",               Text("其他", "other"),                                          OWN,    "D"),
)}
REFUSALS = {row.code: row for row in (
    CodedRow("not-by-consumer",     Text("非投诉人本人或其受托人提出", "made by nobody entitled to"),   CMP,    "V2"),
    CodedRow("not-our-business",    Text("非本公司业务", "not about our business"),                   CMP,    "V2"),
    CodedRow("nothing-new",         Text("已答复且无新的事实和理由", "answered before, nothing new"),  CMP,    "V2"),
    CodedRow("before-a-court",      Text("已诉讼或仲裁", "before a court or an arbiter"),             OWN,    "D"),
    CodedRow("no-claim-made", Text("未主张民事权益(建议、咨询、举报)", "a suggestion, question or tip-off"), OWN, "D"),
)}
EXTENSIONS = {row.code: row for row in (
    CodedRow("complex",             Text("情况复杂", "complex"),                                     CMP,    "V"),
    CodedRow("very-complex",        Text("情况特别复杂", "very complex"),                            CMP,    "V"),
    CodedRow("other-special",       Text("其他特殊原因", "another special reason"),                  CMP,    "V"),
)}
FINDINGS = {row.code: row for row in (
    CodedRow("founded",             Text("属实", "founded"),                                        OWN,    "D"),
    CodedRow("partly-founded",      Text("部分属实", "founded in part"),                             OWN,    "D"),
    CodedRow("not-founded",         Text("不属实", "not founded"),                                  OWN,    "D"),
    CodedRow("by-agreement",        Text("协商一致", "agreed with the complainant"),                 OWN,    "D"),
)}
# fmt: on
