"""KPIs of the days that are left (剩余天数), the countdown wall's."""

from services.metrics.kpis.base import Row, level
from services.metrics.measures.limits_left import BANDS, Band

NAMES = {
    "passed": ("已过期限件数", "Past their limit", "期限已过", "whose limit has passed"),
    "today": ("今日到期件数", "Run out today", "期限之末日为当日", "whose last day is that day"),
    "tomorrow": ("明日到期件数", "Run out tomorrow", "期限之末日为次日", "whose last day is the next"),
    "in-3-days": ("二至三日到期件数", "Run out in two or three days", "期限之末日在二至三日后", "whose last day is two or three days off"),
    "in-7-days": ("四至七日到期件数", "Run out in four to seven days", "期限之末日在四至七日后", "whose last day is four to seven days off"),
    "later": ("七日后到期件数", "Run out later", "期限之末日在七日以后", "whose last day is more than seven days off"),
}  # fmt: skip
OF_ZH = "期末未结的回访、问题件、投诉、补录任务中"
OF_EN = "of the call-backs, problem cases, complaints and collections of numbers open at the window's end, those"
RULE_ZH = "回访按项目期限,其余按在计期限中先到者,自然日;可按任务归属、是否方言、项目、业务员分解"
RULE_EN = (
    "a call-back's limit is its project's, the others' the earlier one that runs, in calendar days; by owner, by whether "
    "a dialect is spoken, by project and salesperson, too"
)


def _row(band: Band) -> Row:
    name_zh, name_en, zh, en = NAMES[band.code]
    told = f"{OF_ZH},{zh}者;{RULE_ZH}", f"{OF_EN} {en}; {RULE_EN}"
    basis = "剩余三天内转机构重点跟进 (S2); 分段为本系统设计"
    return (
        f"limits-{band.code}",
        name_zh,
        name_en,
        "count",
        (level(band.measure),),
        (),
        *told,
        {"better": "lower", "basis": basis},
    )


KPIS: tuple[Row, ...] = tuple(_row(band) for band in BANDS)
