"""Debit batches on both databases: what two do at once is done once, and no money is lost."""

import asyncio
from pathlib import Path

import pytest

from shared.auth import Role
from shared.clock import SimulatedClock
from shared.settings import Settings
from shared.testing.databases import BOTH, database, migrate_quickly
from tests.intake.counter import counter_in
from tests.intake.debits.bank import Bank


@pytest.mark.parametrize("kind", BOTH)
async def test_batches_and_withdrawals_at_once(kind: str, tmp_path: Path, time: SimulatedClock):
    async with database(kind, tmp_path) as url:
        settings = Settings(data=tmp_path, jobs=False, database_url=url)
        await migrate_quickly(settings, "intake")
        async with counter_in(settings, time) as counter:
            bank = Bank(counter)
            cases = [await counter.decided() for _ in range(3)]
            answers = await asyncio.gather(*(bank.draw_up() for _ in range(3)))
            assert sorted(answer.status_code for answer in answers) == [201, 422, 422]
            batch = next(answer.json() for answer in answers if answer.status_code == 201)
            await bank.post(f"/debit-batches/{batch['case_no']}/export")
            content = await bank.answers(batch, "success", "other", "success")
            withdrawal = {"reason": "customer-request"}
            answers = await asyncio.gather(
                *(bank.send(batch, content) for _ in range(2)),
                *(counter.post(f"/{case['case_no']}/withdrawal", Role.TELLER, withdrawal) for case in cases),
                bank.till.take(5, cases[0]["case_no"]),
            )
            assert {answer.status_code for answer in answers} <= {200, 201, 409}, [each.text for each in answers]
            if (await bank.batch(batch))["status"] == "exported":  # a withdrawal was first: the cashier sends it again
                assert (await bank.send(batch, content)).status_code == 200
            await bank.check_batches()
