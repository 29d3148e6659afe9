"""The life of a campaign on one screen."""

from enum import StrEnum
from typing import Any

from shared.auth import Actor, Role
from shared.contracts import policy_service_campaigns as announced
from shared.errors import Text
from shared.lifecycle import Guard, LastDay, Lifecycle, Step, Timer


class CampaignStatus(StrEnum):
    PLANNED = "planned"  # 已立项
    RUNNING = "running"  # 进行中
    ENDED = "ended"  # 已结束
    CANCELLED = "cancelled"  # 已撤销


def _has_targets(case: Any, _actor: Actor) -> bool:
    return bool(case.targets)


TARGETS = Guard(
    "targets-found",
    _has_targets,
    Text(
        "没有目标保单: 须先导入清单,或本机构没有符合该类型的保单",
        "There is no target: a list is to be handed in first, or no policy of yours fits the type",
    ),
    field="targets",
)
S, MANAGER = CampaignStatus, {Role.BRANCH_MANAGER}

# fmt: off
LIFECYCLE = Lifecycle(
    "campaign",
    #    action         from         to           announces                       by
    Step("open",        set(),       S.PLANNED,   announced.CampaignOpened,       MANAGER),
    Step("import_list", {S.PLANNED}, None,        announced.CampaignListImported, MANAGER),
    Step("start",       {S.PLANNED}, S.RUNNING,   announced.CampaignStarted,      MANAGER, (TARGETS,)),
    Step("tally",       {S.RUNNING}, None,        announced.CampaignTallied),
    Step("end",         {S.RUNNING}, S.ENDED,     announced.CampaignEnded,        MANAGER),
    Step("cancel",      {S.PLANNED}, S.CANCELLED, announced.CampaignCancelled,    MANAGER),
    timers=(
        #     name           while in     until                what happens
        Timer("last-day",    {S.RUNNING}, LastDay("ends_on"),  "end"),
        Timer("tally",       {S.RUNNING}, LastDay("tally_on"), "tally", repeats=True),
        Timer("never-began", {S.PLANNED}, LastDay("ends_on"),  "cancel"),
    ),
)
# fmt: on
