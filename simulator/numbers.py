"""How people's telephone numbers stand on forms."""

from collections.abc import Callable
from random import Random

from simulator.moves import one_of
from simulator.people import MOBILES, Person

AREA = "0594"
# The report tells of mobiles in the office's field and of no numbers at all; how often the rest happens is made up (D).
HABITS = {"plain": 870, "area-prefixed": 50, "short": 25, "salespersons": 25, "neighbours": 20, "hotline": 10}
Phones = dict[str, str]


def as_written(phones: Phones, who: Person, org: str, salesperson: str) -> Phones:
    """Drawn apart, so that whatever else stands on a form is as it would be; the same of a person in each play."""
    habit = one_of(Random(f"{who.id_number}/numbers"), HABITS)
    return {field: WRITE[habit](number, org, salesperson) for field, number in phones.items()}


def mobile_of(salesperson: str) -> str:
    draw = Random(f"{salesperson}/mobile")
    return draw.choice(MOBILES) + f"{draw.randrange(10**8):08d}"


def neighbours_of(org: str) -> str:
    """The village shop's, at which half the village is called to the telephone."""
    return f"{AREA}-8{int(org) * 7919 % 10**6:06d}"


WRITE: dict[str, Callable[[str, str, str], str]] = {
    "plain": lambda number, org, salesperson: number,
    "area-prefixed": lambda number, org, salesperson: number if number.startswith("0") else AREA + number,
    "short": lambda number, org, salesperson: number[:-2],
    "salespersons": lambda number, org, salesperson: mobile_of(salesperson),
    "neighbours": lambda number, org, salesperson: neighbours_of(org),
    "hotline": lambda number, org, salesperson: "95519",
}
