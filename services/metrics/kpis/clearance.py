"""KPIs of the lines issued on the day: banks, cards and groups (银保通, 卡折, 团单/汇交件)."""

from services.metrics.kpis.base import Row, flow

# fmt: off
KPIS: tuple[Row, ...] = (
    ("same-day-clearance-rate", "日清日结率", "Cleared the same day", "ratio", (flow("cleared_same_day"),), (flow("in_by_cut_off"),),
     "工作日截止时间前到件(银保通为受理,截止 16:00;卡折为保费到账,截止 16:00;团单/汇交件为受理,截止 15:00)者中,当日办结"
     "(出单、退单、撤单、拒保)者;等待客户不扣除。个险长险的时钟无截止时间,不计",
     "of what came in on a working day before the cut-off (banks: the application, 16:00; cards: the price, 16:00; groups: "
     "the application, 15:00), what was finished that day: issued, returned, withdrawn or declined; waiting for the customer "
     "is not taken off. The individual long-term line knows no cut-off and doesn't count", {"better": "higher"}),
)
# fmt: on
