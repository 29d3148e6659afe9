"""The life of a problem case on one screen."""

from enum import StrEnum
from typing import Any

from shared.auth import Actor, Role
from shared.contracts import callback_problems as announced
from shared.errors import Forbidden, Text
from shared.guards import four_eyes
from shared.lifecycle import Guard, LastDay, Lifecycle, Step, Timer


class ProblemCaseStatus(StrEnum):
    OPEN = "open"  # 待分派
    ASSIGNED = "assigned"  # 处理中
    SETTLED = "settled"  # 已办结
    DROPPED = "dropped"  # 保单已终止, 不再处理


def _is_theirs(case: Any, actor: Actor) -> bool:
    return bool(actor.is_system or actor.ref == case.handler)


THEIRS = Guard(
    "handler-only", _is_theirs, Text("仅限处理人办结", "It is another's to settle"), Forbidden, foreseen=True
)
NOT_THE_SELLER = four_eyes(
    "salesperson",
    Text("销售该保单的业务员不得处理其问题件", "Not who sold the policy"),
    rule="not-the-salesperson",
    refusal=Forbidden,
)

S, R = ProblemCaseStatus, Role
LIVE = {S.OPEN, S.ASSIGNED}
MANAGERS, STAFF = {R.BRANCH_MANAGER, R.PROVINCE}, {R.TELLER, R.REVIEWER, R.CALLER}

# fmt: off
LIFECYCLE = Lifecycle(
    "problem_case",
    #    action             from         to           announces                           by
    Step("open",            set(),       S.OPEN,      announced.ProblemCaseOpened),
    Step("add",             LIVE,        None,        announced.ProblemCaseAdded),
    Step("assign",          LIVE,        S.ASSIGNED,  announced.ProblemCaseAssigned,      MANAGERS, (NOT_THE_SELLER,)),
    Step("settle",          {S.ASSIGNED}, S.SETTLED,  announced.ProblemCaseSettled,       STAFF,    (NOT_THE_SELLER, THEIRS)),
    Step("settle_instead",  LIVE,        S.SETTLED,   announced.ProblemCaseSettled,       MANAGERS, (NOT_THE_SELLER,)),
    Step("reopen",          {S.SETTLED}, S.OPEN,      announced.ProblemCaseReopened,      MANAGERS, (NOT_THE_SELLER,)),
    Step("remind",          LIVE,        None,        announced.ProblemCaseReminded),
    Step("move",            LIVE,        S.OPEN,      announced.ProblemCaseMoved),
    Step("note_end",        LIVE,        None,        announced.ProblemCasePolicyEnded),
    Step("drop",            LIVE,        S.DROPPED,   announced.ProblemCaseDropped),
    at_rest={S.SETTLED},
    timers=(
        #     name     while in  for                   what happens
        Timer("remind", LIVE,    LastDay("remind_on"), "remind", repeats=True),
    ),
)
# fmt: on
