"""Age in full years (周岁), and who counts as a minor. Pure."""

from datetime import date

ADULT = 18


def age_on(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
