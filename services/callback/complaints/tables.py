"""What complaints are about, why one isn't accepted or takes longer, what is found, and for how long: rows. Pure."""

from dataclasses import dataclass

from shared.errors import Text
from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class Row:
    """`of_the_sale`: who sold the policy is complained of, unless somebody else is named."""

    code: str
    text: Text
    basis: str
    mark: Mark
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
    #   code                   text                                                            basis   mark  of the sale
    Row("mis-selling",         Text("销售误导", "mis-selling"),                                 CALLS,  "V",  True),
    Row("signed-by-another",   Text("代签名", "signed by somebody else"),                       CALLS,  "V",  True),
    Row("terms-unclear",       Text("条款未说明清楚", "terms not made clear"),                   CALLS,  "V",  True),
    Row("policy-undelivered",  Text("保单未送达", "policy not delivered"),                      CALLS,  "V",  True),
    Row("denies-purchase",     Text("客户称未办理", "denies the purchase"),                     CALLS,  "V",  True),
    Row("premium-debit",       Text("扣费与续期争议", "debits and renewals"),                   REPORT, "D"),
    Row("surrender-dispute",   Text("退保争议", "surrender"),                                   CALLS,  "D"),
    Row("claim-dispute",       Text("理赔争议", "claim"),                                       OWN,    "D"),
    Row("benefit-dispute",     Text("给付争议", "benefits"),                                    REPORT, "D"),
    Row("policy-service",      Text("保全办理", "policy services"),                             OWN,    "D"),
    Row("long-wait",           Text("等候时间长", "long waits"),                                REPORT, "D"),
    Row("attitude",            Text("服务态度", "attitude"),                                    OWN,    "D"),
    Row("too-many-calls",      Text("电话打扰", "unwanted calls"),                              OWN,    "D"),
    Row("personal-data",       Text("个人信息保护", "personal data"),                           OWN,    "D"),
    Row("other",               Text("其他", "other"),                                          OWN,    "D"),
)}
REFUSALS = {row.code: row for row in (
    Row("not-by-consumer",     Text("非投诉人本人或其受托人提出", "made by nobody entitled to"),   CMP,    "V2"),
    Row("not-our-business",    Text("非本公司业务", "not about our business"),                   CMP,    "V2"),
    Row("nothing-new",         Text("已答复且无新的事实和理由", "answered before, nothing new"),  CMP,    "V2"),
    Row("before-a-court",      Text("已诉讼或仲裁", "before a court or an arbiter"),             OWN,    "D"),
    Row("no-claim-made",       Text("未主张民事权益(建议、咨询、举报)", "a suggestion, question or tip-off"), OWN, "D"),
)}
EXTENSIONS = {row.code: row for row in (
    Row("complex",             Text("情况复杂", "complex"),                                     CMP,    "V"),
    Row("very-complex",        Text("情况特别复杂", "very complex"),                            CMP,    "V"),
    Row("other-special",       Text("其他特殊原因", "another special reason"),                  CMP,    "V"),
)}
FINDINGS = {row.code: row for row in (
    Row("founded",             Text("属实", "founded"),                                        OWN,    "D"),
    Row("partly-founded",      Text("部分属实", "founded in part"),                             OWN,    "D"),
    Row("not-founded",         Text("不属实", "not founded"),                                  OWN,    "D"),
    Row("by-agreement",        Text("协商一致", "agreed with the complainant"),                 OWN,    "D"),
)}
# fmt: on
