"""Tables of the collection."""

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.collections.lifecycle import LIFECYCLE
from services.callback.collections.sla import SLAS
from services.callback.models import Base
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


_open = ContactCollection.closed_at.is_(None)
Index(
    "uq_contact_collections_open", ContactCollection.policy_no, unique=True, postgresql_where=_open, sqlite_where=_open
)
Index("ix_contact_collections_page", ContactCollection.opened_at, ContactCollection.case_no)
