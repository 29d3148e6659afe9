"""How a month's KPIs are counted by hand: by kind of case, a dict of KPI to its population's words and a statement.

A statement gives numerator and denominator (of a mean: seconds and cases); of a count the number alone; of a percentile
all values, one a row. A kind whose KPIs are to be proven has its dict here; from then on each KPI of it needs a row.
"""

from tests.e2e.month import any_kind, applications, cards, groups, visits

EVERY_KIND = ""
BY_KIND = {
    "application": applications.SQL,
    "card_activation": cards.SQL,
    "group_application": groups.SQL,
    "visit": visits.SQL,
    EVERY_KIND: any_kind.SQL,
}
SQL = {kpi: row for rows in BY_KIND.values() for kpi, row in rows.items()}
# A month is too short for these, and made-up branches have no other system's verdicts.
TRIVIAL = {
    *(f"open-older-than-{days}-days" for days in (20, 30, 50)),
    *("closed-within-15-days", "closed-within-30-days", "verdict-missed-rate", "verdict-missed-rate-of-all"),
}
