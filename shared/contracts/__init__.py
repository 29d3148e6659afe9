"""Events of the whole system, declared once for publishers and subscribers alike."""

from shared.contracts.base import CaseEvent, ClockReading, Event

__all__ = ["CaseEvent", "ClockReading", "Event"]
