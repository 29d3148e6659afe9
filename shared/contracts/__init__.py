"""Events of the whole system, declared once for publishers and subscribers alike."""

from shared.contracts.base import CaseEvent, ClockReading

__all__ = ["CaseEvent", "ClockReading"]
