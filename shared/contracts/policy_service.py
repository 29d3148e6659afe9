"""Events of policy_service (保全): the policy (保单) from its opening."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.contracts.base import CaseEvent

ProductDesign = Literal["ordinary", "participating", "universal", "unit-linked"]


class Addition(BaseModel):
    """Cover that was added to the policy since its issue: a rider (附加险), or more of the sum assured (加保)."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    kind: Literal["rider", "increase"]
    product: str = Field(description="The rider's, or the policy's own where that was raised", examples=["F5001"])
    request_no: str = Field(description="The service request that added it (保全申请)", examples=["BQ260302-5TY8N2JD"])
    sum_assured_fen: int = Field(description="Of an increase: part of the policy's", examples=[10_000_000])
    premium_fen: int = Field(description="Its part of one instalment of the policy (期交保费)", examples=[18_000])
    first_premium_fen: int = Field(description="Paid as it was added, up to `first_paid_to_on`", examples=[17_656])
    first_paid_to_on: date
    begins_on: date = Field(description="First day of its cover, from which it waits by itself (等待期)")
    ends_on: date | None = Field(default=None, description="First day without it; None: it ends with the policy")

    def has_ended_on(self, day: date) -> bool:
        return self.ends_on is not None and day >= self.ends_on


class NumberFact(BaseModel):
    """One telephone field of the policyholder's (电话号码概况): what the number is, and never a digit of it."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    field: str = Field(description="Where the form has it (栏位)", examples=["office_phone"])
    kind: str = Field(description="`mobile`, `fixed`, `service` or `invalid`", examples=["mobile"])
    flags: tuple[str, ...] = Field(
        default=(),
        description="As the normaliser flags it; `shared-number`, `salespersons-number`: doubts when it was written",
        examples=[["mobile-in-office-field"]],
    )
    since: AwareDatetime | None = Field(
        default=None, description="When another number than before was written there; none: never yet", examples=[None]
    )


class PolicyEvent(CaseEvent):
    """What every event of a policy carries beside the case; the case number is the policy number (保单号)."""

    application_no: str = Field(description="The application it was issued on (投保件号)")
    effective_on: date
    premium_fen: int
    payment_mode: str | None = Field(
        default=None, description="How often a premium is due (交费方式)", examples=["annual"]
    )
    paid_to_on: date | None = Field(default=None, description="Premiums are paid up to the day before it (交至日)")
    sum_assured_fen: int
    policyholder_ref: str = Field(description="Opaque reference of the policyholder (投保人)")
    free_look_days: int = Field(description="Length of the free-look period (犹豫期) by the clause")
    free_look_starts: Literal["signature", "day_after"] = Field(description="Day 1 of the free-look period")
    delivered_on: date | None = None
    signed_on: date | None = Field(default=None, description="When the policyholder signed the receipt (签收)")
    free_look_ends_on: date | None = Field(default=None, description="Last day of the free-look period")
    term_years: int | None = Field(default=None, description="None: whole life (终身)", examples=[20])
    pay_years: int | None = Field(default=None, description="交费年期; None in events of before it was told")
    cancelled: str | None = Field(
        default=None, description="Why it was given back in the free-look period, or surrendered"
    )
    suspended_on: date | None = Field(default=None, description="First day without cover (中止日)")
    item: str | None = Field(default=None, description="What the last endorsement changed (保全项目)")
    request_no: str | None = Field(default=None, description="The service request of the last endorsement")
    occupation_class: int | None = Field(default=None, description="The insured's (职业类别), if it was changed")
    dividend_option: str | None = Field(default=None, description="红利领取方式, if it was changed")
    premium_loan: bool | None = Field(default=None, description="Unpaid premiums are lent (自动垫交), if it was chosen")
    waived_from_on: date | None = Field(default=None, description="Premiums due from then on are waived (豁免保费)")
    paid_up_on: date | None = Field(default=None, description="Since when no premium is due any more (减额交清)")
    document_status: str | None = Field(default=None, description="`lost` or `reissued` (保单正本)")
    rescission_by: str | None = Field(default=None, description="Who proposed its rescission (拟解除人)")
    paid_up_months: int | None = Field(default=None, description="Months paid when it became paid up before its time")
    reinstated_on: date | None = Field(default=None, description="复效日")
    surrender_value_fen: int | None = Field(default=None, description="Cash value at its end (退保金)")
    drawing_mode: str | None = Field(default=None, description="领取方式 of an annuity", examples=["yearly"])
    additions: tuple[Addition, ...] = Field(
        default=(), description="Riders and increases, whose premiums `premium_fen` contains (附加险、加保)"
    )
    claim_no: str | None = Field(
        default=None,
        description="The claim that ended it, was settled with it since, or paid its last premium (理赔件)",
    )
    legacy: bool = Field(default=False, description="Registered from an old voucher (历史保单)")
    numbers: tuple[NumberFact, ...] | None = Field(
        default=None, description="The policyholder's telephone fields that are filled in; None: not known"
    )
    reach_at_issue: str | None = Field(
        default=None,
        description="Of the numbers on the form it was issued on: `rung`, also by a dialler that prefixes the office's "
        "field; `rescued`, only as normalised; else why none can be dialled (无电话件), e.g. `blank`",
    )


class PolicyOpened(PolicyEvent):
    """保单建立: the policy is in force."""

    type: ClassVar[str] = "policy_service.policy.opened.v1"

    product_design: ProductDesign = Field(
        default="ordinary",
        description="Others than `ordinary` are of a new type (新型产品): their benefits are uncertain",
    )


class PolicyRegistered(PolicyEvent):
    """凭证补录: an old policy, registered from its voucher; `application_no` is the look-up's."""

    type: ClassVar[str] = "policy_service.policy.registered.v1"


