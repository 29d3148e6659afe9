"""A log that has grown, or whose past reads otherwise now, brings the event log up to date and no more."""

from pathlib import Path

import pytest

from tests.metrics.importing import CASES, EVENTS, Counter, counter_in

HEADER = "no,org,opened,closed,due\n"
OPEN = HEADER + "A1,3503,2026-03-02 09:00,,\nA2,3503,2026-03-02 09:00,,\n"


@pytest.fixture
async def counter(tmp_path: Path):
    async with counter_in(tmp_path) as counter:
        yield counter


def told(steps: list[dict]) -> list[tuple]:
    return [(step["version"], step["action"], step.get("closed_at")) for step in steps]


async def test_a_case_that_went_on_gets_its_further_steps_only(counter: Counter):
    await counter.load(OPEN, CASES)
    report = await counter.load(
        OPEN.replace("A1,3503,2026-03-02 09:00,", "A1,3503,2026-03-02 09:00,2026-03-02 10:00"), CASES
    )
    assert (report.changed_cases, report.unchanged_cases, report.events) == (1, 1, 1)
    assert told(await counter.steps("A1")) == [(1, "open", None), (2, "close", "2026-03-02T02:00:00Z")]


async def test_a_case_whose_past_changed_gets_a_correcting_step(counter: Counter):
    await counter.load(OPEN, CASES)
    report = await counter.load(OPEN.replace("A1,3503,2026-03-02 09:00", "A1,3503,2026-03-02 08:00"), CASES)
    assert (report.changed_cases, report.events) == (1, 1)
    first, correction = await counter.steps("A1")
    assert (correction["version"], correction["action"], correction["opened_at"]) == (
        2,
        "correct",
        "2026-03-02T00:00:00Z",
    )
    assert first["opened_at"] == "2026-03-02T01:00:00Z"


async def test_after_a_correction_the_case_goes_on_from_there(counter: Counter):
    rows = ["no,at,what,who", "B1,2026-03-02 09:00,received,t1"]
    await counter.load("\n".join(rows), EVENTS)
    rows[1] = rows[1].replace("t1", "t2")
    await counter.load("\n".join(rows), EVENTS)
    rows.append("B1,2026-03-02 10:00,done,t2")
    await counter.load("\n".join(rows), EVENTS)
    assert (await counter.load("\n".join(rows), EVENTS)).events == 0
    assert told(await counter.steps("B1")) == [
        (1, "received", None),
        (2, "correct", None),
        (3, "done", "2026-03-02T02:00:00Z"),
    ]


async def test_a_corrected_case_counts_as_it_reads_now(counter: Counter):
    closed = OPEN.replace("09:00,,\nA2", "09:00,2026-03-02 10:00,\nA2")
    await counter.load(closed, CASES)
    await counter.load(closed.replace("2026-03-02 10:00", "2026-03-04 10:00"), CASES)
    await counter.project()
    assert [await counter.count("closed", day) for day in (2, 3, 4)] == [0, 0, 1]
    assert [await counter.count("open-count", day) for day in (2, 3, 4)] == [2, 2, 1]


async def test_a_row_put_right_brings_its_case_in_and_leaves_the_others_alone(counter: Counter):
    await counter.load(OPEN.replace("A2,3503,2026-03-02", "A2,3503,2026-03-32"), CASES)
    report = await counter.load(OPEN, CASES)
    assert (report.new_cases, report.unchanged_cases, report.refusals) == (1, 1, 0)


async def test_the_ids_of_events_follow_from_the_steps_and_not_from_the_file(counter: Counter, tmp_path: Path):
    (tmp_path / "other").mkdir()
    async with counter_in(tmp_path / "other") as other:
        await counter.load(OPEN, CASES)
        await other.load(HEADER + "".join(reversed(OPEN.splitlines(keepends=True)[1:])), CASES, "another.csv")
        ids = [{event["case_no"]: event["id"] for event in await each.events()} for each in (counter, other)]
    assert ids[0] == ids[1]
    assert len(set(ids[0].values())) == 2


async def test_importing_again_on_request_changes_no_number(counter: Counter):
    await counter.load(OPEN, CASES)
    assert (await counter.load(OPEN, CASES, again=True)).events == 2
    await counter.project()
    assert await counter.count("opened", 2) == 2


async def test_two_kinds_may_use_the_same_case_numbers(counter: Counter):
    await counter.load(OPEN, CASES)
    assert (await counter.load(OPEN, CASES.replace('"ticket"', '"request"'))).new_cases == 2


async def test_all_refusals_are_in_a_file_and_the_report_keeps_the_first(counter: Counter):
    report = await counter.load(HEADER + "A1,,2026-03-02 09:00,,\n" + ",3503,2026-03-02 09:00,,\n" * 1_200, CASES)
    assert (report.refusals, len(report.refused), report.rows) == (1_201, 1_000, 1_201)
    lines = counter.read(report.refused_file).splitlines()
    assert (len(lines), lines[0]) == (1_202, "line,column,zh,en")
    assert "2,org,为空,is empty" in lines


async def test_a_clean_import_leaves_no_file_of_refusals(counter: Counter):
    report = await counter.load(OPEN, CASES)
    assert report.refused_file is None
    assert not list(counter.folder.glob("*.refused.csv"))


async def test_progress_runs_through_both_stages_to_their_ends(counter: Counter):
    seen: list[tuple[str, int, int]] = []
    rows = "".join(f"A{n},3503,2026-03-02 09:00,,\n" for n in range(5_000))
    await counter.load(HEADER + rows, CASES, progress=lambda *state: seen.append(state))
    assert seen == sorted(seen, key=lambda state: (state[0] == "publish", state[1]))
    ends = {stage: (done, total) for stage, done, total in seen}
    assert ends["publish"] == (5_000, 5_000)
    assert ends["read"][0] == ends["read"][1] > 0
    assert len(seen) > 5
