"""Which invoices count (发票审核): the insured's own, of this event, positive, and used in no claim before."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from services.claims.adjudication.benefit_rule import INVOICE_WORDS, Rule
from services.claims.adjudication.claim_facts import Facts, HospitalStanding, Invoice, InvoiceUse, Used
from services.claims.adjudication.outcome import Refusal
from shared.errors import Text
from shared.marks import Mark

INDEMNITY = "费用补偿原则: 同一费用不重复补偿 (行业惯例,依条款)"
COSTS = "保险条款: 给付被保险人实际支出的医疗费用"
NOT_DESIGNATED: Mapping[HospitalStanding, Text] = {
    "undesignated": Text("不是定点医院", "not designated"),
    "unlisted": Text("不在定点医院名册内", "not in the table of hospitals"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    rule: Rule
    facts: Facts
    used: tuple[InvoiceUse, ...]


def sift(invoices: Iterable[Invoice], rule: Rule, facts: Facts, used: Used) -> tuple[list[Invoice], list[Refusal]]:
    """In the order given: of two that are the same in one claim the first counts, if it counts at all."""
    accepted: list[Invoice] = []
    refused: list[Refusal] = []
    for invoice in invoices:
        seen = used.invoices + tuple(InvoiceUse(facts.case_no, it.number, it.hash) for it in accepted)
        checked = Checked(rule, facts, seen)
        refusal = next(filter(None, (check(invoice, checked) for check in CHECKS)), None)
        if refusal is None:
            accepted.append(invoice)
        else:
            refused.append(refusal)
    return accepted, refused


def _not_positive(invoice: Invoice, _: Checked) -> Refusal | None:
    if invoice.total_fen > 0:
        return None
    told = Text("发票金额须大于零", "the amount of an invoice must be more than nothing")
    return _refusal("not-positive", invoice, told, COSTS)


def _inconsistent(invoice: Invoice, _: Checked) -> Refusal | None:
    paid = invoice.social_insurance_fen + invoice.other_paid_fen
    not_counted = invoice.unrelated_fen + invoice.over_standard_fen
    items = invoice.bed_fen + invoice.examination_fen
    if min(invoice.parts) >= 0 and invoice.bed_days >= 0 and max(paid, not_counted, items) <= invoice.total_fen:
        return None
    told = Text("发票分项为负或超过总额", "parts of the invoice are negative or more than the whole")
    return _refusal("inconsistent", invoice, told, COSTS)


def _another_persons(invoice: Invoice, it: Checked) -> Refusal | None:
    if invoice.person == it.facts.person:
        return None
    return _refusal("another-person", invoice, Text("发票不是被保险人本人的", "another person's invoice"), COSTS)


def _used_before(invoice: Invoice, it: Checked) -> Refusal | None:
    for use in it.used:
        if invoice.number == use.number or invoice.hash == use.hash:
            by_what = Text("号码", "number") if invoice.number == use.number else Text("影像", "image")
            told = Text(
                f"发票已在赔案{use.case_no}中使用(发票{by_what.zh}相同)",
                f"used in claim {use.case_no} already: the same {by_what.en}",
            )
            return _refusal("used-before", invoice, told, INDEMNITY)
    return None


def _before_event(invoice: Invoice, it: Checked) -> Refusal | None:
    if invoice.day >= it.facts.event_on:
        return None
    told = Text(f"费用发生在事故日之前({invoice.day})", f"of {invoice.day}, before the event")
    return _refusal("before-event", invoice, told, COSTS)


def _too_late(invoice: Invoice, it: Checked) -> Refusal | None:
    days = it.rule.within_days
    if days is None or invoice.day <= it.facts.event_on + timedelta(days=days):
        return None
    told = Text(
        f"费用发生在事故{days}天之后({invoice.day})", f"of {invoice.day}, more than {days} days after the event"
    )
    return _refusal("too-late", invoice, told, it.rule.basis, it.rule.mark)


def _of_no_kind(invoice: Invoice, it: Checked) -> Refusal | None:
    if invoice.kind in it.rule.invoice_kinds:
        return None
    kind = INVOICE_WORDS[invoice.kind]
    told = Text(f"本责任不含{kind.zh}费用", f"{kind.en} costs aren't covered")
    return _refusal("kind-not-covered", invoice, told, it.rule.basis, it.rule.mark)


def _undesignated(invoice: Invoice, it: Checked) -> Refusal | None:
    hospitals = it.rule.hospitals
    words = NOT_DESIGNATED.get(invoice.hospital_standing or "designated")
    if hospitals.undesignated != "refuse" or words is None:
        return None
    told = Text(
        f"医院{invoice.hospital}于{invoice.day}{words.zh}", f"hospital {invoice.hospital}, {invoice.day}: {words.en}"
    )
    return _refusal("undesignated-hospital", invoice, told, hospitals.basis, hospitals.mark)


def _refusal(code: str, invoice: Invoice, text: Text, basis: str, mark: Mark = "M") -> Refusal:
    return Refusal(code=code, subject=invoice.number, text=text, basis=basis, mark=mark)


Check = Callable[[Invoice, Checked], Refusal | None]
CHECKS: tuple[Check, ...] = (
    _not_positive,
    _inconsistent,
    _another_persons,
    _used_before,
    _before_event,
    _too_late,
    _of_no_kind,
    _undesignated,
)
