"""Riders and increases (附加险、加保) as the adjudication takes them: covers of their own, from their own first day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from services.claims.adjudication.claim_facts import Cover
from services.claims.covers.day_status import Standing
from shared.anniversaries import MODE_MONTHS, months_after, whole_months
from shared.contracts.policy_service import Addition


def increases_fen(standing: Standing) -> int:
    """What of the sum assured isn't as it was issued."""
    return sum(each.sum_assured_fen for each in standing.additions if each.kind == "increase")


def added_covers(
    main: Cover, standing: Standing, payment_mode: str | None, values: Mapping[str, int]
) -> Iterator[Cover]:
    """`values`: cash values of increases today, by the request that added them; a rider has none."""
    for added in standing.additions:
        paid_to = max(standing.paid_to_on or added.first_paid_to_on, added.first_paid_to_on)
        yield Cover(
            policy_no=main.policy_no,
            product=added.product,
            concluded_on=added.begins_on,
            begins_on=added.begins_on,
            ends_on=added.ends_on - timedelta(days=1) if added.ends_on else main.ends_on,
            sum_assured_fen=added.sum_assured_fen,
            status=main.status,
            reinstated_on=main.reinstated_on,
            cash_value_fen=values.get(added.request_no, 0),
            premiums_paid_fen=_paid_fen(added, payment_mode, paid_to),
            premium_years_paid=whole_months(added.begins_on, paid_to) // 12,
            premium_fen=added.premium_fen,
            addition=added.request_no,
        )


def _paid_fen(added: Addition, payment_mode: str | None, paid_to: date) -> int:
    """The first premium and each instalment since, by what one is now: another payment mode since is reckoned back."""
    months, paid, due_on = MODE_MONTHS.get(payment_mode or ""), added.first_premium_fen, added.first_paid_to_on
    count = 0
    while months and months_after(due_on, count * months) < paid_to:
        count += 1
    return paid + count * added.premium_fen
