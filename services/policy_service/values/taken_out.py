"""What was paid out of a policy, day by day (已领款项): a claim whose event lies before it takes it off (D)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.benefits.models import Benefit
from services.policy_service.policies.models import Policy
from services.policy_service.requests.models import ServiceRequest
from shared.calendar_data import calendar_for

TAKING = ("surrender", "partial-surrender", "free-look-cancellation")
# Dividends are the policyholder's own; a loan that was repaid of it was owed.
BESIDES = {"dividends", "loan-interest", "loan-principal"}


async def taken_out_of(session: AsyncSession, policy: Policy) -> list[dict[str, Any]]:
    asked = (ServiceRequest.policy_no == policy.case_no, ServiceRequest.item.in_(TAKING))
    requests = select(ServiceRequest).where(*asked, ServiceRequest.confirmed_at.is_not(None))
    paid = select(Benefit).where(Benefit.policy_no == policy.case_no, Benefit.paid_on.is_not(None))
    day_of = calendar_for(policy.org).date_of
    rows = [
        _row(each.case_no, each.item, day_of(each.confirmed_at), _worth(each.money))
        for each in await session.scalars(requests)
        if each.confirmed_at
    ]
    rows += [
        _row(each.case_no, each.benefit, each.due_on, _worth(each.money) or each.amount_fen)
        for each in await session.scalars(paid)
    ]
    return sorted(rows, key=lambda row: (row["taken_on"], row["case_no"]))


def _worth(money: list[dict[str, Any]]) -> int:
    return sum(line["amount_fen"] for line in money if line["code"] not in BESIDES)


def _row(case_no: str, what: str, taken_on: Any, amount_fen: int) -> dict[str, Any]:
    return {"case_no": case_no, "what": what, "taken_on": taken_on, "amount_fen": amount_fen}
