"""What is counted: one row a measure. cells.py works out what each fact contributes, and adds it up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, log

from services.metrics import spans
from services.metrics.facts import Clock, millis
from services.metrics.spans import Case, Span

Values = str | Sequence[str] | None
APPLICATION = frozenset({"application"})
CARD = frozenset({"card_activation"})
GROUP = frozenset({"group_application"})
NEW_BUSINESS = APPLICATION | CARD | GROUP
ISSUE_CLOCKS = frozenset({"issue", "card-issue", "group-issue"})
VISIT = frozenset({"visit"})

_GAMMA = 1.01 / 0.99  # a bucket's middle is at most 1 % off any value in it
_LOG_GAMMA = log(_GAMMA)
BELOW_ONE = -1  # the bucket of durations under a second


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something a measure is broken down by; a case without a value counts in the total only."""

    name: str
    of: Callable[[Case], Values] | None = None
    attribute: str = ""  # of the state, where the value is just that


# Values of these belong to one branch: they are kept for it alone, since above it there would be as many again.
LOCAL = frozenset({"outlet", "salesperson", "teller", "handler"})


@dataclass(frozen=True, slots=True)
class Flow:
    """Counts a case once, on the day of `at`; `amount` adds up beside it (seconds, or fen)."""

    id: str
    at: Callable[[Case], int | None]
    dimensions: tuple[Dimension, ...] = ()
    amount: Callable[[Case], int] | None = None
    histogram: bool = False
    kinds: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """Counts a case while it is in a span: +1 on the day it starts, -1 on the day it ends.

    The sum up to a day is how many are in it at that day's end. `own`: the dimension that the spans' values are of.
    `exact`: spans may start in the future, so the seconds of each day are kept, to be right at this moment.
    `nested`: the values in order, where a case counts under each value up to its own (ages).
    """

    id: str
    spans: Callable[[Case], list[Span]]
    dimensions: tuple[Dimension, ...] = ()
    own: str | None = None
    exact: bool = False
    nested: tuple[str, ...] = ()
    kinds: frozenset[str] | None = None


Measure = Flow | Level


def bucket(seconds: int) -> int:
    return ceil(log(seconds) / _LOG_GAMMA) if seconds >= 1 else BELOW_ONE


def middle(number: int) -> float:
    """The value that stands for a bucket: within 1 % of every value in it."""
    return 0.0 if number == BELOW_ONE else 2 * _GAMMA**number / (_GAMMA + 1)


def issued(case: Case) -> int | None:
    return None if case.state.issued_at is None else millis(case.state.issued_at)


