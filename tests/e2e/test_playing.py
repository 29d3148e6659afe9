"""What a demo plays at its start: the last weeks with a rush at their end, or what is missing since it was stopped."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx

from services.cli import playing
from shared.settings import Settings
from simulator.api import Api
from simulator.play import Play
from simulator.rhythm import Stream

WISH = playing.Wish(days=22, a_day=Stream(applications=12.0), rush=3, seed=7, pace=1.0)


def test_a_first_demo_ends_in_a_rush():
    plan = playing._plan(None, None, WISH)
    assert plan.rush_from is not None
    assert plan.start == plan.begin < plan.rush_from < plan.end
    assert playing._plan(None, None, replace(WISH, rush=0)).rush_from is None


def test_a_rush_that_was_broken_off_goes_on(tmp_path: Path):
    settings, first = Settings(data=tmp_path), playing._plan(None, None, WISH)
    assert first.rush_from
    playing._remember(settings, first.end, first.rush_from)
    stopped_at = first.rush_from + timedelta(hours=1)
    resumed = playing._plan(stopped_at, playing._rush_broken_off(settings), WISH)
    assert (resumed.begin, resumed.rush_from) == (stopped_at, first.rush_from)


def test_who_only_catches_up_is_in_no_rush(tmp_path: Path):
    settings, first = Settings(data=tmp_path), playing._plan(None, None, WISH)
    assert playing._rush_broken_off(settings) is None
    playing._remember(settings, first.end, None)
    assert playing._plan(first.end, playing._rush_broken_off(settings), WISH).rush_from is None


def test_what_was_played_is_told_in_numbers_or_why_nothing_was():
    api, end = Api(httpx.AsyncClient()), playing._plan(None, None, WISH).end
    play = Play(api)
    assert playing._what_was_played(play, api, end).startswith("no step was due until 20")
    play.steps, api.calls = 1, 2
    assert playing._what_was_played(play, api, end) == "1 step played, 2 REST calls"
