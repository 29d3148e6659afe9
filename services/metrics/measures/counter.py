"""What is counted of the counter itself: its days and front desk (柜面营业日, 前台柜员), and the items it accepts."""

from collections.abc import Callable

from services.metrics.measures.base import OUTLET, Dimension, Flow, Measure, Values, at_opening, teller, when
from services.metrics.measures.new_business import NEW_BUSINESS
from services.metrics.periods import day_of
from services.metrics.spans import Case
from services.metrics.state import Share

COUNTER_DAY = frozenset({"counter_day"})
# What the counter accepts (受理件): the kinds whose items a head are counted.
ITEMS = NEW_BUSINESS
# What the year-end report adds up: applications, policy services, claims (各项业务).
BUSINESS = NEW_BUSINESS | {"service_request", "claim"}


def _on_desk(was_there: Callable[[Share], bool]) -> Callable[[Case], Values]:
    return lambda case: [share.staff for share in case.state.desk if was_there(share)]


def _in_month(was_there: Callable[[Share], bool]) -> Callable[[Case], Values]:
    """A person of a month: the items a head and month divide by these."""

    def of(case: Case) -> Values:
        month = f"{day_of(case.local(case.opened)[0]):%Y-%m}"
        return [f"{share.staff}/{month}" for share in case.state.desk if was_there(share)]

    return of


def _half(was_there: Callable[[Share], bool]) -> tuple[Dimension, ...]:
    return Dimension("teller", _on_desk(was_there)), Dimension("teller_month", _in_month(was_there))


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("counter_day", when(at_opening, lambda case: case.state.posted), (OUTLET,), kinds=COUNTER_DAY),
    Flow("desk_morning", at_opening, _half(lambda share: share.morning), kinds=COUNTER_DAY),
    Flow("desk_afternoon", at_opening, _half(lambda share: share.afternoon), kinds=COUNTER_DAY),
    Flow("item_accepted", when(at_opening, teller), (Dimension("teller", teller),), kinds=ITEMS),
)
# fmt: on
