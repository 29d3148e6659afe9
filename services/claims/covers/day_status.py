"""How a policy stood on a day (出险日保单状态): in force, in grace, suspended or ended, by its steps. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal

from services.claims.adjudication.claim_facts import Premium
from shared.anniversaries import MODE_MONTHS, months_after, whole_months
from shared.contracts.policy_service import Addition

Status = Literal["not-begun", "in-force", "grace", "suspended", "ended", "never"]
PAYING = frozenset({"renew", "reinstate"})
GRACE_DAYS = 60  # LAW36: 《保险法》第三十六条 (V)


@dataclass(frozen=True, slots=True)
class Standing:
    """`arrears_fen`: premiums that were due by the day and are unpaid to this day (LAW36: taken off what is paid).
    `sum_assured_fen` and `premium_fen` are of all of it, `additions` included (附加险、加保)."""

    day: date
    status: Status
    since: date | None
    paid_to_on: date | None = None
    sum_assured_fen: int = 0
    premium_fen: int = 0
    reinstated_on: date | None = None
    arrears_fen: int = 0
    additions: Sequence[Addition] = ()


def standing_on(day: date, steps: Iterable[Any], payment_mode: str | None, ends_on: date | None) -> Standing:
    """`steps` in order. A later step speaks for all days from its own first one: a void for those before it, too."""
    known = list(steps)
    holding = [step for step in known if step.from_on <= day]
    if not holding:
        return Standing(day, "never" if known and known[-1].status == "never" else "not-begun", None)
    last = holding[-1]
    then = [step for step in known if step.told_on <= day] or holding[:1]
    if last.status == "in-force" and ends_on is not None and day >= ends_on:
        return Standing(day, "ended", ends_on, sum_assured_fen=then[-1].sum_assured_fen)
    due_on = then[-1].paid_to_on
    lapses = MODE_MONTHS.get(payment_mode or "") and due_on is not None and due_on <= day
    status: Status = last.status
    if status == "in-force" and lapses and due_on is not None:
        status = "grace" if day <= due_on + timedelta(days=GRACE_DAYS) else "in-force"
    return Standing(
        day=day,
        status=status,
        since=due_on if status == "grace" else last.from_on,
        paid_to_on=due_on,
        sum_assured_fen=then[-1].sum_assured_fen,
        premium_fen=then[-1].premium_fen,
        reinstated_on=then[-1].reinstated_on,
        additions=[Addition.model_validate(each) for each in then[-1].additions],
        arrears_fen=_arrears(day, known[-1], payment_mode) if status == "grace" else 0,
    )


def paid_after(day: date, steps: Iterable[Any], effective_on: date, payment_mode: str | None) -> Iterator[Premium]:
    """Premiums due after the day that have been paid by now: what a waiver moved on was paid by nobody."""
    months = MODE_MONTHS.get(payment_mode or "")
    for before, step in pairwise(steps):
        due_on, paid_to_on = before.paid_to_on, step.paid_to_on
        if step.action not in PAYING or months is None or due_on is None or paid_to_on is None:
            continue
        while due_on < paid_to_on:
            if due_on > day:
                yield Premium(due_on, step.premium_fen)
            # A renewal is of one premium, also where the policy's have another mode by now.
            due_on = paid_to_on if step.action == "renew" else _next(effective_on, due_on, months)


def ends_on(effective_on: date, months: int | None) -> date | None:
    return None if months is None else months_after(effective_on, months)


def _arrears(day: date, newest: Any, payment_mode: str | None) -> int:
    """What has been paid since is owed no more."""
    months, due_on, owed = MODE_MONTHS[payment_mode or ""], newest.paid_to_on, 0
    first = due_on
    while due_on is not None and due_on <= day:
        owed += 1
        due_on = months_after(first, owed * months)
    return owed * int(newest.premium_fen)


def _next(effective_on: date, due_on: date, months: int) -> date:
    return months_after(effective_on, whole_months(effective_on, due_on) + months)
