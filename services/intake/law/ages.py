"""Whom a product covers, by age, and who may be its policyholder."""

from datetime import date

from shared.ages import ADULT, age_on
from shared.errors import RuleBroken, Text


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
