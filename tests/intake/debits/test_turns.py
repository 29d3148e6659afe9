"""A batch's results and money assigned at once: each takes all turns first, so neither waits for the other for ever."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.intake.debits.commands import results
from shared.clock import SimulatedClock
from shared.settings import Settings
from shared.testing.databases import database, migrate_quickly
from tests.intake.counter import counter_in, refused
from tests.intake.debits.bank import Bank


def pause_after_the_first(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Results stop for a while where the first case's money is locked; returns what tells that they do."""
    settle, begun = results._settle, asyncio.Event()

    async def slowly(*given: Any) -> None:
        await settle(*given)
        if not begun.is_set():
            begun.set()
            await asyncio.sleep(1)

    monkeypatch.setattr(results, "_settle", slowly)
    return begun


@pytest.mark.real
async def test_money_is_assigned_while_its_case_is_reconciled(
    tmp_path: Path, time: SimulatedClock, monkeypatch: pytest.MonkeyPatch
):
    begun = pause_after_the_first(monkeypatch)
    async with database("postgresql", tmp_path) as url:
        settings = Settings(data=tmp_path, jobs=False, database_url=url)
        await migrate_quickly(settings, "intake")
        async with counter_in(settings, time) as counter:
            bank, first = Bank(counter), await counter.decided()
            counter.time.set(counter.time.now() + timedelta(minutes=1))
            second = await counter.decided()
            receipt = await bank.till.taken(50_000, first["case_no"])
            batch = await bank.exported()
            content = await bank.answers(batch, "success", "other")

            async def assign() -> Any:
                await begun.wait()
                path = f"/receipts/{receipt['receipt_no']}/assignment"
                return await bank.post(path, {"case_no": second["case_no"]})

            sent, assigned = await asyncio.gather(bank.send(batch, content), assign())
            assert sent.status_code == 200, sent.text
            refused(assigned, 422, "rule-broken", rule="money-free")
            await bank.check_batches()
