"""Words of the pages in both languages; codes that a foreign system sends are shown as they come."""

from services.metrics.web.page_words import PAGE_WORDS
from shared.contracts.words import in_words, item_in_words
from shared.contracts.words.claims import OF_SLICES
from shared.debit_reasons import REASONS
from shared.errors import Text
from shared.language import Language

COMMON_WORDS = {
    "title": Text("柜面运营看板", "Branch counter board"),
    "all_orgs": Text("全部机构", "All branches"),
    "org": Text("机构", "Branch"),
    "window": Text("统计期", "Window"),
    "today": Text("今日", "Today"),
    "week": Text("近7日", "7 days"),
    "month": Text("近30日", "30 days"),
    "as_of": Text("截至", "As of"),
    "now": Text("此刻", "now"),
    "target": Text("目标", "target"),
    "none": Text("无数据", "no data"),
    "by_stage": Text("在途件 · 按环节", "Open applications by stage"),
    "by_age": Text("在途件 · 按滞留天数", "Open applications by age in days"),
    "by_holder": Text("在途件 · 按经办", "Open applications by handler"),
    "by_defect": Text("问题件 · 按差错", "Defects by code"),
    "flow": Text("受理与出单 · 每日", "Accepted and issued, by day"),
    "cases": Text("件", "cases"),
    "numerator": Text("分子", "Numerator"),
    "denominator": Text("分母", "Denominator"),
    "population": Text("口径", "Population"),
    "formula": Text("公式", "Formula"),
    "version": Text("版本", "version"),
    "basis": Text("依据", "Basis"),
    "verified": Text("出处已核", "read in its source"),
    "unverified": Text("出处未核", "not verified"),
    "trend": Text("走势", "Trend"),
    "breakdown": Text("分解", "Breakdown"),
    "most_cases": Text("件数最多的 {} 项(共 {} 项)", "the {} with the most cases, of {}"),
    "behind_number": Text("数字背后的案件", "The cases behind the number"),
    "case": Text("案件", "Case"),
    "timeline": Text("案件轨迹", "Timeline"),
    "clocks": Text("时效时钟", "Clocks"),
    "more": Text("下一页", "Next page"),
    "first_page": Text("第一页", "First page"),
    "status": Text("状态", "Status"),
    "opened": Text("受理时间", "Opened"),
    "due": Text("应办结", "Due"),
    "handler": Text("经办", "Handler"),
    "salesperson": Text("业务员", "Salesperson"),
    "channel": Text("渠道", "Channel"),
    "waiting": Text("等待", "Waiting for"),
    "running": Text("计时", "running"),
    "paused": Text("暂停(等待客户)", "paused, waiting for the customer"),
    "closed": Text("非营业", "closed hours"),
    "weekend": Text("周末", "weekend"),
    "holiday": Text("节假日", "holiday"),
    "live": Text("实时", "live"),
    "behind": Text("落后", "behind"),
    "silent": Text("无声", "silent"),
    "no_explanation": Text("该类案件没有可说明的时钟", "This kind of case has no clocks that can be explained"),
    "sister_silent": Text("所属系统暂未应答,时钟说明稍后可见", "The owning service does not answer; try again shortly"),
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
    "dark": Text("深色/浅色", "Dark or light"),
    "not_found": Text("没有这个页面或案件", "There is no such page or case"),
    "sign_in": Text("请通过本单位登录后访问", "Sign in through your organisation to see this page"),
}
WORDS = COMMON_WORDS | PAGE_WORDS

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


ANSWERED_BY_A_BANK = frozenset({"renewal", "benefit"})


def word(key: str, language: Language) -> str:
    return str(getattr(WORDS[key], language))


def code(value: str | None, language: Language, kind: str | None = None) -> str:
    """A code in words, of this kind of case, or the code itself when the counter has no word for it."""
    return "–" if value is None else str(getattr(in_words(value, kind), language))


def part_word(by: str, value: str, language: Language, kind: str | None = None) -> str:
    """A value of a breakdown in words: an item is a noun there, whatever an action of its code is called.

    A form without an account, too, is called `account-missing`: the bank says otherwise.
    """
    if kind and (said := OF_SLICES.get((by, kind), {}).get(value)):
        return str(getattr(said, language))
    if by == "reason" and kind in ANSWERED_BY_A_BANK and value in REASONS:
        return str(getattr(REASONS[value].text, language))
    return str(getattr(item_in_words(value), language)) if by == "item" else code(value, language, kind)
