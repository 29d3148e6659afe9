"""Tables of the claim, its invoices and its calculations."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.claims.cases.lifecycle import LIFECYCLE
from services.claims.cases.sla import SLAS, SMALL
from services.claims.models import Base
from shared.cases import CaseMixin
from shared.db import BigId, Json, UtcDateTime
from shared.errors import Text
from shared.pii import EncryptedText
from shared.sla import Sla


class Claim(CaseMixin, Base):
    """理赔件: one event of one insured person, claimed under one policy."""

    __tablename__ = "claims"
    lifecycle = LIFECYCLE
    slas = SLAS
    wait_words: ClassVar = {"papers": Text("补交资料", "the missing papers")}

    policy_no: Mapped[str] = mapped_column(ForeignKey("covers.policy_no"))
    insured_ref: Mapped[str | None] = mapped_column(String(36), index=True)  # None: of a group, before spans were asked
    insured_hash: Mapped[str] = mapped_column(String(64))
    insured_since: Mapped[date | None] = mapped_column(Date)  # of a group's list: first day of cover
    insured_until: Mapped[date | None] = mapped_column(Date)  # and the first without
    cover_status: Mapped[str] = mapped_column(String(12))  # on the day of the event, as known now
    cause: Mapped[str] = mapped_column(String(10))
    care: Mapped[str] = mapped_column(String(10))
    types: Mapped[list[str]] = mapped_column(Json)
    scheme: Mapped[str] = mapped_column(String(20))
    needs: Mapped[list[str]] = mapped_column(Json)  # what asks for papers beside the types: a guardian, a succession
    event_on: Mapped[date] = mapped_column(Date)
    reported_on: Mapped[date] = mapped_column(Date)
    reporter: Mapped[str] = mapped_column(EncryptedText("claims.reporter"))  # JSON
    story: Mapped[str | None] = mapped_column(EncryptedText("claims.story"))
    possible_duplicates: Mapped[list[str]] = mapped_column(Json)
    told_by: Mapped[str | None] = mapped_column(String(12))
    papers: Mapped[list[str]] = mapped_column(Json)
    required_papers: Mapped[list[str]] = mapped_column(Json)
    missing_papers: Mapped[list[str]] = mapped_column(Json)
    missed_papers: Mapped[list[str]] = mapped_column(Json)  # missing when it was accepted
    told_papers: Mapped[list[str]] = mapped_column(Json)  # what the notices named: a second one only of added types
    unfit_papers: Mapped[list[dict[str, str]]] = mapped_column(Json)
    claimed_fen: Mapped[int | None] = mapped_column(BigInteger)
    is_clear: Mapped[bool] = mapped_column(Boolean)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    track: Mapped[str | None] = mapped_column(String(10))
    surveyed: Mapped[bool] = mapped_column(Boolean)
    risk: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # the rules that fired, as they were
    invoices: Mapped[int] = mapped_column(Integer)
    kept_fen: Mapped[int] = mapped_column(BigInteger)  # paid more because social insurance's share isn't deducted
    calculations: Mapped[int] = mapped_column(Integer)
    total_fen: Mapped[int | None] = mapped_column(BigInteger)
    liabilities: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # the total by liability
    level: Mapped[str | None] = mapped_column(String(10))
    calculated_by: Mapped[str | None] = mapped_column(String(80))
    decision: Mapped[str | None] = mapped_column(String(10))
    decided_by: Mapped[str | None] = mapped_column(String(80))
    refusal_reasons: Mapped[list[str]] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(String(40))  # of the last step that had to give one
    payable_fen: Mapped[int] = mapped_column(BigInteger)
    advance_fen: Mapped[int] = mapped_column(BigInteger)
    paid_fen: Mapped[int] = mapped_column(BigInteger)
    voucher: Mapped[str | None] = mapped_column(String(40))
    ends_contract: Mapped[bool] = mapped_column(Boolean, default=False)  # as calculated last; a group's goes on
    waives_from_on: Mapped[date | None] = mapped_column(Date)  # premiums due from then on (豁免)
    loan_kept_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    dividends_fen: Mapped[int] = mapped_column(BigInteger, default=0)  # of the policy that it ends
    loan_kept_on: Mapped[date | None] = mapped_column(Date)  # by which day the loans were reckoned
    arrears_kept_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    ended_by: Mapped[int | None] = mapped_column(Integer)  # number of the calculation whose payment ended the contract
    reopened: Mapped[int] = mapped_column(Integer)
    appeals: Mapped[int] = mapped_column(Integer)

    @property
    def rules(self) -> list[Sla]:
        """Only a small claim is to be closed the same day; what once was one keeps that clock."""
        kept = self.track == "small" or any(each.id == SMALL for each in self.clocks or ())
        return [row for row in super().rules if kept or row.id != SMALL]

    @property
    def days_to_report(self) -> int:
        return (self.reported_on - self.event_on).days

    @property
    def risk_flags(self) -> list[str]:
        return [each["code"] for each in self.risk or ()]

    @property
    def was_told(self) -> bool:
        return bool(self.told_papers)


Index("ix_claims_page", Claim.opened_at, Claim.case_no)
Index("ix_claims_limits", Claim.policy_no, Claim.insured_hash)
Index("ix_claims_same_event", Claim.insured_hash, Claim.event_on)
Index("ix_claims_track", Claim.track, Claim.completed_at)


class ClaimInvoice(Base):
    """医疗费用发票: what it says is what the arithmetic takes; `struck`: it was a mistake."""

    __tablename__ = "claim_invoices"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("claims.case_no"), index=True)
    number: Mapped[str] = mapped_column(String(40), index=True)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)  # of its file
    kind: Mapped[str] = mapped_column(String(12))
    issued_on: Mapped[date] = mapped_column(Date)
    hospital: Mapped[str] = mapped_column(String(40))
    total_fen: Mapped[int] = mapped_column(BigInteger)
    social_insurance_fen: Mapped[int] = mapped_column(BigInteger)
    unrelated_fen: Mapped[int] = mapped_column(BigInteger)
    over_standard_fen: Mapped[int] = mapped_column(BigInteger)
    other_paid_fen: Mapped[int] = mapped_column(BigInteger)  # by other insurers (分割单)
    bed_fen: Mapped[int] = mapped_column(BigInteger)
    bed_days: Mapped[int] = mapped_column(Integer)
    examination_fen: Mapped[int] = mapped_column(BigInteger)
    person_hash: Mapped[str] = mapped_column(String(64))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    struck: Mapped[bool] = mapped_column(Boolean)
    used: Mapped[bool] = mapped_column(Boolean)  # the newest calculation pays for it


class ClaimCalculation(Base):
    """理算书: one calculation of a claim, line by line; a later one leaves it as it was.

    `findings`: the facts it rests on. `used`: what it takes of limits, days and stays, counted against later claims.
    `worth`: what the policy was worth and owed, as its keeper said.
    """

    __tablename__ = "claim_calculations"
    __table_args__ = (UniqueConstraint("case_no", "no"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("claims.case_no"))
    no: Mapped[int] = mapped_column(Integer)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    refusals: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    total_fen: Mapped[int] = mapped_column(BigInteger)
    findings: Mapped[str | None] = mapped_column(EncryptedText("claim_calculations.findings"))  # JSON; None: by hand
    letter: Mapped[list[dict[str, str]]] = mapped_column(Json)
    used: Mapped[dict[str, Any]] = mapped_column(Json)
    worth: Mapped[dict[str, Any] | None] = mapped_column(Json)
    age_at_death: Mapped[int | None] = mapped_column(Integer)  # of the insured, by which a child's limit is judged
    waiver: Mapped[dict[str, Any] | None] = mapped_column(Json)
    social_insurance_kept_fen: Mapped[int] = mapped_column(BigInteger)
    ends_contract: Mapped[bool] = mapped_column(Boolean)
    calculated_by: Mapped[str] = mapped_column(String(80))
    calculated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClaimFile(Base):
    """资料影像: one file of a paper, in the store under its hash; `removed_at`: it didn't belong there."""

    __tablename__ = "claim_files"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("claims.case_no"), index=True)
    paper: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(40))
    put_by: Mapped[str] = mapped_column(String(80))
    put_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
