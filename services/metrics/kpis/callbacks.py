"""KPIs of call-backs (回访)."""

from services.metrics.kpis.base import Row, flow

RATE = "CB-RATE: 1 − (不成功件 − 已退保件) ÷ (应访件 − 已退保件) (S2); 成功须本人受访且回答均为肯定 (S22); 按期限计为本系统设计"
CLAIMS = ("project", "claim-paid")

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
)
# fmt: on
