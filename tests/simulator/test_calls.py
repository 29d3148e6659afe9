"""Callers of a play take what is next: the province's by its dialling rule, its dialect desk's, the branches'."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.calendar_data import calendar_for
from simulator import books, callbacks, collecting, habits, pursuits, rounds, telephones
from simulator.branches import PROVINCE
from simulator.play import Play
from simulator.rhythm import Stream
from simulator.telephones import OLD
from tests.simulator.playing import OPENING, cases_of, over_rest, suite

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _nothing_else_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Archives are searched in each play, and take most of its time."""
    calls = {callbacks.call_at_branch, pursuits.go, collecting.bring}
    monkeypatch.setattr(rounds, "ROUNDS", tuple(each for each in rounds.ROUNDS if each.go in calls))
    monkeypatch.setattr(habits, "HABITS", tuple(each for each in habits.HABITS if each.act is books.look_through))


async def test_the_old_dialler_rings_numbers_not_in_use_and_who_speaks_a_dialect_is_booked_at_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Three days of banks' sales, whose forms often have the mobile in the office's field."""
    monkeypatch.setattr(telephones, "DIALECT", {True: 0.6, False: 0.6})
    monkeypatch.setattr(telephones, "PICKS_UP", dict.fromkeys(telephones.PICKS_UP, 1.0))
    async with suite(tmp_path) as app, over_rest(app) as api:
        play = Play(api, a_day=Stream(banks=15.0), dialling=OLD)
        await play.read_clock()
        await play.play_until(OPENING + timedelta(days=3))
        cases = await cases_of(api, callbacks.ROOT)
    assert play.refusals == Counter()
    called = [case for case in cases if case["attempts"]]
    by_office = [case for case in called if case["attempts"][0]["field"] == "office_phone"]
    assert {(case["attempts"][0]["result"], case["owner"]) for case in by_office} == {("vacant-number", "branch")}
    by_mobile = Counter(case["attempts"][0]["result"] for case in called if case not in by_office)
    assert by_mobile["dialect"], by_mobile
    assert any(case["desk_no"] or case["handler"] == callbacks.DESK_CALLER.ref for case in called)
    assert all(9 <= local(each["at"]).hour < 21 for case in called for each in case["attempts"])


def local(at: Any) -> datetime:
    return calendar_for(PROVINCE).local(datetime.fromisoformat(at))
