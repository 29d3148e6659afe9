"""The counter's days: one after the other, each with those who were on its windows, corrected when the roster is."""

from datetime import datetime

import pytest
from sqlalchemy import delete

from shared.tables import timers
from tests.intake.counter import CHINA
from tests.intake.house import House

FULL = (True, True)


async def until(house: House, day: int, month: int = 10) -> None:
    await house.counter.until(datetime(2026, month, day, 0, 5, tzinfo=CHINA))


async def days(house: House, outlet: str = "XY01") -> list[tuple[str, str]]:
    return [(each["held_on"][5:], each["status"]) for each in await house.items("/counter-days", outlet=outlet)]


async def test_one_day_follows_another_and_weekends_are_left_out(house: House):
    await house.posted()
    assert await days(house) == [("10-12", "under_way")]
    await until(house, 20)
    closed = [(f"10-{day}", "closed") for day in (12, 13, 14, 15, 16, 19)]
    assert await days(house) == [*closed, ("10-20", "under_way")]
    (last,) = await house.items("/counter-days", held_on="2026-10-20")
    assert last["opened_at"] == "2026-10-19T16:00:00Z"


async def test_a_day_tells_who_is_on_the_windows(house: House):
    await house.posted()
    await house.posted(staff="T2")
    await house.posted(staff="M1", position="counter_manager")
    await house.posted(staff="T3", outlet="XY02")
    await house.away("T2", "2026-10-12", part="afternoon")
    assert await house.desk("2026-10-12") == {"T1": FULL, "T2": (True, False)}
    assert await house.desk("2026-10-12", "XY02") == {"T3": FULL}
    (case,) = await house.items("/counter-days", outlet="XY01")
    assert (case["posted"], case["action"]) == (3, "correct")


async def test_what_is_learnt_afterwards_corrects_the_day(house: House):
    first = await house.posted()
    await house.posted(staff="T2")
    await until(house, 16)
    leave = await house.away("T1", "2026-10-13", to_on="2026-10-14")
    assert await house.desk("2026-10-13") == await house.desk("2026-10-14") == {"T2": FULL}
    await house.done(f"/leaves/{leave['id']}/cancellation")
    assert await house.desk("2026-10-14") == {"T1": FULL, "T2": FULL}
    await house.done(f"/positions/{first['id']}/change", {"position": "cashier", "from_on": "2026-10-15"})
    assert await house.desk("2026-10-14") == {"T1": FULL, "T2": FULL}
    assert await house.desk("2026-10-15") == await house.desk("2026-10-16") == {"T2": FULL}
    (case,) = await house.items("/counter-days", held_on="2026-10-15")
    assert (case["status"], case["posted"]) == ("closed", 2)


async def test_a_leave_that_changes_nothing_moves_no_day(house: House):
    await house.posted()
    await house.posted(staff="M1", position="counter_manager")
    (before,) = await house.items("/counter-days")
    await house.away("M1", "2026-10-12")
    assert await house.items("/counter-days") == [before], "they are posted, and never were on a window"


async def test_days_before_the_roster_was_written_down_are_counted_in_their_turn(house: House):
    await house.posted(from_on="2026-09-28")
    await house.counter.app.state.timers.fire_due()
    closed = [day for day, status in await days(house) if status == "closed"]
    assert closed == ["09-28", "09-29", "09-30", "10-08", "10-09", "10-10"], "holidays left out, a Saturday worked"
    assert (await days(house))[-1] == ("10-12", "under_way")
    await house.posted(staff="T2", from_on="2026-09-30", to_on="2026-10-08")
    assert await house.desk("2026-10-08") == {"T1": FULL, "T2": FULL}
    assert await house.desk("2026-10-09") == {"T1": FULL}


async def test_an_outlet_with_nobody_has_no_days_until_somebody_comes(house: House):
    first = await house.posted(to_on="2026-10-13")
    await until(house, 20)
    assert [day for day, _ in await days(house)] == ["10-12", "10-13"]
    await house.posted(staff="T2", from_on="2026-10-26")
    await house.posted(staff="T2", from_on="2026-10-13", to_on="2026-10-14")
    await until(house, 21)
    assert [day for day, _ in await days(house)] == ["10-12", "10-13", "10-14", "10-26"], "the hole is filled"
    await house.done(f"/positions/{first['id']}/removal")
    (case,) = await house.items("/counter-days", held_on="2026-10-12")
    assert (case["posted"], case["desk"]) == (0, []), "it was no day of this outlet"


@pytest.mark.parametrize("since", [12, 13, 14])
async def test_a_day_opened_far_ahead_does_not_stop_those_before_it(house: House, since: int):
    await house.posted(from_on="2026-11-30")
    await house.posted(staff="T2", from_on=f"2026-10-{since}")
    for day in range(13, 21):  # a worker fires each night: a weekend must not break the chain
        await until(house, day)
    before = [(f"10-{day}", "closed") for day in (12, 13, 14, 15, 16, 19) if day >= since]
    assert await days(house) == [*before, ("10-20", "under_way"), ("11-30", "under_way")]
    for day in range(21, 32):
        await until(house, day)
    await until(house, 28, month=11)
    await until(house, 2, month=12)
    counted = [day for day, _ in await days(house)]
    assert counted[-4:] == ["11-27", "11-30", "12-01", "12-02"]
    assert len(counted) == len(set(counted)) == len(before) + 32, "every working day once"


async def test_somebody_posted_between_two_open_days_has_theirs(house: House):
    await house.posted(from_on="2026-10-15", to_on="2026-10-15")
    await house.posted(staff="T2", from_on="2026-10-26")
    assert await days(house) == [("10-15", "under_way")], "the next opens as this one is over"
    await house.posted(staff="T3", from_on="2026-10-13", to_on="2026-10-13")
    assert [day for day, _ in await days(house)] == ["10-13", "10-15"]
    await until(house, 16)
    assert [day for day, _ in await days(house)] == ["10-13", "10-15", "10-26"]


async def test_days_that_were_left_out_are_made_good_by_the_next_that_closes(house: House):
    await house.posted(from_on="2026-10-20")
    await house.posted(staff="T2")
    (first,) = await house.items("/counter-days", held_on="2026-10-12")
    async with house.counter.app.state.sessions.begin() as session:
        await session.execute(delete(timers).where(timers.c.case_no == first["case_no"]))
    await until(house, 21)
    assert [day[3:] for day, _ in await days(house)] == ["12", "13", "14", "15", "16", "19", "20", "21"]
