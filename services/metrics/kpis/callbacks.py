"""KPIs of call-backs (回访)."""

from services.metrics.kpis.base import Row, flow

RATE = "CB-RATE: 1 − (不成功件 − 已退保件) ÷ (应访件 − 已退保件) (S2); 成功须本人受访且回答均为肯定 (S22); 按期限计为本系统设计"
CLAIMS = ("project", "claim-paid")

JUDGED, SUCCEEDED = (flow("callbacks_judged"),), (flow("callbacks_succeeded"),)
B1 = "年终总结: 市县二次回访不计入成功率; 两个口径并列为本系统设计"
SAME_ZH, SAME_EN = "同回访成功率", "as the call-back success"

# fmt: off
KPIS: tuple[Row, ...] = (
    ("callbacks-opened", "回访任务数", "Call-backs owed", "count", (flow("callbacks_opened"),), (),
     "期内建立的回访任务;可按项目分解", "call-backs opened in the window; by project, too", {}),
    ("callback-success-rate", "回访成功率", "Call-back success", "ratio", (flow("callbacks_succeeded"),), (flow("callbacks_judged"),),
     "期内在期限前完成的回访,与期限落在期内者(末日整日计)中,期限内回访成功者;期限前已撤销者不计;可按项目分解",
     "of the call-backs completed before their limit in the window and those whose limit falls in it (its last day whole), "
     "those that succeeded within their limit; what was dropped before its limit doesn't count; by project, too",
     {"better": "higher", "basis": RATE}),
    ("claim-callback-success-rate", "理赔回访成功率", "Call-back success of claims", "ratio",
     (flow("callbacks_succeeded", *CLAIMS),), (flow("callbacks_judged", *CLAIMS),),
     "同回访成功率,仅理赔回访", "as the call-back success, of claims paid alone", {"better": "higher", "basis": f"名称见 S2; {RATE}"}),
    ("callback-official-rate", "回访成功率(省公司口径)", "Call-back success, official", "ratio",
     (flow("callbacks_succeeded", "reached_by", "province"),), JUDGED,
     f"{SAME_ZH},仅计省公司任务清单上由省公司回访成功者", f"{SAME_EN}, those alone counting as successes whom the province reached",
     {"better": "higher", "basis": B1}),
    ("callback-first-round-rate", "回访一次成功率", "Call-back success, first round", "ratio",
     (flow("callbacks_succeeded", "round", "first"),), JUDGED,
     f"{SAME_ZH},仅计一访成功者", f"{SAME_EN}, those alone counting as successes that were reached in the first round",
     {"better": "higher", "basis": "回访一次成功率 (S2)"}),
    ("callback-second-round-rate", "回访二次成功率", "Call-back success after the first round", "ratio",
     (flow("callbacks_handed_on_succeeded"),), (flow("callbacks_handed_on"),),
     f"{SAME_ZH},仅计转二访或转机构者", f"{SAME_EN}, of those that were handed on or down", {"better": "higher", "basis": "回访二次成功率 (S2)"}),
    ("callback-handed-down-rate", "转机构重点跟进占比", "Call-backs handed down to the branch", "ratio",
     (flow("callbacks_handed_down"),), JUDGED,
     f"{SAME_ZH}之件中,转机构重点跟进者", "of the call-backs that the success counts, those handed down to the branch",
     {"better": "lower", "basis": "重点跟进 (S2)"}),
    ("callback-branch-success-rate", "机构重点跟进成功率", "Call-back success of the branch", "ratio",
     (flow("callbacks_handed_down_succeeded"),), (flow("callbacks_handed_down"),),
     f"{SAME_ZH},仅计转机构重点跟进者", f"{SAME_EN}, of those handed down to the branch", {"better": "higher", "basis": B1}),
    ("callback-dialect-rate", "方言件占比", "Call-backs in a dialect", "ratio", (flow("callbacks_in_dialect"),), JUDGED,
     f"{SAME_ZH}之件中,客户只讲方言者", "of the call-backs that the success counts, those whose customer speaks a dialect",
     {"basis": "年终总结: 客户多讲方言; 口径为本系统设计"}),
    ("callback-dialect-success-rate", "方言件回访成功率", "Call-back success in a dialect", "ratio",
     (flow("callbacks_in_dialect_succeeded"),), (flow("callbacks_in_dialect"),),
     f"{SAME_ZH},仅计客户只讲方言者", f"{SAME_EN}, of those whose customer speaks a dialect",
     {"better": "higher", "basis": "年终总结: 客户多讲方言; 口径为本系统设计"}),
    ("callbacks-unreached", "未能回访件数", "Call-backs that reached nobody", "count", (flow("callbacks_unreached"),), (),
     "期内用尽呼叫、上门、信函而未能回访结案者", "call-backs closed in the window after calls, visits and the letter reached nobody",
     {"better": "lower"}),
    ("callback-calls", "呼叫次数", "Calls made", "count", (flow("callback_calls"),), (),
     "期内记录的呼叫,及以其他方式完成者", "calls recorded in the window, and what was completed by other means", {}),
)
# fmt: on
