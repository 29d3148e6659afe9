"""What is to be announced of a case's clocks, given what was: each threshold of a clock once, in order. Pure."""

import json
from collections.abc import Iterator
from typing import Any, Literal

from services.metrics.confidential import CONFIDENTIAL
from services.metrics.facts import Fact, instant, millis
from services.metrics.limits import HISTORY, THRESHOLDS, Reading, readings
from shared.contracts.metrics import SlaAtRisk, SlaBreached, SlaEvent, SlaRecovered

Case = tuple[str, str]  # kind, case_no
Lap = tuple[str, int]  # clock, lap
Found = tuple[type[SlaEvent], dict[str, Any]]  # what to announce, and its fields
BREACH = len(THRESHOLDS)


class Told:
    """How far each clock was announced and recovered (as levels), and the last number in each case's row of events."""

    def __init__(self) -> None:
        self._levels: dict[tuple[Case, Lap], tuple[int, int]] = {}
        self._numbers: dict[str, int] = {}

    def learn(self, kind: str, case_no: str, version: int, type: str, data: str) -> None:
        self._numbers[case_no] = max(version, self._numbers.get(case_no, 0))
        told = json.loads(data)
        self.note((kind, case_no), (told["clock"], told["lap"]), type, told["threshold"])

    def note(self, case: Case, lap: Lap, type: str, threshold: int) -> None:
        announced, recovered = self.of(case, lap)
        level = THRESHOLDS.index(threshold) + 1
        if type == SlaRecovered.type:
            self._levels[case, lap] = announced, max(recovered, level)
        else:
            self._levels[case, lap] = max(announced, level), recovered

    def of(self, case: Case, lap: Lap) -> tuple[int, int]:
        return self._levels.get((case, lap), (0, 0))

    def next_number(self, case_no: str) -> int:
        """Over all kinds, as the outbox counts: other systems' numbers are only unique within a kind."""
        self._numbers[case_no] = number = self._numbers.get(case_no, 0) + 1
        return number


def announcements(fact: Fact, told: Told, now: int) -> list[SlaEvent]:
    """In the order of their moments; from then on they count as told."""
    state = fact.state
    if state.kind in CONFIDENTIAL:  # who reads the topic may not even learn that there is such a case
        return []
    case: Case = (state.kind, state.case_no)
    found = [each for reading in readings(state) for each in _of_clock(fact, case, reading, told, now)]
    found.sort(key=lambda each: each[1]["at"])
    return [contract(version=told.next_number(state.case_no), **facts) for contract, facts in found]


def _of_clock(fact: Fact, case: Case, reading: Reading, told: Told, now: int) -> Iterator[Found]:
    lap = (reading.clock.id, reading.lap)
    announced, recovered = told.of(case, lap)
    level = reading.level(now)
    is_history = reading.stopped is not None and instant(now) - instant(reading.stopped) >= HISTORY
    for passed in range(announced, announced if is_history else level):
        contract: type[SlaEvent] = SlaBreached if passed + 1 == BREACH else SlaAtRisk
        moment = reading.moments[passed] or now
        yield _found(contract, fact, reading, passed, moment - 1 if contract is SlaBreached else moment)
        told.note(case, lap, contract.type, THRESHOLDS[passed])
        announced = passed + 1
    reason = _relief(reading, level < announced, now)
    if announced > recovered and reason is not None:
        at = millis(fact.state.at) if reading.stopped is None else reading.stopped
        contract, facts = _found(SlaRecovered, fact, reading, announced - 1, at)
        yield contract, facts | {"reason": reason}
        told.note(case, lap, SlaRecovered.type, THRESHOLDS[announced - 1])


def _relief(reading: Reading, is_below: bool, now: int) -> Literal["stopped", "paused", "extended"] | None:
    """Why what was announced holds no more; None while it does."""
    if reading.stopped is not None:
        return "stopped" if reading.stopped <= now else None
    if reading.is_paused:
        return "paused"
    return "extended" if is_below else None


def _found(contract: type[SlaEvent], fact: Fact, reading: Reading, passed: int, at: int) -> Found:
    state, clock = fact.state, reading.clock
    return contract, {
        "kind": state.kind,
        "case_no": state.case_no,
        "org": state.org,
        "handler": state.handler,
        "status": state.status,
        "case_version": state.version,
        "clock": clock.id,
        "lap": reading.lap,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "threshold": THRESHOLDS[passed],
        "at": instant(at),
    }
