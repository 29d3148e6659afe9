"""诉讼时效 (LAW26): a late claim is told so on each benefit; whether that refuses it is decided by people. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from services.claims.adjudication.claim_facts import Facts
from services.claims.adjudication.liabilities import Liability
from services.claims.adjudication.outcome import Line
from shared.anniversaries import years_after
from shared.errors import Text

BASIS = "《保险法》第二十六条: 人寿保险五年,其他保险二年,自知道或者应当知道保险事故发生之日起 (险种归类为本系统设计)"
OTHERS = 2
YEARS: Mapping[Liability, int] = {
    Liability.ACCIDENTAL_DEATH: 5,
    Liability.ILLNESS_DEATH: 5,
    Liability.PREMIUM_WAIVER: 5,
    Liability.REFUND: 5,
}


def limitations(facts: Facts, lines: Sequence[Line]) -> Iterator[Line]:
    """The day of knowledge isn't counted: the anniversary is the last day."""
    since, reported_on = facts.known_on or facts.event_on, facts.reported_on
    for liability in dict.fromkeys(line.liability for line in lines):
        years = YEARS.get(liability, OTHERS)
        last = years_after(since, years)
        if reported_on is None or reported_on <= last:
            continue
        yield Line(
            code="limitation",
            rule_id=next(line.rule_id for line in lines if line.liability is liability),
            liability=liability,
            input=Text(f"{since}知悉,{reported_on}报案", f"known on {since}, reported on {reported_on}"),
            formula=Text(
                f"诉讼时效{years}年已于{last}届满;是否以此拒赔由核定人决定",
                f"the {years} years ended on {last}; whether that refuses it is for who decides",
            ),
            amount_fen=0,
            basis=BASIS,
            mark="V",
        )
