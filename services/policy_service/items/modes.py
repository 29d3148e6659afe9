"""How often premiums are paid (交费频次) and an annuity is drawn (领取方式)."""

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.premium_plan import MODES
from services.policy_service.clauses.products import DRAWING_MODES, terms_of
from services.policy_service.items.checks import check_changes
from services.policy_service.items.money_asks import DrawingModeChange, PaymentModeChange
from services.policy_service.policies.additions import reprice, repriced
from services.policy_service.policies.models import Policy
from services.policy_service.values.lines import MoneyLine
from services.policy_service.values.standing import Standing
from shared.amounts import yuan
from shared.anniversaries import is_anniversary
from shared.errors import RuleBroken, Text

# 人保健康's table says 保单周年日 (S19 V); how long before and after it one may come is our design.
WINDOW = timedelta(days=30)


def check_payment_mode(standing: Standing, change: PaymentModeChange) -> None:
    """The premium due on the anniversary must be unpaid: it is the first in the new mode."""
    policy = standing.policy
    terms_of(policy.product).factor_of(change.payment_mode)
    check_changes("payment_mode", policy.payment_mode, change.payment_mode)
    due_on = policy.next_due_on
    if due_on is None:
        raise RuleBroken("payment_mode", "nothing-due", Text("已无应交保险费", "No premium is due any more"))
    if not (is_anniversary(policy.effective_on, due_on) and abs(due_on - standing.today) <= WINDOW):
        told = Text(
            f"限保单周年日前后{WINDOW.days}日内、该期保险费未交时办理",
            f"Only within {WINDOW.days} days of an anniversary whose premium isn't paid yet",
        )
        raise RuleBroken("payment_mode", "at-anniversary", told, next_due_on=due_on)


def new_premium(standing: Standing, change: PaymentModeChange) -> list[MoneyLine]:
    """Nothing is due at once; the line says what will be."""
    due_on, mode = standing.policy.next_due_on or date.max, MODES[change.payment_mode]
    premium = _premium_in(standing.policy, change.payment_mode)
    each = yuan(premium)
    text = Text(f"自{due_on}起{mode.zh},每期{each}元", f"From {due_on} on paid {mode.en}, {each} yuan each time")
    return [MoneyLine("new-premium", text, 0, "条款: 按交费方式系数折算")]


async def change_payment_mode(_session: AsyncSession, standing: Standing, change: PaymentModeChange) -> None:
    policy, terms = standing.policy, terms_of(standing.policy.product)
    reprice(policy, terms.factor_of(change.payment_mode), terms.factor_of(policy.payment_mode))
    policy.payment_mode = change.payment_mode


def check_drawing_mode(standing: Standing, change: DrawingModeChange) -> None:
    offered = terms_of(standing.policy.product).draws
    if change.drawing_mode not in offered:
        mode = DRAWING_MODES[change.drawing_mode]
        told = Text(f"该险种没有{mode.zh}", f"This product isn't drawn {mode.en}")
        raise RuleBroken("drawing_mode", "drawing-offered", told, offered=list(offered))
    check_changes("drawing_mode", standing.policy.drawing_mode, change.drawing_mode)


async def change_drawing_mode(_session: AsyncSession, standing: Standing, change: DrawingModeChange) -> None:
    standing.policy.drawing_mode = change.drawing_mode


def _premium_in(policy: Policy, mode: str) -> int:
    """Each part of it by itself, for what is rounded."""
    terms = terms_of(policy.product)
    return sum(repriced(policy, terms.factor_of(mode), terms.factor_of(policy.payment_mode)))
