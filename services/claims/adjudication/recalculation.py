"""What is still to be paid after earlier payments (补付差额): never a second full payment.

For the result of a recalculation with corrected papers, and for the end of a claim that was paid in advance (LAW25).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from services.claims.adjudication.amounts_in_words import told
from services.claims.adjudication.liabilities import PAYEE_WORDS, Payee
from shared.errors import Text

Kind = Literal["payment", "advance", "collected"]
BASES: Mapping[Kind, str] = {
    "payment": "重新理算: 只补差额,不重复给付",
    "advance": "《保险法》第二十五条: 先予支付后支付相应的差额",
    "collected": "已追回的款项不再视为已付",
}


class Owed(Protocol):
    """A result, or what is kept of one."""

    @property
    def by_payee(self) -> Mapping[Payee, int]: ...


class Due(NamedTuple):
    by_payee: Mapping[Payee, int]


class Paid(NamedTuple):
    payment_no: str
    payee: Payee
    fen: int
    kind: Kind = "payment"  # collected: what came back (追回), below 0


class Step(NamedTuple):
    """A line of the settlement; positive fen are due to the payee."""

    code: Literal["due", "paid", "advance", "collected", "kept"]
    text: Text
    amount_fen: int
    basis: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """Of one payee. One of `pay_fen` and `claim_back_fen` is 0; the steps sum to the first less the second."""

    payee: Payee
    steps: tuple[Step, ...]

    @property
    def balance_fen(self) -> int:
        return sum(step.amount_fen for step in self.steps)

    @property
    def pay_fen(self) -> int:
        return max(0, self.balance_fen)

    @property
    def claim_back_fen(self) -> int:
        return max(0, -self.balance_fen)


def settle(result: Owed, paid: Sequence[Paid], *, claims_back: bool = False) -> tuple[Settlement, ...]:
    """One a payee who is owed or was paid. What was paid too much stays paid unless it is claimed back (追回).

    `paid`: all payments of this claim that went out or are under way; one that failed for good is none.
    """
    due = result.by_payee
    payees = [payee for payee in Payee if payee in due or any(it.payee is payee for it in paid)]
    return tuple(_settle(payee, due.get(payee, 0), paid, claims_back) for payee in payees)


def _settle(payee: Payee, due: int, paid: Sequence[Paid], claims_back: bool) -> Settlement:
    whom = PAYEE_WORDS[payee]
    text = told(f"应付{whom.zh}{{fen}}元", f"{{fen}} yuan are due to {whom.en}", fen=due)
    steps = [Step("due", text, due, "理算结果")]
    steps += [_before(it) for it in paid if it.payee is payee]
    too_much = -sum(step.amount_fen for step in steps)
    if too_much > 0 and not claims_back:
        kept = told("多付{fen}元不予追回", "{fen} yuan too much aren't claimed back", fen=too_much)
        steps.append(Step("kept", kept, too_much, BASES["payment"]))
    return Settlement(payee, tuple(steps))


def _before(paid: Paid) -> Step:
    if paid.kind == "collected":
        text = told("已追回{fen}元", "{fen} yuan came back", fen=-paid.fen)
        return Step("collected", text, -paid.fen, BASES[paid.kind])
    code: Literal["paid", "advance"] = "advance" if paid.kind == "advance" else "paid"
    text = told(
        f"付款{paid.payment_no}已付{{fen}}元", f"payment {paid.payment_no}: {{fen}} yuan paid before", fen=paid.fen
    )
    return Step(code, text, -paid.fen, BASES[paid.kind])
