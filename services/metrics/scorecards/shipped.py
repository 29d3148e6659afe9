"""The set that is shipped (随附考核办法): marks as their sources have them; weights are our own design throughout."""

from datetime import date

from services.metrics.kpis.base import S48
from services.metrics.scorecards.sets import Metric, MetricSet
from shared.dated_rows import check_one_a_day

OWN_WEIGHT = ";权重为本系统设计"
OWN_MARKS = "满分线、零分线与权重为本系统设计"
AS_48 = S48 + OWN_WEIGHT
SCAN_TO_ISSUE = f"{S48},原口径为扫描至出单五日内{OWN_WEIGHT}"
OFFICIAL = "满分线比照犹豫期内回访95% (S46);零分线与权重为本系统设计"
IN_FIVE_DAYS = "满分线比照2017年医疗小额5日结案率97.10% (S35);零分线与权重为本系统设计"

# fmt: off
SHIPPED = (MetricSet(date(2000, 1, 1), (
    #      kpi, group, weight, full mark, zero, better, target, basis, mark
    Metric("issued-within-5-working-days",     "new-business",     8,  0.88, 0.83, "higher", 0.88, SCAN_TO_ISSUE, "D"),
    Metric("scan-within-24h-rate",             "new-business",     6,  1.00, 0.98, "higher", 1.00, AS_48,        "V"),
    Metric("defect-rate",                      "new-business",     8,  0.00, 0.15, "lower",  0.00, AS_48,        "V"),
    Metric("premium-conversion-rate",          "new-business",     8,  0.85, 0.75, "higher", 0.85, AS_48,        "V"),
    Metric("service-within-3-days-rate",       "policy-services",  10, 0.98, 0.88, "higher", 0.98, AS_48,        "V"),
    Metric("first-premium-debit-rate",         "payments",         6,  0.95, 0.80, "higher", 0.95, OWN_MARKS,    "D"),
    Metric("renewal-debit-rate",               "payments",         8,  0.90, 0.70, "higher", 0.90, OWN_MARKS,    "D"),
    Metric("benefit-transfer-rate",            "payments",         6,  0.95, 0.80, "higher", 0.95, OWN_MARKS,    "D"),
    Metric("claims-closed-within-5-days-rate", "claims",           8,  0.97, 0.85, "higher", 0.97, IN_FIVE_DAYS, "D"),
    Metric("small-claims-same-day-rate",       "claims",           7,  1.00, 0.90, "higher", 1.00, OWN_MARKS,    "D"),
    Metric("callback-official-rate",           "callbacks",        8,  0.95, 0.80, "higher", 0.95, OFFICIAL,     "D"),
    Metric("callback-problem-handling-rate",   "callbacks",        7,  0.98, 0.91, "higher", 0.98, AS_48,        "V"),
    Metric("satisfaction-rate",                "counter",          10, 0.95, 0.85, "higher", 0.95, AS_48,        "V"),
)),)
# fmt: on
check_one_a_day(SHIPPED, lambda row: row.org)
