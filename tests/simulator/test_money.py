"""The play of the money: banks' sales and their files, debits in batches, refunds, closings, policies given back."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI

from simulator import banks, cashbox, debits, reconciling
from simulator.api import Json
from simulator.branches import BRANCHES
from simulator.kinds import looker
from simulator.rhythm import Stream
from tests.simulator.playing import OPENING, over_rest, suite
from tests.simulator.test_play import play

pytestmark = pytest.mark.slow
DAYS_OF_BANKS = Stream(applications=7.0, banks=22.0)


async def seen(app: FastAPI, root: str) -> list[Json]:
    async with over_rest(app) as api:
        if root == reconciling.DAYS:
            found = [await api.pages(looker(branch.org), root, org=branch.org) for branch in BRANCHES]
        else:
            found = [await api.pages(looker(branch.org), root, org=branch.org, limit=200) for branch in BRANCHES]
    return [each for some in found for each in some]


async def test_banks_sell_and_reconcile_and_premiums_are_debited_in_batches(tmp_path: Path):
    async with suite(tmp_path) as app:
        played, cases = await play(app, OPENING + timedelta(days=7), a_day=DAYS_OF_BANKS)
        sales, days, batches, refunds, closings = [
            await seen(app, root)
            for root in (banks.ROOT, reconciling.DAYS, debits.ROOT, cashbox.REFUNDS, cashbox.CLOSINGS)
        ]
    assert played.refusals == Counter()
    check_sales(sales)
    check_days(days)
    check_debits(batches, cases)
    assert {refund["status"] for refund in refunds} >= {"paid"}
    assert all(refund["asked_by"] != refund["done_by"] for refund in refunds)
    assert len(closings) == 5 * len(BRANCHES)
    assert sum(closing["booked_cash_fen"] for closing in closings) > 0
    policies = Counter(case["status"] for case in cases if case["kind"] == "policy")
    assert policies["free_look_cancelled"], policies
    assert policies["voided"] == sum(sale["status"] == "voided" for sale in sales)


def check_sales(sales: list[Json]) -> None:
    ends = Counter(sale["status"] for sale in sales)
    assert {"issued", "lapsed", "withdrawn", "declined", "voided"} <= set(ends), ends
    assert ends["issued"] > 0.7 * len(sales)
    assert {sale["bank"] for sale in sales} == set(banks.BANKS)
    assert 0 < sum(bool(sale["flags"]) for sale in sales) < len(sales), "mobiles in the office's field"
    assert 0 < sum(bool(sale["declared_reasons"]) for sale in sales) < len(sales) / 2
    assert any(sale["status"] == "issued" and sale["underwriting"] == "manual" for sale in sales)


def check_days(days: list[Json]) -> None:
    """All but the last day's files are in, and what differed in them is settled."""
    over = Counter(day["status"] for day in days if day["day"] < "2026-10-16")
    assert set(over) == {"matched", "settled"}, over
    assert over["matched"] > over["settled"]


def check_debits(batches: list[Json], cases: list[Json]) -> None:
    assert {batch["status"] for batch in batches} <= {"exported", "reconciled"}
    tried = [case for case in cases if case["kind"] == "application" and case["debits"]]
    assert sum(len(case["debits"]) for case in tried) == sum(
        batch["items"] for batch in batches if batch["status"] == "reconciled"
    )
    assert any(batch["succeeded"] < batch["items"] for batch in batches if batch["status"] == "reconciled")
    assert {case["status"] for case in tried} >= {"issued", "awaiting_premium"}
