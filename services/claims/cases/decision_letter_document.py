"""The letter of a decision on a claim (理赔核定通知书, 拒赔通知书) as a Word document, its lines as tables."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from services.claims.adjudication.amounts_in_words import signed
from services.claims.adjudication.letter import balance_told, closing, told_basis
from services.claims.adjudication.liabilities import LIABILITY_WORDS, PAYEE_WORDS, Liability, Payee
from services.claims.adjudication.outcome import LINE_NAMES, set_off_fen
from services.claims.cases.decision_letter import Letter
from services.claims.settlements.models import ClaimSettlement
from services.claims.settlements.recipients import Recipient
from shared import word_documents
from shared.amounts import yuan
from shared.contracts.words import in_words, list_in_words
from shared.errors import Text
from shared.language import Language
from shared.word_documents import Block, Heading, Table

# fmt: off
WORDS = {
    "decided":     Text("理赔核定通知书", "Decision on your claim"),
    "refused":     Text("拒赔通知书", "Refusal of your claim"),
    "case_no":     Text("案件号", "Claim no."),
    "policy_no":   Text("保单号", "Policy no."),
    "insured":     Text("被保险人", "Insured"),
    "event_on":    Text("出险日", "Day of the event"),
    "reported_on": Text("报案日", "Reported on"),
    "types":       Text("申请类型", "Claimed"),
    "decision":    Text("核定结论", "Decision"),
    "decided_on":  Text("核定日", "Decided on"),
    "org":         Text("受理机构", "Organisation"),
    "approve":     Text("给付", "to be paid"),
    "negotiate":   Text("协议给付", "to be paid as agreed"),
    "refuse":      Text("不予给付", "refused"),
    "line":        Text("项目", "Line"),
    "input":       Text("事实", "Facts"),
    "formula":     Text("计算", "How it is reckoned"),
    "amount":      Text("金额(元)", "Yuan"),
    "basis":       Text("依据", "Basis"),
    "together":    Text("小计", "Together"),
    "reckoned":    Text("理算明细", "Reckoned"),
    "agreed":      Text("协商", "Agreement"),
    "unpaid":      Text("不予给付的部分", "What isn't paid"),
    "subject":     Text("对象", "Of"),
    "why":         Text("理由", "Why"),
    "reasons":     Text("拒赔理由", "Why it is refused"),
    "settled":     Text("与此前付款的结算", "After what was paid before"),
    "step":        Text("说明", "Step"),
    "payee":       Text("应领人", "Payable to"),
    "recipient":   Text("领款人", "Paid to"),
    "share":       Text("份额", "Share"),
    "whole":       Text("全部", "the whole"),
    "heirs":       Text("法定继承人(凭继承权证明)", "the heirs, by a proof of succession"),
    "masked":      Text("个人信息已遮盖。", "Personal data is masked."),
    "appeal":      Text("对本核定有异议的,可以向我公司申请复议。", "If you disagree, ask us to look at it again."),
    "seal":        Text("保险公司(盖章):", "The insurer (seal):"),
}
# fmt: on
LINE_WIDTHS, NAMED_WIDTHS, FACT_WIDTHS = (0.16, 0.22, 0.27, 0.13, 0.22), (0.24, 0.46, 0.3), (0.3, 0.7)
PAID_WIDTHS = (0.4, 0.4, 0.2)
KINDS = [str(each) for each in Liability]

Line = Mapping[str, Any]


def docx_of(letter: Letter, language: Language) -> bytes:
    title = getattr(WORDS["refused" if letter.reasons else "decided"], language)
    return word_documents.docx_of(title, _Writer(letter, language).blocks(), letter.decided_at)


class _Writer:
    def __init__(self, letter: Letter, language: Language) -> None:
        self._letter, self._language = letter, language

    def blocks(self) -> Iterator[Block]:
        letter = self._letter
        yield Table(self._facts(), widths=FACT_WIDTHS)
        yield from self._refused() if letter.reasons else self._reckoned()
        if letter.calculation.refusals:
            yield Heading(self._word("unpaid"))
            yield self._named("subject", [(each["subject"], each) for each in letter.calculation.refusals])
        if letter.settled:
            yield Heading(self._word("settled"))
            for each in letter.settled:
                yield from self._settlement(each)
        yield from (self._word(key) for key in ("appeal", *(("masked",) if letter.masked else ()), "seal"))

    def _facts(self) -> list[tuple[str, str]]:
        letter, case = self._letter, self._letter.case
        facts = {
            "case_no": case.case_no,
            "policy_no": case.policy_no,
            "insured": letter.insured,
            "event_on": case.event_on,
            "reported_on": case.reported_on,
            "types": self._say(list_in_words(case.types, "claim")),
            "decision": self._word(str(case.decision)),
            "decided_on": letter.decided_on,
            "org": case.org,
        }
        return [(self._word(name), str(value)) for name, value in facts.items() if value is not None]

    def _reckoned(self) -> Iterator[Block]:
        """Each benefit with its sum, and what they come to."""
        letter, case = self._letter, self._letter.case
        for (_, part), group in groupby(sorted(letter.calculation.lines, key=_place), key=_place):
            yield Heading(self._part(part))
            yield self._lines(list(group))
        kept_fen = 0 if case.decision == "negotiate" else letter.calculation.social_insurance_kept_fen
        set_off = set_off_fen((line["code"], line["amount_fen"]) for line in letter.calculation.lines)
        told = closing(letter.calculation.total_fen, letter.dues, kept_fen, letter.waiver, set_off)
        yield from map(self._say, told)
        if letter.recipients:
            heads = [self._word(head) for head in ("payee", "recipient", "share")]
            yield Table([self._recipient(each) for each in letter.recipients], heads, PAID_WIDTHS)

    def _recipient(self, paid: Recipient) -> tuple[str, str, str]:
        """Where nobody is named: the heirs of a death benefit, or whom a group's list has."""
        payee = self._say(PAYEE_WORDS[paid.payee])
        unnamed = self._word("heirs") if paid.payee is Payee.BENEFICIARY else payee
        return payee, paid.name or unnamed, self._word("whole") if paid.share == 1 else str(paid.share)

    def _lines(self, lines: Sequence[Line]) -> Table:
        heads = [self._word(head) for head in ("line", "input", "formula", "amount", "basis")]
        together = yuan(sum(line["amount_fen"] for line in lines))
        rows = [self._line(line) for line in lines]
        return Table([*rows, [self._word("together"), "", "", together, ""]], heads, LINE_WIDTHS, {3})

    def _line(self, line: Line) -> list[str]:
        told = [self._say(line[part]) for part in ("input", "formula")]
        return [self._name(line), *told, signed(line["amount_fen"]), told_basis(line["basis"])]

    def _name(self, line: Line) -> str:
        """By hand, a line has only its code."""
        return self._say(line.get("name") or LINE_NAMES.get(line["code"]) or in_words(line["code"], "claim"))

    def _part(self, part: str) -> str:
        if part in WORDS:
            return self._word(part)
        return self._say(LIABILITY_WORDS[Liability(part)] if part in KINDS else in_words(part, "claim"))

    def _refused(self) -> Iterator[Block]:
        yield Heading(self._word("reasons"))
        why = self._word("why")
        yield Table(
            [(self._say(reason.text), told_basis(reason.basis)) for reason in self._letter.reasons],
            (why, self._word("basis")),
        )

    def _named(self, head: str, rows: Sequence[tuple[str, Line]]) -> Table:
        heads = [self._word(head), self._word("why"), self._word("basis")]
        return Table(
            [(name, self._say(row["text"]), told_basis(row["basis"])) for name, row in rows], heads, NAMED_WIDTHS
        )

    def _settlement(self, settlement: ClaimSettlement) -> Iterator[Block]:
        heads = [self._say(PAYEE_WORDS[Payee(settlement.payee)]), self._word("amount"), self._word("basis")]
        rows = [(self._say(step["text"]), signed(step["amount_fen"]), step["basis"]) for step in settlement.steps]
        yield Table(rows, heads, (0.5, 0.2, 0.3), {1})
        yield self._say(balance_told(settlement.pay_fen, settlement.claim_back_fen))

    def _word(self, key: str) -> str:
        return str(getattr(WORDS[key], self._language))

    def _say(self, text: Text | Mapping[str, str]) -> str:
        return str(text[self._language] if isinstance(text, Mapping) else getattr(text, self._language))


def _place(line: Line) -> tuple[int, str]:
    """The benefits in their order, what is reckoned by hand of none of them, and an agreement last."""
    if line["code"] == "negotiated":
        return len(KINDS) + 1, "agreed"
    part = line.get("liability") or "reckoned"
    return KINDS.index(part) if part in KINDS else len(KINDS), part
