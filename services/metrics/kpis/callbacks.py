"""KPIs of call-backs (回访)."""

from services.metrics.kpis.base import Row, flow

RATE = "CB-RATE: 1 − (不成功件 − 已退保件) ÷ (应访件 − 已退保件) (S2); 成功须本人受访且回答均为肯定 (S22); 按期限计为本系统设计"
CLAIMS = ("project", "claim-paid")

JUDGED, LISTED = (flow("callbacks_judged"),), (flow("callbacks_listed"),)
CALLS = (flow("calls_made"),)
B1 = "年终总结: 由省公司任务单直接提取, 市县二次回访不计入成功率; 电子回访见 EAST-CB (S3)、CB-ELEC (S21); 两个口径并列为本系统设计"
SAME_ZH, SAME_EN = "同回访成功率", "as the call-back success"

# fmt: off
KPIS: tuple[Row, ...] = (
    ("callbacks-opened", "回访任务数", "Call-backs owed", "count", (flow("callbacks_opened"),), (),
     "期内建立的回访任务;可按项目分解", "call-backs opened in the window; by project, too", {}),
    ("callback-success-rate", "回访成功率", "Call-back success", "ratio", (flow("callbacks_succeeded"),), (flow("callbacks_judged"),),
     "期内在期限前完成的回访,与期限落在期内者(末日整日计)中,期限内以任何方式(电话、上门、信函、在线)回访成功者;期限前已撤销者不计;可按项目分解",
     "of the call-backs completed before their limit in the window and those whose limit falls in it (its last day whole), "
     "those that succeeded within their limit by whatever means (call, visit, letter, on-line); what was dropped before its "
     "limit doesn't count; by project, too",
     {"better": "higher", "basis": RATE}),
    ("claim-callback-success-rate", "理赔回访成功率", "Call-back success of claims", "ratio",
     (flow("callbacks_succeeded", *CLAIMS),), (flow("callbacks_judged", *CLAIMS),),
     "同回访成功率,仅理赔回访", "as the call-back success, of claims paid alone", {"better": "higher", "basis": f"名称见 S2; {RATE}"}),
    ("callback-official-rate", "回访成功率(省公司口径)", "Call-back success, official", "ratio",
     (flow("callbacks_listed_succeeded", "reached_by", "province"),), LISTED,
     f"{SAME_ZH},仅计省公司任务清单上的回访(新契约、退保、理赔),其中由省公司回访成功者;客户在线自行回访者计入综合口径,不计为省公司成功;"
     "按任务归属计,不按清单所载日期:清单到达前已回访成功者不在其上",
     f"{SAME_EN}, of those on the province's task list alone (new policies, surrenders, claims paid), those that the province "
     "reached; what customers answered on-line succeeds in the combined rate, and isn't the province's success; by whose task "
     "it is, not by the day that a list names, for what is reached before a list comes is never on it",
     {"better": "higher", "basis": B1, "version": 2}),
    ("callback-first-round-rate", "回访一次成功率", "Call-back success, first round", "ratio",
     (flow("callbacks_listed_succeeded", "round", "first"),), LISTED,
     f"{SAME_ZH},仅计省公司任务清单上的回访(新契约、退保、理赔),其中一访成功者",
     f"{SAME_EN}, of those on the province's task list alone (new policies, surrenders, claims paid), those that were reached "
     "in the first round", {"better": "higher", "basis": "回访一次成功率 (S2)", "version": 2}),
    ("callback-second-round-rate", "回访二次成功率", "Call-back success after the first round", "ratio",
     (flow("callbacks_handed_on_succeeded"),), (flow("callbacks_handed_on"),),
     f"{SAME_ZH},仅计转二访或转机构者", f"{SAME_EN}, of those that were handed on or down", {"better": "higher", "basis": "回访二次成功率 (S2)"}),
    ("callback-handed-down-rate", "转机构重点跟进占比", "Call-backs handed down to the branch", "ratio",
     (flow("callbacks_handed_down"),), LISTED,
     f"{SAME_ZH},仅计省公司任务清单上的回访(新契约、退保、理赔),其中转机构重点跟进者",
     f"{SAME_EN}, of those on the province's task list alone (new policies, surrenders, claims paid), those handed down to "
     "the branch", {"better": "lower", "basis": "重点跟进 (S2); 只有省公司的任务会转下, 故以其为分母, 为本系统设计", "version": 2}),
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
    ("callback-contact-rate", "呼叫接通率", "Calls answered", "ratio", (flow("calls_answered"),), CALLS,
     "期内记录的呼叫(上门、信函、在线除外)中有人接听者;无人接听、占线、关机、无法接通、空号、拒接为未接通;可按时段(呼叫的当地小时)、项目分解",
     "of the calls recorded in the window (no visits, letters or answers on-line), those that somebody answered: not those "
     "without an answer, busy, switched off, not reachable, rejected, or to a vacant number; by hour (local, of the call) and "
     "project, too", {"better": "higher"}),
    ("callback-calls-per-success", "每件成功呼叫次数", "Calls per success", "ratio", CALLS, (flow("calls_succeeded"),),
     "期内记录的呼叫次数(含不成功者) ÷ 期内经呼叫回访成功的回访;可按项目分解",
     "calls recorded in the window, those in vain among them, over the call-backs that succeeded by a call in it; by "
     "project, too", {"unit": "calls", "better": "lower"}),
)
# fmt: on
