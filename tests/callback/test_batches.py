"""What a batch of events or a file of calls needs is read at once, however many they are."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from services.callback.app import create_app
from shared.contracts.base import CaseEvent
from shared.contracts.policy_service import PolicySurrendered
from shared.contracts.policy_service_renewals import RenewalPaid
from shared.testing.alone import Alone, alone
from tests.callback.causes import GRACE, KNOWN, of_policy, of_renewal
from tests.callback.conftest import MONDAY
from tests.callback.filing import csv_of, send
from tests.callback.test_queue import owe

HEADING = ("保单号", "回访项目", "呼叫时间", "呼叫结果")
TABLES = ("callbacks", "known_policies", "call_wishes", "contact_collections", "problem_cases", "case_events")


def policies(count: int, **facts: Any) -> list[CaseEvent]:
    return [KNOWN.model_copy(update={"case_no": f"BD261012-{number:08}", **facts}) for number in range(count)]


def renewals(contract: Any, version: int, count: int) -> list[CaseEvent]:
    return [
        of_renewal(contract, version, case_no=f"XQ261012-{number:08}", policy_no=f"BD261012-{number:08}")
        for number in range(count)
    ]


def surrenders(count: int) -> list[CaseEvent]:
    numbers = [f"BD261012-{number:08}" for number in range(count)]
    return [of_policy(PolicySurrendered, 5, "terminated", case_no=number, numbers=()) for number in numbers]


class Reads(list[str]):
    def __init__(self, centre: Alone) -> None:
        engine = centre.app.state.sessions.kw["bind"].sync_engine
        event.listen(engine, "before_cursor_execute", lambda *given: self._add(given[2]))

    def _add(self, statement: str) -> None:
        if statement.startswith("SELECT") and any(f"FROM {table}" in statement for table in TABLES):
            self.append(statement)


async def reads_of(folder: Path, count: int) -> dict[str, list[str]]:
    """What is read for so many: calls opened for want of payment, dropped as it came, opened by an end; a file."""
    async with alone("callback", create_app, folder, MONDAY, {}) as centre:
        reads, told = Reads(centre), {}
        await centre.feed(*policies(count, numbers=()))
        for name, events in (
            ("opened", renewals(type(GRACE), 4, count)),
            ("dropped", renewals(RenewalPaid, 5, count)),
            ("ended", surrenders(count)),
        ):
            reads.clear()
            await centre.feed(*events)
            told[name] = list(reads)
        return told


@pytest.mark.parametrize("what", ["opened", "dropped", "ended"])
async def test_a_batch_of_events_reads_as_much_for_six_as_for_two(tmp_path: Path, what: str):
    few, many = [(await reads_of(tmp_path / str(count), count))[what] for count in (2, 6)]
    assert len(many) == len(few), "\n".join(many)


async def reads_of_file(folder: Path, count: int) -> list[str]:
    async with alone("callback", create_app, folder, MONDAY, {}) as centre:
        await owe(centre, count)
        centre.time.set(MONDAY + timedelta(hours=1))
        rows = [(f"BD261012-{number:08}", "new-policy", "2026-10-12 10:30", "busy") for number in range(count)]
        reads = Reads(centre)
        answer = await send(centre, "/dialler-results", csv_of(HEADING, *rows))
        assert answer.json()["applied"] == count, answer.text
        return list(reads)


async def test_a_file_of_calls_reads_as_much_for_six_as_for_two(tmp_path: Path):
    few, many = [await reads_of_file(tmp_path / str(count), count) for count in (2, 6)]
    assert len(many) == len(few), "\n".join(many)
