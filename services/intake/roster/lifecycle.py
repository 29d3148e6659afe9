"""The life of a counter's day on one screen, and the positions that a counter has."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import intake_roster as announced
from shared.lifecycle import LastDay, Lifecycle, Step, Timer


class Position(StrEnum):
    TELLER = "teller"  # 前台柜员
    COUNTER_MANAGER = "counter_manager"  # 柜面经理
    GENERAL_PROCESSING = "general_processing"  # 综合处理
    INVESTIGATOR = "investigator"  # 调查
    CUSTOMER_SERVICE = "customer_service"  # 客户服务
    CASHIER = "cashier"  # 收费


class CounterDayStatus(StrEnum):
    UNDER_WAY = "under_way"  # 营业中
    CLOSED = "closed"  # 已结束


S, R = CounterDayStatus, Role

# fmt: off
LIFECYCLE = Lifecycle(
    "counter_day",
    #    action     from                to        announces                      by
    Step("open",    set(),              S.UNDER_WAY,   announced.CounterDayOpened),
    Step("correct", {S.UNDER_WAY, S.CLOSED}, None,     announced.CounterDayCorrected, {R.BRANCH_MANAGER}),
    Step("close",   {S.UNDER_WAY},           S.CLOSED, announced.CounterDayClosed),
    at_rest={S.CLOSED},
    timers=(
        #     name        while in        for                 what happens
        Timer("day-over", {S.UNDER_WAY}, LastDay("held_on"), "close"),
        # Apart from the closing, so that it alone is put off while the calendar lacks the year to come.
        Timer("next-day", {S.CLOSED},    LastDay("held_on"), "open_next"),
    ),
)
# fmt: on
