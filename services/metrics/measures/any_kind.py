"""What is counted of every kind of case."""

from services.metrics import spans
from services.metrics.measures.base import (
    CHANNEL,
    HANDLER,
    OUTLET,
    PRODUCT,
    SALESPERSON,
    Dimension,
    Flow,
    Level,
    Measure,
    Values,
    at_closing,
    at_opening,
    days_taken,
    seconds_to,
    teller,
)
from services.metrics.spans import Case

AGE_NAMES = tuple(name for name, _ in spans.AGES)


def _closed_with_limit(case: Case) -> int | None:
    return None if case.closed is None or spans.last_due(case) is None else case.closed


def _closed_late(case: Case) -> int | None:
    if case.closed is None:
        return None
    due = spans.last_due(case)
    return case.closed if due is not None and case.closed > due else None


def _opened_with_limit(case: Case) -> int | None:
    return case.opened if spans.last_due(case) is not None else None


def _labels(case: Case) -> Values:
    labels = case.state.labels
    return tuple([f"{name}={text}" for name, text in labels.items()]) if labels else None


OUTCOME = Dimension("outcome", attribute="outcome")
TELLER = Dimension("teller", teller)
LABEL = Dimension("label", _labels)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("opened", at_opening, (CHANNEL, OUTLET, PRODUCT, SALESPERSON, TELLER, LABEL)),
    Flow("opened_with_limit", _opened_with_limit, (CHANNEL, LABEL)),
    Flow("closed", at_closing, (CHANNEL, OUTLET, HANDLER, OUTCOME, LABEL, Dimension("days", days_taken(at_closing))),
         amount=seconds_to(at_closing), histogram=True),
    Flow("closed_with_limit", _closed_with_limit, (CHANNEL, HANDLER, LABEL)),
    Flow("closed_late", _closed_late, (CHANNEL, HANDLER, LABEL)),
    Level("open", spans.open_runs, (CHANNEL, OUTLET, SALESPERSON, LABEL)),
    Level("open", spans.by_stage, own="stage"),
    Level("open", spans.by_holder, own="handler"),
    Level("open", spans.aged, own="age", exact=True, nested=AGE_NAMES),
    Level("waiting", spans.waiting, own="reason"),
    Level("with_limit", spans.with_limit, (CHANNEL, LABEL)),
    Level("overdue", spans.overdue, (CHANNEL, LABEL), own="stage", exact=True),
)
# fmt: on
