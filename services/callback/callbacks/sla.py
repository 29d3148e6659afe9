"""Clocks of a call-back: of each project its own."""

from typing import Any

from shared.sla import Limit, Sla, calendar_days, sla_table, working_days


def to_the_last_day(case: Any) -> Limit:
    """The clause's own days, counted from the signature: day 1 is that day or the next (S19 V).

    It doesn't roll over a holiday, for the policyholder's right doesn't either.
    """
    days: int = case.free_look_days
    return calendar_days(days - 1 if case.free_look_starts == "signature" else days, rolls=False)


def while_grace_lasts(case: Any) -> Limit:
    """Until the last day of grace, on which the premium may still be paid; a holiday doesn't move it.

    Of a grace that was entered so late as to be over, until the next day.
    """
    return calendar_days(max(1, (case.call_by - case.cause_on).days), rolls=False)


HEARD, LISTED = {"open_due"}, {"open_listed"}
ENDED = {"complete", "find_problem", "give_up", "drop"}

# fmt: off
SLAS = sla_table(
    #   id                  name                                                              starts    stops  pauses  limit                           basis                                                                        mark
    Sla("bsr-cb1",          "犹豫期内回访", "Call-back inside the free-look period",           {"date"}, ENDED, set(),  calendar_days(15, rolls=False), "《人身保险业务基本服务规定》 第十五条 (S12 S14)",                           "V", own_limit=to_the_last_day),
    Sla("cb-grace",         "宽限期内回访", "Call-back inside the grace period",               HEARD,    ENDED, set(),  calendar_days(59, rolls=False), "项目见 S22, 宽限期见《保险法》第三十六条; 以宽限期末为限为本系统设计",      "D", own_limit=while_grace_lasts),
    Sla("cb-lapse",         "失效回访", "Call-back after a lapse",                             HEARD,    ENDED, set(),  working_days(10),               "项目见 S22; 时限为本系统设计",                                              "D"),
    Sla("cb-surrender",     "退保回访", "Call-back after a surrender",                         HEARD,    ENDED, set(),  working_days(10),               "项目见 S22; 时限为本系统设计",                                              "D"),
    Sla("cb-claim",         "理赔回访", "Call-back after a claim is paid",                     HEARD,    ENDED, set(),  working_days(10),               "项目见 S22; 时限为本系统设计",                                              "D"),
    Sla("cb-agent-left",    "业务员离司回访", "Call-back after the salesperson left",          LISTED,   ENDED, set(),  calendar_days(30),              "《保险销售行为管理办法》(2023年2号令) 人员变更通知三十日 (章节见 S65, 日数未核)", "M"),
    Sla("cb-agent-service", "委托代办回访", "Call-back after a service was done by an agent",  HEARD,    ENDED, set(),  working_days(5),                "项目见 S47; 时限为本系统设计",                                              "D"),
    Sla("cb-branch",        "重点跟进", "Follow-up by the branch",                             {"hand_down"},   ENDED | {"order_visit"}, set(), calendar_days(3, rolls=False), "剩余三天转机构 (S2)",                                  "V"),
    Sla("cb-visit",         "上门回访", "Visit",                                               {"order_visit"}, ENDED | {"send_letter"}, set(), working_days(10),              "CB-2009 (S20) 有此方式, 时限为本系统设计",            "D"),
    Sla("cb-letter",        "信函回访", "Letter",                                              {"send_letter"}, ENDED,                   set(), calendar_days(30),             "CB-2009 (S20) 有此方式, 时限为本系统设计",            "D"),
)
# fmt: on
STAGES = tuple(row for row in SLAS if row.id in {"cb-branch", "cb-visit", "cb-letter"})
