"""Age in full years (周岁), who counts as a minor, and whom a product covers."""

from datetime import date

from shared.errors import RuleBroken, Text

ADULT = 18


def age_on(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def check_ages(policyholder: date, insured: date | None, ages: range, on: date) -> None:
    """By dates of birth; raises RuleBroken for a policyholder who isn't of age, or an insured whom the product doesn't
    cover (None: the policyholder)."""
    if age_on(policyholder, on) < ADULT:
        told = Text("投保人须年满18周岁", "The policyholder must be of age")
        raise RuleBroken("policyholder.born_on", "policyholder-adult", told)
    field = "policyholder" if insured is None else "insured"
    age = age_on(insured or policyholder, on)
    if age not in ages:
        within = f"{ages.start}–{ages.stop - 1}"
        told = Text(f"被保险人年龄应为{within}周岁", f"The insured must be of age {within}")
        raise RuleBroken(f"{field}.born_on", "age-within-product", told, age=age)
