"""Which papers each type of claim asks for (理赔资料矩阵): one row a type, one a document. Pure.

A document may be proven by several combinations of papers: a death by the medical certificate alone, or by two others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from shared.errors import Text
from shared.marks import Mark

Cause = Literal["accident", "illness"]
Care = Literal["inpatient", "outpatient", "both", "none"]
Scheme = Literal["ordinary", "rural-relief"]

S37 = "人身险理赔资料表 (S37)"
S59 = "农村扶贫类业务: 户籍注销、火化证明、医学死亡证明任两项 (S59)"
OWN = "本系统设计"


@dataclass(frozen=True, slots=True)
class ClaimType:
    """`papers`: numbers of the documents. `of`: causes it may have."""

    code: str
    text: Text
    group: Literal["medical", "living", "death", "waiver"]
    of: frozenset[str]
    papers: tuple[int, ...]
    basis: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Document:
    """`proofs`: each a set of papers that proves it. `when`: the cause or the care that it is asked for."""

    no: int
    code: str
    text: Text
    basis: str
    mark: Mark
    proofs: tuple[frozenset[str], ...] = ()
    when: frozenset[str] | None = None


ANY, ACCIDENT, ILLNESS = frozenset({"accident", "illness"}), frozenset({"accident"}), frozenset({"illness"})
DEATH_PAPERS = ("household_cancellation", "cremation_certificate", "death_certificate")
COURT = frozenset({"court_judgment"})
DEATH_PROOFS: Mapping[str, tuple[frozenset[str], ...]] = {
    "ordinary": (frozenset({"death_certificate"}), frozenset(DEATH_PAPERS[:2]), COURT),
    "rural-relief": (*map(frozenset, combinations(DEATH_PAPERS, 2)), COURT),
}

# The source prints the numbers unseparated: this is a reading of it.
# fmt: off
TYPES: Mapping[str, ClaimType] = {row.code: row for row in (
    #         code                 words                                              group      cause     documents                    basis mark
    ClaimType("accident-medical",   Text("意外医疗", "medical, accident"),            "medical", ACCIDENT, (1, 3, 4, 5, 6, 8, 13),           S37, "V"),
    ClaimType("illness-medical",    Text("疾病医疗", "medical, illness"),             "medical", ILLNESS,  (1, 3, 4, 5, 6, 13),              S37, "V"),
    ClaimType("hospital-allowance", Text("住院津贴", "hospital day benefit"),         "medical", ANY,      (1, 3, 4, 5, 8, 13),              OWN, "D"),
    ClaimType("critical-illness",   Text("重疾/中症/轻症", "critical illness"),       "living",  ANY,      (1, 3, 4, 7, 8, 13),              S37, "V"),
    ClaimType("disability",         Text("伤残", "disability"),                       "living",  ANY,      (1, 3, 4, 8, 9, 13),              S37, "V"),
    ClaimType("accident-death",     Text("意外身故", "death, accident"),              "death",   ACCIDENT, (1, 2, 3, 4, 8, 11, 12, 13),      S37, "V"),
    ClaimType("illness-death",      Text("疾病身故", "death, illness"),               "death",   ILLNESS,  (1, 2, 3, 4, 7, 11, 12, 13),      S37, "V"),
    # 豁免保费 asks for its papers as the trigger needs (S37): so much of the row as belongs to each.
    ClaimType("waiver-illness",     Text("豁免保费(重疾)", "waiver, critical illness"), "waiver", ANY,     (1, 3, 4, 7, 8, 13),              S37, "V"),
    ClaimType("waiver-disability",  Text("豁免保费(伤残)", "waiver, disability"),     "waiver",  ANY,      (1, 3, 4, 8, 9, 10, 13),          S37, "V"),
    ClaimType("waiver-death",       Text("豁免保费(身故)", "waiver, death"),          "waiver",  ANY,      (1, 3, 4, 8, 11, 12, 13),         S37, "V"),
)}
DOCUMENTS: Mapping[int, Document] = {row.no: row for row in (
    Document(1,  "claim_form",        Text("理赔申请书及转账授权", "claim form with transfer authority"),  S37, "V"),
    Document(2,  "policy_document",   Text("保险合同", "policy document"),                                 S37, "V"),
    Document(3,  "insured_id",        Text("被保险人身份证明", "insured's identity document"),              S37, "V"),
    Document(4,  "medical_record",    Text("病历、出院小结或诊断证明", "medical record or diagnosis"),     S37, "V"),
    Document(5,  "inpatient_invoice", Text("住院发票及清单", "inpatient invoice with list"),               S37, "V", when=frozenset({"inpatient", "both"})),
    Document(6,  "outpatient_invoice", Text("门诊发票及清单", "outpatient invoice with list"),             S37, "V", when=frozenset({"outpatient", "both"})),
    Document(7,  "pathology_report",  Text("病理或检查报告", "pathology or test report"),                  S37, "V"),
    Document(8,  "accident_proof",    Text("意外事故证明", "proof of the accident"),                       S37, "V", when=ACCIDENT),
    Document(9,  "disability_report", Text("伤残鉴定书", "disability appraisal"),                          S37, "V"),
    Document(10, "incapacity_report", Text("丧失劳动能力鉴定", "appraisal of incapacity for work"),        S37, "V"),
    Document(11, "death_proof",       Text("死亡证明", "proof of death"),                                  S37, "V", DEATH_PROOFS["ordinary"]),
    Document(12, "beneficiary_proof", Text("受益人身份及关系证明", "beneficiaries' identity and relation"), S37, "V"),
    Document(13, "account_card",      Text("银行账号", "bank account"),                                    S37, "V"),
    # Beside the matrix, as the claim needs them.
    Document(14, "succession_proof",  Text("继承权证明", "proof of succession"), "《保险法》第四十二条: 没有指定受益人的作为遗产", "V"),
    Document(15, "guardian_proof",    Text("监护人身份及关系证明", "guardian's identity and relation"),    OWN, "D"),
)}
CAUSES: Mapping[str, Text] = {
    "incomplete":        Text("填写不全或缺页", "incomplete"),
    "altered":           Text("有涂改", "altered"),
    "illegible":         Text("无法辨认", "illegible"),
    "unstamped":         Text("无医院或单位印章", "no stamp of the hospital or office"),
    "copy-not-original": Text("非原件", "a copy, not the original"),
    "name-differs":      Text("姓名不符", "the name differs"),
    "date-differs":      Text("日期与出险不符", "the date doesn't fit the event"),
    "expired":           Text("证件过期", "expired"),
    "account-invalid":   Text("账号无效或非本人", "account not valid or another's"),
}
# fmt: on
MORE: Mapping[str, int] = {"succession": 14, "guardian": 15}
PAPERS = (*(row.code for row in DOCUMENTS.values() if not row.proofs), *DEATH_PAPERS, *COURT)
_BY_CODE: Mapping[str, Document] = {row.code: row for row in DOCUMENTS.values()}


def required(types: Collection[str], cause: str, care: str, more: Collection[str] = ()) -> list[str]:
    """The documents that a claim asks for, in the order of the matrix."""
    numbers = {no for code in types for no in TYPES[code].papers} | {MORE[each] for each in more}
    asked = (DOCUMENTS[no] for no in sorted(numbers))
    return [each.code for each in asked if each.when is None or each.when & {cause, care}]


def missing(documents: Sequence[str], papers: Collection[str], scheme: str) -> list[str]:
    """Those of the documents that the papers at hand don't prove."""
    return [code for code in documents if not any(proof <= set(papers) for proof in proofs_of(code, scheme))]


def proofs_of(code: str, scheme: str) -> tuple[frozenset[str], ...]:
    """`death_proof` itself is no paper: it is proven by those of its scheme."""
    return DEATH_PROOFS[scheme] if code == "death_proof" else _BY_CODE[code].proofs or (frozenset({code}),)


def claims_death(types: Collection[str]) -> bool:
    return any(TYPES[code].group == "death" for code in types)


def unfitting(types: Collection[str], cause: str) -> list[str]:
    """Types that an event of this cause can't be."""
    return [code for code in types if cause not in TYPES[code].of]
