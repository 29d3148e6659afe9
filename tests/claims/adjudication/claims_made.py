"""Claims as hypothesis makes them: of products with medical indemnity, hospital days and fixed sums."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from services.claims.adjudication.adjudicating import adjudicate
from services.claims.adjudication.benefit_rule import Rule
from services.claims.adjudication.claim_facts import NOTHING_USED, Cover, Facts, Invoice, Stay, Used
from services.claims.adjudication.liabilities import Cause
from services.claims.adjudication.outcome import Result
from services.claims.adjudication.rules import RULES

BEGINS, ENDS = date(2026, 1, 1), date(2026, 12, 31)
MEDICAL = ("K2001", "K2002", "G2001", "G2002", "G2003")
PRODUCTS = sorted({rule.product for rule in RULES})


@dataclass(frozen=True)
class Year:
    results: list[Result]
    used: Used

    @property
    def total_fen(self) -> int:
        return sum(result.total_fen for result in self.results)


def cover_of(product: str) -> Cover:
    return Cover(
        policy_no="P",
        product=product,
        concluded_on=BEGINS,
        begins_on=BEGINS,
        ends_on=ENDS,
        sum_assured_fen=2_000_000,
        is_renewal=True,
    )


def year_of(claims: Sequence[Facts], rules: Sequence[Rule] = RULES) -> Year:
    """One after the other, each seeing what those before it took."""
    used, results = NOTHING_USED, []
    for claim in claims:
        results.append(adjudicate(claim, rules, used))
        used = used.plus(results[-1].used)
    return Year(results, used)


@st.composite
def invoices(draw: st.DrawFn, number: str, event_on: date, least: int = 1, most: int = 3_000_000) -> Invoice:
    total = draw(st.integers(least, most))
    whole = max(total, 0)
    social = draw(st.integers(0, whole))
    unrelated = draw(st.integers(0, whole))
    bed = draw(st.integers(0, whole))
    return Invoice(
        number=number,
        hash=f"image of {number}",
        kind=draw(st.sampled_from(["outpatient", "inpatient"])),
        day=event_on + timedelta(days=draw(st.integers(0, 180))),
        person="me",
        total_fen=total,
        social_insurance_fen=social,
        other_paid_fen=draw(st.integers(0, whole - social)),
        unrelated_fen=unrelated,
        over_standard_fen=draw(st.integers(0, whole - unrelated)),
        bed_fen=bed,
        bed_days=draw(st.integers(0, 60)),
        examination_fen=draw(st.integers(0, whole - bed)),
    )


@st.composite
def medical_claims(draw: st.DrawFn, most_claims: int = 5) -> list[Facts]:
    """Of one policy year: several claims may be of one event."""
    product = draw(st.sampled_from(MEDICAL))
    causes = sorted({cause for rule in RULES if rule.product == product for cause in rule.causes} - {Cause.SUICIDE})
    claims = []
    for i in range(draw(st.integers(1, most_claims))):
        event_on = BEGINS + timedelta(days=draw(st.integers(0, 5)))
        papers = [draw(invoices(f"F{i}-{n}", event_on)) for n in range(draw(st.integers(1, 3)))]
        claims.append(_claim(i, product, draw(st.sampled_from(causes)), event_on, invoices=tuple(papers)))
    return claims


@st.composite
def hospital_claims(draw: st.DrawFn) -> list[Facts]:
    """Stays that follow one another, all after the events."""
    claims, day = [], BEGINS
    for i in range(draw(st.integers(1, 5))):
        cause = draw(st.sampled_from([Cause.ACCIDENT, Cause.ILLNESS]))
        leaves = day + timedelta(days=draw(st.integers(1, 80)))
        claims.append(_claim(i, "K2004", cause, min(day, ENDS), stays=(Stay(day, leaves),)))
        day = leaves
    return claims


@st.composite
def any_claims(draw: st.DrawFn) -> list[Facts]:
    """Whatever may be asked of whatever product, bad papers among it."""
    product = draw(st.sampled_from(PRODUCTS))
    claims = []
    for i in range(draw(st.integers(1, 4))):
        event_on = BEGINS + timedelta(days=draw(st.integers(-3, 368)))
        papers = [draw(invoices(f"F{i}-{n}", event_on, least=-100, most=5_000_000)) for n in range(2)]
        leaves = event_on + timedelta(days=draw(st.integers(-1, 120)))
        claim = _claim(i, product, draw(st.sampled_from(Cause)), event_on, invoices=tuple(papers))
        claim = replace(claim, stays=(Stay(event_on, leaves),), circumstances=draw(st.sampled_from(PLACES)))
        claim = replace(
            claim, grades=tuple(draw(st.lists(st.integers(0, 11), max_size=3))), cover=draw(covers(product))
        )
        claim = replace(
            claim,
            died_on=draw(st.sampled_from([None, event_on])),
            holder_event=draw(st.sampled_from([None, "death", "illness", "disability"])),
        )
        claims.append(replace(claim, is_critical_illness=draw(st.booleans())))
    return claims


@st.composite
def covers(draw: st.DrawFn, product: str) -> Cover:
    fen = st.integers(0, 3_000_000)
    return replace(
        cover_of(product),
        status=draw(st.sampled_from(["in_force", "in_force", "grace", "suspended"])),
        is_renewal=draw(st.booleans()),
        arrears_fen=draw(fen),
        loan_fen=draw(fen),
        cash_value_fen=draw(fen),
        premiums_paid_fen=draw(fen),
    )


PLACES = (frozenset(), frozenset({"passenger"}), frozenset({"crime"}))


def _claim(
    i: int,
    product: str,
    cause: Cause,
    event_on: date,
    invoices: tuple[Invoice, ...] = (),
    stays: tuple[Stay, ...] = (),
) -> Facts:
    return Facts(
        case_no=f"LP-{i}",
        person="me",
        cause=cause,
        event_on=event_on,
        cover=cover_of(product),
        invoices=invoices,
        stays=stays,
    )
