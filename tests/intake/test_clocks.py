"""Clocks of an application (时效): when they start, stand still and stop, and what is due when, by local time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.intake.applications.lifecycle import LIFECYCLE
from services.intake.applications.sla import SLAS
from shared.auth import Role
from tests.intake.counter import CHINA, KEYED, Case, Counter

State = tuple[str | None, frozenset[str]]
ZH = {"Accept-Language": "zh-CN"}


def on(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


async def clocks(counter: Counter, case: Case) -> dict[str, dict[str, Any]]:
    """The newest lap of each clock, as explained now."""
    explained = (await counter.get(f"/{case['case_no']}/sla"))["clocks"]
    return {each["explanation"]["id"]: each["explanation"] for each in explained}


async def dues(counter: Counter, case: Case) -> dict[str, str]:
    """When each running clock is due; "waits" for one that stands still."""
    running = [each for each in (await clocks(counter, case)).values() if each["stopped_at"] is None]
    return {each["id"]: "waits" if each["waiting"] else wall(each["due_at"]) for each in running}


def wall(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(CHINA).strftime("%m-%d %H:%M")


# fmt: off
ACCEPTED = [
    # accepted            issue in 5 working days   scanned in one    why
    ("10-12 09:00",       "10-19 17:30",            "10-13 17:30"),   # a Monday morning
    ("10-12 17:29",       "10-19 17:30",            "10-13 17:30"),   # just before closing
    ("10-12 18:00",       "10-20 17:30",            "10-14 17:30"),   # after closing: counts as received on Tuesday
    ("10-12 12:30",       "10-19 17:30",            "10-13 17:30"),   # in the lunch break
    ("10-16 10:00",       "10-23 17:30",            "10-19 17:30"),   # a Friday
    ("10-17 10:00",       "10-26 17:30",            "10-20 17:30"),   # a Saturday off: counts as received on Monday
]
# fmt: on


@pytest.mark.parametrize(("accepted", "issue", "scan"), ACCEPTED)
async def test_the_limits_count_from_acceptance_in_working_days(counter: Counter, accepted: str, issue: str, scan: str):
    counter.time.set(max(on(accepted), counter.time.now()))
    case = await counter.accept()
    assert await dues(counter, case) == {"issue": issue, "bsr-nb1": issue, "stage-scan": scan}
    assert wall(case["due_at"]) == scan, "the case is due when its first clock is"


async def test_each_stage_has_its_clock(counter: Counter):
    case = await counter.accept()
    stages = [await dues(counter, case)]
    counter.time.set(on("10-12 10:00"))
    case = await counter.scanned(case)
    stages.append(await dues(counter, case))
    counter.time.set(on("10-12 11:00"))
    case = await counter.step(case, "keying", Role.TELLER, KEYED | {"health_disclosed": True})
    stages.append(await dues(counter, case))
    counter.time.set(on("10-13 09:00"))
    case = await counter.reviewed(case)
    stages.append(await dues(counter, case))
    assert [sorted(set(each) - {"issue"}) for each in stages] == [
        ["bsr-nb1", "stage-scan"],
        ["bsr-nb1", "stage-key"],
        ["bsr-nb1", "stage-review"],
        ["bsr-nb3", "stage-underwriting"],
    ]
    expected = {"issue": "10-19 17:30", "bsr-nb3": "11-03 17:30"}
    assert stages[-1] == expected | {"stage-underwriting": "10-16 17:30"}
    read = await clocks(counter, case)
    assert (read["stage-scan"]["used_seconds"], read["stage-key"]["used_seconds"]) == (3600, 3600)
    assert read["stage-review"]["used_seconds"] == (60 + 180 + 30) * 60, "11 to 12, 14:30 to 17:30, 8:30 to 9"


async def test_the_turnaround_stands_still_while_a_supplement_is_awaited(counter: Counter):
    case = await counter.accept(mandate_signed=False)
    assert (case["due_at"], await dues(counter, case)) == (None, {"issue": "waits"})
    nb1 = (await clocks(counter, case))["bsr-nb1"]
    assert (nb1["used_seconds"], nb1["breached"], nb1["state"]) == (0, False, "stopped"), "told at once"
    counter.time.set(on("10-14 09:00"))
    form = counter.form(form_no=case["form_no"])
    case = await counter.step(case, "supplement", Role.TELLER, {"form": form})
    assert await dues(counter, case) == {
        "issue": "10-21 17:30",  # two working days later than without the wait
        "bsr-nb1": "10-21 17:30",  # a new form to judge: a new clock
        "stage-scan": "10-15 17:30",
    }
    assert (await clocks(counter, case))["issue"]["elapsed"]["net_working_seconds"] == 0


async def test_a_notice_stops_the_underwriters_clock_but_not_the_duty_to_tell(counter: Counter):
    case = await counter.noticed("medical")
    assert await dues(counter, case) == {
        "issue": "waits",
        "bsr-nb3": "waits",
        "stage-underwriting": "waits",
        "bsr-nb2": "10-19 17:30",
    }
    assert wall(case["due_at"]) == "10-19 17:30"
    case = await counter.step(case, "notice-told", Role.TELLER, {"no": 1})
    assert (case["due_at"], "bsr-nb2" in await dues(counter, case)) == (None, False)
    counter.time.set(on("10-15 09:00"))
    case = await counter.step(case, "notice-answer", Role.TELLER, {"no": 1})
    assert await dues(counter, case) == {
        "issue": "10-22 17:30",
        "bsr-nb3": "11-05 17:30",
        "stage-underwriting": "10-20 17:30",
    }


async def test_who_needs_no_examination_is_owed_no_word_of_one(counter: Counter):
    case = await counter.noticed("documents", "financial")
    assert "bsr-nb2" not in await clocks(counter, case)
    assert case["due_at"] is None, "all is up to the customer"


@pytest.mark.parametrize("asked", ["10-13 09:00", "10-21 09:00"])
async def test_an_examination_asked_for_late_counts_from_the_review_all_the_same(counter: Counter, asked: str):
    case = await counter.referred()
    counter.time.set(on(asked))
    assert "bsr-nb2" not in await dues(counter, case)
    case = (await counter.underwrite(case, "notices", {"type": "survey"})).json()
    owed = (await clocks(counter, case))["bsr-nb2"]
    assert [wall(owed[at]) for at in ("started_at", "asked_at", "due_at")] == ["10-12 09:00", asked, "10-19 17:30"]
    assert owed["breached"] is (asked > "10-19 17:30")
    before = await counter.get(f"/{case['case_no']}/sla", at=(on(asked) - timedelta(seconds=1)).isoformat())
    assert "bsr-nb2" not in [each["explanation"]["id"] for each in before["clocks"]], "nobody had asked for it yet"


@pytest.mark.parametrize("end", ["withdrawal", "decision"])
async def test_the_duty_to_tell_ends_with_the_case_or_its_decision(counter: Counter, end: str):
    case = await counter.noticed("medical")
    counter.time.set(on("10-20 09:00"))
    if end == "withdrawal":
        case = await counter.step(case, end, Role.TELLER, {"reason": "customer-request"})
    else:
        case = await counter.step(case, "notice-answer", Role.TELLER, {"no": 1})
        assert "bsr-nb2" in await dues(counter, case), "answered, but nobody noted that the customer was told"
        tag = {"If-Match": f'"{case["version"]}"'}
        answer = await counter.underwrite(case, end, {"outcome": "approve", "code": "standard"}, **tag)
        assert answer.status_code == 200, answer.text
    owed = (await clocks(counter, case))["bsr-nb2"]
    assert (owed["state"], wall(owed["stopped_at"]), owed["breached"]) == ("stopped", "10-20 09:00", True)


async def test_telling_of_another_notice_leaves_the_duty_to_tell_of_the_examination(counter: Counter):
    case = await counter.noticed("documents", "medical", "survey")
    for no, type_of, owed in ((1, "documents", True), (3, "survey", False), (2, "medical", False)):
        case = await counter.step(case, "notice-told", Role.TELLER, {"no": no})
        assert ("bsr-nb2" in await dues(counter, case)) is owed, type_of
    assert {notice["status"] for notice in case["notices"]} == {"told"}


async def test_waiting_for_the_premium_does_not_count(counter: Counter):
    case = await counter.decided()
    assert await dues(counter, case) == {"issue": "waits", "bsr-nb3": "waits"}
    counter.time.set(on("10-14 09:00"))
    case = (await counter.debit(case, "insufficient-funds", "D-1")).json()
    assert await dues(counter, case) == {"issue": "waits", "bsr-nb3": "waits"}
    counter.time.set(on("10-19 09:00"))
    case = (await counter.debit(case, "success", "D-2")).json()
    assert (await dues(counter, case))["stage-issue"] == "10-20 17:30"
    assert wall(case["due_at"]) == "10-20 17:30"
    counter.time.set(on("10-19 10:00"))
    issued = await counter.step(case, "issue", Role.TELLER)
    assert await dues(counter, issued) == {}
    elapsed = (await clocks(counter, issued))["issue"]["elapsed"]
    assert (elapsed["calendar_seconds"], elapsed["net_working_seconds"]) == (7 * 86_400 + 3600, 3600)
    assert elapsed["working_seconds"] == 5 * 390 * 60 + 3600, "five days of 6½ hours, and one hour"


async def test_a_stage_taken_up_again_is_a_further_lap(counter: Counter):
    case = await counter.keyed()
    counter.time.set(on("10-13 09:00"))
    body, tag = {"passed": False, "reason": "misread"}, {"If-Match": f'"{case["version"]}"'}
    case = await counter.step(case, "review", Role.REVIEWER, body, **tag)
    laps = [each["explanation"] for each in (await counter.get(f"/{case['case_no']}/sla"))["clocks"]]
    keying = [(wall(lap["started_at"]), lap["state"]) for lap in laps if lap["id"] == "stage-key"]
    assert keying == [("10-12 09:00", "stopped"), ("10-13 09:00", "running")]


async def test_why_is_answered_in_the_callers_language(counter: Counter):
    case = await counter.noticed("medical")
    counter.time.set(on("10-13 09:00"))
    path = f"/v1/applications/{case['case_no']}/sla"
    english = (await counter.http.get(path, headers=counter.token(Role.TELLER))).json()["clocks"]
    chinese = (await counter.http.get(path, headers=counter.token(Role.TELLER) | ZH)).json()["clocks"]
    said = {each["explanation"]["id"]: (each["words"], other["words"]) for each, other in zip(chinese, english)}  # noqa: B905
    zh, en = said["bsr-nb3"]
    assert "自 2026-10-12 09:00 起因待函件回销暂停,恢复后重新计算到期时间。" in zh
    assert "Standing still since 2026-10-12 09:00 (awaiting the answer to a notice)" in "".join(en)
    zh, en = said["bsr-nb2"]
    assert "按“5个工作日”计算,应于 2026-10-19 17:30 前办结。" in zh
    assert "32 h left: used 6 h 30 min of 38 h 30 min of working time." in en


async def test_the_clocks_can_be_read_as_of_another_time(counter: Counter):
    case = await counter.accept()
    later = await counter.get(f"/{case['case_no']}/sla", at="2026-10-20T09:00:00+08:00")
    issue = next(each["explanation"] for each in later["clocks"] if each["explanation"]["id"] == "issue")
    assert (later["as_of"], issue["breached"]) == ("2026-10-20T01:00:00Z", True)


def test_no_clock_outlives_its_case_and_every_open_stage_has_one():
    """Over every path that the table allows."""
    for status, running in _reached():
        if status in LIFECYCLE.final:
            assert running == frozenset(), status
        elif status is not None:
            held = {rule.id for rule in SLAS if LIFECYCLE.waits.get(status) in rule.pauses}
            assert running & held if status in LIFECYCLE.waits else running, status


def _reached() -> set[State]:
    seen, todo = set[State](), {State((None, frozenset()))}
    while todo:
        seen |= todo
        todo = {after for state in todo for after in _after(state)} - seen
    return seen


def _after(state: State) -> Iterator[State]:
    status, running = state
    for step in LIFECYCLE.steps:
        if status in step.sources or (status is None and not step.sources):
            kept = {rule.id for rule in SLAS if rule.id in running and step.action not in rule.stops}
            started = {rule.id for rule in SLAS if step.action in rule.starts}
            yield str(step.target or status), frozenset(kept | started)


def test_every_limit_has_a_source():
    for rule in SLAS:
        assert rule.basis, rule.id
        assert rule.mark == ("V2" if rule.id.startswith("bsr") else "D")
