"""What the items about money are asked with."""

from typing import Annotated, Literal

from pydantic import Field

from services.policy_service.clauses.added_cover import RIDERS
from services.policy_service.clauses.products import DrawingMode
from services.policy_service.items.ask import Ask
from shared.schemas import CaseNo, Fen, Reason, among

Due = Annotated[Fen, Field(gt=0)]
CoverElsewhere = Annotated[
    Fen | None,
    Field(description="What is paid elsewhere on the insured's death, groups' policies included; of a minor"),
]


class FreeLookCancellation(Ask):
    """犹豫期退保: the whole premium back, less what the clause says the policy cost."""

    item: Literal["free-look-cancellation"]
    reason: Reason = Field(examples=["changed-mind"])


class Surrender(Ask):
    """退保: the cash value, less loans and their interest."""

    item: Literal["surrender"]
    reason: Reason = Field(examples=["need-for-cash"])


class PartialSurrender(Ask):
    """减保: the sum assured that stays; premium and cash value shrink with it."""

    item: Literal["partial-surrender"]
    sum_assured_fen: Due


class LoanAsked(Ask):
    """保单借款: how much is to be lent."""

    item: Literal["policy-loan"]
    amount_fen: Due


class LoanRepaid(Ask):
    """还款: of one loan; without an amount the whole of it, as it stands on the day."""

    item: Literal["loan-repayment"]
    loan_no: CaseNo
    amount_fen: Due | None = None


class Reinstatement(Ask):
    """复效: with the health declaration (健康告知), which the underwriter reads."""

    item: Literal["reinstatement"]
    health_unchanged: bool


class PaymentModeChange(Ask):
    """交费频次变更: from the premium on that is due on the anniversary."""

    item: Literal["payment-mode-change"]
    payment_mode: Literal["monthly", "quarterly", "semiannual", "annual"]


class DrawingModeChange(Ask):
    """领取方式变更: how often an annuity is paid."""

    item: Literal["drawing-mode-change"]
    drawing_mode: DrawingMode


class RiderAddition(Ask):
    """新增附加险: a rider that the product allows, from an anniversary on."""

    item: Literal["rider-addition"]
    rider: Annotated[str, Field(pattern=among(RIDERS), description="附加险代码", examples=["F5001"])]
    sum_assured_fen: Due = Field(description="The rider's (附加险保额), whole thousands of yuan")
    cover_elsewhere_fen: CoverElsewhere = None


class SumIncrease(Ask):
    """加保: the sum assured that there shall be; what is more has a premium of its own."""

    item: Literal["sum-increase"]
    sum_assured_fen: Due = Field(
        description="All that there shall be (加保后保额): whole thousands of yuan more than now"
    )
    cover_elsewhere_fen: CoverElsewhere = None


MoneyChange = (
    FreeLookCancellation
    | Surrender
    | PartialSurrender
    | LoanAsked
    | LoanRepaid
    | Reinstatement
    | PaymentModeChange
    | DrawingModeChange
    | RiderAddition
    | SumIncrease
)
