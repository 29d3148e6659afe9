"""What the items that move no money are asked with."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.policy_service.items.ask import Ask
from shared.person_forms import AccountNo, PartyIn, PartyRef
from shared.schemas import Code, Day, Name, OrgCode

Relation = Literal["self", "spouse", "child", "parent", "dependant", "employee", "other"]
Disclosed = Literal["health", "occupation", "habits", "other_cover", "finances"]
DividendOption = Literal["cash", "accumulate", "reduce_premium", "paid_up_additions"]
Disclosure = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class NewHolder(PartyIn):
    account_no: AccountNo = Field(description="Premiums are debited from it from now on (新交费账号)")


class HolderChange(Ask):
    """投保人变更: who the policyholder is from now on, and what the insured is to them."""

    item: Literal["holder-change"]
    policyholder: NewHolder
    relation: Relation = Field(description="What the insured is to the new policyholder (被保险人是新投保人的)")


class OccupationChange(Ask):
    """职业变更: what the insured works at now; the class as the occupation table (职业分类表) gives it."""

    item: Literal["occupation-change"]
    party_ref: PartyRef
    occupation: Name
    occupation_class: Annotated[int, Field(ge=1, le=6)]


class SupplementaryNotice(Ask):
    """补充告知: what the form should have told, or what was asked for since."""

    item: Literal["supplementary-notice"]
    party_ref: PartyRef = Field(description="Whom it is about")
    about: Disclosed
    disclosure: Disclosure


class DocumentLoss(Ask):
    """保单挂失: the policy document was lost."""

    item: Literal["document-loss"]
    lost_on: Day


class DocumentReissue(Ask):
    """保单补发: a document instead of the one that was lost or spoilt."""

    item: Literal["document-reissue"]
    cause: Literal["lost", "damaged"]


class DividendOptionChange(Ask):
    """红利领取方式变更: what becomes of dividends from now on."""

    item: Literal["dividend-option"]
    option: DividendOption


class PremiumLoanOption(Ask):
    """自动垫交: whether an unpaid premium is lent from the cash value."""

    item: Literal["premium-loan-option"]
    premium_loan: bool


class ReducedPaidUp(Ask):
    """减额交清: no further premium, for a smaller sum."""

    item: Literal["reduced-paid-up"]


class PolicyTransfer(Ask):
    """保单迁移: who looks after the policy from now on."""

    item: Literal["policy-transfer"]
    org: OrgCode
    outlet: Code | None = None
    salesperson: Code | None = Field(default=None, description="Left out: nobody yet (孤儿单)")


PlainChange = (
    HolderChange
    | OccupationChange
    | SupplementaryNotice
    | DocumentLoss
    | DocumentReissue
    | DividendOptionChange
    | PremiumLoanOption
    | ReducedPaidUp
    | PolicyTransfer
)
