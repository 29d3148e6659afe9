"""What a request costs or brings on the day, line by line, and which papers that asks for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.items.ask import Ask
from services.policy_service.items.catalogue import ITEMS
from services.policy_service.items.item import Item
from services.policy_service.requests.models import ServiceRequest
from services.policy_service.values.lines import MoneyLine
from services.policy_service.values.standing import Standing, standing_of
from shared.amounts import yuan
from shared.auth import Actor
from shared.errors import RuleBroken, Text


def change_of(request: ServiceRequest) -> Ask:
    return ITEMS[request.item].change.model_validate_json(request.change)


async def standing_for(session: AsyncSession, request: ServiceRequest, actor: Actor) -> Standing:
    """With what the request itself says: who asked in time is not late because the insurer took long."""
    standing = await standing_of(session, request.policy_no, actor)
    return replace(standing, asked_on=request.asked_on, loading_percent=request.loading_percent or 0)


def reckon(request: ServiceRequest, item: Item, standing: Standing) -> Sequence[MoneyLine]:
    """The arithmetic as of today."""
    lines = item.money(standing, change_of(request))
    request.money = [line.shown for line in lines]
    request.money_in_fen, request.money_out_fen = sums_of(lines)
    return lines


def sums_of(lines: Sequence[MoneyLine]) -> tuple[int, int]:
    """Due from the customer, due to them: one of the two is 0."""
    due = sum(line.amount_fen for line in lines)
    return max(-due, 0), max(due, 0)


def check_threshold(request: ServiceRequest, item: Item, lines: Sequence[MoneyLine]) -> None:
    """The amount of the day may ask for papers that the one of the acceptance didn't."""
    threshold = item.threshold
    if threshold is None or not threshold.is_met(lines):
        return
    missing = [paper for paper in threshold.papers if paper not in request.papers]
    if missing:
        told = Text(
            threshold.basis, f"From {yuan(threshold.from_fen)} yuan on more papers are asked for: {threshold.basis}"
        )
        raise RuleBroken("papers", threshold.rule, told, missing=missing, mark=threshold.mark)


def answer_due_on(item: Item, received_on: date) -> date | None:
    """The day of the request isn't counted."""
    return received_on + timedelta(days=item.answer_days) if item.answer_days else None
