"""The whole life of a card's activation on one screen; and which way a card of the stock may go."""

from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import NamedTuple

from services.intake.guards import premium_in_full
from shared.auth import Role
from shared.contracts import intake_cards as announced
from shared.errors import Text
from shared.lifecycle import Lifecycle, Step, Timer
from shared.sla import calendar_days, working_days


class ActivationStatus(StrEnum):
    AWAITING_PREMIUM = "awaiting_premium"  # 已激活待收费
    PAID = "paid"  # 已收费待出单
    ISSUED = "issued"  # 已出单
    WITHDRAWN = "withdrawn"  # 撤单


FULL = premium_in_full(Text("卡折保费未足额到账", "The card's price is not in, in full"))
S, R = ActivationStatus, Role
UNISSUED = {S.AWAITING_PREMIUM, S.PAID}
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
    Step("withdraw",         UNISSUED,             S.WITHDRAWN,        announced.CardActivationWithdrawn, {R.TELLER}),
    Step("withdraw_overdue", {S.AWAITING_PREMIUM}, S.WITHDRAWN,        announced.CardActivationWithdrawn),
    waits={S.AWAITING_PREMIUM: "premium"},
    timers=(
        #     name                while in              for                what happens
        Timer("dun",              {S.AWAITING_PREMIUM}, working_days(1),   "dun", repeats=True),
        # Our own design (D): a third of what long-term business has, for the price is small and the form short.
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
    text: Text
    sources: AbstractSet[CardStatus]
    target: CardStatus


C = CardStatus
UNUSED = frozenset({C.IN_STOCK, C.HANDED_OUT})
# fmt: off
CARD_MOVES = {move.action: move for move in (
    #        action       words                         from            to
    CardMove("receive",   Text("入库", "received"),      frozenset(),    C.IN_STOCK),
    CardMove("hand_out",  Text("领用", "handed out"),    {C.IN_STOCK},   C.HANDED_OUT),
    CardMove("hand_back", Text("退回", "handed back"),   {C.HANDED_OUT}, C.IN_STOCK),
    CardMove("void",      Text("作废", "voided"),        UNUSED,         C.VOIDED),
    CardMove("lose",      Text("挂失", "told as lost"),  UNUSED,         C.LOST),
    CardMove("find",      Text("找回", "told as found"), {C.LOST},       C.IN_STOCK),
    CardMove("activate",  Text("激活", "used"),          UNUSED,         C.USED),
    CardMove("withdraw",  Text("撤单", "withdrawn"),     {C.USED},       C.VOIDED),  # void: its password is known
)}
# fmt: on
