"""KPIs of policyholders' telephone numbers, and of the collection of fresh ones."""

from services.metrics.kpis.base import Row, flow, level

REPORT = "机构年终报告: 新单无电话件占比高, 新的有效联系方式收集不及时"
OWED = "期内建立的、有犹豫期因而须回访且已告知号码概况的保单"
OWED_EN = "of the policies opened in the window with a free-look period, which owe a call, and told of their numbers"

# fmt: off
POLICY_KPIS: tuple[Row, ...] = (
    ("no-number-rate", "无电话件占比", "Policies without a number that can be dialled", "ratio",
     (flow("policies_without_number"),), (flow("policies_owed_a_call"),),
     f"{OWED}中,投保单上的号码经规整后无一可拨打者;可按原因、渠道分解",
     f"{OWED_EN}, those of which no number on the form can be dialled, however it is written; by cause and channel, too",
     {"better": "lower", "basis": f"{REPORT}; 公式为本系统设计"}),
    ("numbers-rescued", "规整挽回件数", "Policyholders whom only normalised numbers ring", "count", (flow("policies_rescued"),), (),
     f"{OWED}中,原拨号规则(办公电话栏一律加拨区号)拨不通、规整后可拨打者;可按渠道分解",
     f"{OWED_EN}, those whom the old dialler, which put the area code before whatever stands in the office's field, "
     "would not have rung, and the normalised number does; by channel, too",
     {"basis": "机构年终报告: 省公司系统回访时直接在所有电话前加0594"}),
    ("numbers-doubted", "存疑号码件数", "Policyholders whose number is doubted", "count", (flow("policies_doubted"),), (),
     f"{OWED}中,此刻有号码与销售人员相同或为多名无关投保人共用者;可按疑点、渠道分解",
     f"{OWED_EN}, those with a number now that is a salesperson's or several unrelated policyholders'; by doubt and channel, "
     "too", {"better": "lower", "basis": "校验见 S2; 共用人数为本系统设计"}),
)
COLLECTION_KPIS: tuple[Row, ...] = (
    ("contact-collections-opened", "联系方式补录任务数", "Numbers to be collected", "count", (flow("collections_opened"),), (),
     "期内建立的补录任务;可按原因、渠道分解", "collections opened in the window; by cause and channel, too", {"basis": REPORT}),
    ("contact-collections-open", "未结补录任务数", "Numbers still to be collected", "count", (level("collections_open"),), (),
     "期末未结的补录任务", "collections open at the window's end", {"better": "lower", "basis": REPORT}),
    ("contact-collections-in-time-rate", "补录及时率", "Numbers collected in time", "ratio",
     (flow("collections_in_time"),), (flow("collections_judged"),),
     "期内在期限前补录的任务,与期限落在期内者中,期限内补录者;期限前保单已终止者不计",
     "of the collections done before their limit in the window and those whose limit falls in it, those done within it; "
     "what ended with its policy before doesn't count", {"better": "higher", "basis": f"{REPORT}; 时限为本系统设计"}),
)
# fmt: on
