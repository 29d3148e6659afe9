"""What the board says of clearance the same day at the banks' counters, against SQL over intake's own tables."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.intake.bank.sales import BankDesk
from tests.intake.counter import CHINA
from tests.intake.figures import check_counts

MIDNIGHT = datetime(2026, 10, 12, tzinfo=CHINA)
# Times lie as text, UTC: 8 hours make them the counter's. The three days are working days.
COUNTS = {
    "same-day-clearance-rate": """
        SELECT avg(coalesce(date(closed_at, '8 hours') = date(opened_at, '8 hours'), 0))
        FROM bank_applications WHERE time(opened_at, '8 hours') < '16:00:00'"""
}


async def _play(desk: BankDesk, draw: Random) -> None:
    for day in range(3):
        for number in range(8):
            desk.office.time.set(MIDNIGHT + timedelta(days=day, hours=9, minutes=30 + 55 * number))
            await (desk.issued() if draw.random() < 0.6 else desk.submitted())


async def test_the_rate_equals_a_count_of_its_own(desk: BankDesk, tmp_path: Path) -> None:
    await _play(desk, Random(2))
    await check_counts(desk.office.app, tmp_path, COUNTS, below=25)
