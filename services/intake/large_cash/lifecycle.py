"""The whole life of a large-cash report on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import intake_aml as announced
from shared.errors import Text
from shared.guards import four_eyes
from shared.lifecycle import Lifecycle, Step


class LargeCashStatus(StrEnum):
    OPENED = "opened"  # 待报告
    DOUBTED = "doubted"  # 误报待复核
    REPORTED = "reported"  # 已报告
    MISTAKEN = "mistaken"  # 误报排除


FOUR_EYES = four_eyes("doubted_by", Text("复核人不能是提出人", "Whoever doubts it can't dismiss it"))
S = LargeCashStatus
COMPLIANCE = {Role.COMPLIANCE}

# fmt: off
LIFECYCLE = Lifecycle(
    "large_cash_report",
    #    action             from                                             to           announces                           by
    Step("open",            set(),                                           S.OPENED,    announced.LargeCashReportOpened),
    # Further cash of the day: whatever was decided was decided of less.
    Step("extend",          {S.OPENED, S.DOUBTED, S.REPORTED, S.MISTAKEN},   S.OPENED,    announced.LargeCashReportExtended),
    Step("report",          {S.OPENED},                                      S.REPORTED,  announced.LargeCashReportReported,  COMPLIANCE),
    Step("doubt",           {S.OPENED},                                      S.DOUBTED,   announced.LargeCashReportDoubted,   COMPLIANCE),
    Step("uphold",          {S.DOUBTED},                                     S.OPENED,    announced.LargeCashReportUpheld,    COMPLIANCE),
    Step("confirm_mistake", {S.DOUBTED},                                     S.MISTAKEN,  announced.LargeCashReportDismissed, COMPLIANCE, (FOUR_EYES,)),
    at_rest={S.REPORTED, S.MISTAKEN},
)
# fmt: on
