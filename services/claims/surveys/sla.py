"""Clocks of a survey."""

from services.claims.surveys.survey_types import S2
from shared.sla import Sla, calendar_days, sla_table, working_days

OWN = "本系统设计"

# fmt: off
SLAS = sla_table(
    #   id                   name                                      starts         stops                              pauses limit              basis mark
    Sla("survey-feedback",   "调查反馈", "Survey reported",            {"open"},      {"report", "cancel"},              set(), calendar_days(5), f"{S2}; 按自然日计、末日逢节假日顺延为本系统设计", "V", own_limit=lambda case: calendar_days(case.grade_days)),
    Sla("survey-allocation", "调查分派", "Survey allocated",           {"open"},      {"allocate", "hand_over", "cancel"}, set(), working_days(1), OWN, "D"),
    Sla("survey-review",     "调查验收", "Findings accepted or sent back", {"report"}, {"accept", "send_back", "send_back_to_city", "cancel"}, set(), working_days(2), OWN, "D"),
    Sla("survey-supplement", "补充调查", "Supplement reported",        {"send_back", "send_back_to_city"}, {"report", "cancel"},              set(), calendar_days(3), OWN, "D"),
)
# fmt: on
