"""What is investigated and by when (调查类型, 反馈时限): one row a type, one a grade. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shared.coded_rows import shown, shown_all
from shared.errors import Text
from shared.marks import Mark

GradeDays = Literal[3, 5, 15]
S2 = "调查反馈时限分三、五、十五日 (S2)"
OWN = "本系统设计"


@dataclass(frozen=True, slots=True)
class SurveyType:
    """`evidence`: what its report can't do without. `grade_days`: the usual grade."""

    code: str
    text: Text
    grade_days: GradeDays
    evidence: tuple[str, ...]
    basis: str = OWN
    mark: Mark = "D"


@dataclass(frozen=True, slots=True)
class Grade:
    days: GradeDays
    text: Text
    basis: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    text: Text
    basis: str = OWN
    mark: Mark = "D"


# fmt: off
TYPES: Mapping[str, SurveyType] = {row.code: row for row in (
    SurveyType("hospital-visit",   Text("医院走访", "hospital visit"),               3,  ("visit-record", "medical-copy")),
    SurveyType("accident-scene",   Text("事故现场查勘", "accident scene"),           3,  ("scene-photo", "interview-record")),
    SurveyType("interview",        Text("面访", "interview"),                        3,  ("interview-record",)),
    SurveyType("medical-history",  Text("既往病历调阅", "medical records"),          5,  ("medical-copy",)),
    SurveyType("social-insurance", Text("医保就诊查询", "social insurance records"), 5,  ("treatment-list",)),
    SurveyType("death",            Text("身故核实", "death verified"),               5,  ("interview-record", "authority-proof")),
    SurveyType("out-of-area",      Text("异地调查", "out of the area"),              15, ("interview-record",)),
)}
GRADES: Mapping[int, Grade] = {row.days: row for row in (
    Grade(3,  Text("加急", "urgent"),   S2, "V"),
    Grade(5,  Text("一般", "ordinary"), S2, "V"),
    Grade(15, Text("复杂", "complex"),  S2, "V"),
)}
EVIDENCE: Mapping[str, Row] = {row.code: row for row in (
    Row("visit-record",     Text("走访记录", "record of the visit")),
    Row("interview-record", Text("询问笔录", "record of the interview")),
    Row("medical-copy",     Text("病历复印件", "copy of the medical record")),
    Row("scene-photo",      Text("现场照片", "photograph of the scene")),
    Row("treatment-list",   Text("医保就诊清单", "list of treatments")),
    Row("authority-proof",  Text("主管机关证明", "proof of an authority")),
    Row("other",            Text("其他", "other")),
)}
FINDINGS: Mapping[str, Row] = {row.code: row for row in (
    Row("as-reported",  Text("属实", "as reported")),
    Row("differs",      Text("与报案不符", "differs from the report")),
    Row("no-such-event", Text("查无此事", "no such event")),
    Row("suspicious",   Text("疑似欺诈", "suspicious")),
    Row("undetermined", Text("无法查清", "couldn't be determined")),
)}
HANDED_OVER_FOR: Mapping[str, Row] = {row.code: row for row in (
    Row("over-capacity", Text("超出本机构调查能力", "over the branch's capacity")),
    Row("outside-area",  Text("超出本机构区域", "outside the branch's area")),
    Row("conflict",      Text("调查人员须回避", "conflict of interest")),
    Row("too-complex",   Text("案情重大复杂", "too complex for the branch")),
)}
# fmt: on
OVER_CAPACITY = "over-capacity"


def tables() -> dict[str, Any]:
    return {
        "types": [
            shown(row) | {"grade_days": row.grade_days, "evidence": list(row.evidence)} for row in TYPES.values()
        ],
        "grades": [
            row.text._asdict() | {"days": row.days, "basis": row.basis, "mark": row.mark} for row in GRADES.values()
        ],
        "evidence": shown_all(EVIDENCE),
        "findings": shown_all(FINDINGS),
        "handed_over_for": shown_all(HANDED_OVER_FOR),
    }
