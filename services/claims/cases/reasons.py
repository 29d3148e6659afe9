"""Why a claim is refused or not registered (拒赔理由): one row a reason, with the law it rests on. Pure."""

from collections.abc import Collection, Mapping

from shared.coded_rows import CodedRow
from shared.errors import RuleBroken, Text

CLAUSE = "保险条款"


# fmt: off
REFUSALS: Mapping[str, CodedRow] = {row.code: row for row in (
    CodedRow("not-covered",           Text("不属于保险责任", "outside the liability"),                  f"{CLAUSE}; 《保险法》第二十四条", "V"),
    CodedRow("before-cover",          Text("出险在保险责任开始前", "before cover began"),               CLAUSE,                            "D"),
    CodedRow("waiting-period",        Text("出险在等待期内", "within the waiting period"),              CLAUSE,                            "D"),
    CodedRow("suspended",             Text("出险在效力中止期间", "while the policy was suspended"),     "《保险法》第三十六条",            "V"),
    CodedRow("after-cover",           Text("出险在保险期间届满或合同终止后", "after cover had ended"),  CLAUSE,                            "D"),
    CodedRow("exclusion",             Text("属于责任免除", "excluded by the clause"),                   CLAUSE,                            "D"),
    CodedRow("suicide",               Text("两年内自杀", "suicide within two years"),                   "《保险法》第四十四条",            "V"),
    CodedRow("non-disclosure",        Text("未如实告知且影响承保", "not disclosed when it was asked"),  "《保险法》第十六条",              "V"),
    CodedRow("no-insured-event",      Text("未发生保险事故", "no insured event"),                       "《保险法》第二十七条",            "M"),
    CodedRow("evidence-insufficient", Text("证明资料不足以确认保险事故", "the evidence proves no event"), "《保险法》第二十二条",          "M"),
    CodedRow("limit-used",            Text("保险金额或限额已用尽", "the limit is used up"),             CLAUSE,                            "D"),
    CodedRow("below-deductible",      Text("未超过免赔额", "within the deductible"),                    CLAUSE,                            "D"),
    CodedRow("reimbursed-elsewhere",  Text("费用已由他处全额补偿", "reimbursed in full elsewhere"),     CLAUSE,                            "D"),
    CodedRow("invoice-used",          Text("发票已在另案赔付", "the invoice was paid in another claim"), CLAUSE,                           "D"),
    CodedRow("undesignated-hospital", Text("在非定点医院就诊", "treated at a hospital that isn't designated"), CLAUSE,                    "D"),
    CodedRow("time-barred",           Text("超过诉讼时效", "time-barred"),                              "《保险法》第二十六条",            "V"),
)}
# fmt: on


def check_refusals(codes: Collection[str]) -> None:
    """Raises RuleBroken for none, or for one that isn't in the table."""
    if not codes:
        raise RuleBroken("reasons", "reason-given", Text("拒赔须说明理由", "A refusal needs its reasons"))
    if unknown := [code for code in codes if code not in REFUSALS]:
        told = Text(f"没有此理由: {'、'.join(unknown)}", f"Not in the table: {', '.join(unknown)}")
        raise RuleBroken("reasons", "refusal-reason", told, known=list(REFUSALS))