class PolicyDelivered(PolicyEvent):
    """保单送达: handed to the policyholder."""

    type: ClassVar[str] = "policy_service.policy.delivered.v1"


class PolicyAcknowledged(PolicyEvent):
    """回执回销: the signed receipt is in; the free-look period is known."""

    type: ClassVar[str] = "policy_service.policy.acknowledged.v1"


class PolicyVoided(PolicyEvent):
    """当日撤单: the sale was undone on the day of issue; the policy has ended as if it had never been."""

    type: ClassVar[str] = "policy_service.policy.voided.v1"


class PolicyFreeLookEnded(PolicyEvent):
    """犹豫期届满: the policyholder can no longer give the policy back for the whole premium."""

    type: ClassVar[str] = "policy_service.policy.free-look-ended.v1"


class PolicyCancelled(PolicyEvent):
    """犹豫期退保: given back in the free-look period; the whole premium is due to the policyholder."""

    type: ClassVar[str] = "policy_service.policy.cancelled.v1"

    cancelled: str = Field(description="Why", examples=["changed-mind"])
    refund_due_fen: int = Field(description="The premium, less the clause's cost", examples=[600_000])
    paid_by: str | None = Field(
        default=None, description="The service request that pays it out; none: it is paid elsewhere"
    )


class PolicyEndorsed(PolicyEvent):
    """批改: changed by a service request, and endorsed."""

    type: ClassVar[str] = "policy_service.policy.endorsed.v1"

    item: str = Field(description="What was changed (保全项目)", examples=["beneficiary-change"])
    request_no: str = Field(description="The service request (保全申请)", examples=["BQ260302-5TY8N2JD"])


class PolicyRenewed(PolicyEvent):
    """续期: a renewal premium is paid, and the policy's premiums with it up to a later day."""

    type: ClassVar[str] = "policy_service.policy.renewed.v1"


class PolicyLapsed(PolicyEvent):
    """效力中止: no premium came by the end of the grace period; it may be reinstated within two years."""

    type: ClassVar[str] = "policy_service.policy.lapsed.v1"

    suspended_on: date = Field(description="First day without cover (中止日)")


class PolicyReinstated(PolicyEvent):
    """复效: arrears and interest are paid, and the policy is in force again."""

    type: ClassVar[str] = "policy_service.policy.reinstated.v1"

    reinstated_on: date | None = Field(default=None, description="First day of cover again (复效日)")


class PolicyReinstatementExpired(PolicyEvent):
    """复效期满: suspended for two years without agreement; the insurer may rescind it from now on."""

    type: ClassVar[str] = "policy_service.policy.reinstatement-expired.v1"

    rescindable_on: date = Field(description="First day on which it may be rescinded (可解除日)")


class PolicyRescissionProposed(PolicyEvent):
    """拟解除: somebody asked for its rescission; another person approves it."""

    type: ClassVar[str] = "policy_service.policy.rescission-proposed.v1"


class PolicyRescinded(PolicyEvent):
    """解除: not reinstated within two years, the insurer ended it; the cash value is due to the policyholder."""

    type: ClassVar[str] = "policy_service.policy.rescinded.v1"


class PolicySurrendered(PolicyEvent):
    """退保: ended at the policyholder's wish; the cash value is due to them."""

    type: ClassVar[str] = "policy_service.policy.surrendered.v1"

    surrender_value_fen: int | None = Field(
        default=None, description="Cash value and dividends, less loans and interest (退保金)", examples=[1_500_000]
    )
    paid_by: str | None = Field(default=None, description="The service request that pays it out (保全申请)")


class PolicyEndedByClaim(PolicyEvent):
    """理赔终止: a claim was paid that ends the contract; nothing falls due any more."""

    type: ClassVar[str] = "policy_service.policy.ended-by-claim.v1"


class PolicyClaimDiffered(PolicyEvent):
    """理赔扣付有差: what a claim (`claim_no`) kept for its loans or its premiums, or paid as its dividends, isn't what
    there was; it is to be reckoned again."""

    type: ClassVar[str] = "policy_service.policy.claim-differed.v1"


class PolicyWaived(PolicyEvent):
    """豁免: a claim was granted that waives its premiums from a day on."""

    type: ClassVar[str] = "policy_service.policy.waived.v1"


class PolicyPremiumWaived(PolicyEvent):
    """豁免一期: a premium fell due that is waived; it counts as paid."""

    type: ClassVar[str] = "policy_service.policy.premium-waived.v1"


class PolicyPremiumOwed(PolicyEvent):
    """保费恢复应交: a claim (`claim_no`) was decided anew, and no longer keeps a premium that it had paid."""

    type: ClassVar[str] = "policy_service.policy.premium-owed.v1"


class PolicyMatured(PolicyEvent):
    """满期: its term is over."""

    type: ClassVar[str] = "policy_service.policy.matured.v1"
