"""The result told to the claimant in plain words (理算说明): the sentences of it."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from services.claims.adjudication.amounts_in_words import signed, told
from services.claims.adjudication.liabilities import LIABILITY_WORDS, PAYEE_WORDS, Payee
from services.claims.adjudication.outcome import Line, Refusal, Result, Waiver, total
from shared.errors import Text

NOTES = re.compile(r" \([^()]*(?:S\d+|设计|未核|惯例)[^()]*\)")


def explanation(result: Result) -> tuple[Text, ...]:
    """Benefit by benefit with its sum, the whole, what isn't paid and why; each with what it rests on."""
    kept_fen, set_off_fen = result.social_insurance_kept_fen, result.set_off_fen
    whole = closing(result.total_fen, result.by_payee, kept_fen, result.waiver, set_off_fen)
    return (*_benefits(result), *whole, *(_refused(refusal) for refusal in result.refusals))


def closing(
    total_fen: int, by_payee: Mapping[Payee, int], kept_fen: int, waiver: Waiver | None, set_off_fen: int
) -> Iterator[Text]:
    """The whole, and what goes to whom."""
    yield told("以上合计给付{fen}元。", "In all {fen} yuan are paid.", fen=total_fen)
    for payee, fen in by_payee.items():
        words = PAYEE_WORDS[payee]
        yield told(f"其中付给{words.zh}{{fen}}元。", f"Of these {{fen}} yuan go to {words.en}.", fen=fen)
    if set_off_fen and not total_fen:
        yield told(
            "应给付的{fen}元已全部用于抵扣上列欠款,无须向您转账。",
            "The {fen} yuan that are granted go in full to what is owed, as listed: there is nothing to transfer.",
            fen=set_off_fen,
        )
    if kept_fen:
        yield told(
            "医保已支付部分未予扣除,您因此多得{fen}元。",
            "What social insurance paid was not deducted: you receive {fen} yuan more for it.",
            fen=kept_fen,
        )
    if waiver:
        yield told(
            f"自{waiver.from_on}起{waiver.premiums}期保险费共{{fen}}元免交。",
            f"{waiver.premiums} premiums, together {{fen}} yuan, are waived from {waiver.from_on}.",
            fen=waiver.total_fen,
        )


def agreed(fen: int, agreement: str) -> Text:
    """What was reckoned before it holds no more."""
    return told(
        f"经协商一致(协议{agreement}),改为合计给付{{fen}}元。",
        f"By agreement {agreement} {{fen}} yuan are paid instead.",
        fen=fen,
    )


def told_basis(basis: str) -> str:
    """Without the notes for those who keep the rules: where it was read, and what is our own."""
    return NOTES.sub("", basis)


def balance_told(pay_fen: int, claim_back_fen: int) -> Text:
    """What a settlement comes to for one payee."""
    if claim_back_fen:
        return told("请退回{fen}元。", "Please pay {fen} yuan back.", fen=claim_back_fen)
    return told("本次付给{fen}元。", "{fen} yuan are paid now.", fen=pay_fen)


def _benefits(result: Result) -> Iterator[Text]:
    ordered = sorted(result.lines, key=lambda line: list(LIABILITY_WORDS).index(line.liability))
    for liability, group in groupby(ordered, key=lambda line: line.liability):
        lines, words = list(group), LIABILITY_WORDS[liability]
        yield Text(f"【{words.zh}】", f"[{words.en.capitalize()}]")
        yield from map(_line, lines)
        yield told(f"{words.zh}小计{{fen}}元。", f"Together for {words.en}: {{fen}} yuan.", fen=total(lines))


def _line(line: Line) -> Text:
    name, amount, basis = line.name, signed(line.amount_fen), told_basis(line.basis)
    return Text(
        f"{name.zh}: {line.input.zh}。{line.formula.zh}。金额{amount}元。依据: {basis}。",
        f"{name.en.capitalize()}: {line.input.en}. {line.formula.en}. Amount {amount} yuan. Basis: {basis}.",
    )


def _refused(refusal: Refusal) -> Text:
    basis = told_basis(refusal.basis)
    return Text(
        f"不予给付({refusal.subject}): {refusal.text.zh}。依据: {basis}。",
        f"Not paid ({refusal.subject}): {refusal.text.en}. Basis: {basis}.",
    )
