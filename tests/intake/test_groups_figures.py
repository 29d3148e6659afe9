"""What the board says of group applications, against SQL over intake's own tables."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.intake.counter import CHINA, Case, Counter
from tests.intake.figures import check_counts
from tests.intake.groups_desk import GroupDesk, person_in, pupils

REASON = {"reason": "customer-request"}
MIDNIGHT = datetime(2026, 10, 12, tzinfo=CHINA)
# Times lie as text, UTC: 8 hours make them the counter's, 17 its day by the cut-off. The three days are working days.
COUNTS = {
    "groups-accepted": "SELECT count(*) FROM group_applications",
    "group-policies-issued": "SELECT count(*) FROM group_applications WHERE issued_at IS NOT NULL",
    "group-pending-count": "SELECT count(*) FROM group_applications WHERE closed_at IS NULL",
    "group-return-rate": "SELECT avg(returned IS NOT NULL) FROM group_applications",
    "group-withdrawal-rate": "SELECT avg(withdrawn IS NOT NULL) FROM group_applications",
    "group-same-day-rate": """
        SELECT avg(date(issued_at, '8 hours') <= date(accepted_at, '17 hours'))
        FROM group_applications WHERE issued_at IS NOT NULL""",
    "same-day-clearance-rate": """
        SELECT avg(coalesce(date(closed_at, '8 hours') = date(accepted_at, '8 hours'), 0))
        FROM group_applications WHERE time(accepted_at, '8 hours') < '15:00:00'""",
}


async def _accept(desk: GroupDesk, draw: Random, number: int) -> Case:
    """A group of three, brought as far as its luck goes; paid for the moment it is approved."""
    case = await desk.accept()
    for cells in pupils(3, first=3 * number):
        added = await desk.post(f"/{case['case_no']}/additions", body={"persons": [person_in(cells)]})
        assert added.status_code == 200, added.text
    fate = draw.random()
    if fate < 0.15:
        return await desk.step(case, "return", body=REASON)
    if fate < 0.3:
        return await desk.step(case, "withdrawal", body=REASON)
    case = await desk.step(case, "submission")
    if fate < 0.4:
        return case
    case = dict((await desk.decide(case)).json())
    return dict((await desk.pay(case, key=f"R-{number}")).json())


async def _play(desk: GroupDesk, draw: Random) -> None:
    waiting: list[Case] = []
    for day in range(3):
        for number in range(6):
            desk.counter.time.set(MIDNIGHT + timedelta(days=day, hours=9, minutes=30 + 80 * number))
            waiting.append(await _accept(desk, draw, 6 * day + number))
        desk.counter.time.set(MIDNIGHT + timedelta(days=day, hours=17))
        for place, case in enumerate(waiting):
            if case["status"] == "paid" and draw.random() < 0.6:
                waiting[place] = await desk.step(case, "issue")


async def test_each_figure_equals_a_count_of_its_own(counter: Counter, tmp_path: Path) -> None:
    await _play(GroupDesk(counter), Random(3))
    await check_counts(counter.app, tmp_path, COUNTS, below=19)
