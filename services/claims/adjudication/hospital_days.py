"""Hospital day benefit (住院津贴): days of stays, less the first ones, within those of a stay and of the year."""

from collections.abc import Iterator
from datetime import timedelta

from services.claims.adjudication.award import Award, line_of
from services.claims.adjudication.benefit_rule import Rule
from services.claims.adjudication.claim_facts import Facts, Stay, StayUse, Used
from services.claims.adjudication.outcome import Line, Refusal, total
from services.claims.adjudication.room import Room
from shared.amounts import yuan
from shared.errors import Text

TWICE = "保险条款: 按实际住院天数给付,同一天不重复给付"


def hospital_days(rule: Rule, facts: Facts, used: Used, room: Room) -> Award:
    accepted, refusals = _sift(rule, facts, used)
    lines = [line for stay in accepted for line in _of_stay(rule, stay)]
    lines += _within_year(rule, total(lines) // rule.day_fen, room)
    lines += room.within_limits(rule, total(lines))
    return Award(lines, refusals, stays=accepted)


def _sift(rule: Rule, facts: Facts, used: Used) -> tuple[list[Stay], list[Refusal]]:
    accepted: list[Stay] = []
    refused: list[Refusal] = []
    for stay in facts.stays:
        seen = used.stays + tuple(StayUse(facts.case_no, it) for it in accepted)
        refusal = _why_not(stay, rule, facts, seen)
        if refusal:
            refused.append(refusal)
        else:
            accepted.append(stay)
    return accepted, refused


def _why_not(stay: Stay, rule: Rule, facts: Facts, seen: tuple[StayUse, ...]) -> Refusal | None:
    if stay.discharged_on < stay.admitted_on:
        return _refusal("inconsistent", stay, Text("出院早于入院", "discharged before admitted"), TWICE)
    if stay.admitted_on < facts.event_on:
        return _refusal("before-event", stay, Text("住院早于事故日", "the stay began before the event"), TWICE)
    if rule.within_days is not None and stay.admitted_on > facts.event_on + timedelta(days=rule.within_days):
        days = rule.within_days
        told = Text(f"住院在事故{days}天之后", f"more than {days} days after the event")
        return _refusal("too-late", stay, told, rule.basis)
    for use in seen:
        if stay.meets(use.stay):
            told = Text(f"住院日期与赔案{use.case_no}重复", f"days of claim {use.case_no} already")
            return _refusal("used-before", stay, told, TWICE)
    return None


def _of_stay(rule: Rule, stay: Stay) -> Iterator[Line]:
    looked_at = Text(
        f"住院{stay.admitted_on}至{stay.discharged_on}", f"stay {stay.admitted_on} to {stay.discharged_on}"
    )
    days = stay.days
    yield _days(rule, "days", days, 1, looked_at)
    free = min(days, rule.deductible_days)
    if free:
        yield _days(rule, "deductible-days", free, -1, looked_at)
    over = days - free - rule.stay_days if rule.stay_days is not None else 0
    if over > 0:
        yield _days(rule, "over-stay-days", over, -1, looked_at)


def _within_year(rule: Rule, days: int, room: Room) -> Iterator[Line]:
    if rule.year_days is None:
        return
    name = f"days of {rule.product}"
    left = max(0, rule.year_days - room.taken(name, "days", "year"))
    over = max(0, days - left)
    room.take(name, "days", "year", days - over)
    if over:
        looked_at = Text(f"年度最多{rule.year_days}天,余{left}天", f"at most {rule.year_days} days a year, {left} left")
        yield _days(rule, "over-year-days", over, -1, looked_at)


def _days(rule: Rule, code: str, days: int, sign: int, looked_at: Text) -> Line:
    rate, fen = yuan(rule.day_fen), sign * days * rule.day_fen
    formula = Text(f"{days}天×{rate}元={yuan(fen)}元", f"{days} days × {rate} yuan = {yuan(fen)} yuan")
    return line_of(rule, code, fen, looked_at, formula)


def _refusal(code: str, stay: Stay, text: Text, basis: str) -> Refusal:
    return Refusal(code=code, subject=f"{stay.admitted_on}/{stay.discharged_on}", text=text, basis=basis, mark="M")
