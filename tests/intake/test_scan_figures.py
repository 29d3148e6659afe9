"""What the board says of scanning, against SQL over intake's own tables."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from shared.auth import Role
from tests.intake.counter import CHINA, Case, Counter, draw_one_in
from tests.intake.figures import check_counts

MORNING = datetime(2026, 10, 12, 9, tzinfo=CHINA)
FIRST_SCAN = """
    SELECT e.case_no, min(e.at) AS at FROM case_events e
    WHERE e.type = 'intake.application.scanned.v1' GROUP BY e.case_no"""
CHECKED = """
    SELECT s.case_no, max(s.rejected IS NOT NULL) AS sent_back FROM scans s
    WHERE s.checked_at IS NOT NULL GROUP BY s.case_no"""
COUNTS = {
    "scan-within-24h-rate": f"""
        SELECT avg(f.at IS NOT NULL AND julianday(f.at) - julianday(a.accepted_at) <= 1.0)
        FROM applications a LEFT JOIN ({FIRST_SCAN}) f USING (case_no)""",
    "scan-error-rate": f"SELECT avg(sent_back) FROM ({CHECKED})",
    "scan-rescan-rate": f"SELECT avg(a.rescans > 0) FROM applications a JOIN ({FIRST_SCAN}) USING (case_no)",
}


async def _scan(counter: Counter, case: Case, draw: Random) -> Case:
    await counter.add_pages(case)
    case = await counter.step(case, "scanning", Role.TELLER)
    if case["scan_check"] != "due":
        return case
    pages = (await counter.get(f"/{case['case_no']}/scans"))["items"]
    rejected = {str(pages[-1]["id"]): "blurred"} if draw.random() < 0.35 else {}
    return await counter.step(case, "scan-check", Role.REVIEWER, {"rejected": rejected})


async def _play(counter: Counter, draw: Random) -> None:
    """Three days; some forms wait past their twenty-four hours, some are never scanned, some are scanned thrice."""
    cases: list[dict[str, Any]] = []
    for day in range(3):
        for number in range(8):
            counter.time.set(MORNING + timedelta(days=day, minutes=40 * number))
            cases.append(await counter.accept())
            for place, case in enumerate(cases):
                if case["status"] == "received" and draw.random() < 0.12:
                    cases[place] = await _scan(counter, case, draw)


async def test_each_figure_equals_a_count_of_its_own(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_one_in(monkeypatch, 2)
    await _play(counter, Random(11))
    await check_counts(counter.app, tmp_path, COUNTS, below=25)
