"""The life of a finding on one screen."""

from enum import StrEnum
from typing import Any

from shared.auth import Actor, Role
from shared.contracts import intake_inspections as announced
from shared.errors import Forbidden, Text
from shared.guards import four_eyes
from shared.lifecycle import Guard, LastDay, Lifecycle, Step, Timer


class FindingStatus(StrEnum):
    TO_FIX = "to_fix"  # 待整改
    FIXED = "fixed"  # 已整改待销号
    CLOSED = "closed"  # 已销号
    CANCELLED = "cancelled"  # 已撤销


def _is_owner(case: Any, actor: Actor) -> bool:
    return bool(actor.is_system or actor.ref == case.handler)


OWNER = Guard("owner-only", _is_owner, Text("仅限责任人", "Only its owner can say so"), Forbidden, foreseen=True)
FOUR_EYES = four_eyes(
    "fixed_by", Text("整改与销号不得同一人", "Not who put it right"), rule="four-eyes", refusal=Forbidden
)

S, R = FindingStatus, Role
STAFF = {R.TELLER, R.REVIEWER, R.CASHIER, R.INVESTIGATOR, R.CALLER, R.BRANCH_MANAGER}
LIVE, MANAGER = {S.TO_FIX, S.FIXED}, {R.BRANCH_MANAGER}

# fmt: off
LIFECYCLE = Lifecycle(
    "finding",
    #    action       from                 to           announces                    by
    Step("open",      set(),               S.TO_FIX,      announced.FindingOpened,     MANAGER),
    Step("reassign",  {S.TO_FIX},            None,        announced.FindingReassigned, MANAGER),
    Step("fix",       {S.TO_FIX},            S.FIXED,     announced.FindingFixed,      STAFF, (OWNER,)),
    Step("close",     {S.FIXED},           S.CLOSED,    announced.FindingClosed,     MANAGER, (FOUR_EYES,)),
    Step("send_back", {S.FIXED, S.CLOSED}, S.TO_FIX,      announced.FindingReopened,   MANAGER),
    Step("remind",    LIVE,                None,        announced.FindingReminded),
    Step("cancel",    LIVE | {S.CLOSED},   S.CANCELLED, announced.FindingCancelled,  MANAGER),
    at_rest={S.CLOSED},
    timers=(
        #     name     while in  for                   what happens
        Timer("remind", LIVE,    LastDay("remind_on"), "remind", repeats=True),
    ),
)
# fmt: on
