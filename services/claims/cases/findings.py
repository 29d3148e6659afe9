"""What was found, as the adjudication takes it, and what it took, as it is kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from services.claims.adjudication.claim_facts import Cover as CoverFacts
from services.claims.adjudication.claim_facts import (
    CoverStatus,
    Facts,
    HospitalStanding,
    Invoice,
    InvoiceUse,
    Premium,
    Stay,
    StayUse,
    Taking,
    Used,
)
from services.claims.adjudication.liabilities import Cause, HolderEvent
from services.claims.cases.added_covers import added_covers, increases_fen
from services.claims.cases.models import Claim, ClaimInvoice
from services.claims.cases.schemas import CalculationIn, FindingsIn
from services.claims.covers.day_status import Standing
from services.claims.covers.heads import Head
from services.claims.covers.models import Cover
from services.claims.papers.matrix import TYPES
from shared.contracts.words import list_in_words
from shared.days import check_come
from shared.errors import RuleBroken, Text
from shared.minor_caps import cap_at

# Which fact a type of claim rests on.
FACT_OF: Mapping[str, str] = {
    "accident-medical": "invoices",
    "illness-medical": "invoices",
    "hospital-allowance": "stays",
    "critical-illness": "is_critical_illness",
    "disability": "grades",
    "accident-death": "died_on",
    "illness-death": "died_on",
    "waiver-illness": "holder_died",
    "waiver-disability": "holder_died",
    "waiver-death": "holder_died",
}
HOLDER_EVENTS: Mapping[str, HolderEvent] = {
    "waiver-death": "death",
    "waiver-disability": "disability",
    "waiver-illness": "illness",
}
UNKNOWN_AGE = Text(
    "保单系统不知被保险人身故时年龄,未成年人身故限额由理算人凭身份证件核定",
    "Who keeps the policy can't say how old the insured was: the limit of a child's death cover is for whoever "
    "calculates to judge, by the ID papers",
)
# Before a policy begins the day itself says so, which the adjudication looks at first.
STATUSES: Mapping[str, CoverStatus] = {
    "in-force": "in_force",
    "grace": "grace",
    "suspended": "suspended",
    "not-begun": "in_force",
    "ended": "ended",
    "never": "ended",
}


def check_findings(types: Collection[str], findings: FindingsIn, invoices: Sequence[ClaimInvoice]) -> None:
    """Each type has its fact, and each fact its type."""
    found = {name for name in set(FACT_OF.values()) - {"invoices"} if getattr(findings, name)}
    found |= {"invoices"} if invoices else set()
    if wanting := [code for code in types if FACT_OF[code] not in found]:
        told = list_in_words(wanting)
        detail = Text(f"缺少核定事实: {told.zh}", f"No facts were found for: {told.en}")
        raise RuleBroken(FACT_OF[wanting[0]], "fact-found", detail, types=wanting)
    asked = {FACT_OF[code] for code in types} | {"invoices"}
    if strays := sorted(found - asked):
        detail = Text("所列事实未申请相应理赔类型", "Facts were found that no type of the claim asks for")
        raise RuleBroken(strays[0], "fact-claimed", detail, fields=strays)


def check_days(case: Claim, findings: FindingsIn | CalculationIn) -> None:
    for field in ("died_on", "known_on"):
        day = getattr(findings, field, None)
        if day is None:
            continue
        check_come(field, day, case.org)
        if day < case.event_on:
            told = Text("日期不能早于出险日", "The day can't lie before that of the event")
            raise RuleBroken(field, "not-before-the-event", told, event_on=case.event_on.isoformat())


def check_age(facts: Facts) -> None:
    """Who died at an unknown age isn't taken for grown-up: whoever calculates finds out, and the reviewer sees it."""
    is_limited = any(cap_at(0, each.concluded_on) for each in (facts.cover, *facts.added))
    if facts.died_on and facts.age_at_death is None and is_limited:
        raise RuleBroken("age_at_death", "age-known", UNKNOWN_AGE)


class Worth(NamedTuple):
    """What the keeper of the policy says it is worth and owes today (保单价值); of loans and dividends with what this
    claim has settled already."""

    cash_value_fen: int = 0
    loan_fen: int = 0
    increases: Mapping[str, int] = MappingProxyType({})  # what of the first is theirs, by request (加保)
    dividends_fen: int = 0
    taken_out_fen: int = 0  # since the event: surrenders, benefits


class Asked(NamedTuple):
    """What those who keep policies and lists say now: before the transaction that reckons with it."""

    worth: Worth = Worth()
    head: Head | None = None
    age: int | None = None  # of the insured, when they died


