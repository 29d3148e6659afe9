"""Whatever surveys wait and whoever can do them: the fewest late, within capacity, and the same each time."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.surveys import first_come, run
from services.claims.surveys.allocation import Capacity, Plan, Waiting, choose, plan

MONDAY = date(2026, 10, 12)
LAWFUL = settings(deadline=None, max_examples=150)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def survey(number: int, opened: int, due: int) -> Waiting:
    return Waiting(f"CK-{number:03}", day(due), datetime(2026, 10, 12, 1, tzinfo=UTC) + timedelta(days=opened))


@st.composite
def months(draw: st.DrawFn) -> tuple[list[Waiting], list[Capacity]]:
    """Surveys that come in on some day and are due on a later one, some of them overdue; and days with gaps."""
    pairs = draw(st.lists(st.tuples(st.integers(0, 8), st.integers(-2, 6)), max_size=14))
    surveys = [survey(number, opened, opened + left) for number, (opened, left) in enumerate(pairs)]
    rooms = st.dictionaries(st.sampled_from(["T1", "T2", "T3"]), st.integers(-1, 3), max_size=3)
    days = draw(st.lists(st.tuples(st.integers(0, 16), rooms), min_size=1, max_size=12, unique_by=lambda each: each[0]))
    return surveys, [Capacity(day(number), given) for number, given in sorted(days, key=lambda each: each[0])]


def on_time_at_most(surveys: Sequence[Waiting], days: Sequence[Capacity]) -> int:
    """How many any allocation finishes on time: a greatest matching of surveys and places, by augmenting paths."""
    places = [(capacity.day, number) for capacity in days for number in range(capacity.room)]
    taken: dict[tuple[date, int], Waiting] = {}

    def find(one: Waiting, tried: set[tuple[date, int]]) -> bool:
        for place in places:
            if one.opened_at.date() <= place[0] <= one.due_on and place not in tried:
                tried.add(place)
                if place not in taken or find(taken[place], tried):
                    taken[place] = one
                    return True
        return False

    return sum(find(one, set()) for one in surveys)


@LAWFUL
@given(months())
def test_nobody_gets_more_than_they_can_do_and_nothing_is_given_twice(month: tuple[list[Waiting], list[Capacity]]):
    surveys, days = month
    found = plan(surveys, days)
    rooms = {(capacity.day, who): room for capacity in days for who, room in capacity.rooms.items()}
    given = Counter((place.day, place.investigator) for place in found.places)
    assert [key for key, count in given.items() if count > max(0, rooms[key])] == []
    assert len({place.case_no for place in found.places}) == len(found.places)
    assert len(found.places) == min(len(surveys), sum(capacity.room for capacity in days)), "no place is left empty"


@LAWFUL
@given(months())
def test_a_plan_has_the_fewest_late(month: tuple[list[Waiting], list[Capacity]]):
    waiting = [survey(number, 0, (each.due_on - MONDAY).days) for number, each in enumerate(month[0])]
    assert len(plan(waiting, month[1]).late) == len(waiting) - on_time_at_most(waiting, month[1])


@LAWFUL
@given(months())
def test_day_by_day_no_order_has_fewer_late_though_later_surveys_are_unknown(
    month: tuple[list[Waiting], list[Capacity]],
):
    surveys, days = month
    last = days[-1].day
    due = [each for each in surveys if each.due_on < last and each.opened_at.date() <= last]
    ours, theirs = (run(due, days, order) for order in (choose, first_come))
    assert ours.late == len(due) - on_time_at_most(due, days)
    assert ours.late <= theirs.late


@LAWFUL
@given(months(), st.randoms(use_true_random=False))
def test_the_same_surveys_are_given_alike_in_whatever_order_they_are_read(
    month: tuple[list[Waiting], list[Capacity]], shuffle: Random
):
    surveys, days = month
    others, mixed = list(surveys), [Capacity(each.day, dict(reversed(each.rooms.items()))) for each in reversed(days)]
    shuffle.shuffle(others)
    assert plan(surveys, days) == plan(others, mixed)


def test_by_hand():
    """Two a day: what is late already waits for a free place, and the load stays even."""
    days = [Capacity(day(0), {"T1": 1, "T2": 1}), Capacity(day(1), {"T1": 2, "T2": 0})]
    late, soon, later, last = survey(1, 0, -1), survey(2, 0, 0), survey(3, 0, 1), survey(4, 0, 2)
    assert told(plan([late, last, later, soon], days)) == (
        ["2 on 0 by T1", "3 on 0 by T2", "4 on 1 by T1", "1 on 1 by T1"],
        ["CK-001"],
    )
    assert told(plan([late, soon], days[:1])) == (["2 on 0 by T1", "1 on 0 by T2"], ["CK-001"])
    assert told(plan([soon], [])) == ([], ["CK-002"])


def told(found: Plan) -> tuple[list[str], list[str]]:
    places = [f"{int(each.case_no[3:])} on {(each.day - MONDAY).days} by {each.investigator}" for each in found.places]
    return places, list(found.late)
