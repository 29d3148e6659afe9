"""Words of the pages in both languages."""

from services.metrics.figure_words import BY_WORDS
from services.metrics.web.page_words import PAGE_WORDS
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
    "dark": Text("深色/浅色", "Dark or light"),
    "not_found": Text("没有这个页面或案件", "There is no such page or case"),
    "sign_in": Text("请通过本单位登录后访问", "Sign in through your organisation to see this page"),
}
WORDS = COMMON_WORDS | BY_WORDS | PAGE_WORDS


def word(key: str, language: Language) -> str:
    return str(getattr(WORDS[key], language))
