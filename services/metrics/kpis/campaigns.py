"""KPIs of campaigns (专项活动) and of patterns of endings (退保失效异常)."""

from services.metrics.kpis.base import Row, flow

TARGETS = (flow("campaign_targets"),)
BY_TALLY_ZH = "期内最后一次统计的活动(进行中者与期内结束者)"
BY_TALLY_EN = "of the targets of the campaigns whose newest tally is in the window (those running now, and those that ended in it)"

# fmt: off
CAMPAIGN_KPIS: tuple[Row, ...] = (
    ("campaigns-tallied", "专项活动数", "Campaigns", "count", TARGETS, (), BY_TALLY_ZH,
     "campaigns whose newest tally is in the window: those running now, and those that ended in it", {}),
    ("campaign-signing-rate", "专项活动签订率", "Campaigns, signed", "amount_ratio", (flow("campaign_signed"),), TARGETS,
     f"{BY_TALLY_ZH}:已签订保单 ÷ 目标保单", f"{BY_TALLY_EN}, those signed by that tally",
     {"better": "higher", "amounts": "policies", "basis": "年终总结: 代扣授权书签订率; 口径为本系统设计"}),
    ("campaign-contact-rate", "专项活动联系率", "Campaigns, contacted", "amount_ratio", (flow("campaign_contacted"),), TARGETS,
     f"{BY_TALLY_ZH}:已联系保单 ÷ 目标保单", f"{BY_TALLY_EN}, those contacted by that tally",
     {"better": "higher", "amounts": "policies"}),
)
PATTERN_KPIS: tuple[Row, ...] = (
    ("sales-patterns-flagged", "退保失效异常提示数", "Sales patterns flagged", "count", (flow("patterns_flagged"),), (),
     "期内提示的退保失效异常", "patterns of endings at one salesperson flagged in the window", {}),
    ("sales-patterns-confirmed-rate", "退保失效异常属实率", "Sales patterns confirmed", "ratio",
     (flow("patterns_confirmed"),), (flow("patterns_examined"),), "期内核查完毕的退保失效异常中属实者",
     "of the patterns of endings examined in the window, those confirmed", {}),
)
# fmt: on
