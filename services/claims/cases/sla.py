"""Clocks of a claim."""

from datetime import time

from services.claims.cases.tracks import cut_off_of
from shared.sla import Sla, calendar_days, same_day, sla_table, working_days

SMALL = "claim-small"
COMPLETE = {"accept_complete", "complete_papers"}
DECIDED = {"approve", "confirm", "refuse", "turn_away", "withdraw"}
LAW = "《保险法》(2015年修订)"
REGULATION = "人身保险业务基本服务规定 (保监会令2010年第4号)"
PAUSED = "补充资料期间扣除: 《保险法解释(二)》第十五条 (M)"

# The long ones don't run on over days off: strict, and free of next year's calendar, without which none could start.
# fmt: off
SLAS = sla_table(
    #   id             name                                              starts                          stops                                                pauses      limit              basis                                                                      mark
    Sla("claim-tell",  "告知索赔所需资料", "Told what to bring",          {"report"},                     {"tell_papers", "accept", "accept_complete", "turn_away", "withdraw"}, set(), working_days(1), "保监消保〔2015〕201号: 个人医疗报案后1个工作日内告知索赔资料 (S35); 其余类型同此, 为本系统设计", "V"),
    Sla("bsr-cl1",     "理赔一次性补正告知", "One-time notice of missing papers", {"accept", "widen"},           {"tell_missing", "complete_papers", "turn_away", "withdraw"}, set(), working_days(5), f"{REGULATION}: 资料不完整应及时一次性告知; 五日见服务承诺",          "M"),
    Sla("bsr-cl2",     "理赔核定(一般)", "Decided, unless complex",       COMPLETE | {"accept", "reopen"}, DECIDED | {"start_survey"},                         {"papers"}, working_days(5),   f"{REGULATION}: 收到请求后五日内核定, 情形复杂的除外 (S10 S13)",           "V2"),
    Sla("law23-1",     "理赔核定(复杂)", "Decided at the latest",         COMPLETE | {"accept", "reopen"}, DECIDED,                                            {"papers"}, calendar_days(30, rolls=False), f"{LAW}第二十三条: 情形复杂的三十日内核定, 合同另有约定除外; {PAUSED}",      "V"),
    Sla("law23-2",     "达成协议后给付", "Paid once agreed",              {"approve"},                    {"pay", "reopen"},                                   set(),      calendar_days(10), f"{LAW}第二十三条: 达成给付协议后十日内给付 (BSR-CL3 同)",                "V"),
    Sla("law24",       "拒赔通知", "Told of the refusal",                 {"refuse"},                     {"tell_refusal"},                                    set(),      calendar_days(3),  f"{LAW}第二十四条: 自核定之日起三日内发出拒赔通知书并说明理由 (BSR-CL3 同)", "V"),
    Sla("law25",       "先予支付", "Advance on what is certain",          COMPLETE,                       DECIDED | {"pay_advance"},                           {"papers"}, calendar_days(60, rolls=False), f"{LAW}第二十五条: 收到请求及资料之日起六十日内不能确定数额的先予支付",      "V"),
    Sla(SMALL,         "小额理赔当日结案", "Small claim closed the same day", COMPLETE,                {"pay", "confirm", "tell_refusal", "turn_away", "withdraw", "start_survey"}, {"papers"}, same_day(cut_off=time(16, 30)), "年终总结: 小额案件日清日结; 截止时刻为本系统设计", "D", own_limit=lambda case: same_day(cut_off=cut_off_of(case.org))),
    Sla("claim-appeal", "理赔复议答复", "Appeal answered",                {"appeal"},                     {"uphold_payment", "uphold_refusal", "reopen"},      set(),      working_days(10),  "本系统设计",                                                            "D"),
)
# fmt: on
