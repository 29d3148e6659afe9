"""The counter's own affairs in a play: who works where, the daily round and what it finds, trainings, suspicions."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from shared.calendar_data import calendar_for
from simulator import findings, house, trainings
from simulator.api import Json
from simulator.branches import BRANCHES, BY_ORG, UNTIDY, manager_of
from simulator.forms import form_of
from simulator.identification import COMPLIANCE
from simulator.moves import Lesson
from simulator.play import Play
from simulator.rhythm import Stream
from tests.simulator.playing import OPENING, over_rest, suite

ORG = "350322"
XIANYOU = BY_ORG[ORG]
MONDAY = date(2026, 10, 12)
DAYS = [date(2026, 1, 1) + timedelta(days=each) for each in range(365)]


def test_the_county_branch_has_the_five_front_desk_tellers_of_the_report():
    held = Counter(position for _, position, _ in house.positions(XIANYOU))
    assert held.pop("teller") == 5
    assert set(held) == {"counter_manager", "general_processing", "cashier", "customer_service", "investigator"}
    for branch in BRANCHES:
        staff = list(house.positions(branch))
        assert len({ref for ref, _, _ in staff}) == len(staff)
        assert {outlet for _, _, outlet in staff} <= set(branch.outlets)
        in_hall = [ref for ref, position, outlet in staff if (position, outlet) == ("teller", branch.outlets[0])]
        assert len(in_hall) == branch.windows


def test_nobody_is_away_twice_on_a_day_nor_from_a_day_that_does_not_work():
    calendar, taken = calendar_for(ORG), Counter[str]()
    for ref, _, _ in house.positions(XIANYOU):
        away = Counter[date]()
        for day in DAYS:
            if leave := house.leave_of(7, XIANYOU, ref, day):
                assert leave["from_on"] == day.isoformat() <= leave["to_on"]
                assert calendar.is_working_day(day)
                last = date.fromisoformat(leave["to_on"])
                away.update(day + timedelta(days=each) for each in range((last - day).days + 1))
                taken[leave["type"]] += 1
        assert set(away.values()) <= {1}
    assert len(taken) > 2, taken


def faults(lessons: list[Lesson], on: date) -> list[bool]:
    """Of each of XY03's forms: whether it says what was taught not to be said."""
    forms = [form_of(7, f"{ORG}-26-{n:08d}", ORG, on, lessons=lessons) for n in range(1600)]
    return ["alterations" in form for form in forms if form["outlet"] == "XY03"]


def test_after_a_training_the_outlet_makes_fewer_of_these_faults_and_others_as_many():
    lesson = Lesson("XY03", MONDAY, frozenset({"irregular-alteration", "key-field-altered"}))
    untaught = faults([], MONDAY)
    taught = faults([lesson], MONDAY)
    assert sum(untaught) > 30
    assert 0 < sum(taught) < sum(untaught) / 2
    assert faults([lesson], MONDAY - timedelta(days=1)) == faults([], MONDAY - timedelta(days=1))
    elsewhere = [Lesson("XY01", MONDAY, lesson.topics)]
    assert faults(elsewhere, MONDAY) == untaught


def test_what_was_taught_leaves_the_rest_of_a_form_as_it_was():
    lesson = Lesson("XY03", MONDAY, frozenset({"irregular-alteration", "key-field-altered"}))
    for number in range(400):
        both = [form_of(7, f"{ORG}-26-{number:08d}", ORG, MONDAY, lessons=each) for each in ([], [lesson])]
        plain = [{name: value for name, value in form.items() if name != "alterations"} for form in both]
        assert plain[0] == plain[1]


def test_untidy_outlets_are_outlets_of_the_branches():
    assert set(UNTIDY) <= {outlet for branch in BRANCHES for outlet in branch.outlets}


async def keep_house(folder: Path, days: int) -> tuple[Play, dict[str, list[Json]]]:
    """Everything that the counters did for themselves in some days, as the services tell it."""
    async with suite(folder) as app, over_rest(app) as api:
        play = Play(api, a_day=Stream(applications=3.0))
        await play.read_clock()
        await play.play_until(OPENING + timedelta(days=days))
        who = manager_of("35")
        roots = (house.POSITIONS, house.LEAVES, house.INSPECTIONS, findings.ROOT, trainings.ROOT)
        told = {root: await api.pages(who, root, limit=200) for root in roots}
        told[house.SUSPICIONS] = await api.pages(COMPLIANCE, house.SUSPICIONS, limit=200)
        return play, told


@pytest.mark.slow
async def test_the_house_is_kept_without_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(house, "SUSPECTS", 0.3)
    monkeypatch.setattr(trainings, "FEWEST", 2)
    play, told = await keep_house(tmp_path, 12)
    assert play.refusals == Counter()
    assert len(told[house.POSITIONS]) == sum(len(list(house.positions(branch))) for branch in BRANCHES)
    assert len({row["type"] for row in told[house.LEAVES]}) > 1
    rounds = told[house.INSPECTIONS]
    assert {case["tool"] for case in rounds} == {"service-round", "dress", "queue", "environment", "equipment"}
    found = told[findings.ROOT]
    assert len(found) == sum(case["failed"] for case in rounds) > 5
    assert {"closed", "to_fix"} <= {case["status"] for case in found}
    assert any(case["reminders"] for case in found)
    assert all(case["fixed_by"] != case["by"] for case in found if case["status"] == "closed")
    assert told[trainings.ROOT]
    judged = {case["status"] for case in told[house.SUSPICIONS]}
    assert {"dismissed", "reported"} <= judged, judged
