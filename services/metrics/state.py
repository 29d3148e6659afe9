"""What a case event tells metrics: the fields that measures read, and what the types can't say of them."""

from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

Instant = Annotated[datetime, Meta(tz=True)]
Code = Annotated[str, Meta(min_length=1, max_length=80)]
Amount = Annotated[int, Meta(ge=-(10**15), le=10**15)]  # fen, or seconds: sums of many must fit into 64 bits
Count = Annotated[int, Meta(ge=0, le=999_999_999)]
FIRST_YEAR, LAST_YEAR = 1970, 2199  # what a day cell can hold
# A label counts as the dimension value `name=text`, which a series holds in 80 characters.
LabelName = Annotated[str, Meta(min_length=1, max_length=20)]
LabelText = Annotated[str, Meta(min_length=1, max_length=59)]
MAX_LABELS = 8


class UnfitEvent(ValueError):
    """An event that can't become part of a fact; the message says which field and rule."""


class Clock(Struct, omit_defaults=True, frozen=True, gc=False):
    """One SLA clock (时效时钟) as it read after the newest step."""

    id: Code
    started_at: Instant
    due_at: Instant | None = None
    stopped_at: Instant | None = None
    net_working_seconds: Amount | None = None
    used_50_at: Instant | None = None
    used_80_at: Instant | None = None


class Defect(Struct, omit_defaults=True, frozen=True, gc=False):
    code: Code
    severity: Code = "fixable"
    by: Code | None = None


class Notice(Struct, omit_defaults=True, frozen=True, gc=False):
    type: Code
    status: Code


class Debit(Struct, omit_defaults=True, frozen=True, gc=False):
    attempt: Count
    result: Code
    amount_fen: Amount = 0


class RejectedPaper(Struct, omit_defaults=True, frozen=True, gc=False):
    """A paper that was handed in and is unfit (不合格资料)."""

    paper: Code
    cause: Code


class LiabilityAmount(Struct, omit_defaults=True, frozen=True, gc=False):
    """What a claim's calculation comes to for one liability (保险责任)."""

    liability: Code
    amount_fen: Amount


class Share(Struct, omit_defaults=True, frozen=True, gc=False):
    """Who was on the front desk, and on which half of the day."""

    staff: Code
    morning: bool
    afternoon: bool


class Attempt(Struct, omit_defaults=True, frozen=True, gc=False):
    """One call, visit, letter or answer on-line of a call-back (一次回访), told at that time."""

    result: Code
    at: Instant
    round: Code | None = None


class Number(Struct, omit_defaults=True, frozen=True, gc=False):
    """What one of the policyholder's telephone numbers is (号码概况)."""

    flags: tuple[Code, ...] = ()


class Seat(Struct, omit_defaults=True, frozen=True, gc=False):
    """An investigator on a day: surveys they can do, and those in their hands."""

    staff: Code
    capacity: Annotated[int, Meta(ge=0, le=100)]
    held: Annotated[int, Meta(ge=0, le=1000)]