class Known(NamedTuple):
    """What is known of the policy: its cover, how it stood on the day, and what was asked."""

    cover: Cover
    standing: Standing
    asked: Asked = Asked()
    death_paid_fen: int = 0  # on the insured's death, by other claims
    hospitals: Mapping[int, HospitalStanding] = MappingProxyType({})  # of invoices, by their ids
    premiums_after: tuple[Premium, ...] = ()


def needs_worth(case: Claim) -> bool:
    """Loans and cash values are looked at where a contract may end; a group's policy has none."""
    return (
        case.insured_since is None
        and case.insured_ref is not None
        and any(TYPES[code].group != "medical" for code in case.types)
    )


def facts_of(case: Claim, known: Known, findings: FindingsIn, invoices: Sequence[ClaimInvoice]) -> Facts:
    main = _cover(known, findings)
    added = added_covers(main, known.standing, known.cover.payment_mode, known.asked.worth.increases)
    is_medical = any(FACT_OF[code] == "invoices" for code in case.types)
    holder_event = next((event for code, event in HOLDER_EVENTS.items() if code in case.types), None)
    return Facts(
        case_no=case.case_no,
        person=case.insured_hash,
        cause=Cause.SUICIDE if findings.is_suicide else Cause(case.cause),
        event_on=case.event_on,
        cover=main,
        added=tuple(added),
        circumstances=frozenset(findings.circumstances),
        was_without_capacity=findings.was_without_capacity,
        invoices=tuple(_invoice(each, known.hospitals.get(each.id)) for each in invoices) if is_medical else (),
        stays=tuple(Stay(each.admitted_on, each.discharged_on) for each in findings.stays),
        grades=tuple(findings.grades),
        combines_earlier=findings.combines_earlier,
        died_on=findings.died_on,
        is_critical_illness=findings.is_critical_illness,
        holder_event=holder_event if findings.holder_died else None,
        known_on=findings.known_on,
        reported_on=case.reported_on,
        age_at_death=findings.age_at_death if known.asked.age is None else known.asked.age,
        death_paid_fen=known.death_paid_fen,
    )


def _cover(known: Known, findings: FindingsIn) -> CoverFacts:
    cover, standing, (worth, head, _) = known[:3]
    left_on = min(each for each in (cover.ends_on, head and head.until, date.max) if each)
    return CoverFacts(
        policy_no=cover.policy_no,
        product=cover.product or "",
        concluded_on=cover.effective_on,
        begins_on=cover.effective_on,
        joined_on=head and head.since,
        ends_on=None if left_on == date.max else left_on - timedelta(days=1),
        sum_assured_fen=standing.sum_assured_fen - increases_fen(standing),
        status=STATUSES[standing.status],
        reinstated_on=standing.reinstated_on,
        arrears_fen=standing.arrears_fen,
        collectable=standing.collectable,
        premium_fen=standing.premium_fen,
        cash_value_fen=worth.cash_value_fen - sum(worth.increases.values()),
        loan_fen=worth.loan_fen,
        dividends_fen=worth.dividends_fen,
        taken_out_fen=worth.taken_out_fen,
        premiums_after=known.premiums_after,
        **findings.policy.model_dump(),
    )


def _invoice(row: ClaimInvoice, standing: HospitalStanding | None) -> Invoice:
    parts = ("social_insurance_fen", "unrelated_fen", "over_standard_fen", "other_paid_fen")
    names = ("number", "kind", "total_fen", *parts, "bed_fen", "bed_days", "examination_fen", "hospital")
    known: dict[str, Any] = {name: getattr(row, name) for name in names}
    known |= {"hash": _hash(row), "day": row.issued_on, "person": row.person_hash}
    return Invoice(**known, hospital_standing=standing)


def kept_use(used: Used) -> dict[str, Any]:
    """Invoices apart, which carry their own mark."""
    stays = [[each.stay.admitted_on.isoformat(), each.stay.discharged_on.isoformat()] for each in used.stays]
    takings = [[each.name, each.unit, each.period, each.amount] for each in used.takings]
    return {"takings": takings, "stays": stays}


def recalled_use(kept: Iterable[tuple[str, Mapping[str, Any]]], invoices: Iterable[ClaimInvoice]) -> Used:
    rows = list(kept)
    takings = [Taking(number, *each) for number, used in rows for each in used.get("takings", ())]
    stays = [
        StayUse(number, Stay(*map(date.fromisoformat, each))) for number, used in rows for each in used.get("stays", ())
    ]
    uses = [InvoiceUse(each.case_no, each.number, _hash(each)) for each in invoices]
    return Used(tuple(takings), tuple(uses), tuple(stays))


def _hash(row: ClaimInvoice) -> str:
    """Without a file it is known by its number only."""
    return row.sha256 or f"number {row.number}"
