"""When a case stood still: from an activity that pauses it until one that resumes or closes it."""

from datetime import datetime

from services.metrics.importlog.mapping import Activities
from shared.calendar import WorkCalendar


class Waits:
    def __init__(self, activities: Activities) -> None:
        self._pauses, self._resumes = activities.pause, activities.resume
        self._reason: str | None = None
        self._since: datetime | None = None
        self._past: list[tuple[datetime, datetime]] = []

    def after(self, at: datetime, action: str, closed_at: datetime | None) -> str | None:
        """What the case waits for after `action`; None while its clock runs or once it is closed."""
        reason = None if closed_at else self._reason_after(action)
        if self._since and reason is None:
            self._past.append((self._since, at))
        if reason is None:
            self._since = None
        elif self._since is None:
            self._since = at
        self._reason = reason
        return reason

    def _reason_after(self, action: str) -> str | None:
        if action in self._pauses:
            return self._pauses[action]
        return self._reason if self._resumes and action not in self._resumes else None

    def net_seconds(self, opened_at: datetime, closed_at: datetime, calendar: WorkCalendar) -> int:
        """Working time from opening to closing, less the waits that lie between them."""
        spans = ((max(start, opened_at), min(end, closed_at)) for start, end in self._past)
        waited = sum(calendar.working_seconds(start, end) for start, end in spans if start < end)
        return calendar.working_seconds(opened_at, closed_at) - waited
