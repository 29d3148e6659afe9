"""The KPI catalogue: one row a KPI, a formula over measures with its target, its marks and its source."""

from services.metrics.kpis import (
    aml,
    any_kind,
    applications,
    archives,
    bank,
    benefits,
    call_outcomes,
    callback_problems,
    callbacks,
    campaigns,
    cards,
    claim_backs,
    claim_limits,
    claim_payments,
    claims,
    clearance,
    complaints,
    counter,
    groups,
    inspections,
    limits_left,
    loans,
    numbers,
    persistency,
    policies,
    premiums,
    renewals,
    requests,
    scanning,
    small_claims,
    surveys,
    trainings,
    visits,
)
from services.metrics.kpis.base import OWN, Kpi, Row
from services.metrics.measures.aml import LARGE_CASH, SUSPICION
from services.metrics.measures.archives import LOOKUP
from services.metrics.measures.benefits import BENEFIT
from services.metrics.measures.callback_problems import PROBLEM
from services.metrics.measures.callbacks import CALLBACK
from services.metrics.measures.campaigns import CAMPAIGN, PATTERN
from services.metrics.measures.claim_backs import CLAIM_BACK
from services.metrics.measures.claim_limits import LIMITED
from services.metrics.measures.claim_payments import PAYMENT
from services.metrics.measures.claims import CLAIM
from services.metrics.measures.complaints import COMPLAINT
from services.metrics.measures.counter import BUSINESS
from services.metrics.measures.inspections import FINDING
from services.metrics.measures.limits_left import COUNTED_DOWN
from services.metrics.measures.loans import LOAN
from services.metrics.measures.new_business import APPLICATION, BANK, CARD, CUT_OFF, GROUP, NEW_BUSINESS
from services.metrics.measures.numbers import COLLECTION
from services.metrics.measures.policies import POLICY
from services.metrics.measures.premiums import DEBIT_BATCH
from services.metrics.measures.renewals import RENEWAL
from services.metrics.measures.requests import REQUEST
from services.metrics.measures.surveys import SURVEY, SURVEY_DAY
from services.metrics.measures.trainings import TRAINING
from services.metrics.measures.visits import VISIT
from shared.errors import Text


def _kpi(row: Row, kinds: frozenset[str] | None) -> Kpi:
    id, zh, en, reading, numerator, denominator, rule_zh, rule_en, more = row
    unit = more.get("unit", "cases" if reading == "count" else "%")
    return Kpi(
        id,
        Text(zh, en),
        reading,
        numerator,
        denominator,
        Text(rule_zh, rule_en),
        kinds=kinds,
        **{"basis": OWN, **more, "unit": unit},
    )


CATALOGUE = (
    (applications.KPIS, APPLICATION),
    (bank.KPIS, BANK),
    (scanning.KPIS, APPLICATION),
    (cards.KPIS, CARD),
    (groups.KPIS, GROUP),
    (premiums.KPIS, NEW_BUSINESS),
    (premiums.BATCH_KPIS, DEBIT_BATCH),
    (clearance.KPIS, CUT_OFF),
    (policies.KPIS, POLICY),
    (persistency.KPIS, POLICY),
    (renewals.KPIS, RENEWAL),
    (requests.KPIS, REQUEST),
    (loans.KPIS, LOAN),
    (benefits.KPIS, BENEFIT),
    (archives.KPIS, LOOKUP),
    (campaigns.CAMPAIGN_KPIS, CAMPAIGN),
    (campaigns.PATTERN_KPIS, PATTERN),
    (surveys.KPIS, SURVEY),
    (surveys.DAY_KPIS, SURVEY_DAY),
    (claims.KPIS, CLAIM),
    (small_claims.KPIS, CLAIM),
    (claim_limits.KPIS, LIMITED),
    (claim_payments.KPIS, PAYMENT),
    (claim_backs.KPIS, CLAIM_BACK),
    (limits_left.KPIS, COUNTED_DOWN),
    (call_outcomes.KPIS, CALLBACK),
    (callbacks.KPIS, CALLBACK),
    (numbers.POLICY_KPIS, POLICY),
    (numbers.COLLECTION_KPIS, COLLECTION),
    (callback_problems.CALL_KPIS, CALLBACK),
    (callback_problems.KPIS, PROBLEM),
    (complaints.KPIS, COMPLAINT),
    (complaints.RATE_KPIS, COMPLAINT | POLICY),
    (visits.KPIS, VISIT),
    (trainings.KPIS, TRAINING),
    (counter.KPIS, None),
    (counter.BUSINESS_KPIS, BUSINESS),
    (inspections.INSPECTION_KPIS, None),
    (inspections.FINDING_KPIS, FINDING),
    (aml.LARGE_CASH_KPIS, LARGE_CASH),
    (aml.SUSPICION_KPIS, SUSPICION),
    (any_kind.KPIS, None),
)
KPIS: dict[str, Kpi] = {kpi.id: kpi for rows, kinds in CATALOGUE for kpi in (_kpi(row, kinds) for row in rows)}


def score(kpi: Kpi, value: float | None) -> float | None:
    """Marks out of 100: (value - zero) / (full - zero), within 0 and 100; None without marks or value."""
    if value is None or kpi.full is None or kpi.zero is None:
        return None
    return round(min(1.0, max(0.0, (value - kpi.zero) / (kpi.full - kpi.zero))) * 100, 2)
