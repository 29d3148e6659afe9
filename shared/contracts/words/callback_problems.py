"""Words of the problem cases of call-backs (问题件)."""

from shared.errors import Text

PROBLEM_CASES = {
    "problem_case": Text("回访问题件", "Problem case of a call-back"),
    "mis-selling": Text("销售误导", "mis-selling"),
    "denies-purchase": Text("客户称未办理", "denies the purchase"),
    "money-astray": Text("款项未到账或未入账", "money astray"),
    "signed-by-another": Text("代签名", "signed by somebody else"),
    "not-authorised": Text("非本人办理或未委托", "not authorised"),
    "claim-service": Text("对理赔服务有异议", "discontent with a claim"),
    "identity-unverified": Text("身份核实问题", "identity not verified"),
    "wants-out": Text("意向退保", "wants out"),
    "not-delivered": Text("保单未送达", "policy not delivered"),
    "terms-unclear": Text("条款未说明清楚", "terms not made clear"),
    "not-told": Text("未告知", "not told"),
    "explained": Text("解释后认可", "explained and accepted"),
    "mended": Text("已补正(补签、补送达等)", "mended: signed or handed over after all"),
    "free-look-taken": Text("犹豫期退保", "given back in the free-look period"),
    "surrender-taken": Text("退保", "surrendered"),
    "complaint-registered": Text("转投诉登记", "registered as a complaint"),
    "mis-selling-confirmed": Text("误导属实,移交销售品质管理", "mis-selling confirmed, passed to the sales discipline"),
    "not-reached": Text("多次联系未果", "not reached"),
    "settle_instead": Text("代为办结", "settled by the manager"),
    "note_end": Text("保单已终止", "policy ended"),
}

# Beside the words of codes that mean something else of other kinds of case.
PROBLEM_CASE = {
    "open": Text("待分派", "to be assigned"),
    "assigned": Text("处理中", "in hand"),
    "settled": Text("已办结", "settled"),
    "dropped": Text("已撤销", "dropped"),
    "add": Text("补充问题点", "more found"),
    "assign": Text("分派", "assigned"),
    "settle": Text("办结", "settled"),
    "reopen": Text("重开", "reopened"),
    "remind": Text("催办", "reminded"),
    "drop": Text("撤销", "dropped"),
}