class State(Struct, omit_defaults=True, kw_only=True, frozen=True, gc=False):
    """A case event's data: the state after the step and the step. Fields of other services' own are ignored."""

    kind: Annotated[str, Meta(min_length=1, max_length=40)]
    case_no: Annotated[str, Meta(min_length=1, max_length=40)]
    version: Annotated[int, Meta(ge=1, le=999_999_999)]
    status: Code
    org: Annotated[str, Meta(min_length=1, max_length=20)]
    opened_at: Instant
    action: Code
    at: Instant
    by: Annotated[str, Meta(max_length=80)]
    by_machine: bool = False
    outlet: Code | None = None
    channel: Code | None = None
    line: Code | None = None
    product: Code | None = None
    handler: Code | None = None
    salesperson: Code | None = None
    closed_at: Instant | None = None
    due_at: Instant | None = None
    outcome: Code | None = None
    waiting: Code | None = None
    clocks: tuple[Clock, ...] = ()
    labels: Annotated[dict[LabelName, LabelText], Meta(max_length=MAX_LABELS)] = {}  # a foreign system's own
    zone: str | None = None  # IANA name; the days of this case are counted there. None: the deployment's zone
    defects: tuple[Defect, ...] = ()
    notices: tuple[Notice, ...] = ()
    debits: tuple[Debit, ...] = ()
    premium_fen: Amount = 0
    premium_collected_fen: Amount = 0
    sum_assured_fen: Amount = 0
    underwriting: Code | None = None
    decision: Code | None = None
    dun_count: Count = 0
    issued_at: Instant | None = None
    returned: Code | None = None
    withdrawn: Code | None = None
    voided: Code | None = None
    flags: tuple[Code, ...] = ()
    business: Code | None = None
    priority: bool = False
    called_at: Instant | None = None
    served_at: Instant | None = None
    prompted_at: Instant | None = None
    satisfaction: Code | None = None
    abandoned: Code | None = None
    signed_on: date | None = None
    posted: Count = 0
    desk: tuple[Share, ...] = ()
    tool: Code | None = None
    item: Code | None = None
    severity: Code | None = None
    topics: tuple[Code, ...] = ()
    attendees: Count = 0
    missing_papers: tuple[Code, ...] = ()
    missed_papers: tuple[Code, ...] = ()
    rejected_papers: tuple[RejectedPaper, ...] = ()
    money_out_fen: Amount = 0
    effective_on: date | None = None
    pay_years: Count | None = None
    payment_mode: Code | None = None
    paid_to_on: date | None = None
    legacy: bool = False
    grace_ends_on: date | None = None
    premium_year: Count | None = None
    attempt: Count = 0
    reason: str | None = None
    paid_by: Code | None = None
    amount_fen: Amount = 0
    benefit: Code | None = None
    due_on: date | None = None
    failed: Code | Count | None = None  # why a transfer did; how many items of an inspection did
    cancelled: Code | None = None
    principal_fen: Amount = 0
    balance_fen: Amount = 0
    negative: Code | None = None
    minutes_searched: Count = 0
    campaign_type: Code | None = None
    targets: Count = 0
    contacted: Count = 0
    signed: Count = 0
    survey_type: Code | None = None
    supplements: Count = 0
    seats: tuple[Seat, ...] = ()
    late: Count = 0  # surveys that a day's allocation leaves for too late
    types: tuple[Code, ...] = ()
    cause: Code | None = None
    event_on: date | None = None
    days_to_report: int | None = None
    possible_duplicates: tuple[Code, ...] = ()
    unfit_papers: tuple[RejectedPaper, ...] = ()
    risk_flags: tuple[Code, ...] = ()
    refusal_reasons: tuple[Code, ...] = ()
    total_fen: Amount | None = None
    kept_fen: Amount = 0
    liabilities: tuple[LiabilityAmount, ...] = ()
    recovered_fen: Amount = 0
    settlement_kind: Code | None = None
    payee: Code | None = None
    project: Code | None = None
    owner: Code | None = None
    attempts: tuple[Attempt, ...] | Count = ()  # of a call-back; others tell how many there were
    language: Code | None = None
    call_round: Code | None = None
    reached_by: Code | None = None
    reach_at_issue: Code | None = None
    numbers: tuple[Number, ...] | None = None


def check(state: State) -> None:
    """What the types can't say: a kind that ends where the number begins, times a day cell holds, a zone there is."""
    if "/" in state.kind:
        raise UnfitEvent("kind: no `/` - at `$.data.kind`")
    told = (state.at, state.opened_at, state.closed_at, state.due_at, state.issued_at)
    for at in (*told, state.called_at, state.served_at, state.prompted_at):
        if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise _unfit_year(state, "$.data")
    for clock in state.clocks:
        _check_clock(clock)
    _check_attempts(state.attempts)
    for name in ("signed_on", "due_on", "grace_ends_on", "event_on"):
        day: date | None = getattr(state, name)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise UnfitEvent(f"{name}: the year is not between {FIRST_YEAR} and {LAST_YEAR} - at `$.data.{name}`")
    if state.zone is not None:
        _check_zone(state.zone)


def _check_clock(clock: Clock) -> None:
    for at in (clock.started_at, clock.due_at, clock.stopped_at, clock.used_50_at, clock.used_80_at):
        if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise _unfit_year(clock, "$.data.clocks[...]")


def _check_attempts(told: tuple[Attempt, ...] | int) -> None:
    for attempt in told if isinstance(told, tuple) else ():
        if not FIRST_YEAR <= attempt.at.year <= LAST_YEAR:
            raise _unfit_year(attempt, "$.data.attempts[...]")


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnfitEvent(f"zone: no time zone is named {name!r} - at `$.data.zone`") from None


def _unfit_year(part: Struct, place: str) -> UnfitEvent:
    times = ((name, getattr(part, name)) for name in part.__struct_fields__ if name == "at" or name.endswith("_at"))
    name = next(name for name, at in times if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR)
    return UnfitEvent(f"{name}: the year is not between {FIRST_YEAR} and {LAST_YEAR} - at `{place}.{name}`")


def check_characters(part: Any) -> None:
    """PostgreSQL has no text with a NUL."""
    if isinstance(part, dict):
        part = [*part, *part.values()]
    if isinstance(part, str) and "\0" in part:
        raise UnfitEvent("a NUL character stands in a text - at `$.data`")
    for each in part if isinstance(part, list | tuple) else ():
        check_characters(each)
