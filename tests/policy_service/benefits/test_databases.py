"""Benefits on PostgreSQL, where two really are at work at once."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from services.policy_service.app import create_app
from shared.auth import Role
from shared.testing.alone import alone, answering
from shared.testing.databases import database
from tests.policy_service.benefits.paying import Paying
from tests.policy_service.conftest import MONDAY


@pytest.mark.real
async def test_two_at_once_find_draw_up_and_reconcile_each_benefit_once(tmp_path: Path, intake: dict[str, Any]):
    sisters = {"intake": answering(intake)}
    async with (
        database("postgresql", tmp_path) as url,
        alone("policy_service", create_app, tmp_path, MONDAY, sisters, url) as office,
    ):
        paying = Paying(office, intake)
        for _ in range(4):
            await paying.sold(effective_on="2020-10-12")
        runs = [answer.json() for answer in await asyncio.gather(*(paying.run() for _ in range(3)))]
        assert (sum(run["opened"] for run in runs), sum(run["failed"] for run in runs)) == (8, 0)
        drawn = await asyncio.gather(paying.batch(), paying.batch())
        assert sorted(answer.status_code for answer in drawn) == [201, 422]
        (batch,) = (answer.json() for answer in drawn if answer.status_code == 201)
        path = f"/transfer-batches/{batch['case_no']}/export"
        assert (await office.post(path, Role.CASHIER, None)).status_code == 200
        content = await paying.answer(batch, *["success", "account-dormant"] * 4)
        sent = await asyncio.gather(*(paying.send(batch, content) for _ in range(2)))
        assert sorted(answer.status_code for answer in sent) == [200, 409]
        statuses = sorted(case["status"] for case in await paying.benefits())
        assert statuses == ["paid_out"] * 4 + ["transfer_failed"] * 4
