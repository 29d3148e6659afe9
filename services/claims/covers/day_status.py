"""How a policy stood on a day (出险日保单状态): in force, in grace, suspended or ended, by its steps. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal

from services.claims.adjudication.claim_facts import Premium
from shared.anniversaries import MODE_MONTHS, months_after, whole_months
from shared.contracts.policy_service import Addition

Status = Literal["not-begun", "in-force", "grace", "suspended", "ended", "never"]
PAYING, OWED_AGAIN = frozenset({"renew", "reinstate"}), "owe_premium"
GRACE_DAYS = 60  # LAW36: 《保险法》第三十六条 (V)


@dataclass(frozen=True, slots=True)
class Standing:
    """`arrears_fen`: premiums that were due by the day and are unpaid to this day (LAW36: taken off what is paid).
    `collectable`: those of them that the policy still waits for, or that the claim that asks has paid.
    `sum_assured_fen` and `premium_fen` are of all of it, `additions` included (附加险、加保)."""

    day: date
    status: Status
    since: date | None
    paid_to_on: date | None = None
    sum_assured_fen: int = 0
    premium_fen: int = 0
    reinstated_on: date | None = None
    arrears_fen: int = 0
    collectable: tuple[int, ...] = ()
    additions: Sequence[Addition] = ()


def standing_on(
    day: date, steps: Iterable[Any], payment_mode: str | None, ends_on: date | None, claim_no: str = ""
) -> Standing:
    """`steps` in order. A later step speaks for all days from its own first one: a void for those before it, too."""
    known = list(steps)
    holding = [step for step in known if step.from_on <= day]
    if not holding:
        return Standing(day, "never" if known and known[-1].status == "never" else "not-begun", None)
    last = holding[-1]
    then = [step for step in known if step.told_on <= day and not _is_paid_by(step, claim_no)] or holding[:1]
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
        **_arrears(day, known, payment_mode, claim_no) if status == "grace" else {},
    )


def paid_after(day: date, steps: Iterable[Any], effective_on: date, payment_mode: str | None) -> list[Premium]:
    """Premiums due after the day that have been paid by now: what a waiver moved on was paid by nobody."""
    months, paid = MODE_MONTHS.get(payment_mode or ""), list[Premium]()
    for before, step in pairwise(steps):
        due_on, paid_to_on = before.paid_to_on, step.paid_to_on
        if step.action == OWED_AGAIN:
            paid = [each for each in paid if each.due_on < paid_to_on]
        if step.action not in PAYING or months is None or due_on is None or paid_to_on is None:
            continue
        while due_on < paid_to_on:
            if due_on > day:
                paid.append(Premium(due_on, step.premium_fen))
            # A renewal is of one premium, also where the policy's have another mode by now.
            due_on = paid_to_on if step.action == "renew" else _next(effective_on, due_on, months)
    return paid


def ends_on(effective_on: date, months: int | None) -> date | None:
    return None if months is None else months_after(effective_on, months)


def _arrears(day: date, known: Sequence[Any], payment_mode: str | None, claim_no: str) -> dict[str, Any]:
    """What has been paid since is owed no more; what this claim paid, it keeps again."""
    newest, months = known[-1], MODE_MONTHS[payment_mode or ""]
    ours, unpaid, due_on = _paid_by(known, claim_no), 0, newest.paid_to_on
    while due_on is not None and due_on <= day:
        unpaid += 1
        due_on = months_after(newest.paid_to_on, unpaid * months)
    waited_for = ours + (unpaid if newest.status == "in-force" else 0)
    fen = int(newest.premium_fen)
    return {"arrears_fen": (ours + unpaid) * fen, "collectable": (fen,) * waited_for}


def _paid_by(known: Sequence[Any], claim_no: str) -> int:
    """Premiums that this claim has paid, less those that are owed again."""
    paid = set[date]()
    for before, step in pairwise(known):
        paid = {each for each in paid if each < step.paid_to_on} if step.action == OWED_AGAIN else paid
        paid |= {before.paid_to_on} if _is_paid_by(step, claim_no) else set()
    return len(paid)


def _is_paid_by(step: Any, claim_no: str) -> bool:
    return bool(step.action == "renew" and step.claim_no == claim_no)


def _next(effective_on: date, due_on: date, months: int) -> date:
    return months_after(effective_on, whole_months(effective_on, due_on) + months)
