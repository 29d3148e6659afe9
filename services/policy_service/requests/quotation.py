"""What a change would cost or bring on the day (试算): the item's own checks and arithmetic, and nothing written."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.items.catalogue import ITEMS
from services.policy_service.requests.reckoning import sums_of
from services.policy_service.requests.schemas import QuotationIn
from services.policy_service.values.standing import standing_of
from shared.auth import Actor


async def quote(session: AsyncSession, form: QuotationIn, actor: Actor) -> dict[str, Any]:
    """Refuses what the acceptance would refuse, and doesn't ask who applies."""
    item, standing = ITEMS[form.change.item], await standing_of(session, form.policy_no, actor)
    item.check_allowed(standing)
    await item.check_change(session, standing, form.change)
    lines = item.money(standing, form.change)
    due_in, due_out = sums_of(lines)
    return {
        "policy_no": form.policy_no,
        "item": item.code,
        "as_of": standing.today,
        "money": [line.shown for line in lines],
        "money_in_fen": due_in,
        "money_out_fen": due_out,
        "papers": item.required_papers(standing, form.change, agent_acts=False, lines=lines),
    }
