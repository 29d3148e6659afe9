"""KPIs of what calls came to (呼叫结果), and the rate as the regulator's table has it."""

from services.metrics.kpis.base import Row, flow

EAST = "EAST-CB: 犹豫期截止日 = 签收日 + 犹豫期天数; 犹豫期内回访标志 = 回访日 − 签收日 ≤ 犹豫期天数; 健康完成件为成功; 电话或电子 (S3); 撤销者不计为本系统设计"

# fmt: off
KPIS: tuple[Row, ...] = (
    ("call-results", "呼叫与上门结果", "What calls came to", "count", (flow("call_results"),), (),
     "期内记录的呼叫、上门、信函与电子回访,各计一次;可按结果、轮次、项目、渠道、业务员分解",
     "calls, visits, letters' and on-line answers recorded in the window, each once; by result, round, project, channel and "
     "salesperson, too", {"basis": "呼叫结果分类 (S2)"}),
    ("callback-east-rate", "犹豫期内回访成功率(EAST口径)", "Call-back success inside the free-look period, EAST", "ratio",
     (flow("free_looks_called"),), (flow("free_looks_ended"),),
     "期内犹豫期截止的新契约回访中,截止前经电话或电子回访成功者,省公司与机构均计;未记轮次的早期回访均为电话;已撤销者不计;可按渠道、业务员分解",
     "of the call-backs of new policies whose free-look period ends in the window, those that succeeded before by telephone or "
     "on-line, whoever called; those of before rounds were told were by telephone; what was dropped doesn't count; by channel "
     "and salesperson, too",
     {"better": "higher", "target": 0.95, "verified": True, "version": 2, "basis": f"{EAST}; 目标: 犹豫期内95% (S46)"}),
)
# fmt: on
