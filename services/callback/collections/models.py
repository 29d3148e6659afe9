"""Tables of the collection."""

from datetime import date

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.collections.lifecycle import HANDED_UP_AFTER, LIFECYCLE, REMINDED_AFTER
from services.callback.collections.sla import SLAS
from services.callback.models import Base
from shared.calendar_data import calendar_for
from shared.cases import CaseMixin


class ContactCollection(CaseMixin, Base):
    """联系方式补录件: one is open of a policy. The number itself comes to policy_service, and never here."""

    __tablename__ = "contact_collections"
    lifecycle = LIFECYCLE
    slas = SLAS

    policy_no: Mapped[str] = mapped_column(String(40))
    policyholder_ref: Mapped[str] = mapped_column(String(36))
    cause: Mapped[str] = mapped_column(String(40))
    addressee: Mapped[str] = mapped_column(String(20))
    reminders: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def remind_on(self) -> date:
        """At the end of this day it is reminded of, or handed up once that was in vain."""
        days, calendar = (*REMINDED_AFTER, HANDED_UP_AFTER)[self.reminders], calendar_for(self.org)
        return calendar.nth_working_day(calendar.date_of(self.opened_at), days)


_open = ContactCollection.closed_at.is_(None)
Index(
    "uq_contact_collections_open", ContactCollection.policy_no, unique=True, postgresql_where=_open, sqlite_where=_open
)
Index("ix_contact_collections_page", ContactCollection.opened_at, ContactCollection.case_no)
