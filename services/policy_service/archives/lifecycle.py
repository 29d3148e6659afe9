"""The life of an archive look-up on one screen."""

from enum import StrEnum
from typing import Any

from shared.auth import Actor, Role
from shared.contracts import policy_service_archives as announced
from shared.errors import Forbidden, Text
from shared.guards import four_eyes
from shared.lifecycle import Guard, Lifecycle, Step


class ArchiveLookupStatus(StrEnum):
    SEARCHING = "searching"  # 查找中
    IN_REVIEW = "in_review"  # 补录待复核
    REGISTERED = "registered"  # 已补录
    NOT_FOUND = "not_found"  # 查无, 待告知客户
    TOLD = "told"  # 查无, 已告知客户
    CANCELLED = "cancelled"  # 已撤销: 客户不再查询


def _is_searcher(case: Any, actor: Actor) -> bool:
    return bool(actor.is_system or actor.ref == case.handler)


def _has_searched(case: Any, _actor: Actor) -> bool:
    return bool(case.searches)


def _has_found(case: Any, _actor: Actor) -> bool:
    return bool(case.finds)


SEARCHER = Guard("searcher-only", _is_searcher, Text("仅限当前查找人", "Only who searches now can say so"), Forbidden)
SEARCHED = Guard("searched", _has_searched, Text("尚无查找记录", "Nobody has searched yet"), field="searches")
FOUND = Guard("found", _has_found, Text("查找记录中无查到的档案", "No search has found anything"), field="finds")
FOUR_EYES = four_eyes("made_by", Text("复核人不能是补录人", "Who drew it up can't review it"))

S, R = ArchiveLookupStatus, Role
DESK, REVIEWER = {R.TELLER}, {R.REVIEWER}

# fmt: off
LIFECYCLE = Lifecycle(
    "archive_lookup",
    #    action       from                         to            announces                          by
    Step("open",      set(),                       S.SEARCHING,  announced.ArchiveLookupOpened,     DESK),
    Step("search",    {S.SEARCHING},               None,         announced.ArchiveLookupSearched,   DESK, (SEARCHER,)),
    Step("answer",    {S.SEARCHING},               None,         announced.ArchiveLookupAnswered,   DESK),
    Step("hand_over", {S.SEARCHING},               None,         announced.ArchiveLookupHandedOver, DESK | {R.BRANCH_MANAGER}),
    Step("propose",   {S.SEARCHING},               S.IN_REVIEW,  announced.ArchiveLookupProposed,   DESK, (SEARCHER, FOUND)),
    Step("send_back", {S.IN_REVIEW},               S.SEARCHING,  announced.ArchiveLookupSentBack,   REVIEWER),
    Step("register",  {S.IN_REVIEW},               S.REGISTERED, announced.ArchiveLookupRegistered, REVIEWER, (FOUR_EYES,)),
    Step("conclude",  {S.SEARCHING},               S.NOT_FOUND,  announced.ArchiveLookupConcluded,  DESK, (SEARCHER, SEARCHED)),
    Step("tell",      {S.NOT_FOUND},               S.TOLD,       announced.ArchiveLookupTold,       DESK),
    Step("search_again", {S.NOT_FOUND, S.TOLD},       S.SEARCHING,  announced.ArchiveLookupResumed,    DESK),
    Step("cancel",    {S.SEARCHING, S.NOT_FOUND},  S.CANCELLED,  announced.ArchiveLookupCancelled,  DESK),
    at_rest={S.TOLD},
)
# fmt: on
