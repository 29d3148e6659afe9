"""What a policy may be liable for (保险责任), what it came of, and to whom it is paid. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from shared.errors import Text


class Cause(StrEnum):
    ACCIDENT = "accident"
    ILLNESS = "illness"
    SUICIDE = "suicide"


class Liability(StrEnum):
    ACCIDENT_MEDICAL = "accident_medical"
    ILLNESS_MEDICAL = "illness_medical"
    HOSPITAL_DAY = "hospital_day"
    ACCIDENTAL_DISABILITY = "accidental_disability"
    ACCIDENTAL_DEATH = "accidental_death"
    ILLNESS_DEATH = "illness_death"
    CRITICAL_ILLNESS = "critical_illness"
    PREMIUM_WAIVER = "premium_waiver"
    REFUND = "refund"  # no benefit: premiums or the cash value go back


class Payee(StrEnum):
    INSURED = "insured"
    BENEFICIARY = "beneficiary"
    POLICYHOLDER = "policyholder"


HolderEvent = Literal["death", "illness", "disability"]

L = Liability
DEATHS = (L.ACCIDENTAL_DEATH, L.ILLNESS_DEATH)
CAUSE_WORDS: Mapping[Cause, Text] = {
    Cause.ACCIDENT: Text("意外伤害", "accident"),
    Cause.ILLNESS: Text("疾病", "illness"),
    Cause.SUICIDE: Text("自杀", "suicide"),
}
# What befell the policyholder (投保人), of a waiver.
HOLDER_WORDS: Mapping[HolderEvent, Text] = {
    "death": Text("身故", "died"),
    "illness": Text("罹患重大疾病", "fell critically ill"),
    "disability": Text("伤残", "was disabled"),
}
LIABILITY_WORDS: Mapping[Liability, Text] = {
    L.ACCIDENT_MEDICAL: Text("意外伤害医疗保险金", "medical costs of an accident"),
    L.ILLNESS_MEDICAL: Text("疾病医疗保险金", "medical costs of an illness"),
    L.HOSPITAL_DAY: Text("住院津贴保险金", "hospital day benefit"),
    L.ACCIDENTAL_DISABILITY: Text("意外伤残保险金", "accidental disability"),
    L.ACCIDENTAL_DEATH: Text("意外身故保险金", "accidental death"),
    L.ILLNESS_DEATH: Text("身故保险金(非意外)", "death other than by accident"),
    L.CRITICAL_ILLNESS: Text("重大疾病保险金", "critical illness"),
    L.PREMIUM_WAIVER: Text("豁免保险费", "waiver of premium"),
    L.REFUND: Text("退还款项", "refund"),
}
PAYEE_WORDS: Mapping[Payee, Text] = {
    Payee.INSURED: Text("被保险人", "the insured"),
    Payee.BENEFICIARY: Text("身故受益人", "the beneficiaries of death benefits"),
    Payee.POLICYHOLDER: Text("投保人", "the policyholder"),
}
PAYEES: Mapping[Liability, Payee] = {
    L.ACCIDENTAL_DEATH: Payee.BENEFICIARY,
    L.ILLNESS_DEATH: Payee.BENEFICIARY,
    L.PREMIUM_WAIVER: Payee.POLICYHOLDER,
    L.REFUND: Payee.POLICYHOLDER,
}


def payee_of(liability: Liability) -> Payee:
    """Whoever lives is paid himself; death pays the beneficiaries; what goes back goes to who paid it."""
    return PAYEES.get(liability, Payee.INSURED)
