"""Bodies and answers of the routes of card policies."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from services.intake.law.proposals import InsuringIn
from services.intake.law.schemas import Warnings
from shared.cases import CaseOut
from shared.errors import Text
from shared.schemas import Body, Code, OrgCode, Out, Reason, refusal

MOST_CARDS = 2_000  # moved at once: a carton

CardNo = Annotated[str, StringConstraints(pattern=r"^[0-9]{8,20}$"), Field(examples=["8800000001"])]
Password = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{6,20}$"), Field(examples=["735190"])]


class CardIn(Body):
    """A card as the printer delivers it."""

    card_no: CardNo
    password: Password = Field(description="Under the scratch field; only a keyed hash of it is kept")


class DeliveryIn(Body):
    """Cards that came into an outlet's stock (入库)."""

    org: OrgCode = Field(examples=["350322"])
    outlet: Code = Field(examples=["35032201"])
    product: Code = Field(examples=["K2001"])
    cards: Annotated[list[CardIn], Field(min_length=1, max_length=MOST_CARDS)]

    @field_validator("cards")
    @classmethod
    def _each_once(cls, cards: list[CardIn]) -> list[CardIn]:
        _check_each_once([card.card_no for card in cards])
        return cards


class CardMoveIn(Body):
    """What is done with cards of the stock (单证流转): all of them, or none."""

    action: Literal["hand_out", "hand_back", "void", "lose", "find"]
    card_nos: Annotated[list[CardNo], Field(min_length=1, max_length=MOST_CARDS)]
    salesperson: Code | None = Field(
        default=None, description="Needed with `hand_out`; not with another action", examples=["A10023"]
    )
    prepaid: bool = Field(default=False, description="With `hand_out`: the cards were paid for then (预缴)")
    reason: Reason | None = Field(
        default=None, description="Needed with `void` and `lose`; not with another action", examples=["misprinted"]
    )

    @field_validator("card_nos")
    @classmethod
    def _each_once(cls, card_nos: list[str]) -> list[str]:
        _check_each_once(card_nos)
        return card_nos

    @model_validator(mode="after")
    def _fits(self) -> Self:
        is_handed_out, is_gone = self.action == "hand_out", self.action in ("void", "lose")
        if is_handed_out != (self.salesperson is not None) or (self.prepaid and not is_handed_out):
            raise refusal(
                "salesperson-with-hand-out",
                Text(
                    "领用须注明业务员,其他流转不得注明业务员或预缴",
                    "`hand_out` needs a salesperson; the other actions take neither one nor `prepaid`",
                ),
            )
        if is_gone != (self.reason is not None):
            raise refusal(
                "reason-with-void-and-lose",
                Text(
                    "作废、挂失须注明原因,其他流转不得注明",
                    "`void` and `lose` need a reason; the other actions take none",
                ),
            )
        return self


def _check_each_once(card_nos: list[str]) -> None:
    if len(set(card_nos)) < len(card_nos):
        raise refusal("each-card-once", Text("同一卡号出现多次", "A card number is given more than once"))


class MovedOut(Out):
    moved: int = Field(description="How many cards")


class CardOut(Out):
    """A card and where it is (卡折)."""

    card_no: str
    org: str
    outlet: str
    product: str
    status: str
    salesperson: str | None
    prepaid: bool
    locked_until: datetime | None = Field(description="Too many wrong passwords: no activation before then")


class CardMovementOut(Out):
    """One line of the stock book."""

    action: str
    salesperson: str | None = Field(description="Who had the card, or gets it")
    prepaid: bool
    reason: str | None
    case_no: str | None
    at: datetime
    by: str


class StockOut(Out):
    """The cards of one outlet and product (卡折库存): received = in_stock + handed_out + used + voided + lost."""

    org: str
    outlet: str
    product: str
    received: int = Field(description="By the stock book")
    in_stock: int
    handed_out: int
    used: int
    voided: int
    lost: int
    unaccounted: int = Field(description="Received less all the others: anything but 0 is a fault")


class ActivationIn(InsuringIn):
    """A card's activation (卡折激活)."""

    card_no: CardNo
    password: Password
    channel: Literal["agent", "counter", "web"] = "counter"


class ActivationOut(CaseOut):
    """A card's activation as it stands (短险卡折投保件)."""

    card_no: str
    premium_fen: int
    sum_assured_fen: int
    currency: Literal["CNY"] = "CNY"
    prepaid: bool
    relation: str | None = Field(description="What the insured is to the policyholder; none: not asked then")
    consent: str | None = Field(description="Who signed for the cover of an insured named: insured, guardian")
    cover_elsewhere_fen: int | None
    warnings: Warnings
    accepted_at: datetime
    issued_at: datetime | None
    premium_collected_fen: int
    premium_came_by: str | None
    refund_due_fen: int
    dun_count: int
    withdrawn: str | None
    policy_no: str | None
    effective_on: date | None
