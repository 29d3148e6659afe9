"""Events of intake (受理): the large-cash report (大额交易报告) and the suspicion (可疑交易).

Neither says who, and a suspicion not even why or on which case: whoever it is about must not learn of it (不得泄密).
"""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.contracts.base import CaseEvent


class LargeCashReportEvent(CaseEvent):
    """What every event of a large-cash report carries beside the case."""

    cash_on: date = Field(description="Day of the cash, by the organisation's calendar", examples=["2026-03-02"])
    cash_fen: int = Field(description="Cash of that day together (当日累计现金)", examples=[5_000_000])
    receipts: int = Field(description="In how many payments", examples=[2])


class LargeCashReportOpened(LargeCashReportEvent):
    """大额交易立案: a customer's cash of the day reached the threshold."""

    type: ClassVar[str] = "intake.large-cash-report.opened.v1"


class LargeCashReportExtended(LargeCashReportEvent):
    """并入现金: the customer paid more cash the same day; the report is to be made again if it was made before."""

    type: ClassVar[str] = "intake.large-cash-report.extended.v1"


class LargeCashReportReported(LargeCashReportEvent):
    """大额交易已报告: it was sent to the monitoring centre."""

    type: ClassVar[str] = "intake.large-cash-report.reported.v1"


class LargeCashReportDoubted(LargeCashReportEvent):
    """误报待复核: one person holds that there is nothing to report; another decides."""

    type: ClassVar[str] = "intake.large-cash-report.doubted.v1"


class LargeCashReportUpheld(LargeCashReportEvent):
    """误报不成立: it is to be reported after all."""

    type: ClassVar[str] = "intake.large-cash-report.upheld.v1"


class LargeCashReportDismissed(LargeCashReportEvent):
    """误报排除: two persons agree that there was nothing to report."""

    type: ClassVar[str] = "intake.large-cash-report.dismissed.v1"


class SuspicionEvent(CaseEvent):
    """Nothing beside the case: no customer, no other case, no reason, and no salesperson, product or outlet."""


class SuspicionRaised(SuspicionEvent):
    """可疑立案: raised by a person or by a rule."""

    type: ClassVar[str] = "intake.suspicion.raised.v1"


class SuspicionDismissed(SuspicionEvent):
    """排除可疑: nothing in it."""

    type: ClassVar[str] = "intake.suspicion.dismissed.v1"


class SuspicionConfirmed(SuspicionEvent):
    """确认可疑: it is to be reported; the clock runs."""

    type: ClassVar[str] = "intake.suspicion.confirmed.v1"


class SuspicionReported(SuspicionEvent):
    """可疑交易已报告: it was sent to the monitoring centre."""

    type: ClassVar[str] = "intake.suspicion.reported.v1"
