"""KPIs of the bank counter channel (银保通)."""

from services.metrics.kpis.base import ACCEPTED, IN_TIME, ISSUED, OPEN, WORKED, Row, flow

# fmt: off
KPIS: tuple[Row, ...] = (
    ("bank-applications-accepted", "银保通受理件数", "Banks' applications accepted", "count", ACCEPTED, (),
     "期内受理的银保通投保件", "banks' applications accepted in the window", {}),
    ("bank-policies-issued", "银保通出单件数", "Bank policies issued", "count", ISSUED, (),
     "期内出单的银保通投保件,当日撤单者在内", "bank policies issued in the window, those voided later that day among them", {}),
    ("bank-void-rate", "银保通当日撤单率", "Bank policies voided the same day", "ratio", (flow("voided"),), ISSUED,
     "期内当日撤单的银保通保单 ÷ 期内出单", "voided on the day of issue, over those issued, in the window", {"better": "lower"}),
    ("bank-referral-rate", "银保通转人工核保率", "Banks' applications referred", "ratio", (flow("referred"),), ACCEPTED,
     "期内受理的银保通投保件中转人工核保者", "of banks' applications accepted in the window, those that a rule sent to an underwriter",
     {"better": "lower"}),
    ("bank-issue-turnaround-p50", "银保通出单时效(自然时间,中位数)", "Bank issue turnaround, median", "percentile", ISSUED, ISSUED,
     "期内出单的银保通投保件,受理至出单的自然时间", "bank policies issued in the window; calendar time from acceptance to issue",
     {"unit": "hours", "better": "lower", "quantile": 0.5}),
    ("bank-issued-same-day-rate", "银保通当日出单率", "Bank policies issued the same day", "ratio", (flow("issued", "days", "0"),), ISSUED,
     "期内出单的银保通投保件中受理当日出单者", "of the bank policies issued in the window, those issued on the day of acceptance",
     {"better": "higher"}),
    ("bank-issued-in-time-rate", "银保通按时出单率", "Bank policies issued in time", "ratio", IN_TIME, WORKED,
     "期内出单的银保通投保件中出单时钟(16:00前受理的当日,之后的次一工作日,扣除等待收费)未超时者",
     "of the bank policies issued in the window, those within their clock: the same working day, or the next if accepted "
     "after 16:00, net of waiting for the premium", {"better": "higher"}),
    ("bank-pending-count", "银保通在途件数", "Banks' applications open", "count", OPEN, (),
     "期末在途的银保通投保件", "banks' applications open at the window's end", {"better": "lower"}),
    ("bank-withdrawal-rate", "银保通撤单率", "Banks' withdrawal rate", "ratio", (flow("withdrawn"),), ACCEPTED,
     "期内出单前撤单或逾期未收费作废的银保通投保件 ÷ 期内受理",
     "withdrawn before issue or lapsed unpaid in the window, over those accepted in it", {"better": "lower"}),
    ("bank-mobile-misplaced-rate", "手机号误填办公电话率", "Mobiles in the office field", "ratio",
     (flow("flagged", "flag", "mobile-in-office-field"),), ACCEPTED,
     "期内受理的银保通投保件中手机号填在办公电话栏者", "of banks' applications accepted in the window, those whose form has a "
     "mobile in the field of the office's telephone", {"better": "lower", "basis": "机构年终报告: 银保件手机号录入办公电话栏"}),
)
# fmt: on
