"""KPIs of the limits (时限) of claims: those of the law, of the regulation, and our own."""

from typing import Any

from services.metrics.kpis.base import Row, flow, level

BROKEN = (flow("claim_limits_missed"), level("claim_limits_overdue"))
LEFT_ZH = "按时撤案、转调查或重新核定而停止者不计"
LEFT_EN = "one that a withdrawal, the beginning of a survey or a later decision stopped in time doesn't count"
LAW = "《保险法》(2015年修订)"
REGULATION = "人身保险业务基本服务规定 (保监会令2010年第4号)"

# fmt: off
#    clock          id                                    名称                          name                                      within                              basis
LIMITS = (
    ("claim-tell",  "claim-told-what-to-bring-rate",      "索赔资料1日告知率",           "Told what to bring within a working day", ("1个工作日", "one working day"),   "保监消保〔2015〕201号 (S35, V); 其余类型同此, 为本系统设计"),
    ("bsr-cl1",     "claim-missing-told-in-5-days-rate",  "理赔一次性告知及时率",        "Missing papers told within 5 days",      ("5个工作日", "five working days"), f"{REGULATION} (M)"),
    ("bsr-cl2",     "claim-decided-in-5-days-rate",       "理赔5日核定率(一般)",         "Decided within 5 days, unless complex",  ("5个工作日", "five working days"), f"{REGULATION} (S10 S13, V2)"),
    ("law23-1",     "claim-decided-in-30-days-rate",      "理赔30日核定率",              "Decided within 30 days",                 ("30日", "thirty days"),            f"{LAW}第二十三条 (S1, V)"),
    ("law23-2",     "claim-paid-in-10-days-rate",         "达成协议10日给付率",          "Paid within 10 days of agreement",       ("10日", "ten days"),               f"{LAW}第二十三条 (S1, V); BSR-CL3 同"),
    ("law24",       "claim-refusal-told-in-3-days-rate",  "拒赔3日通知率",               "Refusal told within 3 days",             ("3日", "three days"),              f"{LAW}第二十四条 (S1, V); BSR-CL3 同"),
    ("law25",       "claim-advanced-in-60-days-rate",     "60日内核定或先予支付率",      "Decided or advanced within 60 days",     ("60日", "sixty days"),             f"{LAW}第二十五条 (S1, V)"),
    ("claim-appeal", "claim-appeals-in-time-rate",        "复议按时答复率",              "Appeals answered in time",               ("10个工作日", "ten working days"), "本系统设计 own design (D)"),
    ("claim-back", "claim-backs-in-30-days-rate",         "追回款30日结清率",            "Claim-backs recovered within 30 days",   ("30日", "thirty days"),            "本系统设计 own design (D)"),
)


def _in_time(clock: str, id: str, zh: str, en: str, within: tuple[str, str], basis: str) -> Row:
    more: dict[str, Any] = {"better": "higher", "basis": basis}
    return (
        id, zh, en, "ratio", (flow("claim_limits_met", "limit", clock),), (flow("claim_limits_stopped", "limit", clock),),
        f"期内停止的该时钟中,在{within[0]}时限内停止者,扣除等待补件;{LEFT_ZH}",
        f"of these clocks that stopped in the window, those that stopped within {within[1]}, net of waiting for papers; {LEFT_EN}",
        more,
    )


KPIS: tuple[Row, ...] = (
    ("claim-limits-broken", "理赔超时限次数", "Claim limits broken", "count", BROKEN, (),
     "期内停止且已超时限的时钟 + 期末仍在计时且已超时限的时钟,含付款件与追回款;可按时限分解",
     "clocks of claims, their payments and claim-backs that stopped past their limit in the window, or run past it at its end; by limit, too",
     {"better": "lower"}),
    ("claim-limits-near", "理赔时限临近数", "Claim limits near", "count", (level("claim_limits_near"),), (),
     "期末仍在计时、已过时限五分之四而尚未超时的时钟,含付款件与追回款;暂停者不计;可按时限分解",
     "clocks of claims, their payments and claim-backs that run at the window's end, past four fifths of their time and not past its end; those "
     "that stand still don't count; by limit, too", {"better": "lower"}),
    ("claim-limits-met-rate", "理赔时限达成率", "Claim limits met", "ratio", (flow("claim_limits_met"),), (flow("claim_limits_stopped"),),
     f"期内停止的时钟中按时者,含付款件与追回款;可按时限分解;{LEFT_ZH}",
     f"of the clocks of claims, their payments and claim-backs that stopped in the window, those in time; by limit, too; {LEFT_EN}",
     {"better": "higher"}),
    *(_in_time(*row) for row in LIMITS),
)
# fmt: on
