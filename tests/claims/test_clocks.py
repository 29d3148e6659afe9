"""Each leg of a claim has its limit, explained; and a day's small claims are cleared by its end."""

from datetime import UTC, datetime

import pytest

from shared.auth import Role
from shared.testing.alone import Alone
from tests.claims.hall import PAPERS, ClaimsHall, ok


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Local time of October 2026; the first working Monday is the 12th."""
    return datetime(2026, 10, day, hour - 8, minute, tzinfo=UTC)


def local(told: str | None) -> str | None:
    return told and datetime.fromisoformat(told).astimezone(UTC).strftime("%m-%dT%H:%M")


async def test_every_leg_has_its_limit(hall: ClaimsHall):
    case = await hall.reported()
    assert {id: local(clock["due_at"]) for id, clock in (await hall.clocks(case)).items()} == {
        "claim-tell": "10-13T09:30"
    }
    case = await hall.done(case, "acceptance", {"papers": PAPERS, "claimed_fen": 400_000, "is_clear": True})
    due = {id: local(clock["due_at"]) for id, clock in (await hall.clocks(case)).items()}
    assert due == {
        "claim-tell": "10-13T09:30",
        "bsr-cl2": "10-19T09:30",
        "law23-1": "11-11T16:00",
        "law25": "12-11T16:00",
    }
    case = await hall.done(case, "registration", {}, Role.ADJUDICATOR)
    case = await hall.passed(await hall.recalculated(case, 400_000))
    case = ok(await hall.decide(case))
    clocks = await hall.clocks(case)
    assert local(clocks["law23-2"]["due_at"]) == "10-22T16:00"
    assert [id for id, clock in clocks.items() if not clock["stopped_at"]] == ["law23-2"]
    assert "第二十三条" in clocks["law23-2"]["basis"]
    case = ok(await hall.pay(case, 400_000, "k"))
    assert (await hall.clocks(case))["law23-2"]["stopped_at"] is not None


async def test_while_papers_are_missing_the_limits_stand_still(hall: ClaimsHall):
    case = await hall.accepted(papers=PAPERS[:-1])
    clocks = await hall.clocks(case)
    assert local(clocks["bsr-cl1"]["due_at"]) == "10-19T09:30"
    case = await hall.done(case, "papers-notice")
    clocks = await hall.clocks(case)
    assert (clocks["law23-1"]["due_at"], clocks["bsr-cl2"]["due_at"]) == (None, None)
    assert clocks["bsr-cl1"]["stopped_at"] is not None
    hall.office.time.set(at(22, 10))
    case = await hall.done(case, "papers", {"papers": ["account_card"]})
    clocks = await hall.clocks(case)
    due = {id: local(clocks[id]["due_at"]) for id in ("law23-1", "bsr-cl2", "law25")}
    assert due == {"law23-1": "11-21T16:00", "bsr-cl2": "10-29T09:30", "law25": "12-21T16:00"}


async def test_a_survey_leaves_the_limit_of_complex_claims_only(hall: ClaimsHall):
    case = await hall.registered()
    await hall.survey(case)
    running = [id for id, clock in (await hall.clocks(case)).items() if not clock["stopped_at"]]
    assert running == ["law23-1", "law25"]


async def test_a_refusal_is_told_within_three_days(hall: ClaimsHall):
    case = ok(await hall.decide(await hall.reviewed(), "3503", outcome="refuse", reasons=["exclusion"]))
    assert local((await hall.clocks(case))["law24"]["due_at"]) == "10-15T16:00"
    case = await hall.done(case, "refusal-notice", {"told_by": "letter"})
    assert (await hall.clocks(case))["law24"]["stopped_at"] is not None
    case = await hall.done(case, "appeal", {"reason": "facts-differ"})
    assert local((await hall.clocks(case))["claim-appeal"]["due_at"]) == "10-26T09:30"


@pytest.mark.parametrize(
    ("form", "track"),
    [
        ({}, "small"),
        ({"claimed_fen": 300_000}, "small"),
        ({"claimed_fen": 300_001}, "ordinary"),
        ({"claimed_fen": None}, "ordinary"),
        ({"is_clear": False}, "ordinary"),
        ({"types": ["illness-medical", "critical-illness"], "papers": [*PAPERS, "pathology_report"]}, "ordinary"),
    ],
)
async def test_small_and_clear_medical_claims_are_closed_the_same_day(hall: ClaimsHall, form: dict, track: str):
    case = await hall.accepted(**form)
    clocks = await hall.clocks(case)
    assert (case["track"], "claim-small" in clocks) == (track, track == "small")
    if track == "small":
        assert (local(clocks["claim-small"]["due_at"]), case["due_at"]) == (
            "10-12T09:30",
            clocks["claim-small"]["due_at"],
        )


async def test_what_is_complete_after_the_cut_off_is_the_next_days(hall: ClaimsHall, office: Alone):
    office.time.set(at(12, 16, 30))
    case = await hall.accepted()
    assert local((await hall.clocks(case))["claim-small"]["due_at"]) == "10-13T09:30"
    assert (await clearance(office))["open"] == []
    tomorrow = await clearance(office, "2026-10-13")
    assert (tomorrow["taken_in"], [each["case_no"] for each in tomorrow["open"]]) == (1, [case["case_no"]])


async def test_the_days_clearance_tells_what_stayed_open_and_why(hall: ClaimsHall, office: Alone):
    await hall.paid()
    left = await hall.reviewed(event_on="2026-10-07")
    slow = await hall.accepted(event_on="2026-10-06")
    await hall.accepted(event_on="2026-10-05", claimed_fen=300_001)
    monday = await clearance(office)
    assert (monday["cut_off"], monday["taken_in"], monday["closed"]) == ("16:30", 3, 1)
    why = {each["case_no"]: (each["zh"], each["belongs_to"]) for each in monday["open"]}
    assert why == {
        left["case_no"]: ("已审核待核定", "2026-10-12"),
        slow["case_no"]: ("已受理待立案", "2026-10-12"),
    }
    office.time.set(at(13, 9))
    left = ok(await hall.decide(left))
    ok(await hall.pay(left, 118_000, "late"))
    tuesday = await clearance(office)
    assert (tuesday["taken_in"], [each["case_no"] for each in tuesday["open"]]) == (0, [slow["case_no"]])
    again = await clearance(office, "2026-10-12")
    assert (again["closed"], {each["case_no"] for each in again["open"]}) == (1, {left["case_no"], slow["case_no"]})


async def clearance(office: Alone, day: str | None = None) -> dict:
    answer = await office.get("/clearance", **({"day": day} if day else {}))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
