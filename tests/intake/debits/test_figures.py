"""What the board says of premiums and debits, against SQL over intake's own tables."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from services.metrics import queries
from services.metrics.queries import Window
from shared.auth import Role
from shared.settings import Settings
from tests.intake.counter import ORG, Counter
from tests.intake.debits.bank import Bank
from tests.intake.figures import figures_of

FIRST = "json_extract(debits, '$[0].result')"
SUCCEEDED = "EXISTS (SELECT 1 FROM json_each(debits) WHERE json_extract(value, '$.result') = 'success')"
TRIED = "FROM applications WHERE json_array_length(debits) > 0"
COUNTS = {
    "first-premium-debit-rate": f"SELECT avg({SUCCEEDED}) {TRIED}",
    "first-premium-debit-rate-at-once": f"SELECT avg({FIRST} = 'success') {TRIED}",
    "first-premium-debit-rate-by-amount": f"""
        SELECT sum(premium_fen * {SUCCEEDED}) * 1.0 / sum(premium_fen) {TRIED}""",
    "premium-conversion-rate": """
        SELECT sum(applied_fen * (status = 'issued')) * 1.0 / sum(applied_fen)
        FROM premium_receipts JOIN applications USING (case_no) WHERE applied_fen > 0""",
    "debit-batches-reconciled": "SELECT count(*) FROM debit_batches WHERE results_sha256 IS NOT NULL",
    "debit-reconciliation-in-time-rate": """
        SELECT avg(julianday(date(last_at, '8 hours')) - julianday(date(exported_at, '8 hours')) <= 2)
        FROM debit_batches WHERE results_sha256 IS NOT NULL""",
}
RESULTS = ("success", "success", "insufficient-funds", "card-invalid", "system-error")


async def _play(bank: Bank, draw: Random) -> None:
    """Four weeks, a batch each Monday, reconciled after one to four days: all of them working days."""
    counter = bank.counter
    monday = counter.time.now()
    for week in range(4):
        counter.time.set(monday + timedelta(weeks=week))
        for _ in range(4):
            await counter.decided(premium_fen=draw.choice([100_000, 360_000, 720_000]))
        batch = await bank.exported()
        counter.time.set(monday + timedelta(weeks=week, days=draw.randint(1, 4)))
        await bank.reconciled(batch, *draw.choices(RESULTS, k=batch["items"]))
        for item in await bank.items(batch):
            if item["result"] == "success" and draw.random() < 0.5:
                await counter.step(item, "issue", Role.TELLER)


async def test_each_figure_equals_a_count_of_its_own(counter: Counter, bank: Bank, settings: Settings, tmp_path: Path):
    await _play(bank, Random(7))
    async with figures_of(counter.app, tmp_path) as session, counter.app.state.sessions() as own:
        for kpi, query in COUNTS.items():
            told = (await queries.kpi(session, kpi, Window(org=ORG))).value
            counted = await own.scalar(text(query))
            assert told == pytest.approx(counted, abs=1e-12), kpi
            assert 0 < counted < (1 if "-rate" in kpi else 9), kpi
        answer = await queries.kpi(session, "first-premium-debit-rate", Window(org=ORG, by="attempt"))
        for part in answer.slices:
            place = int(part.by) - 1
            at = f"json_extract(debits, '$[{place}].result')"
            query = f"SELECT sum({at} = 'success'), count({at}) FROM applications"
            done, tried = (await own.execute(text(query))).one()
            assert (part.numerator, part.denominator) == (done, tried)
        assert len(answer.slices) > 1
