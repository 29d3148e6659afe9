"""What the board says of underwriting, against SQL over intake's own tables."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from shared.auth import Role
from tests.intake.counter import CHINA, KEYED, Case, Counter
from tests.intake.figures import check_counts

OVER_AUTO = 60_000_000
MIDNIGHT = datetime(2026, 10, 12, tzinfo=CHINA)
# Times lie as text, UTC: 8 hours make them the counter's.
COUNTS = {
    "automatic-underwriting-rate": "SELECT avg(underwriting = 'auto') FROM applications WHERE decision IS NOT NULL",
    "manual-underwriting-within-5-days-rate": """
        SELECT avg(julianday(date(decided.at, '8 hours')) - julianday(keyed.day) <= 5)
        FROM applications
        JOIN case_events decided ON decided.case_no = applications.case_no AND decided.type LIKE '%.decided.v1'
        JOIN (SELECT case_no, min(date(at, '8 hours')) AS day FROM case_events WHERE type LIKE '%.keyed.v1'
              GROUP BY case_no) keyed ON keyed.case_no = applications.case_no
        WHERE underwriting = 'manual'""",
}


async def _play(counter: Counter, draw: Random) -> None:
    """Keyed one day, reviewed the next or keyed once more, and decided over a fortnight, early or late in the day."""
    keyed, waiting = list[Case](), list[Case]()
    for day in range(14):
        counter.time.set(MIDNIGHT + timedelta(days=day, hours=9))
        keyed = [await _seen(counter, case, waiting, draw) for case in keyed]
        keyed = [case for case in keyed if case["status"] == "keyed"]
        if day < 4:
            await counter.decided()
            keyed += [await counter.keyed(sum_assured_fen=OVER_AUTO) for _ in range(6)]
        counter.time.set(MIDNIGHT + timedelta(days=day, hours=draw.choice([10, 23])))
        for case in [each for each in waiting if draw.random() < 0.12]:
            waiting.remove(case)
            await _decide(counter, case, draw)
    assert waiting, "some are never decided"


async def _seen(counter: Counter, case: Case, waiting: list[Case], draw: Random) -> Case:
    if draw.random() < 0.5:
        waiting.append(await counter.reviewed(case))
        return waiting[-1]
    tag = {"If-Match": f'"{case["version"]}"'}
    case = await counter.step(case, "review", Role.REVIEWER, {"passed": False, "reason": "misread"}, **tag)
    figures = {name: case[name] for name in ("premium_fen", "sum_assured_fen")}
    return await counter.step(case, "keying", Role.TELLER, KEYED | figures)


async def _decide(counter: Counter, case: Case, draw: Random) -> None:
    body = draw.choice([{"outcome": "approve", "code": "standard"}, {"outcome": "decline", "code": "declined"}])
    answer = await counter.underwrite(case, "decision", body, **{"If-Match": f'"{case["version"]}"'})
    assert answer.status_code == 200, answer.text


async def test_each_figure_equals_a_count_of_its_own(counter: Counter, tmp_path: Path) -> None:
    await _play(counter, Random(11))
    await check_counts(counter.app, tmp_path, COUNTS, below=40)
