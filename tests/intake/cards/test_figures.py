"""What the board says of card policies, against SQL over intake's own tables."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from shared.auth import Role
from tests.intake.cards.desk import CardDesk
from tests.intake.counter import CHINA
from tests.intake.figures import check_counts

# Times lie as text, UTC: 8 hours make them the counter's, 16 its day by the cut-off. The three days are working days.
MIDNIGHT = datetime(2026, 10, 12, tzinfo=CHINA)
COUNTS = {
    "cards-activated": "SELECT count(*) FROM card_activations",
    "card-policies-issued": "SELECT count(*) FROM card_activations WHERE issued_at IS NOT NULL",
    "card-pending-count": "SELECT count(*) FROM card_activations WHERE closed_at IS NULL",
    "card-withdrawal-rate": "SELECT avg(withdrawn IS NOT NULL) FROM card_activations",
    "card-same-day-rate": """
        SELECT avg(date(issued_at, '8 hours') <= date(paid.at, '16 hours'))
        FROM card_activations JOIN case_events paid
          ON paid.case_no = card_activations.case_no AND paid.type LIKE '%.paid.v1'
        WHERE issued_at IS NOT NULL""",
    "same-day-clearance-rate": """
        SELECT avg(coalesce(date(closed_at, '8 hours') = date(paid.at, '8 hours'), 0))
        FROM card_activations JOIN case_events paid
          ON paid.case_no = card_activations.case_no AND paid.type LIKE '%.paid.v1'
        WHERE time(paid.at, '8 hours') < '16:00:00'""",
}


async def _play(desk: CardDesk, draw: Random) -> None:
    """Three days at the desk; what isn't paid at once is paid in the evening, after the cut-off."""
    waiting: list[dict[str, Any]] = []
    for day in range(3):
        for number in range(8):
            desk.office.time.set(MIDNIGHT + timedelta(days=day, hours=9, minutes=30 + 40 * number))
            waiting.append(await _activate(desk, draw))
        for place, case in enumerate(waiting):
            if case["status"] == "paid" and draw.random() < 0.4:
                waiting[place] = await desk.step(case, "issue")
        desk.office.time.set(MIDNIGHT + timedelta(days=day, hours=16, minutes=30))
        for place, case in enumerate(waiting):
            if case["status"] == "awaiting_premium" and draw.random() < 0.7:
                waiting[place] = (await desk.pay(case)).json()


async def _activate(desk: CardDesk, draw: Random) -> dict[str, Any]:
    (card_no,) = await desk.handed_out(prepaid=draw.random() < 0.4)
    case = await desk.activated(card_no, draw.choice([Role.TELLER, Role.INTEGRATOR]))
    if case["status"] != "awaiting_premium":
        return case
    if draw.random() < 0.2:
        return await desk.step(case, "withdrawal", body={"reason": "customer-request"})
    return dict((await desk.pay(case)).json()) if draw.random() < 0.5 else case


async def test_each_figure_equals_a_count_of_its_own(desk: CardDesk, tmp_path: Path) -> None:
    await _play(desk, Random(5))
    await check_counts(desk.office.app, tmp_path, COUNTS, below=25)
