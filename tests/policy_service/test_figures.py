"""What the board says of receipts, against SQL over policy_service's own tables."""

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from shared.auth import Role
from shared.testing.alone import Alone
from tests.intake.figures import check_counts
from tests.policy_service.conftest import MONDAY, PERSON, issued
from tests.policy_service.requests.desk import policy_given_back

MANY = 24
# Times lie as text, UTC: 8 hours make them the counter's.
COUNTS = {
    "receipt-rate": """
        SELECT avg(signed_on IS NOT NULL) FROM policies
        WHERE free_look_days > 0 AND (status <> 'free_look_cancelled' OR signed_on IS NOT NULL)""",
    "free-look-cancellation-rate": "SELECT avg(status = 'free_look_cancelled') FROM policies",
    "receipt-within-5-days-rate": """
        SELECT avg(julianday(date(came.at, '8 hours')) - julianday(policies.signed_on) <= 5)
        FROM policies JOIN case_events came
          ON came.case_no = policies.case_no AND came.type LIKE '%.acknowledged.v1'""",
}


async def _play(office: Alone, intake: dict[str, Any], draw: Random) -> None:
    """All are delivered on the day; the receipts come in one a day, early or late in it, signed some days before."""
    for number in range(MANY):
        application, policy = f"TB261012-{number:08d}", f"BD261012-{number:08d}"
        intake[f"/v1/applications/{application}/parties"] = {
            "masked": False,
            "items": [PERSON | {"party_ref": str(UUID(int=number))}],
        }
        days = 0 if number % 5 == 0 else 15
        await office.feed(issued(case_no=application, policy_no=policy, free_look_days=days))
        if days:
            await _step(office, policy, "delivery", {"delivered_on": "2026-10-12"})
    for number in (n for n in range(MANY) if n % 5 and n % 3):
        office.time.set(
            MONDAY + timedelta(days=number, hours=draw.choice([-9, 0, 12]))
        )  # 01:00 is the day before in UTC
        signed_on = max(MONDAY, MONDAY + timedelta(days=number - draw.randrange(3, 9))).date()
        await _step(office, f"BD261012-{number:08d}", "receipt", {"signed_on": signed_on.isoformat()})
    for number in (3, 22, 23):  # the first before its receipt
        await policy_given_back(office, f"BD261012-{number:08d}")


async def _step(office: Alone, policy: str, what: str, body: dict[str, Any]) -> None:
    answer = await office.post(f"/policies/{policy}/{what}", Role.TELLER, body)
    assert answer.status_code == 200, answer.text


async def test_each_figure_equals_a_count_of_its_own(office: Alone, intake: dict[str, Any], tmp_path: Path) -> None:
    await _play(office, intake, Random(5))
    await check_counts(office.app, tmp_path, COUNTS, below=MANY)
