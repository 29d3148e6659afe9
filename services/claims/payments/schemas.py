"""Bodies and answers of the claim payments' routes."""

from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from shared.cases import CaseOut
from shared.debit_reasons import SUCCESS
from shared.errors import Text
from shared.person_forms import AccountNo, IdentifiedIn, PartyRef
from shared.schemas import Body, CaseNo, Code, Count, Day, Fen, Name, Out, Reason, TextOut, among, refusal
from shared.transfer_reasons import REASONS

PayeeCode = Literal["insured", "beneficiary", "policyholder"]
Relation = Literal["self", "spouse", "parent", "child", "grandparent", "grandchild", "sibling", "other"]
Proof = Literal["succession_proof", "guardian_proof"]
Result = Annotated[str, Field(pattern=among((SUCCESS, *REASONS)), description="Of /claim-payment-reasons")]
Whole = Annotated[int, Field(ge=1, le=1_000_000)]


class ShareIn(Body):
    numerator: Whole
    denominator: Whole

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)


class AccountIn(Body):
    """收款账户."""

    account_no: AccountNo
    holder: Name = Field(description="As the bank has it (户名): the payee, or their guardian")


class GuardianIn(IdentifiedIn):
    """监护人."""

    relation: Literal["parent", "grandparent", "sibling", "organisation", "other"]


class PayeeIn(IdentifiedIn):
    """A person to be paid (领款人). `share`: of an heir; that of a named beneficiary stands on the policy."""

    payee: PayeeCode = Field(description="Whose money it is (应领人): the person's own, or theirs whose heir they are")
    relation: Relation = Field(description="To the insured (与被保险人关系)")
    share: ShareIn | None = None
    account: AccountIn
    guardian: GuardianIn | None = Field(default=None, description="Of a minor, or of who can't act for themselves")


class DepartedIn(Body):
    """A named beneficiary who takes nothing; the others take the share in proportion to theirs."""

    party_ref: PartyRef
    reason: Literal["predeceased", "forfeited", "renounced"]


class PaymentsIn(Body):
    """Who is paid what the claim's newest settlement owes (领款登记): all of them at once."""

    claim_no: CaseNo
    payees: Annotated[list[PayeeIn], Field(min_length=1, max_length=50)]
    departed: Annotated[list[DepartedIn], Field(max_length=20)] = Field(default=[])
    papers: Annotated[list[Proof], Field(max_length=2)] = Field(default=[], description="Handed in with it")


class ReplacementIn(Body):
    """Who is paid instead of a voided payment, and where to (重新领款登记)."""

    payee: PayeeIn
    papers: Annotated[list[Proof], Field(max_length=2)] = Field(default=[], description="Handed in with it")


class VoidIn(Body):
    reason: Reason = Field(examples=["wrong-payee"])


class ResultIn(Body):
    """What came of a transfer (转账结果). `attempt`: which."""

    attempt: Count
    result: Result = Field(examples=["success"])
    voucher: Code | None = Field(
        default=None, validate_default=True, description="凭证号: a success has one, used once"
    )

    @field_validator("voucher")
    @classmethod
    def _of_a_success(cls, voucher: str | None, told: ValidationInfo) -> str | None:
        if voucher is None and told.data.get("result") == SUCCESS:
            raise refusal("voucher-told", Text("转账成功须填写凭证号", "A success has a voucher number"))
        return voucher


class CashIn(Body):
    """The whole of it, in one piece."""

    amount_fen: Fen = Field(gt=0)
    voucher: Code = Field(description="凭证号: each counts once")


class SetOffIn(Body):
    """What somebody owes back is kept from what they are to be paid, as they agreed in writing (同意抵扣)."""

    claim_back_no: CaseNo
    amount_fen: Fen = Field(gt=0)
    consent: Code = Field(description="Number of the paper that says so (抵扣同意书编号)")
    consented_on: Day


class ClaimPaymentOut(CaseOut):
    """A claim payment as it stands (理赔付款件). Person and account are at `/payee`."""

    claim_no: str
    policy_no: str
    settlement_no: int
    settlement_kind: str
    payee: str
    capacity: str = Field(description="self, named (指定受益人) or heir (法定继承人)")
    share: str = Field(examples=["1/3"])
    amount_fen: int
    set_off_fen: int = Field(description="Of it, kept for what the payee owes back (抵扣)")
    to_pay_fen: int = Field(description="In money")
    voided: str | None = Field(description="Why it is not made (作废原因)")
    has_guardian: bool
    relation: str
    papers: list[str]
    suspect: bool = Field(description="As long as a bank card, but its check digit is off (疑似录错): a warning only")
    prepared_by: str
    attempts: int
    failed: str | None
    not_before: date | None
    paid_by: str | None
    paid_on: date | None
    voucher: str | None


class PayeeOut(Out):
    """Masked unless the token may read personal data."""

    masked: bool
    name: str
    id_number: str
    account_no: str
    holder: str
    guardian: dict[str, Any] | None


class AttemptOut(Out):
    """付款尝试."""

    attempt: int
    by_way_of: str
    amount_fen: int
    sent_by: str
    sent_at: datetime
    result: str | None
    voucher: str | None
    settled_at: datetime | None


class SettlementStepOut(Out):
    code: str
    text: TextOut
    amount_fen: int
    basis: str


class SettlementOut(Out):
    """给付结算: what one payee is owed, after what was paid before."""

    no: int
    kind: str
    payee: str
    pay_fen: int
    claim_back_fen: int = Field(description="Paid too much, to be claimed back (追回)")
    voided_fen: int = Field(description="Of payments that were voided (作废)")
    replaces: str | None = Field(description="The voided payment that it owes again")
    steps: list[SettlementStepOut]
    settled_by: str
    settled_at: datetime
    opened_at: datetime | None = Field(description="Since when its payments are open")


class PaymentReasonOut(Out):
    """Why transfers fail, and what helps (转账失败原因)."""

    code: str
    zh: str
    en: str
    helps: Literal["refresh-account", "try-again"]
    retry_after_working_days: int | None
    most_tries: int
    basis: str
    mark: str
