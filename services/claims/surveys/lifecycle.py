"""The life of a survey on one screen."""

from enum import StrEnum
from typing import Any

from shared.auth import Actor, Role
from shared.contracts import claims_surveys as announced
from shared.errors import Forbidden, Text
from shared.guards import four_eyes
from shared.lifecycle import Guard, Lifecycle, Step

CITY_DIGITS = 4  # the longest code of a city's office (市公司); a branch's is longer


class SurveyStatus(StrEnum):
    OPEN = "open"  # 待分派
    ALLOCATED = "allocated"  # 已分派
    UNDER_WAY = "under_way"  # 调查中
    REPORTED = "reported"  # 已回销待验收
    SENT_BACK = "sent_back"  # 退回补充调查
    WITH_CITY = "with_city"  # 已转市公司
    ACCEPTED = "accepted"  # 已验收
    CANCELLED = "cancelled"  # 已撤销


def _is_theirs(case: Any, actor: Actor) -> bool:
    return bool(actor.is_system or actor.ref == case.handler)


def _is_citys(_case: Any, actor: Actor) -> bool:
    return actor.is_system or len(actor.org) <= CITY_DIGITS


def _is_evidenced(case: Any, _actor: Actor) -> bool:
    return not case.missing_evidence


THEIRS = Guard(
    "investigator-only", _is_theirs, Text("仅限承办调查人", "It is another's to investigate"), Forbidden, foreseen=True
)
CITYS = Guard(
    "city-only",
    _is_citys,
    Text("须由市公司调查人办理", "The city's investigators take it up"),
    Forbidden,
    foreseen=True,
)
EVIDENCED = Guard(
    "evidence-complete", _is_evidenced, Text("证据材料不齐", "Evidence is missing"), field="missing_evidence"
)
ACCEPTED_BY_OTHER = four_eyes("handler", Text("验收人不能是调查人", "Who investigated can't accept it"))

S, R = SurveyStatus, Role
CLERK, LEADER, FIELD = {R.ADJUDICATOR}, {R.ADJUDICATOR, R.BRANCH_MANAGER}, {R.INVESTIGATOR}
IN_HAND = {S.ALLOCATED, S.UNDER_WAY, S.SENT_BACK}  # of the branch's people, and to be reported
UNFINISHED = {S.OPEN, *IN_HAND, S.WITH_CITY, S.REPORTED}

# fmt: off
LIFECYCLE = Lifecycle(
    "survey",
    #    action               from                          to            announces                      by
    Step("open",              set(),                        S.OPEN,       announced.SurveyOpened,        CLERK),
    Step("allocate",          {S.OPEN, *IN_HAND},           S.ALLOCATED,  announced.SurveyAllocated,     LEADER),
    Step("hand_over",         {S.OPEN, *IN_HAND},           S.WITH_CITY,  announced.SurveyHandedOver,    LEADER),
    Step("begin",             {S.ALLOCATED, S.SENT_BACK},   S.UNDER_WAY,  announced.SurveyBegun,         FIELD, (THEIRS,)),
    Step("take_up",           {S.WITH_CITY},                None,         announced.SurveyBegun,         FIELD, (CITYS,)),
    Step("add_evidence",      {S.UNDER_WAY, S.WITH_CITY},   None,         announced.SurveyEvidenceAdded, FIELD, (THEIRS,)),
    Step("report",            {S.UNDER_WAY, S.WITH_CITY},   S.REPORTED,   announced.SurveyReported,      FIELD, (THEIRS, EVIDENCED)),
    Step("accept",            {S.REPORTED},                 S.ACCEPTED,   announced.SurveyAccepted,      CLERK, (ACCEPTED_BY_OTHER,)),
    Step("send_back",         {S.REPORTED},                 S.SENT_BACK,  announced.SurveySentBack,      CLERK, (ACCEPTED_BY_OTHER,)),
    Step("send_back_to_city", {S.REPORTED},                 S.WITH_CITY,  announced.SurveySentBack,      CLERK, (ACCEPTED_BY_OTHER,)),
    Step("cancel",            UNFINISHED,                   S.CANCELLED,  announced.SurveyCancelled,     CLERK),
)
# fmt: on
