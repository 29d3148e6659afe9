"""KPIs of policy services (保全)."""

from services.metrics.kpis.base import S48, Row, flow

TAKEN, CONFIRMED, CONCLUDED = (flow("requests_taken"),), (flow("requests_confirmed"),), (flow("requests_concluded"),)
SVC_POS = "保险公司服务评价管理办法(试行)2015: 保全时效 (S38); 公式为业内惯例 (M)"

# fmt: off
KPIS: tuple[Row, ...] = (
    ("service-requests-taken", "保全受理件数", "Policy services taken in", "count", TAKEN, (),
     "期内受理的保全申请,可按项目分解", "service requests taken in in the window; by item, too", {}),
    ("service-requests-confirmed", "保全生效件数", "Policy services in force", "count", CONFIRMED, (),
     "期内确认生效的保全申请", "service requests confirmed in the window", {}),
    ("service-within-3-days-rate", "保全3日确认率", "Policy services confirmed in 3 days", "ratio",
     (flow("requests_confirmed_in_3_days"),), CONFIRMED,
     "期内确认生效的保全申请中,自受理起三个工作日内者,扣除等待客户补件与交费",
     "of the service requests confirmed in the window, those within three working days of being taken in, net of waiting for "
     "papers and payment", {"better": "higher", "target": 0.98, "full": 0.98, "zero": 0.95, "basis": S48 + ";零分线为本系统设计"}),
    ("service-working-time-mean", "保全时效(净工作时间,平均)", "Policy services, working time, mean", "mean", CONFIRMED, CONFIRMED,
     "期内确认生效的保全申请,受理至生效的工作时间,扣除等待客户",
     "service requests confirmed in the window; working time from being taken in, net of waiting for the customer",
     {"unit": "working_hours", "better": "lower", "basis": SVC_POS}),
    ("service-working-time-p90", "保全时效(净工作时间,P90)", "Policy services, working time, p90", "percentile", CONFIRMED, CONFIRMED,
     "期内确认生效的保全申请,扣除等待客户的工作时间",
     "service requests confirmed in the window; working time net of waiting for the customer",
     {"unit": "working_hours", "better": "lower", "quantile": 0.9}),
    ("missing-papers-rate", "保全补件率", "Policy services lacking papers", "ratio", (flow("requests_lacking"),), TAKEN,
     "期内受理的保全申请中资料不齐或不合格者",
     "of the service requests taken in in the window, those that lacked a paper or had an unfit one",
     {"better": "lower"}),
    ("service-first-time-right-rate", "保全一次办结率", "Policy services right at once", "ratio",
     (flow("requests_right_at_once"),), CONCLUDED,
     "期内有结论(生效、不予办理)的保全申请中,未补件、未退回修改即生效者",
     "of the service requests concluded in the window (confirmed, or turned down), those confirmed without a paper missing "
     "or being sent back", {"better": "higher"}),
    ("service-cancellation-rate", "保全撤销率", "Policy services withdrawn", "ratio", (flow("requests_cancelled"),), TAKEN,
     "期内撤销(含逾期)的保全申请 ÷ 期内受理", "service requests withdrawn or expired in the window, over those taken in in it",
     {"better": "lower"}),
    ("service-payouts-in-time-rate", "保全付费及时率", "Policy services paid out in time", "ratio",
     (flow("requests_paid_out_in_time"),), (flow("requests_paid_out"),),
     "期内付费的保全申请中,自确认起三十日内付费者",
     "of the service requests paid out in the window, those within thirty days of their confirmation",
     {"better": "higher", "basis": "《保险法》第四十七条 (S1)"}),
)
# fmt: on
