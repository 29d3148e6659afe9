"""Bodies and answers of the survey's routes."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from services.claims.surveys.survey_types import EVIDENCE, FINDINGS, HANDED_OVER_FOR, TYPES, GradeDays
from shared.cases import CaseOut
from shared.schemas import Body, CaseNo, CodedRowOut, Line, Out, Reason, Remark, StaffRef

EVIDENCE_CODES = rf"^({'|'.join(EVIDENCE)})$"
TypeCode = Annotated[str, Field(pattern=rf"^({'|'.join(TYPES)})$", description="调查类型", examples=["hospital-visit"])]
EvidenceCode = Annotated[str, Field(pattern=EVIDENCE_CODES, description="证据类型", examples=["medical-copy"])]
EvidenceCodes = Annotated[list[EvidenceCode], Field(max_length=len(EVIDENCE))]
FindingCode = Annotated[str, Field(pattern=rf"^({'|'.join(FINDINGS)})$", description="调查结论")]
HandOverReason = Annotated[str, Field(pattern=rf"^({'|'.join(HANDED_OVER_FOR)})$", description="转市公司原因")]


class SurveyIn(Body):
    """Something to find out for a claim (发起调查)."""

    claim_no: CaseNo
    survey_type: TypeCode
    grade_days: GradeDays | None = Field(default=None, description="反馈时限; left out: the type's usual one")
    place: Line = Field(description="Where; kept encrypted")
    instructions: Remark | None = Field(default=None, description="What to find out; kept encrypted")


class SurveyAllocationIn(Body):
    investigator: StaffRef


class HandOverIn(Body):
    reason: HandOverReason


class SurveyReportIn(Body):
    """What was found (调查报告). `unobtainable`: evidence asked for that can't be had, as the report explains."""

    finding: FindingCode
    findings: Annotated[str, Field(min_length=1, max_length=4000, description="What was found; kept encrypted")]
    unobtainable: EvidenceCodes = Field(default=[])


class SupplementIn(Body):
    """退回补充调查. `evidence`: what is to be brought; left out: the report is to be written anew."""

    reason: Reason = Field(examples=["evidence-incomplete"])
    evidence: EvidenceCodes = Field(default=[])


class ReasonIn(Body):
    reason: Reason = Field(examples=["not-needed"])


class SurveyOut(CaseOut):
    """A survey as it stands (调查件); `handler` is who investigates."""

    claim_no: str
    survey_type: str
    grade_days: int
    level: str
    evidence: int
    missing_evidence: list[str]
    finding: str | None
    reports: int
    supplements: int = Field(description="How often it was sent back to be completed (补充调查次数)")
    first_reported_at: datetime | None
    reason: str | None


class SurveyDetailsOut(Out):
    masked: bool
    place: str | None
    instructions: str | None


class EvidenceOut(Out):
    id: int
    round: int
    type: str
    sha256: str
    size: int
    media_type: str
    added_by: str
    added_at: datetime
    used_in: list[str] = Field(description="Other surveys with the same file")


class SurveyReportOut(Out):
    round: int
    finding: str
    findings: str | None = Field(description="null: masked")
    unobtainable: list[str]
    reported_by: str
    reported_at: datetime


class SurveyReportsOut(Out):
    masked: bool
    items: list[SurveyReportOut]


class SurveyTypeOut(CodedRowOut):
    grade_days: int
    evidence: list[str]


class GradeOut(Out):
    days: int
    zh: str
    en: str
    basis: str
    mark: str


class SurveyTablesOut(Out):
    """调查代码表: types, grades, evidence, findings, and why one is handed over."""

    types: list[SurveyTypeOut]
    grades: list[GradeOut]
    evidence: list[CodedRowOut]
    findings: list[CodedRowOut]
    handed_over_for: list[CodedRowOut]
