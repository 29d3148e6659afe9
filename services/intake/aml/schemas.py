"""Bodies and answers of the duties' routes."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from shared.marks import Mark
from shared.schemas import Body, CaseNo, Code, Out

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class FilingIn(Body):
    """That it was sent to the monitoring centre (中国反洗钱监测分析中心)."""

    filed_as: Code | None = Field(default=None, description="Number of the filing there (报告编号)")


class IdentityCheckIn(Body):
    """That somebody on a case was identified (身份识别). The number is on the form: it isn't given again."""

    case_no: CaseNo = Field(examples=["TB260302-7QK3M9XA"])
    party_ref: Code = Field(description="As the case's people have it; of a group's applicant: the case number")
    document: Literal[
        "resident_id", "passport", "household_register", "birth_certificate", "hk_mo_tw_permit", "business_licence"
    ]
    method: Literal["original_seen", "chip_read", "registry_query", "face_match"] = Field(
        description="original_seen 核对原件, chip_read 读取芯片, registry_query 联网核查, face_match 人脸比对"
    )
    result: Literal["matched", "doubtful"] = Field(description="matched 相符, doubtful 存疑")
    copy_sha256: Sha256 | None = Field(default=None, description="Of the scanned copy (留存影像), if there is one")


class IdentityCheckOut(Out):
    """An identity check (身份识别记录)."""

    id: int
    case_kind: str
    case_no: str
    org: str
    party_ref: str
    role: str
    document: str
    method: str = Field(description="As entered; by_seller: attested by the bank that sold it (代理机构识别)")
    result: str
    copy_sha256: str | None
    checked_at: datetime
    checked_by: str
    keep_until: date = Field(description="At the earliest: the relation with the customer may last longer (AML-L34)")


class PersonToIdentifyOut(Out):
    """Somebody on a case, and how their last check came out."""

    party_ref: str
    role: str
    document: str = Field(description="The document to be checked, as on the form")
    result: str | None = Field(description="null: not checked yet, or not with the number that the form has now")


class PersonsToIdentifyOut(Out):
    """Those on a case (待识别人员), in the order of the form."""

    items: list[PersonToIdentifyOut]


class ThresholdOut(Out):
    """A row of the threshold table (反洗钱起点), in force on the day asked for."""

    rule_id: str
    effective_from: date
    effective_to: date | None
    value: int | None = Field(description="null: no floor; or none was found, then `verified` is false")
    unit: str
    within_days: int | None
    trigger_zh: str
    trigger_en: str
    effect_zh: str
    effect_en: str
    basis: str
    mark: Mark = Field(description="V read in the source, V2 second-hand, M trade knowledge, D our own design")
    verified: bool


class ThresholdsOut(Out):
    on: date
    unverified: list[str] = Field(description="Rules of the law to be looked up before anybody relies on their values")
    as_of: AwareDatetime
    items: list[ThresholdOut]
