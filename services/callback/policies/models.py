"""The policies that callback knows of."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.models import Base
from shared.db import Json, UtcDateTime

PLACE = ("org", "outlet", "salesperson")  # what changes as the policy moves
OF_THE_POLICY = (*PLACE, "policy_no", "channel", "line", "product", "policyholder_ref")  # what its cases know of it


class KnownPolicy(Base):
    """保单: as its newest event told. It holds nobody's name or number."""

    __tablename__ = "known_policies"

    policy_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(40))
    org: Mapped[str] = mapped_column(String(20))
    outlet: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str | None] = mapped_column(String(20))
    line: Mapped[str | None] = mapped_column(String(20))
    product: Mapped[str | None] = mapped_column(String(40))
    salesperson: Mapped[str | None] = mapped_column(String(80))
    policyholder_ref: Mapped[str] = mapped_column(String(36))
    term_years: Mapped[int | None] = mapped_column(Integer)  # None: whole life, or nobody told
    ended_on: Mapped[date | None] = mapped_column(Date)  # since which day it stands as ended
    numbers: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)  # as `NumberFact`; None: no event told of them
    # When any may have changed; of policies told before each number told its own `since`.
    numbers_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reach: Mapped[str | None] = mapped_column(String(40))  # what `reach_of` makes of them


Index("ix_known_policies_salesperson", KnownPolicy.salesperson, KnownPolicy.policy_no)
Index("ix_known_policies_policyholder", KnownPolicy.policyholder_ref)
