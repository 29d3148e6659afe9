"""What is counted: one row a measure. cells.py works out what each fact contributes, and adds it up."""

from services.metrics.measures import (
    aml,
    any_kind,
    archives,
    benefits,
    callbacks,
    campaigns,
    claim_backs,
    claim_limits,
    claim_payments,
    claims,
    counter,
    inspections,
    loans,
    new_business,
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
from services.metrics.measures.base import Measure

MEASURES: tuple[Measure, ...] = (
    *any_kind.MEASURES,
    *new_business.MEASURES,
    *policies.MEASURES,
    *persistency.MEASURES,
    *renewals.MEASURES,
    *visits.MEASURES,
    *trainings.MEASURES,
    *counter.MEASURES,
    *inspections.MEASURES,
    *aml.MEASURES,
    *premiums.MEASURES,
    *scanning.MEASURES,
    *requests.MEASURES,
    *loans.MEASURES,
    *benefits.MEASURES,
    *archives.MEASURES,
    *campaigns.MEASURES,
    *surveys.MEASURES,
    *claims.MEASURES,
    *claim_payments.MEASURES,
    *claim_backs.MEASURES,
    *claim_limits.MEASURES,
    *small_claims.MEASURES,
    *callbacks.MEASURES,
)
ATTRIBUTES = frozenset(
    dimension.attribute for measure in MEASURES for dimension in measure.dimensions if dimension.attribute
)
