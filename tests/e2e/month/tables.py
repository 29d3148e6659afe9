"""How a month's KPIs are counted by hand: of each KPI of the catalogue its population's words and a statement.

A statement gives numerator and denominator (of a mean: seconds and cases); of a count the number alone; of a percentile
all values, one a row.
"""

from tests.e2e.month import aml, any_kind, applications, banks, cards, groups, house, money, policies, scanning, visits

STATEMENTS = (
    applications.SQL,
    scanning.SQL,
    banks.SQL,
    cards.SQL,
    groups.SQL,
    visits.SQL,
    policies.SQL,
    money.PREMIUMS,
    money.DEBIT_BATCHES,
    money.SAME_DAY,
    house.COUNTER,
    house.INSPECTIONS,
    house.FINDINGS,
    house.TRAININGS,
    aml.LARGE_CASH,
    aml.SUSPICIONS,
    any_kind.SQL,
)
SQL = {kpi: row for rows in STATEMENTS for kpi, row in rows.items()}
# What is told in another unit than is counted: days of half days, rounds of the five tools.
SCALE = {"front-desk-person-days": 0.5, "items-per-front-desk-day": 2, "inspection-rate": 1 / 5}
# A month is too short for these, and made-up branches have no other system's verdicts.
TRIVIAL = {
    *(f"open-older-than-{days}-days" for days in (20, 30, 50)),
    *("closed-within-15-days", "closed-within-30-days", "verdict-missed-rate", "verdict-missed-rate-of-all"),
    # Debits go to the bank in batches and come back next morning; whatever takes long is issued after the month.
    *("same-day-issue-rate", "issued-within-5-working-days", "debit-reconciliation-in-time-rate"),
    *("large-cash-reported", "large-cash-in-time-rate", "suspicions-in-time-rate"),
}
