"""Benefits of a sum that is agreed upon (定额给付): disability, death, critical illness; and the waiver of premiums."""

from dataclasses import replace

from services.claims.adjudication.amounts_in_words import percent_of, told
from services.claims.adjudication.award import Award, line_of
from services.claims.adjudication.benefit_rule import Rule
from services.claims.adjudication.claim_facts import Cover, Facts, Used
from services.claims.adjudication.disability import GRADE_BASIS, SEVERAL_BASIS, SHARES, TOTAL, final_grade, is_grade
from services.claims.adjudication.liabilities import CAUSE_WORDS, HOLDER_WORDS, Liability
from services.claims.adjudication.minors import over_cap
from services.claims.adjudication.outcome import Line, Refusal, Waiver, total
from services.claims.adjudication.room import Room
from shared.amounts import yuan
from shared.errors import Text

EARLIER_BASIS = "保险条款: 合并前次伤残按较重等级给付的,扣除前次已给付 (S73)"
DISABLED = "disability"


def disability(rule: Rule, facts: Facts, _: Used, room: Room) -> Award:
    """全残 is the first grade: where the rule says so, it ends the contract as a death does."""
    refusals = [_unknown_grade(grade) for grade in facts.grades if not is_grade(grade)]
    grades = [grade for grade in facts.grades if is_grade(grade)]
    if not grades:
        return Award((), refusals)
    lines = [_by_grade(rule, facts, grades)]
    earlier = min(total(lines), room.taken(DISABLED, "fen", "term"))
    if facts.combines_earlier and earlier:
        formula = told("前次伤残已给付{fen}元", "{fen} yuan were paid for the earlier disability", fen=earlier)
        looked_at = Text("前次伤残", "earlier disability")
        lines.append(line_of(rule, "earlier-disability", -earlier, looked_at, formula, basis=EARLIER_BASIS, mark="V2"))
    lines += room.within_limits(rule, total(lines))
    room.take(DISABLED, "fen", "term", total(lines))
    return Award(lines, refusals, ends_contract=rule.ends_contract and final_grade(grades) == TOTAL)


def death(rule: Rule, facts: Facts, _: Used, room: Room) -> Award:
    looked_at = Text(f"身故日{facts.died_on}", f"died on {facts.died_on}")
    award = _whole_sum(rule, "death", facts.cover, looked_at, room)
    return replace(award, lines=[*award.lines, *over_cap(rule, facts, total(award.lines))])


def critical(rule: Rule, facts: Facts, _: Used, room: Room) -> Award:
    looked_at = Text(f"确诊日{facts.event_on}", f"diagnosed on {facts.event_on}")
    return _whole_sum(rule, "critical-illness", facts.cover, looked_at, room)


def waiver(rule: Rule, facts: Facts, _: Used, __: Room) -> Award:
    """Premiums that fall due after the event; one that was due before stays owed. Where it isn't told when the next is
    due, those of its day and after."""
    cover = facts.cover
    waived = Waiver(cover.next_due_on or facts.event_on, cover.premiums_left, cover.premium_fen)
    cause, befell = CAUSE_WORDS[facts.cause], HOLDER_WORDS[facts.holder_event or "death"]
    looked_at = Text(
        f"投保人于{facts.event_on}因{cause.zh}{befell.zh}",
        f"the policyholder {befell.en} on {facts.event_on}, by {cause.en}",
    )
    formula = Text(
        f"自{waived.from_on}起{waived.premiums}期×{yuan(waived.premium_fen)}元={yuan(waived.total_fen)}元免交",
        f"{waived.premiums} × {yuan(waived.premium_fen)} yuan = {yuan(waived.total_fen)} waived from {waived.from_on}",
    )
    return Award([line_of(rule, "waiver", 0, looked_at, formula)], waiver=waived)


def premiums_returned(rule: Rule, cover: Cover) -> Award:
    """等待期内: the premiums paid go back and the contract ends."""
    looked_at = Text(f"{rule.waiting_days}天等待期内", f"within the waiting period of {rule.waiting_days} days")
    formula = told("退还已交保险费{fen}元", "premiums of {fen} yuan go back", fen=cover.premiums_paid_fen)
    fen = cover.premiums_paid_fen
    line = line_of(rule, "premiums-returned", fen, looked_at, formula, liability=Liability.REFUND)
    return Award([line], ends_contract=True)


def cash_value_returned(rule: Rule, cover: Cover, refusal: Refusal) -> Award:
    formula = told("退还保单现金价值{fen}元", "the cash value of {fen} yuan goes back", fen=cover.cash_value_fen)
    line = line_of(
        rule,
        "cash-value",
        cover.cash_value_fen,
        refusal.text,
        formula,
        basis=refusal.basis,
        mark=refusal.mark,
        liability=Liability.REFUND,
    )
    return Award([line] if cover.cash_value_fen else [], [refusal], ends_contract=True)


def _by_grade(rule: Rule, facts: Facts, grades: list[int]) -> Line:
    grade, several = final_grade(grades), len(grades) > 1
    named = "、".join(map(str, grades))
    looked_at = Text(f"伤残{named}级,按{grade}级", f"grades {', '.join(map(str, grades))}: grade {grade}")
    whole, share = facts.cover.sum_assured_fen, SHARES[grade]
    fen = percent_of(whole, share)
    formula = told(
        f"保额{{whole}}元×{share}%={{fen}}元",
        f"sum assured {{whole}} yuan × {share}% = {{fen}} yuan",
        whole=whole,
        fen=fen,
    )
    basis = f"{GRADE_BASIS}; {SEVERAL_BASIS}" if several else GRADE_BASIS
    return line_of(rule, "disability", fen, looked_at, formula, basis=basis, mark="V2")


def _whole_sum(rule: Rule, code: str, cover: Cover, looked_at: Text, room: Room) -> Award:
    base, words = _base(rule, cover)
    fen, percent = percent_of(base, rule.share_percent), rule.share_percent
    formula = told(
        f"{words.zh}{{base}}元×{percent}%={{fen}}元",
        f"{words.en} {{base}} yuan × {percent}% = {{fen}} yuan",
        base=base,
        fen=fen,
    )
    lines = [line_of(rule, code, fen, looked_at, formula)]
    lines += room.within_limits(rule, fen)
    return Award(lines, ends_contract=rule.ends_contract)


def _base(rule: Rule, cover: Cover) -> tuple[int, Text]:
    if rule.pays == "sum_assured":
        return cover.sum_assured_fen, Text("保额", "sum assured")
    if rule.pays == "premiums_paid" or cover.premiums_paid_fen >= cover.cash_value_fen:
        return cover.premiums_paid_fen, Text("已交保险费", "premiums paid")
    return cover.cash_value_fen, Text("现金价值", "cash value")


def _unknown_grade(grade: int) -> Refusal:
    text = Text(f"没有{grade}级伤残", f"there is no grade {grade}")
    return Refusal(code="no-grade", subject=f"grade {grade}", text=text, basis=GRADE_BASIS, mark="V2")
