"""Tables of the policy."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.clauses.premium_plan import instalments_paid, next_due_on, premiums_paid_to
from services.policy_service.clauses.products import options_of, terms_of
from services.policy_service.clauses.renewal_terms import reinstatable_until, rescindable_on
from services.policy_service.models import Base
from services.policy_service.policies.lifecycle import LIFECYCLE, LIVE
from services.policy_service.policies.sla import SLAS
from shared.cases import CaseMixin
from shared.contracts.policy_service import NumberFact, ProductDesign
from shared.db import BigId, Json, UtcDateTime
from shared.people import PersonMixin
from shared.pii import EncryptedText

LOST, REISSUED = "lost", "reissued"  # what became of its document
ENDED_BY = {"free-look-cancellation", "surrender"}


class Policy(CaseMixin, Base):
    """保单; its case number is the policy number."""

    __tablename__ = "policies"
    lifecycle = LIFECYCLE
    slas = SLAS

    application_no: Mapped[str] = mapped_column(String(40), unique=True)
    effective_on: Mapped[date] = mapped_column(Date)
    term_years: Mapped[int | None] = mapped_column(Integer)
    pay_years: Mapped[int] = mapped_column(Integer)
    payment_mode: Mapped[str] = mapped_column(String(10))
    premium_fen: Mapped[int] = mapped_column(BigInteger)  # of one instalment, additions included
    paid_to_on: Mapped[date | None] = mapped_column(Date)  # 交至日; None: nothing more is ever due
    paid_up_months: Mapped[int | None] = mapped_column(Integer)  # paid when nothing more became due before its time
    sum_assured_fen: Mapped[int] = mapped_column(BigInteger)
    additions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # as `Addition`; never changed in place
    policyholder_ref: Mapped[str] = mapped_column(String(36), index=True)
    free_look_days: Mapped[int] = mapped_column(Integer)
    free_look_starts: Mapped[str] = mapped_column(String(12))
    delivered_on: Mapped[date | None] = mapped_column(Date)
    signed_on: Mapped[date | None] = mapped_column(Date)
    free_look_ends_on: Mapped[date | None] = mapped_column(Date)
    cancelled: Mapped[str | None] = mapped_column(String(40))  # why it was given back or surrendered
    suspended_on: Mapped[date | None] = mapped_column(Date)
    reinstated_on: Mapped[date | None] = mapped_column(Date)  # LAW44 counts from it
    surrender_value_fen: Mapped[int | None] = mapped_column(BigInteger)
    drawing_mode: Mapped[str | None] = mapped_column(String(10))  # of an annuity
    occupation_class: Mapped[int | None] = mapped_column(Integer)  # 被保险人职业类别; None: as on the form
    dividend_option: Mapped[str | None] = mapped_column(String(20))  # 红利领取方式; None: as on the form
    premium_loan: Mapped[bool | None] = mapped_column(Boolean)  # 自动垫交; None: as on the form
    waived_from_on: Mapped[date | None] = mapped_column(Date)  # 豁免: premiums due from then on need not be paid
    paid_up_on: Mapped[date | None] = mapped_column(Date)  # 减额交清
    document_status: Mapped[str | None] = mapped_column(String(12))  # 保单正本; None: as it was handed over
    rescission_by: Mapped[str | None] = mapped_column(String(80))  # who proposed it
    item: Mapped[str | None] = mapped_column(String(40))  # of the last endorsement
    request_no: Mapped[str | None] = mapped_column(String(40))
    numbers: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)  # as `NumberFact`; never changed in place
    reach_at_issue: Mapped[str | None] = mapped_column(String(40))  # as `reach_of`
    claim_no: Mapped[str | None] = mapped_column(String(40))  # that ended it, or was settled with it since
    legacy: Mapped[bool] = mapped_column(Boolean, default=False)  # 历史保单: `application_no` is its look-up's
    voucher_hash: Mapped[str | None] = mapped_column(String(64))  # its number lies sealed in the look-up

    @property
    def product_design(self) -> ProductDesign:
        return options_of(self.product).design

    @property
    def next_due_on(self) -> date | None:
        """应交日: of the premium that is due next, or has been due since."""
        return next_due_on(self.effective_on, self.pay_years, self.paid_to_on)

    @property
    def facts_of_numbers(self) -> list[NumberFact]:
        """None known, or none written: none."""
        return [NumberFact.model_validate(each) for each in self.numbers or ()]

    @property
    def premiums_paid_to(self) -> date:
        """交至日, of one that pays no more as well."""
        return premiums_paid_to(self.effective_on, self.pay_years, self.paid_to_on, self.paid_up_months)

    @property
    def rescindable_on(self) -> date | None:
        """可解除日: the first day on which it may be rescinded; None unless it is suspended."""
        return rescindable_on(self.suspended_on) if self.suspended_on else None

    @property
    def reinstatable_until(self) -> date | None:
        """复效期末日; None unless it is suspended."""
        return reinstatable_until(self.suspended_on) if self.suspended_on else None

    @property
    def refund_due_fen(self) -> int:
        """What is to be paid back of it: by `paid_by`, or outside of this service."""
        if self.outcome == "rescinded":
            return self.surrender_value_fen or 0
        if self.outcome != "free-look-cancelled":
            return 0
        return self.premiums_paid_fen - terms_of(self.product).free_look_cost_fen

    @property
    def paid_by(self) -> str | None:
        """The service request that pays out what the end of the policy leaves."""
        return self.request_no if self.item in ENDED_BY else None

    @property
    def premiums_paid_fen(self) -> int:
        """As long as neither mode nor sum assured has changed: in the free-look period they can't."""
        return self.premium_fen * instalments_paid(self.effective_on, self.payment_mode, self.paid_to_on)

    def is_in_free_look_on(self, day: date) -> bool:
        """It begins with the signature; a policy not yet signed for is in it."""
        ends_on = self.free_look_ends_on
        return self.status in LIVE and bool(self.free_look_days) and (ends_on is None or day <= ends_on)


Index("ix_policies_page", Policy.opened_at, Policy.case_no)
Index("uq_policies_voucher_hash", Policy.voucher_hash, unique=True)
Index("ix_policies_paid_to_on_case_no", Policy.paid_to_on, Policy.case_no)


class Party(PersonMixin, Base):
    """A person of the policy: from its opening on, the customer's file is here and no longer intake's."""

    __tablename__ = "parties"

    case_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"), index=True)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: as at the opening


class FormerParty(Base):
    """A person of the policy as they were, from one day to another (变更前资料)."""

    __tablename__ = "former_parties"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"), index=True)
    party_ref: Mapped[str] = mapped_column(String(36))
    role: Mapped[str] = mapped_column(String(20))
    place: Mapped[int] = mapped_column(BigInteger)  # among the policy's people, in the order of their form
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    person: Mapped[str] = mapped_column(EncryptedText("former_parties.person"))  # JSON, as a form has them
