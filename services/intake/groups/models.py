"""Tables of the group application: the case, its insured persons, the lists they came by, and what was wrong there."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.groups.lifecycle import LIFECYCLE
from services.intake.groups.sla import SLAS, WAITS
from services.intake.models import Base
from shared.cases import CaseMixin
from shared.db import BigId, UtcDateTime
from shared.people import PersonMixin
from shared.pii import EncryptedText


class GroupApplication(CaseMixin, Base):
    """团单投保件, 汇交件."""

    __tablename__ = "group_applications"
    lifecycle = LIFECYCLE
    slas = SLAS
    wait_words = WAITS

    form_no: Mapped[str] = mapped_column(String(40))
    form_on: Mapped[date] = mapped_column(Date)
    scheme: Mapped[str] = mapped_column(String(10))  # group 团单, pooled 汇交件
    applicant_name: Mapped[str] = mapped_column(String(200))
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    premium_per_head_fen: Mapped[int] = mapped_column(BigInteger)
    sum_per_head_fen: Mapped[int] = mapped_column(BigInteger)
    heads: Mapped[int] = mapped_column(Integer, default=0)
    lists: Mapped[int] = mapped_column(Integer, default=0)
    rows_taken: Mapped[int] = mapped_column(Integer, default=0)  # of the last list
    rows_bad: Mapped[int] = mapped_column(Integer, default=0)
    underwriting_level: Mapped[str | None] = mapped_column(String(20))
    decision: Mapped[str | None] = mapped_column(String(20))
    reopened: Mapped[str | None] = mapped_column(String(40))
    premium_collected_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    premium_came_by: Mapped[str | None] = mapped_column(String(10))
    returned: Mapped[str | None] = mapped_column(String(40))
    withdrawn: Mapped[str | None] = mapped_column(String(40))
    policy_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    starts_on: Mapped[date | None] = mapped_column(Date)  # as the form asks
    effective_on: Mapped[date | None] = mapped_column(Date)
    term_months: Mapped[int] = mapped_column(Integer)
    consents_proven: Mapped[bool] = mapped_column(Boolean, default=False)  # 保监发〔2015〕14号 (S68 V2)

    @property
    def premium_fen(self) -> int:
        return self.heads * self.premium_per_head_fen

    @property
    def sum_assured_fen(self) -> int:
        return self.heads * self.sum_per_head_fen


_taken = text("outcome IS NULL OR outcome = 'issued'")
TAKEN = text(f"({_taken})")  # among other conditions
Index(
    "uq_group_applications_form_no", GroupApplication.form_no, unique=True, postgresql_where=_taken, sqlite_where=_taken
)
Index("ix_group_applications_page", GroupApplication.opened_at, GroupApplication.case_no)


class Insured(PersonMixin, Base):
    """An insured person (被保险人) of a group; `guardian` is named where they are a minor."""

    __tablename__ = "insured_persons"

    case_no: Mapped[str] = mapped_column(ForeignKey("group_applications.case_no"))
    list_no: Mapped[int | None] = mapped_column(Integer)  # the list that brought them; None: added by hand
    guardian: Mapped[str | None] = mapped_column(EncryptedText("insured_persons.guardian"))
    relation: Mapped[str | None] = mapped_column(String(12))  # to the policyholder
    consented: Mapped[bool | None] = mapped_column(Boolean)
    since: Mapped[date | None] = mapped_column(Date)  # None: from the policy's first day
    until: Mapped[date | None] = mapped_column(Date)  # the first day without cover; None: to the end of the term


_stays = text("until IS NULL")
Index(
    "uq_insured_persons_case_no_id_hash",
    Insured.case_no,
    Insured.id_hash,
    unique=True,
    postgresql_where=_stays,
    sqlite_where=_stays,
)
Index("ix_insured_persons_case_no_id", Insured.case_no, Insured.id)


class InsuredList(Base):
    """A list of insured persons (被保险人清单) as it was handed in, and how far the work on it has come."""

    __tablename__ = "insured_lists"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("group_applications.case_no"))
    list_no: Mapped[int] = mapped_column(Integer)  # 1, 2, … of the case
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    media_type: Mapped[str] = mapped_column(String(80))
    take: Mapped[str] = mapped_column(String(4))  # all, good
    status: Mapped[str] = mapped_column(String(10))  # checking, storing, taken, refused, dropped, unreadable
    rows: Mapped[int] = mapped_column(Integer)
    done: Mapped[int] = mapped_column(Integer, default=0)  # rows behind us, of this pass: checking, then storing
    bad: Mapped[int] = mapped_column(Integer, default=0)
    stored: Mapped[int] = mapped_column(Integer, default=0)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_by: Mapped[str] = mapped_column(String(80))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


Index("uq_insured_lists_case_no_list_no", InsuredList.case_no, InsuredList.list_no, unique=True)
_unfinished = text("finished_at IS NULL")
Index("ix_insured_lists_unfinished", InsuredList.id, postgresql_where=_unfinished, sqlite_where=_unfinished)


class RowFinding(Base):
    """What is wrong with a row of a list: where and which rule, never what stands there."""

    __tablename__ = "list_findings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("insured_lists.id"))
    row: Mapped[int] = mapped_column(Integer)
    column: Mapped[str] = mapped_column("field", String(20))
    code: Mapped[str] = mapped_column(String(40))
    other_row: Mapped[int | None] = mapped_column(Integer)  # where the same number stands


Index("ix_list_findings_list_id_row", RowFinding.list_id, RowFinding.row, RowFinding.id)
