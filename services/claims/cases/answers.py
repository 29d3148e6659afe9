"""Answers of the claim's routes."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from shared.cases import CaseOut
from shared.schemas import CodedRowOut, Out, TextOut


class UnfitPaperOut(Out):
    paper: str
    cause: str


class ClaimOut(CaseOut):
    """A claim as it stands (理赔件)."""

    policy_no: str
    insured_ref: str | None
    insured_since: date | None = Field(description="Of one of a group's list: first day of cover")
    insured_until: date | None = Field(description="And the first without")
    cover_status: str = Field(description="How the policy stood on the day of the event")
    cause: str
    care: str
    types: list[str]
    scheme: str
    needs: list[str]
    event_on: date
    reported_on: date
    days_to_report: int
    possible_duplicates: list[str] = Field(description="Of the same insured, day and type, when it was reported")
    told_by: str | None
    papers: list[str]
    required_papers: list[str] = Field(description="What to bring (所需资料)")
    missing_papers: list[str] = Field(
        description="Of those; `death_proof` is no paper: any one of its `proofs` in /claim-tables is brought"
    )
    told_papers: list[str] = Field(description="What the one-time notice (一次性告知) named")
    unfit_papers: list[UnfitPaperOut]
    claimed_fen: int | None
    completed_at: datetime | None = Field(description="资料齐全时间")
    track: str | None = Field(description="small: closed the same day (小额快赔); null until its papers are complete")
    surveyed: bool
    risk_flags: list[str] = Field(description="Rules that fired (风险提示): /risk tells why")
    invoices: int
    total_fen: int | None = Field(description="Sum of the newest calculation's lines")
    kept_fen: int = Field(description="Of it, what social insurance paid and isn't deducted")
    level: str | None = Field(description="Who decides: branch, city, province or head (核赔权限)")
    calculated_by: str | None
    decision: str | None
    decided_by: str | None
    refusal_reasons: list[str]
    reason: str | None
    payable_fen: int = Field(description="Agreed to, less what was paid before (核定应付)")
    advance_fen: int = Field(description="Advance approved and not yet paid (先予支付)")
    paid_fen: int
    voucher: str | None
    ends_contract: bool = Field(description="Paid as calculated, it ends the policy (合同终止)")
    waives_from_on: date | None = Field(description="Granted, premiums due from then on are waived (豁免保费)")
    loan_kept_fen: int = Field(description="Kept of it for the policy's loans (扣还借款)")
    loan_kept_on: date | None = Field(description="Up to which day it pays their interest")
    arrears_kept_fen: int = Field(
        description="Kept of it for premiums that were due by the day of the event (扣减欠交保险费)"
    )
    dividends_fen: int = Field(description="Of it, the dividend account of the policy that it ends (红利)")
    reopened: int
    appeals: int


class DetailsOut(Out):
    masked: bool
    reporter: dict[str, Any] | None
    story: str | None


class DuplicateOut(Out):
    """A claim that may be the same (疑似重复)."""

    case_no: str
    policy_no: str
    status: str
    event_on: date
    types: list[str]


class InvoiceOut(Out):
    id: int
    number: str
    sha256: str | None
    kind: str
    issued_on: date
    hospital: str
    total_fen: int
    social_insurance_fen: int
    unrelated_fen: int
    over_standard_fen: int
    other_paid_fen: int
    bed_fen: int
    bed_days: int
    examination_fen: int
    struck: bool = Field(description="Recorded by mistake (作废): it counts for nothing, and is listed no more")
    is_insureds: bool = Field(description="It names the insured")
    used: bool = Field(description="The newest calculation pays for it")
    used_in: list[str] = Field(description="Other claims with the same number or file")
    recorded_by: str
    recorded_at: datetime


class ClaimFileOut(Out):
    """A file of a paper (资料影像)."""

    id: int
    paper: str
    sha256: str
    size: int
    media_type: str
    put_by: str
    put_at: datetime
    removed_at: datetime | None
    used_in: list[str] = Field(default=[], description="Other claims with the very same file")


class CalculationOut(Out):
    """理算书: the newest holds."""

    no: int
    lines: list[dict[str, Any]]
    refusals: list[dict[str, Any]]
    total_fen: int
    letter: list[TextOut] = Field(description="The same for the claimant, in sentences (理算说明)")
    waiver: dict[str, Any] | None = Field(description="Premiums that need not be paid (豁免保险费)")
    social_insurance_kept_fen: int = Field(
        description="Paid more because social insurance's share is not deducted (医保已支付不扣除)"
    )
    ends_contract: bool
    calculated_by: str
    calculated_at: datetime


class StillOpenOut(Out):
    """A small claim that stayed open, and where it stands (未结原因)."""

    case_no: str
    policy_no: str
    status: str
    zh: str
    en: str
    waiting: str | None
    handler: str | None
    missing_papers: list[str]
    belongs_to: date = Field(description="The day that was to close it")
    completed_at: datetime
    closed_at: datetime | None = Field(description="Closed on a later day")


class ClearanceOut(Out):
    """日清日结清单."""

    org: str
    day: date
    cut_off: str = Field(examples=["16:30"], description="Complete by then, it belongs to the day (受理截止时刻)")
    taken_in: int = Field(description="Small claims that belong to the day")
    closed: int = Field(description="Of them those closed on it")
    open: list[StillOpenOut] = Field(description="Those of the day and of days before that its end left open")


class TypeOut(CodedRowOut):
    group: str
    causes: list[str]
    papers: list[str]


class DocumentOut(CodedRowOut):
    no: int
    proofs: list[list[str]] = Field(description="Each a set of papers that proves it")
    rural_relief: list[list[str]] = Field(description="The same, where that scheme allows others")
    when: list[str] | None = Field(description="Asked for only of this cause or care")


class LimitOut(Out):
    group: str
    branch_fen: int
    city_fen: int
    province_fen: int


class TrackOut(CodedRowOut):
    types: list[str]
    up_to_fen: int


class CutOffOut(Out):
    org: str
    at: str
    basis: str
    mark: str


class ClaimTablesOut(Out):
    """理赔规则表: types with their papers, causes of unfit ones, tracks, authority and reasons."""

    types: list[TypeOut]
    documents: list[DocumentOut]
    unfit: dict[str, list[str]]
    tracks: list[TrackOut]
    cut_offs: list[CutOffOut]
    authority: list[LimitOut]
    refusals: list[CodedRowOut]