def _seconds_to(end: Callable[[Case], int | None]) -> Callable[[Case], int]:
    return lambda case: max(0, ((end(case) or case.opened) - case.opened) // 1000)


def issue_clock(case: Case) -> Clock | None:
    """The stopped clock of new business that was issued: acceptance to issue, in the line's own limit (出单时效)."""
    stopped = (
        clock for clock in case.state.clocks if clock.id in ISSUE_CLOCKS and clock.net_working_seconds is not None
    )
    return next(stopped, None) if case.state.issued_at else None


def _working_seconds(case: Case) -> int:
    clock = issue_clock(case)
    return (clock.net_working_seconds or 0) if clock else 0


def _in_time(case: Case) -> str:
    clock = issue_clock(case)
    late = clock and clock.due_at and clock.stopped_at and clock.stopped_at > clock.due_at
    return "no" if late else "yes"


def days_taken(end: Callable[[Case], int | None]) -> Callable[[Case], str]:
    """How soon: `0` the same calendar day, else the fewest of 1, 5, 15, 30 times 24 h that suffice, else `over`."""

    def of(case: Case) -> str:
        took = (end(case) or case.opened) - case.opened
        if case.local(case.opened)[0] == case.local(case.opened + took)[0]:
            return "0"
        return next((str(days) for days in (1, 5, 15, 30) if took <= days * spans.DAY_MS), "over")

    return of


def _closed(case: Case) -> int | None:
    return case.closed


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


def _teller(case: Case) -> Values:
    first = case.trail[0]
    return first.by if first.version == 1 and not first.by_machine else None


def _debited(case: Case) -> int | None:
    return next((step.at for step in case.trail if step.debits), None)


def _decided(case: Case) -> int | None:
    return next((step.at for step in case.trail if step.decision is not None), None)


def _passed_at_once(case: Case) -> bool:
    state = case.state
    return state.decision == "standard" and not state.defects and not state.notices


def _if(at: Callable[[Case], int | None], holds: Callable[[Case], object]) -> Callable[[Case], int | None]:
    return lambda case: at(case) if holds(case) else None


def _opened(case: Case) -> int:
    return case.opened


def _called(case: Case) -> int | None:
    return None if case.state.called_at is None else millis(case.state.called_at)


def _handled(case: Case) -> int | None:
    return case.closed if case.state.served_at is not None else None


def _handling_seconds(case: Case) -> int:
    """From the beginning at the window to the end there: an evaluation may come later."""
    begun, done = case.state.served_at, _handled(case)
    return max(0, (done - millis(begun)) // 1000) if begun is not None and done is not None else 0


def _late(clock_id: str) -> Callable[[Case], bool]:
    """Whether the case's clock of that id stopped after its due time."""

    def of(case: Case) -> bool:
        clocks = (clock for clock in case.state.clocks if clock.id == clock_id)
        return any(clock.stopped_at > clock.due_at for clock in clocks if clock.stopped_at and clock.due_at)

    return of


def _hour(case: Case) -> str:
    return f"{case.local(case.opened)[1] // 3600:02d}"


def _weekday_hour(case: Case) -> str:
    """Monday is 1; the first day of all, in 1970, was a Thursday."""
    return f"{(case.local(case.opened)[0] + 3) % 7 + 1}-{_hour(case)}"


CHANNEL = Dimension("channel", attribute="channel")
OUTLET = Dimension("outlet", attribute="outlet")
PRODUCT = Dimension("product", attribute="product")
SALESPERSON = Dimension("salesperson", attribute="salesperson")
HANDLER = Dimension("handler", attribute="handler")
OUTCOME = Dimension("outcome", attribute="outcome")
TELLER = Dimension("teller", _teller)
DEFECT = Dimension("defect", lambda case: sorted({defect.code for defect in case.state.defects}))
RETURNED = Dimension("reason", attribute="returned")
WITHDRAWN = Dimension("reason", attribute="withdrawn")
DECISION = Dimension("decision", attribute="decision")
IN_TIME = Dimension("in_time", _in_time)
LABEL = Dimension("label", _labels)
BUSINESS = Dimension("business", attribute="business")
PRIORITY = Dimension("priority", lambda case: "yes" if case.state.priority else "no")
ABANDONED = Dimension("reason", attribute="abandoned")
SATISFACTION = Dimension("satisfaction", attribute="satisfaction")
HOUR = Dimension("hour", _hour)
WEEKDAY_HOUR = Dimension("weekday_hour", _weekday_hour)
_STATED = (CHANNEL, OUTLET, PRODUCT, SALESPERSON, HANDLER, OUTCOME, RETURNED, WITHDRAWN, DECISION)
_STATED_OF_VISITS = (BUSINESS, ABANDONED, SATISFACTION)
ATTRIBUTES = frozenset(each.attribute for each in (*_STATED, *_STATED_OF_VISITS))
AGE_NAMES = tuple(name for name, _ in spans.AGES)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    # any kind of case
    Flow("opened", _opened, (CHANNEL, OUTLET, PRODUCT, SALESPERSON, TELLER, LABEL)),
    Flow("opened_with_limit", _opened_with_limit, (CHANNEL, LABEL)),
    Flow("closed", _closed, (CHANNEL, OUTLET, HANDLER, OUTCOME, LABEL, Dimension("days", days_taken(_closed))),
         amount=_seconds_to(_closed), histogram=True),
    Flow("closed_with_limit", _closed_with_limit, (CHANNEL, HANDLER, LABEL)),
    Flow("closed_late", _closed_late, (CHANNEL, HANDLER, LABEL)),
    Level("open", spans.open_runs, (CHANNEL, OUTLET, SALESPERSON, LABEL)),
    Level("open", spans.by_stage, own="stage"),
    Level("open", spans.by_holder, own="handler"),
    Level("open", spans.aged, own="age", exact=True, nested=AGE_NAMES),
    Level("waiting", spans.waiting, own="reason"),
    Level("with_limit", spans.with_limit, (CHANNEL, LABEL)),
    Level("overdue", spans.overdue, (CHANNEL, LABEL), own="stage", exact=True),
    # new business (投保件), some of it of the individual long-term line alone
    Flow("issued", issued, (CHANNEL, OUTLET, PRODUCT, SALESPERSON, Dimension("days", days_taken(issued))),
         amount=_seconds_to(issued), histogram=True, kinds=NEW_BUSINESS),
    Flow("issued_working", _if(issued, issue_clock), (CHANNEL, OUTLET, SALESPERSON, IN_TIME),
         amount=_working_seconds, histogram=True, kinds=NEW_BUSINESS),
    Flow("issued_premium", issued, (CHANNEL, PRODUCT), amount=lambda case: case.state.premium_fen, kinds=NEW_BUSINESS),
    Flow("defective", _if(_opened, lambda case: case.state.defects), (CHANNEL, OUTLET, SALESPERSON, DEFECT),
         kinds=APPLICATION),
    Flow("returned", _if(_closed, lambda case: case.state.returned), (CHANNEL, OUTLET, SALESPERSON, RETURNED),
         kinds=NEW_BUSINESS),
    Flow("withdrawn", _if(_closed, lambda case: case.state.withdrawn), (CHANNEL, OUTLET, SALESPERSON, WITHDRAWN),
         kinds=NEW_BUSINESS),
    Flow("debit_due", _debited, (CHANNEL, OUTLET, SALESPERSON), kinds=APPLICATION),
    Flow("debit_done", _if(_debited, lambda case: any(debit.result == "success" for debit in case.state.debits)),
         (CHANNEL, OUTLET, SALESPERSON), kinds=APPLICATION),
    Flow("underwritten", _decided, (CHANNEL, SALESPERSON, DECISION), kinds=APPLICATION),
    Flow("passed_at_once", _if(_decided, _passed_at_once), (CHANNEL, SALESPERSON), kinds=APPLICATION),
    Level("notices", spans.notices, own="type", kinds=APPLICATION),
    # visits (来访件); a ticket given up counts on its own day, though what nobody served lapses at midnight
    Flow("ticket_taken", _opened, (OUTLET, BUSINESS, PRIORITY, HOUR, WEEKDAY_HOUR), kinds=VISIT),
    Flow("ticket_called", _called, (OUTLET, BUSINESS, PRIORITY, HOUR, WEEKDAY_HOUR),
         amount=_seconds_to(_called), histogram=True, kinds=VISIT),
    Flow("ticket_called_late", _if(_called, _late("hall-waiting")), (OUTLET, BUSINESS, PRIORITY, HOUR, WEEKDAY_HOUR),
         kinds=VISIT),
    Flow("visit_handled", _handled, (OUTLET, BUSINESS, HANDLER), amount=_handling_seconds, histogram=True, kinds=VISIT),
    Flow("visit_handled_late", _if(_handled, _late("hall-handling")), (OUTLET, BUSINESS, HANDLER), kinds=VISIT),
    Flow("ticket_abandoned", _if(_opened, lambda case: case.state.abandoned), (OUTLET, BUSINESS, ABANDONED), kinds=VISIT),
    Flow("visit_prompted", _if(_handled, lambda case: case.state.prompted_at), (OUTLET, BUSINESS, HANDLER), kinds=VISIT),
    Flow("visit_unprompted", _if(_handled, lambda case: case.state.prompted_at is None), (OUTLET, BUSINESS, HANDLER),
         kinds=VISIT),
    Flow("visit_rated", _if(_handled, lambda case: case.state.satisfaction), (OUTLET, BUSINESS, HANDLER, SATISFACTION),
         kinds=VISIT),
    Flow("visit_satisfied", _if(_handled, lambda case: case.state.satisfaction == "satisfied"), (OUTLET, BUSINESS, HANDLER),
         kinds=VISIT),
)
# fmt: on
