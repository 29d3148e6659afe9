"""The whole life of a card's activation on one screen; and which way a card of the stock may go."""

from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Any, NamedTuple

from shared.auth import Actor, Role
from shared.contracts import intake_cards as announced
from shared.errors import Text
from shared.lifecycle import Guard, Lifecycle, Step, Timer
from shared.sla import calendar_days, working_days


class ActivationStatus(StrEnum):
    AWAITING_PREMIUM = "awaiting_premium"  # 已激活待收费
    PAID = "paid"  # 已收费待出单
    ISSUED = "issued"  # 已出单
    WITHDRAWN = "withdrawn"  # 撤单


def _premium_is_full(case: Any, _actor: Actor) -> bool:
    return bool(case.premium_collected_fen == case.premium_fen)


FULL = Guard(
    "premium-in-full",
    _premium_is_full,
    Text("卡折保费未足额到账", "The card's price is not in, in full"),
    field="amount_fen",
)
S, R = ActivationStatus, Role
DESK, MONEY = {R.TELLER, R.INTEGRATOR}, {R.CASHIER, R.INTEGRATOR}

# fmt: off
LIFECYCLE = Lifecycle(
    "card_activation",
    #    action              from                  to                  announces                          by
    Step("accept",           set(),                S.AWAITING_PREMIUM, announced.CardActivationAccepted,  DESK),
    Step("take_prepaid",     {S.AWAITING_PREMIUM}, S.PAID,             announced.CardActivationPaid,      needs=(FULL,)),
    Step("receive_premium",  {S.AWAITING_PREMIUM}, S.PAID,             announced.CardActivationPaid,      MONEY, (FULL,)),
    Step("issue",            {S.PAID},             S.ISSUED,           announced.CardActivationIssued,    DESK),
    Step("dun",              {S.AWAITING_PREMIUM}, None,               announced.CardActivationDunned),
    Step("withdraw",         {S.AWAITING_PREMIUM}, S.WITHDRAWN,        announced.CardActivationWithdrawn, {R.TELLER}),
    Step("withdraw_overdue", {S.AWAITING_PREMIUM}, S.WITHDRAWN,        announced.CardActivationWithdrawn),
    waits={S.AWAITING_PREMIUM: "premium"},
    timers=(
        #     name                while in              for                what happens
        Timer("dun",              {S.AWAITING_PREMIUM}, working_days(1),   "dun", repeats=True),
        # Our own design (D), shorter than for long-term business: the cover is to begin the next day.
        Timer("premium-deadline", {S.AWAITING_PREMIUM}, calendar_days(10), "withdraw_overdue"),
    ),
)
# fmt: on


class CardStatus(StrEnum):
    IN_STOCK = "in_stock"  # 库存
    HANDED_OUT = "handed_out"  # 已领用, with a salesperson
    USED = "used"  # 已激活
    VOIDED = "voided"  # 作废
    LOST = "lost"  # 遗失


class CardMove(NamedTuple):
    """A way that a card takes through the stock (单证流转)."""

    action: str
    sources: AbstractSet[CardStatus]
    target: CardStatus


C = CardStatus
UNUSED = frozenset({C.IN_STOCK, C.HANDED_OUT})
# fmt: off
CARD_MOVES = {move.action: move for move in (
    #        action        from            to
    CardMove("receive",    frozenset(),    C.IN_STOCK),    # 入库
    CardMove("hand_out",   {C.IN_STOCK},   C.HANDED_OUT),  # 领用
    CardMove("hand_back",  {C.HANDED_OUT}, C.IN_STOCK),    # 退回
    CardMove("void",       UNUSED,         C.VOIDED),      # 作废
    CardMove("lose",       UNUSED,         C.LOST),        # 挂失
    CardMove("find",       {C.LOST},       C.IN_STOCK),    # 找回
    CardMove("activate",   UNUSED,         C.USED),        # 激活
    CardMove("withdraw",   {C.USED},       C.VOIDED),      # 撤单作废: its password is known
)}
# fmt: on
