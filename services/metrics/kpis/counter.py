"""KPIs of the counter itself: its front desk (前台柜员), and the items a head."""

from services.metrics.kpis.base import ACCEPTED, Row, flow

REPORT = "年终总结: 剔除柜面经理、综合处理、调查岗、客户服务和收费岗外,前台柜员人均受理7472.6件、月人均约747.26件"
ITEMS = (flow("item_accepted"),)
HALF_DAYS = (flow("desk_morning", "teller"), flow("desk_afternoon", "teller"))
TELLER_MONTHS = (flow("desk_morning", "teller_month"), flow("desk_afternoon", "teller_month"))

# fmt: off
KPIS: tuple[Row, ...] = (
    ("front-desk-person-days", "前台柜员人天", "Front-desk person-days", "count", HALF_DAYS, (),
     "期内营业日前台柜员在岗的人天(分子为半天数);请假与非前台岗位不计",
     "days of front-desk tellers on duty in the window (the numerator counts half days); leave and other positions don't count",
     {"unit": "person_days", "scale": 0.5, "basis": REPORT}),
    ("items-per-front-desk-day", "前台柜员每人天受理件数", "Items per front-desk person-day", "ratio", ITEMS, HALF_DAYS,
     "期内柜面人员受理的各类件 ÷ 前台柜员人天(分母为半天数);系统与接口受理除外",
     "items that people accepted in the window, of all lines, over the person-days of the front desk (the denominator "
     "counts half days)", {"unit": "cases_per_teller", "scale": 2, "better": "higher", "basis": REPORT}),
    ("items-per-front-desk-teller", "前台柜员人均受理件数", "Items per front-desk teller", "per_value", ITEMS, HALF_DAYS,
     "期内柜面人员受理的各类件 ÷ 期内有在岗日的前台柜员人数;系统与接口受理除外",
     "items that people accepted in the window, of all lines, over the front-desk tellers on duty on any day of it",
     {"unit": "cases_per_teller", "better": "higher", "basis": REPORT}),
    ("items-per-front-desk-teller-month", "前台柜员月人均受理件数", "Items per front-desk teller and month", "per_value",
     ITEMS, TELLER_MONTHS, "期内柜面人员受理的各类件 ÷ 前台柜员人月(当月有在岗日的柜员计一人月)",
     "items that people accepted in the window, of all lines, over its person-months: each front-desk teller on duty on any "
     "day of a month", {"unit": "cases_per_teller", "better": "higher", "basis": REPORT}),
)
BUSINESS_KPIS: tuple[Row, ...] = (
    ("business-accepted", "受理业务件数(投保、保全、理赔)", "Business accepted", "count", ACCEPTED, (),
     "期内受理的投保类业务、保全申请与理赔案件;按柜员分解时,系统与接口受理除外",
     "applications of all lines, service requests and claims opened in the window; by teller, those of the system and of "
     "interfaces are left out", {"basis": REPORT}),
)
# fmt: on
