"""Units, breakdowns and their values in both languages; codes that a foreign system sends are shown as they come."""

from services.metrics.kpis import KPIS
from services.metrics.schemas import KpiAnswer
from shared.contracts.words import in_words, item_in_words
from shared.contracts.words.callbacks import CALLBACK_SLICES
from shared.contracts.words.claims import OF_SLICES
from shared.debit_reasons import REASONS
from shared.errors import Text
from shared.language import Language

BY_WORDS = {
    "by.channel": Text("渠道", "channel"),
    "by.outlet": Text("网点", "outlet"),
    "by.product": Text("险种", "product"),
    "by.salesperson": Text("业务员", "salesperson"),
    "by.teller": Text("柜员", "teller"),
    "by.handler": Text("经办", "holder"),
    "by.scanner": Text("扫描人", "scanned by"),
    "by.stage": Text("环节", "stage"),
    "by.age": Text("滞留天数", "age"),
    "by.defect": Text("差错", "defect"),
    "by.reason": Text("原因", "reason"),
    "by.decision": Text("核保结论", "decision"),
    "by.outcome": Text("结果", "outcome"),
    "by.days": Text("用时(天)", "days taken"),
    "by.in_time": Text("是否按时", "in time"),
    "by.attempt": Text("第几次代扣", "attempt"),
    "by.type": Text("函件类型", "type of notice"),
    "by.label": Text("标签", "label"),
    "by.business": Text("业务类型", "business"),
    "by.flag": Text("数据瑕疵", "flag"),
    "by.priority": Text("是否优先", "priority"),
    "by.satisfaction": Text("评价", "evaluation"),
    "by.hour": Text("时段", "hour"),
    "by.weekday_hour": Text("星期×时段", "weekday and hour"),
    "by.org": Text("机构", "branch"),
    "by.teller_month": Text("柜员月", "teller and month"),
    "by.tool": Text("巡检工具", "tool"),
    "by.premium_year": Text("保费年度", "premium year"),
    "by.payment_mode": Text("交费方式", "payment mode"),
    "by.item": Text("项目", "item"),
    "by.severity": Text("严重程度", "severity"),
    "by.benefit": Text("给付种类", "benefit"),
    "by.paper": Text("资料", "paper"),
    "by.cause": Text("缺陷", "what is wrong"),
    "by.campaign_type": Text("活动类型", "campaign"),
    "by.project": Text("回访项目", "project"),
    "by.round": Text("回访轮次", "round"),
    "by.owner": Text("任务归属", "whose task"),
    "by.speech": Text("语言", "language"),
    "by.result": Text("结果", "result"),
    "by.reached_by": Text("由谁回访成功", "reached by"),
    "by.number_cause": Text("无电话原因", "why no number rings"),
    "by.doubt": Text("号码疑点", "doubt"),
    "by.investigator": Text("调查员", "investigator"),
    "by.topic": Text("培训主题", "topic"),
    "by.claim_type": Text("理赔类型", "type of claim"),
    "by.claim_cause": Text("出险原因", "cause of the event"),
    "by.limit": Text("时限", "limit"),
    "by.liability": Text("保险责任", "liability"),
    "by.risk": Text("风险提示", "risk flag"),
    "by.payee": Text("领款人", "payee"),
    "by.settlement": Text("给付方式", "payment or advance"),
    "by.paid_by": Text("付款方式", "transfer or cash"),
    "by.kind": Text("案件类型", "kind of case"),
}

UNITS = {
    "cases": Text("件", "cases"),
    "sessions": Text("场", "held"),
    "notices": Text("件函", "notices"),
    "calls": Text("次", "calls"),
    "%": Text("%", "%"),
    "days": Text("天", "days"),
    "hours": Text("小时", "h"),
    "working_hours": Text("工作小时", "work h"),
    "minutes": Text("分钟", "min"),
    "cases_per_teller": Text("件/人", "/ teller"),
    "cases_per_10000": Text("件/万张", "/ 10,000 policies"),
    "person_days": Text("人天", "person-days"),
    "yuan": Text("元", "yuan"),
}

SERVICES = {
    "intake": Text("受理", "intake"),
    "policy_service": Text("保全", "policies"),
    "claims": Text("理赔", "claims"),
    "callback": Text("回访", "call-back"),
    "foreign": Text("外部系统", "other systems"),
    "metrics": Text("指标", "metrics"),
}


WHOLE_UNITS = frozenset({"cases", "notices", "sessions", "yuan"})
ANSWERED_BY_A_BANK = frozenset({"renewal", "benefit"})


def code(value: str | None, language: Language, kind: str | None = None) -> str:
    """A code in words, of this kind of case, or the code itself when the counter has no word for it."""
    return "–" if value is None else str(getattr(in_words(value, kind), language))


def part_word(by: str, value: str, language: Language, kind: str | None = None) -> str:
    """A value of a breakdown in words: an item is a noun there, whatever an action of its code is called.

    A form without an account, too, is called `account-missing`: the bank says otherwise.
    """
    if kind and (said := (OF_SLICES | CALLBACK_SLICES).get((by, kind), {}).get(value)):
        return str(getattr(said, language))
    if by == "reason" and kind in ANSWERED_BY_A_BANK and value in REASONS:
        return str(getattr(REASONS[value].text, language))
    return str(getattr(item_in_words(value), language)) if by == "item" else code(value, language, kind)


def measured(value: float, unit: str, language: Language) -> str:
    """A value with its unit; with `%`, 1.0 is 100 %."""
    if unit == "%":
        return f"{value * 100:.1f}%"
    shown = f"{value:,.0f}" if unit in WHOLE_UNITS else f"{value:,.1f}"
    return f"{shown} {getattr(UNITS[unit], language)}"


def fraction(answer: KpiAnswer, language: Language) -> str:
    """Of money in yuan: the cells add up fen."""
    kpi, below = KPIS[answer.kpi.id], answer.denominator or 0
    if kpi.reading == "amount_ratio" and kpi.amounts == "fen":
        return f"{answer.numerator / 100:,.0f} / {below / 100:,.0f} {getattr(UNITS['yuan'], language)}"
    return f"{answer.numerator:,} / {below:,}"
