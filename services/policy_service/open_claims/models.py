"""Table of the claims that policies have, as claims tells of them."""

from datetime import date

from sqlalchemy import Boolean, Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.models import Base


class PolicyClaim(Base):
    """理赔件 of a policy kept here, after the newest of its steps that was heard of."""

    __tablename__ = "policy_claims"

    claim_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    policy_no: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[int] = mapped_column(Integer)
    is_open: Mapped[bool] = mapped_column(Boolean)
    event_on: Mapped[date] = mapped_column(Date)
    decides_policy: Mapped[bool] = mapped_column(Boolean)  # it may end it, or waive its premiums
