"""Bodies and answers of mandates, runs and debits of renewals."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from shared.person_forms import AccountNo
from shared.schemas import Body, Code, Day, Fen, Name, Out, Reason

How = Literal["message", "call", "visit", "letter"]


class MandateIn(Body):
    """A signed debit mandate (续期代扣授权书)."""

    account_no: AccountNo
    holder: Name = Field(description="As the bank has it (户名)")


class ReasonIn(Body):
    reason: Reason = Field(examples=["customer-request"])


class MandateOut(Out):
    """A mandate; account and holder are masked unless the token may read personal data."""

    mandate_no: str
    policy_no: str
    status: Literal["signed", "refused", "revoked", "replaced"]
    source: Literal["form", "counter", "account-change", "holder-change"] = Field(description="What gave it (来源)")
    account_no: str | None
    holder: str | None
    suspect: bool = Field(description="As long as a bank card, but its check digit is off (疑似录错): a warning only")
    at: datetime
    by: str
    ended_at: datetime | None
    ended_by: str | None
    reason: str | None


class MandatesOut(Out):
    masked: bool
    items: Sequence[MandateOut]


class RenewalRunIn(Body):
    day: Day = Field(description="As of this day; none in the future", examples=["2026-10-12"])


class RenewalRunOut(Out):
    """A run (续期批处理): what it has done by now; `finished_at` null: it goes on."""

    day: date
    asked_at: datetime
    asked_by: str
    cancelled: int
    opened: int
    noticed: int
    in_grace: int
    waived: int = Field(description="Premiums that fell due and are waived (豁免)")
    finished_at: datetime | None


class TermOut(Out):
    """A rule on renewals."""

    id: str
    zh: str
    en: str
    value: int
    basis: str
    mark: str


class PaymentIn(Body):
    """At the counter: the premium whole, in one piece."""

    amount_fen: Fen = Field(gt=0)
    paid_by: Literal["cash", "transfer"] = Field(description="收费方式")
    reference: Code = Field(description="The bank's or the teller's number (流水号)")


class ReminderIn(Body):
    how: How = Field(description="催缴方式")


class LapseNoticeIn(Body):
    how: How = Field(description="告知方式")


HeldState = Literal["held", "return-asked", "returned"]


class DebitReturnIn(Body):
    """Paid back, the whole of it, to the account that it was debited from (原路退回)."""

    amount_fen: Fen = Field(gt=0)
    reference: Code = Field(description="Of the voucher (退款凭证号); counts once")


class DebitBalanceOut(Out):
    """What the bank debited and no premium took (未入账余额): what is held, asked for or not, and what went back."""

    held: int
    held_fen: int
    returned: int
    returned_fen: int
    currency: Literal["CNY"] = "CNY"


class DebitOut(Out):
    """A debit (续期代扣明细). Its account is in the bank's file only."""

    batch_no: str
    item_no: int
    renewal_no: str
    mandate_no: str
    attempt: int
    amount_fen: int
    result: str | None = Field(
        description="`success`, the bank's reason (see /debit-reasons), or `cancelled`: not sent; null: no answer yet"
    )
    unapplied_why: str | None = Field(
        description="Why the money that came pays no premium (未入账原因): to be paid back"
    )
    held: HeldState | None = Field(description="待退, 已申请退款 or 已退: where the money is that pays no premium")
    settled_at: datetime | None
    return_asked_at: datetime | None
    return_asked_by: str | None
    returned_at: datetime | None
    returned_by: str | None
    return_reference: str | None
