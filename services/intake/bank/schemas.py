"""Bodies and answers of the routes of banks' applications."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.intake.law.proposals import ProposalIn
from shared.cases import CaseOut
from shared.schemas import Body, Code, Fen, OrgCode, Out

BankCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{2,20}$"), Field(examples=["psbc"])]
TransactionNo = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{6,40}$"), Field(examples=["20261012000017"])]


class FinancesIn(Body):
    """What the policyholder states of their money (财务告知): kept encrypted, shown to underwriters only."""

    residence: Literal["urban", "rural"] = Field(default="urban", description="Which local income counts (城镇/农村)")
    annual_income_fen: Fen = Field(description="The policyholder's own (个人年收入)")
    family_income_fen: Fen = Field(description="The family's, a year (家庭年收入)")
    budget_fen: Fen = Field(description="What they mean to pay, once or a year (保费预算)")


class BankApplicationIn(ProposalIn):
    """An application as a bank's system sends it (银保通投保)."""

    bank: BankCode
    transaction_no: TransactionNo = Field(description="The bank's own; the same again is the same sale (交易流水号)")
    org: OrgCode = Field(examples=["350322"])
    outlet: Code = Field(description="The bank's outlet (银行网点)", examples=["psbc-35032207"])
    salesperson: Code = Field(description="The bank's clerk (银行经办)", examples=["psbc-C1024"])
    product: Code = Field(examples=["Y3001"])
    premium_fen: Fen = Field(gt=0, description="Single, or a year's", examples=[5_000_000])
    pay_years: Annotated[int, Field(ge=1, le=60)] = 1
    finances: FinancesIn
    identified: Annotated[list[Literal["policyholder", "insured", "beneficiary"]], Field(max_length=3)] = Field(
        default=[], description="Whose identity the bank has checked on our behalf, everybody of a role (代理机构识别)"
    )
    declaration_signed: bool = Field(default=False, description="The policyholder signed the declaration (投保声明)")


class PremiumIn(Body):
    """The premium as the bank collected it (银行代收)."""

    amount_fen: Fen = Field(gt=0)


class FinancesOut(Out):
    """The stated incomes and budget (财务告知)."""

    residence: str
    annual_income_fen: int
    family_income_fen: int
    budget_fen: int


class BankApplicationOut(CaseOut):
    """A bank's application as it stands (银保通投保件)."""

    bank: str
    transaction_no: str
    payment_mode: str
    premium_fen: int
    sum_assured_fen: int
    currency: Literal["CNY"] = "CNY"
    term_years: int | None
    pay_years: int
    free_look_days: int
    free_look_starts: str
    flags: list[str]
    accepted_at: datetime
    underwriting: str | None
    underwriting_level: str | None
    referral_reasons: list[str]
    declared_reasons: list[str]
    decision: str | None
    premium_due_on: date | None
    premium_collected_fen: int
    premium_came_by: str | None
    issued_at: datetime | None
    policy_no: str | None
    effective_on: date | None
    withdrawn: str | None
    voided: str | None
    refund_due_fen: int
