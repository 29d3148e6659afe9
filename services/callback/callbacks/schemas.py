"""Bodies and answers of the call-back's routes."""

from datetime import date
from typing import Literal

from shared.cases import CaseOut
from shared.contracts.callback import AttemptFact
from shared.schemas import Body


class AttemptIn(Body):
    """What came of a call (呼叫结果)."""

    result: Literal[
        "completed", "no-answer", "not-reachable", "wrong-number", "hung-up", "dialect", "denies-purchase",
        "identity-unverified", "unwilling", "unwell", "other",
    ]  # fmt: skip


class CallbackOut(CaseOut):
    """A call-back as it stands (回访件)."""

    project: str
    policy_no: str
    policyholder_ref: str
    call_by: date | None
    attempts: list[AttemptFact]
