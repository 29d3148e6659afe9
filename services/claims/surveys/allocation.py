"""Which surveys are done on which day by whom (调查分派): pure, and the same for the same surveys and capacities."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A survey that nobody has yet. `due_on`: the last day on which it is on time."""

    case_no: str
    due_on: date
    opened_at: datetime

    @property
    def rank(self) -> tuple[date, datetime, str]:
        return self.due_on, self.opened_at, self.case_no


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many more surveys each investigator takes on a working day."""

    day: date
    rooms: Mapping[str, int]

    @property
    def room(self) -> int:
        return sum(max(0, room) for room in self.rooms.values())


@dataclass(frozen=True, slots=True)
class Place:
    case_no: str
    day: date
    investigator: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`late`: the surveys that these capacities don't finish on time, in the order of their due days."""

    places: tuple[Place, ...]
    late: tuple[str, ...]

    def on(self, day: date) -> list[Place]:
        return [place for place in self.places if place.day == day]


def plan(waiting: Iterable[Waiting], days: Sequence[Capacity]) -> Plan:
    """The fewest late: each day first what can still be on time, the earliest due first; room left goes to the rest.

    A survey takes one place of a day whatever it is, so this is Moore and Hodgson's rule day by day: what can't be on
    time any more gives way to what can. No order has fewer late, also when surveys come in later (ADR 31). What is
    late anyway goes by its due day; what comes alike by its opening and number.
    """
    left, places = sorted(waiting, key=lambda each: each.rank), list[Place]()
    for capacity in sorted(days, key=lambda each: each.day):
        chosen = choose(left, capacity.day, capacity.room)
        places += shared_out(chosen, capacity)
        taken = {each.case_no for each in chosen}
        left = [each for each in left if each.case_no not in taken]
    on_time = {place.case_no: place.day for place in places}
    everyone = sorted(waiting, key=lambda each: each.rank)
    return Plan(
        tuple(places), tuple(each.case_no for each in everyone if on_time.get(each.case_no, date.max) > each.due_on)
    )


def choose(waiting: Iterable[Waiting], day: date, room: int) -> list[Waiting]:
    """Those of the day: whatever can still be on time before whatever can't, each by due day."""
    return sorted(waiting, key=lambda each: (each.due_on < day, each.rank))[:room]


def shared_out(chosen: Iterable[Waiting], capacity: Capacity) -> list[Place]:
    """Each to whoever has most room left, of those alike to the first by reference: the load stays even."""
    rooms = {who: room for who, room in sorted(capacity.rooms.items()) if room > 0}
    places = []
    for each in chosen:
        who = max(rooms, key=lambda name: rooms[name])
        places.append(Place(each.case_no, capacity.day, who))
        rooms[who] -= 1
    return places
