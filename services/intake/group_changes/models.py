"""Tables of the group changes: the case, and who shall join by it."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.group_changes.lifecycle import LIFECYCLE
from services.intake.group_changes.sla import SLAS, WAITS
from services.intake.models import Base
from shared.cases import CaseMixin
from shared.db import UtcDateTime
from shared.people import PersonMixin
from shared.pii import EncryptedText


class GroupChange(CaseMixin, Base):
    """加减人批改件: who joins and who leaves a group's policy from a day on."""

    __tablename__ = "group_changes"
    lifecycle = LIFECYCLE
    slas = SLAS
    wait_words = WAITS

    group_application_no: Mapped[str] = mapped_column(ForeignKey("group_applications.case_no"), index=True)
    policy_no: Mapped[str] = mapped_column(String(40))
    scheme: Mapped[str] = mapped_column(String(10))
    credit_code: Mapped[str] = mapped_column(String(18))
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    form_on: Mapped[date] = mapped_column(Date)  # the day at the counter, by which ages and the law are looked at
    effective_on: Mapped[date] = mapped_column(Date)
    consents_proven: Mapped[bool] = mapped_column(Boolean)
    sum_per_head_fen: Mapped[int] = mapped_column(BigInteger)
    share_fen: Mapped[int] = mapped_column(BigInteger)  # of the premium a head, from the day to the end of the term
    added: Mapped[int] = mapped_column(Integer)
    removed: Mapped[int] = mapped_column(Integer)
    removals: Mapped[list[str]]  # references of insured persons
    heads_before: Mapped[int] = mapped_column(Integer)  # on the day
    submitted_by: Mapped[str | None] = mapped_column(String(80))
    underwriting_level: Mapped[str | None] = mapped_column(String(20))
    decision: Mapped[str | None] = mapped_column(String(20))
    premium_collected_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    premium_came_by: Mapped[str | None] = mapped_column(String(10))
    rejected: Mapped[str | None] = mapped_column(String(40))
    withdrawn: Mapped[str | None] = mapped_column(String(40))
    endorsement_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    endorsed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def heads_after(self) -> int:
        return self.heads_before + self.added - self.removed

    @property
    def net_fen(self) -> int:
        """Above 0 the organisation pays, below 0 it is paid."""
        return (self.added - self.removed) * self.share_fen

    @property
    def premium_fen(self) -> int:
        return max(0, self.net_fen)

    @property
    def refund_fen(self) -> int:
        return max(0, -self.net_fen)


_open = text("outcome IS NULL")
Index(
    "uq_group_changes_group_application_no",
    GroupChange.group_application_no,
    unique=True,
    postgresql_where=_open,
    sqlite_where=_open,
)
Index("ix_group_changes_page", GroupChange.opened_at, GroupChange.case_no)


class Addition(PersonMixin, Base):
    """Somebody who shall join (加人); insured, under the same reference, once the change is endorsed."""

    __tablename__ = "group_change_additions"

    case_no: Mapped[str] = mapped_column(ForeignKey("group_changes.case_no"), index=True)
    guardian: Mapped[str | None] = mapped_column(EncryptedText("group_change_additions.guardian"))
    relation: Mapped[str] = mapped_column(String(12))
    consented: Mapped[bool] = mapped_column(Boolean)
