"""Whether a rule answers for the event at all: cover, lapse, exclusions, suicide, waiting period (责任判定)."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from services.claims.adjudication.benefit_rule import Rule
from services.claims.adjudication.claim_facts import Cover, Facts
from services.claims.adjudication.exclusions import EXCLUSIONS
from services.claims.adjudication.liabilities import Cause, Liability
from services.claims.adjudication.outcome import Refusal
from shared.anniversaries import years_after
from shared.errors import Text

SUICIDE_YEARS = 2
CONDITIONS = {"passenger": Text("以乘客身份乘坐客运交通工具", "as a passenger of public transport")}

Check = Callable[[Rule, Facts], Refusal | None]


def why_not(rule: Rule, facts: Facts) -> Refusal | None:
    return next(filter(None, (check(rule, facts) for check in CHECKS)), None)


def refunds_cash_value(refusal: Refusal, cover: Cover) -> bool:
    """《保险法》第四十三条至第四十五条: the first and the last where two years of premiums were paid."""
    if refusal.code == "suicide":
        return True
    years = EXCLUSIONS[refusal.code].refunds_after_years if refusal.code in EXCLUSIONS else None
    return years is not None and cover.premium_years_paid >= years


def is_waiting(rule: Rule, facts: Facts) -> bool:
    """The day the cover begins, or is reinstated, is the first of them."""
    if facts.cause is Cause.ACCIDENT or not rule.waiting_days:
        return False
    return any(start <= facts.event_on < start + timedelta(days=rule.waiting_days) for start in _starts(facts.cover))


def _starts(cover: Cover) -> Iterator[date]:
    if not cover.is_renewal:
        yield cover.insures_from
    if cover.reinstated_on:
        yield cover.reinstated_on


def _outside(rule: Rule, facts: Facts) -> Refusal | None:
    cover = facts.cover
    if cover.insures_from <= facts.event_on and (cover.ends_on is None or facts.event_on <= cover.ends_on):
        return None
    days = f"{cover.insures_from} – {cover.ends_on or ''}"
    told = Text(f"事故日{facts.event_on}不在保险期间({days})内", f"{facts.event_on} is outside the cover ({days})")
    return _refusal("outside-cover", rule, told, "《保险法》第十四条: 按约定的时间承担保险责任")


def _lapsed(rule: Rule, facts: Facts) -> Refusal | None:
    if facts.cover.status == "suspended":
        told = Text("事故发生时合同效力中止", "the policy was suspended on the day of the event")
        return _refusal("suspended", rule, told, "《保险法》第三十六条")
    if facts.cover.status == "ended":
        told = Text("事故发生时合同已终止", "the policy had ended before the event")
        return _refusal("ended", rule, told, "《保险法》第十四条: 按约定的时间承担保险责任")
    return None


def _excluded(rule: Rule, facts: Facts) -> Refusal | None:
    for row in EXCLUSIONS.values():
        if row.code in facts.circumstances & rule.exclusions:
            told = Text(f"责任免除: {row.text.zh}", f"excluded: {row.text.en}")
            return Refusal(code=row.code, subject=rule.rule_id, text=told, basis=row.basis, mark=row.mark)
    return None


def _suicide(rule: Rule, facts: Facts) -> Refusal | None:
    """Of the two years the first day isn't counted, so the second anniversary is still in them."""
    cover = facts.cover
    since = max(cover.concluded_on, cover.reinstated_on or cover.concluded_on)
    is_early = facts.event_on <= years_after(since, SUICIDE_YEARS)
    if facts.cause is not Cause.SUICIDE or facts.was_without_capacity or not is_early:
        return None
    told = Text(f"合同成立或复效({since})之日起二年内自杀", f"suicide within two years of {since}")
    return _refusal("suicide", rule, told, "《保险法》第四十四条")


def _waiting(rule: Rule, facts: Facts) -> Refusal | None:
    if rule.in_waiting == "premiums" or not is_waiting(rule, facts):
        return None
    days = rule.waiting_days
    told = Text(f"事故发生在{days}天等待期内", f"the event fell into the waiting period of {days} days")
    return Refusal(code="waiting", subject=rule.rule_id, text=told, basis=rule.basis, mark=rule.mark)


def _condition(rule: Rule, facts: Facts) -> Refusal | None:
    if rule.requires is None or rule.requires in facts.circumstances:
        return None
    needed = CONDITIONS[rule.requires]
    told = Text(f"不符合给付条件: 须{needed.zh}", f"not paid but {needed.en}")
    return Refusal(code="condition", subject=rule.rule_id, text=told, basis=rule.basis, mark=rule.mark)


def _too_late(rule: Rule, facts: Facts) -> Refusal | None:
    days = rule.within_days
    if rule.liability is not Liability.ACCIDENTAL_DEATH or facts.died_on is None or days is None:
        return None
    if facts.died_on <= facts.event_on + timedelta(days=days):
        return None
    told = Text(f"身故在事故发生{days}天之后", f"death came more than {days} days after the event")
    return Refusal(code="too-late", subject=rule.rule_id, text=told, basis=rule.basis, mark=rule.mark)


def _refusal(code: str, rule: Rule, text: Text, basis: str) -> Refusal:
    return Refusal(code=code, subject=rule.rule_id, text=text, basis=basis, mark="V")


CHECKS: tuple[Check, ...] = (_outside, _lapsed, _excluded, _suicide, _waiting, _condition, _too_late)
