"""The roster where the calendar lacks the year to come: nothing waits for it that doesn't need its working days."""

from datetime import datetime
from pathlib import Path

import pytest

from shared import calendar_data
from shared.calendar_data import load_calendars
from tests.intake.counter import CHINA, refused
from tests.intake.house import POST, House

pytestmark = pytest.mark.usefixtures("_unpublished")

EVE, NEW_YEAR = datetime(2026, 12, 30, 9, tzinfo=CHINA), datetime(2027, 1, 1, 0, 5, tzinfo=CHINA)
YEAR_2027 = """
[[year]]
year = 2027
source = "a notice"
holidays = [{ name = "元旦", from = 2027-01-01, to = 2027-01-03 }]
"""


@pytest.fixture
async def eve(house: House) -> House:
    """The last days of 2026, with one person at the outlet."""
    house.counter.time.set(EVE)
    await house.posted(from_on="2026-12-30")
    return house


async def days(house: House) -> list[tuple[str, str]]:
    return [(each["held_on"], each["status"]) for each in await house.items("/counter-days", outlet="XY01")]


CLOSED = [("2026-12-30", "closed"), ("2026-12-31", "closed")]


async def test_the_last_day_closes_and_the_next_opens_once_its_year_is_loaded(eve: House, tmp_path: Path):
    await eve.counter.until(NEW_YEAR)
    assert await days(eve) == CLOSED
    (last,) = await eve.items("/counter-days", held_on="2026-12-31")
    assert list(await eve.counter.timers(last)) == ["next-day"], "put off, and tried again"
    own = tmp_path / "own.toml"
    own.write_text(YEAR_2027)
    calendar_data.install(load_calendars(own))
    try:
        await eve.counter.until(datetime(2027, 1, 5, 0, 5, tzinfo=CHINA))
        assert await days(eve) == [*CLOSED, ("2027-01-04", "closed"), ("2027-01-05", "under_way")]
    finally:
        calendar_data.install(None)


async def test_what_calls_for_no_further_day_does_not_ask_for_the_year(eve: House):
    await eve.posted(staff="T2", from_on="2026-12-30")
    await eve.away("T1", "2027-03-01", to_on="2027-03-05")
    (row,) = await eve.items("/positions", staff="T1")
    for last in ("2027-06-01", "2100-01-01"):
        assert (await eve.done(f"/positions/{row['id']}/end", {"to_on": last}))["to_on"] == last
    await eve.posted(staff="T3", from_on="2027-01-05")
    new = await eve.done(f"/positions/{row['id']}/change", {"position": "cashier", "from_on": "2027-01-04"})
    assert new["from_on"] == "2027-01-04"
    await eve.done(f"/positions/{new['id']}/removal")
    assert await days(eve) == [("2026-12-30", "under_way")]


async def test_the_roster_is_kept_while_the_year_is_missing(eve: House):
    """After new year nobody can tell the next working day; what doesn't need it goes on."""
    (row,) = await eve.items("/positions", staff="T1")
    await eve.counter.until(NEW_YEAR)
    leave = await eve.away("T1", "2026-12-31")
    assert await eve.desk("2026-12-31") == {}
    await eve.done(f"/leaves/{leave['id']}/cancellation")
    await eve.done(f"/positions/{row['id']}/end", {"to_on": "2027-01-31"})
    async with eve.counter.nothing_written():
        new = await eve.post("/positions", POST | {"staff": "T2", "from_on": "2027-01-05"})
        refused(new, 503, "calendar-year-missing", year=2027)


@pytest.mark.parametrize("outlet", ["XY01", "XY02"])
async def test_a_first_day_of_a_year_to_come_is_told_as_the_clients(house: House, outlet: str):
    house.counter.time.set(EVE)
    async with house.counter.nothing_written():
        answer = await house.post("/positions", POST | {"outlet": outlet, "from_on": "2027-01-05"})
        told = refused(answer, 422, "rule-broken", field="from_on", rule="calendar-year")
    assert "2027" in told["detail"]
