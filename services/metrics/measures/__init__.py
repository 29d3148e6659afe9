"""What is counted: one row a measure. cells.py works out what each fact contributes, and adds it up."""

from services.metrics.measures import (
    aml,
    any_kind,
    counter,
    inspections,
    new_business,
    policies,
    premiums,
    scanning,
    trainings,
    visits,
)
from services.metrics.measures.base import Measure

MEASURES: tuple[Measure, ...] = (
    *any_kind.MEASURES,
    *new_business.MEASURES,
    *policies.MEASURES,
    *visits.MEASURES,
    *trainings.MEASURES,
    *counter.MEASURES,
    *inspections.MEASURES,
    *aml.MEASURES,
    *premiums.MEASURES,
    *scanning.MEASURES,
)
ATTRIBUTES = frozenset(
    dimension.attribute for measure in MEASURES for dimension in measure.dimensions if dimension.attribute
)
