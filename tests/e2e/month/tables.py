"""How a month's KPIs are counted by hand: of each KPI of the catalogue its population's words and a statement.

A statement gives numerator and denominator (of a mean: seconds and cases); of a count the number alone; of a percentile
all values, one a row.
"""

from tests.e2e.month import (
    aml,
    any_kind,
    applications,
    banks,
    benefits,
    callback_problems,
    callbacks,
    cards,
    claim_backs,
    claims,
    complaints,
    groups,
    house,
    loans,
    money,
    numbers,
    policies,
    renewals,
    requests,
    scanning,
    small_claims,
    surveys,
    visits,
)

STATEMENTS = (
    applications.SQL,
    scanning.SQL,
    banks.SQL,
    cards.SQL,
    groups.SQL,
    visits.SQL,
    policies.SQL,
    renewals.SQL,
    requests.SQL,
    loans.SQL,
    benefits.BENEFITS,
    benefits.ARCHIVES,
    benefits.CAMPAIGNS,
    benefits.PATTERNS,
    surveys.SURVEYS,
    surveys.SURVEY_DAYS,
    claims.CLAIMS,
    claims.LIMITS,
    claims.PAYMENTS,
    claim_backs.SQL,
    small_claims.SMALL_CLAIMS,
    callbacks.CALLBACKS,
    numbers.NUMBERS,
    numbers.COLLECTIONS,
    callback_problems.CALLS,
    callback_problems.PROBLEMS,
    complaints.COMPLAINTS,
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
# What is told in another unit than is counted: days of half days, rounds of the five tools, yuan of fen.
SCALE = {
    "front-desk-person-days": 0.5,
    "items-per-front-desk-day": 2,
    "inspection-rate": 1 / 5,
    "complaints-per-10000-policies": 10_000,
    "benefits-due-amount": 0.01,
    "claims-amount-granted": 0.01,
    "claims-social-insurance-kept-amount": 0.01,
    "claim-amount-paid": 0.01,
    "claim-advances-amount": 0.01,
    "claim-backs-amount": 0.01,
    "claim-backs-open-amount": 0.01,
}
# A month is too short for these, and made-up branches have no other system's verdicts.
TRIVIAL = {
    *(f"open-older-than-{days}-days" for days in (20, 30, 50)),
    *("closed-within-15-days", "closed-within-30-days", "verdict-missed-rate", "verdict-missed-rate-of-all"),
    # Debits go to the bank in batches and come back next morning; whatever takes long is issued after the month.
    *("same-day-issue-rate", "issued-within-5-working-days", "debit-reconciliation-in-time-rate"),
    # No cohort is judged and nothing lies long unpaid within a month; whoever lapses in it is told, and not yet back.
    *(f"persistency-{months}{by}-rate" for months in (13, 25) for by in ("", "-premium")),
    *("lapses-told-in-time-rate", "lapse-clearance-rate", "reinstatement-rate"),
    *("benefits-unpaid-30-days", "benefits-unpaid-90-days", "benefits-in-time-rate", "service-payouts-in-time-rate"),
    *("sales-patterns-flagged", "sales-patterns-confirmed-rate"),
    "service-within-3-days-rate",  # what its people do at the counter they do in three days
    *("large-cash-reported", "large-cash-in-time-rate", "suspicions-in-time-rate"),
    # Nobody misses the long limits of the law in a month, nor that of an appeal; a few short ones nobody missed either.
    # All of them are missed in tests/e2e/test_claim_figures.py.
    *("claim-missing-told-in-5-days-rate", "claim-refusal-told-in-3-days-rate", "claim-decided-in-5-days-rate"),
    *("claim-decided-in-30-days-rate", "claim-paid-in-10-days-rate", "claim-payments-in-10-days-rate"),
    *("claim-advanced-in-60-days-rate", "claim-appeals-in-time-rate", "claim-backs-in-30-days-rate"),
    "callback-problems-in-time-rate",  # fifteen working days are nearly the month
    "complaints-decided-in-time-rate",  # nor is any decision due late; both are missed in figures of their own, by hand
    "callbacks-unreached",  # a letter alone waits thirty days
    "callback-dialect-success-rate",  # whoever speaks the dialect reaches nearly all
    "numbers-doubted",  # three holders of one number take longer to come; in tests/e2e/test_number_figures.py they do
    "claim-callback-success-rate",  # hardly any but groups' people are paid yet, and the few are reached
}
