"""Age in full years (周岁), and from which on somebody is of age."""

from datetime import date

ADULT = 18


def age_on(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
