"""The life of a day's allocation on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import claims_surveys as announced
from shared.lifecycle import Lifecycle, Step


class SurveyDayStatus(StrEnum):
    ALLOCATED = "allocated"  # 已分派


S, LEADER = SurveyDayStatus, {Role.ADJUDICATOR, Role.BRANCH_MANAGER}

# fmt: off
LIFECYCLE = Lifecycle(
    "survey_day",
    #    action            from           to            announces                        by
    Step("allocate",       set(),         S.ALLOCATED,  announced.SurveyDayAllocated,      LEADER),
    Step("allocate_again", {S.ALLOCATED}, None,         announced.SurveyDayAllocatedAgain, LEADER),
    at_rest={S.ALLOCATED},
)
# fmt: on
